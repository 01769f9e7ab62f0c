"""The blocks of a Markdown file, as markdown-it-py finds them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from index.articles import marks
from index.articles.blocks import BOLD_LEVEL, TERM, Block, Kind, Shown, in_one_line, joined, stacked
from index.articles.boxes import BOXED, FENCE, title_of_box
from index.articles.contents import CONTENTS, leads_on, listed
from index.articles.elements import SUMMARY
from index.articles.html import blocks_of_markup
from index.articles.items import QUESTION, is_talk
from index.articles.parted import continues, defines, parted
from index.articles.seen import Seen, seen_of
from index.articles.sourcemap import SourceMap
from index.records import Span

# Only the blocks are asked for: marks within them are taken out where they stand in the file (`index.articles.marks`).
_PARSER = MarkdownIt("commonmark", {"html": True}).enable("table").disable(["inline", "text_join"])
_MDX_PARSER = (
    MarkdownIt("commonmark", {"html": True}).enable("table").disable(["inline", "text_join", "code"])
)
_CALLOUT = re.compile(
    r"^(?:\[!\w[\w-]*\][+-]?[ \t]*"
    r"|(?:\*\*|__)(?:Note|Tip|Info|Important|Warning|Caution|Danger):?(?:\*\*|__):?[ \t]*\n)"
)
_TASK = re.compile(r"^\[[ xX]\][ \t]+")
_BLOCK_ID = re.compile(r"^\^[\w-]+$|^\[\[_?toc_?\]\]$|^\[toc\]$|^\([\w:./-]+\)=$", re.IGNORECASE)
_SHORTCUT = re.compile(r"(?<![\]!\\])\[([^\[\]\n]+)\](?![\[(:])")
_NAME = re.compile(r"^`[^`]+`$")  # a heading that is a name in a program, such as an option
_PICTURE = re.compile(r"!\[|<(?:img|picture|video|svg)\b", re.IGNORECASE)


def markdown_blocks(text: str, start: int, seen: Seen | None = None) -> list[Block]:
    """The blocks of a Markdown file.

    Args:
        text: the file.
        start: where its front matter ends, in code points.
        seen: what of it is seen; None looks for it.
    """
    seen = seen or seen_of(text, start)
    if text.startswith("\ufeff", start):
        start += 1
    reader = _Reader(seen.text, start, mdx=seen.parsed[start:] if seen.mdx else None)
    blocks = [block for block in reader.blocks() if block.text.strip()]
    if not seen.blocks and not seen.mdx:
        return listed(blocks)
    cleaned = (
        replace(block, shown=block.shown.seen(), cells=tuple(cell.seen() for cell in block.cells))
        for block in blocks
    )
    blocks = listed([block for block in cleaned if block.text.strip()])
    return sorted([*blocks, *seen.blocks], key=lambda block: block.span.start)


class _Reader:
    """Walks through the tokens of one file."""

    def __init__(
        self,
        text: str,
        start: int,
        end: int | None = None,
        runs: Iterator[int] | None = None,
        mdx: str | None = None,
    ) -> None:
        self._text = text
        read = text[start:end]
        self._at = SourceMap(text, start, end)
        env: dict[str, Any] = {}
        lines = read if end is None else textwrap.dedent(read)
        parser = _PARSER if mdx is None else _MDX_PARSER
        self._tokens: list[Token] = parser.parse((mdx or lines).replace("\0", " "), env)
        self._references = env.get("references", {})
        self._runs = runs or count(1)
        bare = read.replace("*", "").replace("_", "")
        self._talk = is_talk(line.strip("> \t\r") for line in bare.split("\n"))
        self._asked = False  # whether what was read last asks
        self._quoted: list[int] = []  # where the quotations end that are open

    @property
    def _reach(self) -> int:
        """How far a heading reaches here: within a quotation, to its end."""
        return self._quoted[-1] if self._quoted else 0

    def blocks(self) -> Iterator[Block]:
        """All blocks, in order."""
        place = 0
        lists: list[tuple[int, str, int]] = []  # number, first mark, items so far
        cells: list[Shown] = []
        kind, table, first_of_item = Kind.PARAGRAPH, 0, False
        row_at, header = 0, False
        while place < len(self._tokens):
            token = self._tokens[place]
            place += 1
            match token.type:
                case "blockquote_open":
                    self._quoted.append(self._at.stretch(token.map)[1])
                case "blockquote_close":
                    self._quoted.pop()
                case "bullet_list_open":
                    lists.append((next(self._runs), "•", 0))
                case "ordered_list_open":
                    lists.append((next(self._runs), "1.", int(token.attrs.get("start", 1)) - 1))
                case "bullet_list_close" | "ordered_list_close":
                    lists.pop()
                case "list_item_open":
                    number, mark, items = lists[-1]
                    lists[-1] = (number, mark, items + 1)
                    first_of_item = True
                case "heading_open":
                    kind = Kind.HEADING
                case "heading_close":
                    kind = Kind.PARAGRAPH
                case "table_open":
                    table = next(self._runs)
                case "thead_open" | "tbody_open":
                    header = token.type == "thead_open"
                case "tr_open":
                    cells = []
                    row_at = self._at.stretch(token.map)[0] if token.map else row_at
                case "tr_close":
                    yield self._row(cells, header, table)
                case "inline" if self._tokens[place - 2].type in ("th_open", "td_open"):
                    cell = self._at.found(token.content, row_at, self._at.end_of_line(row_at))
                    row_at = max([row_at, *(at + 1 for at in cell.at)])
                    cells.append(in_one_line(marks.markdown(cell)))
                case "inline":
                    level = int(self._tokens[place - 2].tag[1:]) if kind is Kind.HEADING else 0
                    yield from self._inline(token, kind, level, lists, first_of_item, self._is_defined(place))
                    first_of_item = False
                case "fence" if token.info.startswith("{") and not token.info.startswith("{code"):
                    start, end = self._at.stretch(token.map)
                    end = self._at.last_line_before(end)
                    yield from _Reader(self._text, self._at.end_of_line(start), end, self._runs).blocks()
                case "code_block" if self._is_box(place):
                    yield from _Reader(self._text, *self._at.stretch(token.map), self._runs).blocks()
                case "fence" | "code_block":
                    run = lists[-1][0] if lists else 0
                    yield from self._code(token, run)
                    first_of_item = False
                case "html_block":
                    yield from self._html(token)
                case _:
                    pass

    def _is_box(self, place: int) -> bool:
        """Whether what looks like code is inside of a box or a tab of MkDocs, or goes on with a definition."""
        before = next(
            (token for token in reversed(self._tokens[: place - 1]) if token.type == "inline"), None
        )
        return before is not None and bool(BOXED.match(before.content) or continues(before.content))

    def _is_defined(self, place: int) -> bool:
        """Whether a paragraph follows at a place that says what the one before it means."""
        after = self._tokens[place + 1 : place + 3]
        return [token.type for token in after] == ["paragraph_open", "inline"] and defines(after[1].content)

    def _inline(
        self,
        token: Token,
        kind: Kind,
        level: int,
        lists: Sequence[tuple[int, str, int]],
        first: bool,
        defined: bool,
    ) -> Iterator[Block]:
        start, end = self._at.stretch(token.map)
        raw = self._at.found(token.content, start, end)
        kept: list[Shown] = []
        for line in _filled_lines(raw):
            if title := title_of_box(self._text, line):
                yield title
            elif why := _remark(line.text):
                yield Block(kind, line.span() or Span(start, end), line, left_out=why)
            else:
                kept.append(line)
        if not kept:
            return
        raw = joined(kept, "\n")
        if BOXED.match(raw.text):
            yield Block(kind, kept[0].span() or Span(start, end), kept[0], left_out="mark of a box")
            kept = kept[1:]
            raw = joined(kept, "\n")
            if not kept:
                return
        for pattern in (_CALLOUT, _TASK):
            if match := pattern.match(raw.text):
                raw = raw.cut(match.end())
                kept = _filled_lines(raw)
        if lists or kind is Kind.HEADING:
            yield from self._whole(raw, kind, level, lists, first)
            return
        for part in parted(kept, talk=self._talk, asked=self._asked, defined=defined):
            span = part.raw.span() or Span(start, end)
            self._asked = part.kind is Kind.QUESTION
            shown = part.shown(self._linked(part.raw))
            if shown.text:
                level = BOLD_LEVEL if part.kind is Kind.HEADING else 0
                yield Block(part.kind, span, shown, level, reach=self._reach if level else 0)
            else:
                yield _unworded(part.kind, span, part.raw)

    def _whole(
        self, raw: Shown, kind: Kind, level: int, lists: Sequence[tuple[int, str, int]], first: bool
    ) -> Iterator[Block]:
        """A heading, or what stands in an item."""
        span = raw.span()
        shown = in_one_line(marks.markdown(self._linked(raw)))
        if span is None or not shown.text:
            yield from [_unworded(kind, span, raw)] if span else []
            return
        if not lists:
            asks = QUESTION.match(shown.text) if shown.text.endswith("?") else None
            shown = shown.cut(asks.end()) if asks else shown
            mark = TERM if _NAME.match(raw.text.strip()) else ""
            yield Block(kind, span, shown, level, mark=mark, reach=self._reach)
            return
        _, mark, items = lists[-1]
        mark = f"{items}." if mark != "•" else mark
        contents = CONTENTS if leads_on(raw.text) else None
        yield Block(Kind.ITEM, span, shown, len(lists), lists[0][0], mark if first else "", left_out=contents)

    def _linked(self, raw: Shown) -> Shown:
        """Without the brackets of a link whose address stands elsewhere: ``[2.1.0]``."""
        if not self._references or "[" not in raw.text:
            return raw
        parts, last = list[Shown](), 0
        for match in _SHORTCUT.finditer(raw.text):
            if normalizeReference(match[1]) in self._references:
                parts += [raw.cut(last, match.start()), raw.cut(*match.span(1))]
                last = match.end()
        return joined([*parts, raw.cut(last)], "") if parts else raw

    def _row(self, cells: Sequence[Shown], header: bool, table: int) -> Block:
        shown = joined(cells, " | ")
        spans = [span for span in (cell.span() for cell in cells) if span]
        span = Span(spans[0].start, spans[-1].end) if spans else Span(0, 1)
        return Block(Kind.HEADER if header else Kind.ROW, span, shown, run=table, cells=tuple(cells))

    def _code(self, token: Token, run: int) -> Iterator[Block]:
        start, end = self._at.stretch(token.map)
        lines = token.content.split("\n")
        parts: list[Shown] = []
        at = self._at.end_of_line(start) if token.type == "fence" else start
        for line in lines:
            if not line.strip():
                parts.append(Shown("", ()))
                continue
            place = self._text.find(line.rstrip(), at, end)
            if place < 0:
                place = self._text.find(line.strip(), at, end)
                line = line.strip()
            if place >= 0:
                parts.append(Shown.plain(self._text, place, place + len(line.rstrip())))
                at = place + len(line.rstrip())
        shown = stacked(parts)
        if span := shown.span():
            language = token.info.split()[0] if token.info.strip() else ""
            yield Block(Kind.CODE, span, shown, run=run, mark=language)

    def _html(self, token: Token) -> Iterator[Block]:
        """A piece of HTML; the heading of a ``<details>`` reaches as far as that, which may end in another piece."""
        start, end = self._at.stretch(token.map)
        for block in blocks_of_markup(self._text, start, end, marks.markdown, self._runs):
            if block.kind is Kind.HEADING and block.level == SUMMARY and not block.reach:
                closes = self._text.find("</details", block.span.end)
                block = replace(block, reach=closes if closes >= 0 else 0)
            yield block


def _unworded(kind: Kind, span: Span, raw: Shown) -> Block:
    return Block(kind, span, raw, left_out="picture" if _PICTURE.search(raw.text) else "mark")


def _filled_lines(shown: Shown) -> list[Shown]:
    lines = re.finditer(r"[^\n]+", shown.text)
    return [shown.cut(*line.span()) for line in lines if line[0].strip()]


def _remark(line: str) -> str | None:
    words = line.strip()
    if _BLOCK_ID.match(words):
        return "block id or table of contents"
    return "mark of a box" if FENCE.match(words) else None
