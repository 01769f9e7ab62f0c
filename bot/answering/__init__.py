"""The path of a question: understood, searched for, read, written, verified, decided.

Nothing here knows Discord, and importing it loads no model library.
"""
