"""Rules that find the parts of a claim that a text does not support: one rule for numbers, names, negation, and so on.

The network says how likely a text supports a claim. The rules catch what it may miss: numbers with their bounds,
names, negation, who says so, conditions, certainty, who does it to whom, and commas and quotation marks. A claim is
supported only if the network is sure and the rules find nothing missing; it is contradicted only if a rule finds
something different in the sentence that is shown.
"""

from __future__ import annotations

import re

from bot.answering.english.cues import Check
from bot.answering.guards.context import in_one_clause, of_a_whole, used_of
from bot.answering.guards.doubt import Doubt
from bot.answering.guards.limits import asked, certainty, condition, exceptions, restricted, scope
from bot.answering.guards.names import genders, names, offices
from bot.answering.guards.negation import negation, opposite
from bot.answering.guards.numbers import days, elsewhere, numbers, ranks
from bot.answering.guards.order import compared, doer, turned
from bot.answering.guards.speakers import pauses, speaker
from index.english.plain import plain

__all__ = ["Doubt", "doubts"]


def doubts(claim: str, beside: str, whole: str, title: str = "") -> tuple[Doubt, ...]:
    """What speaks against a claim, slot by slot; empty where nothing does.

    Args:
        claim: the claim, numbers plain.
        beside: the sentences nearest to it, numbers plain: what is shown.
        whole: all of the text, which may have names in full.
        title: its title and headings, which may have a release or a year that the sentences do not repeat.
    """
    beside, claim = of_a_whole(used_of(beside, claim), claim), in_one_clause(claim)
    return tuple(
        doubt
        for slot in (
            numbers,
            days,
            elsewhere,
            ranks,
            names,
            offices,
            genders,
            negation,
            speaker,
            condition,
            exceptions,
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
        for doubt in slot(claim, beside, whole)
        if not _in_title(doubt, title)
    )


def _in_title(doubt: Doubt, title: str) -> bool:
    """Whether a number or a day that the sentences lack stands in the title or in a heading."""
    missing = doubt.check in (Check.NUMBER, Check.DATE) and doubt.claim and not doubt.text
    return bool(
        missing and re.search(rf"(?<![\w.]){re.escape(doubt.claim)}(?!\w)", plain(title), re.IGNORECASE)
    )
