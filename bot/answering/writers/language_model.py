"""The language model writer: a model drafts, and what its quotations do not support is not published.

The model is used and not believed. Each quotation of its draft is looked for in the passages, each statement is
checked against the words that were found; what fails is dropped, with the reason.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answering.cues import Check, tokens
from bot.answering.orders import gives_orders
from bot.answering.verify import Failure, locate, names, supports
from bot.answering.writers.draft import (
    MAX_STATEMENTS,
    Context,
    DraftStatement,
    keyed,
    parse,
    prompts,
    repairing,
)
from bot.errors import BotError
from bot.records import Citation, Statement
from index.records import Passage, Span

log = logging.getLogger(__name__)

_MARKER = re.compile(r"\s*\[P?\d{1,3}\]")  # "[1]" and "[P1]": the footnotes are ours to set


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
class Dropped:
    """A drafted statement that is not published, and why."""

    draft: DraftStatement
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a draft came to.

    Args:
        statements: what may be published, in the model's order, footnotes numbered from 1; empty when nothing
            survived.
        dropped: what may not.
    """

    statements: tuple[Statement, ...]
    dropped: tuple[Dropped, ...]


class LanguageModelWriter:
    """Writes statements with the help of a language model.

    Args:
        model: the model.
        name: what an answer calls it.
        window: how many tokens of instructions, question and passages the model can read, at least 1.
        again_within_s: seconds that the first attempt may have taken for there to be a second one.
    """

    def __init__(
        self, model: LanguageModel, name: str, window: int = 3500, again_within_s: float = 30.0
    ) -> None:
        self.name = name
        self._model = model
        self._window = window
        self._again_within_s = again_within_s

    def write(self, question: str, contexts: Sequence[Context]) -> Drafted:
        """Asks for a draft and keeps what the passages support; what they do not, the model may mend once.

        Args:
            question: the question, standing alone.
            contexts: the passages, best first.

        Raises:
            LanguageModelFailed: if the model gives no reply.
        """
        if not contexts:
            return Drafted((), ())
        began = time.monotonic()
        drafts = parse(self._model.complete(*prompts(question, contexts, self._window)))
        first = verified(drafts, question, contexts)
        if not first.dropped or time.monotonic() - began > self._again_within_s:
            return first
        problems = [(one.draft, "; ".join(why.detail for why in one.failures)) for one in first.dropped]
        try:
            reply = self._model.complete(*repairing(question, contexts, self._window, problems))
        except LanguageModelFailed as error:
            log.warning("no second attempt: %s", error)
            return first
        failed = {one.draft for one in first.dropped}
        kept = [one for one in drafts if one not in failed]
        second = verified([*kept, *parse(reply)], question, contexts)
        cited = [citation.quote for one in second.statements for citation in one.citations]
        dropped = dict.fromkeys((*first.dropped, *second.dropped))
        return Drafted(
            second.statements, tuple(one for one in dropped if not any(one.draft.quote in it for it in cited))
        )


def verified(drafts: Sequence[DraftStatement], question: str, contexts: Sequence[Context]) -> Drafted:
    """Keeps the drafted statements that their quotations support, at most `MAX_STATEMENTS`.

    A citation covers exactly the words that were located; statements from the same words share a footnote. What
    the quotation leaves out of its sentence counts against the statement, so that a quotation is at least a
    clause and cannot hide a "not": see `bot.answering.verify.supports`.
    """
    statements: dict[str, Statement] = {}
    dropped: list[Dropped] = []
    footnotes: dict[tuple[str, Span], Citation] = {}
    for draft in drafts:
        text = " ".join(_MARKER.sub("", draft.text).split())
        if text in statements or len(statements) == MAX_STATEMENTS:
            continue
        found = _locate(draft, contexts)
        failures = tuple(_failures(question, text, *found)) if found else (_not_found(draft),)
        if not found or failures:
            dropped.append(Dropped(draft, failures))
            continue
        context, at = found
        footnote = Citation(len(footnotes) + 1, context.source, at, _words(context.passage, at))
        statements[text] = Statement(text, (footnotes.setdefault((context.source.file, at), footnote),))
    return Drafted(tuple(statements.values()), tuple(dropped))


def _locate(draft: DraftStatement, contexts: Sequence[Context]) -> tuple[Context, Span] | None:
    """Where in its file a quotation stands: in the passage that the draft names, or else in any."""
    named = keyed(contexts).get(draft.passage.strip("[] ").upper())
    for context in (named, *contexts) if named else contexts:
        passage = context.passage
        if found := locate(draft.quote, passage.text, (Span(0, len(passage.text)),)):
            return context, Span(passage.span.start + found.start, passage.span.start + found.end)
    return None


def _not_found(draft: DraftStatement) -> Failure:
    return Failure(Check.QUOTATION, f'"{draft.quote}" stands in none of the passages')


def _failures(question: str, text: str, context: Context, at: Span) -> Iterator[Failure]:
    """All reasons why a statement is not published with the words of a passage that it rests on."""
    passage = context.passage
    about = f"{context.source.title or ''} {passage.text}"
    for name in names(question):
        if not _mentions(about, name):
            yield Failure(Check.QUESTION, f'the passage does not mention "{name}"')
    if context.answers and not any(map(at.overlaps, context.answers)):
        yield Failure(Check.QUESTION, "quotes a sentence that does not answer")
    if any(map(gives_orders, _sentences_at(passage, at))):
        yield Failure(Check.ORDER, "quotes words that give orders to whoever answers")
    sentence = _words(passage, _sentences_around(passage, at))
    if _unsigned(sentence):
        yield Failure(Check.SPEAKER, "quotes speech without its speaker")
    yield from supports(text, _words(passage, at), sentence)


def _words(passage: Passage, at: Span) -> str:
    """The words of a passage at a span of its file."""
    return passage.text[at.start - passage.span.start : at.end - passage.span.start]


def _sentences_around(passage: Passage, at: Span) -> Span:
    """The whole sentences that a stretch of a passage touches."""
    start = max((one.start for one in passage.sentences if one.start <= at.start), default=passage.span.start)
    end = min((one.end for one in passage.sentences if one.end >= at.end), default=passage.span.end)
    return Span(start, end)


def _sentences_at(passage: Passage, at: Span) -> Iterator[str]:
    """The sentences that a stretch of a passage touches, one by one."""
    return (_words(passage, one) for one in passage.sentences if at.overlaps(one))


def _mentions(text: str, name: str) -> bool:
    """Whether a text holds every part of a name, in this or a longer or shorter form: "Afghans", "Afghan"."""
    words = set(re.findall(r"\w+", text.casefold()))
    parts = [
        part.removesuffix("s") if len(part) > 3 else part for part in re.findall(r"\w{2,}", name.casefold())
    ]
    return all(
        any(word.startswith(part) or (len(word) > 3 and part.startswith(word)) for word in words)
        for part in parts
    )


def _unsigned(sentence: str) -> bool:
    """Whether a sentence is somebody's speech and does not say whose."""
    speech = sentence[0] in '“"' or sentence.count("“") != sentence.count("”")
    return speech and all(token.check is not Check.SPEAKER for token in tokens(sentence))
