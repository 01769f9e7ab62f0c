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

READ_KEPT = 10  # sentences that a trace keeps of what the reader made of them


class Answerer:
    """Answers questions from one index.

    Args:
        index: the generation that answers.
        reader: what reads the passages.
        drafter: a language model that may word the answer; what it cannot prove, the quotes writer says.
        today: gives the day that "now" means when a question states none.
    """

    def __init__(
        self,
        index: Index,
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
        asked = understand(question, self._index.spelling.mend)
        if isinstance(asked, Reason):
            return outcome.refuse(question, asked, (), self._trace(" ".join(question.text.split()), clock))
        with clock.stage("retrieve"):
            hits = self._known_by(question.as_of or self._today(), self._index.search(asked.text))
        with clock.stage("read"):
            reading = self._reader.read(asked, hits, self._index)
        reason = outcome.refusal_reason(reading)
        if reason:
            return self._refused(question, reason, asked, hits, reading, clock)
        evidence, disagree = outcome.chosen(asked, reading)
        with clock.stage("write"):
            written, writer, withheld = self._written(asked, evidence, disagree)
        with clock.stage("verify"):
            statements = self._verified(written)
        withheld += tuple(c.quote for one in written if one not in statements for c in one.citations)
        if not statements:
            return self._refused(question, Reason.NOT_STATED, asked, hits, reading, clock, withheld)
        short = short_answer(asked, statements[0].citations[0].quote)
        trace = self._trace(asked.text, clock, hits, reading.answerable, writer, reading.evidence, withheld)
        return outcome.publish(question, statements, disagree, short, trace)

    def _written(
        self, asked: Asked, evidence: Sequence[Evidence], disagree: bool
    ) -> tuple[tuple[Statement, ...], str, tuple[str, ...]]:
        """Statements, who wrote them, and the quotations of drafts that were dropped.

        A disagreement is always told in the articles' own sentences.
        """
        withheld: tuple[str, ...] = ()
        if self._drafter and not disagree:
            sources = {one.passage: one.source for one in evidence}
            contexts = [
                Context(
                    source,
                    self._index.generation.passages[key],
                    answers=tuple(one.span for one in evidence if one.passage == key),
                )
                for key, source in sources.items()
            ]
            try:
                drafted = self._drafter.write(asked.text, contexts)
            except LanguageModelFailed as error:
                log.warning("the language model failed: %s", error)
            else:
                withheld = tuple(one.draft.quote for one in drafted.dropped)
                if drafted.statements:
                    return drafted.statements, self._drafter.name, withheld
        return quotes.write(evidence), quotes.NAME, withheld

    def _refused(
        self,
        question: Question,
        reason: Reason,
        asked: Asked,
        hits: tuple[Hit, ...],
        reading: Reading,
        clock: _Clock,
        withheld: tuple[str, ...] = (),
    ) -> Answer:
        confidence = 1 - reading.answerable
        trace = self._trace(asked.text, clock, hits, confidence, read=reading.evidence, withheld=withheld)
        return outcome.refuse(question, reason, self._sources(hits), trace)

    def _known_by(self, day: date, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """The hits whose articles were out by that day; an undated article is taken to be."""
        articles = self._index.generation.articles
        dates = ((hit, articles[hit.passage.article].published) for hit in hits)
        return tuple(hit for hit, published in dates if published is None or published <= day)

    def _verified(self, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        """The statements whose every quotation stands in the article, character for character."""
        return tuple(
            one
            for one in statements
            if all(c.span.of(self._index.text(c.source.file)) == c.quote for c in one.citations)
        )

    def _sources(self, hits: Sequence[Hit]) -> tuple[Source, ...]:
        articles = self._index.generation.articles
        return tuple(
            source_of(articles[hit.passage.article], self._index.text(hit.passage.file)) for hit in hits
        )

    def _trace(
        self,
        asked_as: str,
        clock: _Clock,
        hits: tuple[Hit, ...] = (),
        confidence: float = 1.0,
        writer: str = quotes.NAME,
        read: tuple[Evidence, ...] = (),
        withheld: tuple[str, ...] = (),
    ) -> Trace:
        return Trace(
            asked_as=asked_as,
            retrieved=hits,
            read=read[:READ_KEPT],
            withheld=withheld,
            confidence=confidence,
            generation=self._index.generation.id,
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
