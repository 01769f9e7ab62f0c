"""Finds the paragraphs nearest in meaning to questions, as the bot's search would."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eval.reading.corpora import Paragraph
from index.embedder import Embedder

DEPTH = 12
WORDS = 60  # of a paragraph that are embedded
AT_ONCE = 512


class Nearest:
    """A search over paragraphs.

    Args:
        paragraphs: what is searched.
        embedder: embeds paragraphs and questions.
    """

    def __init__(self, paragraphs: Sequence[Paragraph], embedder: Embedder) -> None:
        self._paragraphs = paragraphs
        self._embedder = embedder
        self._vectors = embedder.embed(
            [f"{one.title}\n{' '.join(one.text.split()[:WORDS])}" for one in paragraphs]
        )

    def __call__(self, questions: Sequence[str]) -> list[list[Paragraph]]:
        """The nearest paragraphs of each question, nearest first, at most `DEPTH`."""
        found: list[list[Paragraph]] = []
        for start in range(0, len(questions), AT_ONCE):
            similar = self._embedder.embed(questions[start : start + AT_ONCE]) @ self._vectors.T
            best = np.argsort(-similar, axis=1, kind="stable")[:, :DEPTH]
            found += [[self._paragraphs[place] for place in row] for row in best]
        return found
