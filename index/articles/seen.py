"""What a reader of the page sees of a Markdown file: no hidden elements, and no code of MDX.

The parser gets the file with each unseen sign replaced by another, so that every place stays the same.
"""

from __future__ import annotations

import re
import textwrap
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from index.articles import mdx
from index.articles.blocks import NOTHING, Block, Kind, Shown
from index.articles.elements import HIDDEN, is_hidden
from index.records import Span

_MAY_HIDE = re.compile(
    r"<!--|hidden|display\s*:|visibility\s*:|<template|^\s*</[A-Z]|^import\s|\{/\*", re.MULTILINE
)
_CODE = re.compile(
    r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<fence>`{3,}|~{3,})[^\n]*$|(?P<ticks>(?<!\\)`+)",
    re.MULTILINE,
)
_ELEMENT = re.compile(r"<(?P<name>[A-Za-z][\w-]*)(?P<given>(?:\s[^<>]*)?)>")
_INDENTED = re.compile(r"(?:\n|^)[ \t]*\r?\n(?: {4}|\t)[^\n]*$")
_REMARK = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_VOID_OR_RAW = re.compile(r"(?:input|img|br|hr|meta|link|script|style)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as its reader sees it.

    Args:
        text: the file, each sign that is not seen replaced by one that leaves nothing.
        unseen: stretches that hold words which no reader sees.
        blocks: what is left out with its reason, and headings that stand in the attributes of a component.
        mdx: whether it is read as MDX, in which nothing is code because it is indented.
        parsed: of MDX, its lines without what indents all that stands in a component.
    """

    text: str
    unseen: tuple[Span, ...] = ()
    blocks: tuple[Block, ...] = ()
    mdx: bool = False
    parsed: str = ""


def seen_of(text: str, start: int, *, is_mdx: bool = False) -> Seen:
    """What of a Markdown file is seen.

    Args:
        text: the file.
        start: where its front matter ends, in code points.
        is_mdx: whether its name says that it is MDX; another file may be by what it holds.
    """
    if not is_mdx and not _MAY_HIDE.search(text, start):
        return Seen(text)
    prose = filled(text, [*_code(text, start)], " ")
    is_mdx = is_mdx or mdx.is_mdx(prose, start)
    hidden = [*_hidden(prose, start, is_mdx=is_mdx)]
    remarks = [Span(*match.span()) for match in _REMARK.finditer(prose, start)]
    if not is_mdx:
        return Seen(
            _lines_blanked(filled(text, hidden), hidden),
            tuple(sorted([*hidden, *remarks])),
            tuple(_left_out(text, span, HIDDEN) for span in hidden),
        )
    page = mdx.read(text, filled(prose, hidden, " "), start)
    gone = sorted([*hidden, *page.gone])
    shown = _lines_blanked(filled(filled(text, gone), page.fillers, "x"), gone)
    blocks = [
        *(_left_out(text, span, HIDDEN) for span in hidden),
        *(_left_out(text, span, why) for span, why in page.left_out),
        *page.headings,
    ]
    return Seen(
        shown,
        tuple(sorted([*hidden, *remarks, *page.unseen])),
        tuple(sorted(blocks, key=lambda block: block.span.start)),
        True,
        _dedented(shown, page.inside),
    )


def filled(text: str, spans: list[Span], sign: str = NOTHING) -> str:
    """The text with every sign of some stretches, except white space, replaced by another.

    Args:
        text: the text.
        spans: the stretches, in order.
        sign: what stands there instead.
    """
    parts, last = list[str](), 0
    for span in spans:
        if span.end <= last:
            continue
        begin = max(span.start, last)
        parts += [text[last:begin], re.sub(r"\S", sign, text[begin : span.end])]
        last = span.end
    return "".join([*parts, text[last:]])


def _lines_blanked(text: str, gone: list[Span]) -> str:
    """Blanks the signs that leave nothing at the beginning of a line, where they would make text of it."""
    if not gone:
        return text
    return re.sub(rf"(?m)^[ \t>{NOTHING}]*{NOTHING}", lambda match: match[0].replace(NOTHING, " "), text)


def _dedented(text: str, inside: list[Span]) -> str:
    """The same lines, without the common indentation of those within a component."""
    lines = text.split("\n")
    ends = [*accumulate(len(line) + 1 for line in lines)]
    for span in inside:
        first, last = bisect_right(ends, span.start) + 1, bisect_right(ends, span.end - 1)
        if first < last:
            lines[first:last] = textwrap.dedent("\n".join(lines[first:last]).replace("\r\n", "\n")).split(
                "\n"
            )
    return "\n".join(lines)


def _left_out(text: str, span: Span, why: str) -> Block:
    return Block(Kind.PARAGRAPH, span, Shown.plain(text, span.start, span.end), left_out=why)


def _code(text: str, start: int) -> Iterator[Span]:
    """Where code stands: between fences, and between ticks."""
    at = start
    while match := _CODE.search(text, at):
        at = match.end()
        if fence := match["fence"]:
            closing = re.compile(rf"^[ \t>]*{fence[0]}{{{len(fence)},}}[ \t\r]*$", re.MULTILINE)
            closes = closing.search(text, at)
            at = closes.end() if closes else len(text)
            yield Span(match.start("fence"), at)
            continue
        ticks = match["ticks"]
        paragraph = re.compile(r"\n[ \t>]*\r?\n").search(text, at)
        closes = re.compile(rf"(?<!`){ticks}(?!`)").search(
            text, at, paragraph.start() if paragraph else len(text)
        )
        if closes:
            at = closes.end()
            yield Span(match.start(), at)


def _hidden(prose: str, start: int, *, is_mdx: bool) -> Iterator[Span]:
    """What stands in elements that are not shown, however many blocks they hold."""
    at = start
    while match := _ELEMENT.search(prose, at):
        at = match.end()
        name, attributes = match["name"], match["given"]
        if _VOID_OR_RAW.match(name) or attributes.endswith("/"):
            continue
        if not (is_hidden(attributes) or name.lower() == "template"):
            continue
        line = prose[max(0, prose.rfind("\n\n", 0, match.start())) : match.start()]
        if not is_mdx and _INDENTED.search(line):
            continue
        deep = 1
        for tag in re.compile(rf"<(/?){re.escape(name)}\b[^<>]*>", re.IGNORECASE).finditer(prose, at):
            deep += -1 if tag[1] else 1
            if not deep:
                if prose[at : tag.start()].strip():
                    yield Span(at, tag.start())
                at = tag.end()
                break
