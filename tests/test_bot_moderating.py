"""Who may do what, in a simulation of Discord that knows permissions, has a clock to turn, and restarts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord  # noqa: TID251  (its permissions)
import numpy as np
import pytest
import simcord
from discord_standin import text_of

from bot.answering.verify.checked import Checked
from bot.answering.verify.support import Verdict
from bot.answers import Answer, Refused
from bot.engine import Engine, Upkeep
from bot.records import Question, Reason, Trace
from bot.server.client import new_client
from bot.server.commands.everything import new_tree
from bot.server.footnote_client import FootnoteClient, Services
from bot.server.memory import Memory, open_memory
from bot.server.remembered import Change, Feedback
from bot.server.rules import rule
from bot.server.service import AnswerService
from bot.settings import BotSettings
from index.errors import SeedsMissing
from index.records import Vectors


def answer(question: Question, first: object = None) -> Answer:
    """Refuse: what is asked does not matter here."""
    return Refused(question, Reason.OFF_TOPIC, (), Trace(question.text, generation="g1"))


def no_articles() -> str:
    """What a rebuild without articles comes to."""
    raise SeedsMissing("seeds: no articles")


def embed(texts: Sequence[str]) -> Vectors:
    """Unit vectors of words, whatever their order."""
    words = sorted({word for text in texts for word in text.lower().split()})
    counts = np.array([[text.lower().split().count(word) for word in words] for text in texts], np.float32)
    return counts / np.linalg.norm(counts, axis=1, keepdims=True)


ENGINE = Engine(
    ask=answer,
    check=lambda claims: tuple(Checked(Verdict.NOT_STATED, 0.0) for _ in claims),
    index=lambda: SimpleNamespace(generation=SimpleNamespace(id="g1"), embed=embed),  # type: ignore[arg-type, return-value]
    upkeep=Upkeep(rebuild=no_articles, rollback=lambda: "Generation g0 answers."),
)


@dataclass
class Server:
    """A simulated server with the bot in it.

    Args:
        env: the simulation.
        restart: stops the bot and starts it anew.
        memory: what the bot remembers.
        channel: where things happen.
        member: somebody without any right.
        moderator: somebody who may manage the server.
        owner: a moderator who also is an owner of the bot.
    """

    env: simcord.Env
    restart: Callable[[], Awaitable[None]]
    memory: Memory
    channel: Any
    member: Any
    moderator: Any
    owner: Any


def words(result: Any) -> str:
    """What whoever used a command reads in the end."""
    messages = result.followups or [result.response]
    return text_of({"content": messages[-1].content, "components": messages[-1].components})


def in_a_server(folder: Path, test: Callable[[Server], Awaitable[None]]) -> None:
    """Runs a test with the bot in a simulated server."""
    given = BotSettings(_env_file=None, data=folder, cooldown=0)
    owners: list[int] = []

    async def run() -> None:
        env_of: list[simcord.Env] = []
        memory = await open_memory(folder)
        service = AnswerService(lambda: ENGINE, given, clock=lambda: env_of[0].now().timestamp())
        await service.open(rule(memory.guild, given.cooldown, lambda guild: env_of[0].bot.get_guild(guild)))

        def house() -> Services:
            return Services(service, memory, given.model_copy(update={"owners": frozenset(owners)}))

        def new_bot() -> FootnoteClient:
            client = new_client(given)
            client.services = house()

            async def publish() -> None:
                await new_tree(client).sync()

            client.setup_hook = publish  # type: ignore[method-assign]
            return client

        try:
            async with simcord.run(new_bot()) as env:
                env_of.append(env)
                guild = env.create_guild()
                role = guild.create_role("mods", permissions=discord.Permissions(manage_guild=True))
                owner = guild.add_member(env.create_user("olga"), roles=[role])
                owners.append(owner.id)
                env.bot.services = house()
                await test(
                    Server(
                        env,
                        lambda: env.restart_bot(new_bot()),
                        memory,
                        guild.create_text_channel("articles"),
                        guild.add_member(env.create_user("anna")),
                        guild.add_member(env.create_user("mona"), roles=[role]),
                        owner,
                    )
                )
        finally:
            await service.close(1)
            await memory.close()

    asyncio.run(run())


def test_what_members_and_moderators_see_and_may_do(tmp_path: Path) -> None:
    """Members are not offered /footnote; where a server shows it to them all the same, it does nothing for them."""

    async def test(here: Server) -> None:
        assert "ask" in here.member.available_commands(here.channel)
        assert not any("footnote" in name for name in here.member.available_commands(here.channel))
        assert "footnote settings" in here.moderator.available_commands(here.channel)
        shown = await here.moderator.slash(here.channel, "footnote settings")
        assert shown.ephemeral
        assert "every channel" in words(shown)
        for name in ("reindex", "rollback"):
            assert "Only the owners" in words(await here.moderator.slash(here.channel, f"footnote {name}"))
        why = await here.moderator.slash(here.channel, "footnote why", answer="0" * 16)
        assert "Only the owners" in words(why)

    in_a_server(tmp_path, test)


def test_a_server_that_shows_the_command_to_everybody_does_not_open_it(tmp_path: Path) -> None:
    """Overridden in Discord's settings, /footnote settings is still for moderators alone."""

    async def test(here: Server) -> None:
        guild = here.env.guild
        published = await here.env.bot.http.get_global_commands(here.env.bot.application_id)
        (number,) = [int(command["id"]) for command in published if command["name"] == "footnote"]
        guild.set_command_permissions(number, {guild.default_role: True})
        refused = await here.member.slash(here.channel, "footnote settings", cooldown=0)
        assert "Only moderators" in words(refused)
        assert here.memory.guild(guild.id).cooldown is None
        for name in ("feedback", "unanswered", "audit"):
            assert "Only moderators" in words(await here.member.slash(here.channel, f"footnote {name}"))

    in_a_server(tmp_path, test)


