"""From the machine-readable contract, one JSON object an answer, to a `Reply`.

A kept answer has one more field, ``trace``: what happened inside, which the contract does not promise. An answer
without it is marked all the same; only the stage that lost it is then less exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from bot.answering.publish.asjson import to_json
from bot.answers import Answer
from eval.errors import AnswerInvalid
from eval.records import DecidedPart, Outcome, Place, Quoted, Reply, Said


class _Stretch(BaseModel):
    file: str
    start: int
    end: int

    @property
    def place(self) -> Place:
        return Place(self.file, self.start, self.end)


class _Citation(_Stretch):
    quote: str


class _Statement(BaseModel):
    text: str
    citations: list[_Citation]


class _Trace(BaseModel):
    read: list[_Stretch]
    withheld: list[str]


class _Answer(BaseModel):
    """The fields of an answer that the evaluation reads; it may have more."""

    outcome: Outcome
    text: str
    statements: list[_Statement]
    retrieved: list[_Stretch]
    confidence: float = Field(ge=0, le=1)
    timings: dict[str, float]
    generation: str
    writer: str
    parts: list[DecidedPart] = []
    trace: _Trace | None = None


def kept(answer: Answer) -> dict[str, Any]:
    """An answer as a run stores it: the fields of the contract, and those of its trace."""
    read = [
        {
            "file": item.source.file,
            "start": item.span.start,
            "end": item.span.end,
            "score": round(item.score, 4),
        }
        for item in answer.trace.read
    ]
    return {**to_json(answer), "trace": {"read": read, "withheld": list(answer.trace.withheld)}}


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
            Said(
                statement.text,
                tuple(Quoted(citation.place, citation.quote) for citation in statement.citations),
            )
            for statement in read.statements
        ),
        retrieved=tuple(item.place for item in read.retrieved),
        confidence=read.confidence,
        stages=read.timings,
        generation=read.generation,
        writer=read.writer,
        read=tuple(item.place for item in read.trace.read) if read.trace else None,
        withheld=tuple(read.trace.withheld) if read.trace else (),
        parts=tuple(read.parts),
    )
