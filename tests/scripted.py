"""Scripted bots: one that knows the cases, and the answers that scripted bots are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.records import Question
from eval.records import Case, Outcome, Place
from eval.run import Ask

Statement = dict[str, Any]


def contract(
    outcome: str, statements: Sequence[Statement] = (), retrieved: Sequence[Place] = ()
) -> dict[str, Any]:
    """An answer as the machine-readable contract has it."""
    return {
        "id": None,
        "question": "?",
        "asked_as": "?",
        "outcome": outcome,
        "reason": "not_stated" if outcome == "refused" else None,
        "text": "\n".join(statement["text"] for statement in statements) or "The articles do not say it.",
        "statements": list(statements),
        "retrieved": [
            {"article": place.file, "file": place.file, "start": place.start, "end": place.end, "score": 1.0}
            for place in retrieved
        ],
        "confidence": 0.9,
        "generation": "g1",
        "writer": "quotes",
        "timings": {"retrieve": 0.01, "read": 0.0, "write": 0.0, "verify": 0.0, "total": 0.01},
    }


def quoting(place: Place, texts: dict[str, str], shift: int = 0) -> Statement:
    """A statement that quotes a place; a shift moves the offsets and leaves the words."""
    quote = texts[place.file][place.start : place.end]
    footnote = {
        "n": 1,
        "article": place.file,
        "file": place.file,
        "quote": quote,
        "title": None,
        "publisher": None,
    }
    at = {"start": place.start + shift, "end": place.end + shift, "published": None}
    return {"text": quote, "citations": [{**footnote, **at}]}


def knowing(cases: Sequence[Case], texts: dict[str, str], shift: int = 0) -> Ask:
    """A bot that knows the cases and answers each with its gold, or refuses where only that is right."""
    by_question = {(case.question, case.history): case for case in cases}

    def ask(question: Question) -> dict[str, Any]:
        case = by_question[(question.text, question.history)]
        if case.unanswerable:
            return contract("refused")
        outcome = next(expected for expected in case.expect if expected != Outcome.REFUSED)
        places = [item[0].places[0] for item in case.evidence]
        return contract(outcome, [quoting(place, texts, shift) for place in places], places)

    return ask


def sentences(texts: dict[str, str]) -> Iterator[Place]:
    """Every line of every article."""
    for file, text in texts.items():
        start = 0
        for line in text.splitlines(keepends=True):
            if words := line.strip():
                begin = start + line.index(words)
                yield Place(file, begin, begin + len(words))
            start += len(line)
