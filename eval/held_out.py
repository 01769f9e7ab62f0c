"""What the reader that ships never learned from: which articles of the public sets are held out, and their questions.

An evaluation asks these alone; training and fitting read the same rule from here.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.jsonlines import rows_of
from eval.pairing import write_shelf

HELD_OUT_SQUAD_ARTICLES = 2  # the last ones by file name
HELD_OUT_SHARE = 5  # of the other sets one title in five


@dataclass(frozen=True, slots=True)
class Example:
    """A question, where its answer stands (in which files, with which words), and whether it is held out.

    Args:
        question: the question.
        files: the articles that answer it; none when none does.
        answers: accepted words; empty when nothing answers.
        held: whether it is held out from fitting.
    """

    question: str
    files: frozenset[str]
    answers: tuple[str, ...]
    held: bool


def is_held_out(title: str) -> bool:
    """Whether an article of this title is held out; SQuAD's few articles are chosen by file name instead."""
    return zlib.crc32(title.encode()) % HELD_OUT_SHARE == 0


def squad_shelf(tune: Path, seeds: Path) -> Iterator[Example]:
    """Every article on the shelf; questions on those that are held out."""
    docs = rows_of(tune / "squad_even" / "docs.jsonl")
    write_shelf(seeds, ({name: doc[name] for name in ("file", "title", "text")} for doc in docs))
    yield from held_out_squad(tune)


def held_out_squad(tune: Path) -> Iterator[Example]:
    """The questions on the SQuAD articles that are held out from training, every third to measure with."""
    texts = {str(doc["file"]): str(doc["text"]) for doc in rows_of(tune / "squad_even" / "docs.jsonl")}
    held_out = sorted(texts)[-HELD_OUT_SQUAD_ARTICLES:]
    number = 0
    for line in rows_of(tune / "squad_even" / "qa.jsonl"):
        file = next((file for file in held_out if str(line["context"])[:80] in texts[file]), "")
        answers = tuple(answer["text"] for answer in line["answers"])
        if file:
            number += 1
            yield Example(
                str(line["question"]), frozenset([file] if answers else []), answers, number % 3 == 0
            )


def write_held_out_squad(tune: Path, out: Path) -> int:
    """Writes the SQuAD articles and the questions that nothing was trained or fitted on, as a set for `eval run`.

    Returns:
        How many questions.
    """
    examples = [example for example in squad_shelf(tune, out / "seeds") if example.held]
    lines = (
        {
            "id": f"squad-{number}",
            "question": example.question,
            "answers": example.answers,
            "answerable": bool(example.answers),
        }
        for number, example in enumerate(examples)
    )
    (out / "cases.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return len(examples)
