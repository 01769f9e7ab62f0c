"""How a question that was handed to moderators is shown: to them, and to members who ask a similar one later."""

from __future__ import annotations

from collections.abc import Sequence

from bot.records import Source
from bot.server.cards import NEUTRAL, Card, button, panel
from bot.server.custom_ids import Does
from bot.server.handed import Handed
from bot.server.markup import fitting, shown, whereabouts
from bot.settings import Cards

LONGEST = 800  # characters of a moderator's words
_QUESTION = 300  # characters
_NEAR, _LIST = 1000, 3600  # characters of the nearest articles, and of the list of answers
_LISTED, _LISTED_WORDS = 100, 200  # characters of a question and of the words to it in the list


def post(handed: Handed, nearest: Sequence[Source], card: str | None, style: Cards) -> Card:
    """A question as moderators see it, with what was said to it.

    Args:
        handed: the question.
        nearest: the articles that come closest to it.
        card: leads to the refusal, where others than its asker can see it.
        style: layout components or an embed.
    """
    asked = f"[A member asked this](<{card}>)" if card else "A member asked this"
    asked = "A member asked this privately" if handed.private else asked
    blocks = [f"### The articles do not answer this\n{shown(handed.question, _QUESTION)}\n-# {asked}"]
    if near := fitting((f"- {whereabouts(source)}" for source in nearest), _NEAR):
        blocks.append("\n".join(["These articles come closest:", *near]))
    if handed.words:
        blocks.append(
            f"{_quoted(handed.words)}\n-# Said by <@{handed.moderator}>. Shown to members who ask a similar question, "
            "marked as a moderator's word."
        )
        row = [
            button("Change the answer", Does.SPEAK, handed.id, emoji="✏️"),
            button("Take it back", Does.WITHDRAW, handed.id, emoji="↩️"),
        ]
    else:
        blocks.append(
            "-# What you answer is shown to members who ask a similar question, marked as a moderator's word."
        )
        row = [button("Answer", Does.SPEAK, handed.id, emoji="✍️")]
    return panel(blocks, NEUTRAL, style, [row])


def word(handed: Handed, style: Cards) -> Card:
    """What a moderator said to a similar question, as members see it below a refusal.

    Args:
        handed: the question; a moderator has said something to it.
        style: layout components or an embed.
    """
    asked = "" if handed.private else f"\n-# The question was: {shown(handed.question, _QUESTION)}"
    day = f"<t:{int(handed.answered_at or handed.at)}:D>"
    text = f"{_quoted(handed.words or '')}\n-# This is not from the articles · {day} · [their message](<{handed.link}>)"
    return panel([f"### A moderator answered a similar question{asked}", text], NEUTRAL, style)


def listed(answered: Sequence[Handed]) -> list[str]:
    """Questions with the moderators' answers, a line each, as many as fit on a card."""
    lines = (
        f"- {shown(handed.question, _LISTED)}\n> {shown(handed.words or '', _LISTED_WORDS)} [post](<{handed.link}>)"
        for handed in answered
    )
    return fitting(lines, _LIST)


def _quoted(words: str) -> str:
    """Somebody's words as a quotation, line by line."""
    lines = [shown(line, LONGEST) for line in words.splitlines() if line.strip()]
    return "\n".join(f"> {line}" for line in lines)
