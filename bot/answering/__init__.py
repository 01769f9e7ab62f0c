"""The path of a question: understood, searched for, read, decided, quoted, verified, published.

Nothing here knows Discord, and importing it loads no model library.
"""
