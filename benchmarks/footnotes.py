"""Measures how soon a footnote opens on a large shelf, in the bot that ships, on a stand-in of Discord.

Opening one loads no generation and asks no index server, so it takes as long on a large shelf as on a small one: right
after the answer, while a new generation is being loaded, and as the first thing after a restart. The embedder has no
layers (see ``large``), as no footnote needs it.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import load
from discord_standin import Application, BotProcess, Discord, buttons
from discord_standin.bot_process import ROOT
from discord_standin.rules import Json

from benchmarks.builds import apart
from benchmarks.large import changed, shallow
from index.build import build
from index.settings import IndexSettings

LINES = 3  # of a small article
ALLOWED_S = 3.0  # Discord shows a failure to whoever pressed after that
RAIN = "---\ntitle: Rain in Quetta\npublished: 2025-05-25\n---\nIt rained in Quetta for {} days.\n"
ASKED = "For how many days did it rain in Quetta?"
QUOTED = "rained in Quetta"
LOADED = "answering from generation"
SERVE = ("-m", "bot", "serve")


def opened(size: int, presses: int, kept: Path | None) -> bool:
    """Measures and prints; returns whether every footnote opened before Discord gives up.

    Args:
        size: how many articles, small ones.
        presses: how many, one after another, each time.
        kept: where articles and index are left, and found again; None: nowhere.
    """
    with tempfile.TemporaryDirectory() as room:
        settings = _shelf(size, kept or Path(room))
        with Discord(Path(room)) as discord:
            return _measured(discord, settings, presses, Path(room))


def _shelf(size: int, folder: Path) -> IndexSettings:
    """Small articles made of the lines of those that ship, with changed words, and one that is asked about."""
    settings = IndexSettings(seeds=folder / "seeds", data=folder / "data", embedder=folder / "model")
    if not settings.seeds.exists():
        apart(shallow, folder / "model")
        settings.seeds.mkdir(parents=True)
        settings.data.mkdir()
        chance = random.Random(1)  # noqa: S311
        texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
        lines = [line for text in texts for line in text.split("\n") if len(line.split()) > LINES]
        for number in range(1, size):
            first = chance.randrange(len(lines) - LINES)
            reworded = (
                " ".join(changed(line.split(" "), number, chance)) for line in lines[first : first + LINES]
            )
            (settings.seeds / f"{number:06}.txt").write_text("\n".join(reworded), encoding="utf-8")
    (settings.seeds / "rain.md").write_text(RAIN.format("nine"))
    report = build(settings)
    generation = report.generation
    print(
        f"{len(generation.articles)} articles, {len(generation.passages)} passages, built in {report.seconds:.0f} s",
        flush=True,
    )
    return settings


def _measured(discord: Discord, settings: IndexSettings, presses: int, room: Path) -> bool:
    app = discord.new_application()
    shutil.copytree(settings.data, room / "served")
    where = {
        "FOOTNOTE_SEEDS": str(settings.seeds),
        "FOOTNOTE_DATA": str(room / "served"),
        "FOOTNOTE_EMBEDDER": str(settings.embedder),
        "FOOTNOTE_DEADLINE": "600",  # the answer is not what is measured
    }
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_COOLDOWN": "0", **discord.environment, **where}
    spent = {}
    with BotProcess(SERVE, environment, room) as bot:
        took_s = _until(lambda: app.online)
        asked = app.begin(ASKED)
        _until(lambda: any(name.startswith("fn:see") for name in buttons(asked.reply or {})))
        card = asked.reply or {}
        print(f"  online after {took_s:.1f} s, {bot.memory_mb:.0f} MB")
        spent["after the answer"] = [_pressed(app, card) for _ in range(presses)]
        spent["while a build runs and its generation is loaded"] = _meanwhile(app, card, bot, settings, where)
        bot.stop()
    with BotProcess(SERVE, environment, room):
        _until(lambda: len(app.introductions) > 1 and app.online)
        spent["first of all after a restart"] = [_pressed(app, card)]
        spent["after that"] = [_pressed(app, card) for _ in range(presses)]
    for when, seconds in spent.items():
        shown = load.spread(seconds) if len(seconds) > 1 else f"{seconds[0]:.2f} s"
        print(f"  a footnote opened, {when} ({len(seconds)}): {shown}")
    return max(duration for seconds in spent.values() for duration in seconds) < ALLOWED_S


def _meanwhile(
    app: Application, card: Json, bot: BotProcess, settings: IndexSettings, where: dict[str, str]
) -> list[float]:
    """Presses until the bot answers from what another process builds."""
    (settings.seeds / "rain.md").write_text(RAIN.format("ten"))
    build = [sys.executable, "-m", "index", "build", "--quiet"]
    spent = []
    with subprocess.Popen(build, cwd=ROOT, env={**os.environ, **where}, stdout=subprocess.DEVNULL):  # noqa: S603
        while LOADED not in bot.stderr:
            spent.append(_pressed(app, card))
            time.sleep(0.1)
    return spent


def _pressed(app: Application, card: Json) -> float:
    """Seconds until somebody who presses the first footnote's button reads the quotation."""
    first = next(name for name in buttons(card) if name.startswith("fn:see"))
    opened = app.press(card, first)
    if QUOTED not in opened.text:
        raise RuntimeError(f"no quotation was opened: {opened.text}")
    return opened.told_after_s or 0.0


def _until(happened: Callable[[], object]) -> float:
    """Waits as long as a large shelf needs; returns how long, in seconds."""
    began = time.monotonic()
    while not happened():
        time.sleep(0.05)
    return time.monotonic() - began