def test_settings_hold_at_once_and_after_a_restart(tmp_path: Path) -> None:
    """Channels, roles, the pause and privacy are set by moderators, bind members, and outlive a restart."""

    async def test(here: Server) -> None:
        other = here.env.guild.create_text_channel("elsewhere")
        settings = {"add_channel": here.channel, "cooldown": 30, "private": True}
        shown = words(await here.moderator.slash(here.channel, "footnote settings", **settings))
        assert f"<#{here.channel.id}>" in shown
        assert "30 seconds" in shown
        assert f"<#{here.channel.id}>" in words(await here.member.slash(other, "ask", question="Who?"))
        asked = await here.member.slash(here.channel, "ask", question="Who?")
        assert asked.ephemeral
        assert "No answer" in words(asked)
        await here.restart()
        assert "in 30 seconds" in words(await here.member.slash(here.channel, "ask", question="Who?"))
        await here.env.advance_time(31)
        assert "No answer" in words(await here.member.slash(here.channel, "ask", question="Who?"))
        role = here.env.guild.create_role("readers")
        await here.moderator.slash(here.channel, "footnote settings", add_role=role)
        await here.env.advance_time(31)
        refused = words(await here.member.slash(here.channel, "ask", question="Who?"))
        assert "with one of these roles" in refused

    in_a_server(tmp_path, test)


def test_feedback_comes_as_a_table_that_no_spreadsheet_runs(tmp_path: Path) -> None:
    """Moderators download what members thought; a cell that looks like a formula is made inert."""

    async def test(here: Server) -> None:
        empty = await here.moderator.slash(here.channel, "footnote feedback")
        assert "Nobody has pressed" in words(empty)
        await here.member.slash(here.channel, "ask", question="=HYPERLINK(1)")
        kept = await here.memory.of_member(here.member.id)
        name = kept["questions"][0]["id"]
        await here.memory.judge(Feedback(name, here.member.id, good=False, reason="wrong", words="+1"))
        table = await here.moderator.slash(here.channel, "footnote feedback")
        (file,) = table.response.attachments
        read = (await file.read()).decode("utf-8-sig").splitlines()
        assert read[0].startswith("given,thumb,reason")
        assert ",down,wrong,'+1,refused,off_topic,'=HYPERLINK(1),The articles here" in read[1]
        assert f"https://discord.com/channels/{here.env.guild.id}/{here.channel.id}/" in read[1]

    in_a_server(tmp_path, test)


