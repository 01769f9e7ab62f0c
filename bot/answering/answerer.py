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
from bot.answering.chat import said
from bot.answering.days import explained
from bot.answering.decision import ANSWER_AT, Decided, decide, unanswered
from bot.answering.orders import gives_orders
from bot.answering.question import Asked, asked_of, parts_of, plain, understand
from bot.answering.reading.reader import Reader, Reading
from bot.answering.recency import earliest
from bot.answering.short import short_answer
from bot.answering.sources import source_of
from bot.answering.suggest import suggestion
from bot.answering.writers import quotes
from bot.answering.writers.draft import Context
from bot.answering.writers.language_model import LanguageModelFailed, LanguageModelWriter
from bot.records import Answer, Evidence, Question, Reason, Statement, Timings, Trace
from index.records import Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.search import Index

log = logging.getLogger(__name__)
RETRIEVED = 20  # passages that may be read
READ_KEPT = 10  # sentences that a trace keeps of what the reader made of them
SUGGESTED_FROM = 5  # passages that a refusal may suggest a question about


class Answerer:
    """Answers questions, each from one generation of the index.

    Args:
        index: gives the index that answers now; asked once a question, so that no answer mixes two generations.
        reader: what reads the passages.
        drafter: a language model that may word the answer; what it cannot prove, the quotes writer says.
        certainty: the probability, 0 to 1, that a sentence answers, below which a question is refused.
        today: gives the day that "now" means when a question states none.
    """

    def __init__(
        self,
        index: Callable[[], Index],
        reader: Reader,
        drafter: LanguageModelWriter | None = None,
        certainty: float = ANSWER_AT,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._index = index
        self._reader = reader
        self._drafter = drafter
        self._certainty = certainty
        self._today = today

    def ask(self, question: Question) -> Answer:
        """Answers one question; safe to call from several threads."""
        day = question.as_of or self._today()
        return _Inquiry(
            question, day, self._index(), self._reader, self._drafter, self._certainty, _Clock()
        ).answer()


@dataclass(frozen=True, slots=True)
class _Inquiry:
    """One question on its way to an answer.

    Args:
        question: what is asked.
        day: the day that "now" means.
        index: the generation that answers.
        reader: what reads the passages.
        drafter: a language model, or None.
        certainty: the probability, 0 to 1, that a sentence answers, below which a question is refused.
        clock: measures the stages.
    """

    question: Question
    day: date
    index: Index
    reader: Reader
    drafter: LanguageModelWriter | None
    certainty: float
    clock: _Clock

    def answer(self) -> Answer:
        """The product's story, from top to bottom."""
        asked = understand(self.question, self.index.mend)
        if isinstance(asked, Reason):
            return outcome.refuse(self.question, asked, self._trace(said(plain(self.question.text)), 1.0))
        since = earliest(asked.text, self.day)
        found = [self._find(part, earliest(part.text, self.day) or since) for part in parts_of(asked)]
        told = [one for one in found if one.statements]
        if not told:
            return self._refused(asked, found)
        statements = outcome.together([one.statements for one in told])
        first = told[0]
        short = short_answer(first.asked, statements[0].text)
        trace = self._trace(asked.text, min(one.confidence for one in found), found, first.writer)
        silent = [one.asked.text for one in found if not one.statements]
        return outcome.publish(
            self.question, statements, silent, first.disagree, short, trace, self.index.stories
        )

    def _find(self, asked: Asked, since: date | None) -> _Found:
        """What the articles of that day, and since another, say to a question, verified; no statements if nothing."""
        with self.clock.stage("retrieve"):
            hits = self._search(asked, since)
        if not hits and not any(one.was_out(self.day) for one in self.index.generation.articles.values()):
            return _Found(asked, hits, 1.0, reason=Reason.EMPTY_INDEX)
        with self.clock.stage("read"):
            reading = self.reader.read(asked, hits, self.index)
        silent = _Found(asked, hits, 1 - reading.answerable, reading.evidence)
        decided = decide(asked, reading, self.certainty)
        if isinstance(decided, Reason) and since:  # what is older does not answer, and is pointed to
            older = self._search(asked)
            topic = max((hit.similarity or 0.0 for hit in older), default=0.0)
            return replace(silent, older=older, reason=unanswered(topic))
        if isinstance(decided, Reason):
            return replace(silent, reason=decided)
        with self.clock.stage("write"):
            written, writer, withheld = self._written(asked, decided)
        with self.clock.stage("verify"):
            statements = self._verified(written)
        withheld += tuple(c.quote for one in written if one not in statements for c in one.citations)
        if not statements:
            return replace(silent, withheld=withheld)
        return replace(
            silent,
            confidence=decided.confidence,
            statements=tuple(map(_with_days, statements)),
            disagree=decided.disagree,
            writer=writer,
            withheld=withheld,
        )

    def _search(self, asked: Asked, since: date | None = None) -> tuple[Hit, ...]:
        return self.index.search(asked.text, RETRIEVED, self.day, since)

    def _written(self, asked: Asked, decided: Decided) -> tuple[tuple[Statement, ...], str, tuple[str, ...]]:
        """Statements, who wrote them, and the quotations of drafts that were dropped.

        A disagreement is always told in the articles' own sentences.
        """
        withheld: tuple[str, ...] = ()
        if self.drafter and not decided.disagree:
            sources = {one.passage: one.source for one in decided.evidence}
            contexts = [
                Context(
                    source,
                    self.index.generation.passages[key],
                    answers=tuple(one.span for one in decided.evidence if one.passage == key),
                )
                for key, source in sources.items()
            ]
            try:
                drafted = self.drafter.write(asked.text, contexts)
            except LanguageModelFailed as error:
                log.warning("the language model failed: %s", error)
            else:
                withheld = tuple(one.draft.quote for one in drafted.dropped)
                if drafted.statements:
                    return drafted.statements, self.drafter.name, withheld
        return quotes.write(decided.evidence), quotes.NAME, withheld

    def _verified(self, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        """The statements whose every quotation stands in the article, character for character, and gives no orders."""
        return tuple(
            one
            for one in statements
            if all(
                c.span.of(self.index.text(c.source.file)) == c.quote and not gives_orders(c.quote)
                for c in one.citations
            )
        )

    def _refused(self, asked: Asked, found: Sequence[_Found]) -> Answer:
        """A refusal that says what the shelf holds on the matter, and a question that it does answer."""
        reason, hits = found[0].reason, found[0].older or found[0].hits
        articles = self.index.generation.articles
        near = None
        with self.clock.stage("read"):
            meant = self.index.meant(asked.text)
            if meant != asked.text and self._read(meant):
                near = meant
            elif reason is Reason.NOT_STATED:
                near = suggestion(asked, hits[:SUGGESTED_FROM], self._read)
        return outcome.refuse(
            self.question,
            reason,
            self._trace(asked.text, found[0].confidence, found),
            pointers=[source_of(articles[hit.passage.article], self.index.generation) for hit in hits],
            coverage=outcome.coverage_of(reason, hits, articles.values()),
            suggestion=near,
        )

    def _read(self, question: str) -> Reading | None:
        asked = asked_of(question)
        reading = self.reader.read(asked, self._search(asked, earliest(question, self.day)), self.index)
        return None if isinstance(decide(asked, reading, self.certainty), Reason) else reading

    def _trace(
        self, asked_as: str, confidence: float, found: Sequence[_Found] = (), writer: str = quotes.NAME
    ) -> Trace:
        return Trace(
            asked_as=asked_as,
            retrieved=tuple(hit for one in found for hit in one.hits),
            read=tuple(sentence for one in found for sentence in one.read[:READ_KEPT]),
            withheld=tuple(quote for one in found for quote in one.withheld),
            confidence=confidence,
            generation=self.index.generation.id,
            writer=writer,
            timings=self.clock.timings(),
        )


def _with_days(statement: Statement) -> Statement:
    """The statement with a note on what its relative days mean."""
    published = statement.citations[0].source.published
    return replace(statement, notes=(*explained(statement.text, published), *statement.notes))


@dataclass(frozen=True, slots=True)
class _Found:
    """What came of one part of a question.

    Args:
        asked: the part.
        hits: the passages that were retrieved.
        older: those that would have been, had the question not asked for newer ones; a refusal points to them.
        confidence: probability, 0 to 1, that to answer, or to refuse, is right.
        read: the sentences that were read, best first.
        statements: what is published; empty for a refusal.
        disagree: whether the statements contradict each other.
        writer: who wrote them.
        withheld: quotations that did not pass verification.
        reason: why nothing is published, when nothing is.
    """

    asked: Asked
    hits: tuple[Hit, ...]
    confidence: float
    read: tuple[Evidence, ...] = ()
    statements: tuple[Statement, ...] = ()
    disagree: bool = False
    writer: str = quotes.NAME
    withheld: tuple[str, ...] = ()
    reason: Reason = Reason.NOT_STATED
    older: tuple[Hit, ...] = ()


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
