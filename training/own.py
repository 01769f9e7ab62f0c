"""How a reader does on the project's own cases: small enough to be measured by a test on every change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.answering.reading.model import PassageReader, Text
from eval.casefiles import OUR_CASES, read_cases
from eval.scores import Figure, Judged, auroc, share, with_interval
from index.articles.shelf import read_shelf
from index.passages import passages_of
from index.records import Span


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case's question, a passage that answers it, and the numbers of the answering sentences."""

    question: str
    text: Text
    answering: tuple[int, ...]


def measure_own(reader: PassageReader, seeds: Path) -> dict[str, Figure | None]:
    """Whether it finds the gold sentence in its passage, and sees when that sentence is taken away.

    Args:
        reader: what is measured.
        seeds: folder of articles that our cases are about.
    """
    right, judged = [], []
    for case in own_cases(seeds):
        rest = tuple(
            sentence for number, sentence in enumerate(case.text.sentences) if number not in case.answering
        )
        read = reader.read(case.question, [case.text])[0]
        right.append(int(np.argmax(read.sentences)) in case.answering)
        judged.append(Judged(read.passage, True))
        if rest:
            judged.append(Judged(reader.read(case.question, [Text(case.text.title, rest)])[0].passage, False))
    return {
        "our cases: answering sentence found": with_interval(share, right),
        "our cases: with or without the answering sentence, AUROC": with_interval(auroc, judged),
    }


def own_cases(seeds: Path) -> Iterator[OwnCase]:
    """Every answerable case that needs no earlier question, with the passage of its first quotation."""
    shelf = read_shelf(seeds)
    titles = {article.id: article.title or "" for article in shelf.articles}
    passages = list(passages_of(shelf, "own"))
    for case in read_cases(OUR_CASES, shelf.texts):
        if not case.answerable or case.history or not case.evidence:
            continue
        place = case.evidence[0][0].places[0]
        for passage in passages:
            answering = tuple(
                number
                for number, span in enumerate(passage.sentences)
                if passage.file == place.file and span.overlaps(Span(place.start, place.end))
            )
            if answering:
                yield OwnCase(case.question, Text(titles[passage.article], passage.texts), answering)
                break
