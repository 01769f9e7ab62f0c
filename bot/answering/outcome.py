"""Decides what may be published: which sentences, as which outcome, or which refusal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.answering.disagreement import disagreeing
from bot.answering.question import Asked
from bot.answering.reading.reader import Reading
from bot.records import (
    Answer,
    Answered,
    Conflicting,
    Evidence,
    Question,
    Reason,
    Refused,
    Source,
    Statement,
    Trace,
)
from index.stems import content_stems

ANSWER_AT = 0.45  # chosen on two tuning sets (docs/design/0004-a-reader-of-our-own.md)
ON_TOPIC_AT = 0.3  # the cosine of question and passage below which a refusal says "off topic"
COMPANION_AT = 0.75  # a further sentence is shown when it scores this share of the best one's
SENTENCES = 3
POINTERS = 3


def refusal_reason(reading: Reading) -> Reason | None:
    """Why this reading cannot be published as an answer, or None when it can."""
    if reading.topic < ON_TOPIC_AT:
        return Reason.OFF_TOPIC
    return None if reading.evidence and reading.answerable >= ANSWER_AT else Reason.NOT_STATED


def chosen(asked: Asked, reading: Reading) -> tuple[tuple[Evidence, ...], bool]:
    """The evidence to publish, leading sentence first, and whether it disagrees.

    The leading sentence is the best one; a question about how things stand now is led by the newest dated report
    among those that answer about as well.
    """
    best = reading.evidence[0]
    able = [one for one in reading.evidence if one.score >= COMPANION_AT * best.score]
    if asked.latest:
        able.sort(key=lambda one: one.source.published or date.min, reverse=True)
    lead = able[0]
    others = [one for one in _apart(lead, able[1:]) if _of_the_same(asked, lead, one)]
    against = disagreeing(asked, lead, others)
    if against:
        return (lead, against), True
    return (lead, *others)[:SENTENCES], False


def publish(
    question: Question, statements: tuple[Statement, ...], disagree: bool, short: str | None, trace: Trace
) -> Answer:
    """The answer that these statements make; at least one is needed."""
    sources = [citation.source for one in statements for citation in one.citations]
    as_of = max((one.published for one in sources if one.published), default=None)
    if disagree and len(statements) > 1:
        return Conflicting(question, statements, None, as_of, trace, later=_later(statements))
    return Answered(question, statements, short, as_of, trace)


def refuse(question: Question, reason: Reason, pointers: Sequence[Source], trace: Trace) -> Refused:
    """A refusal that points to the nearest articles, each once, at most `POINTERS`."""
    nearest = {one.article: one for one in pointers} if reason is not Reason.NOT_A_QUESTION else {}
    return Refused(question, reason, tuple(nearest.values())[:POINTERS], trace)


def _of_the_same(asked: Asked, lead: Evidence, other: Evidence) -> bool:
    """Whether ``other`` speaks of everybody and everything named in the question that ``lead`` speaks of."""
    named = {stem for name in asked.names for stem in content_stems(name)}
    return named & set(content_stems(lead.text)) <= set(content_stems(other.text))


def _apart(lead: Evidence, others: Sequence[Evidence]) -> list[Evidence]:
    """Evidence that neither repeats nor overlaps what comes before it."""
    kept: list[Evidence] = [lead]
    for one in others:
        if not any(_same_place(one, other) or one.text == other.text for other in kept):
            kept.append(one)
    return kept[1:]


def _same_place(one: Evidence, other: Evidence) -> bool:
    return (
        one.source.file == other.source.file
        and one.span.start < other.span.end
        and other.span.start < one.span.end
    )


def _later(statements: Sequence[Statement]) -> int | None:
    """The position of the newest dated report; None when a date is missing or they are of one day."""
    dates = [one.citations[0].source.published for one in statements]
    known = [day for day in dates if day]
    if len(known) < len(dates) or len(set(known)) < 2:
        return None
    return dates.index(max(known))
