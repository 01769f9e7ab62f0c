"""Why an answer reads as it does: for each statement, every check that it passed, with its value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.answering.english.cues import Check
from bot.answering.llm.lead import supported
from bot.answering.reading.evidence import same_place
from bot.answering.verify.checker import Checker
from bot.answering.verify.quotation import supports
from bot.answers import Answer, Refused
from bot.records import Citation, Statement

_WORDED = tuple(check for check in Check if check not in (Check.QUOTATION, Check.QUESTION, Check.ORDER))


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


def explain(answer: Answer, text_of: Callable[[str], str], checker: Checker) -> tuple[Explained, ...]:
    """How an answer was decided, by its trace, and every check of its statements, made again.

    Args:
        answer: the answer.
        text_of: gives a file's text as the answer's generation read it.
        checker: judges each statement by its quotation.
    """
    return tuple(_explained(answer, text_of, checker))


def _explained(answer: Answer, text_of: Callable[[str], str], checker: Checker) -> Iterator[Explained]:
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
        over = [
            statement.text
            for statement in answer.statements
            if {citation.n for citation in statement.citations} <= set(lead.numbers)
        ]
        yield Explained(0, "lead", supported(lead.text, over, checker.supports), lead.text)
    for number, statement in enumerate(answer.statements, 1):
        for citation in statement.citations:
            yield _quoted(number, citation, text_of(citation.source.file))
        yield _read(number, statement, answer)
        quotes = " ".join(citation.quote for citation in statement.citations)
        failures = supports(statement.text, quotes)
        for check in _WORDED:
            failed = [failure.detail for failure in failures if failure.check is check]
            yield Explained(number, check, not failed, "; ".join(failed) or "nothing added or left out")
        judged = checker.against_text(statement.text, quotes)
        yield Explained(
            number, "support", judged.verdict == "supported", f"{judged.verdict}, {judged.score:.2f}"
        )


def _quoted(number: int, citation: Citation, text: str) -> Explained:
    span, file = citation.span, citation.source.file
    return Explained(
        number,
        f"quotation [{citation.n}]",
        span.of(text) == citation.quote,
        f"{file}[{span.start}:{span.end}]",
    )


def _read(number: int, statement: Statement, answer: Answer) -> Explained:
    """How likely the reader thinks it that the quoted sentence answers."""
    first = statement.citations[0]
    scores = [evidence.score for evidence in answer.trace.read if same_place(evidence, first)]
    return Explained(
        number, "reading", bool(scores), f"{max(scores):.2f}" if scores else "not among the best"
    )
