"""What dates look like, and the days that relative words mean in an article whose date is known ("last Thursday").

News is about the day it appears on and the days before it. If a sentence is about the future, or the article is
undated, nothing is explained.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.relativedelta import MO, relativedelta

from bot.records import day_in_words
from index.english.lexicon import any_of, pattern, words

YEAR = re.compile(r"\b(?:1[5-9]|20)\d{2}\b")
MONTHS = words("months")
_NAMED = any_of("months")
MONTH = re.compile(rf"\b(?:{_NAMED})\b")
CARDINALS = any_of("units", "tens", "round_numbers").removeprefix("zero|")
_DAY = any_of("weekdays")
# A bare number below 1500 is a year only after a preposition and before a word that cannot be counted.
_EARLY = (
    r"(?:(?<=\b[Ii]n )|(?<=\b[Ss]ince )|(?<=\b[Uu]ntil ))1[0-4]\d{2}"
    r"(?=\s*(?:[,.;:)–—-]|$|(?:a|an|and|at|by|he|in|it|she|the|they|to|was|were|when|with)\b))"
)
_WHOLE = r"(?<![\w.,-])"  # not the "000 years" of "2,000 years", nor the "five" of "twenty-five"
_SPANS = r"(?:days?|weeks?|months?|years?|decades?) (?:ago|later|earlier)"
_AGO = rf"{_WHOLE}(?:\d[\d,.]*|{CARDINALS}|a|few|several|many) {_SPANS}"
DATE = re.compile(
    rf"\b(?:\d{{4}}[-/]\d{{2}}[-/]\d{{2}}|(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_NAMED})(?:\s+\d{{1,2}})?(?:,?\s+\d{{4}})?|(?:1[5-9]|20)\d{{2}}s?"
    rf"|{_EARLY}|{_WHOLE}\d{{1,4}} (?:AD|BCE?|CE)|\w+(?:st|nd|rd|th)[ -]century|(?:{_DAY})s?"
    rf"|(?:last|this|next) (?:week|month|year)|{_AGO})\b"
)
DAY = re.compile(
    rf"\b(?P<first>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{MONTH.pattern})"
    rf"|(?P<named>{MONTH.pattern}) (?P<then>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:])"
)
_DAYS = words("weekdays")
_WEEKDAY = re.compile(rf"\b(?:last |late on |on )?({'|'.join(_DAYS)})(?:’s|'s)?\b")
_NEAR = re.compile(r"\b(yesterday|last week|last month|last year)\b", re.IGNORECASE)
_MONTH = re.compile(rf"(?<!\d ){MONTH.pattern}(?!,?\s+\d)")
_AHEAD = pattern("ahead")


def days_of(text: str) -> set[tuple[int, str]]:
    """The days of a month that a text names, each with its month: ``(1, "April")``."""
    return {
        (int(match["first"] or match["then"]), match["month"] or match["named"])
        for match in DAY.finditer(text)
    }


def explained(sentence: str, published: date | None) -> tuple[str, ...]:
    """What the relative words of a sentence mean, each once: ``last Thursday: 26 February 2026``.

    Args:
        sentence: the words, as the article has them.
        published: the article's date, or None when nobody states it.
    """
    if published is None or _AHEAD.search(sentence):
        return ()
    return tuple(dict.fromkeys(_notes(sentence, published)))


def _notes(sentence: str, published: date) -> Iterator[str]:
    for match in _WEEKDAY.finditer(sentence):
        back = (published.weekday() - _DAYS.index(match[1])) % 7
        if match[0].startswith("last ") and back == 0:
            back = 7
        name = f"last {match[1]}:" if match[0].startswith("last ") else match[1]
        yield f"{name} {day_in_words(published - timedelta(days=back))}"
    for match in _NEAR.finditer(sentence):
        yield f"{match[0].lower()}: {_stretch(match[0].lower(), published)}"
    for match in _MONTH.finditer(sentence):
        number = MONTHS.index(match[0]) + 1
        year = published.year if number <= published.month else published.year - 1
        if f"{match[0]} {year}" not in sentence:
            yield f"{match[0]} {year}"


def _stretch(period: str, published: date) -> str:
    if period == "yesterday":
        return day_in_words(published - timedelta(days=1))
    if period == "last week":
        return f"the week of {day_in_words(published + relativedelta(weekday=MO(-1), weeks=-1))}"
    if period == "last month":
        return f"{published + relativedelta(months=-1):%B %Y}"
    return str(published.year - 1)
