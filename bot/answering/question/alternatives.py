"""A question that offers two answers and asks which is so: "by phone or in a meeting", "46 or 50"."""

from __future__ import annotations

import re

from bot.answering.english.counts import numbers_in
from bot.answering.english.cues import AUXILIARIES
from index.stems import content_stems

_BEFORE, _AFTER = 4, 6  # words on each side of "or" are looked at
_VERB = rf"(?:{AUXILIARIES})\b"
_ASIDE = r"(?:about|after|as|at|before|by|for|from|in|on|to|with|at least|\d[\d,.]*)\b"
_ASIDES = (
    rf"[^;]+[,:–-] ?{_ASIDE}(?: \S+){{0,{_BEFORE - 1}}}"  # "did they speak, by phone or"
    rf"|[^;]+ {_ASIDE}(?: \S+){{0,2}}(?=,)"  # "did they agree in principle, or"
)
# It begins as a yes-or-no question does, or the offer stands apart and begins with a preposition or a number.
_OFFERS = re.compile(rf"^(?P<first>{_VERB}[^;]+?|{_ASIDES}),? or (?P<second>[^;]+)$", re.IGNORECASE)
# "which is older, the A or the B?"
_COMPARES = re.compile(r"\b(?:who|whom|whose|which|what|any|either)\b", re.IGNORECASE)
_WHICH_OF = re.compile(
    r"(?:which|who|what)\b[^;]*[,:–] (?P<first>(?:(?! or )[^,;:]){2,40}?),? or (?P<second>(?:(?! or )[^,;:]){2,40})$",
    re.IGNORECASE,
)
_PAUSE = re.compile(r"[,:–-] ")

Alternatives = tuple[frozenset[str], frozenset[str]]


def alternatives(question: str) -> Alternatives | None:
    """What distinguishes the two answers that a question offers, or None when it offers none.

    Their numbers if they have any; if neither has, the stem of the content word nearest to "or" that only one has ("a
    private or public school").
    """
    plain = question.strip(" ?!.")
    offers = _OFFERS.match(plain)
    if offers is None or _COMPARES.search(offers["first"]):
        return None
    first = _PAUSE.split(offers["first"])[-1].split()[-_BEFORE:]
    second = offers["second"].split()[:_AFTER]
    mine, theirs = numbers_in(" ".join(first)), numbers_in(" ".join(second))
    if not mine and not theirs:
        first_stems, second_stems = content_stems(" ".join(first)), content_stems(" ".join(second))
        mine = [stem for stem in first_stems if stem not in second_stems][-1:]
        theirs = [stem for stem in second_stems if stem not in first_stems][:1]
    apart = frozenset(mine), frozenset(theirs)
    return apart if mine and theirs and apart[0].isdisjoint(apart[1]) else None


def compared(question: str) -> Alternatives | None:
    """What distinguishes the two things that a question compares: "which is older, the mill or the bridge?"."""
    match = _WHICH_OF.match(question.strip(" ?!."))
    if match is None:
        return None
    first, second = content_stems(match["first"]), content_stems(match["second"])
    pair = frozenset(first) - frozenset(second), frozenset(second) - frozenset(first)
    return pair if all(pair) else None


def opposed(offered: Alternatives, left: str, right: str) -> bool:
    """Whether one sentence has only the first answer, and the other sentence only the second, or the reverse."""
    sides = [[side <= _told(text) for side in offered] for text in (left, right)]
    return sides in ([[True, False], [False, True]], [[False, True], [True, False]])


def _told(text: str) -> set[str]:
    stems = content_stems(text)
    # "fully", "exactly"
    adjectives = [stem[:end] for stem in stems if stem.endswith("li") for end in (-1, -2)]
    return {*numbers_in(text), *stems, *adjectives}
