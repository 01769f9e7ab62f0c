"""Adds to a sentence of an explanatory page the sentences after it that continue it.

"Next.js falls back to WASM bindings" says where; "WASM bindings do not support Turbopack" says what. Dated reports are
quoted sentence by sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answering.question.prompt_injection import is_injection
from bot.answering.reading.pinned import points_elsewhere
from bot.answering.reading.reader import ASKS
from bot.records import Evidence
from index.records import Passage, Sentence, Span
from index.stems import content_stems

if TYPE_CHECKING:
    from index.search import Index

WORDS = 30  # added after a sentence, at most


def going_on(evidence: Sequence[Evidence], index: Index) -> tuple[Evidence, ...]:
    """The evidence, each sentence with those that continue it; nothing is quoted twice.

    Args:
        evidence: what is to be published, in order.
        index: the generation that it is of.
    """
    kept: list[Evidence] = []
    for continued in (_continued(sentence, index) for sentence in evidence):
        if any(continued.text in other.text or _holds(other, continued) for other in kept):
            continue
        shorter = next((at for at, other in enumerate(kept) if other.text in continued.text), len(kept))
        kept[shorter : shorter + 1] = [continued]
    return tuple(kept)


def _holds(continued: Evidence, other: Evidence) -> bool:
    """Whether the continuation of one sentence overlaps the other sentence."""
    return (
        continued.source.file == other.source.file
        and continued.then is not None
        and continued.then[0].overlaps(other.span)
    )


def _continued(sentence: Evidence, index: Index) -> Evidence:
    passage = index.generation.passages[sentence.passage]
    number = next((at for at, span in enumerate(passage.sentences) if span.end == sentence.span.end), -1) + 1
    paragraphs = index.generation.articles[passage.article].paragraphs
    explains = any(part.section for paragraph in paragraphs for part in paragraph)
    if sentence.source.published or not explains or sentence.more or not number or "```" in sentence.text:
        return sentence
    text, sentences, end = index.text(passage.file), [sentence.text], sentence.span.end
    for at in range(number, len(passage.sentences)):
        after = passage.sentences[at]
        if not _follows(after, text[end : after.start]) or not _adds(sentences, passage, at):
            break
        sentences.append(passage.sentence(at))
        end = after.end
    if len(sentences) == 1:
        return sentence
    span = Span(passage.sentences[number].start, end)
    return replace(sentence, text=" ".join(sentences), then=(span, span.of(text)), answering=sentence.text)


def _follows(after: Sentence, gap: str) -> bool:
    """Whether a sentence stands in the paragraph of the one before, and is no row of a table."""
    is_row = after.lead and not after.lead_words
    return not (gap.strip() or gap.count("\n") > 1 or is_row or after.more)


def _adds(sentences: Sequence[str], passage: Passage, number: int) -> bool:
    """Whether a sentence is short, says something itself and shares a word with those before it."""
    words = passage.sentence(number)
    return (
        sum(len(sentence.split()) for sentence in (*sentences[1:], words)) <= WORDS
        and "\n" not in words
        and not (ASKS.search(words) or points_elsewhere(words) or is_injection(words))
        and not set(content_stems(" ".join(sentences))).isdisjoint(content_stems(passage.whole(number)))
    )
