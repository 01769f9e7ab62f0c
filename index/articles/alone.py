"""What does not stand alone: a value without its name, a name without what describes it, a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.articles.blocks import TERM, Block, Kind, Shown
from index.articles.pieces import ENDS, shown_of

LEADING_WORDS = 6  # a heading of at most so many leads in
SHORT_WORDS = 15  # of a sentence that may need the name of what it speaks of, at most
LONG_CODE = 8  # lines from which on code is quoted beside the sentence before it and not with it
ASKS = re.compile(r"\?[\"'”’)\]]*$")
_LABELLED = re.compile(
    r"^[A-Z][\w-]*(?: [\w-]+){0,2}: \S+(?: \S+){0,11}$"
)  # "Default: 4096", which needs its subject


def opens(heading: Block, after: Block) -> bool:
    """Whether a heading is quoted with what follows it: a question, or the name of what is described there."""
    if heading.mark == TERM:
        return after.kind in (Kind.PARAGRAPH, Kind.ITEM, Kind.CODE) and (
            not heading.reach or after.span.start < heading.reach
        )
    return after.kind is not Kind.HEADING and bool(ASKS.search(heading.text))


def claims(lead: Shown, after: Block) -> bool:
    """Whether what leads in long code is a whole sentence, which says something without it."""
    return (
        after.kind is Kind.CODE
        and lead.text.rstrip().endswith(".")
        and len(lead.text.split()) > LEADING_WORDS
        and after.text.count("\n") >= LONG_CODE
    )


def are_facts(opening: Sequence[Block | Shown], term: Shown, items: Sequence[Block], after: Block) -> bool:
    """Whether a few facts stand between a name and the paragraph that says what it is: type, default."""
    return (
        len(opening) == 1
        and shown_of(opening[0]) is term
        and sum(len(item.text.split()) for item in items) <= SHORT_WORDS
        and after.kind is Kind.PARAGRAPH
        and not after.text.endswith(":")
    )


def is_fact(block: Block, after: Block) -> bool:
    """Whether a paragraph is a fact between a name and what says what it is, or another fact: "Default: 2"."""
    return (
        block.kind is Kind.PARAGRAPH
        and is_value(block.text)
        and after.kind is Kind.PARAGRAPH
        and not after.text.endswith(":")
    )


def says_little(words: str) -> bool:
    """Whether some words are a label with its value, or a few that are no sentence."""
    return is_value(words) or (len(words.split()) <= LEADING_WORDS and not ENDS.search(words))


def is_value(words: str) -> bool:
    """Whether some words are a label with its value and no sentence: "Default: 4096"."""
    short = len(words.split()) <= LEADING_WORDS or not ENDS.search(words)
    return short and bool(_LABELLED.match(words))
