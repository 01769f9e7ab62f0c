"""What members and hosts see of a language model: the first answer, the last, its fitness and what it costs."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
import urllib.request
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any, BinaryIO

from careful_model import careful
from discord_standin import BotProcess, Discord, text_of
from replayed import Request, completion, http, replayed, silence
from rich.console import Console
from test_bot_model_faults import EXPELLED, with_model
from test_bot_model_trial import TRIED, no

from bot.answering.answerer import Answerer
from bot.answering.llm.fitness import Fit
from bot.terminal import show_asked
from index.settings import IndexSettings
from tests.conftest import free_port

Door = Callable[..., subprocess.CompletedProcess[str]]
READING = "A language model is still reading"
QUOTED = "repatriation drive"  # of the sentence that the small reader finds


def asking_once(built: IndexSettings, data: Path) -> tuple[object, ...]:
    """The command that asks one question."""
    return ("bot", "ask", EXPELLED.text, "--json", "--seeds", built.seeds, "--data", data)


def test_ask_tries_a_model_once(built: IndexSettings, door: Door, tmp_path: Path) -> None:
    """The first `ask` tries an unknown model, says so on stderr, and lets a fit one read; the next one knows it."""
    data = shutil.copytree(built.data, tmp_path / "data")
    with replayed(lambda request: careful(request) if request.question in TRIED else no(request)) as (
        url,
        asked,
    ):
        model = {"FOOTNOTE_LLM": "m", "FOOTNOTE_LLM_BASE_URL": url}
        first = door(*asking_once(built, data), **model)
        tried = len(asked)
        second = door(*asking_once(built, data), **model)
    assert first.stderr == "m has not been tried: it gets ten trial questions first, this once.\n"
    assert second.stderr == ""
    assert json.loads(first.stdout)["model"]["requests"] == tried == 11
    assert json.loads(second.stdout)["model"]["requests"] == len(asked) - tried == 1
    for done in (first, second):
        assert json.loads(done.stdout)["outcome"] == "refused"
        assert json.loads(done.stdout)["model"]["outcome"] == "refused"


def test_ask_says_when_the_time_was_too_short_to_try_a_model(
    built: IndexSettings, typed: Door, tmp_path: Path
) -> None:
    """Where a trial does not end in a question's time, the small reader answers, and stderr names the doctor."""
    data = shutil.copytree(built.data, tmp_path / "data")
    with replayed(lambda _: silence) as (url, _):
        model = {"FOOTNOTE_LLM": "m", "FOOTNOTE_LLM_BASE_URL": url, "FOOTNOTE_LLM_TIMEOUT": "1"}
        done = typed(*asking_once(built, data), **model)
    assert json.loads(done.stdout)["outcome"] == "answered"
    assert json.loads(done.stdout)["model"]["outcome"] == "untried"
    begun, late = done.stderr.splitlines()
    assert begun == "m has not been tried: it gets ten trial questions first, this once."
    assert late.startswith("m could not be tried within 1 s (FOOTNOTE_LLM_TIMEOUT)")
    assert late.endswith("`python -m bot doctor` tries it for longer.")


def test_each_door_says_what_is_known_of_the_model(built: IndexSettings, typed: Door, tmp_path: Path) -> None:
    """A batch tries a model first; an unfit model is not asked from then on, and every door says so."""
    data = shutil.copytree(built.data, tmp_path / "data")
    batch = tmp_path / "batch.jsonl"
    batch.write_text(json.dumps({"id": 1, "question": EXPELLED.text}) + "\n")
    with replayed(no) as (url, _):
        model = {"FOOTNOTE_LLM": "m", "FOOTNOTE_LLM_BASE_URL": url}
        before = typed("bot", "health", "--data", data, **model)
        many = typed("bot", "ask", "--batch", batch, "--seeds", built.seeds, "--data", data, **model)
        after = typed(*asking_once(built, data), **model)
        health = typed("bot", "health", "--data", data, **model)
    assert "m has not been tried, and chooses nothing until then" in before.stdout
    for done in (many, after):
        assert "m is fit neither to read nor to word, and not asked" in done.stderr
        assert json.loads(done.stdout)["outcome"] == "answered"
        assert json.loads(done.stdout)["model"] is None
    assert "m is fit neither to read nor to word, and not asked" in health.stdout


