"""When Discord is in trouble: each trouble ends in what a member can understand, and nothing is sent twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from discord_standin import Application, BotProcess, Discord

BREAKING = (str(Path(__file__).parent / "discord_standin" / "breaking_bot.py"),)
DEFER = ("POST", "/callback")
REPLY = ("PATCH", "/messages/@original")


@pytest.fixture(scope="module")
def online(
    discord: Discord, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Application, BotProcess]]:
    """A bot that is online: what ships, around an answerer that does as it is told."""
    app, folder = discord.new_application(), tmp_path_factory.mktemp("bot")
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_DATA": str(folder / "data"), **discord.environment}
    with BotProcess(BREAKING, environment, folder) as bot:
        yield app, bot


@pytest.fixture
def app(online: tuple[Application, BotProcess]) -> Application:
    """The bot as Discord knows it, with nothing left over from another test."""
    app, _ = online
    app.failures.clear()
    return app


def sent(app: Application, method: str, route: str) -> int:
    """How many requests of this kind succeeded."""
    return sum(
        one.method == method and route in one.route and one.status < 300 for one in tuple(app.requests)
    )


def test_a_question_asked_while_the_connection_is_gone_is_answered_once(
    app: Application, discord: Discord
) -> None:
    """Gateway drop and resume: what was asked in between is heard again, and answered once."""
    app.ask("before")
    resumes, replies = app.resumes, sent(app, *REPLY)
    app.drop()
    discord.wait_until(lambda: not app.online)
    asked = app.begin_unheard("meanwhile")
    app.answered(asked)
    assert app.resumes == resumes + 1
    assert len(app.introductions) == 1
    app.ask("after")
    assert sent(app, *REPLY) == replies + 2


def test_a_request_to_reconnect_is_followed(app: Application, discord: Discord) -> None:
    """Gateway op 7: the bot connects anew, resumes, and answers."""
    app.ask("before")
    resumes = app.resumes
    app.ask_to_reconnect()
    discord.wait_until(lambda: app.resumes == resumes + 1)
    assert "### No answer" in app.ask("after").text


def test_a_session_that_is_gone_is_begun_anew(app: Application, discord: Discord) -> None:
    """Gateway op 9: the bot introduces itself again, and answers."""
    app.ask("before")
    introductions = len(app.introductions)
    app.invalidate(resumable=False)
    discord.wait_until(lambda: len(app.introductions) == introductions + 1)
    assert "### No answer" in app.ask("after").text


@pytest.mark.parametrize(
    ("status", "more"), [(429, {"retry_after": 0.3}), (502, {}), (500, {})], ids=["429", "502", "500"]
)
def test_discord_asks_to_wait_or_stumbles(app: Application, status: int, more: dict[str, float]) -> None:
    """429 and 5xx: the answer arrives all the same, once."""
    app.ask("before")
    replies = sent(app, *REPLY)
    app.fail(*REPLY, status, **more)
    assert "### No answer" in app.ask("after").text
    assert sent(app, *REPLY) == replies + 1


@pytest.mark.parametrize("age_s", [0.0, 4.0])
def test_a_question_heard_too_late_is_let_go(
    online: tuple[Application, BotProcess], app: Application, age_s: float
) -> None:
    """10062: Discord has given the question up; the bot says so in its log, in one line, and sends nothing."""
