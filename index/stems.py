"""Words as searches compare them: lower-cased, folded, stemmed, without the words that every text has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import Stemmer

from index.english import lexicon
from index.english.plain import plain

_WORD = re.compile(r"[^\W_]+(?:[’'.\-][^\W_]+)*")
_VERSION = re.compile(r"\bv(?=\d)")  # "v2.8.0" is version 2.8.0
_INNER = re.compile(r"[-']")
# What Unicode does not take apart.
_LETTERS = str.maketrans("łøđðħıʻʼ’", "loddhi'''") | str.maketrans({"æ": "ae", "œ": "oe", "þ": "th"})
_SPELLING = re.compile(r"(?<=[a-z]{3})is(e|es|ed|ing|ation|ations)$")
STOPWORDS = frozenset(lexicon.words("stopwords"))
_STEMMER = Stemmer.Stemmer("english")


def tokens(text: str) -> list[str]:
    """The words of a text, lower-cased, accents and apostrophes folded; numbers in digits, however they are written.

    The one tokeniser: search by words, features and verification all compare what it gives.
    """
    return list(_tokens(text))


@lru_cache(maxsize=8192)  # a sentence is compared by many rules
def _tokens(text: str) -> tuple[str, ...]:
    folded = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    if not folded.isascii():
        for sign in filter(unicodedata.combining, set(folded)):
            folded = folded.replace(sign, "")
    words: list[str] = []
    for word in _WORD.findall(_VERSION.sub("", plain(folded))):
        bare = (word[:-2] if word.endswith("'s") else word).replace(".", "")
        if "-" in bare or "'" in bare:
            words.extend(part for part in _INNER.split(bare) if part)
        elif bare:
            words.append(bare)
    return tuple(words)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of one token (Porter's English stemmer, second version), with British and American spelling joined."""
    word = _SPELLING.sub(r"iz\1", word)
    return str(_STEMMER.stemWord(word))


def content_stems(text: str) -> list[str]:
    """The stems of a text's content words, in order, repetitions kept."""
    return content_of(tokens(text))


def content_of(words: Iterable[str]) -> list[str]:
    """The stems of the content words among tokens, in order, repetitions kept."""
    return [stem(word) for word in words if word not in STOPWORDS]


def shared_pairs(wanted: Sequence[str], found: Sequence[str]) -> float:
    """The share, 0 to 1, of neighbouring stems of ``wanted`` that are neighbours in ``found`` too."""
    pairs = set(pairwise(wanted))
    return len(pairs & set(pairwise(found))) / len(pairs) if pairs else 0.0
