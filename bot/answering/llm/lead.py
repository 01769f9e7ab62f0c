"""A lead: one or two sentences that a language model words over sentences of the articles, if they pass every check."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.answering.llm.chooser import Chooser, Spent
from bot.answering.llm.language_model import LanguageModelFailed
from bot.answering.llm.prompts import render
from bot.answering.llm.reply import object_in
from bot.answering.question.prompt_injection import is_injection
from index.articles.sentences import sentences as sentences_in
from index.records import Span

MOST_SENTENCES = 2
LONGEST_LEAD = 400  # code points

Supports = Callable[[str, Sequence[str]], bool]
"""Whether sentences say all that a claim says, as the checks of claims find."""


def _form(**fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


_LEAD = _form(lead={"type": "string"})
_SUPPORTED = _form(supported={"type": "string", "enum": ["yes", "no"]})


class LeadDropped(LanguageModelFailed):
    """What a model worded did not pass a check."""


@dataclass(frozen=True, slots=True)
class LeadWriter:
    """Words leads with a language model, and lets none through that a check does not.

    Args:
        chooser: the model.
        supports: the checks of claims.
    """

    chooser: Chooser
    supports: Supports

    def lead(self, question: str, told: Sequence[str], spent: Spent) -> str:
        """What a model worded.

        Args:
            question: the question, standing alone.
            told: the sentences that it is worded over, at least one.
            spent: the account of the question.

        Raises:
            LeadDropped: if it did not pass a check; the message holds it, and why.
            LanguageModelFailed: if no usable reply comes in time.
        """
        prompt = render("lead", sentences=_listed(told), question=json.dumps(question, ensure_ascii=False))
        reply = self.chooser.complete(render("lead_system"), prompt, _LEAD, spent)
        lead = " ".join(str(object_in(reply, "lead")["lead"]).split())
        if not lead:
            raise LeadDropped("The language model gave none.")
        if why := self._wrong(lead, told) or self._unconfirmed(lead, told, spent):
            raise LeadDropped(f"“{lead[:LONGEST_LEAD]}”: {why}.")
        return lead

    def confirms(self, lead: str, told: Sequence[str], spent: Spent) -> bool:
        """Whether the model, which now sees the lead and the sentences alone, finds that they say it.

        Raises:
            LanguageModelFailed: if no usable reply comes in time.
        """
        statement = json.dumps(lead, ensure_ascii=False)
        prompt = render("support", sentences=_listed(told), statement=statement)
        reply = self.chooser.complete(render("support_system"), prompt, _SUPPORTED, spent)
        return str(object_in(reply, "supported")["supported"]).strip().casefold() == "yes"

    def _wrong(self, lead: str, told: Sequence[str]) -> str:
        """What is wrong with a lead, as far as we can tell without the model; empty if nothing is."""
        parts = _parts(lead)
        if len(lead) > LONGEST_LEAD or len(parts) > MOST_SENTENCES:
            return "it is longer than two short sentences"
        if " ".join(parts) != lead:  # what is in no sentence would not be checked
            return "it is not made of sentences"
        if is_injection(lead):
            return "it gives orders"
        if any(lead in one for one in told):
            return "it repeats a sentence"
        return "" if supported(lead, told, self.supports) else "the sentences do not say all of it"

    def _unconfirmed(self, lead: str, told: Sequence[str], spent: Spent) -> str:
        return (
            "" if self.confirms(lead, told, spent) else "the model itself does not find it in the sentences"
        )


def supported(lead: str, told: Sequence[str], supports: Supports) -> bool:
    """Whether sentences say all of a lead: each of its sentences, as the checks of claims find."""
    return all(supports(one, told) for one in _parts(lead))


def _parts(lead: str) -> list[str]:
    return [span.of(lead) for span in sentences_in(lead, Span(0, len(lead)))]


def _listed(told: Sequence[str]) -> str:
    return "\n".join(f"- {json.dumps(one, ensure_ascii=False)}" for one in told)
