"""Finds the blocks of HTML where they stand in its source, and which words of it no reader sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from html.parser import HTMLParser
from itertools import count

from index.articles.blocks import NOWHERE, Block, Kind, Shown, joined
from index.articles.grid import Grid
from index.articles.marks import WITHIN_WORDS, entity
from index.records import Span

# What a page shows around an article, and what it does not show at all.
_LEFT_OUT = {
    "script": "script", "style": "style", "noscript": "script", "template": "script", "svg": "picture",
    "nav": "navigation", "header": "page header", "footer": "page footer", "aside": "aside", "form": "form",
    "button": "share bar or button", "figure": "picture and caption", "iframe": "embedded page",
    "select": "form", "textarea": "form", "head": "page head", "math": "formula", "object": "embedded page",
}  # fmt: skip
_INLINE = WITHIN_WORDS | {"br"}
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# What a start tag ends when it was left open (HTML, section 13.1.2.4, optional tags), within which element.
_ENDS = {
    "li": ("li", {"ul", "ol"}), "dt": ("dt dd", {"dl"}), "dd": ("dt dd", {"dl"}), "tr": ("tr td th", {"table"}),
    "td": ("td th", {"tr", "table"}), "th": ("td th", {"tr", "table"}), "option": ("option", {"select"}),
}  # fmt: skip
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
SUMMARY = 7  # level of what folds and of a table's caption, which are headings of what they stand over
_HEADINGS = {f"h{level}": level for level in range(1, 7)} | {"summary": SUMMARY, "caption": SUMMARY}
_HEADED = {"details": "summary", "table": "caption"}
_NAMES = {
    "title": ("og:title", "twitter:title"),
    "publisher": ("og:site_name",),
    "author": ("author",),
    "url": ("og:url",),
    "published": ("article:published_time", "datepublished", "date", "dc.date", "parsely-pub-date"),
}
HIDDEN = "hidden"


@dataclass(slots=True)
class Read:
    """A block, and what it stands in: the numbers of its <article> and of its <form>.

    ``linked`` is how much of it is links; ``tag`` the one by which it is the heading of an element.
    """

    block: Block
    article: int
    form: int
    linked: int
    tag: str = ""


@dataclass(slots=True)
class _Open:
    """An element that is open: why it is not shown, if it is not, and whether white space counts in it."""

    tag: str
    left_out: str | None


@dataclass(slots=True)
class _Cell:
    """A cell of a row that is open: what stands in it, how many columns and rows it covers, whether it names them."""

    parts: list[Shown]
    wide: int
    high: int
    names: bool

    @property
    def shown(self) -> Shown:
        """Its words."""
        return joined(self.parts)


class Parser(HTMLParser):
    """Reads HTML into blocks.

    Args:
        text: the file.
        start: where the HTML begins in it, in code points.
        clean: makes one line of what stands between tags, and takes marks out of it.
        runs: numbers for lists and tables; None begins with 1.
    """

    def __init__(
        self, text: str, start: int, clean: Callable[[Shown], Shown], runs: Iterator[int] | None = None
    ) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[Read] = []
        self.unseen: list[Span] = []
        self._file, self._begin, self._clean = text, start, clean
        self._lines: list[int] = [0]
        self._text: list[str] = []
        self._at: list[int] = []
        self._open: list[_Open] = []
        self._articles, self._forms, self._runs = count(1), count(1), runs or count(1)
        self._article, self._form, self._linked = 0, 0, 0
        self._lists: list[tuple[int, str, int]] = []
        self._first_of_item = False
        self._table, self._cells, self._grid, self._headed = 0, list[_Cell](), Grid(), True
        self._titles: list[int] = []  # which of what was found are the headings of elements that are open
        self._meta: dict[str, str] = {}

    def read(self, source: str) -> None:
        """Reads all of it."""
        self._lines = [0, *(match.end() for match in re.finditer("\n", source))]
        self.feed(source)
        self.close()
        self._end_block()
        self._end_row()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens an element."""
        given = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = (given.get("property") or given.get("name") or given.get("itemprop") or "").lower()
            self._meta.setdefault(name, given.get("content", ""))
        elif tag == "link" and given.get("rel") == "canonical":
            self._meta.setdefault("canonical", given.get("href", ""))
        if tag == "br":
            if self._text and self._text[-1] == "\n" and self._at[-1] == NOWHERE:
                self._end_block()
            else:
                self._put("\n", [NOWHERE])
        if tag not in _INLINE:
            self._end_block()
            if any(one.tag == "p" for one in self._open) and tag not in _VOID:
                self._close("p", {"table", "li", "div", "article", "section", "td", "blockquote", "body"})
        if tag in _ENDS:
            tags, within = _ENDS[tag]
            for one in tags.split():
                self._close(one, within)
        if tag in _VOID:
            return
        hidden = "hidden" in given or bool(_HIDING.search(given.get("style", "")))
        hidden = hidden or (tag == "dialog" and "open" not in given)
        why = HIDDEN if hidden else self._why(tag)
        self._open.append(_Open(tag, why))
        if tag == "article" and not self._article:
            self._article = next(self._articles)
        elif tag == "form" and not self._form:
            self._form = next(self._forms)
        elif tag in ("ul", "ol"):
            first = given.get("start", "1")
            self._lists.append(
                (next(self._runs), "•" if tag == "ul" else "1.", int(first) - 1 if first.isdigit() else 0)
            )
        elif tag == "li" and self._lists:
            number, mark, items = self._lists[-1]
            self._lists[-1] = (number, mark, items + 1)
            self._first_of_item = True
        elif tag == "table":
            self._end_row()
            self._table, self._grid, self._headed = next(self._runs), Grid(), True
        elif tag == "tr":
            self._end_row()
        elif tag in ("td", "th"):
            names = tag == "th" or self._is_open("thead")
            self._cells.append(_Cell([], _covers(given, "colspan"), _covers(given, "rowspan"), names))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens an element and closes it."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Closes an element."""
        if tag not in _INLINE:
            self._end_block()
        self._close(tag, set())

    def handle_comment(self, data: str) -> None:
        """Notes what no reader sees."""
        if data.strip():
            here = self._here()
            marks = 7 if self._file.startswith("<!--", here) else 3
            self.unseen.append(Span(here, here + len(data) + marks))

    def parse_html_declaration(self, i: int) -> int:
        """Reads ``<![...]>`` as a browser does, as a comment; the library stops at one that it does not know."""
        if self.rawdata.startswith("<![", i):
            return self.parse_bogus_comment(i)
        return super().parse_html_declaration(i)

    def handle_data(self, data: str) -> None:
        """Takes words."""
        start = self._here()
        self._put(data, range(start, start + len(data)))

    def handle_entityref(self, name: str) -> None:
        """Takes a named entity."""
        self._entity(f"&{name}")

    def handle_charref(self, name: str) -> None:
        """Takes a numbered entity."""
        self._entity(f"&#{name}")

    def stated(self) -> dict[str, tuple[str, str]]:
        """What the page states, by field name: the words, and the tag that holds them."""
        found: dict[str, tuple[str, str]] = {}
        for what, names in _NAMES.items():
            names = {"title": (*names, "<h1>", "<title>"), "url": (*names, "canonical")}.get(what, names)
            name = next((name for name in names if self._meta.get(name, "").strip()), None)
            if name:
                found[what] = (unescape(self._meta[name]), name)
        return found

    def _here(self) -> int:
        line, column = self.getpos()
        return self._begin + self._lines[line - 1] + column

    def _put(self, words: str, at: range | list[int]) -> None:
        if any(one.left_out == HIDDEN for one in self._open) and words.strip():
            self.unseen.append(Span(at[0], at[-1] + 1))
        if any(one.tag == "a" for one in self._open):
            self._linked += len(words.strip())
        self._text.append(words)
        self._at += at

    def _entity(self, words: str) -> None:
        end = self._here() + len(words)
        closed = ";" if self._file[end : end + 1] == ";" else ""
        shown = entity(f"{words}{closed}", self._here())
        self._put(shown.text, list(shown.at))

    def _why(self, tag: str) -> str | None:
        if tag == "header" and self._is_open("article", "main"):
            return None
        return _LEFT_OUT.get(tag)

    def _is_open(self, *tags: str) -> bool:
        return any(one.tag in tags for one in self._open)

    def _close(self, tag: str, within: set[str]) -> None:
        """Closes the innermost element of that name, and all in it, unless one of ``within`` stands between."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place].tag == tag:
                for one in self._open[place:][::-1]:
                    self._closed(one.tag)
                del self._open[place:]
                break
            if self._open[place].tag in within:
                break
        if not self._is_open("article"):
            self._article = 0
        if not self._is_open("form"):
            self._form = 0

    def _closed(self, tag: str) -> None:
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag in ("td", "th", "tr", "table", "details"):
            self._end_block()
            if tag in ("tr", "table"):
                self._end_row()
            if tag in _HEADED:
                self._end_heading(_HEADED[tag])
            if tag == "table":
                self._table = 0

    def _end_block(self) -> None:
        raw = Shown("".join(self._text), tuple(self._at))
        linked, self._linked = self._linked, 0
        self._text, self._at = [], []
        in_code = self._is_open("pre")
        shown = _lines_of(raw) if in_code else self._clean(raw)
        span = shown.span()
        if not shown.text.strip() or span is None:
            return
        for tag, name in (("title", "<title>"), ("h1", "<h1>")):
            if self._is_open(tag):
                self._meta.setdefault(name, shown.text)
        why = next((one.left_out for one in self._open if one.left_out), None)
        if self._cells and self._is_open("table") and self._is_open("td", "th") and not why:
            self._cells[-1].parts.append(shown)
            return
        kind, level, run, mark = Kind.PARAGRAPH, 0, 0, ""
        heading = next((_HEADINGS[one.tag] for one in self._open if one.tag in _HEADINGS), 0)
        if heading:
            kind, level = Kind.HEADING, heading
        elif in_code:
            kind, run = Kind.CODE, self._lists[0][0] if self._lists else 0
        elif self._is_open("dt"):
            kind = Kind.QUESTION
        elif self._is_open("dd"):
            kind = Kind.REPLY
        elif self._lists and self._is_open("li"):
            _, sign, items = self._lists[-1]
            kind, level, run = Kind.ITEM, len(self._lists), self._lists[0][0]
            mark = ("•" if sign == "•" else f"{items}.") if self._first_of_item else ""
            self._first_of_item = False
        block = Block(kind, span, shown, level, run, mark, left_out=why)
        named = next((one.tag for one in self._open if one.tag in _HEADED.values()), "")
        if named and not why:
            self._titles.append(len(self.found))
        self.found.append(Read(block, self._article, self._form, linked, named))

    def _end_row(self) -> None:
        cells, self._cells = self._cells, []
        if not cells:
            return
        columns = self._grid.row([(one.shown, one.wide, one.high) for one in cells])
        filled = [
            one for at, one in enumerate(columns) if one.text and (not at or one is not columns[at - 1])
        ]
        spans = [span for span in (one.span() for one in filled) if span]
        if not spans:
            return
        self._headed = self._headed and all(one.names for one in cells) and len(columns) > 1
        kind = Kind.HEADER if self._headed else Kind.ROW
        span = Span(min(one.start for one in spans), max(one.end for one in spans))
        run = self._table or next(self._runs)
        block = Block(kind, span, joined(filled, " | "), run=run, cells=columns)
        self.found.append(Read(block, self._article, self._form, 0))

    def _end_heading(self, tag: str) -> None:
        """Lets the heading of an element that ends reach no further."""
        if self._titles and (titled := self.found[self._titles[-1]]).tag == tag:
            titled.block = replace(titled.block, reach=max(self._here(), titled.block.span.end))
            self._titles.pop()


def _covers(given: Mapping[str, str], name: str) -> int:
    """How many columns or rows a cell covers."""
    stated = given.get(name, "").strip()
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 4 else 1


def _lines_of(shown: Shown) -> Shown:
    """Preformatted words: as they are, without empty lines around them."""
    return shown.stripped("\r\n").stripped()
