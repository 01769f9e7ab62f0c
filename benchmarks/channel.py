"""Measures the bot that ships in a busy channel, on a stand-in of Discord: ``make bench-discord``.

Fifty members ask 500 questions in two minutes, with a rebuild of the index and two broken connections in the
middle; then eight questions are read at once while the heartbeat is watched; then it is stopped under load.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import load
from discord_standin import Application, BotProcess, Discord
from discord_standin.bot_process import ROOT

from eval.casefiles import OUR_CASES, read_cases, read_texts

PORT = 9398
LATE_BEAT_S = 3.0  # between two heartbeats that are wanted each second
NEW_ARTICLE = "---\ntitle: Rain in Quetta\npublished: 2025-05-25\n---\nIt rained in Quetta for nine days.\n"
ASKED = """\
How many Afghans has Pakistan expelled?|Who met in Beijing?|What did China say about Afghanistan?
What is the Belt and Road Initiative?|When did the talks in Beijing take place?|Who is Ishaq Dar?
What did Amir Khan Muttaqi say?|Why did Pakistan expel Afghan nationals?|Where did the ministers meet?
What is CPEC?|Which countries will extend the corridor to Afghanistan?|What did Wang Yi say?
Who won the football World Cup?|How many people live in Kabul?|What does the Taliban government want?
When did the Taliban take power?|What is the price of oil?|Who is the prime minister of Pakistan?
What was agreed between India and Pakistan?|How many people died?"""
ENDINGS = ("", " Tell me.", " I would like to know.", " Please.", " Does anybody know?")  # five wordings


class Watch:
    """Looks at the bot once a second: its memory, and how many questions wait."""

    def __init__(self, bot: BotProcess) -> None:
        self.memory_mb, self.waiting = 0.0, 0.0
        self._bot = bot
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(1):
            self.memory_mb = max(self.memory_mb, self._bot.memory_mb)
            self.waiting = max(self.waiting, counted("footnote_waiting"))


def counted(name: str) -> float:
    """One of the bot's own counts."""
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/metrics", timeout=10) as page:
        match = re.search(rf"^{name} (\S+)$", page.read().decode(), re.M)
    return float(match[1]) if match else 0.0


@contextmanager
def online(discord: Discord, folder: Path, **more: str) -> Iterator[tuple[Application, BotProcess]]:
    """The bot that ships, with articles and an index of its own, answering."""
    app = discord.new_application()
    data = {"FOOTNOTE_SEEDS": str(folder / "seeds"), "FOOTNOTE_DATA": str(folder / "data")}
    environment = {"DISCORD_TOKEN": app.token, **discord.environment, **data, **more}
    with BotProcess(["-m", "bot", "serve"], environment, folder) as bot:
        discord.wait_until(lambda: app.online)
        app.ask("Is anybody there?")
        yield app, bot


def rebuild(folder: Path) -> Callable[[], object]:
    """Adds an article and builds the index in a process of its own, as a maintainer does."""

    def begin() -> object:
        (folder / "seeds" / "rain.md").write_text(NEW_ARTICLE)
        where = ["--seeds", str(folder / "seeds"), "--data", str(folder / "data")]
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "index", "build", "--quiet", *where], cwd=ROOT, stdout=subprocess.DEVNULL
        )

    return begin


def different(unlike: bool) -> list[str]:
    """Twenty questions in five wordings, or those of our cases: some 200 that are all unlike."""
    if unlike:
        cases = read_cases(OUR_CASES, read_texts(ROOT / "seeds"))
        return list(dict.fromkeys(case.question for case in cases if not case.history))
    return [text + ending for ending in ENDINGS for text in re.split(r"[|\n]", ASKED)]


