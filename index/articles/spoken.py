"""Questions, replies and turns in text that is made of lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from index.articles.blocks import NOWHERE, Block, Kind, Shown, joined
from index.articles.items import ANSWERS, IRC, ITEM, NAMED, QUESTION, REPLY, STAMPED, TIMED, speaks
from index.articles.lines import Line, moved
from index.records import Span

if TYPE_CHECKING:
    from index.articles.plain import Plain


def speech(reader: Plain, line: Line) -> Block | None:
    """A question, a reply or a turn, with the lines that go on with it; None where none stands here."""
    asked, reader.asked = reader.asked, False
    after = reader.near(reader.at + 1)
    if not after.blank and STAMPED.match(line.words) and not STAMPED.match(after.words):
        return _message(reader, line)
    if reader.irc and (match := IRC.match(line.words)):
        reader.at += 1
        return _turn(
            reader,
            Line(line.start + match.start("who"), 0, 0, ""),
            len(match["who"]),
            [moved(line, match.end())],
        )
    for pattern, kind in (
        (QUESTION, Kind.QUESTION),
        (ANSWERS if asked else REPLY, Kind.REPLY),
        (TIMED, Kind.TURN),
        (NAMED, Kind.TURN),
    ):
        match = pattern.match(line.words)
        if match is None or (pattern is NAMED and not reader.talk):
            continue
        reader.at += 1
        others = [ITEM, *([ANSWERS] if kind is Kind.QUESTION else []), *([NAMED] if reader.talk else [])]
        rest = reader.before(partial(_ends, others))
        reader.asked = kind is Kind.QUESTION
        skip = match.start("who") if kind is Kind.TURN else match.end()
        return reader.block(kind, [line, *rest], skip)
    return None


def _ends(others: Sequence[re.Pattern[str]], line: Line) -> bool:
    """Whether what somebody says ends before a line: an empty one, or one that opens something else."""
    return line.blank or speaks(line.words) or any(opens.match(line.words) for opens in others)


def _message(reader: Plain, line: Line) -> Block:
    """What stands below a line with a name and a time, as Discord copies it: a turn of who is named."""
    match = STAMPED.match(line.words)
    ends = match.end("who") if match else 0
    reader.at += 1
    rest = reader.before(lambda more: more.blank or bool(STAMPED.match(more.words)))
    return _turn(reader, line, ends, rest)


def _turn(reader: Plain, line: Line, ends: int, lines: list[Line]) -> Block:
    """A turn: who speaks, which are the first ``ends`` signs from the start of a line, and what is said."""
    who = Shown.plain(reader.text, line.start, line.start + ends)
    turn = reader.block(Kind.TURN, lines)
    shown = joined([who, Shown(": ", (NOWHERE, NOWHERE)), turn.shown], "")
    return replace(turn, span=Span(line.start, turn.span.end), shown=shown)
