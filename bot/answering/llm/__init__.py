"""A language model reads: it is shown numbered sentences and answers with their numbers.

``numbered`` numbers the sentences, ``reply`` says what form the answer has and reads it, ``chooser`` asks, ``clients``
reaches a model through llama-index, ``fitness`` tries whether a model can do this at all.
"""
