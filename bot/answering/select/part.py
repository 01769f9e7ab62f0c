"""What came of one part of a question."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answering.question.understand import Asked
from bot.answering.reading.reader import Reading
from bot.answering.select import quotes
from bot.records import PartTrace, Reason, Statement
from index.records import Hit

UNREAD = Reading((), 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a question, and how it was decided.

    Args:
        asked: the part.
        hits: the passages that were retrieved, best first.
        reading: what the reader made of them.
        needed: the probability, 0 to 1, that the best sentence answers, below which nothing is published.
        confidence: probability, 0 to 1, that the answer, or the refusal, is right.
        statements: what is published; empty for a refusal.
        disputed: how many statements, from the first, contradict each other: 0, or at least 2.
        whole: whether they answer all of the part.
        writer: who chose them.
        withheld: quotations that did not pass verification.
        reason: why nothing is published, when nothing is.
        older: passages that a question for newer reports left out; a refusal points to them.
    """

    asked: Asked
    hits: tuple[Hit, ...]
    reading: Reading = UNREAD
    needed: float = 0.0
    confidence: float = 1.0
    statements: tuple[Statement, ...] = ()
    disputed: int = 0
    whole: bool = True
    writer: str = quotes.NAME
    withheld: tuple[str, ...] = ()
    reason: Reason = Reason.NOT_STATED
    older: tuple[Hit, ...] = ()

    @property
    def trace(self) -> PartTrace:
        """The part as the trace of an answer keeps it."""
        outcome = "conflicting" if self.disputed else "answered"
        return PartTrace(
            self.asked.text,
            outcome if self.statements else str(self.reason),
            self.reading.answerable,
            self.needed,
        )
