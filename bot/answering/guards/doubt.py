"""What a slot reports."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answering.english.cues import Check


@dataclass(frozen=True, slots=True)
class Doubt:
    """A part of a claim that the text beside it does not confirm.

    Args:
        check: which slot.
        claim: what the claim says there; empty where it leaves out what the text says.
        text: what the text says there; empty where it says nothing.
        differs: whether the two exclude each other, so that the text says otherwise.
    """

    check: Check
    claim: str
    text: str
    differs: bool = False
