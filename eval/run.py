"""Asks every case, keeps every answer, and marks it."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from bot.records import Question
from eval.errors import AnswerInvalid, NothingToRun, RunExists
from eval.judge import broken, mark
from eval.records import Case, Result, Split
from eval.replies import read_reply

Ask = Callable[[Question], Mapping[str, Any]]
"""Anything that answers a question with one object of the machine-readable contract."""


def choose(cases: Sequence[Case], split: Split | None, limit: int | None) -> tuple[Case, ...]:
    """The cases of a split, thinned out evenly to a limit.

    Args:
        cases: all cases of the set.
        split: which part; None takes both.
        limit: at most so many, spread over the whole set; None takes all.

    Raises:
        NothingToRun: if no case is left.
    """
    kept = [case for case in cases if split is None or case.split == split]
    if not kept:
        raise NothingToRun(f"no case is marked {split}" if split else "the set holds no case")
    number = min(len(kept), limit or len(kept))
    return tuple(kept[i * len(kept) // number] for i in range(number))


def run_folder(data: Path, moment: datetime, commit: str) -> Path:
    """Makes the folder of a run, ``<data>/eval/<time>-<commit>``.

    Raises:
        RunExists: if it is there already.
    """
    folder = data / "eval" / f"{moment:%Y%m%dT%H%M%S}-{commit}"
    try:
        folder.mkdir(parents=True)
    except FileExistsError as error:
        raise RunExists(f"{folder}: a run of this second is already there; start again") from error
    return folder


def commit_of(folder: Path) -> str:
    """A working tree's short commit, ``-dirty`` when it differs from it; ``unversioned`` outside git."""
    git = shutil.which("git")
    if git is None:
        return "unversioned"
    command = [git, "-C", str(folder), "describe", "--always", "--dirty", "--abbrev=7", "--exclude=*"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed command
    return done.stdout.strip() or "unversioned"


def run(
    cases: Sequence[Case],
    ask: Ask,
    texts: Mapping[str, str],
    folder: Path,
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[Result, ...]:
    """Asks the cases in order and marks the answers.

    Every answer is written to ``answers.jsonl`` in the folder as soon as it is there, with the wall time.
    A question on which the bot breaks is marked wrong and does not end the run.

    Args:
        cases: what to ask.
        ask: what answers.
        texts: the articles' files as read from the disk, see `eval.casefiles.read_texts`.
        folder: the run's folder, see `run_folder`.
        progress: told the number of cases done after each.
    """
    results = []
    with (folder / "answers.jsonl").open("w", encoding="utf-8") as kept:
        for done, case in enumerate(cases, start=1):
            results.append(_try(case, ask, texts, kept))
            progress(done)
    return tuple(results)


def _try(case: Case, ask: Ask, texts: Mapping[str, str], kept: TextIO) -> Result:
    started = time.perf_counter()
    answer: Mapping[str, Any] | None = None
    problem = None
    try:
        answer = ask(Question(case.question, case.history, case.as_of))
        seconds = time.perf_counter() - started
        reply = read_reply(answer)
        result = Result(case, reply, mark(case, reply, texts, seconds))
    except AnswerInvalid as error:
        problem = str(error)
        result = Result(case, None, broken(case, problem, seconds))
    except Exception as error:
        # A bot that breaks on one question must not hide how it does on the others.
        seconds = time.perf_counter() - started
        problem = f"the bot broke: {type(error).__name__}: {error}"
        result = Result(case, None, broken(case, problem, seconds))
    line = {"case": case.id, "seconds": round(seconds, 4), "answer": answer, "error": problem}
    kept.write(json.dumps(line, ensure_ascii=False) + "\n")
    kept.flush()
    return result
