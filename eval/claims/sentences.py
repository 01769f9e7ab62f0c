"""Where the sentences of a text stand."""

from __future__ import annotations

from index.articles.sentences import sentences
from index.records import Span


def split(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of a text."""
    return [(span.start, span.end) for span in sentences(text, Span(0, len(text)))] if text.strip() else []
