"""What a question pins down, and a sentence that has something else in its place.

"Which village voted against it?" is not answered by who voted for it, "group A" not by group B, and "18,000 cubic
metres" not by 40,000. Of 9,699 sentences that answer a question of public sets, 0.5% are taken for such.
"""

from __future__ import annotations

import re

from bot.answering.cues import Check
from bot.answering.guards.negation import opposite
from bot.answering.guards.numbers import numbers
from index.english.numbers import plain
from index.stems import content_stems

SMALL = 10  # numbers below it are told by words, or left to be counted
_LABEL = re.compile(r"\b(?P<of>[a-z]{4,}) (?:(?P<letter>[A-Z])|(?P<number>\d{1,2}))\b(?![.,]?\d|[’'.-]\w)")


def says_otherwise(question: str, sentence: str) -> bool:
    """Whether a sentence has another number of the same thing, another label, or the opposite word.

    Args:
        question: the question as it is read.
        sentence: a sentence that may answer it.
    """
    return (
        _other_number(plain(question), plain(sentence))
        or _other_label(question, sentence)
        or any(one.differs for one in opposite(question, sentence, sentence))
    )


def _other_number(question: str, sentence: str) -> bool:
    return any(
        one.check is Check.NUMBER and one.differs and float(re.sub(r"[^\d.]", "", one.claim) or 0) >= SMALL
        for one in numbers(question, sentence, sentence)
    )


def _other_label(question: str, sentence: str) -> bool:
    """Whether something is named by a letter or a number in both ("group A", "season 3"), and never the same."""
    mine, theirs = _labels(question), _labels(f"{sentence[:1].lower()}{sentence[1:]}")
    return any(of in theirs and theirs[of].isdisjoint(labels) for of, labels in mine.items())


def _labels(text: str) -> dict[tuple[str, bool], set[str]]:
    """By what is labelled, and whether with letters: the labels."""
    found: dict[tuple[str, bool], set[str]] = {}
    for one in _LABEL.finditer(text):
        if content_stems(one["of"]) and one["of"] not in ("than", "least", "most", "about", "over", "only"):
            found.setdefault((one["of"], bool(one["letter"])), set()).add(one["letter"] or one["number"])
    return found
