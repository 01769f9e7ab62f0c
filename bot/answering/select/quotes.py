"""The quotes writer: statements are the articles' own sentences, so they say nothing that the articles do not."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.reading.evidence import footnote
from bot.records import Citation, Evidence, Statement
from index.records import Span

NAME = "quotes"


def write(evidence: Sequence[Evidence]) -> tuple[Statement, ...]:
    """One statement for each piece of evidence, in the order given; footnotes are numbered from 1."""
    statements: list[Statement] = []
    footnotes: dict[tuple[str, Span], Citation] = {}
    for sentence in evidence:
        said = sentence.span, sentence.quote or sentence.text
        places = [said, *filter(None, (sentence.lead, sentence.then))]
        cited = tuple(
            footnote(footnotes, Citation(1, sentence.source, span, words)) for span, words in places
        )
        notes = (f"and {sentence.more} more there",) if sentence.more else ()
        statements.append(Statement(in_lines(sentence.text), cited, notes, in_lines(sentence.answering)))
    return tuple(statements)


def in_lines(text: str) -> str:
    """The words with runs of white space within a line as one space; the indentation of lists and code stays."""
    lines = (line.rstrip() for line in text.split("\n"))
    return "\n".join(
        line[: len(line) - len(line.lstrip())] + " ".join(line.split()) for line in lines if line.strip()
    )
