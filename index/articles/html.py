"""Finds the text of a web page where it stands in the page's source, and what the page says about itself.

What a reader of the page does not see is never quoted: hidden elements, comments, scripts, templates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from index.articles.blocks import Block, Shown, in_one_line
from index.articles.markup import Parser
from index.records import Span

MOSTLY = 0.5  # share of a page's words from which on a form around them is the page
TEASER = 0.7  # share of an <article>'s words that are links from which on it only points to another page


@dataclass(frozen=True, slots=True)
class Page:
    """A web page.

    Args:
        blocks: its blocks in order.
        stated: what it states, by field name: the words, and the tag that holds them.
        unseen: stretches of the source that hold words which no reader sees: hidden elements, comments.
    """

    blocks: tuple[Block, ...]
    stated: Mapping[str, tuple[str, str]]
    unseen: tuple[Span, ...] = ()


def read_page(source: str) -> Page:
    """Reads a web page.

    Where the page marks its ``<article>``, what stands outside is left out, and so is an ``<article>`` that is mostly
    links to other pages.

    Args:
        source: the page as it lies on disk.
    """
    parser = Parser(source, 0, in_one_line)
    parser.read(source)
    counted = [entry for entry in parser.found if entry.block.left_out in (None, "form")]
    whole = sum(len(entry.block.text) for entry in counted) or 1
    forms: Counter[int] = Counter()
    for entry in counted:
        forms[entry.form] += len(entry.block.text) if entry.form else 0
    sizes: Counter[int] = Counter()
    linked: Counter[int] = Counter()
    for entry in parser.found:
        if entry.article and not entry.block.left_out:
            sizes[entry.article] += len(entry.block.text)
            linked[entry.article] += entry.linked
    articles = {number for number, size in sizes.items() if linked[number] < TEASER * size}
    blocks = []
    for entry in parser.found:
        block = entry.block
        if block.left_out == "form" and forms[entry.form] >= MOSTLY * whole:
            block = replace(block, left_out=None)
        if not block.left_out and articles and entry.article not in articles:
            block = replace(block, left_out="outside the article")
        blocks.append(block)
    return Page(tuple(blocks), parser.meta.stated(), tuple(parser.unseen))


def blocks_of_markup(
    text: str, start: int, end: int, clean: Callable[[Shown], Shown], runs: Iterator[int]
) -> Iterator[Block]:
    """The blocks of a piece of HTML within another file.

    Args:
        text: the file.
        start: where the piece begins, in code points.
        end: where it ends.
        clean: takes the marks out of what stands between its tags.
        runs: numbers for its lists and tables.
    """
    parser = Parser(text, start, lambda shown: in_one_line(clean(shown)), runs)
    parser.read(text[start:end])
    return (entry.block for entry in parser.found)
