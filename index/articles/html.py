"""Finds the text of a web page where it stands in the page's source, and what the page says about itself.

Tags are never cut out of a quotation: what is found is pieces of the source that hold words and nothing else. A
sentence that a tag or an entity interrupts can therefore not be quoted (docs/design/0006-web-pages.md).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import unescape
from html.parser import HTMLParser

from index.records import Span

# What a page shows around an article, and what it does not show at all.
_LEFT_OUT = {
    "script": "script", "style": "style", "noscript": "script", "template": "script", "svg": "picture",
    "nav": "navigation", "header": "page header", "footer": "page footer", "aside": "aside", "form": "form",
    "button": "share bar or button", "figure": "picture and caption", "iframe": "embedded page",
    "select": "form", "textarea": "form", "head": "page head",
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
}  # fmt: skip
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike "
    "strong sub sup time tt u var wbr".split()
)
_NAMES = {
    "title": ("og:title", "twitter:title"),
    "publisher": ("og:site_name",),
    "author": ("author",),
    "url": ("og:url",),
    "published": ("article:published_time", "datepublished", "date", "dc.date", "parsely-pub-date"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a page.

    Args:
        span: from its first sign to its last in the source, white space around it left out.
        text: its words as a browser shows them.
        at: for each sign of ``text`` where it stands in the source; -1 where an entity stands.
        left_out: why it is not the article's text, or None.
    """

    span: Span
    text: str
    at: tuple[int, ...]
    left_out: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """A web page: its paragraphs in order, and what it states, by field name: the words and the tag that holds them."""

    blocks: tuple[Block, ...]
    stated: Mapping[str, tuple[str, str]]


def read_page(source: str) -> Page:
    """Reads a web page.

    Where the page marks its ``<article>``, what stands outside it is left out; of several the longest counts.

    Args:
        source: the page as it lies on disk.
    """
    parser = _Parser(source)
    parser.feed(source)
    parser.close()
    parser.end_block()
    lengths: Counter[int] = Counter()
    for article, block in parser.blocks:
        if article and not block.left_out:
            lengths[article] += len(block.text)
    longest = lengths.most_common(1)[0][0] if lengths else 0
    blocks = (
        block if block.left_out or article == longest else replace(block, left_out="outside the article")
        for article, block in parser.blocks
    )
    return Page(tuple(blocks), parser.stated())


class _Parser(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.blocks: list[tuple[int, Block]] = []  # each with the number of the <article> that it stands in
        self._lines = [0, *(match.end() for match in re.finditer("\n", source))]
        self._text: list[str] = []
        self._at: list[int] = []
        self._inside: list[str] = []
        self._articles, self._article = 0, 0
        self._meta: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = (given.get("property") or given.get("name") or given.get("itemprop") or "").lower()
            self._meta.setdefault(name, given.get("content", ""))
        elif tag == "link" and given.get("rel") == "canonical":
            self._meta.setdefault("canonical", given.get("href", ""))
        if tag not in _INLINE:
            self.end_block()
        if tag == "article" and not self._article:
            self._articles += 1
            self._article = self._articles
        if tag in _LEFT_OUT or tag in ("title", "article"):
            self._inside.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.end_block()
        if tag in self._inside:
            del self._inside[len(self._inside) - 1 - self._inside[::-1].index(tag) :]
        if "article" not in self._inside:
            self._article = 0

    def handle_data(self, data: str) -> None:
        line, column = self.getpos()
        start = self._lines[line - 1] + column
        self._text.append(data)
        self._at += range(start, start + len(data))

    def handle_entityref(self, name: str) -> None:
        self._entity(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._entity(f"&#{name};")

    def end_block(self) -> None:
        """Ends the paragraph that is being read."""
        text, at = "".join(self._text), self._at
        self._text, self._at = [], []
        left = len(text) - len(text.lstrip())
        text = text.strip()
        at = at[left : left + len(text)]
        there = [place for place in at if place >= 0]
        if not there:
            return
        for tag, name in (("title", "<title>"), ("h1", "<h1>")):
            if tag in self._inside:
                self._meta.setdefault(name, text)
        why = next((_LEFT_OUT[tag] for tag in self._inside if tag in _LEFT_OUT), None)
        block = Block(Span(there[0], there[-1] + 1), text, tuple(at), why)
        self.blocks.append((self._article, block))

    def stated(self) -> dict[str, tuple[str, str]]:
        """What the page states, by field name: the words, and the tag that holds them."""
        found: dict[str, tuple[str, str]] = {}
        for what, names in _NAMES.items():
            names = {"title": (*names, "<h1>", "<title>"), "url": (*names, "canonical")}.get(what, names)
            name = next((name for name in names if self._meta.get(name, "").strip()), None)
            if name:
                found[what] = (unescape(self._meta[name]), name)
        return found

    def _entity(self, words: str) -> None:
        shown = unescape(words)
        self._text.append(shown)
        self._at += [-1] * len(shown)
