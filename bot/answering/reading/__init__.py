"""A cross-encoder that reads a question, or a claim, together with a passage."""