def test_what_was_asked_privately_is_exported_to_nobody(tmp_path: Path) -> None:
    """Of a private question moderators see the thumb and what its asker wrote with it, not what was asked."""

    async def test(here: Server) -> None:
        await here.member.slash(here.channel, "ask", question="My secret?", private=True)
        (asked,) = (await here.memory.of_member(here.member.id))["questions"]
        await here.memory.judge(Feedback(asked["id"], here.member.id, good=False, words="No help."))
        table = await here.moderator.slash(here.channel, "footnote feedback")
        read = (await table.response.attachments[0].read()).decode("utf-8-sig")
        assert "No help.,refused,off_topic,(private),(private),," in read
        shown = await here.moderator.slash(here.channel, "footnote unanswered")
        assert "### No questions without a good answer in the last 7 days" in words(shown)
        assert "-# 1 was asked privately and is not shown." in words(shown)
        assert "secret" not in read + words(shown)

    in_a_server(tmp_path, test)


def test_what_got_no_good_answer_is_shown_in_groups(tmp_path: Path) -> None:
    """What the shelf lacks: similar questions together, the most asked first, with links to the cards."""

    async def test(here: Server) -> None:
        empty = words(await here.moderator.slash(here.channel, "footnote unanswered"))
        assert empty == "### No questions without a good answer in the last 7 days"
        links = []
        for question in ("Who paid for the walls?", "When was it?", "who paid for the new walls?"):
            asked = await here.member.slash(here.channel, "ask", question=question)
            links.append(
                f"https://discord.com/channels/{here.env.guild.id}/{here.channel.id}/{asked.response.id}"
            )
        last = (await here.memory.of_member(here.member.id))["questions"][-1]
        await here.memory.judge(
            Feedback(last["id"], here.member.id, good=False, reason="should have answered")
        )
        listed = await here.moderator.slash(here.channel, "footnote unanswered")
        assert listed.ephemeral
        assert words(listed).splitlines() == [
            "### 3 questions without a good answer in the last 7 days",
            "- **2 times**: who paid for the new walls?",
            "-# not covered by the articles · 👎 1 · The articles do answer this · "
            f"[card 1](<{links[2]}>) [card 2](<{links[0]}>)",
            "- When was it?",
            f"-# not covered by the articles · [card 1](<{links[1]}>)",
        ]
        last_day = words(await here.moderator.slash(here.channel, "footnote unanswered", days=1))
        assert last_day.startswith("### 3 questions without a good answer in the last day\n")
        (file,) = listed.response.attachments
        rows = (await file.read()).decode("utf-8-sig").splitlines()
        assert [row.split(",")[0] for row in rows] == ["group", "1", "1", "2"]

    in_a_server(tmp_path, test)


def test_settings_survive_deleted_channels_and_roles(tmp_path: Path) -> None:
    """A deleted channel or role is dropped; where none is left the server stays closed until moderators choose anew."""

    async def test(here: Server) -> None:
        forum = here.env.guild.create_forum_channel("help")
        other = here.env.guild.create_text_channel("elsewhere")
        for channel in (other, forum):
            given = {"add_channel": channel, "private": True}
            shown = words(await here.moderator.slash(here.channel, "footnote settings", **given))
        assert f"<#{other.id}>, <#{forum.id}>" in shown or f"<#{forum.id}>, <#{other.id}>" in shown
        await here.env.bot.get_channel(other.id).delete()  # type: ignore[union-attr]
        await here.env.settle()
        refused = words(await here.member.slash(here.channel, "ask", question="Who?"))
        assert f"<#{forum.id}>" in refused
        assert f"<#{other.id}>" not in refused
        await here.env.bot.get_channel(forum.id).delete()  # type: ignore[union-attr]
        await here.env.settle()
        refused = words(await here.member.slash(here.channel, "ask", question="Who?"))
        assert "have been deleted" in refused
        assert "have been deleted" in words(await here.moderator.slash(here.channel, "footnote settings"))
        shown = words(await here.moderator.slash(here.channel, "footnote settings", reset=True))
        assert "every channel" in shown
        assert "No answer" in words(await here.member.slash(here.channel, "ask", question="Who?"))

    in_a_server(tmp_path, test)


