"""From the machine-readable contract, one JSON object an answer, to a `Reply`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from eval.errors import AnswerInvalid
from eval.records import Outcome, Place, Quoted, Reply, Said


class _Citation(BaseModel):
    file: str
    start: int
    end: int
    quote: str


class _Statement(BaseModel):
    text: str
    citations: list[_Citation]


class _Retrieved(BaseModel):
    file: str
    start: int
    end: int


class _Answer(BaseModel):
    """What the evaluation reads of an answer; it may say more."""

    outcome: Outcome
    text: str
    statements: list[_Statement]
    retrieved: list[_Retrieved]
    confidence: float = Field(ge=0, le=1)
    timings: dict[str, float]
    generation: str
    writer: str


def read_reply(answer: Mapping[str, Any]) -> Reply:
    """Reads one answer.

    Raises:
        AnswerInvalid: if a field is missing or is not what the contract says.
    """
    try:
        read = _Answer.model_validate(answer)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise AnswerInvalid(f"the answer breaks the contract at {where}: {first['msg']}") from error
    return Reply(
        outcome=read.outcome,
        text=read.text,
        statements=tuple(
            Said(s.text, tuple(Quoted(Place(c.file, c.start, c.end), c.quote) for c in s.citations))
            for s in read.statements
        ),
        retrieved=tuple(Place(r.file, r.start, r.end) for r in read.retrieved),
        confidence=read.confidence,
        stages=read.timings,
        generation=read.generation,
        writer=read.writer,
    )
