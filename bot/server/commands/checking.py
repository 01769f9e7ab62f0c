"""The message menus: fact-check a message, or answer it; only the member who opened the menu sees the result.

Discord hands the message over with the menu, so neither needs to read anything else in the channel.
"""

from __future__ import annotations

from collections.abc import Sequence

import discord  # noqa: TID251

from bot.answering.publish.wording import (
    difference_words,
    disagreement_line,
    no_claims_line,
    part_line,
    verdict_line,
)
from bot.answering.question.understand import MAX_LENGTH
from bot.answering.verify.checked import Checked, CheckedPart, numbered_through, unchecked
from bot.answering.verify.differences import marked
from bot.answering.verify.message import Kind, Part, parts_of
from bot.answering.verify.support import Verdict
from bot.records import Citation
from bot.server.asking import ask_here, pending_of, remember, show
from bot.server.cards import NEUTRAL, Card, numbered, panel
from bot.server.footnote_client import Interaction, asker_of, engine_of
from bot.server.heard import all_words_of, words_of
from bot.server.interaction_reply import reserved
from bot.server.markup import shortened, shown, whereabouts
from bot.server.pages import TEXT_LIMIT
from bot.server.registry import Registry
from bot.server.remembered import Kept, new_id
from bot.server.replies import result_or_line, whisper
from bot.settings import Cards

MOST_CLAIMS = 8
_CLAIM = 160  # characters of a claim, and of the quotation under it
_WORDS = 60  # characters of words that differ
_MOST_DIFFERENCES = 3
_CLOSING = 200  # characters kept free for the last line
_SIGNS = {Verdict.SUPPORTED: "✅", Verdict.CONTRADICTED: "❌", Verdict.NOT_STATED: "➖"}
_UNCHECKED = Checked(Verdict.NOT_STATED, 0.0)  # stands for a claim beyond `MOST_CLAIMS`
_OWN = "That is my own message. I fact-check and answer what others write."
_NO_CLAIM = "There is no statement in that message that I could check."


def register(on: Registry) -> None:
    """Adds both message menus."""

    @on.tree.context_menu(name="Fact-check this message")
    async def check(interaction: Interaction, message: discord.Message) -> None:
        if await _of_others(interaction, message):
            await _check(interaction, message)

    @on.tree.context_menu(name="Answer this message")
    async def answer(interaction: Interaction, message: discord.Message) -> None:
        if not await _of_others(interaction, message):
            return
        words = words_of(message)
        if not words:
            await whisper(interaction, "I found no words in that message.")
            return
        await ask_here(interaction, shortened(words, MAX_LENGTH), private=True)


async def _of_others(interaction: Interaction, message: discord.Message) -> bool:
    """Whether somebody else wrote a message; whoever chose one of the bot's own is told that it is."""
    if message.author.id != interaction.client.application_id:
        return True
    await whisper(interaction, _OWN)
    return False


async def _check(interaction: Interaction, message: discord.Message) -> None:
    services = interaction.client.services
    parts = parts_of(all_words_of(message))
    claims = [part.read_as for part in parts if part.kind is Kind.CLAIM][:MOST_CLAIMS]
    if not claims:
        unresolved = [part_line(part) for part in parts if part.kind is Kind.UNRESOLVED]
        lines = [no_claims_line(parts), *(unresolved or [_NO_CLAIM]), *_left_out(0, parts)]
        await whisper(interaction, " ".join(filter(None, lines)))
        return
    with services.service.attended():
        reply = await reserved(interaction, private=True)
        if reply is None:
            return
        asker = asker_of(interaction.user, interaction.guild_id, interaction.channel)
        async with services.memory.pending.noted(pending_of(interaction)):
            checked = await result_or_line(services.service.check(asker, claims, reply.queued), reply)
            if checked is None:
                return
            results = numbered_through(checked)
            known = await remember(services, asker, _kept(interaction, results))
            card = checked_card(_together(parts, results), services.settings.cards, known)
            await show(services, reply, [card], known)


