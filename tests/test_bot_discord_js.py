"""The stand-in of Discord is not shaped after discord.py alone: discord.js can use it too."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from discord_standin import Discord
from discord_standin.rules import Description

FOLDER = Path(__file__).parent / "discord_js"


def test_another_client_logs_in_and_answers_a_command(
    tmp_path: Path, description: Description | None
) -> None:
    """A bot on discord.js logs in, publishes a command, acknowledges a question, answers it and says goodbye."""
    node = shutil.which("node")
    if node is None or not (FOLDER / "node_modules" / "discord.js").is_dir():
        pytest.skip("needs node and discord.js: `make discord-js` installs it from npm")
    with Discord(tmp_path, description) as discord:
        app = discord.new_application()
        environment = {
            "PATH": os.environ["PATH"],
            "DISCORD_TOKEN": app.token,
            "STANDIN": discord.address,
            "NODE_EXTRA_CA_CERTS": str(discord.trust),
        }
        with subprocess.Popen([node, "bot.js"], cwd=FOLDER, env=environment) as bot:
            try:
                discord.wait_until(lambda: app.commands)
                exchange = app.ask("Who met in Beijing?")
                assert exchange.acknowledged is not None
                assert exchange.acknowledged["type"] == 5
                assert exchange.text == "You asked: Who met in Beijing?"
                bot.terminate()
                assert bot.wait(timeout=30) == 0
                discord.wait_until(lambda: app.goodbyes)
                assert discord.faults == []
            finally:
                bot.kill()
