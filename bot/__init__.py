"""From a question to an answer with footnotes, in a terminal or in Discord."""
