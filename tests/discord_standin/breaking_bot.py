"""The shipped client around an answerer that does what the question's first word says.

Tests run it as a program when they need a failure, or a kind of answer, that no real answerer gives on demand.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from bot.answering.verify.checked import Checked
from bot.answering.verify.support import Verdict
from bot.answers import Answer, Answered, Conflicting, Partial, Refused
from bot.engine import Engine
from bot.records import Citation, Question, Reason, Source, Statement, Trace
from bot.server.client import serve
from bot.settings import BotSettings
from index.records import Article, Span, Vectors

HELD = Path("held")  # a file in the folder where the bot was started, there while a question is held
READ = Path("read")  # a file with a line for each question that a reader has begun
EARLIER = Source("a.txt", "a.txt", "Floods", "Floods", None, date(2025, 5, 21), None)
LATER = replace(EARLIER, article="b.txt", file="b.txt", published=date(2025, 6, 2))


def quoted(number: int, words: str, source: Source = EARLIER) -> Statement:
    """A statement that is its own quotation."""
    return Statement(words, (Citation(number, source, Span(0, len(words)), words),))


def cited(question: Question) -> Answer | None:
    """An answer of the kind that the question asks for, or None."""
    trace, as_of = Trace(question.text), LATER.published
    words = question.text.removeprefix("held ").split()
    flight = quoted(1, "The floods drove 1,200 families from their homes.")
    match words[0]:
        case "certain":  # as certain as the second word says
            sure = replace(trace, confidence=float(words[1]))
            return Answered(question, (flight,), "1,200 families", as_of, sure)
        case "partial":
            missing = "The articles do not say who paid."
            return Partial(question, (flight,), "1,200 families", as_of, trace, missing=missing)
        case "conflicting":
            more = quoted(2, "The floods drove 3,000 families from their homes.", LATER)
            return Conflicting(question, (flight, more), None, as_of, trace, later=1)
        case "sourced":
            rain = tuple(quoted(day, f"On day {day} it rained.").citations[0] for day in range(1, 15))
            return Answered(question, (Statement("It rained for two weeks.", rain),), None, as_of, trace)
        case "two-page":
            return Answered(question, (quoted(1, "It rained for a whole day. " * 200),), None, as_of, trace)
        case "endless":
            days = tuple(quoted(day, f"On day {day} it rained " + "and rained " * 60) for day in range(1, 31))
            return Answered(question, days, None, as_of, trace)
    return None


def answer(question: Question, first: Callable[[Answer], None] | None = None) -> Answer:
    """Raise, hang, wait until the test deletes a file, take a while, answer in a certain way, or refuse."""
    with READ.open("a", encoding="utf-8") as read:
        read.write(f"{question.text.splitlines()[0]}\n")
    if question.text.startswith("raise"):
        raise RuntimeError("broken on purpose")
    if question.text.startswith("hang"):
        time.sleep(600)
    if question.text.startswith("refined") and first:
        words = quoted(1, "The floods drove 1,200 families from their homes.")
        first(Answered(question, (words,), None, EARLIER.published, Trace(question.text)))
    if question.text.startswith(("held", "refined")):
        HELD.touch()
        while HELD.exists():  # until the test deletes it
            time.sleep(0.01)
    if question.text.startswith("slow"):
        time.sleep(1)
    if question.text.startswith("brief"):
        time.sleep(0.05)
    return cited(question) or Refused(question, Reason.OFF_TOPIC, (), Trace(question.text))


def check(claims: Sequence[str]) -> tuple[Checked, ...]:
    """Find nothing."""
    return tuple(Checked(Verdict.NOT_STATED, 0.0) for _ in claims)


def article(file: str, title: str | None, publisher: str | None = None) -> Article:
    """An article with nothing but names."""
    return Article(file, file, Span(0, 1), title, publisher, None, None, None, None, (), ())


def index() -> Any:
    """A shelf of names; those of one article are invisible characters."""
    unseen = article("a.txt", "\u202e \u200f", "\x07")
    shelf = {entry.id: entry for entry in (unseen, article("b.txt", "Floods in Quetta", " "))}
    generation = SimpleNamespace(id="", articles=shelf, passages={}, dated=True)
    return SimpleNamespace(generation=generation, text=lambda file: "", embed=embed)


def embed(texts: Sequence[str]) -> Vectors:
    """Unit vectors of texts; only texts of the same letters get the same vector."""
    vectors = [np.random.default_rng(sum(map(ord, text))).standard_normal(256) for text in texts]
    return np.array([vector / np.linalg.norm(vector) for vector in vectors], np.float32)


if __name__ == "__main__":
    engine = Engine(answer, check, index)
    sys.exit(serve(lambda: engine, BotSettings()))
