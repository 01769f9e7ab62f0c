"""What a directive, a target or a remark of reStructuredText holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from index.articles.blocks import NOWHERE, TERM, Block, Kind, Shown, joined
from index.articles.fields import fields
from index.articles.lines import Line
from index.articles.tables import csv_table, list_table
from index.records import Span

if TYPE_CHECKING:
    from index.articles.plain import Plain

_DIRECTIVE = re.compile(r"^\.\.[ \t]+(?P<name>[\w:+-]+)::[ \t]*(?P<rest>.*)$")
_REMARK = re.compile(r"^\.\.(?:[ \t]+|$)")
_NOTE = re.compile(r"^\.\.[ \t]+\[(?:\#\w*|\d+|\*|[A-Za-z][\w.-]*)\][ \t]+(?=\S)")  # a footnote
_FIELD = re.compile(r"^:[\w \t-]+:(?:[ \t]|$)")
_OBJECTS = frozenset(
    "data class attribute function method option envvar confval exception property describe cmdoption setting "
    "decorator module currentfield program object classmethod staticmethod".split()
)
_HEADED = frozenset("table admonition topic sidebar tab group-tab code-tab details dropdown tab-item".split())
_SPOKEN_DIRECTIVES = frozenset(
    "note warning tip important hint caution danger attention error admonition seealso versionadded versionchanged "
    "deprecated topic sidebar epigraph rubric container only glossary tabs tab group-tab details dropdown tab-set "
    "tab-item card grid hint".split()
)
_ARGUED = frozenset(
    "only container tabs tab-set grid glossary".split()
)  # what stands behind them is not shown
_CODE_DIRECTIVES = frozenset(
    "code code-block sourcecode parsed-literal prompt console literalinclude".split()
)
_VERSIONS = {
    "versionadded": "New in version ",
    "versionchanged": "Changed in version ",
    "deprecated": "Deprecated since version ",
}
OBJECT_LEVEL = 8  # of the name of what a directive describes: below every heading


def directive(reader: Plain, line: Line) -> list[Block] | None:
    """What a directive, a target or a remark of reStructuredText holds; None where none stands here."""
    if match := _DIRECTIVE.match(line.words):
        name = match["name"].rpartition(":")[2]
        reader.at += 1
        body = reader.indented(line.indent)
        options = 0
        while options < len(body) and not body[options].blank and _FIELD.match(body[options].words):
            options += 1
        blocks = [reader.left_out(option, "option of a directive") for option in body[:options]]
        body = body[options:]
        if name in _CODE_DIRECTIVES:
            return [*blocks, *reader.code(body, match["rest"])]
        if name == "list-table":
            return [
                *blocks,
                *list_table(reader, body, any("header-rows: 1" in option.text for option in blocks)),
            ]
        if name == "csv-table":
            named = next((option for option in blocks if option.text.startswith(":header:")), None)
            return [*blocks, *csv_table(reader, body, named)]
        if name not in _SPOKEN_DIRECTIVES | _OBJECTS | _HEADED:
            return [
                *blocks,
                *(reader.left_out(inner, f"directive {name}") for inner in [line, *body] if not inner.blank),
            ]
        rest = Line(line.start + match.start("rest"), line.end, line.indent, match["rest"])
        if name in _VERSIONS:
            return [*blocks, *_version(reader, _VERSIONS[name], line, rest, body)]
        if match["rest"] and name in _OBJECTS | _HEADED:
            level = OBJECT_LEVEL + reader.depth
            mark = TERM if name in _OBJECTS else ""
            reach = body[-1].end + 1 if body else rest.end + 1
            blocks.append(reader.block(Kind.HEADING, [rest], level=level, mark=mark, reach=reach))
        elif match["rest"] and name not in _ARGUED:
            under = next((inner.indent for inner in body if not inner.blank), rest.indent)
            body = [replace(rest, indent=under), *body]
        return [*blocks, *reader.inside(body).blocks()]
    if match := _NOTE.match(line.words):
        reader.at += 1
        rest = Line(line.start + match.end(), line.end, line.indent, line.words[match.end() :])
        return [*reader.inside([rest, *reader.indented(line.indent)]).blocks()]
    if _REMARK.match(line.words):
        reader.at += 1
        body = reader.indented(line.indent)
        return [reader.left_out(inner, "remark or target") for inner in [line, *body] if not inner.blank]
    if (blocks_of_fields := fields(reader, line)) is not None:
        return blocks_of_fields
    if line.words == "::":
        reader.at += 1
        return reader.code(reader.indented(line.indent))
    return None


def _version(reader: Plain, words: str, line: Line, rest: Line, body: list[Line]) -> Iterator[Block]:
    """Since which version something is so, in the words of the page; a number alone is left out."""
    inner = list(reader.inside(body).blocks())
    first = inner[0] if inner and inner[0].kind is Kind.PARAGRAPH else None
    number = reader.shown(rest)
    if first is None or not number.text:
        yield reader.left_out(line, "number of a version")
        yield from inner
        return
    opening = joined([Shown(words, tuple([NOWHERE] * len(words))), number, Shown(":", (NOWHERE,))], "")
    yield replace(first, span=Span(rest.start, first.span.end), shown=joined([opening, first.shown]))
    yield from inner[1:]


def opens_directive(words: str) -> bool:
    """Whether words open a directive."""
    return bool(_DIRECTIVE.match(words))
