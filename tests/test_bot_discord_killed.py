"""When the bot is killed while it answers: whoever waited hears of it once, after the next start."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from discord_standin import CHANNEL, Application, BotProcess, Discord, Exchange, Member, text_of

BREAKING = (str(Path(__file__).parent / "discord_standin" / "breaking_bot.py"),)
LINE = "I was restarted before I could answer. Please ask again."


@pytest.fixture
def start(discord: Discord, tmp_path: Path) -> Callable[..., BotProcess]:
    """Starts the bot of an application, each time on the same data folder."""

    def started(app: Application, **more: str) -> BotProcess:
        given = {"FOOTNOTE_DATA": str(tmp_path / "data"), "FOOTNOTE_COOLDOWN": "0", **discord.environment}
        return BotProcess(BREAKING, {"DISCORD_TOKEN": app.token, **given, **more}, tmp_path)

    return started


@pytest.fixture
def app(discord: Discord) -> Application:
    """A bot that Discord knows."""
    return discord.new_application()


def killed(app: Application, bot: BotProcess, folder: Path, waiting: int = 0) -> None:
    """SIGKILL once so many questions are noted as under way, and Discord notices that the connection is gone."""

    def noted() -> bool:
        with closing(sqlite3.connect(folder / "data" / "memory.sqlite3")) as memory:
            return memory.execute("SELECT count(*) FROM pending").fetchone()[0] >= waiting

    app.wait_for(noted)
    bot.stop(signal.SIGKILL)
    app.wait_for(lambda: not app.online)


@pytest.mark.parametrize("cards", ["components", "embed"])
def test_whoever_waited_hears_of_it_once(
    app: Application, start: Callable[..., BotProcess], tmp_path: Path, cards: str
) -> None:
    """A command, one in the line, a private one and a mention are told to ask again; no later start says it again."""
    member = Member()
    with start(app, FOOTNOTE_WORKERS="1", FOOTNOTE_CARDS=cards) as bot:
        asked = [app.begin("held")]
        app.wait_for((tmp_path / "held").exists)
        asked += [app.begin("brief in the line"), app.begin("brief and private", private=True)]
        app.wait_for(lambda: all(exchange.replies for exchange in asked[1:]))
        said = app.say("brief by mention", member, mention=True)
        app.wait_for_words(said["id"], "ahead of yours")
        killed(app, bot, tmp_path, 4)
    (tmp_path / "held").unlink()
    with start(app, FOOTNOTE_CARDS=cards):
        app.wait_for_words(said["id"], LINE)
        app.wait_for(lambda: all(exchange.replies and exchange.text == LINE for exchange in asked))
        assert "### No answer" in app.ask("brief again").text
    app.wait_for(lambda: not app.online)
    with start(app, FOOTNOTE_CARDS=cards):
        assert "### No answer" in app.ask("brief once more").text
    assert [text_of(message) for message in app.spoken(said["id"])].count(LINE) == 1
    assert [_told(exchange) for exchange in asked] == [1, 1, 1]
    assert asked[2].private


def test_where_no_thread_was_opened_yet_the_line_is_a_reply(
    app: Application, start: Callable[..., BotProcess], tmp_path: Path
) -> None:
    """A mention that was being read is told below its message, and so is a question in a direct message."""
    member = Member()
    direct = app.open_direct(member)
    with start(app, FOOTNOTE_WORKERS="1") as bot:
        read = app.say("held", mention=True)
        app.wait_for((tmp_path / "held").exists)
        waiting = app.say("brief in the line", member, channel=direct)
        app.wait_for_words(direct, "ahead of yours")
        killed(app, bot, tmp_path, 2)
    (tmp_path / "held").unlink()
    with start(app):
        app.wait_for_words(CHANNEL, LINE)
        app.wait_for_words(direct, LINE)
        assert "### No answer" in app.ask("brief again").text
    for message in (read, waiting):
        assert [text_of(reply) for reply in app.replies_to(message)].count(LINE) == 1


def test_what_was_answered_is_left_as_it_is(
    app: Application, start: Callable[..., BotProcess], tmp_path: Path
) -> None:
    """An answer that arrived just before the end is not replaced, and a bot that was switched off has said goodbye."""
    app.fail("PATCH", "/messages/@original", 500, after=True, times=5)
    with start(app) as bot:
        asked = app.begin("brief before")
        app.wait_for(lambda: asked.replies)  # Discord has it; that it has is lost on the way
        killed(app, bot, tmp_path)
    app.failures.clear()
    with start(app) as bot:
        held = app.begin("hang")
        app.wait_for(lambda: held.acknowledged)
        bot.stop()
        assert "switched off" in held.text
    app.wait_for(lambda: not app.online)
    with start(app):
        assert "### No answer" in app.ask("brief again").text
    assert "### No answer" in asked.text
    assert "switched off" in held.text
    assert not [message for message in app.spoken(CHANNEL) if LINE in text_of(message)]


def _told(exchange: Exchange) -> int:
    """How often whoever asked was told to ask again."""
    return sum(LINE in text_of(message) for message in (*exchange.replies, *exchange.followups))