def _together(parts: Sequence[Part], results: Sequence[Checked]) -> list[CheckedPart]:
    """Each part with its result; a claim beyond those that were checked gets ``_UNCHECKED``."""
    remaining = iter(results)
    return [
        CheckedPart(part, next(remaining, _UNCHECKED) if part.kind is Kind.CLAIM else unchecked(part))
        for part in parts
    ]


def checked_card(checked: Sequence[CheckedPart], style: Cards, known: Kept | None) -> Card:
    """Each claim with its verdict and, where the articles mention it, the words that decide.

    Args:
        checked: the parts of the message in order, each with its result; citations numbered through.
        style: layout components or an embed.
        known: what is remembered of the check, for the buttons; None when it could not be.
    """
    blocks = ["### What the articles say about this"]
    shown_of: list[Citation] = []
    unshown = 0
    for entry in checked:
        if not entry.part.claims:
            continue
        block = _block(entry.part, entry.found)
        full = sum(map(len, (*blocks, block))) > TEXT_LIMIT - _CLOSING
        if unshown or full or entry.found is _UNCHECKED:
            unshown += 1
            continue
        blocks.append(block)
        shown_of += entry.found.shown
    parts = [entry.part for entry in checked]
    closing = [no_claims_line(parts), *_left_out(unshown, parts)]
    if any(closing):
        blocks.append(f"-# {' '.join(filter(None, closing))}")
    return panel(blocks, NEUTRAL, style, numbered(shown_of, known.id) if known else [])


def _block(part: Part, result: Checked) -> str:
    """A claim, the verdict with its markers, the words that differ, and the sentences that decide."""
    markers = "".join(f"[{citation.n}]" for citation in result.citations)
    lines = [
        f"{_SIGNS[result.verdict]} {_bold(part.text, [difference.claim for difference in result.differs])}"
    ]
    if line := part_line(part):
        lines.append(f"-# {shown(line, _CLAIM)}")
    if part.kind is not Kind.UNRESOLVED:
        lines.append(f"-# {verdict_line(result)}{markers and f' **{markers}**'}")
    for difference in result.differs[:_MOST_DIFFERENCES]:
        articles, message = (shown(words, _WORDS) for words in difference_words(difference))
        lines.append(f"articles: **{articles}**, message: **{message}**")
    for citation in result.shown:
        quote = _bold(citation.quote, [difference.text for difference in result.differs])
        lines.append(f"> **[{citation.n}]** {quote}\n-# {whereabouts(citation.source)}")
    if disagree := disagreement_line(result):
        lines.append(f"-# {disagree}")
    return "\n".join(lines)


def _bold(text: str, words: Sequence[str]) -> str:
    """The words as markdown that shows them, cut to `_CLAIM` characters, those that differ bold."""
    pieces = []
    for stretch, stands_out in marked(shortened(text, _CLAIM), words):
        sign = "**" if stands_out else ""
        before, after = stretch[: len(stretch) - len(stretch.lstrip())], stretch[len(stretch.rstrip()) :]
        pieces.append(f"{before[:1]}{sign}{shown(stretch, _CLAIM)}{sign}{after[:1]}")
    return "".join(pieces).strip()


def _left_out(unchecked: int, parts: Sequence[Part]) -> list[str]:
    """What a fact-check does not mention, in words."""
    too_short = sum(part.kind is Kind.SHORT for part in parts)
    more = f"{unchecked} more statement{'s are' if unchecked > 1 else ' is'} not shown."
    short = f"{too_short} sentence{'s are' if too_short > 1 else ' is'} too short to be checked."
    return [line for many, line in ((unchecked, more), (too_short, short)) if many]


def _kept(interaction: Interaction, results: Sequence[Checked]) -> Kept:
    name = new_id()
    cited = {citation.n: citation for result in results for citation in result.shown}
    return Kept(
        id=name,
        asker=interaction.user.id,
        guild=interaction.guild_id,
        channel=interaction.channel_id,
        conversation=name,
        private=True,
        question="",  # the words are somebody else's, and not ours to keep
        outcome="checked",
        generation=results[0].generation,
        citations=tuple(cited[number] for number in sorted(cited)),
        shelf=engine_of(interaction).shelf,
    )
