"""A question, or a claim, and a passage as one row of tokens, with the way back to sentences and offsets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

MAX_TOKENS = 256
ASKED_TOKENS = 64
TITLE_TOKENS = 24
OUTSIDE = -1


class Encoded(Protocol):
    """What a tokenizer makes of a text."""

    @property
    def ids(self) -> list[int]:
        """Token numbers."""

    @property
    def offsets(self) -> list[tuple[int, int]]:
        """Start and end of each token, code points."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The special tokens of a model's rows.

    Args:
        first: opens a row.
        between: stands after the question and after the title.
        last: closes a row.
        pad: fills up the shorter rows of a batch.
    """

    first: int
    between: tuple[int, ...]
    last: int
    pad: int


def marks_of(vocabulary: Callable[[str], int | None]) -> Marks:
    """The special tokens by their usual names: those of BERT, or those of RoBERTa and MPNet.

    Args:
        vocabulary: gives the number of a token, None for one that the model does not know.

    Raises:
        ValueError: if it knows neither.
    """
    for first, last, pad, times in (("[CLS]", "[SEP]", "[PAD]", 1), ("<s>", "</s>", "<pad>", 2)):
        numbers = [vocabulary(name) for name in (first, last, pad)]
        if None not in numbers:
            begin, end, fill = (number for number in numbers if number is not None)
            return Marks(begin, (end,) * times, end, fill)
    raise ValueError("the tokenizer has no tokens that open and close a row")


@dataclass(frozen=True, slots=True)
class Pair:
    """``[CLS] asked [SEP] title [SEP] sentences [SEP]``, in the model's own `Marks`.

    Args:
        ids: token numbers, at most `MAX_TOKENS`.
        types: 0 for the asked part, 1 for the rest; as long as ``ids``.
        sentences: for each token the number of its sentence, or `OUTSIDE`.
        offsets: for each token its start and end in that sentence, code points.
    """

    ids: tuple[int, ...]
    types: tuple[int, ...]
    sentences: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]


def pair(
    cut: Callable[[str], Encoded], marks: Marks, asked: str, title: str, sentences: Sequence[str]
) -> Pair:
    """Puts a question, or a claim, and a passage in one row; what does not fit is cut off at the end.

    Args:
        cut: cuts a text into tokens, without special ones.
        marks: its special tokens.
        asked: a question or a claim; `ASKED_TOKENS` of it are read.
        title: the article's title, or empty; `TITLE_TOKENS` of it are read.
        sentences: the passage.
    """
    first = [marks.first, *cut(asked).ids[:ASKED_TOKENS], *marks.between]
    second = [*cut(title).ids[:TITLE_TOKENS], *marks.between] if title else []
    ids = first + second
    places = [OUTSIDE] * len(ids)
    offsets = [(0, 0)] * len(ids)
    for number, sentence in enumerate(sentences):
        read = cut(sentence)
        room = MAX_TOKENS - 1 - len(ids)
        ids.extend(read.ids[:room])
        offsets.extend(read.offsets[:room])
        places.extend([number] * min(room, len(read.ids)))
    return Pair(
        (*ids, marks.last),
        tuple([0] * len(first) + [1] * (len(ids) + 1 - len(first))),
        (*places, OUTSIDE),
        (*offsets, (0, 0)),
    )
