"""An example: a question or a claim with a passage, cut as the bot's passages are; and the file that keeps them."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import IntEnum
from pathlib import Path

from eval.jsonlines import rows_of
from training.corpora import Question

WORDS = (30, 110)  # a passage is cut at a random length between these


class Verdict(IntEnum):
    """What a text says of a claim."""

    SUPPORTED = 0
    CONTRADICTED = 1
    NOT_STATED = 2
    NOT_SUPPORTED = 3  # one of the last two, and nobody says which


class YesNo(IntEnum):
    """What a text answers to a question for yes or no."""

    YES = 0
    NO = 1
    UNKNOWN = 2


@dataclass(frozen=True, slots=True)
class Example:
    """A question or a claim, and a passage.

    Args:
        kind: which way it was made, by which figures are told apart.
        asked: the question or the claim.
        title: the article's title, or empty.
        sentences: the passage.
        answering: number of the answering sentence, None if none answers or it is a claim.
        answer: start and end of the answer in that sentence, None if unknown.
        verdict: for a claim; None for a question.
        accepted: every accepted wording of the answer.
        others: numbers of other sentences that answer as well; where nobody knows which one does, all of them.
        yes_no: for a question for yes or no; None for others.
    """

    kind: str
    asked: str
    title: str
    sentences: tuple[str, ...]
    answering: int | None = None
    answer: tuple[int, int] | None = None
    verdict: Verdict | None = None
    accepted: tuple[str, ...] = ()
    others: tuple[int, ...] = ()
    yes_no: YesNo | None = None

    @property
    def right(self) -> tuple[int, ...]:
        """Numbers of every sentence that answers."""
        return () if self.answering is None else (self.answering, *self.others)


def says(text: str, wordings: Sequence[str]) -> bool:
    """Whether one of the wordings stands in the text, in whatever case."""
    return any(wording.lower() in text.lower() for wording in wordings)


def cut(question: Question, around: int | None, kind: str, dice: random.Random) -> Example:
    """A run of sentences around one of them, of random length, as passages are cut."""
    sentences = question.paragraph.sentences
    centre = dice.randrange(len(sentences)) if around is None else around
    limit = dice.randint(*WORDS)
    first = last = centre
    words = len(sentences[centre].split())
    while True:
        sides = [side for side in (first - 1, last + 1) if 0 <= side < len(sentences)]
        sides = [side for side in sides if words + len(sentences[side].split()) <= limit]
        if not sides:
            break
        side = dice.choice(sides)
        words += len(sentences[side].split())
        first, last = min(first, side), max(last, side)
    return Example(
        kind,
        question.text,
        question.paragraph.title,
        sentences[first : last + 1],
        None if question.answering is None else question.answering - first,
        question.answer,
        accepted=question.accepted,
        others=tuple(number - first for number in question.others if first <= number <= last),
    )


def write_examples(examples: Sequence[Example], path: Path) -> None:
    """Writes examples as JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(asdict(example)) + "\n" for example in examples), encoding="utf-8")


def read_examples(path: Path) -> list[Example]:
    """Reads what `write_examples` wrote."""
    read = []
    for fields in rows_of(path):
        for name in ("sentences", "answer", "accepted", "others"):
            fields[name] = None if fields[name] is None else tuple(fields[name])
        for name, label in (("verdict", Verdict), ("yes_no", YesNo)):
            fields[name] = None if fields[name] is None else label(fields[name])
        read.append(Example(**fields))
    return read
