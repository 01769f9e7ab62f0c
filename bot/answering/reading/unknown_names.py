"""Whether the articles mention what a question names.

Articles without the word hardly answer "Does it play from Tidal?", however much they say about other services.
"""

from __future__ import annotations

from collections.abc import Collection

from bot.answering.question.understand import Asked
from index.stems import tokens

SHORT = 4  # letters; a shorter word may stand for a longer one


def unheard_of(asked: Asked, known: Collection[str]) -> bool:
    """Whether a question names something that the articles have no word for, nor one that begins like it.

    Not counted: the first word of a question, which may be no name; initials, which may be written out; and questions
    about two things, of which one may be missing.

    Args:
        asked: the question.
        known: the words of the articles.
    """
    if asked.offered or asked.compared:
        return False
    names = (name for name in asked.names if not asked.text.startswith(name) and not name.isupper())
    return any(not any(_heard_of(part, known) for part in tokens(name)) for name in names)


def _heard_of(part: str, known: Collection[str]) -> bool:
    """Whether a word is known, or begins a known word, or begins with one: "Mac" and "macOS"."""
    if part in known or len(part) < SHORT:
        return True
    return any(word.startswith(part) or (len(word) >= SHORT and part.startswith(word)) for word in known)
