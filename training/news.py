"""How a reader does in our own domain: news questions of 2022 to 2024, each with ten likely passages."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.answering.reading.model import PassageReader, Text
from eval.scores import Figure, Judged, auroc, share, with_interval

BEST = 3  # sentences among which the answer is looked for, besides the first


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
            one = json.loads(line)
            yield NewsQuestion(
                one["question"],
                one["label"] == "answerable",
                tuple(Text(p["title"] or "", tuple(p["sentences"])) for p in one["passages"]),
                tuple(frozenset(p["gold_in"]) for p in one["passages"]),
            )


def measure_news(reader: PassageReader, tune: Path, every: int = 1) -> dict[str, Figure | None]:
    """Whether the reader sees that a question is answered, and where.

    Args:
        reader: what is measured.
        tune: the folder with ``news2224/``.
        every: one question in so many is asked.
    """
    judged: list[Judged] = []
    first: list[bool] = []
    among: list[bool] = []
    for one in [one for one in news_questions(tune) if one.passages][::every]:
        read = reader.read(one.text, one.passages)
        judged.append(Judged(max(found.passage for found in read), one.answerable))
        if one.answerable:
            ranked = sorted(
                (-score, place, number)
                for place, found in enumerate(read)
                for number, score in enumerate(found.sentences)
            )[:BEST]
            hits = [number in one.gold[place] for _, place, number in ranked]
            first.append(hits[0])
            among.append(any(hits))
    return {
        "news2224: answerable or not, AUROC": with_interval(auroc, judged),
        "news2224: best sentence holds the answer": with_interval(share, first),
        "news2224: one of the best three does": with_interval(share, among),
    }
