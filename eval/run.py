"""Asks every case, keeps every answer, and marks it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bot.records import Question
from eval.errors import AnswerInvalid, NothingToRun
from eval.judge import broken, mark
from eval.records import Case, Place, Result, Split
from eval.replies import read_reply
from index.disk import replace_file

Ask = Callable[[Question], Mapping[str, Any]]
"""Anything that answers a question with one object of the JSON contract (see `eval.replies.kept`)."""
Line = dict[str, Any]
"""A line of ``answers.jsonl``: the case, what was asked, the answer as it came or the error, and the seconds."""
ANSWERS = "answers.jsonl"


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
    return tuple(kept[place * len(kept) // number] for place in range(number))


def run(
    cases: Sequence[Case],
    ask: Ask,
    texts: Mapping[str, str],
    folder: Path,
    progress: Callable[[int], None] = lambda done: None,
    *,
    passages: Sequence[Place] | None = None,
    workers: int = 1,
) -> tuple[Result, ...]:
    """Asks the cases and marks the answers.

    Every answer is written to ``answers.jsonl`` in the folder as soon as those before it are there. What the file
    holds already is not asked again, so a run that was cut off goes on where it stopped. A question on which the bot
    breaks is marked wrong and does not end the run.

    Args:
        cases: what to ask.
        ask: what answers; called from several threads when there are several workers.
        texts: the articles' files as read from the disk, see `eval.casefiles.read_texts`.
        folder: the run's folder, see `eval.kept.start`.
        progress: told the number of cases done after each.
        passages: all passages of the index that answers, or None when they are not known.
        workers: how many questions are asked at once, at least 1. Answers and figures do not depend on it, but a
            question that waits for another one takes longer.
    """
    before = _kept_lines(folder)
    known = {case.id: line for case in cases if (line := before.get(case.id)) and _asks(line, case)}
    _rewrite(folder, [known[case.id] for case in cases if case.id in known])
    results = []
    with (folder / ANSWERS).open("a", encoding="utf-8") as kept, ThreadPoolExecutor(workers) as pool:
        try:
            lines = pool.map(lambda case: known.get(case.id) or _asked(case, ask), cases)
            for done, (case, line) in enumerate(zip(cases, lines, strict=True), start=1):
                if case.id not in known:
                    kept.write(json.dumps(line, ensure_ascii=False) + "\n")
                    kept.flush()
                results.append(marked(case, line, texts, passages))
                progress(done)
        finally:
            pool.shutdown(cancel_futures=True)
    return tuple(results)


def read_back(
    cases: Sequence[Case], folder: Path, texts: Mapping[str, str], passages: Sequence[Place] | None
) -> tuple[Result, ...]:
    """Marks the answers that a folder keeps, with today's cases and today's rules.

    A case that was not asked, or was asked in other words, is left out.
    """
    lines = _kept_lines(folder)
    return tuple(
        marked(case, lines[case.id], texts, passages)
        for case in cases
        if case.id in lines and _asks(lines[case.id], case)
    )


def marked(
    case: Case, line: Line, texts: Mapping[str, str], passages: Sequence[Place] | None = None
) -> Result:
    """A kept answer with its mark."""
    if line["error"] is not None:
        return Result(case, None, broken(case, line["error"], line["seconds"]))
    try:
        reply = read_reply(line["answer"])
    except AnswerInvalid as error:
        return Result(case, None, broken(case, str(error), line["seconds"]))
    return Result(case, reply, mark(case, reply, texts, line["seconds"], passages))


def _asked(case: Case, ask: Ask) -> Line:
    answer: Mapping[str, Any] | None = None
    problem = None
    started = time.perf_counter()
    try:
        answer = ask(Question(case.question, case.history, case.as_of))
    except Exception as error:
        # A bot that breaks on one question must not hide how it does on the others.
        problem = f"the bot broke: {type(error).__name__}: {error}"
    seconds = round(time.perf_counter() - started, 4)
    return {"case": case.id, **_wording(case), "seconds": seconds, "answer": answer, "error": problem}


def _wording(case: Case) -> dict[str, Any]:
    as_of = case.as_of.isoformat() if case.as_of else None
    return {"question": case.question, "history": list(case.history), "as_of": as_of}


def _asks(line: Line, case: Case) -> bool:
    wording = _wording(case)
    return {name: line.get(name) for name in wording} == wording


def _kept_lines(folder: Path) -> dict[str, Line]:
    """The lines that are whole; the last one may have been cut off."""
    path = folder / ANSWERS
    lines = {}
    for line in path.read_text(encoding="utf-8").split("\n") if path.is_file() else ():
        try:
            read = json.loads(line)
        except ValueError:
            continue
        lines[read["case"]] = read
    return lines


def _rewrite(folder: Path, lines: Sequence[Line]) -> None:
    """Leaves exactly these lines in the file, in one step."""
    written = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    replace_file(folder / ANSWERS, written.encode())
