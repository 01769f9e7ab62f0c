"""A busy channel in small; ``make bench-discord`` is the same with the real articles, 50 members and 500 questions."""

from __future__ import annotations

import signal
import socket
import urllib.request
from pathlib import Path

import load
from discord_standin import Application, BotProcess, Discord

from bot.server.client import STOPPED

BREAKING = (str(Path(__file__).parent / "discord_standin" / "breaking_bot.py"),)
CUT_OFF = 1006  # how a WebSocket names an end without a goodbye


def a_bot(discord: Discord, folder: Path, **more: str) -> tuple[Application, BotProcess]:
    """A bot around an answerer that does as it is told."""
    app = discord.new_application()
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_DATA": str(folder / "data"), **discord.environment}
    return app, BotProcess(BREAKING, {**environment, **more}, folder)


def test_a_busy_channel_loses_and_doubles_nothing(discord: Discord, tmp_path: Path) -> None:
    """Members ask while the gateway asks to reconnect, then breaks: each question is answered once, in order."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    more = {"FOOTNOTE_COOLDOWN": "0", "FOOTNOTE_SERVER_LIMIT": "100", "FOOTNOTE_METRICS_PORT": str(port)}
    app, bot = a_bot(discord, tmp_path, **more)
    with bot:
        discord.wait_until(lambda: app.online)
        events = [(1.0, app.ask_to_reconnect), (2.5, app.drop)]
        questions = [f"brief {n}" for n in range(60)]
        # One each: on a busy machine a member's second question may come before the first is answered.
        asked = load.ask(app, questions, members=len(questions), seconds=4, events=events)
        load.wait(discord, asked)
        assert all(question.answered for question in asked)
        assert not load.doubled(app, asked)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as page:
            metrics = page.read().decode()
        assert 'footnote_questions_total{end="refused"} 60.0' in metrics
        assert "footnote_answer_seconds_count 60.0" in metrics
        assert "brief" not in metrics


def test_sigterm_in_a_busy_channel_leaves_nobody_waiting(discord: Discord, tmp_path: Path) -> None:
    """Stopped amid questions: what is nearly there is answered, the others are told, and the goodbye is said."""
    app, bot = a_bot(discord, tmp_path, FOOTNOTE_COOLDOWN="0", FOOTNOTE_WORKERS="2")
    with bot:
        discord.wait_until(lambda: app.online)
        asked = load.ask(app, ["held one", "held two"], members=2, seconds=0.1)
        read = tmp_path / "read"  # what the bot has begun to read, a line each
        discord.wait_until(lambda: read.exists() and len(read.read_text().splitlines()) == 2)
        asked += load.ask(app, ["hang", "hang"], members=2, seconds=0.1)
        discord.wait_until(
            lambda: all(question.exchange.replies for question in asked[2:])
        )  # with their places
        asked += load.ask(app, ["brief", "brief"], members=2, seconds=0.1)
        discord.wait_until(lambda: all(question.exchange.replies for question in asked[2:]))
        bot.tell(signal.SIGTERM)
        (tmp_path / "held").unlink()
        assert bot.wait() == STOPPED
        assert [question.answered for question in asked[:2]] == [True, True]
        assert ["switched off" in question.exchange.text for question in asked[2:]] == [True] * 4
        discord.wait_until(lambda: app.goodbyes)
        assert app.goodbyes != [CUT_OFF]
