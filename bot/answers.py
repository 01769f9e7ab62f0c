"""The four types of answer; each can hold only what belongs to it.

An `Answered`, `Partial` or `Conflicting` without a citation cannot be built, and a `Refused` has no place for one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bot.records import Citation, Question, Reason, Source, Statement, Trace


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many independent articles are cited for the same value; copies of a story count once.

    Args:
        articles: how many say it, at least 2.
        of: how many there are on the shelf.
    """

    articles: int
    of: int


@dataclass(frozen=True, slots=True)
class Lead:
    """The words of a language model above the first statements; never part of them.

    Args:
        text: one or two sentences.
        numbers: the footnotes that carry them, at least one.
        writer: the model's name.
    """

    text: str
    numbers: tuple[int, ...]
    writer: str


@dataclass(frozen=True, slots=True)
class _Cited:
    """What answered, partial and conflicting answers share.

    Args:
        question: what was asked.
        statements: the published statements, in order; at least one.
        short: the answer in a few words, quoted from the first citation, or None when the whole sentence is the answer.
        as_of: the newest date among the sources, or None when none of them is dated.
        trace: how it came about.
        agreement: how many independent articles say what ``short`` says, or None when it is fewer than two.
        lead: the words of a language model above them, or None.

    Raises:
        ValueError: if there is no statement, ``short`` is not found in the first statement, or the lead has no
            footnote or one that is not there.
    """

    question: Question
    statements: tuple[Statement, ...]
    short: str | None
    as_of: date | None
    trace: Trace
    agreement: Agreement | None = field(default=None, kw_only=True)
    lead: Lead | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if not self.statements:
            raise ValueError(f"{type(self).__name__} without a statement")
        first = self.statements[0]
        if self.short is not None and not any(
            self.short in words for words in (first.text, first.citations[0].quote)
        ):
            raise ValueError("the short answer is not in the words that it cites")
        if self.lead is not None and not set() < set(self.lead.numbers) <= {
            citation.n for citation in self.citations
        }:
            raise ValueError("a lead needs footnotes that are there")

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All footnotes, each once, by number."""
        by_number = {
            citation.n: citation for statement in self.statements for citation in statement.citations
        }
        return tuple(by_number[number] for number in sorted(by_number))


@dataclass(frozen=True, slots=True)
class Answered(_Cited):
    """The articles state it."""

    outcome = "answered"


@dataclass(frozen=True, slots=True)
class Partial(_Cited):
    """The articles state a part of what was asked; ``missing`` says in words what they do not state."""

    missing: str = ""
    outcome = "partial"


@dataclass(frozen=True, slots=True)
class Conflicting(_Cited):
    """The articles disagree: one statement for each value; ``later`` marks the newest dated one.

    Args:
        later: position in ``statements`` of the newest dated report among those that disagree, or None when dates
            do not decide.
        disputed: positions in ``statements`` of those that disagree, at least two; empty: all of them.
        missing: in words, the parts of the question that the articles do not state; empty when there is none.
    """

    later: int | None = None
    disputed: tuple[int, ...] = ()
    missing: str = ""
    outcome = "conflicting"

    def __post_init__(self) -> None:
        _Cited.__post_init__(self)
        if len(self.statements) < 2 or len(self.disputed) == 1:
            raise ValueError("a conflict needs at least two statements")

    @property
    def reports(self) -> tuple[int, ...]:
        """Positions of the statements that disagree."""
        return self.disputed or tuple(range(len(self.statements)))


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the articles cover on a topic.

    Args:
        articles: how many articles, at least 1.
        since: the oldest of their dates, or None when none is dated.
        until: the newest of their dates, or None when none is dated.
    """

    articles: int
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Refused:
    """No answer, why, and where to look instead. It has no place for a citation.

    Args:
        question: what was asked.
        reason: why.
        pointers: the nearest articles, as pointers and not as evidence.
        trace: how it came about.
        coverage: what the shelf holds on the matter, or None when that says nothing.
        suggestion: a similar question that the shelf answers, or None.
    """

    question: Question
    reason: Reason
    pointers: tuple[Source, ...]
    trace: Trace
    coverage: Coverage | None = None
    suggestion: str | None = None

    outcome = "refused"


Answer = Answered | Partial | Conflicting | Refused
