"""A sentence of a page that explains, with those behind it, which go on with what it says.

"Next.js falls back to WASM bindings" says where; "WASM bindings do not support Turbopack" says what. A dated report is
told sentence by sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answering.question.prompt_injection import is_injection
from bot.answering.reading.pinned import points_elsewhere
from bot.answering.reading.reader import ASKS
from bot.records import Evidence
from index.records import Article, Passage, Sentence, Span
from index.stems import content_stems

if TYPE_CHECKING:
    from index.search import Index

WORDS = 30  # of what is told behind a sentence, at most


def going_on(evidence: Sequence[Evidence], index: Index) -> tuple[Evidence, ...]:
    """The evidence, each with the sentences that go on with it; nothing is told twice.

    Args:
        evidence: what is to be published, in order.
        index: the generation that it is of.
    """
    told: list[Evidence] = []
    for one in (_continued(found, index) for found in evidence):
        if any(one.text in other.text or _holds(other, one) for other in told):
            continue
        shorter = next((at for at, other in enumerate(told) if other.text in one.text), len(told))
        told[shorter : shorter + 1] = [one]
    return tuple(told)


def _holds(one: Evidence, other: Evidence) -> bool:
    """Whether one goes on with what the other tells."""
    return one.source.file == other.source.file and one.then is not None and one.then[0].overlaps(other.span)


def _continued(one: Evidence, index: Index) -> Evidence:
    passage = index.generation.passages[one.passage]
    number = next((at for at, span in enumerate(passage.sentences) if span.end == one.span.end), -1) + 1
    explains = not one.source.published and _has_headings(index.generation.articles[passage.article])
    if not explains or one.more or not number or "```" in one.text:
        return one
    text, told, end = index.text(passage.file), [one.text], one.span.end
    for at in range(number, len(passage.sentences)):
        after = passage.sentences[at]
        if not _follows(after, text[end : after.start]) or not _adds(told, passage, at):
            break
        told.append(passage.sentence(at))
        end = after.end
    if len(told) == 1:
        return one
    span = Span(passage.sentences[number].start, end)
    return replace(one, text=" ".join(told), then=(span, span.of(text)), answering=one.text)


def _has_headings(article: Article) -> bool:
    return any(sentence.section for paragraph in article.paragraphs for sentence in paragraph)


def _follows(after: Sentence, gap: str) -> bool:
    """Whether a sentence stands in the paragraph of the one before, and is no row of a table."""
    is_row = after.lead and not after.lead_words
    return not (gap.strip() or gap.count("\n") > 1 or is_row or after.more)


def _adds(told: Sequence[str], passage: Passage, number: int) -> bool:
    """Whether a sentence is short, says something itself and speaks of what those before it speak of."""
    words = passage.sentence(number)
    return (
        sum(len(one.split()) for one in (*told[1:], words)) <= WORDS
        and "\n" not in words
        and not (ASKS.search(words) or points_elsewhere(words) or is_injection(words))
        and not set(content_stems(" ".join(told))).isdisjoint(content_stems(passage.whole(number)))
    )
