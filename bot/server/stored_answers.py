"""Answers that are stored in this process, to give at once when the same is asked again."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date

from bot.answers import Answer
from bot.records import Question

Key = tuple[str, Question, date, str]
"""The shelf's name, the question, the day that "now" means, and the generation that answers."""


class StoredAnswers:
    """The answers that were given last.

    Args:
        limit: how many are stored.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._answers: OrderedDict[Key, Answer] = OrderedDict()

    def get(self, key: Key) -> Answer | None:
        """The stored answer, or None."""
        return self._answers.get(key)

    def put(self, key: Key, answer: Answer) -> None:
        """Stores an answer as the newest; the oldest makes room."""
        self._answers[key] = answer
        self._answers.move_to_end(key)
        while len(self._answers) > self._limit:
            self._answers.popitem(last=False)
