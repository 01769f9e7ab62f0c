"""Lists of options and blocks of lines in reStructuredText."""

from __future__ import annotations

import re

from index.articles.blocks import Block, Kind
from index.articles.lines import Line, Lines, moved

_NAME = r"(?:-{1,2}|/|\+)[A-Za-z0-9?][\w?-]*(?:[ =](?:<[^<>\n]+>|[A-Z][\w-]*))?"
_OPTION = re.compile(rf"^(?P<name>{_NAME}(?:, {_NAME})*)(?:[ ]{{2,}}(?P<what>\S.*))?$")
_LINE = re.compile(r"^\|[ \t]+")


def options(reader: Lines, line: Line) -> list[Block]:
    """An option and what it does; nothing where none stands here."""
    match = _OPTION.match(line.words)
    after = reader.near(reader.at + 1)
    below = not after.blank and after.indent > line.indent
    if match is None or not (match["what"] or below):
        return []
    reader.at += 1
    named = Line(line.start, line.start + match.end("name"), line.indent, match["name"])
    reply = [moved(line, match.start("what"))] if match["what"] else []
    reply += [inner for inner in reader.indented(line.indent) if not inner.blank]
    return [reader.block(Kind.QUESTION, [named]), reader.block(Kind.REPLY, reply)]


def line_block(reader: Lines, line: Line) -> list[Block]:
    """Lines that each open with a bar, which keeps them apart; nothing where none stand here."""
    if not _LINE.match(line.words):
        return []
    barred = reader.before(lambda inner: not _LINE.match(inner.words))
    lines = [moved(inner, opens.end()) for inner in barred if (opens := _LINE.match(inner.words))]
    lines = [inner for inner in lines if not inner.blank]
    return [reader.block(Kind.PARAGRAPH, lines)] if lines else []
