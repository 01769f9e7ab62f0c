"""Asks questions on real documentation (``eval/documentation``) and counts what comes back, by a pattern for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.records import Question
from bot.settings import BotSettings
from eval.jsonlines import rows_of
from eval.records import Outcome, Place, Reply
from eval.replies import read_reply

ASKED = Path(__file__).parent / "documentation"
SHOWN = 3  # statements that a member is likely to read


@dataclass(frozen=True, slots=True)
class Documented:
    """What came back for the questions on one documentation.

    Args:
        name: of the documentation.
        retrieved: answerable questions with an answering passage among those that the search found.
        right: ... with a sentence that answers among the first statements.
        beside: ... that got other statements.
        refused: ... that were refused.
        near_refused: near misses that were refused.
        near_answered: ... that got statements.
    """

    name: str
    retrieved: int
    right: int
    beside: int
    refused: int
    near_refused: int
    near_answered: int

    @property
    def answerable(self) -> int:
        """How many questions the documentation answers."""
        return self.right + self.beside + self.refused

    def line(self) -> str:
        """What is printed of it."""
        near = self.near_refused + self.near_answered
        return (
            f"{self.name}: of {self.answerable} answerable {self.retrieved} found by the search, {self.right} right, "
            f"{self.beside} beside it, {self.refused} refused; of {near} near misses {self.near_refused} refused"
        )


def ask_documentation(
    folder: Path, work: Path, only: Sequence[str] = (), questions: Path = ASKED
) -> Iterator[Documented]:
    """Asks what is asked of each documentation that lies in a folder.

    Args:
        folder: with a folder of documents for each, named as its file of questions.
        work: where the indexes go; they are kept.
        only: names; empty for all that are there.
        questions: the folder with the files of questions.
    """
    from eval.wire import open_bot
    from index.build import build

    for asked in sorted(questions.glob("*.jsonl")):
        if not (folder / asked.stem).is_dir() or (only and asked.stem not in only):
            continue
        settings = BotSettings(seeds=folder / asked.stem, data=work / asked.stem)
        build(settings)
        bot = open_bot(settings, lambda _: None)
        rows = list(rows_of(asked))
        replies = [read_reply(bot.ask(Question(str(row["question"])))) for row in rows]
        yield _counted(asked.stem, rows, replies, settings.seeds)


def total(every: Sequence[Documented]) -> Documented:
    """All of them together."""
    return Documented(
        "all",
        sum(told.retrieved for told in every),
        sum(told.right for told in every),
        sum(told.beside for told in every),
        sum(told.refused for told in every),
        sum(told.near_refused for told in every),
        sum(told.near_answered for told in every),
    )


def _counted(
    name: str, rows: Sequence[dict[str, object]], replies: Sequence[Reply], seeds: Path
) -> Documented:
    asked = list(zip(rows, replies, strict=True))
    near = [reply.outcome is Outcome.REFUSED for row, reply in asked if not row["answerable"]]
    pairs = [(row, reply) for row, reply in asked if row["answerable"]]
    refused = sum(reply.outcome is Outcome.REFUSED for _, reply in pairs)
    right = sum(_says(row, reply) for row, reply in pairs)
    return Documented(
        name,
        sum(_found(row, reply.retrieved, seeds) for row, reply in pairs),
        right,
        len(pairs) - refused - right,
        refused,
        sum(near),
        len(near) - sum(near),
    )


def _says(row: dict[str, object], reply: Reply) -> bool:
    shown = (
        text for said in reply.statements[:SHOWN] for text in (said.text, *(c.quote for c in said.citations))
    )
    return any(re.search(str(row["right"]), text) for text in shown)


def _found(row: dict[str, object], retrieved: Sequence[Place], seeds: Path) -> bool:
    """Whether a passage that was found holds words that answer, as they stand in the file."""
    text = (seeds / str(row["file"])).read_text(encoding="utf-8")
    pattern = re.compile(str(row["right"]))
    return any(
        place.file == row["file"] and pattern.search(text[place.start : place.end]) for place in retrieved
    )
