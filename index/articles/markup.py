"""Finds the blocks of HTML where they stand in its source, and which words of it no reader sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from itertools import count

from index.articles.blocks import NOWHERE, Block, Kind, Shown
from index.articles.elements import ENDS, HEADED, HEADINGS, HIDDEN, INLINE, VOID, why_left_out
from index.articles.htmlrows import Rows
from index.articles.marks import entity
from index.articles.pagemeta import PageMeta
from index.records import Span


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
        self._rows = Rows(self._runs)
        self._titles: list[int] = []  # which of what was found are the headings of elements that are open
        self.meta = PageMeta()

    def read(self, source: str) -> None:
        """Reads all of it."""
        self._lines = [0, *(match.end() for match in re.finditer("\n", source))]
        self.feed(source)
        self.close()
        self._end_block()
        self._end_row()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens an element."""
        attributes = {name: value or "" for name, value in attrs}
        self.meta.note_tag(tag, attributes)
        if tag == "br":
            if self._text and self._text[-1] == "\n" and self._at[-1] == NOWHERE:
                self._end_block()
            else:
                self._put("\n", [NOWHERE])
        if tag not in INLINE:
            self._end_block()
            if self._is_open("p") and tag not in VOID:
                self._close("p", {"table", "li", "div", "article", "section", "td", "blockquote", "body"})
        if tag in ENDS:
            tags, within = ENDS[tag]
            for ended in tags.split():
                self._close(ended, within)
        if tag in VOID:
            return
        why = why_left_out(tag, attributes, in_article=self._is_open("article", "main"))
        self._open.append(_Open(tag, why))
        if tag == "article" and not self._article:
            self._article = next(self._articles)
        elif tag == "form" and not self._form:
            self._form = next(self._forms)
        elif tag in ("ul", "ol"):
            first = attributes.get("start", "1")
            self._lists.append(
                (next(self._runs), "•" if tag == "ul" else "1.", int(first) - 1 if first.isdigit() else 0)
            )
        elif tag == "li" and self._lists:
            number, mark, items = self._lists[-1]
            stated = attributes.get("value", "")
            self._lists[-1] = (number, mark, int(stated) if stated.isdecimal() else items + 1)
            self._first_of_item = True
        elif tag == "table":
            self._end_row()
            self._rows.open_table()
        elif tag == "tr":
            self._end_row()
        elif tag in ("td", "th"):
            self._rows.open_cell(attributes, names=tag == "th" or self._is_open("thead"))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens an element and closes it."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Closes an element."""
        if tag not in INLINE:
            self._end_block()
        self._close(tag, set())

    def handle_comment(self, data: str) -> None:
        """Notes what no reader sees."""
        if data.strip():
            start = self._here()
            marks = 7 if self._file.startswith("<!--", start) else 3
            self.unseen.append(Span(start, start + len(data) + marks))

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

    def _here(self) -> int:
        line, column = self.getpos()
        return self._begin + self._lines[line - 1] + column

    def _put(self, words: str, at: range | list[int]) -> None:
        if any(element.left_out == HIDDEN for element in self._open) and words.strip():
            self.unseen.append(Span(at[0], at[-1] + 1))
        if self._is_open("a"):
            self._linked += len(words.strip())
        self._text.append(words)
        self._at += at

    def _entity(self, words: str) -> None:
        end = self._here() + len(words)
        closed = ";" if self._file[end : end + 1] == ";" else ""
        shown = entity(f"{words}{closed}", self._here())
        self._put(shown.text, list(shown.at))

    def _is_open(self, *tags: str) -> bool:
        return any(element.tag in tags for element in self._open)

    def _close(self, tag: str, within: set[str]) -> None:
        """Closes the innermost element of that name, and all in it, unless one of ``within`` stands between."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place].tag == tag:
                for element in self._open[place:][::-1]:
                    self._closed(element.tag)
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
            if tag in HEADED:
                self._end_heading(HEADED[tag])
            if tag == "table":
                self._rows.close_table()

    def _end_block(self) -> None:
        raw = Shown("".join(self._text), tuple(self._at))
        linked, self._linked = self._linked, 0
        self._text, self._at = [], []
        in_code = self._is_open("pre")
        # Preformatted words stay as they are, without empty lines around them.
        shown = raw.stripped("\r\n").stripped() if in_code else self._clean(raw)
        span = shown.span()
        if not shown.text.strip() or span is None:
            return
        for element in self._open:
            self.meta.note_words(element.tag, shown.text)
        why = self._why_left_out()
        if (
            self._rows.has_cell
            and self._is_open("table")
            and self._is_open("td", "th")
            and why in (None, "form")
        ):
            self._rows.put(shown)
            return
        kind, level, run, mark = Kind.PARAGRAPH, 0, 0, ""
        heading = next((HEADINGS[element.tag] for element in self._open if element.tag in HEADINGS), 0)
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
        named = next((element.tag for element in self._open if element.tag in HEADED.values()), "")
        if named and not why:
            self._titles.append(len(self.found))
        self.found.append(Read(block, self._article, self._form, linked, named))

    def _end_row(self) -> None:
        if block := self._rows.end_row():
            block = replace(block, left_out=self._why_left_out())
            self.found.append(Read(block, self._article, self._form, 0))

    def _why_left_out(self) -> str | None:
        """Why what stands here is not quoted; a form is the weakest reason, as it may hold the whole page."""
        reasons = [element.left_out for element in self._open if element.left_out]
        return next((reason for reason in reasons if reason != "form"), reasons[0] if reasons else None)

    def _end_heading(self, tag: str) -> None:
        """Ends the reach of a heading with the element that it belongs to."""
        if self._titles and (titled := self.found[self._titles[-1]]).tag == tag:
            titled.block = replace(titled.block, reach=max(self._here(), titled.block.span.end))
            self._titles.pop()
