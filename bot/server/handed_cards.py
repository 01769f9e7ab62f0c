"""How a question that was handed to moderators is shown: to them, and to members who ask a similar one later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.records import Source
from bot.server.cards import NEUTRAL, Card, button, panel
from bot.server.custom_ids import Does
from bot.server.handed import Handed
from bot.server.markup import shown, whereabouts
from bot.settings import Cards

LONGEST = 800  # characters of a moderator's words
_QUESTION = 300  # characters
_NEAR, _LIST = 1000, 3600  # characters of the nearest articles, and of the list of answers
_LISTED, _LISTED_WORDS = 100, 200  # characters of a question and of the words to it in the list


def post(one: Handed, nearest: Sequence[Source], card: str | None, style: Cards) -> Card:
    """A question as moderators see it, with what was said to it.

    Args:
        one: the question.
        nearest: the articles that come closest to it.
        card: leads to the refusal, where others than its asker can see it.
        style: layout components or an embed.
    """
    asked = f"[A member asked this](<{card}>)" if card else "A member asked this"
    asked = "A member asked this privately" if one.private else asked
    blocks = [f"### The articles do not answer this\n{shown(one.question, _QUESTION)}\n-# {asked}"]
    if near := _fitting((f"- {whereabouts(each)}" for each in nearest), _NEAR):
        blocks.append("\n".join(["These articles come closest:", *near]))
    if one.words:
        blocks.append(
            f"{_quoted(one.words)}\n-# Said by <@{one.moderator}>. Shown to members who ask a similar question, "
            "marked as a moderator's word."
        )
        row = [
            button("Change the answer", Does.SPEAK, one.id, emoji="✏️"),
            button("Take it back", Does.WITHDRAW, one.id, emoji="↩️"),
        ]
    else:
        blocks.append(
            "-# What you answer is shown to members who ask a similar question, marked as a moderator's word."
        )
        row = [button("Answer", Does.SPEAK, one.id, emoji="✍️")]
    return panel(blocks, NEUTRAL, style, [row])


def word(one: Handed, style: Cards) -> Card:
    """What a moderator said to a similar question, as members see it below a refusal.

    Args:
        one: the question; a moderator has said something to it.
        style: layout components or an embed.
    """
    asked = "" if one.private else f"\n-# The question was: {shown(one.question, _QUESTION)}"
    day = f"<t:{int(one.answered_at or one.at)}:D>"
    words = f"{_quoted(one.words or '')}\n-# This is not from the articles · {day} · [their message](<{one.link}>)"
    return panel([f"### A moderator answered a similar question{asked}", words], NEUTRAL, style)


def listed(answered: Sequence[Handed]) -> list[str]:
    """Questions with the moderators' answers, a line each, as many as fit on a card."""
    lines = (
        f"- {shown(one.question, _LISTED)}\n> {shown(one.words or '', _LISTED_WORDS)} [post](<{one.link}>)"
        for one in answered
    )
    return _fitting(lines, _LIST)


def _quoted(words: str) -> str:
    """Somebody's words as a quotation, line by line."""
    lines = [shown(line, LONGEST) for line in words.splitlines() if line.strip()]
    return "\n".join(f"> {line}" for line in lines)


def _fitting(lines: Iterable[str], room: int) -> list[str]:
    """The first lines, as many as fit into ``room`` characters."""
    found: list[str] = []
    for line in lines:
        if sum(map(len, found)) + len(found) + len(line) > room:
            break
        found.append(line)
    return found
