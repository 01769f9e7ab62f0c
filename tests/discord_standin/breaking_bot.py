"""The shipped client around an answerer that breaks on purpose: what it does is the question's first word.

Run as a program by the tests that need a failure no real answerer has on demand.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from bot.answering.check import Checked
from bot.answering.reading.support import Verdict
from bot.records import Answer, Question, Reason, Refused, Trace
from bot.server.client import serve
from bot.server.desk import Engine
from bot.settings import BotSettings


def answer(question: Question) -> Answer:
    """Raise, hang, take a while, or refuse."""
    if question.text.startswith("raise"):
        raise RuntimeError("broken on purpose")
    if question.text.startswith("hang"):
        time.sleep(600)
    if question.text.startswith("slow"):
        time.sleep(1)
    if question.text.startswith("brief"):
        time.sleep(0.05)
    return Refused(question, Reason.OFF_TOPIC, (), Trace(question.text))


def check(claims: Sequence[str]) -> tuple[Checked, ...]:
    """Find nothing."""
    return tuple(Checked(Verdict.NOT_STATED, 0.0) for _ in claims)


def index() -> Any:
    """There is none."""
    return SimpleNamespace(generation=SimpleNamespace(id=""))


if __name__ == "__main__":
    engine = Engine(answer, check, index)
    sys.exit(serve(lambda: engine, BotSettings()))
