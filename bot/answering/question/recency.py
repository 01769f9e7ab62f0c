"""How old the news may be that a question asks for: "now", "this week", "the past three days", "last month"."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta

from bot.answering.english.dates import MONTH, YEAR
from index.english.lexicon import any_of, pattern, words

SLACK = 1  # days: somewhere it is still yesterday
_UNITS = {"hour": 1, "day": 24, "week": 7 * 24, "weekend": 7 * 24, "month": 31 * 24}  # in hours
_COUNTS = {"few": 5, "couple of": 2} | dict(zip(words("units")[2:11], range(2, 11), strict=True))
# "in his last week", "in the last week before the vote" and "this week in 1971" are of another time.
_PERIOD = re.compile(
    r"\b(?<!his )(?<!her )(?<!their )(?<!its )(?!this (?:day|hour))(?P<which>this|past|last|previous) "
    rf"(?:(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)}) )?(?P<unit>hour|day|week|weekend|month)s?\b"
    r"(?! (?:of|before|until)\b)",
    re.IGNORECASE,
)
_DAY = re.compile(r"\b(?:yesterday|tonight|last night(?! of\b)|this (?:morning|evening))\b|^Yesterday\b")
_WEEKDAY = re.compile(rf"\blast (?:{any_of('weekdays')})\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
_ELSEWHEN = re.compile(f"{YEAR.pattern}|{MONTH.pattern}")
_SINCE = rf"since (?:the (?:end|start|beginning) of )?(?:last (?:week|month)|{any_of('months')})(?! \d)"
_TIMELY = pattern("now")
_LATEST = re.compile(rf"\b(?:{any_of('now')}|{_SINCE})\b", re.IGNORECASE)


def earliest(question: str, day: date) -> date | None:
    """The first day on which an answering report can have appeared, or None when the question leaves it open.

    It is open when the question also names a year or a month, as it may then ask about two times.

    Args:
        question: the question.
        day: the day that "now" means.
    """
    own = _QUOTED.sub(" ", question)
    if _ELSEWHEN.search(own):
        return None
    reaches = [_days(match) for match in _PERIOD.finditer(own)]
    reaches += [days for pattern, days in ((_DAY, 1), (_WEEKDAY, 7)) if pattern.search(own)]
    if not reaches:
        return None
    return day - min(timedelta(days=max(reaches) + SLACK), day - date.min)


def timeless(text: str) -> str:
    """The text without the words that say how old news may be."""
    return _WEEKDAY.sub(" ", _DAY.sub(" ", _PERIOD.sub(" ", text)))


def asks_of_now(question: str) -> bool:
    """Whether a question asks how things stand now, or what happened lately."""
    return bool(_LATEST.search(question))


def without_now(text: str) -> str:
    """The text without the words that mean now; "since May" stays."""
    return _TIMELY.sub(" ", text)


def _days(period: re.Match[str]) -> int:
    """How many days back a period reaches; "last week" is the week before this one."""
    hours, count = _UNITS[period["unit"].lower()], period["count"]
    times = 2 if period["which"].lower() in ("last", "previous") else 1
    if count:
        times = _COUNTS.get(count.lower()) or int(count)
    return math.ceil(hours * times / 24)
