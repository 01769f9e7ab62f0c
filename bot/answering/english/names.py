"""What names look like in English text."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.answering.english.dates import DATE
from index.english.lexicon import words

OPENERS = frozenset(words("sentence_openers"))
_OF_SENTENCE = re.compile(r"(?:n['’]t|['’]\w{1,2})$")  # "Where's", "I'm", "Isn't"
_WORD = r"[A-Z][\w’'-]*"
_LINK = r"(?:(?:of|the|al|bin|de|von)\s+)?"
NAME = re.compile(rf"\b{_WORD}(?:\.?\s+{_LINK}{_WORD})*")
_LISTED = rf"(?:the )?{_WORD}(?: {_WORD})*"
ENUMERATION = re.compile(rf"{_LISTED}(?:, {_LISTED})+,? and {_LISTED}")


def name_phrases(text: str) -> list[str]:
    """The capitalised phrases of a text, in order, without words that only open a sentence or a question."""
    return list(_name_phrases(text))


@lru_cache(maxsize=4096)
def _name_phrases(text: str) -> tuple[str, ...]:
    phrases = []
    for match in NAME.finditer(text):
        words = match[0].split()
        while words and _OF_SENTENCE.sub("", words[0].lower()) in OPENERS:
            words = words[1:]
        if words and not DATE.fullmatch(" ".join(words)):
            phrases.append(" ".join(words).removesuffix("’s").removesuffix("'s"))
    return tuple(phrases)
