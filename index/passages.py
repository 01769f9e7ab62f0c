"""Cuts articles into passages: runs of whole sentences, short enough for the embedder to read in full."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.records import Article, Passage, Sentence, Shelf, Span

VERSION = "3"
TARGET_WORDS = 110  # about 150 word pieces; all-MiniLM-L6-v2 reads 256


def passages_of(
    shelf: Shelf, fingerprint: str, known: Mapping[str, Sequence[Passage]] | None = None
) -> Iterator[Passage]:
    """All passages of a shelf, in reading order.

    Args:
        shelf: the articles and their files' texts.
        fingerprint: names and versions of what makes the vectors; part of every passage's address.
        known: by article, passages to take over: neither the article nor the fingerprint has changed.
    """
    known = known or {}
    for article in shelf.articles:
        yield from known.get(article.id) or _cut(article, shelf.texts[article.file], fingerprint)


def embedded_text(article: Article, passage: Passage) -> str:
    """What the embedder reads and BM25 searches: the passage under its article's title and its headings."""
    heading = passage.section.rpartition(" › ")[2]
    lead = {
        sentence.lead_words: None
        for sentence in passage.sentences
        if sentence.lead_words not in ("", heading)
    }
    return "\n".join(filter(None, (article.heading, passage.section, *lead, passage.words)))


def _cut(article: Article, text: str, fingerprint: str) -> Iterator[Passage]:
    """Packs whole paragraphs while they fit; a paragraph that does not fit alone is cut between sentences.

    Sentences are never packed across boilerplate or a heading, so that a passage's words are consecutive article text.
    """
    run: list[Sentence] = []
    words = 0
    walls = [cut.span.start for cut in article.boilerplate]
    for paragraph in article.paragraphs:
        size = sum(_words(text, sentence) for sentence in paragraph)
        if run and (words + size > TARGET_WORDS or _apart(walls, run, paragraph[0])):
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


def _words(text: str, sentence: Sentence) -> int:
    return len((sentence.words or sentence.of(text)).split())


def _apart(walls: list[int], run: list[Sentence], after: Sentence) -> bool:
    """Whether boilerplate stands between, or the headings above are others, or the next one repeats what is there."""
    before = run[-1]
    return (
        before.section != after.section
        or after.start < before.end
        or any(before.end <= wall < after.start for wall in walls)
    )


def _passage(article: Article, text: str, run: list[Sentence], fingerprint: str) -> Passage:
    span = Span(run[0].start, max(sentence.end for sentence in run))
    bare = Passage("", "", article.id, article.file, span, tuple(run), span.of(text))
    vector = address_of(fingerprint, embedded_text(article, bare))
    return replace(bare, id=address_of(vector, article.id, str(span.start)), vector=vector)


def address_of(*parts: str) -> str:
    """The content address of what these parts say together; of a vector: fingerprint and embedded words."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
