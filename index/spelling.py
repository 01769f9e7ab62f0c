"""Mends the spelling of a question by the words that the shelf itself uses."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from functools import cached_property, partial

from rapidfuzz.distance import OSA

from index.stems import stem, tokens

_WORD = re.compile(r"[^\W\d_]{3,}")
LONG = 5  # letters from which on a word is mended to any word of the shelf, and not only to one that makes a question
FAR = 9  # letters from which on two slips are mended instead of one
ASKING = frozenset(
    "about are can could did does for from had has have how many much should the was were what when where which who "
    "whom whose why will with would".split()
)  # misspelt, they make another question of it, or none


class Spelling:
    """The words of a shelf.

    Args:
        words: in how many passages each word occurs, lower-cased.
        correct: words that are right although the shelf does not use them, such as the embedder's vocabulary; mending
            "attached" into "attacked" would ask something else.
    """

    def __init__(self, words: Mapping[str, int], correct: Container[str] = frozenset()) -> None:
        self._words = words
        self._correct = correct

    @cached_property
    def _stems(self) -> set[str]:
        return {stem(word) for word in self._words}

    def mend(self, text: str) -> str:
        """The text with each word that the shelf does not know replaced by the one it must have meant.

        A word is replaced only by one that begins alike and is one slip away (a letter too many, too few, changed,
        or two exchanged: optimal string alignment distance), or two slips for long words; the commonest wins. A word
        of fewer than `LONG` letters is replaced only by one of `ASKING`, of which it lacks one letter or has two
        exchanged. A word with a capital may be a name, and stays; unless it opens the text and makes a question.
        """
        return _WORD.sub(
            lambda match: self._mended(
                match[0], match.start() == 0 and text[match.end() :].lstrip()[:1].islower()
            ),
            text,
        )

    def meant(self, text: str) -> str:
        """The same with names mended too: to be offered, never to be taken for what was asked."""
        return _WORD.sub(lambda match: self._nearest(match[0]), text)

    def _mended(self, word: str, opens: bool) -> str:
        if word.islower():
            return self._nearest(word)
        asking = self._nearest(word) if opens else word
        return asking if asking.lower() in ASKING else word

    def _nearest(self, word: str) -> str:
        plain = "".join(tokens(word)) or word.casefold()
        if plain in self._words or plain in self._correct or stem(plain) in self._stems:
            return word
        if len(plain) < LONG:
            nearest = min(filter(partial(_hurried, plain), ASKING), default=word)
            return nearest.capitalize() if word[0].isupper() and nearest != word else nearest
        slips = 2 if len(plain) >= FAR else 1
        near = [
            (OSA.distance(plain, known, score_cutoff=slips), -count, known)
            for known, count in self._words.items()
            if known[0] == plain[0] and len(known) >= LONG and abs(len(known) - len(plain)) <= slips
        ]
        distance, _, best = min(near, default=(slips + 1, 0, word))
        if distance > slips:
            return word
        return best.capitalize() if word[0].isupper() else best


def _hurried(typed: str, meant: str) -> bool:
    """Whether a word lacks a letter, or has two swapped, after the first."""
    shorter = len(meant) - len(typed)
    exchanged = shorter == 0 and sorted(typed) == sorted(meant)
    return typed[0] == meant[0] and (shorter == 1 or exchanged) and OSA.distance(typed, meant) == 1
