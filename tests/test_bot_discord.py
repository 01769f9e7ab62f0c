"""The bot in Discord: the process that ships, on a stand-in of Discord on loopback."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from discord_standin import Application, BotProcess, Discord
from discord_standin.payloads import EPHEMERAL
from discord_standin.rules import COMPONENTS_V2, Description

from bot.server.client import BAD_TOKEN, NO_DISCORD, NO_TOKEN, STOPPED

DOOR = ("-m", "bot", "serve")
SERVERS, MESSAGE = "/users/@me/guilds", "/channels/{channel_id}/messages/{message_id}"
BREAKING = (str(Path(__file__).parent / "discord_standin" / "breaking_bot.py"),)
# The same bot in a later version, in which /ask takes shorter questions.
CHANGED = (
    "-c",
    "import runpy; from bot.server.commands import ask; ask.MAX_LENGTH -= 1; "
    f"runpy.run_path({BREAKING[0]!r}, run_name='__main__')",
)
CUT_OFF = 1006  # how a WebSocket names an end without a goodbye
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15  # members, presences, message content


@pytest.fixture(scope="module")
def app(
    discord: Discord, articles: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    """A bot that is online: the process that ships."""
    app = discord.new_application()
    environment = {"DISCORD_TOKEN": app.token, **discord.environment, **articles}
    with BotProcess(DOOR, environment, tmp_path_factory.mktemp("bot")):
        yield app


@pytest.fixture
def breaking(discord: Discord, tmp_path: Path) -> Iterator[tuple[Application, BotProcess]]:
    """A bot that is online, whose answerer breaks on purpose."""
    app = discord.new_application()
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_DATA": str(tmp_path / "data"), **discord.environment}
    with BotProcess(BREAKING, environment, tmp_path) as bot:
        yield app, bot


def test_a_question_is_acknowledged_and_answered_with_a_card_that_cites(app: Application) -> None:
    """A member sees at once that the bot is thinking, then the answer with its source and date."""
    exchange = app.ask("How many Afghans has Pakistan expelled since the end of March?")
    assert exchange.acknowledged == {"type": 5}
    assert exchange.replies[0]["flags"] == COMPONENTS_V2
    assert "80,000" in exchange.text
    assert re.search(r"^-# \*\*\[1\]\*\* .*21 May 2025$", exchange.text, re.M)
    assert "48c4fcd209a9552a" not in exchange.text  # a file's name, where the article has a title


def test_a_question_off_the_shelf_is_refused_without_a_citation(app: Application) -> None:
    """Where the articles say nothing, the bot says so, and no number poses as a source."""
    exchange = app.ask("Who won the football World Cup in 2018?")
    assert "### No answer" in exchange.text
    assert not re.search(r"\[\d+\]", exchange.text)


@pytest.mark.parametrize(
    ("question", "line"), [("   ", "empty"), ("why? " * 500, "2,000 characters or fewer")]
)
def test_an_impossible_question_gets_one_friendly_line(app: Application, question: str, line: str) -> None:
    """Empty and endless questions are turned away in one line that says what to do, to their asker alone."""
    exchange = app.ask(question)
    assert line in exchange.words
    assert "\n" not in exchange.words
    assert exchange.withdrawn
    assert [message["flags"] & EPHEMERAL for message in exchange.followups] == [EPHEMERAL]


def test_nobody_is_pinged(app: Application) -> None:
    """Every message forbids mentions, even when the question is one."""
    app.ask("@everyone <@123456789012345678> what happened in Beijing?")
    replies = [reply for exchange in app.exchanges.values() for reply in exchange.replies]
    assert replies
    assert all(reply["allowed_mentions"] == {"parse": []} for reply in replies)


def test_the_bot_asks_for_no_privileged_intent(app: Application) -> None:
    """The bot reads no messages, members or presences, and no approval is needed to run it."""
    app.ask("Who met in Beijing?")
    assert app.introductions
    assert all(introduction["intents"] & PRIVILEGED == 0 for introduction in app.introductions)


def test_the_bot_speaks_to_nobody_but_discord(app: Application, discord: Discord) -> None:
    """Everything that leaves the bot goes through the configured proxy, and to Discord alone."""
    app.ask("Who met in Beijing?")
    assert discord.strangers == []


def test_everything_the_bot_sends_keeps_to_discords_own_description(
    app: Application, discord: Discord, description: Description | None
) -> None:
    """Address and body of each request are held against Discord's published description; a fault is a refusal."""
    if description is None:
        pytest.skip("Discord's description does not lie beside this checkout")
    app.ask("Who met in Beijing?")
    app.ask("   ")
    assert {request.method for request in app.requests} == {"GET", "PUT", "POST", "PATCH", "DELETE"}
    assert discord.faults == []
    route = "/channels/{channel_id}/messages"
    (fault,) = description.faults("POST", route, {"content": "Hello", "flags": "loud"})
    assert fault.startswith(f"POST {route}: $.flags: 'loud'")


