"""The cross-encoder: reads a question, or a claim, with each passage in one forward pass."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bot.answering.reading.pairs import Pair, marks_of, pair
from index.errors import ModelDamaged
from index.graph import Graph, open_tokenizer

FOLDER, GRAPH = "model", "reader.onnx"
CUTS_KEPT = 8192  # sentences whose tokens are kept for the next question
READINGS_KEPT = 16384  # pairs of question and passage, some 30 MB at most
LONGEST_ANSWER = 24  # tokens
UNREAD = -30.0  # the score of a sentence that was cut off
_MEND = "reinstall the bot"
_Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Text:
    """A passage as a model reads it.

    Args:
        title: its article's title, or empty.
        sentences: in reading order.
    """

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answering:
    """What the model makes of a question and a passage; scores are log-odds against "no sentence answers".

    Args:
        sentences: one score for each sentence; above 0, "this answers" is likelier than "nothing answers".
        answers: for each sentence the start and end of its likeliest answer, code points.
        passage: the score of "some sentence answers".
    """

    sentences: tuple[float, ...]
    answers: tuple[tuple[int, int], ...]
    passage: float


@dataclass(frozen=True, slots=True)
class Support:
    """What a text says of a claim: three probabilities that sum to 1."""

    supported: float
    contradicted: float
    not_stated: float


class PassageReader(Protocol):
    """Anything that reads for an answer."""

    def read(self, question: str, passages: Sequence[Text]) -> tuple[Answering, ...]:
        """Reads a question with each passage."""


class ClaimJudge(Protocol):
    """Anything that judges a claim by a text."""

    def judge(self, claim: str, passages: Sequence[Text]) -> tuple[Support, ...]:
        """Reads a claim with each passage."""

    def ask(self, claim: str, passages: Sequence[Text]) -> tuple[Support, ...]:
        """Asks of each passage whether a claim is true: yes is supported, no contradicted."""


@dataclass(slots=True)
class _Reading:
    """A question or a claim with a passage, and what was found when it was read; None before.

    Args:
        asked: the question or the claim.
        text: the passage.
        found: where an answer stands.
        whole: the scores of the pair.
    """

    asked: str
    text: Text
    found: Answering | None = None
    whole: _Scores | None = None


class OnnxCrossEncoder:
    """The cross-encoder that ships, or another file of the same making.

    Args:
        folder: holds ``reader.onnx``, ``tokenizer.json`` and ``card.json`` with the graph's SHA-256.

    Raises:
        ModelDamaged: if a file is missing, or the graph is not the one that the card describes.
    """

    def __init__(self, folder: Path) -> None:
        graph = folder / GRAPH
        try:
            digest = hashlib.sha256(graph.read_bytes()).hexdigest()
            wanted = json.loads((folder / "card.json").read_text("utf-8"))["sha256"]
        except (OSError, ValueError, KeyError) as error:
            raise ModelDamaged(f"{folder}: the reader cannot be read; {_MEND}") from error
        if digest != wanted:
            raise ModelDamaged(f"{graph}: not the reader that its card describes; {_MEND}")
        self._graph = Graph(graph, _MEND)
        pieces = open_tokenizer(folder / "tokenizer.json", _MEND)
        self._marks = marks_of(pieces.token_to_id)
        self._cut = lru_cache(maxsize=CUTS_KEPT)(lambda text: pieces.encode(text, add_special_tokens=False))
        self._reading = lru_cache(maxsize=READINGS_KEPT)(_Reading)

    def read(self, question: str, passages: Sequence[Text]) -> tuple[Answering, ...]:
        """Reads a question with each passage; what was read lately is not read again, also after a rebuild."""
        readings = [self._reading(question, text) for text in passages]
        for reading, row, tokens, whole in self._scored([new for new in readings if new.found is None]):
            reading.found = _answering(row, len(reading.text.sentences), tokens, whole[0])
        return tuple(reading.found for reading in readings if reading.found)

    def judge(self, claim: str, passages: Sequence[Text]) -> tuple[Support, ...]:
        """Reads a claim with each passage; what was read lately is not read again."""
        return tuple(Support(*softmax(whole[1:4])) for whole in self._wholes(claim, passages))

    def ask(self, claim: str, passages: Sequence[Text]) -> tuple[Support, ...]:
        """Asks of each passage whether a claim is true; what was read lately is not read again."""
        question = f"Is it true that {claim.rstrip('. ')}?"
        return tuple(Support(*softmax(whole[4:7])) for whole in self._wholes(question, passages))

    def _wholes(self, asked: str, passages: Sequence[Text]) -> Iterator[_Scores]:
        """The scores of a question or a claim with each passage."""
        readings = [self._reading(asked, text) for text in passages]
        for reading, _, _, whole in self._scored([new for new in readings if new.whole is None]):
            reading.whole = whole
        return (reading.whole for reading in readings if reading.whole is not None)

    def _scored(self, readings: Sequence[_Reading]) -> Iterator[tuple[_Reading, Pair, _Scores, _Scores]]:
        """Each reading with its row, the scores of the row's tokens, and those of the row."""
        rows = [
            pair(self._cut, self._marks, reading.asked, reading.text.title, reading.text.sentences)
            for reading in readings
        ]
        feeds = [{"ids": row.ids, "mask": [1] * len(row.ids), "types": row.types} for row in rows]
        for reading, row, (tokens, whole) in zip(readings, rows, self._graph.run(feeds), strict=True):
            yield reading, row, tokens, whole


@cache
def shipped_reader() -> OnnxCrossEncoder:
    """The cross-encoder that ships with the bot.

    Raises:
        ModelDamaged: if it is damaged.
    """
    with resources.as_file(resources.files("bot.answering.reading") / FOLDER) as folder:
        return OnnxCrossEncoder(folder)


def _answering(row: Pair, sentences: int, tokens: _Scores, none: float) -> Answering:
    """Sentence scores are means over a sentence's tokens, as in training."""
    places = np.array(row.sentences)
    scores, answers = [], []
    for number in range(sentences):
        own = np.flatnonzero(places == number)
        if not own.size:
            scores.append(UNREAD)
            answers.append((0, 0))
            continue
        scores.append(float(tokens[own, 0].mean() - none))
        start, end = best_span(tokens[own, 1], tokens[own, 2])
        answers.append((row.offsets[own[start]][0], row.offsets[own[end]][1]))
    peak = max(scores)
    passage = peak + float(np.log(np.exp(np.array(scores) - peak).sum()))
    return Answering(tuple(scores), tuple(answers), passage)


def best_span(starts: _Scores, ends: _Scores) -> tuple[int, int]:
    """The start and end, at most `LONGEST_ANSWER` tokens apart, whose scores add up to most."""
    together = starts[:, None] + ends[None, :]
    start, end = divmod(int(np.where(_spans(len(starts)), together, -np.inf).argmax()), len(ends))
    return start, end


@lru_cache(maxsize=64)
def _spans(tokens: int) -> NDArray[np.bool_]:
    """For each pair of tokens, whether an answer may begin with the first and end with the second."""
    apart = np.arange(tokens)[None, :] - np.arange(tokens)[:, None]
    allowed: NDArray[np.bool_] = (apart >= 0) & (apart < LONGEST_ANSWER)
    return allowed


def softmax(scores: ArrayLike) -> list[float]:
    """Scores as probabilities that sum to 1."""
    raised = np.exp(scores - np.max(scores))
    return [float(share) for share in raised / raised.sum()]
