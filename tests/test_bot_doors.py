"""The doors, as a user opens them: real processes, their output, their exit status."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index.build import build
from index.settings import IndexSettings
from index.upkeep import problems
from tests.conftest import ROOT, Door

RAIN = "It rained in Quetta on Monday. The river rose by two metres."
MEASURING = (
    "eval.metrics, eval.judge, eval.run, eval.report, eval.page, eval.gate, eval.tunesets"  # all the figures
)
QUESTION = "How many Afghans has Pakistan expelled since the end of March?"


def told(done: subprocess.CompletedProcess[str]) -> str:
    """The one line that a failure is told in."""
    assert "Traceback" not in done.stderr
    (line,) = filter(str.strip, done.stderr.splitlines())
    return line


def test_ask_prints_the_answer_with_its_source_and_date(built: IndexSettings, door: Door) -> None:
    """`ask` prints what README shows, the sentence, the file and the date, and ends with 0."""
    done = door("bot", "ask", QUESTION, "--data", built.data, COLUMNS="100")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in (ROOT / "README.md").read_text(encoding="utf-8")
    for part in ("more than 80,000", "[1]", "21 May 2025", "002_48c4fcd209a9552a.txt"):
        assert part in done.stdout


def test_a_batch_is_answered_in_order(built: IndexSettings, door: Door, tmp_path: Path) -> None:
    """`--batch` prints one object a line, in the order asked, ids kept; what is no question is refused, not fatal."""
    lines = [
        {"id": "a", "question": QUESTION},
        {"id": "b", "question": ""},
        {"id": "c", "question": "y" * 10_000 + "\ud800"},
        {
            "id": "d",
            "question": "Where did he travel?",
            "history": ["Who is Amir Khan Muttaqi?"],
            "as_of": "2025-06-01",
        },
    ]
    batch = tmp_path / "batch.jsonl"
    batch.write_text("\n".join(json.dumps(line) for line in lines) + "\n")
    done = door("bot", "ask", "--batch", batch, "--data", built.data)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b", "c", "d"]
    assert [answer["outcome"] for answer in answers[:3]] == ["answered", "refused", "refused"]
    assert answers[3]["asked_as"] == "Where did Amir Khan Muttaqi travel?"
    for answer in answers:
        for statement in answer["statements"]:
            for citation in statement["citations"]:
                text = (ROOT / "seeds" / citation["file"]).read_bytes().decode()
                assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_certainty_may_be_set(built: IndexSettings, typed: Door) -> None:
    """`FOOTNOTE_CERTAINTY` decides what is refused, `--explain` names it, and what is no probability is one line."""
    ask = (
        "bot",
        "ask",
        "How many Afghans has Pakistan expelled since the end of March?",
        "--data",
        built.data,
    )
    sure = typed(*ask, "--explain", FOOTNOTE_CERTAINTY="0.99")
    assert sure.returncode == 0, sure.stderr
    assert "needs 0.99" in sure.stdout
    assert "80,000" not in sure.stdout.partition("needs 0.99")[0]
    assert "FOOTNOTE_CERTAINTY" in told(typed(*ask, FOOTNOTE_CERTAINTY="45"))


def test_an_index_is_built_when_there_is_none(fresh: IndexSettings, door: Door) -> None:
    """The first question on a fresh checkout builds the index and is answered."""
    (fresh.seeds / "a.txt").write_text(RAIN)
    done = door(
        "bot", "ask", "How much did the river rise?", "--json", "--seeds", fresh.seeds, "--data", fresh.data
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["generation"]


def test_changed_articles_are_told_and_the_index_still_answers(fresh: IndexSettings, typed: Door) -> None:
    """When the articles have changed since the build, asking says so and answers from what was built."""
    (fresh.seeds / "a.txt").write_text(RAIN)
    build(fresh)
    (fresh.seeds / "b.txt").write_text("Snow closed the road to Skardu.")
    done = typed("bot", "ask", "Where did it rain?", "--json", "--seeds", fresh.seeds, "--data", fresh.data)
    assert "articles have changed" in told(done)
    assert {passage["file"] for passage in json.loads(done.stdout)["retrieved"]} == {"a.txt"}


@pytest.mark.parametrize(
    ("arguments", "status", "part"),
    [
        (("bot", "ask", "--loud", "x"), 2, "--loud"),
        (("bot", "ask", "  "), 2, "empty"),
        (("bot", "ask", "y" * 10_000), 2, "10000 characters"),
        (("bot", "ask"), 2, "--batch"),
        (("bot", "--data", "nowhere", "ask", "x"), 2, "after the command"),
        (("index", "build", "--data", "/dev/null"), 1, "/dev/null"),
        (("bot", "ask", "--batch", "nowhere.jsonl"), 2, "nowhere.jsonl"),
        (("bot", "ask", "x", "--as-of", "soon"), 2, "soon"),
        (("bot", "serve"), 5, "DISCORD_TOKEN"),
        (("index", "build", "--seeds", "nowhere"), 1, "nowhere"),
        (("index", "status", "--data", "nowhere"), 1, "python -m index build"),
        (("bot", "ask", "x", "--seeds", "nowhere", "--data", "nowhere"), 1, "nowhere"),
    ],
)
def test_bad_input_is_told_in_one_line(
    arguments: tuple[str, ...], status: int, part: str, typed: Door, tmp_path: Path
) -> None:
    """Whatever is typed wrong: what, where, and its own exit status; never a trace, and nothing is left behind."""
    placed = [str(tmp_path / argument) if argument == "nowhere" else argument for argument in arguments]
    done = typed(*placed, DISCORD_TOKEN="")
    assert done.returncode == status, done.stderr
    assert part in told(done)
    assert not done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_was_called_wrong_ends_with_that_line_and_status(door: Door, tmp_path: Path) -> None:
    """Bad input ends the real process as it is told: one line on the error stream, nothing else, and the status."""
    for arguments, status, part in (
        (("bot", "ask", "--loud", "x"), 2, "--loud"),
        (("index", "status", "--data", tmp_path / "nowhere"), 1, "python -m index build"),
    ):
        done = door(*arguments, DISCORD_TOKEN="")
        assert (done.returncode, done.stdout) == (status, "")
        assert part in told(done)


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"id": 1}', '{"id": 1, "question": 5}', '{"question": "x", "as_of": "soon"}']
)
def test_a_wrong_line_of_a_batch_is_named(line: str, typed: Door, tmp_path: Path) -> None:
    """A batch with one unusable line is refused as a whole, before anything is asked, naming file and line."""
    (tmp_path / "batch.jsonl").write_text('{"id": "a", "question": "x"}\n' + line + "\n")
    done = typed("bot", "ask", "--batch", tmp_path / "batch.jsonl")
    assert done.returncode == 2
    assert "line 2" in told(done)
    assert not done.stdout


def test_an_empty_seeds_folder_is_told_in_one_line(fresh: IndexSettings, typed: Door) -> None:
    """A folder without articles ends with one line that says what to put there."""
    done = typed("index", "build", "--seeds", fresh.seeds, "--data", fresh.data)
    assert (done.returncode, "holds no articles" in told(done)) == (1, True)


@pytest.mark.parametrize("part", ["current", "stores/*/chroma.sqlite3", "generations/*/manifest.json"])
def test_damaged_data_is_told_and_mended_where_the_articles_are(
    fresh: IndexSettings, door: Door, typed: Door, tmp_path: Path, part: str
) -> None:
    """With broken built data, asking builds it anew and says so; without articles, one line says what to run."""
    (fresh.seeds / "a.txt").write_text(RAIN)
    build(fresh)
    broken = next(fresh.data.glob(part))
    broken.write_bytes(b"\x00broken" * 500)
    asked = ("bot", "ask", "How much did the river rise?", "--data", fresh.data, "--seeds")
    run = door if part.startswith("stores") else typed
    done = run(*asked, tmp_path / "none")
    assert done.returncode == 1
    assert "python -m index build" in told(done)
    done = run(*asked, fresh.seeds)
    assert done.returncode == 0
    assert "two metres" in done.stdout
    assert "Building the index again from the articles." in done.stderr
    assert list(problems(fresh)) == []


@pytest.mark.parametrize(
    "modules",
    ["bot.wire", "bot.answering.llm.chooser, bot.answering.verify.quotation", f"index.views, {MEASURING}"],
)
def test_importing_the_core_loads_no_heavy_library(modules: str) -> None:
    """Answering, checking, showing an index and measuring import in a blink: no torch, no store, no client library."""
    heavy = "torch transformers sentence_transformers chromadb discord llama_index onnxruntime openai".split()
    script = f"import sys, {modules}; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


def test_make_ask_keeps_a_question_as_it_was_typed(tmp_path: Path) -> None:
    """Dollars, quotes and backticks in a question reach the bot as they were typed."""
    question = """Who's "got" $80 million, `how`?"""
    lines = (ROOT / "Makefile").read_text().splitlines()
    passed_on = [line for line in lines if line in ("override Q := $(value Q)", "export Q")]
    (tmp_path / "Makefile").write_text("\n".join([*passed_on, "ask:", '\t@printf "%s" "$$Q"', ""]))
    done = subprocess.run(
        ["make", "-s", "ask", f"Q={question}"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == question


def test_asking_loads_neither_torch_nor_llama_index(built: IndexSettings) -> None:
    """A question is answered without torch, llama-index and SQLAlchemy, which would double the time of a start."""
    script = (
        "import sys; from bot.wire import open_answerer; from bot.settings import BotSettings; "
        "from bot.records import Question; "
        f"answerer = open_answerer(BotSettings(data={str(built.data)!r})); "
        f"answerer.ask(Question({QUESTION!r})); "
        "print([name for name in ('torch', 'llama_index', 'sqlalchemy') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_conversation_remembers_its_questions(built: IndexSettings) -> None:
    """In the terminal a follow-up is understood from the question before it, and an empty line leaves."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--data", str(built.data)],
        input="Did Ishaq Dar visit Kabul?\nAnd when?\n\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert "Read as: Did Ishaq Dar visit Kabul? And when?" in done.stdout


def test_the_guard_does_forbid_the_outside(door: Door) -> None:
    """The guard that these tests run under stops a connection to anywhere else, so that its silence means something."""
    done = door("urllib.request")  # a module that runs, so that the guard was loaded
    assert done.returncode == 0
    script = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    guarded = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(ROOT / "tests" / "guard")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "LeftTheMachine" in guarded.stderr


def test_build_and_ask_work_in_a_network_namespace_without_a_network(
    fresh: IndexSettings, built: IndexSettings
) -> None:
    """Where the system lets us take the network away altogether, a build and a question work as before."""
    cut_off = ["unshare", "--map-root-user", "--net"]
    if (
        not shutil.which("unshare")
        or subprocess.run([*cut_off, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("this system does not let us make a network namespace")
    (fresh.seeds / "a.txt").write_text(RAIN)
    places = ["--seeds", str(fresh.seeds), "--data", str(fresh.data)]
    for command in (["index", "build"], ["bot", "ask", "Where did it rain?"]):
        done = subprocess.run(
            [*cut_off, sys.executable, "-m", *command, *places],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )
        assert done.returncode == 0, done.stderr
