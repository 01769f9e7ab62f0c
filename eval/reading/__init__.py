"""How the reader is made: examples from real questions, training, export, and the figures of its card."""
