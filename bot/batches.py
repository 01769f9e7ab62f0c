"""Files of questions or of claims, one JSON object a line, as other programs write them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from bot.answering.question.understand import plain
from bot.errors import BadInput
from bot.records import Question

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim to check.

    Args:
        text: the claim.
        evidence: the text to check it against, or None for the articles.
    """

    text: str
    evidence: str | None


def questions(path: Path) -> list[tuple[Any, Question]]:
    """The questions of a file with their ids: ``{"id", "question", "history"?, "as_of"?}``.

    Raises:
        BadInput: if any line is not a question; every line is checked first.
    """
    return _lines(path, _question, '{"id", "question", ...}')


def claims(path: Path) -> list[tuple[Any, Claim]]:
    """The claims of a file with their ids: ``{"id", "claim", "evidence"?}``.

    Raises:
        BadInput: if any line is not a claim; every line is checked first.
    """
    return _lines(path, _claim, '{"id", "claim", ...}')


def _lines(path: Path, make: Callable[[dict[str, Any]], Made], form: str) -> list[tuple[Any, Made]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read ({error})") from error
    made = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                read = json.loads(line)
                if not isinstance(read, dict):
                    raise ValueError("not an object")
                made.append((read.get("id"), make(read)))
            except (ValueError, TypeError, KeyError, RecursionError) as error:
                raise BadInput(f"{path}, line {number}: not {form} ({error})") from error
    return made


def _question(line: dict[str, Any]) -> Question:
    history, as_of = line.get("history") or [], line.get("as_of")
    if not isinstance(history, list) or not all(isinstance(question, str) for question in history):
        raise ValueError("history must be a list of earlier questions")
    if as_of is not None and not isinstance(as_of, str):
        raise ValueError("as_of must be a date, such as 2025-06-01")
    day = datetime.fromisoformat(as_of).date() if as_of else None
    return Question(_text(line, "question"), tuple(map(plain, history)), day)


def _claim(line: dict[str, Any]) -> Claim:
    return Claim(_text(line, "claim"), None if line.get("evidence") is None else _text(line, "evidence"))


def _text(line: dict[str, Any], name: str) -> str:
    if not isinstance(line[name], str):
        raise ValueError(f"{name} must be text")
    return plain(line[name])
