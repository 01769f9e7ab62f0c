"""The fields of reStructuredText: what a function takes and returns, or facts by their names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from index.articles.blocks import NOWHERE, Block, Kind, Shown, in_one_line, joined
from index.articles.lines import Line, moved
from index.records import Span

if TYPE_CHECKING:
    from index.articles.plain import Plain

_FIELD = re.compile(r"^:(?![: ])(?P<name>(?:[^:\\`]|\\.|:(?![ \t`]|$))+)(?<! ):(?:[ \t]+(?=\S)|$)")
_TAKES = re.compile(
    r"(?:param(?:eter)?|arg(?:ument)?|key(?:word)?|kwarg|[ic]?var)[ \t]+(?:(?P<type>\S.*?)[ \t]+)?(?P<name>\S+)$"
)
_TYPE = re.compile(r"(?:var)?type[ \t]+(?P<name>\S+)$")


def fields(reader: Plain, line: Line) -> list[Block] | None:
    """The fields that begin here, as items of a list; None where none do. Those that head a page are left out.

    Args:
        reader: what reads the file.
        line: the line at its place.
    """
    if not _FIELD.match(line.words) or reader.text[line.end :].startswith("`"):
        return None
    if _heads_page(reader):
        reader.at += 1
        body = reader.before(lambda inner: inner.blank or inner.indent <= line.indent)
        return [reader.left_out(inner, "field") for inner in (line, *body)]
    run, indent, named, blocks = next(reader.runs), line.indent, "", list[Block]()
    while (match := _FIELD.match((line := reader.filled(reader.at)).words)) and line.indent == indent:
        reader.before(lambda inner: not inner.blank)
        reader.at += 1
        body = reader.indented(indent)
        if match.end() < len(line.words):
            under = next((inner.indent for inner in body if not inner.blank), indent)
            body = [replace(moved(line, match.end()), indent=under), *body]
        typed = _TYPE.match(match["name"])
        if typed and typed["name"] == named and body:
            blocks[-1] = _with_type(reader, blocks[-1], body)
            continue
        takes = _TAKES.match(match["name"])
        told = [*_field(reader, line, match, body, run)]
        named = takes["name"] if takes and body and len(told) == 1 else ""
        blocks += told
    return blocks


def _field(reader: Plain, line: Line, match: re.Match[str], body: list[Line], run: int) -> Iterator[Block]:
    """A field as an item behind its name, and what else stands in it below that item."""
    if not body:
        yield reader.left_out(line, "field")
        return
    first, *more = [*reader.inside(body).blocks()]
    name = _name(reader, line, match)
    if first.kind is Kind.PARAGRAPH and not first.left_out:
        shown = joined([joined([name, Shown(":", (NOWHERE,))], ""), first.shown])
        yield Block(Kind.ITEM, Span(line.start, first.span.end), shown, 1, run, "•")
    else:
        yield Block(Kind.ITEM, Span(line.start, line.end), name, 1, run, "•")
        more = [first, *more]
    least = min((block.level for block in more if block.kind is Kind.ITEM), default=0)
    for block in more:
        if block.kind is Kind.ITEM:
            yield replace(block, level=block.level - least + 2, run=run)
        elif block.kind is Kind.PARAGRAPH and not block.left_out:
            yield replace(block, kind=Kind.ITEM, level=1, run=run)
        else:
            yield replace(block, run=run) if block.kind is Kind.CODE else block


def _name(reader: Plain, line: Line, match: re.Match[str]) -> Shown:
    """What a field is about: of something taken, its name with its type behind it, as "name (str)"."""
    begin = line.start + match.start("name")
    takes = _TAKES.match(match["name"])
    if takes is None:
        return _cleaned(reader, begin, match["name"])
    name = _cleaned(reader, begin + takes.start("name"), takes["name"])
    if not takes["type"]:
        return name
    start, end = begin + takes.start("type"), begin + takes.end("name")
    words = f"{name.text} ({_cleaned(reader, start, takes['type']).text})"
    # They stand in the other order in the file, so their signs are spread over both.
    at = (start + number * (end - 1 - start) // (len(words) - 1) for number in range(len(words)))
    return Shown(words, tuple(at))


def _cleaned(reader: Plain, start: int, words: str) -> Shown:
    """Words of the file without marks."""
    return reader.clean(Shown.plain(reader.text, start, start + len(words)))


def _with_type(reader: Plain, item: Block, body: list[Line]) -> Block:
    """An item with its type in brackets at its end."""
    kind = in_one_line(reader.block(Kind.ITEM, [inner for inner in body if not inner.blank]).shown)
    shown = joined([item.shown, joined([Shown("(", (NOWHERE,)), kind, Shown(")", (NOWHERE,))], "")])
    return replace(item, span=Span(item.span.start, body[-1].end), shown=shown)


def _heads_page(reader: Plain) -> bool:
    """Whether nothing stands above here but titles, remarks, and fields like this one."""
    return not reader.depth and all(
        line.blank
        or line.indent
        or line.words.startswith((":", ".. "))
        or _is_drawn(line)
        or _is_drawn(reader.near(place + 1))
        for place, line in enumerate(reader.lines[: reader.at])
    )


def _is_drawn(line: Line) -> bool:
    """Whether a line holds signs without words, as the underline of a title does."""
    return not line.blank and not any(sign.isalnum() for sign in line.words)
