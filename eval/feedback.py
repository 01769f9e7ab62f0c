"""What members marked wrong in Discord, read from the bot's memory as material for cases.

The memory is ``memory.sqlite3`` in the data folder, or lies in the database of several hosts; ``bot/server`` writes it.
It is only read here, and who asked is not read at all.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.errors import FeedbackUnreadable
from index.database import Database, Run
from index.errors import DatabaseUnusable

FILE = "memory.sqlite3"
_ANSWERS = """
    SELECT answers.id, asked_at, question, outcome FROM answers
    WHERE id IN (SELECT answer FROM feedback WHERE NOT good) ORDER BY asked_at DESC, id
"""
_COMPLAINTS = "SELECT reason, words FROM feedback WHERE answer = :answer AND NOT good ORDER BY given_at"
_QUOTES = "SELECT file, quote FROM citations WHERE answer = :answer ORDER BY n"


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


def candidates(data: Path, shared: Database | None = None) -> tuple[Candidate, ...]:
    """The answers that members marked wrong, newest first.

    Args:
        data: the data folder.
        shared: the database of several hosts, where it holds the memory.

    Raises:
        FeedbackUnreadable: if there is no memory, or one that cannot be read.
    """
    if shared:
        try:
            return tuple(_candidate(shared.run, *row) for row in shared.run(_ANSWERS))
        except DatabaseUnusable as error:
            raise FeedbackUnreadable(str(error)) from error
    file = data / FILE
    if not file.is_file():
        raise FeedbackUnreadable(f"{file}: no such file; the bot makes it when it answers in Discord")
    try:
        with contextlib.closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as memory:

            def run(statement: str, **values: str) -> list[Any]:
                return memory.execute(statement, values).fetchall()

            return tuple(_candidate(run, *row) for row in run(_ANSWERS))
    except sqlite3.Error as error:
        raise FeedbackUnreadable(f"{file}: cannot be read as the bot's memory ({error})") from error


def _candidate(run: Run, key: str, asked: float, question: str, outcome: str) -> Candidate:
    complaints = run(_COMPLAINTS, answer=key)
    return Candidate(
        id=key,
        asked=datetime.fromtimestamp(asked, UTC),
        question=question,
        outcome=outcome,
        complaints=tuple(": ".join(filter(None, complaint)) for complaint in complaints),
        quotes=tuple((row[0], row[1]) for row in run(_QUOTES, answer=key)),
    )
