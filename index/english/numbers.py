"""Numbers as people write them: 12000, 12,000, twelve thousand, 2.5 million, 70pc, forty-six."""

from __future__ import annotations

import re
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

    @property
    def digits(self) -> str:
        """The value in digits alone: ``12000``, ``2.5``."""
        whole = self.value == int(self.value)
        return str(int(self.value)) if whole else f"{self.value:.6f}".rstrip("0").rstrip(".")

    def told(self, text: str) -> str:
        """The number as its text has it, with what limits it: "about 50", "at least 46"."""
        before = text[max(0, self.start - BOUND_REACH) : self.start]
        bound = _BOUND.search(before) if self.bound else None
        return f"{bound[0] if bound else ''}{text[self.start : self.end]}".strip()


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
