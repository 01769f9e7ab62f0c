"""A lead: one or two sentences in which a language model sums up sentences of the articles, if every check passes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.llm.chooser import Chooser, Spent
from bot.answering.llm.language_model import LanguageModelFailed
from bot.answering.llm.prompts import quoted, render
from bot.answering.llm.reply import object_in, object_of
from bot.answering.question.prompt_injection import is_injection
from index.articles.sentences import sentences as sentences_in
from index.records import Span

MOST_SENTENCES = 2
LONGEST_LEAD = 400  # code points

Supports = Callable[[str, Sequence[str]], bool]
"""Whether sentences say all that a claim says, as the checks of claims find."""


_LEAD = object_of(lead={"type": "string"})
_SUPPORTED = object_of(supported={"type": "string", "enum": ["yes", "no"]})


class LeadDropped(LanguageModelFailed):
    """A lead that a model worded failed a check."""


@dataclass(frozen=True, slots=True)
class LeadWriter:
    """Words leads with a language model; a lead that fails a check is dropped.

    Args:
        chooser: the model.
        supports: the checks of claims.
    """

    chooser: Chooser
    supports: Supports

    def lead(self, question: str, sentences: Sequence[str], spent: Spent) -> str:
        """A lead that the model words.

        Args:
            question: the question, standing alone.
            sentences: the sentences that it summarises, at least one.
            spent: the account of the question.

        Raises:
            LeadDropped: if it failed a check; the message holds the lead and the reason.
            LanguageModelFailed: if no usable reply comes in time.
        """
        prompt = render("lead", sentences=_listed(sentences), question=quoted(question))
        reply = self.chooser.complete(render("lead_system"), prompt, _LEAD, spent)
        lead = " ".join(str(object_in(reply, "lead")["lead"]).split())
        if not lead:
            raise LeadDropped("The language model gave none.")
        why = self._wrong(lead, sentences)
        if not why and not self.confirms(lead, sentences, spent):
            why = "the model itself does not find it in the sentences"
        if why:
            raise LeadDropped(f"“{lead[:LONGEST_LEAD]}”: {why}.")
        return lead

    def confirms(self, lead: str, sentences: Sequence[str], spent: Spent) -> bool:
        """Whether the model, shown only the lead and the sentences, says that they support it.

        Raises:
            LanguageModelFailed: if no usable reply comes in time.
        """
        prompt = render("support", sentences=_listed(sentences), statement=quoted(lead))
        reply = self.chooser.complete(render("support_system"), prompt, _SUPPORTED, spent)
        return str(object_in(reply, "supported")["supported"]).strip().casefold() == "yes"

    def _wrong(self, lead: str, sentences: Sequence[str]) -> str:
        """What is wrong with a lead, as far as the code can tell without the model; empty if nothing is."""
        parts = _parts(lead)
        if len(lead) > LONGEST_LEAD or len(parts) > MOST_SENTENCES:
            return "it is longer than two short sentences"
        if " ".join(parts) != lead:  # words outside a sentence would not be checked
            return "it is not made of sentences"
        if is_injection(lead):
            return "it gives orders"
        if any(lead in sentence for sentence in sentences):
            return "it repeats a sentence"
        return "" if supported(lead, sentences, self.supports) else "the sentences do not say all of it"


def supported(lead: str, sentences: Sequence[str], supports: Supports) -> bool:
    """Whether the sentences support a lead: each of its own sentences passes the checks of claims."""
    return all(supports(sentence, sentences) for sentence in _parts(lead))


def _parts(lead: str) -> list[str]:
    return [span.of(lead) for span in sentences_in(lead, Span(0, len(lead)))]


def _listed(sentences: Sequence[str]) -> str:
    return "\n".join(f"- {quoted(sentence)}" for sentence in sentences)
