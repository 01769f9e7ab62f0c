"""Puts a lead that a language model worded above the articles' own sentences, where hosts want one."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeGuard

from bot.answering.llm.chooser import Spent
from bot.answering.llm.language_model import LanguageModelFailed
from bot.answering.llm.lead import LeadDropped, LeadWriter
from bot.answers import Answer, Answered, Conflicting, Lead, Partial, Refused

LEAD_OVER = 3  # statements, from the first, over which a lead is worded
WORDED = "worded"  # what came of a model that words and did not choose


def takes_lead(answer: Answer) -> TypeGuard[Answered | Partial]:
    """Whether an answer may have a lead: neither a refusal nor reports that disagree, which speak for themselves."""
    return not isinstance(answer, Refused | Conflicting)


def with_lead(answer: Answer, leads: LeadWriter | None, spent: Spent) -> Answer:
    """The answer with a lead over its statements, if one is wanted and passes every check; else its trace says why not.

    Args:
        answer: what a language model chose, or what it is to word a lead for, as its trace says.
        leads: words leads; None where none are wanted.
        spent: the account of the question.
    """
    model = answer.trace.model
    if leads is None or model is None or not takes_lead(answer):
        return answer
    over, lead = answer.statements[:LEAD_OVER], None
    try:
        text = leads.lead(answer.trace.asked_as, [one.text for one in over], spent)
        lead = Lead(text, tuple(sorted({cited.n for one in over for cited in one.citations})), model.name)
    except LanguageModelFailed as error:
        model = replace(model, dropped=(*model.dropped, f"lead: {error}"))
        if model.outcome == WORDED and not isinstance(error, LeadDropped):
            model = replace(model, outcome="failed", detail=str(error))
    return replace(answer, lead=lead, trace=replace(answer.trace, model=spent.told(model)))
