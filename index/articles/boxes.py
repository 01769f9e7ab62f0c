"""What opens a box or a tab in Markdown: of MkDocs, Docusaurus, VitePress and MyST. Its title is its heading."""

from __future__ import annotations

import re

from index.articles import marks
from index.articles.blocks import BOLD_LEVEL, Block, Kind, Shown
from index.records import Span

BOXED = re.compile(r"^(?:!!!|\?\?\?\+?|===)[ \t]+")
FENCE = re.compile(r"^[ \t]*(?::{3,}|%%)[^\n]*$")  # of an admonition, or of an author's remark
_TITLED = re.compile(
    r"^[ \t]*(?:(?:!!!|\?\?\?\+?|===)\+?[ \t]+(?:[\w -]+?[ \t]+)?\"(?P<quoted>[^\"]+)\""
    r"|(?P<colons>:{3,})[ \t]*\{?[\w-]+\}?(?:\[(?P<bracketed>[^\]]+)\]|[ \t]+(?P<bare>[^\s\[{][^{\n]*?)))"
    r"[ \t]*(?:\{[^}]*\})?[ \t]*$"
)
_INDENTED = re.compile(r"(?:[ \t]*\r?\n|(?: {4}|\t)[^\n]*(?:\n|$))*")


def title_of_box(text: str, line: Shown) -> Block | None:
    """The title of the box that a line opens, which reaches to the end of it; None where it has none.

    Args:
        text: the file.
        line: the line.
    """
    match = _TITLED.match(line.text)
    if match is None:
        return None
    name = next(group for group in ("quoted", "bracketed", "bare") if match[group])
    shown = marks.markdown(line.cut(*match.span(name))).stripped()
    span = shown.span()
    if span is None:
        return None
    return Block(Kind.HEADING, span, shown, BOLD_LEVEL, reach=_end(text, span, match["colons"]))


def _end(text: str, title: Span, colons: str | None) -> int:
    """Where a box ends: before the colons that close it, else with what is indented below it."""
    below = text.find("\n", title.end) + 1 or len(text)
    if colons:
        closes = re.compile(rf"^[ \t]*{colons}[ \t]*\r?$", re.MULTILINE).search(text, below)
        end = closes.start() if closes else len(text)
    else:
        indented = _INDENTED.match(text, below)
        end = indented.end() if indented else below
    return max(end, title.end + 1)
