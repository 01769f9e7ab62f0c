"""What members marked wrong in Discord, read from the bot's memory as material for cases.

The memory is ``memory.sqlite3`` in the data folder; ``bot/server`` writes it. It is opened for reading only, and who
asked is not read at all.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from eval.errors import FeedbackUnreadable

FILE = "memory.sqlite3"
_ANSWERS = """
    SELECT answers.id, asked_at, question, outcome FROM answers
    WHERE id IN (SELECT answer FROM feedback WHERE NOT good) ORDER BY asked_at DESC, id
"""
_COMPLAINTS = "SELECT reason, words FROM feedback WHERE answer = ? AND NOT good ORDER BY given_at"
_QUOTES = "SELECT file, quote FROM citations WHERE answer = ? ORDER BY n"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer that members marked wrong.

    Args:
        id: the answer's id in the memory.
        asked: when, in UTC.
        question: what was asked.
        outcome: what the bot made of it.
        complaints: what members said was wrong, one entry a member, empty where they only pressed the button.
        quotes: the file and the words of each footnote.
    """

    id: str
    asked: datetime
    question: str
    outcome: str
    complaints: tuple[str, ...]
    quotes: tuple[tuple[str, str], ...]


def candidates(data: Path) -> tuple[Candidate, ...]:
    """The answers of a data folder that members marked wrong, newest first.

    Raises:
        FeedbackUnreadable: if the folder holds no memory, or one that cannot be read.
    """
    file = data / FILE
    if not file.is_file():
        raise FeedbackUnreadable(f"{file}: no such file; the bot makes it when it answers in Discord")
    try:
        with contextlib.closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as memory:
            return tuple(_candidate(memory, *row) for row in memory.execute(_ANSWERS).fetchall())
    except sqlite3.Error as error:
        raise FeedbackUnreadable(f"{file}: cannot be read as the bot's memory ({error})") from error


def _candidate(memory: sqlite3.Connection, key: str, asked: float, question: str, outcome: str) -> Candidate:
    said = memory.execute(_COMPLAINTS, (key,)).fetchall()
    return Candidate(
        id=key,
        asked=datetime.fromtimestamp(asked, UTC),
        question=question,
        outcome=outcome,
        complaints=tuple(": ".join(filter(None, one)) for one in said),
        quotes=tuple(memory.execute(_QUOTES, (key,)).fetchall()),
    )
