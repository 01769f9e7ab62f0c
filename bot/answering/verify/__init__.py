"""Whether a text says what a statement or a claim says."""
