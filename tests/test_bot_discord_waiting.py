"""What a member sees while a question waits for its turn, and that the answer takes its place."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import AsyncMock, Mock

import pytest
from discord_standin import CHANNEL, Application, BotProcess, Discord, Member, payloads, text_of
from discord_standin.rules import Json

from bot.server.message_reply import ALONE_S, MessageReply
from bot.settings import Cards

BREAKING = (str(Path(__file__).parent / "discord_standin" / "breaking_bot.py"),)
PLACE = "1 question is ahead of yours"
PATIENCE_S = 60.0


@dataclass
class Reader:
    """A bot that reads one question at a time.

    Args:
        app: the bot as Discord knows it.
        bot: its process.
        held: the file that is there while it reads a question that it is told to hold.
    """

    app: Application
    bot: BotProcess
    held: Path

    def hold(self) -> None:
        """A member uses ``/ask``, and the bot reads until ``release``: the next question has to wait."""
        self.app.begin("held")
        end = time.monotonic() + PATIENCE_S
        while not self.held.exists():
            assert time.monotonic() < end, "the bot does not begin to read"
            time.sleep(0.01)

    def release(self) -> None:
        """The bot comes to the end of what it holds."""
        self.held.unlink()


@contextmanager
def one_reader(discord: Discord, folder: Path, *, threads: bool = True, **more: str) -> Iterator[Reader]:
    """A bot that reads one question at a time."""
    app = discord.new_application()
    if not threads:
        app.permissions &= ~payloads.PUBLIC_THREADS
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_DATA": str(folder / "data"), **discord.environment}
    with BotProcess(BREAKING, {**environment, "FOOTNOTE_WORKERS": "1", **more}, folder) as bot:
        yield Reader(app, bot, folder / "held")


def bodies(app: Application, method: str) -> list[Json]:
    """The bot's messages in channels and threads as they were sent (POST) or edited (PATCH)."""
    asked = (
        request
        for request in tuple(app.requests)
        if request.method == method and request.route.startswith("/channels")
    )
    return [request.body for request in asked if "components" in (request.body or {})]


@pytest.mark.parametrize("style", ["components", "embed"])
@pytest.mark.parametrize("threads", [True, False], ids=["in a thread", "by a reply"])
def test_a_mention_that_waits_shows_its_place_and_becomes_the_answer(
    discord: Discord, tmp_path: Path, style: str, threads: bool
) -> None:
    """Who has to wait reads how many come first; the answer takes that message's place, and pings nobody."""
    with one_reader(discord, tmp_path, threads=threads, FOOTNOTE_CARDS=style) as reader:
        app, where = reader.app, None if threads else CHANNEL
        reader.hold()
        said = app.say("two-page", mention=True)
        app.wait_for_words(where or said["id"], PLACE)
        reader.release()
        app.wait_for_words(where or said["id"], "(2 of 2)")
        sent, edited = bodies(app, "POST"), bodies(app, "PATCH")
        assert sum(PLACE in text_of(body) for body in sent) == 1
        assert [text_of(body).splitlines()[0] for body in edited] == ["-# two-page"]
        assert all(body["allowed_mentions"] == {"parse": []} for body in (*sent, *edited))
        shown = app.spoken(said["id"]) if threads else app.replies_to(said)
        assert len(shown) == 2
        assert PLACE not in "".join(map(text_of, shown))


def test_a_mention_that_waits_in_vain_is_told_so_in_the_same_message(
    discord: Discord, tmp_path: Path
) -> None:
    """Past the deadline, a line that says so replaces the place in the queue."""
    with one_reader(discord, tmp_path, FOOTNOTE_DEADLINE="1") as reader:
        reader.hold()
        said = reader.app.say("brief", mention=True)
        reader.app.wait_for_words(said["id"], "could not finish that in time")
        assert len(reader.app.spoken(said["id"])) == 1
        assert any(PLACE in text_of(body) for body in bodies(reader.app, "POST"))


def test_a_bot_that_is_stopped_leaves_no_place_in_its_line(discord: Discord, tmp_path: Path) -> None:
    """A member who still waits when the bot is switched off reads so in the message that showed the place."""
    with one_reader(discord, tmp_path) as reader:
        reader.hold()
        said = reader.app.say("brief", mention=True)
        reader.app.wait_for_words(said["id"], PLACE)
        reader.bot.stop()
        assert ["switched off" in text_of(message) for message in reader.app.spoken(said["id"])] == [True]


