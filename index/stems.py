"""Words as searches compare them: lower-cased, folded, stemmed, without the words that every text has."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"[^\W_]+(?:[’'.\-][^\W_]+)*")
STOPWORDS = frozenset(
    "a about after again all also am an and any are as at be because been before being between both but by can "
    "could did do does doing done during each for from further had has have having he her here hers him his how i "
    "if in into is it its itself just me more most my no nor not of off on once only or other our ours out over own "
    "please same she should so some such than that the their theirs them then there these they this those through "
    "to too under until up us very was we were what when where which while who whom whose why will with would you "
    "your tell know said say says many much long ever get got give given".split()
)
_STEMMER = Stemmer.Stemmer("english")


def tokens(text: str) -> list[str]:
    """The words of a text, lower-cased, accents and apostrophes folded; numbers keep their inner signs out."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    folded = "".join(sign for sign in folded if not unicodedata.combining(sign)).replace("’", "'")
    words: list[str] = []
    for match in _WORD.finditer(re.sub(r"(?<=\d),(?=\d{3})", "", folded)):
        word = match[0]
        word = word[:-2] if word.endswith("'s") else word
        words.extend(
            part for part in re.split(r"[-']", word.replace(".", "") if "." in word else word) if part
        )
    return words


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of one token (Porter's English stemmer, second version), with British and American spelling joined."""
    word = re.sub(r"(?<=[a-z]{3})is(e|es|ed|ing|ation|ations)$", r"iz\1", word)
    return str(_STEMMER.stemWord(word))


def content_stems(text: str) -> list[str]:
    """The stems of a text's content words, in order, repetitions kept."""
    return [stem(word) for word in tokens(text) if word not in STOPWORDS]
