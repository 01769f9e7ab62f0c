"""Publishes what was decided: statements as one of the outcomes, or a refusal that helps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.answering.english.counts import numbers_in
from bot.answering.policy import POLICY
from bot.answering.publish.short import short_answer
from bot.answering.reading.evidence import footnote
from bot.answering.select.part import Part
from bot.answering.verify.checked import latest
from bot.answers import Agreement, Answer, Answered, Conflicting, Coverage, Partial, Refused
from bot.records import Citation, Question, Reason, Source, Statement, Trace
from index.records import Article, Hit, Span

POINTERS = 3  # articles that a refusal names


def together(parts: Sequence[Sequence[Statement]]) -> tuple[Statement, ...]:
    """The statements of several parts as one answer: each said once, footnotes numbered from 1."""
    footnotes: dict[tuple[str, Span], Citation] = {}
    said: dict[str, Statement] = {}
    for statement in (statement for part in parts for statement in part):
        if statement.text in said:
            continue
        cited = tuple(footnote(footnotes, citation) for citation in statement.citations)
        said[statement.text] = replace(statement, citations=cited)
    return tuple(said.values())


def combined(question: Question, parts: Sequence[Part], trace: Trace, stories: int) -> Answer:
    """The answer that the parts of a question make together; at least one of them has a statement.

    A disagreement in any part makes the whole a conflict; its later report is of that part alone. A part without a
    statement is named.

    Args:
        question: what was asked.
        parts: what came of its parts, in order.
        trace: how it came about.
        stories: how many independent articles there are on the shelf.
    """
    answered = [part for part in parts if part.statements]
    statements = together([part.statements for part in answered])
    cited = [citation.source.published for statement in statements for citation in statement.citations]
    as_of = max((day for day in cited if day), default=None)
    missing = _missing(parts)
    if apart := _disputed(answered, statements):
        later = latest([statements[place].citations[0].source.published for place in apart])
        disputed = () if len(apart) == len(statements) else apart
        return Conflicting(
            question,
            statements,
            None,
            as_of,
            trace,
            later=None if later is None else apart[later],
            disputed=disputed,
            missing=missing,
        )
    short = short_answer(answered[0].asked, statements[0].answering or statements[0].text)
    if missing:
        return Partial(question, statements, short, as_of, trace, missing)
    agreement = _agreement(short, statements, stories) if short else None
    return Answered(question, statements, short, as_of, trace, agreement=agreement)


def _missing(parts: Sequence[Part]) -> str:
    """What the articles do not state, in words; empty when they state everything."""
    silent = [part.asked.own for part in parts if not part.statements]
    if not silent and not all(part.whole for part in parts):
        return "The articles here do not say all of it."
    return " ".join(f"The articles here do not say: {own}" for own in silent)


def _disputed(parts: Sequence[Part], statements: Sequence[Statement]) -> tuple[int, ...]:
    """The positions of the statements of the first part that disagrees; empty when none does."""
    texts = [statement.text for statement in statements]
    for part in parts:
        places = tuple(
            dict.fromkeys(texts.index(statement.text) for statement in part.statements[: part.disputed])
        )
        if len(places) > 1:
            return places
    return ()


def _agreement(short: str, statements: Sequence[Statement], stories: int) -> Agreement | None:
    """How many independent articles of those cited give the value of the short answer."""
    values = set(numbers_in(short))
    telling = {
        citation.source.story
        for statement in statements
        for citation in statement.citations
        if (values <= set(numbers_in(citation.quote)) if values else short in citation.quote)
    }
    return Agreement(len(telling), stories) if len(telling) > 1 else None


def refuse(
    question: Question,
    reason: Reason,
    trace: Trace,
    pointers: Sequence[Source] = (),
    coverage: Coverage | None = None,
    suggestion: str | None = None,
) -> Refused:
    """A refusal that points to the nearest articles, each once, at most `POINTERS`."""
    nearest: dict[str, Source] = {}
    for pointer in pointers:
        nearest.setdefault(pointer.article, pointer)
    return Refused(question, reason, tuple(nearest.values())[:POINTERS], trace, coverage, suggestion)


def coverage_of(reason: Reason, hits: Sequence[Hit], shelf: Collection[Article]) -> Coverage | None:
    """How many articles there are: about the matter of these hits, or in all if the question is off topic."""
    known = {article.id: article for article in shelf}
    near = {hit.passage.article for hit in hits if (hit.similarity or 0.0) >= POLICY.on_topic_at}
    articles = [known[key] for key in near] if reason is Reason.NOT_STATED else list(known.values())
    dates = [article.published for article in articles if article.published]
    return Coverage(len(articles), min(dates, default=None), max(dates, default=None)) if articles else None
