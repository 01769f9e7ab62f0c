"""A language model reads: it is shown numbered sentences and answers with their numbers.

``numbered`` numbers the sentences, ``reply`` defines the form of the answer and reads it, ``chooser`` asks, ``clients``
reaches a model through llama-index, ``trial`` tests whether a model can do this, ``fitness`` keeps the result.
"""
