"""Answers a question: it is understood, each part is answered, and the whole is combined.

If a language model is set and a trial found it fit to read, it reads after the small reader: what it chooses replaces
the first answer, and what it refuses is refused. If it fails, the first answer stands. A model that is only fit to word
may word a lead.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from bot.answering.finding import Clock, Finder
from bot.answering.llm.chooser import Chooser
from bot.answering.llm.fitness import Fit, untried
from bot.answering.llm.lead import LeadWriter
from bot.answering.policy import POLICY
from bot.answering.publish.lead import WORDED, takes_lead, with_lead
from bot.answering.publish.outcome import combined, coverage_of, refuse
from bot.answering.publish.suggest import suggestion
from bot.answering.question.chat import said
from bot.answering.question.recency import earliest
from bot.answering.question.understand import Asked, parts_of, plain, understand
from bot.answering.reading.reader import Reader
from bot.answering.reading.sources import source_of, stories
from bot.answering.second import SecondReading
from bot.answering.select import quotes
from bot.answering.select.part import Part
from bot.answers import Answer
from bot.records import ModelTrace, Question, Reason, Trace

if TYPE_CHECKING:
    from index.search import Index

log = logging.getLogger(__name__)
READ_KEPT = 10  # sentences that a trace keeps of what the reader made of them
SUGGESTED_FROM = 5  # passages that a refusal may suggest a question about


class Answerer:
    """Answers questions, each from one generation of the index.

    Args:
        index: gives the current index; called once a question, so that no answer mixes two generations.
        reader: reads the passages.
        chooser: a language model that reads them too, or None; unless known to be fit, it chooses nothing.
        certainty: the probability, 0 to 1, that a sentence answers, below which a question is refused.
        today: gives the day that "now" means when a question states none.
        leads: words leads with that language model, if it is fit to; None if none are wanted.
    """

    def __init__(
        self,
        index: Callable[[], Index],
        reader: Reader,
        chooser: Chooser | None = None,
        certainty: float = POLICY.answer_at,
        today: Callable[[], date] = date.today,
        leads: LeadWriter | None = None,
    ) -> None:
        self._index = index
        self._reader = reader
        self._chooser = chooser
        self._certainty = certainty
        self._today = today
        self._leads = leads

    def ask(self, question: Question, first: Callable[[Answer], None] | None = None) -> Answer:
        """Answers one question; safe to call from several threads.

        Args:
            question: what is asked.
            first: gets the small reader's answer before a language model is asked, which may take long.
        """
        day = question.as_of or self._today()
        index = self._index()
        finder = Finder(index, self._reader, self._certainty, day, Clock())
        inquiry = _Inquiry(question, finder)
        asked = understand(question, index.spelling.mend)
        if isinstance(asked, Reason):
            return inquiry.not_asked(asked)
        parts = inquiry.parts(asked)
        small = cache(lambda: inquiry.answer(asked, parts))  # looking for a suggestion takes time
        chooser = self._chooser
        if chooser is None or not any(part.hits for part in parts):
            return small()
        fit, trial = chooser.fit, chooser.trial
        if fit is Fit.UNFIT or (fit is Fit.WORDS and not self._may_lead(small())):
            return small()
        if fit is None and trial is None:
            return _with(small(), ModelTrace(chooser.name, "untried", f"{untried(chooser.name)}."))
        if first:
            first(small())
        spent, report = chooser.start(), ""
        if fit is None and trial:
            report, fit = trial(spent), chooser.fit
        if fit is Fit.WORDS and self._may_lead(small()):
            return with_lead(_with(small(), ModelTrace(chooser.name, WORDED)), self._leads, spent)
        if fit is not Fit.READS:
            return _with(small(), spent.told(ModelTrace(chooser.name, "untried", f"{report}.")))
        second = SecondReading(chooser, finder, question, inquiry.parts).of(asked, parts, spent)
        if second.model.fell_back:
            log.warning("the small reader's answer stands: %s", second.model.detail)
            return _with(small(), second.model)
        return with_lead(inquiry.answer(second.asked, second.parts, second.model), self._leads, spent)

    def _may_lead(self, answer: Answer) -> bool:
        """Whether a lead is wanted over an answer."""
        return self._leads is not None and takes_lead(answer)


def _with(answer: Answer, model: ModelTrace) -> Answer:
    return replace(answer, trace=replace(answer.trace, model=model))


@dataclass(frozen=True, slots=True)
class _Inquiry:
    """One question on its way to an answer.

    Args:
        question: what is asked.
        finder: finds what answers its parts.
    """

    question: Question
    finder: Finder

    def parts(self, asked: Asked) -> tuple[Part, ...]:
        """What came of each part of the question."""
        day = self.finder.day
        since = earliest(asked.text, day)
        return tuple(self.finder.find(part, earliest(part.text, day) or since) for part in parts_of(asked))

    def answer(self, asked: Asked, parts: Sequence[Part], model: ModelTrace | None = None) -> Answer:
        """The answer that the parts make together."""
        if any(part.statements for part in parts):
            trace = self._trace(asked.text, min(part.confidence for part in parts), parts, model)
            return combined(self.question, parts, trace, stories(self.finder.index.generation))
        return self._refused(asked, parts, model)

    def not_asked(self, reason: Reason) -> Answer:
        """A refusal of a text that is no question to the articles."""
        return refuse(self.question, reason, self._trace(said(plain(self.question.text)), 1.0))

    def _refused(self, asked: Asked, parts: Sequence[Part], model: ModelTrace | None) -> Answer:
        """A refusal that says what the articles have on the matter, and suggests a question that they answer."""
        reason, hits = parts[0].reason, parts[0].older or parts[0].hits
        index = self.finder.index
        articles = index.generation.articles
        return refuse(
            self.question,
            reason,
            self._trace(asked.text, parts[0].confidence, parts, model),
            pointers=[
                source_of(articles[hit.passage.article], index.generation, index.text, hit.passage.section)
                for hit in hits
            ],
            coverage=coverage_of(reason, hits, articles.values()),
            suggestion=self._suggestion(asked, parts[0], reason),
        )

    def _suggestion(self, asked: Asked, part: Part, reason: Reason) -> str | None:
        with self.finder.clock.stage("read"):
            meant = self.finder.index.spelling.meant(asked.text)
            if meant != asked.text and self.finder.read(meant):
                return meant
            if reason is Reason.NOT_STATED:
                return suggestion(asked, (part.older or part.hits)[:SUGGESTED_FROM], self.finder.read)
        return None

    def _trace(
        self, asked_as: str, confidence: float, parts: Sequence[Part] = (), model: ModelTrace | None = None
    ) -> Trace:
        return Trace(
            asked_as=asked_as,
            retrieved=tuple(hit for part in parts for hit in part.hits),
            read=tuple(evidence for part in parts for evidence in part.reading.evidence[:READ_KEPT]),
            withheld=tuple(quote for part in parts for quote in part.withheld),
            confidence=confidence,
            generation=self.finder.index.generation.id,
            writer=next((part.writer for part in parts if part.statements), quotes.NAME),
            timings=self.finder.clock.timings(),
            parts=tuple(part.trace for part in parts),
            model=model,
        )