def busy_channel(
    discord: Discord, folder: Path, members: int, many: int, seconds: float, texts: Sequence[str]
) -> bool:
    """The first measurement; returns whether nothing was lost, doubled or acknowledged too late."""
    questions = [texts[number % len(texts)] for number in range(many)]
    with online(discord, folder, FOOTNOTE_METRICS_PORT=str(PORT)) as (app, bot), Watch(bot) as watch:
        events = [
            (seconds * 0.45, rebuild(folder)),
            (seconds * 0.5, app.ask_to_reconnect),
            (seconds * 0.6, app.drop),
        ]
        asked = load.ask(app, questions, members=members, seconds=seconds, events=events)
        load.wait(discord, asked)
        time.sleep(1)
        late = [question for question in asked if question.unheard]
        lost, doubled = load.lost(asked), load.doubled(app, asked)
        answered = [question for question in asked if question.answered]
        print(
            f"{many} questions of {members} members in {seconds:.0f} s, {len(set(questions))} different ones"
        )
        print(f"  lost {len(lost)}, doubled {len(doubled)}, acknowledged after more than 3 s {len(late)}")
        print(
            f"  answered {len(answered)}, asked to try again later {len(asked) - len(answered) - len(lost)}"
        )
        print(f"  answered from memory {counted('footnote_remembered_total'):.0f}")
        print(f"  acknowledged: {load.spread(question.exchange.acknowledged_after_s for question in asked)}")
        print(f"  answered: {load.spread(question.exchange.told_after_s for question in answered)}")
        print(f"  longest line {watch.waiting:.0f}, memory {watch.memory_mb:.0f} MB at most")
        print(f"  resumed {app.resumes} times, introduced {len(app.introductions)} time(s)")
        print(f"  overtaken by {load.overtaken(asked)} at most")
        generations = set(re.findall(r"answering from generation (\w+)", bot.stderr))
        print(f"  generations published meanwhile: {len(generations)}")
        return not (lost or doubled or late)


def heartbeat(discord: Discord, folder: Path) -> bool:
    """The second measurement: eight questions at once, heartbeats wanted each second."""
    discord.gateway.heartbeat_ms = 1000
    with online(discord, folder, FOOTNOTE_WORKERS="8", FOOTNOTE_REMEMBERED="0") as (app, _):
        texts = [f"{text} Tell me." for text in re.split(r"[|\n]", ASKED)]
        session = app.session
        if session is None:
            return False
        before = len(session.beats)
        asked = load.ask(app, (texts * 2)[:32], members=32, seconds=0.5)
        load.wait(discord, asked)
        beats = session.beats[max(0, before - 1) :]
        gaps = sorted(later - earlier for earlier, later in pairwise(beats))
        print("32 questions, eight read at once, a heartbeat wanted each second")
        print(f"  answered: {load.spread(question.exchange.told_after_s for question in asked)}, "
              f"not acknowledged within 3 s {sum(question.unheard for question in asked)}")  # fmt: skip
        print(f"  between two heartbeats: {gaps[0]:.2f} to {gaps[-1]:.2f} s ({len(gaps)} gaps)")
    return not load.lost(asked) and gaps[-1] < LATE_BEAT_S


def stopped(discord: Discord, folder: Path) -> bool:
    """The third: SIGTERM while 30 questions are under way."""
    with online(discord, folder) as (app, bot):
        texts = re.split(r"[|\n]", ASKED)
        asked = load.ask(app, (texts * 2)[:30], members=30, seconds=0.3)
        discord.wait_until(
            lambda: all(question.exchange.acknowledged or question.unheard for question in asked)
        )
        began = time.monotonic()
        status = bot.stop()
        took_s = time.monotonic() - began
        discord.wait_until(lambda: app.goodbyes)
        answered = sum(question.answered for question in asked)
        print(f"SIGTERM with {len(asked)} questions under way: status {status} after {took_s:.1f} s")
        print(f"  answered {answered}, told {sum(question.ended for question in asked) - answered}, "
              f"lost {len(load.lost(asked))}, "
              f"not acknowledged within 3 s {sum(question.unheard for question in asked)}, "
              f"closed with {app.goodbyes[-1]}")  # fmt: skip
        return status == 0 and not load.lost(asked)


def measured_channel(members: int, questions: int, seconds: float, distinct: int, unlike: bool) -> bool:
    """Measures and prints; returns whether nothing was lost, doubled or acknowledged too late.

    Args:
        members: how many ask.
        questions: how many are asked.
        seconds: over how long.
        distinct: how many different texts, 100 at most.
        unlike: whether they are all unlike, in place of twenty questions in five wordings.
    """
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        shutil.copytree(ROOT / "seeds", folder / "seeds")
        with Discord(folder) as discord:
            kept_all = [
                busy_channel(discord, folder, members, questions, seconds, different(unlike)[:distinct]),
                heartbeat(discord, folder),
                stopped(discord, folder),
            ]
    return all(kept_all)
