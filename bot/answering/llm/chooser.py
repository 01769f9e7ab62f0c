"""Asks a language model which sentences answer, within a time limit, and reads only their ids from its reply."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.answering.llm.fitness import Fit
from bot.answering.llm.language_model import LanguageModel, LanguageModelFailed
from bot.answering.llm.numbered import Numbered
from bot.answering.llm.prompts import quoted, render
from bot.answering.llm.reply import MOST_QUERIES, Choice, form_of, object_in, object_of, read_reply
from bot.records import ModelTrace, day_in_words
from index.stems import content_stems

# Numbered English sentences have 4.2 with BERT's tokenizer; this is a cautious guess that needs no tokenizer.
CHARACTERS_PER_TOKEN = 3.6
LONGEST_QUESTION = 400  # code points of a question that a model rewrote

_REWRITTEN = object_of(question={"type": "string"})


@dataclass(frozen=True, slots=True)
class Told:
    """What a model is told about a question, besides the documents.

    Args:
        question: the question, standing alone.
        parts: its parts, at least one.
        day: the day that "now" means.
        history: the earlier questions of the conversation, oldest first.
    """

    question: str
    parts: Sequence[str]
    day: date
    history: Sequence[str] = ()

    def over(self, documents: str, queries: int) -> str:
        """The request to choose from documents, with permission for so many queries."""
        return render(
            "choose",
            today=day_in_words(self.day),
            documents=documents,
            history=quoted(list(self.history)) if self.history else "none",
            question=quoted(self.question),
            parts="\n".join(f"{number}. {quoted(part)}" for number, part in enumerate(self.parts, 1)),
            search=f"at most {queries} queries" if queries else "nothing; leave it empty",
        )


@dataclass(slots=True)
class Spent:
    """What a language model spends on one question.

    Args:
        until: when its time is over, by ``time.monotonic``.
        requests: how often it was asked.
        read: tokens that it read.
        written: tokens that it wrote.
        prices: of a million tokens that it reads, and writes; None if they are not known.
    """

    until: float
    prices: tuple[float, float] | None = None
    requests: int = 0
    read: int = 0
    written: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def left_s(self) -> float:
        """Seconds that are left."""
        return self.until - time.monotonic()

    @property
    def cost(self) -> float | None:
        """The price of these tokens; None if prices are not known."""
        if self.prices is None:
            return None
        return (self.read * self.prices[0] + self.written * self.prices[1]) / 1_000_000

    def told(self, model: ModelTrace) -> ModelTrace:
        """How a model was used, with the requests, tokens, cost and time so far."""
        return replace(
            model,
            requests=self.requests,
            tokens_read=self.read,
            tokens_written=self.written,
            cost=self.cost,
            seconds=time.monotonic() - self.began,
        )


class Chooser:
    """A language model that chooses sentences.

    Args:
        model: the model.
        name: what an answer calls it.
        within_s: seconds for everything that one question asks of it.
        fit: the result of a trial; None until it was tried. It may be set while the model serves, also by ``trial``,
            which tries the model within the time of a question and returns the result as a line.
        prices: of a million tokens that it reads, and writes; None if they are not known.
    """

    def __init__(
        self,
        model: LanguageModel,
        name: str,
        within_s: float = 45.0,
        fit: Fit | None = None,
        prices: tuple[float, float] | None = None,
    ) -> None:
        self.name = name
        self.fit = fit
        self.trial: Callable[[Spent], str] | None = None  # where the question itself waits for it
        self._model = model
        self._within_s = within_s
        self._prices = prices

    def room(self, told: Told, spent: Spent) -> int:
        """Code points that the numbered sentences of a question may have.

        Args:
            told: the question.
            spent: the account of the question.
        """
        window = self._model.window(max(spent.left_s, 0.01))
        about = len(render("choose_system")) + len(told.over("", MOST_QUERIES))
        return max(0, int(window * CHARACTERS_PER_TOKEN) - about)

    def start(self) -> Spent:
        """The account of one question; its time begins now."""
        return Spent(time.monotonic() + self._within_s, self._prices)

    def rewrite(self, question: str, history: Sequence[str], spent: Spent) -> str:
        """A follow-up as a question that stands alone, in the words of the conversation.

        Args:
            question: the question as typed.
            history: the earlier questions, oldest first, at least one.
            spent: the account of the question.

        Raises:
            LanguageModelFailed: if no usable reply comes in time; a reply with other content words is not usable.
        """
        prompt = render("rewrite", history=quoted(list(history)), question=quoted(question))
        text = self.complete(render("rewrite_system"), prompt, _REWRITTEN, spent)
        alone = " ".join(str(object_in(text, "question")["question"]).split())
        known = set(content_stems(" ".join((question, *history))))
        if not alone or len(alone) > LONGEST_QUESTION or not set(content_stems(alone)) <= known:
            raise LanguageModelFailed("The language model did not rewrite the question in its own words.")
        return alone

    def choose(
        self,
        told: Told,
        shown: Numbered,
        spent: Spent,
        more: Callable[[Sequence[str]], Numbered] | None = None,
    ) -> tuple[Choice, Numbered]:
        """The sentences that answer, and under which ids they were shown.

        Args:
            told: the question.
            shown: the sentences, at least one.
            spent: the account of the question.
            more: searches for queries that the model writes and gives all sentences anew; None if it may not search.

        Raises:
            LanguageModelFailed: if no usable reply comes in time.
        """
        choice = self._chosen(told, shown, spent, MOST_QUERIES if more else 0)
        if more and choice.queries and not any(choice.parts):
            wider = more(choice.queries)
            if wider.places.keys() and wider.text != shown.text:
                return self._chosen(told, wider, spent, 0), wider
        return choice, shown

    def _chosen(self, told: Told, shown: Numbered, spent: Spent, queries: int) -> Choice:
        form = form_of(list(shown.places), len(told.parts), queries)
        reply = self.complete(render("choose_system"), told.over(shown.text, queries), form, spent)
        return read_reply(reply, shown.places, len(told.parts))

    def complete(self, system: str, prompt: str, form: dict[str, object], spent: Spent) -> str:
        """The model's reply to a prompt, charged to the account of the question.

        Raises:
            LanguageModelFailed: if there is no whole reply in the time that is left.
        """
        if spent.left_s <= 0:
            raise LanguageModelFailed(f"The language model {self.name} had no time left for another reply.")
        spent.requests += 1
        reply = self._model.complete(system, prompt, form, spent.left_s)
        spent.read += reply.read
        spent.written += reply.written
        return reply.text