@pytest.mark.parametrize(
    ("method", "route", "names", "query", "fault"),
    [
        ("GET", SERVERS, {}, {"limit": "200", "with_counts": "1"}, ""),
        ("GET", SERVERS, {}, {"limit": "201"}, "query: limit='201'"),
        ("GET", SERVERS, {}, {"with_counts": "yes"}, "query: with_counts='yes'"),
        ("GET", SERVERS, {}, {"after": "x"}, "query: after='x'"),
        ("GET", SERVERS, {}, {"from": "1"}, "query: from is not described"),
        ("DELETE", MESSAGE, {"channel_id": "12", "message_id": "34"}, {}, ""),
        ("DELETE", MESSAGE, {"channel_id": "12", "message_id": "last"}, {}, "path: message_id='last'"),
        ("DELETE", MESSAGE, {"channel_id": "12"}, {}, "path: message_id is missing"),
        ("PUT", MESSAGE, {"channel_id": "12", "message_id": "34"}, {}, "not described"),
        ("GET", "/users/@you", {}, {}, "not described"),
    ],
)
def test_an_address_that_discord_does_not_describe_is_a_fault(
    description: Description | None,
    method: str,
    route: str,
    names: dict[str, str],
    query: dict[str, str],
    fault: str,
) -> None:
    """Requests without a body (GET, DELETE) are checked too: route, ids, and what follows the question mark."""
    if description is None:
        pytest.skip("Discord's description does not lie beside this checkout")
    faults = list(description.address_faults(method, route, names, query))
    assert faults == ([f"{method} {route}: {fault}"] if fault else [])


def test_sigterm_ends_the_bot_cleanly(discord: Discord, articles: dict[str, str], tmp_path: Path) -> None:
    """Stopping the bot closes its connection with a goodbye and ends with status 0, without a complaint."""
    app = discord.new_application()
    environment = {"DISCORD_TOKEN": app.token, **discord.environment, **articles}
    with BotProcess(DOOR, environment, tmp_path) as bot:
        discord.wait_until(lambda: app.online)
        assert bot.stop(signal.SIGTERM) == STOPPED
        discord.wait_until(lambda: app.goodbyes)
        assert app.goodbyes != [CUT_OFF]
        assert "Traceback" not in bot.stderr


@pytest.mark.parametrize(("token", "status"), [("", NO_TOKEN), ("wrong", BAD_TOKEN), ("wr ong", BAD_TOKEN)])
def test_a_missing_or_wrong_token_ends_with_one_line_and_its_own_status(
    discord: Discord, tmp_path: Path, token: str, status: int
) -> None:
    """Whoever starts the bot without a working token is told so in one line, and scripts by the status."""
    with BotProcess(DOOR, {"DISCORD_TOKEN": token, **discord.environment}, tmp_path) as bot:
        assert bot.wait() == status
        assert bot.stderr.count("\n") == 1
        assert "DISCORD_TOKEN" in bot.stderr


