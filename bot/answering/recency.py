"""How old news may be that a question asks for: "this week", "last month"."""

from __future__ import annotations

import re
from datetime import date, timedelta

# A report may come a few days after what it tells, and "this week" on a Monday often means the week before.
SLACK = 3  # days
_REACHES = {
    re.compile(words, re.IGNORECASE): days
    for words, days in (
        (r"\b(?:yesterday|tonight|last night|this morning)\b", 1),
        (r"\b(?:this|past) (?:week|weekend)\b(?! of\b)", 7),
        (r"\blast (?:week|weekend)\b(?! of\b)", 14),
        (r"\b(?:this|past) month\b(?! of\b)", 31),
        (r"\blast month\b(?! of\b)", 62),
    )
}  # days back from the day that "now" means


def earliest(question: str, day: date) -> date | None:
    """The first day on which a report can have appeared that answers, or None when the question leaves it open.

    Args:
        question: the question.
        day: the day that "now" means.
    """
    reach = max((days for words, days in _REACHES.items() if words.search(question)), default=None)
    return None if reach is None else day - timedelta(days=reach + SLACK)
