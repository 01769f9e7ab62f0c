"""The sentences of a text, and of articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.articles.sentences import sentences
from index.articles.shelf import read_shelf
from index.records import Span


def spans_of(text: str) -> tuple[Span, ...]:
    """Where the sentences of a text stand."""
    return sentences(text, Span(0, len(text))) if text.strip() else ()


def split(text: str) -> tuple[str, ...]:
    """The sentences of a text."""
    return tuple(span.of(text) for span in spans_of(text))


def sentences_by_article(seeds: Path) -> Iterator[tuple[str, list[str]]]:
    """The id of each article of a folder, and its sentences as a reader is shown them."""
    shelf = read_shelf(seeds)
    for article in shelf.articles:
        text = shelf.texts[article.file]
        yield (
            article.id,
            [sentence.words_in(text) for paragraph in article.paragraphs for sentence in paragraph],
        )
