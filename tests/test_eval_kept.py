"""Runs on the disk: kept whole, resumed, read back, and compared."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scripted import contract, knowing
from typer.testing import CliRunner

from bot.records import Question
from eval.__main__ import app
from eval.casefiles import OUR_CASES, read_cases, read_texts
from eval.compare import compare
from eval.errors import RunUnreadable
from eval.kept import OURS, Manifest, find, hash_of, read_run, start, unfinished, write_manifest
from eval.records import Case, Mark, Verdict
from eval.run import ANSWERS, run
from eval.tables import FIGURES_HERE


@pytest.fixture(scope="module")
def texts(seeds: Path) -> dict[str, str]:
    return read_texts(seeds)


@pytest.fixture(scope="module")
def cases(texts: dict[str, str]) -> tuple[Case, ...]:
    return read_cases(OUR_CASES, texts)


@pytest.fixture
def manifest(seeds: Path, texts: dict[str, str]) -> Manifest:
    return Manifest(
        OURS, None, str(seeds), hash_of(texts), "all", None, "2026-03-04T10:00:00+00:00", "abc1234"
    )


def at(second: int) -> datetime:
    return datetime(2026, 3, 4, 10, 0, second, tzinfo=UTC)


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(
    tmp_path: Path, cases: tuple[Case, ...], texts: dict[str, str]
) -> None:
    """Answered questions are not asked again, except one whose line was cut short; marks and file are as in one go."""
    asked: list[str] = []
    good = knowing(cases, texts)

    def ask(question: Question) -> dict[str, object]:
        asked.append(question.text)
        return good(question)

    whole, parts = tmp_path / "whole", tmp_path / "parts"
    whole.mkdir()
    parts.mkdir()
    expected = run(cases[:6], ask, texts, whole)
    written = (whole / ANSWERS).read_text(encoding="utf-8").splitlines(keepends=True)
    (parts / ANSWERS).write_text("".join(written[:3]) + written[3][:40], encoding="utf-8")
    asked.clear()
    assert run(cases[:6], ask, texts, parts) == expected
    assert asked == [case.question for case in cases[3:6]]
    kept = [json.loads(line)["case"] for line in (parts / ANSWERS).read_text(encoding="utf-8").splitlines()]
    assert kept == [case.id for case in cases[:6]]


def test_a_question_in_new_words_is_asked_again(
    tmp_path: Path, cases: tuple[Case, ...], texts: dict[str, str]
) -> None:
    """An answer to what a case used to ask is no answer to what it asks now."""
    run(cases[:2], knowing(cases, texts), texts, tmp_path)
    changed = replace(cases[0], question="Something else?")
    (result, _) = run([changed, cases[1]], lambda _: contract("refused"), texts, tmp_path)
    assert result.mark.verdict == Verdict.REFUSED


def test_several_workers_give_the_figures_of_one(
    tmp_path: Path, cases: tuple[Case, ...], texts: dict[str, str]
) -> None:
    """Asked four at once, the answers are kept in the order of the cases, and the marks are the same."""
    made = []
    for workers in (1, 4):
        folder = tmp_path / str(workers)
        folder.mkdir()
        results = run(cases, knowing(cases, texts), texts, folder, workers=workers)
        lines = (folder / ANSWERS).read_text(encoding="utf-8").splitlines()
        made.append(([result.mark for result in results], [json.loads(line)["case"] for line in lines]))
    assert made[0] == made[1]


def test_only_a_run_of_the_same_task_is_resumed(tmp_path: Path, manifest: Manifest) -> None:
    """What was cut off is found again; a finished run, or one of other code, cases or articles, is not."""
    finished = start(tmp_path, at(0), manifest)
    write_manifest(finished, replace(manifest, memory=400.0))
    assert unfinished(tmp_path, manifest) is None
    cut_off = start(tmp_path, at(1), manifest)
    assert unfinished(tmp_path, replace(manifest, made="later", workers=2)) == cut_off
    for other in ({"commit": "def5678"}, {"split": "tune"}, {"limit": 3}, {"articles": "x"}, {"cases": "y"}):
        assert unfinished(tmp_path, replace(manifest, **other)) is None


def test_a_run_is_found_by_the_beginning_of_its_name(tmp_path: Path, manifest: Manifest) -> None:
    """The newest finished run is the one that is meant when none is named."""
    for second in (1, 2):
        write_manifest(start(tmp_path, at(second), manifest), replace(manifest, memory=400.0))
    start(tmp_path, at(3), manifest)
    assert find(tmp_path, None).name == "20260304T100002-abc1234"
    assert find(tmp_path, "20260304T100001").name == "20260304T100001-abc1234"
    with pytest.raises(RunUnreadable, match="holds no run 2027"):
        find(tmp_path, "2027")
    with pytest.raises(RunUnreadable, match="is not the folder of a run"):
        find(tmp_path, str(tmp_path))


def test_an_old_run_is_marked_by_the_rules_of_today(
    tmp_path: Path, manifest: Manifest, cases: tuple[Case, ...], texts: dict[str, str]
) -> None:
    """A kept run gives the same marks again from its answers alone."""
    folder = start(tmp_path, at(0), manifest)
    made = run(cases, knowing(cases, texts), texts, folder)
    assert read_run(folder).results == made


def test_a_run_over_articles_that_changed_is_not_marked(tmp_path: Path, manifest: Manifest) -> None:
    """Quotations of other articles would all look misplaced: the run is refused in one line."""
    folder = start(tmp_path, at(0), replace(manifest, articles="another"))
    with pytest.raises(RunUnreadable, match="have changed since; run again"):
        read_run(folder)


def marks(*verdicts: Verdict) -> list[Mark]:
    return [
        Mark(
            str(number),
            "fact",
            answerable=True,
            unanswerable=False,
            answered=verdict != Verdict.REFUSED,
            verdict=verdict,
        )
        for number, verdict in enumerate(verdicts)
    ]


def test_a_comparison_is_made_case_by_case() -> None:
    """Cases that ended otherwise are named, and a lasting gain is told from noise by McNemar's exact test."""
    right, wrong = Verdict.RIGHT, Verdict.WRONG
    small = compare(marks(right, wrong, wrong), marks(wrong, right, wrong))
    assert [(move.after.case, move.better) for move in small.moves] == [("0", False), ("1", True)]
    assert (small.gained, small.lost, small.chance, small.noise) == (1, 1, 1.0, True)
    large = compare(marks(*[wrong] * 20), marks(*[right] * 8 + [wrong] * 12))
    assert large.chance == pytest.approx(2 * 0.5**8)
    assert not large.noise
    (change,) = (change for change in large.changes if change.figure.name == "right")
    assert (change.before, change.after, change.better, change.worse) == (0.0, 0.4, True, False)
    (fell,) = (change for change in large.changes if change.figure.name == "wrong")
    assert (fell.better, fell.worse) == (True, False)


