"""The product's story: a question is understood, searched for, read, written, verified and decided."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.answering import outcome
from bot.answering.days import explained
from bot.answering.question import Asked, asked_of, parts_of, understand
from bot.answering.reading.reader import Reader, Reading
from bot.answering.short import short_answer
from bot.answering.sources import source_of
from bot.answering.suggest import suggestion
from bot.answering.writers import quotes
from bot.answering.writers.draft import Context
from bot.answering.writers.language_model import LanguageModelFailed, LanguageModelWriter
from bot.records import Answer, Evidence, Question, Reason, Source, Statement, Timings, Trace
from index.records import Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.search import Index

log = logging.getLogger(__name__)
SUGGESTED_FROM = 5  # passages that a refusal may suggest a question about


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
            return outcome.refuse(question, asked, self._trace(" ".join(question.text.split()), clock))
        day = question.as_of or self._today()
        found = [self._find(part, day, clock) for part in parts_of(asked)]
        said = [one for one in found if one.statements]
        if not said:
            return self._refused(question, asked, found[0], day, clock)
        statements = outcome.together([one.statements for one in said])
        first = said[0]
        short = short_answer(first.asked, statements[0].citations[0].quote)
        hits = tuple(hit for one in found for hit in one.hits)
        confidence = min(one.confidence for one in found)
        trace = self._trace(asked.text, clock, hits, confidence, first.writer)
        silent = [one.asked.text for one in found if not one.statements]
        return outcome.publish(question, statements, silent, first.disagree, short, trace)

    def _find(self, asked: Asked, day: date, clock: _Clock) -> _Found:
        """What the articles of that day say to a question, verified; no statements when they do not say it."""
        with clock.stage("retrieve"):
            hits = self._known_by(day, self._index.search(asked.text))
        with clock.stage("read"):
            reading = self._reader.read(asked, hits, self._index)
        reason = outcome.refusal_reason(reading)
        if reason:
            return _Found(asked, hits, 1 - reading.answerable, reason=reason)
        evidence, disagree = outcome.chosen(asked, reading)
        with clock.stage("write"):
            statements, writer = self._written(asked, evidence, disagree)
        with clock.stage("verify"):
            statements = self._verified(statements)
        if not statements:
            return _Found(asked, hits, 1 - reading.answerable)
        return _Found(asked, hits, reading.answerable, statements, disagree, writer)

    def _written(
        self, asked: Asked, evidence: Sequence[Evidence], disagree: bool
    ) -> tuple[tuple[Statement, ...], str]:
        """Statements and who wrote them; a disagreement is always told in the articles' own sentences."""
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
                if drafted.statements:
                    return drafted.statements, self._drafter.name
        return quotes.write(evidence), quotes.NAME

    def _refused(self, question: Question, asked: Asked, found: _Found, day: date, clock: _Clock) -> Answer:
        """A refusal that says what the shelf holds on the matter, and a question that it does answer."""

        def read(other: str) -> Reading:
            near = asked_of(other)
            return self._reader.read(near, self._known_by(day, self._index.search(near.text)), self._index)

        near = None
        if found.reason is Reason.NOT_STATED:
            with clock.stage("read"):
                near = suggestion(asked, found.hits[:SUGGESTED_FROM], read)
        articles = self._index.generation.articles
        return outcome.refuse(
            question,
            found.reason,
            self._trace(asked.text, clock, found.hits, found.confidence),
            pointers=self._sources(found.hits),
            coverage=outcome.coverage_of(found.reason, found.hits, articles.values()),
            suggestion=near,
        )

    def _known_by(self, day: date, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """The hits whose articles were out by that day; an undated article is taken to be."""
        articles = self._index.generation.articles
        dates = ((hit, articles[hit.passage.article].published) for hit in hits)
        return tuple(hit for hit, published in dates if published is None or published <= day)

    def _verified(self, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        """The statements whose every quotation stands in the article, to the character; relative days explained."""
        return tuple(
            replace(one, notes=explained(one.text, one.citations[0].source.published))
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
    ) -> Trace:
        return Trace(
            asked_as=asked_as,
            retrieved=hits,
            confidence=confidence,
            generation=self._index.generation.id,
            writer=writer,
            timings=clock.timings(),
        )


@dataclass(frozen=True, slots=True)
class _Found:
    """What came of one part of a question.

    Args:
        asked: the part.
        hits: the passages that were retrieved.
        confidence: probability, 0 to 1, that to answer, or to refuse, is right.
        statements: what is published; empty for a refusal.
        disagree: whether the statements contradict each other.
        writer: who wrote them.
        reason: why nothing is published, when nothing is.
    """

    asked: Asked
    hits: tuple[Hit, ...]
    confidence: float
    statements: tuple[Statement, ...] = ()
    disagree: bool = False
    writer: str = quotes.NAME
    reason: Reason = Reason.NOT_STATED


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
