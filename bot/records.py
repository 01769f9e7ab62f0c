"""The records of an answer, from the question to what is published.

An answer is one of four types, and each can hold only what belongs to it: an `Answered`, `Partial` or
`Conflicting` without a citation cannot be built, and a `Refused` has no place for one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from index.records import Hit, Span


class Reason(StrEnum):
    """Why an answer was refused."""

    OFF_TOPIC = "off_topic"
    NOT_STATED = "not_stated"
    NOT_A_QUESTION = "not_a_question"
    UNCLEAR = "unclear"
    UNSAFE = "unsafe"
    EMPTY_INDEX = "empty_index"


def day_in_words(day: date) -> str:
    """A day as a reader sees it: ``4 March 2026``."""
    return f"{day.day} {day:%B %Y}"


@dataclass(frozen=True, slots=True)
class Question:
    """What a member asks.

    Args:
        text: the question as typed, 1 to 2,000 code points after trimming.
        history: earlier questions of the same conversation, oldest first.
        as_of: the day against which "now" is read; None means today.
    """

    text: str
    history: tuple[str, ...] = ()
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of an article, as a reader is shown it.

    Args:
        article: the article's id.
        file: its file, relative to the seeds folder.
        label: its title, or its file's name when it states none.
        title: its title, or None.
        publisher: its publisher, or None.
        published: its date, or None: shown as "undated".
        url: where the original stands, or None.
        story: the article's id, or that of the article that it nearly repeats: what counts as one source.
        section: the headings under which the cited words stand, joined by `` › ``; empty where there are none.
        among_dated: whether any article of the shelf has a date; where none has, that this one has none is no news.
    """

    article: str
    file: str
    label: str
    title: str | None
    publisher: str | None
    published: date | None
    url: str | None
    story: str = ""
    section: str = ""
    among_dated: bool = True

    @property
    def dated(self) -> str:
        """The date as a reader sees it: ``21 May 2025`` or ``undated``; empty on a shelf without dates."""
        if self.published:
            return day_in_words(self.published)
        return "undated" if self.among_dated else ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of an article that may answer the question, with what speaks for it.

    Args:
        source: the article it stands in.
        span: where it stands in the file.
        text: its words as a reader is shown them, after those that introduce it.
        passage: the id of the passage that brought it.
        score: the reader's probability, 0 to 1, that it answers the question.
        quote: what stands in the file at ``span``, marks and all; empty where that is ``text``.
        lead: where the words stand that introduce it, and what stands there; None where it needs none.
        more: how many further items of a list, or lines of code, stand behind it there.
    """

    source: Source
    span: Span
    text: str
    passage: str
    score: float
    quote: str = ""
    lead: tuple[Span, str] | None = None
    more: int = 0


@dataclass(frozen=True, slots=True)
class Citation:
    """A footnote: the exact words, and where they stand.

    Args:
        n: the footnote's number in this answer, from 1.
        source: the article.
        span: code points in the file; ``file_text[start:end] == quote``.
        quote: the words.
    """

    n: int
    source: Source
    span: Span
    quote: str

    def __post_init__(self) -> None:
        if self.n < 1 or len(self.quote) != self.span.end - self.span.start:
            raise ValueError(f"citation {self.n} does not fit its span {self.span}")


@dataclass(frozen=True, slots=True)
class Statement:
    """One published sentence and the footnotes that carry it.

    Args:
        text: the words.
        citations: the footnotes, at least one.
        notes: what a reader needs beside the words, such as the day that "last Thursday" was; never part of them.

    Raises:
        ValueError: if it has no words or no citation.
    """

    text: str
    citations: tuple[Citation, ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip() or not self.citations:
            raise ValueError("a statement needs words and at least one citation")


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds spent in each stage."""

    retrieve: float = 0.0
    read: float = 0.0
    write: float = 0.0
    verify: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class PartTrace:
    """How one part of a question was decided.

    Args:
        asked: the part.
        outcome: ``answered``, ``conflicting`` or the reason of a refusal.
        answerable: the probability, 0 to 1, that the best sentence answers it, as the small reader sees it.
        needed: the probability below which the small reader publishes nothing.
    """

    asked: str
    outcome: str
    answerable: float
    needed: float


@dataclass(frozen=True, slots=True)
class ModelTrace:
    """How a language model was used for an answer.

    Args:
        name: its name.
        outcome: ``chose``, ``refused``, ``failed`` or ``implausible``; after the last two the first answer stands.
        detail: why it failed, or was not believed; else empty.
        dropped: what of its reply was not used, a line each.
        requests: how often it was asked.
        tokens_read: tokens of the prompts; 0 when the server does not say.
        tokens_written: tokens of the replies; 0 when the server does not say.
        seconds: how long that took.
    """

    name: str
    outcome: str
    detail: str = ""
    dropped: tuple[str, ...] = ()
    requests: int = 0
    tokens_read: int = 0
    tokens_written: int = 0
    seconds: float = field(default=0.0, compare=False)

    @property
    def fell_back(self) -> bool:
        """Whether the answer is the small reader's, because the model's could not be used."""
        return self.outcome in ("failed", "implausible")


@dataclass(frozen=True, slots=True)
class Trace:
    """What happened on the way to an answer, the same for every outcome.

    Args:
        asked_as: the question after follow-up resolution.
        retrieved: the passages that were read, best first.
        confidence: probability, 0 to 1, that the outcome is right.
        generation: the id of the index generation that answered; empty when there is none.
        writer: ``quotes`` or the language model's name.
        read: the sentences that the reader thinks most of, best first; empty when nothing was read.
        withheld: quotations that were to be published and did not pass verification.
        timings: seconds by stage.
        parts: how each part of the question was decided; empty when nothing was read.
        model: how a language model was used; None when none was asked.
    """

    asked_as: str
    retrieved: tuple[Hit, ...] = ()
    read: tuple[Evidence, ...] = ()
    withheld: tuple[str, ...] = ()
    confidence: float = 0.0
    generation: str = ""
    writer: str = "quotes"
    timings: Timings = field(default=Timings(), compare=False)
    parts: tuple[PartTrace, ...] = ()
    model: ModelTrace | None = None


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
class _Cited:
    """What answered, partial and conflicting answers share.

    Args:
        question: what was asked.
        statements: the published statements, in order; at least one.
        short: the answer in a few words, quoted from the first citation, or None when the sentence is it.
        as_of: the newest date among the sources, or None when none of them is dated.
        trace: how it came about.
        agreement: how many independent articles say what ``short`` says, or None when it is fewer than two.

    Raises:
        ValueError: if there is no statement, or ``short`` is not found in the first statement.
    """

    question: Question
    statements: tuple[Statement, ...]
    short: str | None
    as_of: date | None
    trace: Trace
    agreement: Agreement | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if not self.statements:
            raise ValueError(f"{type(self).__name__} without a statement")
        first = self.statements[0]
        if self.short is not None and not any(
            self.short in words for words in (first.text, first.citations[0].quote)
        ):
            raise ValueError("the short answer is not in the words that it cites")

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All footnotes, each once, by number."""
        by_number = {c.n: c for s in self.statements for c in s.citations}
        return tuple(by_number[n] for n in sorted(by_number))


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
    """The articles disagree: one statement for each value, the latest dated last word marked by ``later``.

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
    """What the shelf holds on a matter.

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
        suggestion: a question near to this one that the shelf answers, or None.
    """

    question: Question
    reason: Reason
    pointers: tuple[Source, ...]
    trace: Trace
    coverage: Coverage | None = None
    suggestion: str | None = None

    outcome = "refused"


Answer = Answered | Partial | Conflicting | Refused
