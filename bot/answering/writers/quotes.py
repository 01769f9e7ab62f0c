"""The quotes writer: statements are the articles' own sentences, so nothing can be said that they do not say."""

from __future__ import annotations

from collections.abc import Sequence

from bot.records import Citation, Evidence, Statement

NAME = "quotes"


def write(evidence: Sequence[Evidence]) -> tuple[Statement, ...]:
    """One statement for each piece of evidence, in the order given; footnotes are numbered from 1."""
    return tuple(
        Statement(
            text=" ".join(one.text.split()),
            citations=(Citation(n=number, source=one.source, span=one.span, quote=one.text),),
        )
        for number, one in enumerate(evidence, 1)
    )
