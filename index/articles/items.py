"""How lines open an item of a list, a question, a reply, or a turn of a talk."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

ITEM = re.compile(r"^(?P<mark>[-*+•▪●‣–]|\(?\d{1,3}[.)]|\(?[a-z]\)|#\.)[ \t]+(?=\S)")
BULLETS = frozenset("-*+•▪●‣–")
QUESTION = re.compile(r"^(?:Q|Question)[ \t]*\d*(?:[:.)]|[ \t][-–—])[ \t]+(?=\S)")
REPLY = re.compile(r"^(?:(?:A|Answer)[ \t]*\d*:|(?:A|Answer)[ \t]*\d+[.)]|Answer[.)])[ \t]+(?=\S)")
ANSWERS = re.compile(
    rf"{REPLY.pattern}|^(?:A|Answer)(?:[.)]|[ \t][-–—])[ \t]+(?=\S)"
)  # behind a question; elsewhere "A. Smith" is a name
_DAY = r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp][Mm])?"
TIMED = re.compile(
    rf"^[\[(]?(?:{_DAY},?[ T])?{_CLOCK}[\])]?[ \t]*(?:[-–—|][ \t]*)?(?P<who>[^\s:\[\]][^:\[\]]{{0,39}}):[ \t]+"
)
NAMED = re.compile(r"^(?P<who>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,2})(?: \([^()\n]{1,30}\))?:[ \t]+(?=\S)")
# A line of its own above what somebody wrote, as Discord copies it: "Hedda  Today at 19:02".
STAMPED = re.compile(
    rf"^(?P<who>[^\s:][^:\n]{{0,31}}?)(?:[ \t]+[—–-])?[ \t]+(?:(?:Today|Yesterday)(?: at|,)?|{_DAY},?)[ \t]+{_CLOCK}$"
)
_WRITTEN = (
    rf"(?:{_DAY}|\d{{1,2}}\.? [A-Z][a-z]+ \d{{4}}|[A-Z][a-z]{{2,8}} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
# A line that heads what a release changed: "**2.1.0** - 2025-03-01", "Version 2.1 (March 1, 2025)".
_VERSION = r"(?:\*\*|__)?(?:[Vv]ersion |[Rr]elease )?\[?v?\d+(?:\.\d+)+[\w.+-]*\]?(?:\*\*|__)?"
_ON = rf"[ \t]*[-–—:,]?[ \t]*\(?(?:[Rr]eleased (?:on )?)?{_WRITTEN}\)?(?:\*\*|__)?:?"
RELEASE = re.compile(rf"^{_VERSION}{_ON}$")
_OF = r"(?:[A-Za-z@][\w.@/-]*[ \t]+){1,2}"  # "Scrapy 2.8.0 (2023-02-02)"
VERSION = re.compile(
    rf"^(?:{_VERSION}(?:{_ON})?|{_OF}{_VERSION}{_ON})$"
)  # of a heading, which may leave out the day
IRC = re.compile(rf"^(?:[\[(]?{_CLOCK}[\])]?[ \t]*)?<[@+~&%]?(?P<who>[^<>\s]{{1,30}})>[ \t]+(?=\S)")
QUESTION_WORDS = 15  # of a line that asks, at most
TURNS = 3  # lines of "Name: words" from which on a text is a talk, if they are half of it


def speaks(words: str) -> bool:
    """Whether words open a question, a reply or a turn that says its time."""
    return bool(QUESTION.match(words) or REPLY.match(words) or TIMED.match(words))


def is_question(words: str) -> bool:
    """Whether words are one short question and nothing else."""
    asks = words.endswith("?") and words[0].isupper() and len(words.split()) <= QUESTION_WORDS
    return asks and not re.search(r"[.!?:;] ", words)


def is_talk(lines: Iterable[str]) -> bool:
    """Whether lines are a talk: at least half of them open with a name, of two people or more, one of them twice."""
    filled, named = 0, Counter[str]()
    for words in lines:
        filled += bool(words)
        if ":" in words and (match := NAMED.match(words)):
            named[match["who"]] += 1
    total = named.total()
    return total >= TURNS and 1 < len(named) < total and 2 * total >= filled
