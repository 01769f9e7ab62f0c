"""Long code, and what a program prints of its options: each option with what it does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.articles.blocks import BOLD_LEVEL, Block, Kind, Shown, in_one_line, stacked

CODE_LINES = 24  # of one quotation, at most
FEWEST = 3  # options, from which on code is a list of them
GROUP = BOLD_LEVEL + 1  # the level of such a group
GROUP_WORDS = 6  # of a line that names a group of options, at most
_LISTED = re.compile(
    r"^ *(?P<name>-{1,2}(?:\d(?![\d.])|[A-Za-z?#\[])(?:\S| (?=\S))*)(?: {2,}(?P<what>(?![#=])\S.*))?$"
)
_NO_NAME = re.compile(r"\\$|^-[rwxst-]{8,}")  # a command that goes on in the next line, the rights of a file
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"))


def with_code_parted(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks of a document, with long code in parts, and with each option that code lists beside what it does.

    Args:
        blocks: its blocks, in order; code inside a list stays as it is.
    """
    for block in blocks:
        if block.kind is Kind.CODE and not block.run:
            yield from _options(block) or _parts(block, _lines(block.shown))
        else:
            yield block


def _lines(shown: Shown) -> list[Shown]:
    lines, at = [], 0
    for line in shown.text.split("\n"):
        lines.append(shown.cut(at, at + len(line)))
        at += len(line) + 1
    return lines


def _options(block: Block) -> list[Block]:
    """The options that code lists, as questions with replies, and the other lines between them; none if it lists none.

    An option begins its line, and what it does stands two spaces or more behind it, or on lines that lie deeper.
    """
    lines = _lines(block.shown)
    found: list[Block] = []
    between: list[Shown] = []
    place = 0
    while place < len(lines):
        line, match = lines[place], _option(lines[place].text)
        below = _below(lines, place, match) if match else []
        place += 1
        if match is None or not (match["what"] or below):
            between.append(line)
            continue
        found += _before(block, between)
        between = []
        what = [line.cut(match.start("what")), *below] if match["what"] else below
        place += len(below)
        found.append(_of(block, Kind.QUESTION, [line.cut(match.start("name"), match.end("name"))]))
        found.append(_of(block, Kind.REPLY, what))
    listed = sum(part.kind is Kind.QUESTION for part in found)
    return [*found, *_parts(block, between)] if listed >= FEWEST else []


def _option(line: str) -> re.Match[str] | None:
    """A line that begins with an option: its name, and what stands behind it."""
    match = _LISTED.match(line)
    if match is None or _NO_NAME.search(match["name"]):
        return None
    name = match["name"]
    closed = all(name.count(opens) == name.count(closes) for opens, closes in _PAIRS)
    return match if closed and not any(name.count(sign) % 2 for sign in "'\"") else None


def _below(lines: Sequence[Shown], place: int, option: re.Match[str]) -> list[Shown]:
    """The lines right after an option that lie deeper and are no option themselves: these lie left of what it does."""
    depth, column = _depth(lines[place]), option.start("what")
    end = place + 1
    while end < len(lines) and lines[end].text.strip() and _depth(lines[end]) > depth:
        if _option(lines[end].text) and (column < 0 or _depth(lines[end]) < column):
            break
        column = _depth(lines[end]) if column < 0 else column
        end += 1
    return [*lines[place + 1 : end]]


def _depth(line: Shown) -> int:
    return len(line.text) - len(line.text.lstrip(" "))


def _before(block: Block, lines: Sequence[Shown]) -> list[Block]:
    """What stands before an option: code, and last perhaps the name of its group, as a heading."""
    filled = [line for line in lines if line.text.strip()]
    if not filled or not filled[-1].text.rstrip().endswith(":") or len(filled[-1].text.split()) > GROUP_WORDS:
        return _parts(block, lines)
    group = replace(
        _of(block, Kind.HEADING, [filled[-1].stripped().stripped(":")]), level=GROUP, reach=block.span.end
    )
    return [*_parts(block, lines[: lines.index(filled[-1])]), group]


def _parts(block: Block, lines: Sequence[Shown]) -> list[Block]:
    """Lines of code in runs of at most `CODE_LINES`, parted at empty lines where there are any."""
    parts: list[list[Shown]] = []
    for stanza in _stanzas(lines):
        if not parts or len(parts[-1]) + len(stanza) > CODE_LINES:
            parts.append([])
        parts[-1] += stanza
    if len(parts) == 1 and len(parts[0]) == len(_lines(block.shown)):
        return [block]
    return [_of(block, Kind.CODE, part) for part in parts if any(line.text.strip() for line in part)]


def _stanzas(lines: Sequence[Shown]) -> Iterator[list[Shown]]:
    stanza: list[Shown] = []
    for line in lines:
        if len(stanza) == CODE_LINES or (stanza and line.text.strip() and not stanza[-1].text.strip()):
            yield stanza
            stanza = []
        stanza.append(line)
    if stanza:
        yield stanza


def _of(block: Block, kind: Kind, lines: Sequence[Shown]) -> Block:
    """A block of some of the lines of another: of code as they are, of words in one line."""
    shown = stacked(lines) if kind is Kind.CODE else in_one_line(stacked(lines))
    return replace(block, kind=kind, shown=shown, span=shown.span() or block.span, mark="")
