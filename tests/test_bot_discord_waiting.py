"""What a member sees while a question waits for its turn, and that the answer takes its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from discord_standin import CHANNEL, Application, BotProcess, Discord, payloads, text_of
from discord_standin.rules import Json

BREAKING = (str(Path(__file__).parent / "discord_standin" / "breaking_bot.py"),)
PLACE = "One question is before yours"


@contextmanager
def one_reader(discord: Discord, folder: Path, *, threads: bool = True, **more: str) -> Iterator[Application]:
    """A bot that reads one question at a time."""
    app = discord.new_application()
    if not threads:
        app.permissions &= ~payloads.PUBLIC_THREADS
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_DATA": str(folder / "data"), **discord.environment}
    with BotProcess(BREAKING, {**environment, "FOOTNOTE_WORKERS": "1", **more}, folder):
        yield app


def busy(app: Application, question: str) -> Json:
    """A member mentions the bot, which begins to read."""
    said = app.say(question, mention=True)
    app.wait_for(lambda: any("/typing" in one.route for one in app.requests))
    return said


def bodies(app: Application, method: str) -> list[Json]:
    """The bot's messages in channels and threads as they were sent (POST) or edited (PATCH)."""
    asked = (one for one in tuple(app.requests) if one.method == method and one.route.startswith("/channels"))
    return [one.body for one in asked if "components" in (one.body or {})]


@pytest.mark.parametrize("style", ["components", "embed"])
@pytest.mark.parametrize("threads", [True, False], ids=["in a thread", "by a reply"])
def test_a_mention_that_waits_shows_its_place_and_becomes_the_answer(
    discord: Discord, tmp_path: Path, style: str, threads: bool
) -> None:
    """Who has to wait reads how many come first; the answer takes that message's place, and pings nobody."""
    with one_reader(discord, tmp_path, threads=threads, FOOTNOTE_CARDS=style) as app:
        busy(app, "slow one")
        said = app.say("two-page", mention=True)
        app.wait_for_words(said["id"] if threads else CHANNEL, "(2 of 2)")
        sent, edited = bodies(app, "POST"), bodies(app, "PATCH")
        assert [PLACE in text_of(one) for one in sent] == [True, False, False]
        assert [text_of(one).splitlines()[0] for one in edited] == ["-# two-page"]
        assert all(one["allowed_mentions"] == {"parse": []} for one in (*sent, *edited))
        shown = app.spoken(said["id"]) if threads else app.replies_to(said)
        assert len(shown) == 2
        assert PLACE not in "".join(map(text_of, shown))


def test_a_mention_that_waits_in_vain_is_told_so_in_the_same_message(
    discord: Discord, tmp_path: Path
) -> None:
    """What ends without an answer, past the deadline or by the bot's end, leaves no place in a line that is gone."""
    with one_reader(discord, tmp_path, FOOTNOTE_DEADLINE="1") as app:
        busy(app, "hang")
        said = app.say("brief", mention=True)
        app.wait_for_words(said["id"], "could not finish that in time")
        assert len(app.spoken(said["id"])) == 1
        assert PLACE in text_of(bodies(app, "POST")[0])


def test_a_place_that_somebody_deletes_costs_no_answer(discord: Discord, tmp_path: Path) -> None:
    """The answer is sent as if nothing had been told before."""
    with one_reader(discord, tmp_path) as app:
        busy(app, "slow one")
        said = app.say("brief", mention=True)
        app.remove(app.wait_for_words(said["id"], PLACE))
        app.wait_for_words(said["id"], "No answer")
        assert len(app.spoken(said["id"])) == 1


@pytest.mark.parametrize("waits", [True, False], ids=["its place", "its answer"])
def test_a_message_whose_receipt_is_lost_is_not_sent_twice(
    discord: Discord, tmp_path: Path, waits: bool
) -> None:
    """Discord takes the message and its word is lost on the way: the member has one message all the same."""
    with one_reader(discord, tmp_path, threads=False) as app:
        if waits:
            busy(app, "slow one")
        app.fail("POST", "/channels/{channel_id}/messages", 502, after=True)
        said = app.say("brief", mention=True)
        app.wait_for(lambda: any("No answer" in text_of(one) for one in app.replies_to(said)))
        app.wait_for(lambda: taken(app) == [200] * (1 + waits))
        assert len(app.replies_to(said)) == 1


def taken(app: Application) -> list[int]:
    """How the requests to send a message ended that were not lost."""
    sent = ("POST", "/channels/{channel_id}/messages")
    ends = [one.status for one in tuple(app.requests) if (one.method, one.route) == sent]
    return [one for one in ends if one != 502]


def test_a_command_that_waits_shows_its_place_in_the_reply_that_becomes_the_answer(
    discord: Discord, tmp_path: Path
) -> None:
    """The reserved reply tells the place, and then the answer."""
    with one_reader(discord, tmp_path) as app:
        first = app.begin("slow one")
        app.wait_for(lambda: first.acknowledged)
        second = app.ask("brief")
        app.wait_for(lambda: "No answer" in second.text)
        assert [PLACE in text_of(one) for one in second.replies] == [True, False]
        assert not second.followups
