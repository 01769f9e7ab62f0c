"""Numbers as people write them: 12000, 12,000, twelve thousand, 2.5 million, a quarter, 70pc, forty-six.

`plain` writes each of them in one way, so that search, reading and verification compare like with like; `quantities`
says what each is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.english.lexicon import any_of, words

BOUND_REACH = 24  # code points before a number in which its bound is looked for
LONGEST = 120  # code points of a number, from which on it is none
_UNITS = {word: number for number, word in enumerate(words("units"))}
_TENS = {word: 10 * number for number, word in enumerate(words("tens"), 2)}
_SCALES = dict(zip(words("scales"), (100, 1_000, 10**6, 10**9, 10**12), strict=True))
_SHORT = {"k": 1_000, "m": 1_000_000, "mn": 1_000_000, "bn": 10**9, "b": 10**9, "tn": 10**12}
_SCALE = any_of("scales")
_WORD = rf"(?:{'|'.join(sorted([*_UNITS, *_TENS], key=len, reverse=True))}|{_SCALE})"
_WORDS = rf"(?:(?:a|an)[ -](?={_SCALE}))?{_WORD}(?:(?:[ -]|[ -]and[ -]){_WORD})*"
_DIGITS = r"\d{1,3}(?:[,\u202f\u00a0]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER = re.compile(
    rf"""
    (?<![\w.,:/-])(?P<currency>[$€£¥₹]\s?)?
    (?:
      (?P<digits>{_DIGITS})(?!\d)
      (?:[\s-]?(?P<scale>{_SCALE})|(?P<short>k|m|mn|bn|tn)(?=\b))?
      | \b(?P<words>{_WORDS})\b
    )
    (?P<half>\s+and\s+a\s+half)?
    (?P<share>\s?%|\s?pc\b|[ -]?per[ ]?cent\b)?
    (?![\w]|[.,:/-]\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_HAS = re.compile(rf"\d|\b{_WORD}\b", re.IGNORECASE)
_SPAN = re.compile(
    r"\b(half an|\d+(?:\.\d+)?|an?|one)[ -](weeks?|fortnights?|hours?|years?)\b(?![ -](?:old|ago)\b)"
)
_FIRST = re.compile(r"\bfirst (week|fortnight|hour|year)\b", re.IGNORECASE)
_SMALLER = {"week": (7, "days"), "fortnight": (14, "days"), "hour": (60, "minutes"), "year": (12, "months")}
_HOURS_OF_DAY = 24
_BOUND = re.compile(
    rf"\b(?:(?P<more>{any_of('bound_more')})|(?P<less>{any_of('bound_less')})|(?P<near>{any_of('bound_near')}))\s+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text.

    Args:
        start: where it stands, code points.
        end: one past its last code point.
        value: the number; 70% is 70.
        unit: ``%``, the sign of a currency, or empty.
        bound: ``more``, ``less`` or ``near`` where the text says "more than", "up to" or "about"; empty for exactly.
    """

    start: int
    end: int
    value: float
    unit: str
    bound: str = ""


def as_told(text: str, quantity: Quantity) -> str:
    """A number of a text with what limits it: "about 50", "at least 46"."""
    before = text[max(0, quantity.start - BOUND_REACH) : quantity.start]
    bound = _BOUND.search(before) if quantity.bound else None
    return f"{bound[0] if bound else ''}{text[quantity.start : quantity.end]}".strip()


@lru_cache(maxsize=16384)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers of a text, in order; ordinals, versions, times and parts of words are none."""
    if not _HAS.search(text):
        return ()
    numbers = []
    for match in _NUMBER.finditer(text):
        value = _value(match)
        if value is None:
            continue
        bound = _BOUND.search(text[max(0, match.start() - BOUND_REACH) : match.start()])
        unit = "%" if match["share"] else (match["currency"] or "").strip()
        numbers.append(Quantity(*match.span(), value, unit, bound.lastgroup or "" if bound else ""))
    return tuple(numbers)


@lru_cache(maxsize=4096)  # many rules compare a sentence
def plain(text: str, *, with_one: bool = False) -> str:
    """The text with every number in digits, without signs between them, and shares as ``70%``.

    Args:
        text: any text.
        with_one: whether "one" alone is a number too; mostly it is none.
    """
    if not _HAS.search(text):
        return text
    pieces, last = [], 0
    for match in _NUMBER.finditer(text):
        value = _value(match)
        if value is None or (
            not with_one and match["words"] and match["words"].lower() in ("one", "a", "zero")
        ):
            continue
        currency = (match["currency"] or "").strip()
        share = "%" if match["share"] else ""
        pieces += [text[last : match.start()], f"{currency}{written(value)}{share}"]
        last = match.end()
    return "".join([*pieces, text[last:]])


def in_days(text: str) -> str:
    """The plain text with spans of time in smaller units: one week is 7 days, half an hour 30 minutes."""
    return _SPAN.sub(_in_smaller, plain(_FIRST.sub(r"first one \1", text), with_one=True))


def _in_smaller(match: re.Match[str]) -> str:
    many = 0.5 if match[1].startswith("half") else float(match[1]) if match[1][0].isdigit() else 1.0
    times, unit = _SMALLER[match[2].removesuffix("s")]
    if unit == "minutes" and many % _HOURS_OF_DAY == 0:
        return f"{written(many / _HOURS_OF_DAY)} days"
    return f"{written(many * times)} {unit}"


def spelt_as(texts: Sequence[str], question: str) -> str:
    """The question with its numbers as the texts write them: 18000 becomes "18,000" where that is what they say.

    Args:
        texts: what the question is read with.
        question: the question.
    """
    pieces, last = [], 0
    for mine in quantities(question):
        spelling = question[mine.start : mine.end]
        alike = [
            text[other.start : other.end]
            for text in texts
            for other in quantities(text)
            if (other.value, other.unit) == (mine.value, mine.unit)
        ]
        pieces += [question[last : mine.start], spelling if spelling in alike or not alike else alike[0]]
        last = mine.end
    return "".join([*pieces, question[last:]])


def written(value: float) -> str:
    """A number in digits alone: ``12000``, ``2.5``."""
    return str(int(value)) if value == int(value) else f"{value:.6f}".rstrip("0").rstrip(".")


def _value(match: re.Match[str]) -> float | None:
    if len(match[0]) > LONGEST:
        return None
    if match["digits"]:
        value = float(re.sub(r"[,\u202f\u00a0]", "", match["digits"]))
        scale = _SCALES[match["scale"].lower()] if match["scale"] else 1
        if match["short"]:
            scale = _SHORT[match["short"].lower()]
        value *= scale
    else:
        spelt = _spelt(match["words"])
        if spelt is None:
            return None
        value = float(spelt)
    return value + 0.5 if match["half"] else round(value, 6)


def _spelt(words: str) -> int | None:
    """The value of a number in words; None where the words are two numbers ("two three") or say a scale alone."""
    total, group, last = 0, 0, 10**15
    parts = [word for word in re.split(r"[ -]", words.lower()) if word not in ("and", "")]
    if parts[0] in _SCALES:
        return None
    for part in parts:
        if part in ("a", "an"):
            group, last = 1, 1
        elif part in _UNITS:
            if last < 20 and last != 0:
                return None
            if last in _TENS.values() and _UNITS[part] > 9:
                return None
            group += _UNITS[part]
            last = _UNITS[part] or 1
        elif part in _TENS:
            if last < 100:
                return None
            group += _TENS[part]
            last = _TENS[part]
        elif part == "hundred":
            group = (group or 1) * 100
            last = 100
        else:
            total += (group or 1) * _SCALES[part]
            group, last = 0, _SCALES[part]
    return total + group
