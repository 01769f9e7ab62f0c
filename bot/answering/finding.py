"""Finds what the articles say to one part of a question: search, read, decide, write, verify."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.answering.english.dates import explained
from bot.answering.policy import POLICY
from bot.answering.question.prompt_injection import is_injection
from bot.answering.question.recency import earliest
from bot.answering.question.understand import Asked, asked_of
from bot.answering.reading.reader import Reader, Reading, topic_of
from bot.answering.select import quotes
from bot.answering.select.decision import Decided, decide, needed, unanswered
from bot.answering.select.goingon import going_on
from bot.answering.select.part import Part
from bot.answering.select.releases import of_release_notes
from bot.records import Evidence, Reason, Statement, Timings
from index.records import Hit

if TYPE_CHECKING:
    from index.search import Index


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds answers in one generation of the index.

    Args:
        index: the generation.
        reader: reads the passages.
        certainty: the probability, 0 to 1, that a sentence answers, below which a question is refused.
        day: the day that "now" means.
        clock: measures the stages.
    """

    index: Index
    reader: Reader
    certainty: float
    day: date
    clock: Clock

    def find(self, asked: Asked, since: date | None) -> Part:
        """What the articles up to `day`, and since a given day, say to a question, verified; maybe no statements."""
        with self.clock.stage("retrieve"):
            hits = self.search(asked.text, since)
        if not hits and not any(
            article.was_out(self.day) for article in self.index.generation.articles.values()
        ):
            return Part(asked, hits, reason=Reason.EMPTY_INDEX)
        with self.clock.stage("read"):
            reading = self.reader.read(asked, hits, self.index)
        released = () if since else of_release_notes(asked.text, self.index, self.day)
        decided = decide(asked, reading, self.certainty)
        if released:
            decided = Decided(released, False, released[0].score)
        silent = Part(asked, hits, reading, needed(asked, self.certainty), 1 - reading.answerable)
        if isinstance(decided, Reason) and since:
            older = self.search(asked.text)  # they do not answer, but the refusal points to them
            return replace(silent, older=older, reason=unanswered(topic_of(older)))
        if isinstance(decided, Reason):
            return replace(silent, reason=decided)
        # Disagreeing reports and release notes are not continued.
        alone = decided.disagree or bool(released)
        evidence = decided.evidence if alone else going_on(decided.evidence, self.index)
        return self.published(silent, evidence, 2 if decided.disagree else 0, decided.confidence, quotes.NAME)

    def published(
        self, part: Part, evidence: Sequence[Evidence], disputed: int, confidence: float, writer: str
    ) -> Part:
        """The part with statements from this evidence, each verified; none if none passes.

        Args:
            part: the part.
            evidence: what is to be published, in order.
            disputed: how many of it, from the first, contradict each other.
            confidence: the probability, 0 to 1, that it answers.
            writer: who chose it.
        """
        with self.clock.stage("write"):
            written = quotes.write(evidence)
        with self.clock.stage("verify"):
            statements = tuple(statement for statement in written if self._stands(statement))
        withheld = tuple(
            citation.quote
            for statement in written
            if statement not in statements
            for citation in statement.citations
        )
        return replace(
            part,
            confidence=confidence if statements else part.confidence,
            statements=tuple(map(_with_days, statements)),
            disputed=disputed if len(statements) == len(written) and disputed > 1 else 0,
            writer=writer,
            withheld=part.withheld + withheld,
        )

    def search(self, text: str, since: date | None = None) -> tuple[Hit, ...]:
        """The passages that may answer, best first."""
        return self.index.search(text, POLICY.retrieved, self.day, since)

    def read(self, question: str) -> Reading | None:
        """What the reader makes of another question; None when it would be refused."""
        asked = asked_of(question)
        hits = self.search(asked.text, earliest(question, self.day))
        reading = self.reader.read(asked, hits, self.index)
        return None if isinstance(decide(asked, reading, self.certainty), Reason) else reading

    def _stands(self, statement: Statement) -> bool:
        """Whether every quotation stands in its article, character for character, and gives no orders."""
        return all(
            citation.span.of(self.index.text(citation.source.file)) == citation.quote
            and not is_injection(citation.quote)
            for citation in statement.citations
        )


def _with_days(statement: Statement) -> Statement:
    """The statement with a note on what its relative days mean."""
    published = statement.citations[0].source.published
    return replace(statement, notes=(*explained(statement.text, published), *statement.notes))


@dataclass(slots=True)
class Clock:
    """Measures the stages of one question."""

    began: float = field(default_factory=time.perf_counter)
    spent: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Adds the seconds of a block to a stage of `Timings`."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.spent[name] = self.spent.get(name, 0.0) + time.perf_counter() - began

    def timings(self) -> Timings:
        """The seconds of each stage, and of all until now."""
        return Timings(**self.spent, total=time.perf_counter() - self.began)
