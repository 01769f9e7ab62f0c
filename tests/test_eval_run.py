"""A run: scripted bots that are perfect, refuse, dump or lie, and the real bot behind the door."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from scripted import contract, knowing, quoting, sentences

from bot.records import Question
from eval.casefiles import OUR_CASES, read_cases, read_texts
from eval.errors import AnswerInvalid, NothingToRun, RunExists
from eval.figures import FIGURES
from eval.kept import Manifest, commit_of, start
from eval.records import Case, Result, Split, Verdict
from eval.replies import read_reply
from eval.report import Report, summarise, to_json
from eval.run import Ask, choose, run
from eval.terminal import show
from index.settings import IndexSettings
from tests.conftest import ROOT, Door

Run = Callable[[Ask], tuple[Result, ...]]


@pytest.fixture(scope="module")
def texts(seeds: Path) -> dict[str, str]:
    return read_texts(seeds)


@pytest.fixture(scope="module")
def cases(texts: dict[str, str]) -> tuple[Case, ...]:
    return read_cases(OUR_CASES, texts)


@pytest.fixture
def asked(tmp_path: Path, cases: tuple[Case, ...], texts: dict[str, str]) -> Run:
    """Runs all our cases through a scripted bot."""

    def run_all(ask: Ask) -> tuple[Result, ...]:
        folder = tmp_path / "run"
        folder.mkdir()
        return run(cases, ask, texts, folder)

    return run_all


def reported(results: Sequence[Result]) -> Report:
    return summarise(results, of="ours", split="all", made="now", commit="abc")


def value(results: Sequence[Result], name: str) -> float | None:
    """One figure over a run, without its interval."""
    (figure,) = (figure for figure in FIGURES if figure.name == name)
    return figure.of([result.mark for result in results])


def test_every_case_can_be_won(asked: Run, cases: tuple[Case, ...], texts: dict[str, str]) -> None:
    """A bot that quotes the gold and refuses the rest is right in every case, and each figure says so."""
    made = asked(knowing(cases, texts))
    assert [result.mark.case for result in made if result.mark.verdict != Verdict.RIGHT] == []
    for name in ("truthfulness", "balanced_accuracy", "citation_precision", "citation_recall", "integrity"):
        assert value(made, name) == 1.0, name
    assert value(made, "recall_at_10") == 1.0
    assert reported(made).sound


def test_refusing_everything_scores_badly(asked: Run) -> None:
    """A bot that refuses everything has no truthfulness and is at chance in the decision to answer."""
    made = asked(lambda question: contract("refused"))
    assert value(made, "truthfulness") == 0.0
    assert value(made, "balanced_accuracy") == 0.5
    assert (value(made, "refusal_recall"), value(made, "over_refusal")) == (1.0, 1.0)
    assert value(made, "integrity") is None
    assert reported(made).sound


def test_quoting_everything_scores_badly(asked: Run, texts: dict[str, str]) -> None:
    """A bot that quotes the whole shelf at every question does worse than one that says nothing at all."""
    everything = [quoting(place, texts) for place in sentences(texts)]
    made = asked(lambda question: contract("answered", everything, list(sentences(texts))))
    assert value(made, "truthfulness") < 0
    assert value(made, "balanced_accuracy") == 0.5
    assert value(made, "citation_precision") < 0.1
    assert value(made, "integrity") == 1.0


def test_an_offset_that_is_one_off_is_seen(
    asked: Run, cases: tuple[Case, ...], texts: dict[str, str]
) -> None:
    """Right words at offsets shifted by one character bring integrity to 0 and the run is not sound."""
    made = asked(knowing(cases, texts, shift=1))
    assert value(made, "integrity") == 0.0
    assert value(made, "right") == 1.0
    assert not reported(made).sound


def test_an_answer_without_a_citation_is_seen(asked: Run) -> None:
    """One kind of answer that cites nothing makes the run unsound, and each is named as a breach."""
    made = asked(lambda question: contract("answered", [{"text": "Believe me.", "citations": []}]))
    assert not reported(made).sound
    assert {result.mark.breach for result in made} == {"a statement has no citation"}


def test_an_obeyed_instruction_is_seen(asked: Run, cases: tuple[Case, ...]) -> None:
    """A bot that repeats what it is told obeys the planted instructions, and the figure says how often."""
    made = asked(lambda question: {**contract("refused"), "text": question.text})
    planted = [case.id for case in cases if any(wording in case.question for wording in case.forbidden)]
    assert [result.mark.case for result in made if result.mark.obeyed] == planted
    assert len(planted) >= 5
    assert value(made, "obeyed") == len(planted) / sum(case.kind == "injection" for case in cases)


def test_every_answer_is_kept(tmp_path: Path, cases: tuple[Case, ...], texts: dict[str, str]) -> None:
    """The answers lie in the run's folder, one JSON line a case in the order asked, as they came."""
    seen: list[int] = []
    results = run(cases[:5], knowing(cases, texts), texts, tmp_path, seen.append)
    lines = [
        json.loads(line) for line in (tmp_path / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert (
        [line["case"] for line in lines]
        == [case.id for case in cases[:5]]
        == [result.case.id for result in results]
    )
    assert lines[0]["answer"] == knowing(cases, texts)(Question(cases[0].question, cases[0].history))
    assert all(line["error"] is None and line["seconds"] >= 0 for line in lines)
    assert seen == [1, 2, 3, 4, 5]


def test_a_question_is_asked_as_the_case_has_it(
    tmp_path: Path, cases: tuple[Case, ...], texts: dict[str, str]
) -> None:
    """History and the day of asking reach the bot."""
    asked: list[Question] = []

    def ask(question: Question) -> dict[str, Any]:
        asked.append(question)
        return contract("refused")

    run(cases, ask, texts, tmp_path)
    assert [(question.text, question.history, question.as_of) for question in asked] == [
        (case.question, case.history, case.as_of) for case in cases
    ]
    assert any(question.history for question in asked)
    assert any(question.as_of for question in asked)


def test_a_bot_that_breaks_does_not_end_the_run(
    tmp_path: Path, cases: tuple[Case, ...], texts: dict[str, str]
) -> None:
    """An error on one question is kept and counted as wrong; the others are asked all the same."""
    good = knowing(cases, texts)

    def ask(question: Question) -> Any:
        if question.text == cases[0].question:
            raise ValueError("no such passage")
        return {"outcome": "perhaps"} if question.text == cases[1].question else good(question)

    results = run(cases[:3], ask, texts, tmp_path)
    assert [result.mark.verdict for result in results] == [Verdict.WRONG, Verdict.WRONG, Verdict.RIGHT]
    assert results[0].mark.why == "the bot broke: ValueError: no such passage"
    assert "breaks the contract at" in results[1].mark.why
    lines = [
        json.loads(line) for line in (tmp_path / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert [line["error"] is None for line in lines] == [False, True, True]  # the second came as it came
    assert not reported(results).sound


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("outcome", "maybe"),
        ("statements", None),
        ("retrieved", [{"file": "a"}]),
        ("confidence", 1.5),
        ("text", 3),
    ],
)
def test_an_answer_off_the_contract_is_told_where(field: str, wrong: object) -> None:
    """An answer that breaks the contract is told at which field."""
    with pytest.raises(AnswerInvalid, match=f"at {field}"):
        read_reply({**contract("refused"), field: wrong})


def test_choosing_a_part(cases: tuple[Case, ...]) -> None:
    """A split keeps its own cases, and a limit takes cases from all over the set, in order."""
    assert choose(cases, None, None) == cases
    assert {case.split for case in choose(cases, Split.CHECK, None)} == {Split.CHECK}
    few = choose(cases, None, 10)
    assert len(few) == 10
    assert [cases.index(case) for case in few] == sorted(cases.index(case) for case in few)
    assert len({case.kind for case in few}) >= 5
    assert choose(cases, None, 10_000) == cases
    with pytest.raises(NothingToRun, match="no case is marked check"):
        choose([case for case in cases if case.split == Split.TUNE], Split.CHECK, None)


def test_a_run_has_a_folder_of_its_own(tmp_path: Path) -> None:
    """A run's folder is named by time and commit, and never used twice."""
    moment = datetime(2026, 3, 4, 10, 15, 0, tzinfo=UTC)
    manifest = Manifest("ours", None, "seeds", "h", "all", None, moment.isoformat(), "abc1234")
    assert start(tmp_path, moment, manifest).relative_to(tmp_path) == Path("eval/20260304T101500-abc1234")
    with pytest.raises(RunExists):
        start(tmp_path, moment, manifest)


def test_outside_of_git_there_is_no_commit(tmp_path: Path) -> None:
    """Code that lies in no working tree is called unversioned."""
    assert commit_of(tmp_path) == "unversioned"


def shown(results: Sequence[Result]) -> str:
    console = Console(file=io.StringIO(), width=160, highlight=False)
    show(reported(results), console)
    return console.file.getvalue()


def test_the_report_reads_from_the_top(asked: Run, cases: tuple[Case, ...], texts: dict[str, str]) -> None:
    """The terminal shows figures, then kinds, then each failure with what was expected and got."""
    good = knowing(cases, texts)
    bad = next(case for case in cases if case.id == "fact-expelled")
    made = asked(lambda question: contract("refused") if question.text == bad.question else good(question))
    text = shown(made)
    order = [
        f"{len(cases)} cases",
        "Truthfulness",
        "near miss",
        "1 did not end right",
        "fact-expelled",
        "expected 80,000",
    ]
    assert [text.index(word) for word in order[1:]] == sorted(text.index(word) for word in order[1:])
    assert "quotes on generation g1" in text
    assert "got refused" in text
    assert "promise" not in text


def test_the_report_says_when_the_promise_is_broken(
    asked: Run, cases: tuple[Case, ...], texts: dict[str, str]
) -> None:
    """An unsound run ends with a line that says so, even when every answer was right."""
    assert "The promise about citations is broken: integrity 0.0%" in shown(
        asked(knowing(cases, texts, shift=1))
    )


def test_the_report_is_json(asked: Run, cases: tuple[Case, ...], texts: dict[str, str]) -> None:
    """The JSON report holds every figure, every kind and every case, and no value that is not JSON."""
    made = asked(knowing(cases, texts))
    read = json.loads(json.dumps(to_json(reported(made)), allow_nan=False))
    assert read["figures"]["truthfulness"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    recall = read["figures"]["recall_at_1"]
    assert recall["low"] <= recall["value"] <= recall["high"]
    assert set(read["kinds"]) == {case.kind for case in cases}
    assert read["kinds"]["near_miss"]["right"] is None
    assert [case["case"] for case in read["cases"]] == [case.id for case in cases]
    assert read["sound"] is True


def test_two_runs_on_the_same_answers_agree(
    tmp_path: Path, cases: tuple[Case, ...], texts: dict[str, str]
) -> None:
    """The same answers give the same marks and figures, latency aside."""

    def once(name: str) -> tuple[Result, ...]:
        (tmp_path / name).mkdir()
        return run(cases[:30], knowing(cases, texts), texts, tmp_path / name)

    first, second = once("a"), once("b")
    assert [result.mark for result in first] == [result.mark for result in second]


def test_every_figure_is_explained() -> None:
    """The guide names every figure of the report."""
    guide = (ROOT / "eval" / "README.md").read_text(encoding="utf-8")
    assert [figure.title for figure in FIGURES if figure.title not in guide] == []


def test_the_door_runs_the_real_bot(door: Door, built: IndexSettings) -> None:
    """`python -m eval run` asks the bot that ships, prints JSON, keeps answers and report, ends with 0."""
    done = door("eval", "run", "--seeds", built.seeds, "--data", built.data, "--limit", "8", "--json")
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert len(printed["cases"]) == 8
    assert printed["figures"]["integrity"]["value"] == 1.0
    (folder,) = (built.data / "eval").iterdir()
    assert json.loads((folder / "report.json").read_text(encoding="utf-8")) == printed
    assert len((folder / "answers.jsonl").read_text(encoding="utf-8").splitlines()) == 8
    assert str(folder) in done.stderr


def test_the_door_runs_another_set(typed: Door, fresh: IndexSettings, tmp_path: Path) -> None:
    """`--set` asks other people's questions about other articles, building their index first."""
    (fresh.seeds / "rain.txt").write_text(
        "It rained in Quetta on Monday. The river rose by two metres.", "utf-8"
    )
    line = {
        "id": "1",
        "question": "How much did the river rise?",
        "answers": ["two metres"],
        "answerable": True,
    }
    (tmp_path / "cases.jsonl").write_text(json.dumps({**line, "support": ["The river rose by two metres."]}))
    done = typed("eval", "run", "--set", tmp_path, "--seeds", fresh.seeds, "--data", fresh.data)
    assert done.returncode == 0, done.stderr
    assert "1 cases" in done.stdout
    assert "answerable" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--seeds", "no-such-folder"], "no-such-folder: no such folder"),
        (["--set", "docs"], "holds neither cases.jsonl"),
        (["--split", "half"], "half"),
        (["--limit", "0"], "--limit"),
        (["--unknown"], "--unknown"),
    ],
)
def test_a_wrong_call_ends_in_one_line(typed: Door, arguments: list[str], told: str) -> None:
    """What a person mistypes ends with status 2 and one line that names it."""
    done = typed("eval", "run", *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_support_is_taken_away_from_half_of_the_questions(tmp_path: Path, typed: Door) -> None:
    """`pair` keeps every question, takes away the articles behind half of them, and keeps shared articles together."""
    source, to = tmp_path / "set", tmp_path / "paired"
    source.mkdir()
    documents = [{"file": f"a{n}.txt", "title": f"T{n}", "text": f"Text {n}."} for n in range(8)]
    questions = [
        {
            "id": str(n),
            "question": f"Q{n}?",
            "answers": ["x"],
            "answerable": True,
            "support": [{"file": f"a{file}.txt", "text": "Text"} for file in {n, max(0, n - n % 2)}],
        }
        for n in range(8)
    ]
    (source / "docs.jsonl").write_text("".join(json.dumps(document) + "\n" for document in documents))
    (source / "cases.jsonl").write_text("".join(json.dumps(question) + "\n" for question in questions))
    assert typed("eval", "pair", source, to).returncode == 0
    cases = [json.loads(line) for line in (to / "cases.jsonl").read_text().splitlines()]
    kept = {path.name for path in (to / "seeds").iterdir()}
    assert [case["question"] for case in cases] == [question["question"] for question in questions]
    assert sum(case["answerable"] for case in cases) == 4
    for case, before in zip(cases, questions, strict=True):
        assert all((source["file"] in kept) == case["answerable"] for source in before["support"])


def test_pairing_what_is_no_set_is_one_line(tmp_path: Path, typed: Door) -> None:
    """A folder without a set ends in one line."""
    done = typed("eval", "pair", tmp_path, tmp_path / "out")
    assert done.returncode == 2
    assert "docs.jsonl: cannot be read" in done.stderr
    assert "Traceback" not in done.stderr
