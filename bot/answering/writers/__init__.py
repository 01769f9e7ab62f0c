"""Writers turn evidence into statements with footnotes.

``quotes`` repeats the articles' own sentences. ``language_model`` asks a model for a ``draft`` and publishes what
survives verification; ``prompts`` holds what the model is told, ``clients`` reaches it.
"""
