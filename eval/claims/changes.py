"""Single-fact changes: the same sentence or question, with one thing in it no longer true."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from bot.answering.english.counts import NUMBER
from bot.answering.english.dates import MONTH, MONTHS, YEAR
from bot.answering.english.names import name_phrases
from index.english.lexicon import groups

_OPPOSITE = {
    word: opposed for pair in groups("opposites", "opposites_made") for word, opposed in (pair, pair[::-1])
}
_AUXILIARY = re.compile(r"\b(is|was|are|were|has|have|had|will|would|can|could|did|does|do)\b(?! not)")
_NEGATED = re.compile(r"\b(is|was|are|were|has|have|had|will|would|can|could|did|does|do) not ")
_MODAL = (
    (re.compile(r"\bmay\b"), "will"),
    (re.compile(r"\bmight\b"), "will"),
    (re.compile(r"\bcould\b"), "did"),
    (re.compile(r"\bplans? to\b"), "has already managed to"),
    (re.compile(r"\bplanned to\b"), "managed to"),
    (re.compile(r"\b(?:allegedly|reportedly|probably|possibly|perhaps) "), ""),
    (re.compile(r"\bwants? to\b"), "has begun to"),
    (re.compile(r"\bis expected to\b"), "did"),
    (re.compile(r"\bagreed to\b"), "refused to"),
)
NAMES = 40  # names that are tried as a replacement
Change = Callable[[str, Sequence[str], random.Random], str | None]


def another_number(text: str, _names: Sequence[str], dice: random.Random) -> str | None:
    """One number (not a year) replaced."""
    matches = [match for match in NUMBER.finditer(text) if not YEAR.fullmatch(match[0])]
    if not matches:
        return None
    match = dice.choice(matches)
    digits = re.findall(r"\d[\d,]*(?:\.\d+)?", match[0])[0]
    plain = float(digits.replace(",", ""))
    whole = "." not in digits
    for _ in range(9):
        value = (
            plain * dice.choice((0.1, 0.5, 2, 3, 10)) if dice.random() < 0.3 else plain + dice.randint(-9, 9)
        )
        new = f"{max(0, round(value)):,}" if whole else f"{max(0.0, value):.1f}"
        new = new if "," in digits else new.replace(",", "")
        if new != digits:
            return text[: match.start()] + match[0].replace(digits, new, 1) + text[match.end() :]
    return None


def another_date(text: str, _names: Sequence[str], dice: random.Random) -> str | None:
    """One year or month replaced."""
    matches = [*YEAR.finditer(text), *MONTH.finditer(text)]
    if not matches:
        return None
    match = dice.choice(matches)
    if match[0].isdigit():
        new = str(int(match[0]) + dice.choice([years for years in range(-30, 31) if years]))
    else:
        new = dice.choice([month for month in MONTHS if month != match[0]])
    return text[: match.start()] + new + text[match.end() :]


def another_name(text: str, names: Sequence[str], dice: random.Random) -> str | None:
    """One name replaced by another of ``names``; in a lower-case text, in lower case."""
    lower = text == text.lower()
    own = name_phrases(text[:1].lower() + text[1:])
    if lower:
        own = [name.lower() for name in names if f" {name.lower()} " in f" {text} "]
    if not own:
        return None
    old, names = dice.choice(own), dice.sample(names, min(len(names), NAMES))
    words = set(old.lower().split())
    pool = [
        name for name in names if not words & set(name.lower().split()) and name.lower() not in text.lower()
    ]
    alike = [name for name in pool if len(name.split()) == len(old.split())] or pool
    if not alike:
        return None
    new = dice.choice(alike)
    return text.replace(old, new.lower() if lower else new)


def opposite(text: str, _names: Sequence[str], dice: random.Random) -> str | None:
    """One word replaced by its opposite."""
    matches = [match for match in re.finditer(r"\b[a-z]+\b", text) if match[0] in _OPPOSITE]
    if not matches:
        return None
    match = dice.choice(matches)
    return text[: match.start()] + _OPPOSITE[match[0]] + text[match.end() :]


def negated(text: str, _names: Sequence[str], dice: random.Random) -> str | None:
    """A negation put in, or taken out."""
    if match := _NEGATED.search(text):
        return text[: match.start()] + match[1] + " " + text[match.end() :]
    matches = list(_AUXILIARY.finditer(text))
    if not matches:
        return None
    match = dice.choice(matches)
    return text[: match.end()] + dice.choice((" not", " never")) + text[match.end() :]


def asserted(text: str, _names: Sequence[str], _dice: random.Random) -> str | None:
    """A possibility or a plan stated as a fact."""
    for pattern, new in _MODAL:
        if pattern.search(text):
            return pattern.sub(new, text, count=1)
    return None


def turned(text: str, _names: Sequence[str], dice: random.Random) -> str | None:
    """Two names of a sentence exchanged: who did it to whom."""
    own = list(dict.fromkeys(name_phrases(text[:1].lower() + text[1:])))
    own = [
        name for name in own if not any(name != other and (name in other or other in name) for other in own)
    ]
    if len(own) < 2:
        return None
    first, second = dice.sample(own, 2)
    swap = {first: second, second: first}
    return re.sub(f"{re.escape(first)}|{re.escape(second)}", lambda match: swap[match[0]], text)


IN_QUESTIONS: tuple[Change, ...] = (another_name, another_name, another_date, another_number, opposite)
IN_CLAIMS: tuple[Change, ...] = (
    another_number,
    another_date,
    another_name,
    another_name,
    opposite,
    negated,
    asserted,
    turned,
)


def changed(text: str, names: Sequence[str], kinds: Sequence[Change], dice: random.Random) -> str | None:
    """The text with one fact changed by the first of ``kinds``, shuffled, that applies; None if none does."""
    for kind in dice.sample(kinds, len(kinds)):
        new = kind(text, names, dice)
        if new and new != text:
            return new
    return None
