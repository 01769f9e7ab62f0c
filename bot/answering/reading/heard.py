"""Whether the articles have heard of what a question names.

"Does it play from Tidal?" is hardly answered by a shelf without that word, however much it tells of other services.
"""

from __future__ import annotations

from collections.abc import Collection

from bot.answering.question.understand import Asked
from index.stems import tokens

SHORT = 4  # letters of a word below which it may stand for a longer one


def unheard_of(asked: Asked, known: Collection[str]) -> bool:
    """Whether a question names something of which the articles have no word, nor one that begins like it.

    The word that opens a question may be no name, initials may be written out, and of two things one may be told.

    Args:
        asked: the question.
        known: the words of the articles.
    """
    if asked.offered or asked.compared:
        return False
    names = (name for name in asked.names if not asked.text.startswith(name) and not name.isupper())
    return any(not any(_heard_of(part, known) for part in tokens(name)) for name in names)


def _heard_of(part: str, known: Collection[str]) -> bool:
    """Whether a word is known, or one that it begins or is begun by: "Mac" of "macOS"."""
    if part in known or len(part) < SHORT:
        return True
    return any(word.startswith(part) or (len(word) >= SHORT and part.startswith(word)) for word in known)
