"""The message menus: fact-check a message, or answer it, for whoever opened the menu alone.

Discord hands the message over with the menu, so neither needs to read anything else in the channel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import discord  # noqa: TID251
from discord import app_commands  # noqa: TID251

from bot.answering.check import Checked
from bot.answering.question import MAX_LENGTH
from bot.answering.reading.support import Verdict
from bot.answering.wording import verdict_line
from bot.records import Citation
from bot.server.asking import ask_here, remember, show
from bot.server.cards import NEUTRAL, Card, numbered, panel
from bot.server.face import Face, Interaction, asker_of
from bot.server.heard import all_words_of, words_of
from bot.server.markup import shortened, shown, tidy
from bot.server.pages import TEXT_LIMIT, whereabouts
from bot.server.remembered import Kept, new_id
from bot.server.replies import reserved, result_or_line, whisper
from bot.settings import Cards
from index.articles.sentences import sentences
from index.records import Span

MOST_CLAIMS = 8
_FEWEST_WORDS = 3
_CLAIM = 160  # characters of a claim, and of the quotation under it
_CLOSING = 100  # characters kept free for the last line
_SIGNS = {Verdict.SUPPORTED: "✅", Verdict.CONTRADICTED: "❌", Verdict.NOT_STATED: "➖"}
_NO_CLAIM = "I found no statement in that message that I can check."


@dataclass(frozen=True, slots=True)
class Claims:
    """What in a message claims something; a question does not.

    Args:
        sentences: those with at least three words, in order.
        too_short: how many have fewer.
    """

    sentences: tuple[str, ...]
    too_short: int


def claims_of(text: str) -> Claims:
    """The claims of a message."""
    words = tidy(text)
    found = [span.of(words) for span in sentences(words, Span(0, len(words)))] if words else []
    told = [one for one in found if not one.endswith("?") and any(map(str.isalnum, one))]
    long = tuple(one for one in told if len(one.split()) >= _FEWEST_WORDS)
    return Claims(long, len(told) - len(long))


def add_menus(tree: app_commands.CommandTree[Face]) -> None:
    """Put both message menus on the command tree."""

    @tree.context_menu(name="Fact-check this message")
    async def check(interaction: Interaction, message: discord.Message) -> None:
        await _check(interaction, message)

    @tree.context_menu(name="Answer this message")
    async def answer(interaction: Interaction, message: discord.Message) -> None:
        words = words_of(message)
        if not words:
            await whisper(interaction, "I found no words in that message.")
            return
        await ask_here(interaction, shortened(words, MAX_LENGTH), private=True)


async def _check(interaction: Interaction, message: discord.Message) -> None:
    house = interaction.client.house
    claims = claims_of(all_words_of(message))
    if not claims.sentences:
        await whisper(interaction, " ".join([_NO_CLAIM, *_left_out(0, claims.too_short)]))
        return
    with house.desk.attended():
        reply = await reserved(interaction, private=True)
        if reply is None:
            return
        asker = asker_of(interaction.user, interaction.guild_id, interaction.channel)
        checking = house.desk.check(asker, claims.sentences[:MOST_CLAIMS], reply.queued)
        found = await result_or_line(checking, reply)
        if found is None:
            return
        results = _in_order(found)
        known = await remember(house, _kept(interaction, results))
        told_of = list(zip(claims.sentences, results, strict=False))
        more = len(claims.sentences) - len(results)
        card = checked_card(told_of, more, claims.too_short, house.settings.cards, known)
        await show(house, reply, [card], known)


def checked_card(
    results: Sequence[tuple[str, Checked]], unchecked: int, too_short: int, style: Cards, known: Kept | None
) -> Card:
    """Each claim with what became of it and, where the articles speak of it, the words that decide.

    Args:
        results: the claims in order, each with what was found; citations numbered through.
        unchecked: how many further claims the message holds.
        too_short: how many of its sentences are too short to be claims.
        style: layout components or an embed.
        known: what is remembered of the check, for the buttons; None when it could not be.
    """
    blocks = ["### What the articles say about this"]
    shown_of: list[Citation] = []
    for place, (claim, found) in enumerate(results):
        markers = "".join(f"[{one.n}]" for one in found.citations)
        lines = [
            f"{_SIGNS[found.verdict]} {shown(claim, _CLAIM)}",
            f"-# {verdict_line(found)}{markers and f' **{markers}**'}",
        ]
        for one in found.citations:
            lines.append(f"> **[{one.n}]** {shown(one.quote, _CLAIM)}\n-# {whereabouts(one.source)}")
        block = "\n".join(lines)
        if sum(map(len, (*blocks, block))) > TEXT_LIMIT - _CLOSING:
            unchecked += len(results) - place
            break
        blocks.append(block)
        shown_of += found.citations
    if left_out := _left_out(unchecked, too_short):
        blocks.append(f"-# {' '.join(left_out)}")
    return panel(blocks, NEUTRAL, style, numbered(shown_of, known.id) if known else [])


def _left_out(unchecked: int, too_short: int) -> list[str]:
    """What a fact-check does not speak of, in words."""
    more = f"{unchecked} more statement{'s are' if unchecked > 1 else ' is'} not shown."
    short = f"{too_short} sentence{'s are' if too_short > 1 else ' is'} too short to be checked."
    return [line for many, line in ((unchecked, more), (too_short, short)) if many]


def _in_order(found: Sequence[Checked]) -> list[Checked]:
    """The same results with their citations numbered through, a place that serves twice by one number."""
    places: dict[tuple[str, Span], int] = {}
    numbered_through = []
    for one in found:
        cited: list[Citation] = []
        for citation in one.citations:
            n = places.setdefault((citation.source.file, citation.span), len(places) + 1)
            cited.append(replace(citation, n=n))
        numbered_through.append(replace(one, citations=tuple(cited)))
    return numbered_through


def _kept(interaction: Interaction, results: Sequence[Checked]) -> Kept:
    name = new_id()
    cited = {one.n: one for found in results for one in found.citations}
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
        citations=tuple(cited[n] for n in sorted(cited)),
    )
