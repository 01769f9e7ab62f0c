"""The words in which a claim and the sentence that decides differ, and where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.english.numbers import quantities
from index.records import Span


def place_of(words: str, text: str) -> Span | None:
    """Where words stand in a text, numbers however they are written; None if they do not.

    Args:
        words: words of a `Doubt`.
        text: what a person is shown.
    """
    if not words:
        return None
    if match := re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE):
        return Span(*match.span())
    wanted = quantities(words)
    same = (quantity for quantity in quantities(text) if wanted and quantity.value == wanted[0].value)
    found_number = next(same, None)
    return Span(found_number.start, found_number.end) if found_number else None


def marked(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """A text in stretches, each with whether it is among the words.

    Args:
        text: what a person is shown.
        words: what is to be marked, each at its first place.
    """
    places = sorted(
        {place for word in words if (place := place_of(word, text))}, key=lambda place: place.start
    )
    stretches, at = [], 0
    for place in places:
        if place.start < at:
            continue
        stretches += [(text[at : place.start], False), (text[place.start : place.end], True)]
        at = place.end
    return [stretch for stretch in (*stretches, (text[at:], False)) if stretch[0]]
