"""What of a claim the text beside it does not bear out, told slot by slot where English is regular.

The network says how likely a text supports a claim; here is what it may not overlook: numbers with their bounds, names,
negation, who says so, under which condition, how sure, who does it to whom, and where commas and quotation marks stand.
A claim is supported only if the network is sure and nothing is lacking here; it is contradicted only if something here
differs in the sentence that is shown.
"""

from __future__ import annotations

from bot.answering.guards.context import of_a_whole, used_of
from bot.answering.guards.doubt import Doubt
from bot.answering.guards.limits import asked, certainty, condition, restricted, scope
from bot.answering.guards.names import genders, names
from bot.answering.guards.negation import negation, opposite
from bot.answering.guards.numbers import days, elsewhere, numbers
from bot.answering.guards.order import compared, doer, turned
from bot.answering.guards.speakers import pauses, speaker

__all__ = ["Doubt", "doubts"]


def doubts(claim: str, beside: str, whole: str) -> tuple[Doubt, ...]:
    """What speaks against a claim, slot by slot; empty where nothing does.

    Args:
        claim: the claim, numbers plain.
        beside: the sentences nearest to it, numbers plain: what is shown.
        whole: all of the text, in which names may be told in full.
    """
    beside = of_a_whole(used_of(beside, claim), claim)
    return tuple(
        one
        for slot in (
            numbers,
            days,
            elsewhere,
            names,
            genders,
            negation,
            speaker,
            condition,
            certainty,
            restricted,
            scope,
            opposite,
            asked,
            compared,
            turned,
            doer,
            pauses,
        )
        for one in slot(claim, beside, whole)
    )
