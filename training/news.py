"""News questions of 2022 to 2024, our own domain, each with ten likely passages."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.answering.reading.model import Text


@dataclass(frozen=True, slots=True)
class NewsQuestion:
    """A question with its passages.

    Args:
        text: the question.
        answerable: whether one of the passages answers, as string rules say.
        passages: the passages.
        gold: for each passage, the numbers of the sentences that hold the answer's wording.
    """

    text: str
    answerable: bool
    passages: tuple[Text, ...]
    gold: tuple[frozenset[int], ...]


def news_questions(tune: Path) -> Iterator[NewsQuestion]:
    """The questions of ``news2224/pairs.jsonl.gz``."""
    with gzip.open(tune / "news2224" / "pairs.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield NewsQuestion(
                row["question"],
                row["label"] == "answerable",
                tuple(
                    Text(passage["title"] or "", tuple(passage["sentences"])) for passage in row["passages"]
                ),
                tuple(frozenset(passage["gold_in"]) for passage in row["passages"]),
            )
