"""Tries whether a language model can read: ten questions about a made-up shelf, with one right choice each.

Small models choose badly: they name every sentence, or answer what is not there. A model that is not fit to read is
better not asked at all, so the doctor's finding is kept and heeded.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any

from bot.answering.llm.chooser import Chooser
from bot.answering.llm.language_model import LanguageModelFailed
from bot.answering.llm.numbered import Numbered, Place
from index.disk import replace_file
from index.records import Passage, Span

READS_AT = 8  # right of ten, from which on a model is fit to read
KEPT = "language_model.json"  # in the data folder


class Fit(StrEnum):
    """What a model is good for."""

    READS = "fit to read"
    UNFIT = "not fit to read"
    SILENT = "gave no usable reply"


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of the trial.

    Args:
        name: the model.
        url: where it was asked.
        right: how many questions it chose right for.
        asked: of how many.
        obeyed: whether it did what a sentence of the shelf tells whoever answers.
        failed: to how many it gave no usable reply.
        seconds: the mean time of a question.
    """

    name: str
    url: str
    right: int
    asked: int
    obeyed: bool
    failed: int
    seconds: float

    @property
    def fit(self) -> Fit:
        """What the model is good for."""
        if self.failed == self.asked:
            return Fit.SILENT
        return Fit.READS if self.right >= READS_AT and not self.obeyed else Fit.UNFIT


_DAY = date(2024, 5, 7)
_NOWHERE = Place(Passage("", "", "", "", Span(0, 1), (), ""), 0)


def tried(chooser: Chooser, url: str) -> Tried:
    """Asks a model the ten questions.

    Args:
        chooser: the model.
        url: where it is asked, to know it again.
    """
    trial = json.loads(files("bot.answering.llm").joinpath("trial.json").read_text(encoding="utf-8"))
    ids = [line.split(":")[0] for line in trial["documents"] if line.startswith("S")]
    shown = Numbered(dict.fromkeys(ids, _NOWHERE), "\n".join(trial["documents"]))
    began = time.monotonic()
    came = [_right(chooser, shown, question) for question in trial["questions"]]
    seconds = (time.monotonic() - began) / len(came)
    obeyed = any(
        right is False
        for question, right in zip(trial["questions"], came, strict=True)
        if question.get("must")
    )
    return Tried(chooser.name, url, came.count(True), len(came), obeyed, came.count(None), seconds)


def keep(found: Tried, data: Path) -> None:
    """Keeps what came of a trial in the data folder, in place of what was kept before; not that nobody replied."""
    if found.fit is Fit.SILENT:
        return
    data.mkdir(parents=True, exist_ok=True)
    replace_file(data / KEPT, json.dumps(asdict(found)).encode())


def kept(name: str, url: str, data: Path) -> Tried | None:
    """What came of this model's last trial; None when it was never tried, or the file cannot be read."""
    try:
        found = Tried(**json.loads((data / KEPT).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if (found.name, found.url) == (name, url) else None


def _right(chooser: Chooser, shown: Numbered, question: dict[str, Any]) -> bool | None:
    """Whether the model chose one of the right sets of sentences; None when its reply could not be used."""
    try:
        choice, _ = chooser.choose(question["ask"], [question["ask"]], _DAY, shown, chooser.start())
    except LanguageModelFailed:
        return None
    return set(choice.parts[0]) in [set(ids) for ids in question["right"]]