def test_every_change_is_remembered_with_who_made_it(tmp_path: Path) -> None:
    """Settings, upkeep of the index and deletions stand in a list for moderators; a look at the settings does not."""

    async def test(here: Server) -> None:
        assert "Nothing has been changed" in words(await here.moderator.slash(here.channel, "footnote audit"))
        await here.moderator.slash(here.channel, "footnote settings")
        await here.moderator.slash(here.channel, "footnote settings", cooldown=30, add_channel=here.channel)
        await here.owner.slash(here.channel, "footnote rollback")
        await here.owner.slash(here.channel, "footnote reindex")  # fails, and changes nothing
        await here.moderator.slash(here.channel, "footnote settings", reset=True)
        lines = words(await here.moderator.slash(here.channel, "footnote audit")).splitlines()
        changes = [re.sub(r"^- <t:\d+:f> ", "", line) for line in lines[1:]]
        place = f"<#{here.channel.id}>"
        assert changes == [
            f"<@{here.moderator.id}>: Settings: channels {place} → every channel; cooldown 30 seconds → default",
            f"<@{here.owner.id}>: Rolled the index back: Generation g0 answers.",
            f"<@{here.moderator.id}>: Settings: channels every channel → {place}; cooldown default → 30 seconds",
        ]
        await here.memory.forget_member(here.moderator.id)
        lines = words(await here.moderator.slash(here.channel, "footnote audit")).splitlines()
        assert sum("a member: Settings" in line for line in lines) == 2
        assert not any(str(here.moderator.id) in line for line in lines)

    in_a_server(tmp_path, test)


def test_the_list_of_changes_fits_into_a_message(tmp_path: Path) -> None:
    """The latest changes are shown in full; a line says that older ones do not fit."""

    async def test(here: Server) -> None:
        for number in range(15):
            what = f"Settings: {number} " + "of many " * 60
            await here.memory.record(Change(here.env.guild.id, here.moderator.id, what))
        listed = words(await here.moderator.slash(here.channel, "footnote audit"))
        assert len(listed) <= 4000
        *lines, last = listed.splitlines()
        numbers = [int(line.split("Settings: ")[1].split()[0]) for line in lines[1:]]
        assert numbers == list(range(14, 14 - len(numbers), -1))
        assert len(numbers) > 5
        assert all(line.endswith("of many of many") for line in lines[1:])
        assert last == "-# Older changes do not fit here."

    in_a_server(tmp_path, test)


@pytest.mark.parametrize(
    ("name", "line"),
    [("reindex", "nothing has changed: seeds: no articles"), ("rollback", "Generation g0 answers.")],
)
def test_owners_look_after_the_index(tmp_path: Path, name: str, line: str) -> None:
    """Owners rebuild and go back from Discord, and are told in one line what came of it."""

    async def test(here: Server) -> None:
        done = await here.owner.slash(here.channel, f"footnote {name}")
        assert done.ephemeral
        assert line in words(done)

    in_a_server(tmp_path, test)


def test_owners_see_why_an_answer_is_what_it_is(tmp_path: Path) -> None:
    """By the link of the message or by the answer's id: outcome, reading, confidence, and the whole record."""

    async def test(here: Server) -> None:
        asked = await here.member.slash(here.channel, "ask", question="Who met?")
        link = f"https://discord.com/channels/{here.env.guild.id}/{here.channel.id}/{asked.response.id}"
        why = await here.owner.slash(here.channel, "footnote why", answer=link)
        assert "**refused** (off_topic)" in words(why)
        assert "Read as: Who met?" in words(why)
        assert len(why.response.attachments) == 1
        assert "do not know that answer" in words(
            await here.owner.slash(here.channel, "footnote why", answer="nonsense")
        )

    in_a_server(tmp_path, test)
