"""What a language model is asked for, and what is made of its reply: a draft, not yet believed.

Passages and question enter the prompt as JSON, under keys that mean nothing, so that no text in them passes for
anything else. The reply should be JSON too; whatever else it is, it is read for what it holds and never fails.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, TypeAdapter, ValidationError

from bot.answering.writers.prompts import render
from bot.records import Source
from index.records import Passage, Span

MAX_STATEMENTS = 3
MENDED = 300  # code points of a quotation, a statement or a reason that goes back to be mended
MAX_REPLY = 10_000  # code points; the rest of a longer reply is not read
CHARACTERS_PER_TOKEN = 3  # English news has four to five: a cautious guess that needs no tokenizer

_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


@dataclass(frozen=True, slots=True)
class Context:
    """A passage that the model may quote, and the article it stands in.

    Args:
        source: the article.
        passage: the passage.
        answers: the sentences, as spans in the file, that are held to answer; a quotation has to touch one of
            them. Empty: any sentence will do.
    """

    source: Source
    passage: Passage
    answers: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """A statement as the model drafted it.

    Args:
        quote: the words it claims to have copied, 1 to 1,000 code points.
        text: what it would say, 1 to 1,000 code points.
        passage: the key of the passage it claims to have them from; often wrong.
    """

    quote: _Text
    text: _Text
    passage: Annotated[str, BeforeValidator(str)] = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """The reply that the model is asked for."""

    statements: Annotated[list[DraftStatement], Field(max_length=MAX_STATEMENTS)]


REPLY_SCHEMA = TypeAdapter(Draft).json_schema()
_STATEMENT = TypeAdapter(DraftStatement)


def keyed(contexts: Sequence[Context]) -> dict[str, Context]:
    """The contexts by the keys under which the model sees them: ``P1``, ``P2`` and so on."""
    return {f"P{number}": context for number, context in enumerate(contexts, 1)}


def prompts(question: str, contexts: Sequence[Context], window: int) -> tuple[str, str]:
    """What the model is told: the instructions, and the passages with the question.

    Args:
        question: the question, standing alone.
        contexts: the passages, best first.
        window: how many tokens the model can read; passages beyond it are left out, but never the first.
    """
    system = render("draft_system", most=str(MAX_STATEMENTS))
    asked = json.dumps(question, ensure_ascii=False)
    left = window * CHARACTERS_PER_TOKEN - len(system) - len(render("draft", question=asked, passages=""))
    lines: list[str] = []
    for key, context in keyed(contexts).items():
        shown = {
            "passage": key,
            "title": context.source.title,
            "published": context.source.dated,
            "text": " ".join(context.passage.text.split()),
        }
        line = json.dumps(shown, ensure_ascii=False)
        left -= len(line)
        if lines and left < 0:
            break
        lines.append(line)
    return system, render("draft", question=asked, passages="\n".join(lines))


def repairing(
    question: str, contexts: Sequence[Context], window: int, dropped: Sequence[tuple[DraftStatement, str]]
) -> tuple[str, str]:
    """What the model is told for a second attempt at what cannot be published: the same, and what was wrong.

    Args:
        question: the question, standing alone.
        contexts: the passages, best first.
        window: how many tokens the model can read.
        dropped: the statements, each with what is wrong with it; no more are mended than may be published.
    """
    lines = [
        json.dumps(
            {"quote": one.quote[:MENDED], "text": one.text[:MENDED], "reason": why[:MENDED]},
            ensure_ascii=False,
        )
        for one, why in dropped[:MAX_STATEMENTS]
    ]
    told = "\n".join(lines)
    system, draft = prompts(question, contexts, window - len(told) // CHARACTERS_PER_TOKEN)
    return system, render("repair", draft=draft, dropped=told)


def parse(reply: str) -> tuple[DraftStatement, ...]:
    """The statements in a model's reply, whatever stands around them; empty when there are none.

    Code fences, prose, trailing commas and a reply that breaks off are forgiven: every JSON object that looks
    like a statement, or holds a list of them, counts.
    """
    reply = reply[:MAX_REPLY]
    return tuple(_statements(reply)) or tuple(_statements(_TRAILING_COMMA.sub("", reply)))


def _statements(text: str) -> Iterator[DraftStatement]:
    decoder = json.JSONDecoder(strict=False)
    place = text.find("{")
    while place >= 0:
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):  # no object begins here, or one too deep to be a draft
            value, place = {}, place + 1
        listed = value.get("statements")
        for item in listed if isinstance(listed, list) else [value]:
            yield from _validated(item)
        place = text.find("{", place)


def _validated(item: Any) -> tuple[DraftStatement, ...]:
    try:
        return (_STATEMENT.validate_python(item),)
    except ValidationError:
        return ()
