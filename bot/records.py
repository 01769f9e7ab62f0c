"""The records from a question to the statements that answer it; ``bot.answers`` makes answers of them."""

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
        label: its title; else its file's name if that is informative, else its first words in quotation marks.
        title: its title, or None.
        publisher: its publisher, or None.
        published: its date, or None: shown as "undated".
        url: the address of the original, or None.
        story: the article's id, or that of the article that it nearly repeats: what counts as one source.
        section: the headings above the cited words, joined by `` › ``; empty where there are none.
        among_dated: whether any article of the shelf has a date; if none has, a missing date is not shown.
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
        text: its words as shown to a reader, after the words that introduce it.
        passage: the id of the passage that brought it.
        score: the reader's probability, 0 to 1, that it answers the question.
        quote: what the file holds at ``span``, markup included; empty when that equals ``text``.
        lead: the place of the words that introduce it, and what the file holds there; None when it needs none.
        more: how many further items of a list, or lines of code, follow it there.
        then: the next sentence, which continues it, in the same form as ``lead``; it comes last in ``text``.
        answering: ``text`` without that sentence; empty where there is none.
    """

    source: Source
    span: Span
    text: str
    passage: str
    score: float
    quote: str = ""
    lead: tuple[Span, str] | None = None
    more: int = 0
    then: tuple[Span, str] | None = None
    answering: str = ""


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
        answering: the words without the sentence that continues them; empty when there is no such sentence.

    Raises:
        ValueError: if it has no words or no citation.
    """

    text: str
    citations: tuple[Citation, ...]
    notes: tuple[str, ...] = ()
    answering: str = ""

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
        outcome: ``chose``, ``refused``, ``worded`` (it is fit only to word, and chose nothing), ``failed``,
            ``implausible`` or ``untried`` (when the question came, nobody knew whether it can read, so it chose
            nothing); after the last three the first answer stands.
        detail: why it failed, or was not believed, or not asked; else empty.
        dropped: the parts of its reply that were not used, a line each.
        requests: how often it was asked, for a trial within the question's time too.
        tokens_read: tokens of the prompts; 0 when the server does not say.
        tokens_written: tokens of the replies; 0 when the server does not say.
        cost: what these tokens cost, in the currency of the prices that are set; None when none are set.
        seconds: how long that took.
    """

    name: str
    outcome: str
    detail: str = ""
    dropped: tuple[str, ...] = ()
    requests: int = 0
    tokens_read: int = 0
    tokens_written: int = 0
    cost: float | None = None
    seconds: float = field(default=0.0, compare=False)

    @property
    def fell_back(self) -> bool:
        """Whether the answer is the small reader's, because the model's could not be used."""
        return self.outcome in ("failed", "implausible", "untried")


@dataclass(frozen=True, slots=True)
class Trace:
    """What happened on the way to an answer, the same for every outcome.

    Args:
        asked_as: the question after follow-up resolution.
        retrieved: the passages that were read, best first.
        confidence: probability, 0 to 1, that the outcome is right.
        generation: the id of the index generation that answered; empty when there is none.
        writer: ``quotes`` or the language model's name.
        read: the sentences that the reader rates highest, best first; empty when nothing was read.
        withheld: quotations that did not pass verification, and so were not published.
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
