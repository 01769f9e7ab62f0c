"""Headings that are names in a program, such as options, though nothing marks them as code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.articles.blocks import TERM, Block, Kind

_NAME = re.compile(
    r"^(?:(?=.*[_\d]|[a-z]+[A-Z])[a-z][A-Za-z0-9]*(?:[_.-][A-Za-z0-9]+)*|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)$"
)  # "per_disc_numbering", "maxAge", "RETRY_TIMES"
_WORD = re.compile(r"^[a-z]+$")
FEWEST = 3  # names that no other text holds, from which on headings of one small word are names too


def with_names(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks of a document, with the headings that are names marked as such.

    Args:
        blocks: its blocks, in order.
    """
    names = sum(block.kind is Kind.HEADING and bool(_NAME.match(block.text)) for block in blocks)
    if not names:
        return blocks
    return [
        replace(block, mark=TERM)
        if block.kind is Kind.HEADING
        and (_NAME.match(block.text) or (names >= FEWEST and _WORD.match(block.text)))
        else block
        for block in blocks
    ]
