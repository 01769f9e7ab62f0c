"""Long code, and what a program prints of its options: each option with what it does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.articles.blocks import Block, Kind, Shown, in_one_line

CODE_LINES = 24  # of one quotation, at most
FEWEST = 3  # options, from which on code is a list of them
_LISTED = re.compile(r"^ *(?P<name>-{1,2}[A-Za-z0-9?](?:\S| (?=\S))*)(?: {2,}(?P<what>\S.*))?$")
_INDENT = re.compile(r" *")


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
        line = lines[place]
        match, below = _LISTED.match(line.text), _below(lines, place)
        place += 1
        if match is None or not (match["what"] or below):
            between.append(line)
            continue
        found += _parts(block, between)
        between = []
        what = [line.cut(match.start("what")), *below] if match["what"] else below
        place += len(below)
        found.append(_of(block, Kind.QUESTION, [line.cut(match.start("name"), match.end("name"))]))
        found.append(_of(block, Kind.REPLY, what))
    listed = sum(part.kind is Kind.QUESTION for part in found)
    return [*found, *_parts(block, between)] if listed >= FEWEST else []


def _below(lines: Sequence[Shown], place: int) -> list[Shown]:
    """The lines that lie deeper than one of them, right after it."""
    depth = _depth(lines[place])
    end = place + 1
    while end < len(lines) and lines[end].text.strip() and _depth(lines[end]) > depth:
        end += 1
    return [*lines[place + 1 : end]]


def _depth(line: Shown) -> int:
    match = _INDENT.match(line.text)
    return match.end() if match else 0


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
    text, at = [], []
    for number, line in enumerate(lines):
        if number:
            text.append("\n")
            at.append(-1)
        text.append(line.text)
        at += line.at
    shown = Shown("".join(text), tuple(at))
    shown = Shown(shown.text.rstrip("\n "), shown.at[: len(shown.text.rstrip("\n "))])
    shown = shown if kind is Kind.CODE else in_one_line(shown)
    span = shown.span()
    return replace(block, kind=kind, shown=shown, span=span or block.span)
