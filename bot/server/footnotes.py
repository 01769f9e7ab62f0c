"""The footnotes of a remembered answer, as rows and back."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row

from bot.records import Citation, Source
from bot.server.remembered import Around
from index.records import Span

_AROUND = ("words", "before", "after", "reads")


def citation_row(answer: str, citation: Citation, around: Around | None) -> dict[str, Any]:
    """A footnote of an answer as a row.

    Args:
        answer: the answer's id.
        citation: the footnote.
        around: what stood around it; None where that is not known.
    """
    source = citation.source
    named = ("article", "file", "label", "title", "publisher", "url", "section", "among_dated")
    return {
        "answer": answer,
        "n": citation.n,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        **{name: getattr(source, name) for name in named},
        "published": source.published.isoformat() if source.published else None,
        **{name: getattr(around, name, None) for name in _AROUND},
    }


def citation_of(row: Row[Any]) -> Citation:
    """The footnote of a row."""
    source = Source(
        row.article,
        row.file,
        row.label,
        row.title,
        row.publisher,
        date.fromisoformat(row.published) if row.published else None,
        row.url,
        section=row.section or "",
        among_dated=row.among_dated is not False,  # an earlier version did not store it
    )
    return Citation(row.n, source, Span(row.start, row.end), row.quote)


def around_of(row: Row[Any]) -> Around | None:
    """What stood around a citation; None where an earlier version kept it, or nothing was known."""
    return Around(*(getattr(row, name) for name in _AROUND)) if row.reads is not None else None