def test_the_doctor_names_what_it_found(built: IndexSettings, typed: Door, tmp_path: Path) -> None:
    """The doctor says in one line that a model is fit, how it is held to its form, and from then on its "no" counts."""
    data = shutil.copytree(built.data, tmp_path / "data")
    with replayed(lambda request: careful(request) if request.question in TRIED else no(request)) as (url, _):
        model = {"FOOTNOTE_LLM": "m", "FOOTNOTE_LLM_BASE_URL": url}
        doctor = typed("bot", "doctor", "--seeds", built.seeds, "--data", data, **model)
        asked = typed("bot", "ask", EXPELLED.text, "--json", "--seeds", built.seeds, "--data", data, **model)
    assert doctor.returncode == 0, doctor.stdout
    (line,) = [line for line in doctor.stdout.splitlines() if "language model" in line]
    assert line.startswith("✓")
    assert "m is fit to read: it chose right for 10 of 10 trial questions" in line
    assert "held to its form by a JSON schema, strictly" in line
    assert json.loads(asked.stdout)["outcome"] == "refused"
    assert json.loads(asked.stdout)["model"]["outcome"] == "refused"


def serving(
    url: str, discord: Discord, built: IndexSettings, folder: Path, **more: str
) -> tuple[Any, BotProcess]:
    """A bot with a language model, as it ships, in a folder of its own."""
    shutil.copytree(built.data, folder / "data")
    app = discord.new_application()
    environment = {
        "DISCORD_TOKEN": app.token,
        "FOOTNOTE_SEEDS": str(built.seeds),
        "FOOTNOTE_DATA": str(folder / "data"),
        "FOOTNOTE_LLM": "m",
        "FOOTNOTE_LLM_BASE_URL": url,
        "FOOTNOTE_LLM_TIMEOUT": "90",
    }
    return app, BotProcess(("-m", "bot", "serve"), {**environment, **discord.environment, **more}, folder)


def test_a_bot_in_discord_tries_its_model_by_itself(
    discord: Discord, built: IndexSettings, door: Door, tmp_path: Path
) -> None:
    """Whoever starts the bot has to do nothing: an unfit model is named in the log and by `health`, and not asked."""
    with replayed(no) as (url, requests):
        app, bot = serving(url, discord, built, tmp_path)
        with bot:
            discord.wait_until(lambda: "fit neither to read nor to word" in bot.stderr)
            before = len(requests)
            assert "80,000" in app.ask(EXPELLED.text).text
            assert len(requests) == before
            model = {"FOOTNOTE_LLM": "m", "FOOTNOTE_LLM_BASE_URL": url}
            health = door("bot", "health", "--data", tmp_path / "data", **model)
    assert health.returncode == 0
    assert health.stdout.startswith("well: ")
    assert "m is fit neither to read nor to word" in health.stdout


def test_who_uses_the_command_reads_the_first_answer_and_then_the_models(
    discord: Discord, built: IndexSettings, tmp_path: Path
) -> None:
    """The small reader's card is there while the model reads, marked as a first answer; the model's takes its place.

    What the model read and wrote, and what that costs, is among the metrics.
    """
    go_on = threading.Event()

    def held(request: Request) -> Any:
        if request.question in TRIED:
            return careful(request)

        def send(out: BinaryIO, closing: threading.Event) -> None:
            go_on.wait(80)
            http(completion(json.dumps(no(request))))(out, closing)

        return send

    port = free_port()
    with replayed(held) as (url, _):
        prices = {"FOOTNOTE_LLM_PRICE_IN": "2.5", "FOOTNOTE_LLM_PRICE_OUT": "10"}
        app, bot = serving(url, discord, built, tmp_path, FOOTNOTE_METRICS_PORT=str(port), **prices)
        with bot:
            discord.wait_until(lambda: "m is fit to read" in bot.stderr)
            asked = app.begin(EXPELLED.text)
            app.wait_for(lambda: any(READING in text_of(reply) for reply in asked.replies))
            first = text_of(asked.replies[-1])
            go_on.set()
            app.wait_for(lambda: READING not in text_of(asked.replies[-1]))
            last = text_of(asked.replies[-1])
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as page:
                metrics = page.read().decode()
    assert QUOTED in first
    assert QUOTED not in last
    assert not asked.followups
    assert 'footnote_model_answers_total{outcome="refused"} 1.0' in metrics
    assert 'footnote_model_tokens_total{kind="read"} 900.0' in metrics
    assert 'footnote_model_tokens_total{kind="written"} 30.0' in metrics
    assert "footnote_model_cost_total 0.00255" in metrics  # 900 at 2.5 and 30 at 10 a million


def test_the_terminal_shows_the_first_answer_while_a_model_reads(answerer: Answerer) -> None:
    """In the terminal too the small reader's answer is there first, and is taken away for the model's."""
    out = StringIO()
    with replayed(no) as (url, _):
        bot = with_model(answerer, url, Fit.READS, llm_timeout=60.0)
        show_asked(bot, EXPELLED, Console(file=out, force_terminal=True, width=100))
    first, _, last = out.getvalue().rpartition(READING)
    assert QUOTED in first
    assert QUOTED not in last
    assert "refused" in last
