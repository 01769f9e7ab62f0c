"""The product's story: a question is understood, searched for, read, written, verified and decided."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from bot.answering import outcome
from bot.answering.question import Asked, understand
from bot.answering.reading.reader import Reader, Reading
from bot.answering.short import short_answer
from bot.answering.sources import source_of
from bot.answering.writers import quotes
from bot.answering.writers.draft import Context
from bot.answering.writers.language_model import LanguageModelFailed, LanguageModelWriter
from bot.records import Answer, Evidence, Question, Reason, Source, Statement, Timings, Trace
from index.records import Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.search import Index

log = logging.getLogger(__name__)


class Answerer:
    """Answers questions, each from one generation of the index.

    Args:
        index: gives the index that answers now; asked once a question, so that no answer mixes two generations.
        reader: what reads the passages.
        drafter: a language model that may word the answer; what it cannot prove, the quotes writer says.
        today: gives the day that "now" means when a question states none.
    """

    def __init__(
        self,
        index: Callable[[], Index],
        reader: Reader,
        drafter: LanguageModelWriter | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._index = index
        self._reader = reader
        self._drafter = drafter
        self._today = today

    def ask(self, question: Question) -> Answer:
        """Answers one question; safe to call from several threads."""
        clock = _Clock()
        index = self._index()
        asked = understand(question, index.spelling.mend)
        if isinstance(asked, Reason):
            trace = _trace(index, " ".join(question.text.split()), clock)
            return outcome.refuse(question, asked, (), trace)
        with clock.stage("retrieve"):
            hits = _known_by(index, question.as_of or self._today(), index.search(asked.text))
        with clock.stage("read"):
            reading = self._reader.read(asked, hits, index)
        reason = outcome.refusal_reason(reading)
        if reason:
            return _refused(index, question, reason, asked, hits, reading, clock)
        evidence, disagree = outcome.chosen(asked, reading)
        with clock.stage("write"):
            statements, writer = self._written(index, asked, evidence, disagree)
        with clock.stage("verify"):
            statements = _verified(index, statements)
        if not statements:
            return _refused(index, question, Reason.NOT_STATED, asked, hits, reading, clock)
        short = short_answer(asked, statements[0].citations[0].quote)
        trace = _trace(index, asked.text, clock, hits, reading.answerable, writer)
        return outcome.publish(question, statements, disagree, short, trace)

    def _written(
        self, index: Index, asked: Asked, evidence: Sequence[Evidence], disagree: bool
    ) -> tuple[tuple[Statement, ...], str]:
        """Statements and who wrote them; a disagreement is always told in the articles' own sentences."""
        if self._drafter and not disagree:
            sources = {one.passage: one.source for one in evidence}
            contexts = [
                Context(
                    source,
                    index.generation.passages[key],
                    answers=tuple(one.span for one in evidence if one.passage == key),
                )
                for key, source in sources.items()
            ]
            try:
                drafted = self._drafter.write(asked.text, contexts)
            except LanguageModelFailed as error:
                log.warning("the language model failed: %s", error)
            else:
                if drafted.statements:
                    return drafted.statements, self._drafter.name
        return quotes.write(evidence), quotes.NAME


def _refused(
    index: Index,
    question: Question,
    reason: Reason,
    asked: Asked,
    hits: tuple[Hit, ...],
    reading: Reading,
    clock: _Clock,
) -> Answer:
    trace = _trace(index, asked.text, clock, hits, 1 - reading.answerable)
    return outcome.refuse(question, reason, _sources(index, hits), trace)


def _known_by(index: Index, day: date, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits whose articles were out by that day; an undated article is taken to be."""
    articles = index.generation.articles
    dates = ((hit, articles[hit.passage.article].published) for hit in hits)
    return tuple(hit for hit, published in dates if published is None or published <= day)


def _verified(index: Index, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements whose every quotation stands in the article, character for character."""
    return tuple(
        one
        for one in statements
        if all(c.span.of(index.text(c.source.file)) == c.quote for c in one.citations)
    )


def _sources(index: Index, hits: Sequence[Hit]) -> tuple[Source, ...]:
    articles = index.generation.articles
    return tuple(source_of(articles[hit.passage.article], index.text(hit.passage.file)) for hit in hits)


def _trace(
    index: Index,
    asked_as: str,
    clock: _Clock,
    hits: tuple[Hit, ...] = (),
    confidence: float = 1.0,
    writer: str = quotes.NAME,
) -> Trace:
    return Trace(
        asked_as=asked_as,
        retrieved=hits,
        confidence=confidence,
        generation=index.generation.id,
        writer=writer,
        timings=clock.timings(),
    )


@dataclass(slots=True)
class _Clock:
    """Measures the stages of one question."""

    began: float = field(default_factory=time.perf_counter)
    spent: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.spent[name] = self.spent.get(name, 0.0) + time.perf_counter() - began

    def timings(self) -> Timings:
        return Timings(**self.spent, total=time.perf_counter() - self.began)
