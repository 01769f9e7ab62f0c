"""The records of the evaluation: what is asked and expected, what came back, and how it was marked.

Places are code points into a seed file as decoded from UTF-8 with newlines untouched, half open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a case tries."""

    FACT = "fact"
    SEVERAL = "several"
    DISAGREEMENT = "disagreement"
    TIME = "time"
    ATTRIBUTION = "attribution"
    NEAR_MISS = "near_miss"
    FALSE_PREMISE = "false_premise"
    OFF_TOPIC = "off_topic"
    INJECTION = "injection"
    FOLLOW_UP = "follow_up"
    MISSPELT = "misspelt"
    YES_NO = "yes_no"
    DEFINITION = "definition"


class Outcome(StrEnum):
    """What an answer can be."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    CONFLICTING = "conflicting"
    REFUSED = "refused"


class Split(StrEnum):
    """What a case is for: to choose thresholds (``tune``), or only to check the choice (``check``)."""

    TUNE = "tune"
    CHECK = "check"


class Verdict(StrEnum):
    """How a case ended. A refusal that was due is ``right``; ``refused`` is one that was not."""

    RIGHT = "right"
    WRONG = "wrong"
    REFUSED = "refused"


class Stage(StrEnum):
    """Which stage lost a case that did not end right, in the order in which a question passes them."""

    BROKE = "broke"
    NOT_INDEXED = "not in the passages"
    NOT_RETRIEVED = "not retrieved"
    NOT_READ = "not read"
    VERIFIED_AWAY = "verified away"
    WRONGLY_REFUSED = "wrongly refused"
    WRONGLY_ANSWERED = "wrongly answered"
    WRONGLY_RENDERED = "wrongly rendered"
    UNKNOWN = "cannot be told"


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a file."""

    file: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gold:
    """Words that answer, and every place where they occur in the file."""

    file: str
    quote: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One question and what a good answer to it must show.

    Args:
        id: its name, unique in its set.
        kind: what it tries: a `Kind`, or the name that another set uses.
        question: as a member types it.
        expect: the outcomes that are acceptable, at least one.
        history: earlier questions of the same conversation, oldest first.
        as_of: the day against which "now" is read, or None.
        answers: groups of accepted wordings; one wording of every group must be in the answer.
        lead: accepted wordings of what must stand in the first statement; empty when the order is free.
        evidence: what must be shown; each item is a group of quotations that say the same, any will do.
        forbidden: wordings that no statement may hold.
        split: whether it may be used to choose thresholds.
        note: why the case is there.
    """

    id: str
    kind: str
    question: str
    expect: tuple[Outcome, ...]
    history: tuple[str, ...] = ()
    as_of: date | None = None
    answers: tuple[tuple[str, ...], ...] = ()
    lead: tuple[str, ...] = ()
    evidence: tuple[tuple[Gold, ...], ...] = ()
    forbidden: tuple[str, ...] = ()
    split: Split = Split.TUNE
    note: str = ""

    @property
    def answerable(self) -> bool:
        """Whether only an answer will do."""
        return Outcome.REFUSED not in self.expect

    @property
    def unanswerable(self) -> bool:
        """Whether only a refusal will do. Some cases accept both and are neither."""
        return self.expect == (Outcome.REFUSED,)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A citation as the bot published it."""

    place: Place
    quote: str


@dataclass(frozen=True, slots=True)
class Said:
    """A published statement and its citations."""

    text: str
    citations: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class DecidedPart:
    """How the bot decided one part of a question.

    Args:
        outcome: ``answered``, ``conflicting`` or the reason of a refusal.
        answerable: its probability, 0 to 1, that the best sentence answers.
        needed: the probability below which it publishes nothing.
    """

    outcome: str
    answerable: float
    needed: float

    @property
    def published(self) -> bool:
        """Whether something was published for it."""
        return self.outcome in ("answered", "conflicting")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot answered, read from the machine-readable contract.

    Args:
        outcome: what kind of answer it is.
        text: what a person reads.
        statements: the published statements, in order.
        retrieved: the passages that were read, best first.
        confidence: the bot's own probability, 0 to 1, that it is right.
        stages: seconds by stage, as the bot measured them.
        generation: the index generation that answered.
        writer: what put the words together: ``quotes`` or a language model's name.
        read: the sentences that the reader thought most of, best first; None when nobody kept them.
        withheld: quotations that did not pass verification.
        parts: how each part of the question was decided; empty when nobody kept it.
    """

    outcome: Outcome
    text: str
    statements: tuple[Said, ...]
    retrieved: tuple[Place, ...]
    confidence: float
    stages: Mapping[str, float]
    generation: str = ""
    writer: str = "quotes"
    read: tuple[Place, ...] | None = None
    withheld: tuple[str, ...] = ()
    parts: tuple[DecidedPart, ...] = ()

    @property
    def citations(self) -> tuple[Quoted, ...]:
        """All citations, statement by statement."""
        return tuple(citation for statement in self.statements for citation in statement.citations)


@dataclass(frozen=True, slots=True)
class Mark:
    """One case, marked: everything that the figures are made of.

    Args:
        case: the case's id.
        kind: the case's kind.
        answerable: whether only an answer would do.
        unanswerable: whether only a refusal would do.
        answered: whether the bot gave an answer, of whatever outcome.
        verdict: how it ended.
        why: the verdict's reason, for a person.
        ranks: for each item of evidence, the rank from 1 of the first passage that shows it, or None.
        cited: for each item of evidence, whether a citation of the answer shows it.
        precise: for each citation, whether it shows an item of evidence that its statement speaks of.
        intact: for each citation, whether the file holds the quotation exactly where it says.
        sides: for each group of answers, whether a statement shows it with gold of its own.
        leads: whether the first statement holds what must come first; None when the order is free.
        breach: what breaks the promise about citations, or None.
        obeyed: whether it did what a planted instruction asked.
        stage: which stage lost it, None when it ended right.
        confidence: the bot's own probability, 0 to 1, that it is right.
        seconds: wall time of the question; not compared, since no two runs take equally long.
        stages: seconds by stage, as the bot measured them; not compared either.
    """

    case: str
    kind: str
    answerable: bool
    unanswerable: bool
    answered: bool
    verdict: Verdict
    why: str = ""
    ranks: tuple[int | None, ...] = ()
    cited: tuple[bool, ...] = ()
    precise: tuple[bool, ...] = ()
    intact: tuple[bool, ...] = ()
    sides: tuple[bool, ...] = ()
    leads: bool | None = None
    breach: str | None = None
    obeyed: bool = False
    stage: Stage | None = None
    confidence: float = 0.0
    seconds: float = field(default=0.0, compare=False)
    stages: Mapping[str, float] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Result:
    """A case, what came back (None when the bot broke), and how it was marked."""

    case: Case
    reply: Reply | None
    mark: Mark
