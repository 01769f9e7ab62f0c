"""Tables of contents of Markdown: left out, except where a sentence says what they list."""

from __future__ import annotations

import re
from dataclasses import replace

from index.articles.blocks import Block, Kind

_CONTENTS = re.compile(r"^\s*\[[^\]]+\]\(#[^)]*\)\s*$")
_OF_PAGE = re.compile(
    r"\b(?:page|pages|document|documents|guide|article|chapters?|sections?|contents|topics?|jump|toc)\b",
    re.IGNORECASE,
)
CONTENTS = "table of contents"
CLAIM_WORDS = 5  # of a sentence that says what a list holds, at least


def leads_on(raw: str) -> bool:
    """Whether an item is nothing but a link within the page."""
    return bool(_CONTENTS.match(raw))


def listed(blocks: list[Block]) -> list[Block]:
    """The blocks; a table of contents that a sentence leads in becomes a list: "There are two kinds: ..."."""
    led, kept = 0, list[Block]()
    for place, block in enumerate(blocks):
        if block.left_out == CONTENTS:
            before = blocks[place - 1] if place else None
            if before and before.kind is Kind.PARAGRAPH and not before.left_out:
                led = block.run if _leads(before.text) else led
                if before.text.endswith(":") and len(before.text.split()) <= CLAIM_WORDS:
                    kept[-1] = replace(before, left_out=CONTENTS)
            block = replace(block, left_out=None) if block.run == led else block
        kept.append(block)
    return kept


def _leads(words: str) -> bool:
    """Whether words say what a list holds; "On this page you find:" does not."""
    last = re.split(r"(?<=[.!?])\s", words)[-1]
    return last.endswith(":") and len(last.split()) >= CLAIM_WORDS and not _OF_PAGE.search(last)
