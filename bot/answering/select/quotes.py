"""The quotes writer: statements are the articles' own sentences, so nothing can be said that they do not say."""

from __future__ import annotations

from collections.abc import Sequence

from bot.records import Citation, Evidence, Statement
from index.records import Span

NAME = "quotes"


def write(evidence: Sequence[Evidence]) -> tuple[Statement, ...]:
    """One statement for each piece of evidence, in the order given; footnotes are numbered from 1."""
    statements: list[Statement] = []
    footnotes: dict[tuple[str, Span], Citation] = {}
    for one in evidence:
        places = [(one.span, one.quote or one.text), *filter(None, (one.lead, one.then))]
        cited = tuple(
            footnotes.setdefault(
                (one.source.file, span), Citation(len(footnotes) + 1, one.source, span, words)
            )
            for span, words in places
        )
        notes = (f"and {one.more} more there",) if one.more else ()
        statements.append(Statement(in_lines(one.text), cited, notes, in_lines(one.answering)))
    return tuple(statements)


def in_lines(text: str) -> str:
    """The words with runs of white space within a line as one space; the indentation of lists and code stays."""
    lines = (line.rstrip() for line in text.split("\n"))
    return "\n".join(
        line[: len(line) - len(line.lstrip())] + " ".join(line.split()) for line in lines if line.strip()
    )