def test_a_bot_that_is_stopped_while_it_sends_a_place_leaves_none() -> None:
    """What is said while Discord still takes the message with the place ends up in that message."""

    async def stopped() -> None:
        taken, message, said = asyncio.Event(), AsyncMock(), AsyncMock()
        message.to_reference = Mock()

        async def send(**_: object) -> AsyncMock:
            await taken.wait()
            return said

        message.channel.send = Mock(side_effect=send)
        reply = MessageReply(message, None, Cards.COMPONENTS)
        telling = [asyncio.create_task(work) for work in (reply.queued(1), reply.line("I am switched off."))]
        await asyncio.sleep(0)  # both have begun
        taken.set()
        await asyncio.gather(*telling)
        assert message.channel.send.call_count == said.edit.await_count == 1

    asyncio.run(stopped())


@pytest.mark.parametrize("server", [True, False])
def test_a_line_for_one_member_goes_away(server: bool) -> None:
    """What is said to one member where everybody reads it is deleted soon; in a direct message it stays."""
    said, message = AsyncMock(), AsyncMock(guild=server or None)
    message.to_reference = Mock()
    message.channel.send.return_value = said
    asyncio.run(MessageReply(message, "", Cards.COMPONENTS).alone("Please wait."))
    assert [call.kwargs for call in said.delete.await_args_list] == [{"delay": ALONE_S}] * server


def test_a_place_that_somebody_deletes_costs_no_answer(discord: Discord, tmp_path: Path) -> None:
    """The answer is sent as if nothing had been told before."""
    with one_reader(discord, tmp_path) as reader:
        app = reader.app
        reader.hold()
        said = app.say("brief", mention=True)
        app.remove(app.wait_for_words(said["id"], PLACE))
        reader.release()
        app.wait_for_words(said["id"], "No answer")
        assert len(app.spoken(said["id"])) == 1


@pytest.mark.parametrize("waits", [True, False], ids=["its place", "its answer"])
def test_a_message_whose_receipt_is_lost_is_not_sent_twice(
    discord: Discord, tmp_path: Path, waits: bool
) -> None:
    """Discord takes the message and its receipt is lost on the way: the member has one message all the same."""
    with one_reader(discord, tmp_path, threads=False) as reader:
        app = reader.app
        if waits:
            reader.hold()
        app.fail("POST", "/channels/{channel_id}/messages", 502, after=True)
        said = app.say("brief", mention=True)
        if waits:
            app.wait_for_words(CHANNEL, PLACE)
            reader.release()
        app.wait_for(lambda: any("No answer" in text_of(reply) for reply in app.replies_to(said)))
        app.wait_for(lambda: taken(app) == [200])
        assert len(app.replies_to(said)) == 1


def test_the_rest_of_an_answer_that_cannot_be_sent_is_told_of(discord: Discord, tmp_path: Path) -> None:
    """The first page is where the place was; its asker reads in a direct message that the rest is missing."""
    with one_reader(discord, tmp_path) as reader:
        app, asker = reader.app, Member()
        reader.hold()
        said = app.say("two-page", asker, mention=True)
        app.wait_for(lambda: taken(app))
        app.fail("POST", "/channels/{channel_id}/messages", 403, 50013)
        reader.release()
        app.wait_for_words(app.open_direct(asker), "The rest of my answer could not be shown")
        assert "It rained" in text_of(app.wait_for_words(said["id"]))


def taken(app: Application) -> list[int]:
    """How the requests to send a message ended that were not lost."""
    sent = ("POST", "/channels/{channel_id}/messages")
    ends = [request.status for request in tuple(app.requests) if (request.method, request.route) == sent]
    return [status for status in ends if status != 502]


def test_a_command_that_waits_shows_its_place_in_the_reply_that_becomes_the_answer(
    discord: Discord, tmp_path: Path
) -> None:
    """The reserved reply tells the place, and then the answer."""
    with one_reader(discord, tmp_path) as reader:
        reader.hold()
        asked = reader.app.begin("brief")
        reader.app.wait_for(lambda: asked.replies)
        reader.release()
        reader.app.answered(asked)
        assert [PLACE in text_of(reply) for reply in asked.replies] == [True, False]
        assert not asked.followups


@pytest.mark.parametrize("threads", [True, False], ids=["in a thread", "by a reply"])
def test_a_first_answer_is_shown_while_a_language_model_reads(
    discord: Discord, tmp_path: Path, threads: bool
) -> None:
    """The asker first reads the small reader's answer, marked as a first one; the model's answer replaces it."""
    with one_reader(discord, tmp_path, threads=threads) as reader:
        app, where = reader.app, None if threads else CHANNEL
        said = app.say("refined", mention=True)
        first = app.wait_for_words(where or said["id"], "A language model is still reading")
        assert "1,200 families" in text_of(first)
        reader.release()
        app.wait_for_words(where or said["id"], "The articles here say nothing about that.")
        shown = app.spoken(said["id"]) if threads else app.replies_to(said)
        assert len(shown) == 1
        assert "still reading" not in text_of(shown[0])
