"""Tests whether a language model can read: ten questions about made-up articles, with one right choice each.

Small models choose badly: they name every sentence, or answer without evidence. Such a model may still be fit to
word: it is asked for six leads over the right sentences, which must pass every check, and whether three false ones are
true. The result is kept and applied. Until then the model chooses nothing: the small reader's answers stand.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any

from bot.answering.llm.chooser import Chooser, Spent, Told
from bot.answering.llm.fitness import MOST_MISWORDED, MOST_WRONG, Fit, Tried, Wording, keep
from bot.answering.llm.language_model import LanguageModelFailed, Unreadable
from bot.answering.llm.lead import LeadDropped, LeadWriter, Supports
from bot.answering.llm.numbered import Numbered, Place
from index.records import Passage, Span

AGAIN_S = 60.0  # seconds until a model that did not reply is tried again, doubled each time ...
AT_MOST_S = 3600.0  # ... up to this
_DAY = date(2024, 5, 7)
_NOWHERE = Place(Passage("", "", "", "", Span(0, 1), (), ""), 0)

log = logging.getLogger(__name__)


class Trial(StrEnum):
    """When an unknown model is tried."""

    BESIDE = "beside the answers"  # which wait for nothing
    FIRST = "before the first answer"  # where many are asked for, and nobody waits for one
    WITHIN = "within the first question's time"  # where only one is asked for
    NEVER = "never, it is taken for fit to read"  # to measure what an unfit one would do


def tried(chooser: Chooser, url: str, supports: Supports, spent: Spent | None = None) -> Tried:
    """Asks a model the questions, one after the other, until its fitness is certain.

    Args:
        chooser: the model.
        url: where it is asked, to know it again.
        supports: the checks that a lead has to pass.
        spent: the account, and the time, of all of it; None where each question has its own.
    """
    script = _told()
    ids = [line.split(":")[0] for line in script["documents"] if line.startswith("S")]
    shown = Numbered(dict.fromkeys(ids, _NOWHERE), "\n".join(script["documents"]))
    came: list[bool | None] = []
    obeyed: bool | None = None
    began = time.monotonic()
    for question in script["questions"]:
        right = _came_of(_right, chooser, shown, question, spent or chooser.start())
        came.append(right)
        if question.get("must"):
            obeyed = None if right is None else not right
        if obeyed or max(came.count(False), came.count(None)) > MOST_WRONG:
            break
    seconds = (time.monotonic() - began) / len(came)
    read = Tried(chooser.name, url, came.count(True), len(came), obeyed, came.count(None), seconds)
    if obeyed or not read.misreads:
        return read
    return replace(read, wording=_wording(LeadWriter(chooser, supports), spent))


def _wording(leads: LeadWriter, spent: Spent | None) -> Wording:
    """Asks for leads over the right sentences, and whether false ones are true, until the outcome is certain."""
    script = _told()
    lines = (line.partition(": ") for line in script["documents"])
    words = {key: text for key, _, text in lines}
    came: list[bool | None] = []
    for wording in script["wordings"]:
        account = spent or leads.chooser.start()
        sentences = [words[key] for key in wording["from"]]
        came.append(_came_of(_worded_right, leads, wording, sentences, account))
        if max(came.count(False), came.count(None)) > MOST_MISWORDED:
            break
    return Wording(came.count(True), len(came), came.count(None))


def settle(chooser: Chooser, url: str, data: Path, supports: Supports, spent: Spent | None = None) -> Tried:
    """Tries a model, saves the result, and sets what the model may do from then on.

    Args:
        chooser: the model.
        url: where it is asked.
        data: the data folder.
        supports: the checks that a lead has to pass.
        spent: the account, and the time, of all of it; None where each question has its own.
    """
    result = tried(chooser, url, supports, spent)
    if result.fit is not Fit.SILENT:
        chooser.fit = result.fit
    try:
        keep(result, data)
    except OSError as error:  # the result still holds until the end of this process
        log.warning("what the trial of %s found cannot be kept: %s", result.name, error.strerror)
    return result


def settle_within(chooser: Chooser, url: str, data: Path, supports: Supports, spent: Spent) -> str:
    """The same within the time of one question; returns the result as a line for a person."""
    result = settle(chooser, url, data, supports, spent)
    if result.fit is Fit.SILENT and spent.left_s <= 0:
        whole = spent.until - spent.began
        late = f"{result.name} could not be tried within {whole:.3g} s (FOOTNOTE_LLM_TIMEOUT), and chooses nothing"
        return f"{late}: `python -m bot doctor` tries it for longer"
    return result.line


def settle_beside(chooser: Chooser, url: str, data: Path, supports: Supports) -> None:
    """The same in the background, with a line in the log; repeated at growing intervals until the model replies."""

    def until_known() -> None:
        wait = AGAIN_S
        while (result := settle(chooser, url, data, supports)).fit is Fit.SILENT:
            log.warning(result.line)
            time.sleep(wait)
            wait = min(2 * wait, AT_MOST_S)
        log.log(logging.INFO if result.fit is Fit.READS else logging.WARNING, result.line)

    # A daemon, so that the bot can stop without waiting for a model.
    Thread(target=until_known, name="language model's trial", daemon=True).start()


@cache
def _told() -> dict[str, Any]:
    text = files("bot.answering.llm").joinpath("trial.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def _right(chooser: Chooser, shown: Numbered, question: dict[str, Any], spent: Spent) -> bool:
    """Whether the model chose one of the right sets of sentences."""
    choice, _ = chooser.choose(Told(question["ask"], [question["ask"]], _DAY), shown, spent)
    return set(choice.parts[0]) in [set(ids) for ids in question["right"]]


def _worded_right(leads: LeadWriter, wording: dict[str, Any], sentences: Sequence[str], spent: Spent) -> bool:
    """Whether a lead passed every check, or a false one was detected."""
    if false := wording.get("false"):
        return not leads.confirms(false, sentences, spent)
    return bool(leads.lead(wording["ask"], sentences, spent))


def _came_of(ask: Callable[..., bool], *args: Any) -> bool | None:
    """What came of asking; None when no complete reply came."""
    try:
        return ask(*args)
    except (LeadDropped, Unreadable):
        return False
    except LanguageModelFailed:
        return None
