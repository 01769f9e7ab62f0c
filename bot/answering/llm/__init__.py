"""A language model reads: it is shown numbered sentences and answers with their numbers.

``numbered`` numbers the sentences, ``reply`` says what form the answer has and reads it, ``chooser`` asks, ``clients``
reaches a model through llama-index, ``trial`` tries whether one can do this at all, ``fitness`` keeps what it found.
"""
