"""Places in files, and when one of them shows a gold quotation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eval.records import Gold, Place

# A quotation counts as shown when half of it is, or this many code points of a long one: the same words cut
# into sentences or passages in another way must not cost the bot a point, and a stray word must not earn one.
ENOUGH = 60


def shows(place: Place, gold: Gold) -> bool:
    """Whether a place holds enough of a gold quotation: half of it, or 60 code points of a longer one."""
    enough = min(len(gold.quote) / 2, ENOUGH)
    return any(_overlap(place, words) >= enough for words in gold.places)


def shows_any(places: Iterable[Place], golds: Sequence[Gold]) -> bool:
    """Whether one of some places shows one of some quotations."""
    return any(shows(place, gold) for place in places for gold in golds)


def _overlap(left: Place, right: Place) -> int:
    return min(left.end, right.end) - max(left.start, right.start) if left.file == right.file else 0
