"""Numbers of two texts in the same units: 84 centimetres beside 0.84 metres, one fifth beside 20%.

A text keeps its own units unless the other one measures the same in another: what is shown stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.english.lexicon import table, words
from index.english.plain import plain

_SIZES = {
    unit: tuple(size.split()) for unit, size in table("unit_sizes").items()
}  # "84 cm" is 84 * 0.01 metre
_NAMES = "|".join(sorted(_SIZES, key=len, reverse=True))
_MEASURED = re.compile(rf"(?<![\w.,$€£])(?P<many>\d+(?:\.\d+)?)[ -]?(?P<unit>{_NAMES})\b", re.IGNORECASE)
_RANGE = re.compile(rf"\d ?(?:to|and|or|-|–) ?\d+(?:\.\d+)?[ -]?(?:{_NAMES})\b", re.IGNORECASE)
_HALF = re.compile(rf"\bhalf an? (?=(?:{_NAMES}|{'|'.join(words('coins'))})\b)", re.IGNORECASE)
_FRACTION = re.compile(
    r"(?<![\w-])(?P<many>an?|one|two|three|four|[1-9]) ?-?(?P<part>quarter|third|fifth|tenth)s?\b(?= of\b)"
    r"|(?<![\w-])(?<!page )(?P<one>one|1) in (?P<each>two|three|four|five|ten|2|3|4|5|10)\b(?![.,]?\d| \d| of\b)",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"\b(half an|\d+(?:\.\d+)?|an?|one)[ -](weeks?|fortnights?|hours?|years?)\b(?![ -](?:old|ago)\b)"
)
_FIRST = re.compile(r"\bfirst (week|fortnight|hour|year)\b", re.IGNORECASE)
_SMALLER = {"week": (7, "days"), "fortnight": (14, "days"), "hour": (60, "minutes"), "year": (12, "months")}
_HOURS_OF_DAY = 24
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_MANY = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}


def in_common_units(claim: str, sentences: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """A claim and sentences, where they measure the same thing in different units in one of these.

    Args:
        claim: the claim, numbers plain.
        sentences: the sentences beside it, numbers plain.
    """
    texts = [_HALF.sub("0.5 ", text) for text in (claim, *sentences)]
    mine, theirs = _units(texts[0]), {unit for text in texts[1:] for unit in _units(text)}
    if any(_RANGE.search(text) for text in texts):  # "5 to 10 cm": the first number has no unit of its own
        mine = set()
    differ = {
        base
        for base in {_SIZES[unit][1] for unit in mine}
        if {unit for unit in mine if _SIZES[unit][1] == base}
        != {unit for unit in theirs if _SIZES[unit][1] == base}
    }
    texts = [
        _MEASURED.sub(lambda match: _in_base(match) if _base(match) in differ else match[0], text)
        for text in texts
    ]
    if "%" in texts[0] or any("%" in text for text in texts[1:]):
        texts = [_FRACTION.sub(_as_share, text) for text in texts]
    return texts[0], tuple(texts[1:])


def _units(text: str) -> set[str]:
    return {match["unit"].lower() for match in _MEASURED.finditer(text)}


def _base(match: re.Match[str]) -> str:
    return _SIZES[match["unit"].lower()][1]


def _in_base(match: re.Match[str]) -> str:
    size, base = _SIZES[match["unit"].lower()]
    many = float(match["many"]) * float(size)
    return f"{plain(f'{many:.6f}')} {base}"


def _as_share(match: re.Match[str]) -> str:
    many = match["one"] or match["many"]
    each = match["each"]
    parts = (
        _PARTS[match["part"].lower()]
        if match["part"]
        else int(each)
        if each.isdigit()
        else _MANY[each.lower()]
    )
    count = int(many) if many.isdigit() else _MANY[many.lower()]
    share = str(round(100 * count / parts))
    return f"{share}%" if match["part"] else f"{share}% of the"


def in_days(text: str) -> str:
    """The plain text with spans of time in smaller units: one week is 7 days, half an hour 30 minutes."""
    return _SPAN.sub(_in_smaller, plain(_FIRST.sub(r"first one \1", text), with_one=True))


def _in_smaller(match: re.Match[str]) -> str:
    many = 0.5 if match[1].startswith("half") else float(match[1]) if match[1][0].isdigit() else 1.0
    times, unit = _SMALLER[match[2].removesuffix("s")]
    if unit == "minutes" and many % _HOURS_OF_DAY == 0:
        many, times, unit = many / _HOURS_OF_DAY, 1, "days"
    return f"{plain(f'{many * times:.6f}')} {unit}"
