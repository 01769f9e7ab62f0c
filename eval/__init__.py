"""Whether the answers are good: cases -> answers -> marks -> figures -> report."""
