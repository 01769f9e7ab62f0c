"""How lines open an item of a list, a question, a reply, or a turn of a talk."""

from __future__ import annotations

import re

ITEM = re.compile(r"^(?P<mark>[-*+•▪●‣–]|\(?\d{1,3}[.)]|\(?[a-z]\)|#\.)[ \t]+(?=\S)")
BULLETS = frozenset("-*+•▪●‣–")
QUESTION = re.compile(r"^(?:Q|Question)[ \t]*\d*[:.)][ \t]+(?=\S)")
REPLY = re.compile(r"^(?:A|Answer)[ \t]*\d*[:.)][ \t]+(?=\S)")
TIMED = re.compile(
    r"^[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp][Mm])?[\])]?[ \t]*(?:[-–—|][ \t]*)?"
    r"(?P<who>[^\s:\[\]][^:\[\]]{0,39}):[ \t]+"
)
NAMED = re.compile(r"^(?P<who>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,2}):[ \t]+(?=\S)")


def speaks(words: str) -> bool:
    """Whether words open a question, a reply or a turn that says its time."""
    return bool(QUESTION.match(words) or REPLY.match(words) or TIMED.match(words))
