"""Puts a lead, worded by a language model, above the articles' own sentences, if the host wants one."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeGuard

from bot.answering.llm.chooser import Spent
from bot.answering.llm.language_model import LanguageModelFailed
from bot.answering.llm.lead import LeadDropped, LeadWriter
from bot.answers import Answer, Answered, Conflicting, Lead, Partial, Refused

LEAD_OVER = 3  # statements, from the first, over which a lead is worded
WORDED = "worded"  # the outcome of a model that only words


def takes_lead(answer: Answer) -> TypeGuard[Answered | Partial]:
    """Whether an answer may have a lead: refusals and reports that disagree have none."""
    return not isinstance(answer, Refused | Conflicting)


def with_lead(answer: Answer, leads: LeadWriter | None, spent: Spent) -> Answer:
    """The answer with a lead over its statements if it is wanted and passes every check; else its trace says why not.

    Args:
        answer: what a language model chose, or is to word a lead for, as its trace says.
        leads: words leads; None where none are wanted.
        spent: the account of the question.
    """
    model = answer.trace.model
    if leads is None or model is None or not takes_lead(answer):
        return answer
    over, lead = answer.statements[:LEAD_OVER], None
    try:
        text = leads.lead(answer.trace.asked_as, [statement.text for statement in over], spent)
        lead = Lead(
            text,
            tuple(sorted({citation.n for statement in over for citation in statement.citations})),
            model.name,
        )
    except LanguageModelFailed as error:
        model = replace(model, dropped=(*model.dropped, f"lead: {error}"))
        if model.outcome == WORDED and not isinstance(error, LeadDropped):
            model = replace(model, outcome="failed", detail=str(error))
    return replace(answer, lead=lead, trace=replace(answer.trace, model=spent.told(model)))
