"""Why an answer reads as it does, as it was decided: what its trace holds. Nothing is computed again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.answering.reading.evidence import same_place
from bot.answers import Answer, Refused
from bot.records import Statement


@dataclass(frozen=True, slots=True)
class Explained:
    """One check of a statement, or of the whole answer.

    Args:
        statement: the statement's position from 1, or 0 for the whole answer.
        check: what was checked.
        passed: whether it holds.
        value: what was found, for a person.
    """

    statement: int
    check: str
    passed: bool
    value: str


def explain(answer: Answer) -> Iterator[Explained]:
    """How an answer was decided, and where each of its quotations stands.

    Quotations were verified before they were published; what did not stand in its article is *withheld*.
    """
    trace = answer.trace
    if trace.retrieved:
        yield Explained(0, "passages", True, f"{len(trace.retrieved)} retrieved")
    for part in trace.parts:
        enough = part.answerable >= part.needed
        scored = f"{part.answerable:.2f}, needs {part.needed:.2f}: {part.outcome}"
        yield Explained(
            0, "answerable", enough, f"{scored} ({part.asked})" if len(trace.parts) > 1 else scored
        )
    if model := trace.model:
        spent = f"{model.requests} requests, {model.tokens_read} + {model.tokens_written} tokens, {model.seconds:.1f} s"
        spent += "" if model.cost is None else f", cost {model.cost:.6g}"
        summary = f"{model.name} {model.outcome}; {spent}"
        yield Explained(
            0, "language model", not model.fell_back, "; ".join(filter(None, (summary, model.detail)))
        )
        for line in model.dropped:
            yield Explained(0, "dropped", False, line)
    for quote in trace.withheld:
        yield Explained(0, "withheld", False, quote)
    if isinstance(answer, Refused):
        yield Explained(0, "refused", True, str(answer.reason))
        return
    if lead := answer.lead:
        yield Explained(0, "lead", True, lead.text)
    for number, statement in enumerate(answer.statements, 1):
        for citation in statement.citations:
            place = f"{citation.source.file}[{citation.span.start}:{citation.span.end}]"
            yield Explained(number, f"quotation [{citation.n}]", True, place)
        yield _read(number, statement, answer)


def _read(number: int, statement: Statement, answer: Answer) -> Explained:
    """How likely the reader thinks it that the quoted sentence answers."""
    first = statement.citations[0]
    scores = [evidence.score for evidence in answer.trace.read if same_place(evidence, first)]
    return Explained(
        number, "reading", bool(scores), f"{max(scores):.2f}" if scores else "not among the best"
    )