@pytest.mark.parametrize(("close_code", "status"), [(4014, NO_DISCORD), (4004, BAD_TOKEN)])
def test_a_connection_closed_for_good_ends_with_one_line(
    discord: Discord, tmp_path: Path, close_code: int, status: int
) -> None:
    """When Discord does not want the bot on its gateway, one line says why."""
    app = discord.new_application(close_code)
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_DATA": str(tmp_path), **discord.environment}
    with BotProcess(BREAKING, environment, tmp_path) as bot:
        assert bot.wait() == status
        assert bot.stderr.count("\n") == 1


def test_no_network_ends_with_one_line(discord: Discord, tmp_path: Path) -> None:
    """When Discord cannot be reached, one line says what to look at."""
    environment = {"DISCORD_TOKEN": "token", "FOOTNOTE_PROXY": "http://127.0.0.1:9"}
    with BotProcess(BREAKING, environment, tmp_path) as bot:
        assert bot.wait() == NO_DISCORD
        assert bot.stderr.count("\n") == 1
        assert "FOOTNOTE_PROXY" in bot.stderr


def test_one_failure_costs_one_answer(breaking: tuple[Application, BotProcess]) -> None:
    """A member whose question breaks something gets one line with an incident id; the next one is answered."""
    app, bot = breaking
    failed = app.ask("raise an error")
    incident = re.search(r"\(incident (\w{8})\)$", failed.text)
    assert incident
    assert "\n" not in failed.text
    assert "### No answer" in app.ask("Is anybody there?").text
    assert incident[1] in bot.stderr
    assert "broken on purpose" in bot.stderr
    assert "raise an error" not in bot.stderr  # what members ask stays out of the log


def test_a_slow_answer_blocks_nobody(breaking: tuple[Application, BotProcess]) -> None:
    """While one question is being thought about, another is acknowledged and answered."""
    app, _ = breaking
    app.begin("hang")
    assert "### No answer" in app.ask("Is anybody there?").text


def test_a_question_past_the_deadline_gets_one_line(discord: Discord, tmp_path: Path) -> None:
    """A member is not left with a bot that thinks forever."""
    app = discord.new_application()
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_DATA": str(tmp_path), "FOOTNOTE_DEADLINE": "0.1"}
    with BotProcess(BREAKING, {**environment, **discord.environment}, tmp_path):
        assert "could not finish that in time" in app.ask("hang").text


def test_an_answer_under_way_is_delivered_before_the_end(
    breaking: tuple[Application, BotProcess], discord: Discord
) -> None:
    """Stopping the bot lets an answer finish that is nearly there."""
    app, bot = breaking
    exchange = app.begin("slow")
    discord.wait_until(lambda: exchange.acknowledged)
    assert bot.stop(signal.SIGINT) == STOPPED
    assert "### No answer" in exchange.text


def test_an_answer_that_does_not_come_is_called_off(
    breaking: tuple[Application, BotProcess], discord: Discord
) -> None:
    """Stopping the bot ends it even when an answer hangs, and its member is told."""
    app, bot = breaking
    exchange = app.begin("hang")
    discord.wait_until(lambda: exchange.acknowledged)
    assert bot.stop() == STOPPED
    assert "switched off" in exchange.words


def test_commands_are_published_when_they_changed_and_only_then(discord: Discord, tmp_path: Path) -> None:
    """A restart costs none of the commands that Discord lets a bot make in a day, unless one changed or was lost."""
    app = discord.new_application()
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_DATA": str(tmp_path / "data"), **discord.environment}

    def published_after_restart(version: tuple[str, ...] = BREAKING) -> int:
        with BotProcess(version, environment, tmp_path) as bot:
            discord.wait_until(lambda: app.online)
            bot.stop()
            discord.wait_until(lambda: not app.online)
        return sum(request.method == "PUT" for request in app.requests)

    def longest_question() -> int:
        (ask,) = [command for command in app.commands if command["name"] == "ask"]
        return int(ask["options"][0]["max_length"])

    assert [published_after_restart(), published_after_restart()] == [1, 1]
    assert longest_question() == 2000
    assert [published_after_restart(CHANGED), published_after_restart(CHANGED)] == [2, 2]
    assert longest_question() == 1999
    app.commands.clear()
    assert published_after_restart(CHANGED) == 3
