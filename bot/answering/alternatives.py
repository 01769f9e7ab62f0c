"""A question that offers two answers and asks which is so: "by phone or in a meeting", "46 or 50"."""

from __future__ import annotations

import re

from bot.answering.language import AUXILIARIES, numbers_in
from index.stems import content_stems

_BEFORE, _AFTER = 4, 6  # words on each side of "or" are looked at
_VERB = rf"(?:{AUXILIARIES})\b"
# It begins as a question for yes or no does, or a comma stands before what it offers.
_OFFERS = re.compile(
    rf"^(?P<first>{_VERB}[^;]+?|[^;]+,(?: \S+){{0,{_BEFORE}}}),? or (?P<second>[^;]+)$", re.IGNORECASE
)
_COMPARES = re.compile(
    r"\b(?:who|whom|whose|which|what)\b", re.IGNORECASE
)  # "which is older, the A or the B?"
_CLAUSE = re.compile(_VERB, re.IGNORECASE)

Alternatives = tuple[frozenset[str], frozenset[str]]


def alternatives(question: str) -> Alternatives | None:
    """What tells the two answers apart that a question offers, or None when it offers none.

    These are the numbers of each when both have some, else the stem of the word of content that is nearest to "or"
    and not said of both ("a private or public school"; of a clause, "or did they stay tense", the last one).
    """
    plain = question.strip(" ?!.")
    offers = _OFFERS.match(plain)
    if offers is None or _COMPARES.search(offers["first"]):
        return None
    first, second = offers["first"].split()[-_BEFORE:], offers["second"].split()[:_AFTER]
    mine, theirs = numbers_in(" ".join(first)), numbers_in(" ".join(second))
    if not (mine and theirs):
        one, other = content_stems(" ".join(first)), content_stems(" ".join(second))
        mine = [stem for stem in one if stem not in other][-1:]
        theirs = [stem for stem in other if stem not in one]
        theirs = theirs[-1:] if _CLAUSE.match(offers["second"]) else theirs[:1]
    found = frozenset(mine), frozenset(theirs)
    return found if mine and theirs and found[0].isdisjoint(found[1]) else None


def opposed(offered: Alternatives, one: str, other: str) -> bool:
    """Whether one sentence tells the one answer alone, and the other sentence the other one alone."""
    sides = [[side <= _told(text) for side in offered] for text in (one, other)]
    return sides in ([[True, False], [False, True]], [[False, True], [True, False]])


def _told(text: str) -> set[str]:
    return {*numbers_in(text), *content_stems(text)}
