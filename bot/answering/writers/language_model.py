"""The language model writer: a model drafts, and what its quotations do not support is not published.

The model is used and not believed. It is shown passages as data, under keys that mean nothing, and asked for
statements with the words they rest on. Each quotation is then found in the passage and each statement checked
against it; what fails is dropped, with the reason. A reply that makes no sense is a draft without statements.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

from pydantic import BeforeValidator, Field, StringConstraints, TypeAdapter, ValidationError

from bot.answering.cues import Check, tokens
from bot.answering.verify import Failure, locate, names, supports
from bot.answering.writers.prompts import render
from bot.errors import BotError
from bot.records import Citation, Source, Statement
from index.records import Passage, Span

MAX_STATEMENTS = 3
MAX_REPLY = 10_000  # code points; the rest of a longer reply is not read
CHARACTERS_PER_TOKEN = 3  # English news has four to five: a cautious guess that needs no tokenizer

_MARKER = re.compile(r"\s*\[P?\d{1,3}\]")  # "[1]" and "[P1]": the footnotes are ours to set
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")


class LanguageModelFailed(BotError):
    """The language model could not be reached, did not answer in time, or answered with something else."""


class LanguageModel(Protocol):
    """What the writer asks of a language model."""

    def complete(self, system: str, prompt: str) -> str:
        """The model's reply to a prompt.

        Raises:
            LanguageModelFailed: if there is none.
        """
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """A passage that the model may quote, and the article it stands in."""

    source: Source
    passage: Passage


_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """A statement as the model drafted it: not yet verified.

    Args:
        quote: the words it claims to have copied, 1 to 1,000 code points.
        text: what it would say, 1 to 1,000 code points.
        passage: the key of the passage it claims to have them from, ``P1`` and so on; often wrong.
    """

    quote: _Text
    text: _Text
    passage: Annotated[str, BeforeValidator(str)] = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """The reply that the model is asked for."""

    statements: Annotated[list[DraftStatement], Field(max_length=MAX_STATEMENTS)]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A drafted statement that is not published, and why."""

    draft: DraftStatement
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a draft came to.

    Args:
        statements: what may be published, in the model's order; empty when nothing survived.
        dropped: what may not.
    """

    statements: tuple[Statement, ...]
    dropped: tuple[Dropped, ...]


class LanguageModelWriter:
    """Writes statements with the help of a language model.

    Args:
        model: the model.
        name: what the answer calls it.
        window: how many tokens of instructions, question and passages the model can read; passages beyond it
            are left out, the first one excepted.
    """

    def __init__(self, model: LanguageModel, name: str, window: int = 3500) -> None:
        self.name = name
        self._model = model
        self._budget = window * CHARACTERS_PER_TOKEN

    def write(self, question: str, contexts: Sequence[Context]) -> Drafted:
        """Asks for a draft and keeps what the passages support.

        Args:
            question: the question, standing alone.
            contexts: the passages, best first.

        Raises:
            LanguageModelFailed: if the model gives no reply.
        """
        if not contexts:
            return Drafted((), ())
        system, prompt = self.prompt(question, contexts)
        return verified(parse(self._model.complete(system, prompt)), question, contexts)

    def prompt(self, question: str, contexts: Sequence[Context]) -> tuple[str, str]:
        """What the model is told; JSON keeps a passage from passing itself off as anything else."""
        system, asked = (
            render("draft_system", most=str(MAX_STATEMENTS)),
            json.dumps(question, ensure_ascii=False),
        )
        lines: list[str] = []
        left = self._budget - len(system) - len(render("draft", question=asked, passages=""))
        for number, context in enumerate(contexts, 1):
            shown = {
                "passage": f"P{number}",
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


def parse(reply: str) -> tuple[DraftStatement, ...]:
    """The statements in a model's reply, whatever stands around them; empty when there are none.

    Code fences, prose, trailing commas and a reply that breaks off are forgiven: every JSON object that looks
    like a statement, or holds a list of them, counts.
    """
    reply = reply[:MAX_REPLY]
    return tuple(_statements(reply)) or tuple(_statements(_TRAILING_COMMA.sub("", reply)))


def verified(drafts: Sequence[DraftStatement], question: str, contexts: Sequence[Context]) -> Drafted:
    """Keeps the drafted statements that their quotations support, with footnotes numbered from 1.

    A citation covers exactly the words that were located; statements with the same words share a footnote.
    What the quotation leaves out of its sentence counts against the statement, so that a quotation is at
    least a clause and cannot hide a "not": see `bot.answering.verify.supports`.
    """
    statements: dict[str, Statement] = {}
    dropped: list[Dropped] = []
    footnotes: dict[tuple[str, Span], Citation] = {}
    for draft in drafts:
        text = " ".join(_MARKER.sub("", draft.text).split())
        if text in statements or len(statements) == MAX_STATEMENTS:
            continue
        found = _locate(draft, contexts)
        if found is None:
            failure = Failure(Check.QUOTATION, f'"{draft.quote}" stands in none of the passages')
            dropped.append(Dropped(draft, (failure,)))
            continue
        context, span = found
        quote, sentence = span.of(context.passage.text), _sentences_around(span, context.passage)
        if failures := (
            *_off_question(question, context),
            *_unsigned(sentence),
            *supports(text, quote, sentence),
        ):
            dropped.append(Dropped(draft, failures))
            continue
        start = context.passage.span.start
        at = Span(start + span.start, start + span.end)
        footnote = Citation(n=len(footnotes) + 1, source=context.source, span=at, quote=quote)
        statements[text] = Statement(text, (footnotes.setdefault((context.source.file, at), footnote),))
    return Drafted(tuple(statements.values()), tuple(dropped))


def _statements(text: str) -> Iterator[DraftStatement]:
    decoder = json.JSONDecoder(strict=False)
    place = text.find("{")
    while place >= 0:
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
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


_STATEMENT = TypeAdapter(DraftStatement)


def _locate(draft: DraftStatement, contexts: Sequence[Context]) -> tuple[Context, Span] | None:
    """Where a quotation stands, in the passage that the draft names or else in any."""
    keys = {f"P{number}": context for number, context in enumerate(contexts, 1)}
    named = keys.get(draft.passage.strip("[] ").upper())
    for context in (named, *contexts) if named else contexts:
        whole = Span(0, len(context.passage.text))
        if span := locate(draft.quote, context.passage.text, (whole,)):
            return context, span
    return None


def _sentences_around(span: Span, passage: Passage) -> str:
    """The whole sentences that a stretch of a passage touches."""
    start, end = passage.span.start + span.start, passage.span.start + span.end
    touched = [one for one in passage.sentences if one.start < end and start < one.end]
    around = Span(min(start, touched[0].start), max(end, touched[-1].end)) if touched else Span(start, end)
    return passage.text[around.start - passage.span.start : around.end - passage.span.start]


def _unsigned(sentence: str) -> tuple[Failure, ...]:
    """Whether a sentence is somebody's speech and does not say whose."""
    speech = sentence[0] in '“"' or sentence.count("“") != sentence.count("”")
    if speech and all(token.check is not Check.SPEAKER for token in tokens(sentence)):
        return (Failure(Check.SPEAKER, "quotes speech without its speaker"),)
    return ()


def _off_question(question: str, context: Context) -> tuple[Failure, ...]:
    """The names in the question that neither the passage nor its article's title mentions."""
    words = re.findall(r"\w+", f"{context.source.title or ''} {context.passage.text}".casefold())
    asked = [part for name in names(question) for part in re.findall(r"\w{2,}", name.casefold())]
    missing = [
        name
        for name in asked
        if not any(
            word.startswith(name.rstrip("s")) or (len(word) > 3 and name.startswith(word)) for word in words
        )
    ]
    return tuple(Failure(Check.QUESTION, f'the passage does not mention "{name}"') for name in missing)
