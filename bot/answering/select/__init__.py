"""Which sentences answer, and whether two of them disagree."""
