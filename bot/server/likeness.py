"""Finds the question that moderators have answered and that is like the one asked now."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence

import numpy as np

from bot.answering.reading.pinned import says_otherwise
from bot.server.handed import Handed
from index.records import Vectors

# Cosine of two questions' vectors. It is reached by 12 of 14 pairs that ask the same in other words (0.85: by 10), and
# by 6 of 15 pairs that ask something else in nearly the same words (0.85: by 2). `asks_otherwise` tells 4 of those 6
# apart. Because of the other two, the question that a moderator answered is shown with their words.
ALIKE = 0.8
# What is asked for; "what" and "how" often ask for the same.
_FOR = frozenset({"who", "when", "where", "why"})
_REVERSING = ("un", "dis", "de", "non", "in", "im", "en")
_MOST_KNOWN = 5000  # vectors that are kept for the next question


def asks_otherwise(question: str, other: str) -> bool:
    """Whether a question names another number, asks for something else, or has an opposite word ("enable", "disable").

    Args:
        question: a question.
        other: another one, perhaps the same in other words.
    """
    mine, theirs = (frozenset(re.findall(r"[a-z]+|\d+", text.casefold())) for text in (question, other))
    asked, answered = mine & _FOR, theirs & _FOR
    return (
        {word for word in mine if word.isdigit()} != {word for word in theirs if word.isdigit()}
        or bool(asked and answered and not asked & answered)
        or any(_bare(word) & _bare(opposite) for word in mine - theirs for opposite in theirs - mine)
        or says_otherwise(question, other)
    )


def _bare(word: str) -> set[str]:
    """A word, and what is left of it without a prefix that may reverse its meaning."""
    return {word, *(word.removeprefix(prefix) for prefix in _REVERSING if len(word) > len(prefix) + 2)}


class Likeness:
    """Compares questions; keeps the vectors of those that it has seen, each with the generation that embedded it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Vectors] = {}
        self._one_at_a_time = threading.Lock()

    def nearest(
        self,
        question: str,
        answered: Sequence[Handed],
        generation: str,
        embed: Callable[[Sequence[str]], Vectors],
    ) -> Handed | None:
        """The question that is most like this one; None where none is like it. Takes its time.

        Args:
            question: what is asked now, standing alone.
            answered: the questions that moderators have answered.
            generation: the generation of the index that embeds.
            embed: gives unit vectors, shape (texts, dimensions).
        """
        able = [handed for handed in answered if not asks_otherwise(question, handed.question)]
        if not able:
            return None
        asked, *others = self._vectors([question, *(handed.question for handed in able)], generation, embed)
        likeness = np.array(others) @ asked
        best = int(likeness.argmax())
        return able[best] if likeness[best] >= ALIKE else None

    def _vectors(
        self, texts: Sequence[str], generation: str, embed: Callable[[Sequence[str]], Vectors]
    ) -> list[Vectors]:
        with self._one_at_a_time:
            if len(self._known) > _MOST_KNOWN:
                self._known = {}
            fresh = [text for text in dict.fromkeys(texts) if (generation, text) not in self._known]
            if fresh:
                keys = ((generation, text) for text in fresh)
                self._known |= zip(keys, embed(fresh), strict=True)
            return [self._known[generation, text] for text in texts]
