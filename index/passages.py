"""Cuts articles into passages: runs of whole sentences, short enough for the embedder to read in full."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from index.records import Article, Passage, Shelf, Span

VERSION = "1"
TARGET_WORDS = 110  # about 150 word pieces; all-MiniLM-L6-v2 reads 256


def passages_of(
    shelf: Shelf, fingerprint: str, known: Mapping[str, Sequence[Passage]] | None = None
) -> Iterator[Passage]:
    """All passages of a shelf, in reading order.

    Args:
        shelf: the articles and their files' texts.
        fingerprint: names and versions of what makes the vectors; part of every passage's address.
        known: by article, the passages of those that are as they were when it was the same; they are taken as they are.
    """
    known = known or {}
    for article in shelf.articles:
        yield from known.get(article.id) or _cut(article, shelf.texts[article.file], fingerprint)


def embedded_text(article: Article, passage_text: str) -> str:
    """What the embedder reads: the passage under its article's title, when there is one."""
    return f"{article.title}\n{passage_text}" if article.title else passage_text


def _cut(article: Article, text: str, fingerprint: str) -> Iterator[Passage]:
    """Packs whole paragraphs while they fit; a paragraph that does not fit alone is cut between sentences.

    Sentences are never packed across furniture, so that a passage's words are consecutive article text.
    """
    run: list[Span] = []
    words = 0
    walls = [cut.span.start for cut in article.furniture]
    for paragraph in article.paragraphs:
        size = sum(_words(text, sentence) for sentence in paragraph)
        if run and (words + size > TARGET_WORDS or _wall_between(walls, run[-1], paragraph[0])):
            yield _passage(article, text, run, fingerprint)
            run, words = [], 0
        for sentence in paragraph:
            if run and words + _words(text, sentence) > TARGET_WORDS:
                yield _passage(article, text, run, fingerprint)
                run, words = [], 0
            run.append(sentence)
            words += _words(text, sentence)
    if run:
        yield _passage(article, text, run, fingerprint)


def _words(text: str, span: Span) -> int:
    return len(span.of(text).split())


def _wall_between(walls: list[int], before: Span, after: Span) -> bool:
    return any(before.end <= wall < after.start for wall in walls)


def _passage(article: Article, text: str, run: list[Span], fingerprint: str) -> Passage:
    span = Span(run[0].start, run[-1].end)
    words = span.of(text)
    vector = address_of(fingerprint, embedded_text(article, words))
    return Passage(
        id=address_of(vector, article.id, str(span.start)),
        vector=vector,
        article=article.id,
        file=article.file,
        span=span,
        sentences=tuple(run),
        text=words,
    )


def address_of(*parts: str) -> str:
    """The content address of what these parts say together; of a vector: fingerprint and embedded words."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
