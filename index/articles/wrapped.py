"""Joins the lines of a paragraph that was wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.articles.blocks import Block, Kind, in_one_line, joined
from index.articles.pieces import ENDS
from index.records import Span

_GOES_ON = re.compile(
    r"(?:[,–—-]|\b(?:a|an|and|at|by|for|from|in|into|is|are|was|were|of|on|or|the|to|that|than|with|which|who|its|his|her|"
    r"their|this|these|as|be|been|has|have|had|not|no|will|would|can|may|must))$",
    re.IGNORECASE,
)
WRAPPED = 45  # signs of a line that was wrapped, at least


def unwrapped(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with wrapped lines of one paragraph joined."""
    waiting: Block | None = None
    for block in blocks:
        is_line = block.kind is Kind.PARAGRAPH and bool(block.run)
        if waiting and is_line and block.run == waiting.run and _is_wrapped(waiting, block):
            span = Span(waiting.span.start, block.span.end)
            shown = in_one_line(joined([waiting.shown, block.shown], "\n"))
            waiting = replace(waiting, span=span, shown=shown)
            continue
        if waiting:
            yield waiting
        waiting = block if is_line else None
        if not is_line:
            yield block
    if waiting:
        yield waiting


def _is_wrapped(before: Block, after: Block) -> bool:
    """Whether a line goes on with the one before it, rather than open a paragraph of its own."""
    words, more = before.text, after.text
    if ENDS.search(words):
        return not words.endswith(":") and len(words.rsplit("\n", 1)[-1]) < 120 and len(more) < 120
    return bool(more[0].islower() or more[0].isdigit() or _GOES_ON.search(words) or len(words) >= WRAPPED)
