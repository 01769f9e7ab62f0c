"""Answers that are stored in this process, to give at once when the same question is asked again."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import date
from typing import TYPE_CHECKING

from bot.answers import Answer
from bot.records import Question
from bot.server.jobs import QueueFull

if TYPE_CHECKING:
    from index.search import Index

_LOOK_S = 3.0  # seconds to learn what is published; after that a question is answered afresh

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

    async def current(self, key: Key, look: Callable[[], Awaitable[Index]]) -> Answer | None:
        """The stored answer; None where there is none, or where its generation may no longer be the published one.

        What an older generation held may have been deleted since. An answer that is given counts as the newest.

        Args:
            key: what the answer is stored under.
            look: gets the index of what is published at this instant; may raise ``QueueFull``.
        """
        stored = self._answers.get(key)
        if stored is None:
            return None
        try:
            newest = await asyncio.wait_for(look(), _LOOK_S)
        except (TimeoutError, QueueFull):
            return None
        *_, generation = key
        if newest.generation.id != generation:
            return None
        self.put(key, stored)
        return stored

    def put(self, key: Key, answer: Answer) -> None:
        """Stores an answer as the newest; the oldest makes room."""
        self._answers[key] = answer
        self._answers.move_to_end(key)
        while len(self._answers) > self._limit:
            self._answers.popitem(last=False)
