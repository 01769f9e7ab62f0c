"""A text with its numbers written in one way, so that search, reading and verification compare like with like."""

from __future__ import annotations

import re
from functools import lru_cache

from index.english.numbers import quantities

_ALONE = re.compile(r"(?:one|a|zero)\b(?!-)(?: and a half)?(?: ?%| ?pc| ?per ?cent)?", re.IGNORECASE)


@lru_cache(maxsize=4096)  # many rules compare a sentence
def plain(text: str, *, with_one: bool = False) -> str:
    """The text with every number in digits, without signs between them, and shares as ``70%``.

    Args:
        text: any text.
        with_one: whether "one" alone is a number too; mostly it is none.
    """
    pieces, last = [], 0
    for number in quantities(text):
        if not with_one and _ALONE.fullmatch(text, number.start, number.end):
            continue
        share = number.unit == "%"
        pieces += [
            text[last : number.start],
            f"{'' if share else number.unit}{number.digits}{'%' if share else ''}",
        ]
        last = number.end
    return "".join([*pieces, text[last:]])