@pytest.mark.parametrize(("fallen", "shut", "word"), [(4, False, False), (5, True, False), (6, True, True)])
def test_a_few_cases_are_noise(fallen: int, shut: bool, word: bool) -> None:
    """By exact count: five of 40 cases lost and none gained shut a gate, six are called worse, four are neither."""
    right, wrong = Verdict.RIGHT, Verdict.WRONG
    compared = compare(marks(*[right] * 40), marks(*[wrong] * fallen + [right] * (40 - fallen)))
    (change,) = (change for change in compared.changes if change.figure.name == "right")
    assert change.chance == pytest.approx(2 * 0.5**fallen)
    assert compared.chance == pytest.approx(2 * 0.5**fallen)
    assert (change.fell, change.worse, change.better) == (shut, word, False)


def test_only_shared_cases_are_compared() -> None:
    """A case that only one run asked is left out and counted."""
    compared = compare(marks(Verdict.RIGHT), marks(Verdict.RIGHT, Verdict.WRONG, Verdict.WRONG))
    assert (compared.shared, compared.left_out, compared.moves) == (1, 2, ())


def test_the_doors_read_what_a_run_kept(
    tmp_path: Path, manifest: Manifest, cases: tuple[Case, ...], texts: dict[str, str]
) -> None:
    """`report`, `compare`, `baseline` and `gate` work from kept runs; a gate that stays shut ends with 1."""

    def called(*arguments: str | Path) -> tuple[int, str]:
        done = CliRunner().invoke(app, [*map(str, arguments), "--data", str(tmp_path)])
        return done.exit_code, " ".join(done.stdout.split())

    cases = cases[::4]
    refusing = start(tmp_path, at(1), manifest)
    run(cases, lambda _: contract("refused"), texts, refusing)
    write_manifest(refusing, replace(manifest, memory=400.0))
    good = start(tmp_path, at(2), manifest)
    run(cases, knowing(cases, texts), texts, good)
    write_manifest(good, replace(manifest, memory=400.0))
    file = tmp_path / "baseline.json"
    status, printed = called("baseline", "--file", file)
    assert (status, f"now holds {len(cases)} cases" in printed) == (0, True)
    assert called("gate", "--file", file)[0] == 0
    status, printed = called("gate", refusing, "--file", file)
    assert status == 1
    assert "shut: Truthfulness went from +1.00 to +0.00, by chance alone once in" in printed
    status, printed = called("compare", refusing, good)
    assert status == 0
    assert "cases became right and 0 are no longer right" in printed
    start(tmp_path / "sets" / "rain", at(3), manifest)  # a set that was cut off has no column
    readme = tmp_path / "README.md"
    readme.write_text("\n".join(FIGURES_HERE), encoding="utf-8")
    assert "holds the figures of 1 runs" in called("tables", "--file", readme)[1]
    assert "| Truthfulness | +1.00" in readme.read_text(encoding="utf-8")
    assert called("report", "20260304T100001", "--against", good)[0] == 0
    assert (refusing / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
