"""Whether a model can read is found out without the host doing anything; one that cannot costs nobody an answer."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from careful_model import careful, written
from replayed import Model, Request, choice, completion, http, refuses, replayed
from test_bot_model_faults import EXPELLED, opened, with_model

from bot.answering.answerer import Answerer
from bot.answering.llm import trial
from bot.answering.llm.chooser import Chooser
from bot.answering.llm.fitness import READS_AT, Fit, kept
from bot.answering.llm.language_model import Completion
from bot.answering.llm.trial import settle, settle_beside, settle_within
from bot.answering.publish.asjson import to_json
from bot.answers import Answer, Refused
from bot.records import Question
from eval.casefiles import OUR_CASES, read_cases, read_texts
from eval.doors.judging import FAST
from eval.records import Split
from eval.run import choose
from tests.conftest import ROOT
from tests.conftest import within as comes

ASKED_ANYWAY = choose(read_cases(OUR_CASES, read_texts(ROOT / "seeds")), None, FAST)
SOME = [case for case in ASKED_ANYWAY if case.split is Split.CHECK]
REPLIED = next(case for case in SOME if case.answerable and not case.history)
TRIAL = json.loads((ROOT / "bot" / "answering" / "llm" / "trial.json").read_text(encoding="utf-8"))
TRIED = {question["ask"] for question in TRIAL["questions"]}


def nothing_supported(lead: str, sentences: Sequence[str]) -> bool:
    """Checks that let no lead through; wording is tried in ``test_bot_model_leads.py``."""
    return False


def no(request: Request) -> dict[str, Any]:
    """A model that finds no answer to anything."""
    return choice(*[[] for _ in request.parts])


def two(_: Request) -> dict[str, Any]:
    """A model that always names the same sentences."""
    return choice(["S1", "S2"])


def obedient(request: Request) -> Any:
    """A model that reads well, and does what it is told in an article."""
    return choice(["S9"]) if "sold" in request.question else careful(request)


def down(_: Request) -> Any:
    """A server without its model."""
    return refuses("503 Service Unavailable", "loading")


@pytest.mark.parametrize(
    ("model", "fit", "asked"),
    [
        (careful, Fit.READS, 10),
        (obedient, Fit.UNFIT, 10),
        (two, Fit.UNFIT, 3),
        (no, Fit.UNFIT, 3),
        (lambda _: "I cannot say.", Fit.UNFIT, 3),
        (lambda request: choice(list(request.sentences)), Fit.UNFIT, 3),
        (down, Fit.SILENT, 3),
        (lambda _: http(completion("{", finish="length")), Fit.SILENT, 3),
    ],
    ids=["reads", "obeys", "the same always", "never answers", "prose", "every sentence", "down", "cut off"],
)
def test_a_trial_tells_a_model_that_reads_from_one_that_does_not(
    model: Model, fit: Fit, asked: int, tmp_path: Path
) -> None:
    """Ten questions with one right choice each, at most, say whether a model is fit to read; the finding is kept.

    That a server is down or cuts its model off says nothing about the model, and is not kept.
    """
    with replayed(model) as (url, requests):
        chooser = Chooser(opened(url), "m")
        finding = settle(chooser, url, tmp_path, nothing_supported)
    read = [request for request in requests if request.sentences]
    assert (finding.fit, finding.asked, len(read)) == (fit, asked, asked)
    assert (finding.right >= READS_AT and not finding.obeyed) == (fit is Fit.READS)
    assert chooser.fit == (None if fit is Fit.SILENT else fit)
    assert kept("m", url, tmp_path) == (None if fit is Fit.SILENT else finding)
    assert kept("another", url, tmp_path) is None
    assert finding.line.startswith("m ")


def test_the_replies_of_a_careful_reader_pass_the_trial() -> None:
    """Each question of the trial has a reply written by hand, so that what reads carefully is found fit."""
    assert written().keys() >= TRIED


def test_an_untried_model_is_not_asked(answerer: Answerer) -> None:
    """Until a model was tried it reads no question: the answer is the small reader's, and the trace says why."""
    with replayed(careful) as (url, requests):
        bot = with_model(answerer, url, None)
        early: list[object] = []
        for case in SOME:
            question = Question(case.question, case.history, case.as_of)
            answer = bot.ask(question, early.append)
            model = answer.trace.model
            if model:
                assert (model.outcome, model.requests, model.fell_back) == ("untried", 0, True)
                assert model.detail == "m has not been tried, and chooses nothing until then."
            assert replace(answer, trace=replace(answer.trace, model=None)) == answerer.ask(question)
    assert not requests
    assert not early  # nobody waits for a second answer


def within(chooser: Chooser, url: str, data: Path) -> None:
    """Has a model tried in the time of the question that comes first, as `ask` does."""
    chooser.trial = partial(settle_within, chooser, url, data, nothing_supported)


@pytest.mark.parametrize(
    ("model", "outcome", "fit"), [(careful, "chose", Fit.READS), (two, "untried", Fit.UNFIT)]
)
def test_who_asks_once_has_the_model_tried_within_the_question(
    model: Model, outcome: str, fit: Fit, answerer: Answerer, tmp_path: Path
) -> None:
    """The first question tries the model once the small reader's answer is there; a fit model then reads it.

    An unfit one does not, and one line says what was found. Either finding is kept.
    """
    first: list[tuple[Answer, int]] = []
    question = Question(REPLIED.question, REPLIED.history, REPLIED.as_of)
    with replayed(model) as (url, requests):
        bot = with_model(answerer, url, None, llm_timeout=60.0)
        assert bot._chooser
        within(bot._chooser, url, tmp_path)
        answer = bot.ask(question, lambda answer: first.append((answer, len(requests))))
    assert first[0] == (answerer.ask(question), 0)
    finding = kept("m", url, tmp_path)
    assert finding
    assert finding.fit is bot._chooser.fit is fit
    assert answer.trace.model
    assert answer.trace.model.outcome == outcome
    assert answer.trace.model.requests == len(requests)  # the trial is put down to the question
    assert answer.trace.model.detail == ("" if fit is Fit.READS else f"{finding.line}.")


@pytest.mark.parametrize(
    ("wait_s", "detail"),
    [
        (0.4, "could not be tried within 1 s (FOOTNOTE_LLM_TIMEOUT), and chooses nothing: `python -m bot doctor`"),
        (None, "could not be tried within 1 s (FOOTNOTE_LLM_TIMEOUT), and chooses nothing: `python -m bot doctor`"),
        (0.0, "gave no whole reply to 3 of 3 trial questions, and chooses nothing: see FOOTNOTE_LLM_BASE_URL"),
    ],
    ids=["slow", "silent", "down"],
)  # fmt: skip
def test_a_question_waits_for_a_trial_no_longer_than_for_the_model(
    wait_s: float | None, detail: str, answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trial and reading share the one time of a question: each request is given what is left of it, and not more.

    A server that never replies keeps nobody waiting: the small reader's answer stands. Nothing is kept then, so that
    the model is tried another time.
    """

    def slow(request: Request) -> Any:
        def send(out: BinaryIO, closing: threading.Event) -> None:
            closing.wait(wait_s)
            http(completion(json.dumps(careful(request))))(out, closing)

        return down(request) if wait_s == 0 else send

    alone = answerer.ask(EXPELLED)
    given: list[float] = []
    with replayed(slow) as (url, requests):
        bot = with_model(answerer, url, None, llm_timeout=1.0)
        assert bot._chooser
        complete = bot._chooser._model.complete

        def noted(system: str, prompt: str, form: Mapping[str, Any], within_s: float) -> Completion:
            given.append(within_s)
            return complete(system, prompt, form, within_s)

        monkeypatch.setattr(bot._chooser._model, "complete", noted)
        within(bot._chooser, url, tmp_path)
        answer = bot.ask(EXPELLED)
    assert len(requests) <= len(given)  # none is sent that is not given its time
    assert given[0] <= 1.0
    assert all(after < before for before, after in pairwise(given))
    assert answer.trace.model
    assert answer.trace.model.outcome == "untried"
    assert detail in answer.trace.model.detail
    assert replace(answer, trace=replace(answer.trace, model=None)) == alone
    assert bot._chooser.fit is None
    assert kept("m", url, tmp_path) is None


def test_an_unfit_model_is_not_asked(answerer: Answerer) -> None:
    """With a model that was found unfit, everything is as without one."""
    with replayed(no) as (url, requests):
        answer = with_model(answerer, url, Fit.UNFIT).ask(EXPELLED)
    assert not requests
    assert answer == answerer.ask(EXPELLED)
    assert to_json(answer)["model"] is None


@pytest.mark.parametrize(("model", "fit"), [(careful, Fit.READS), (two, Fit.UNFIT)])
def test_answers_do_not_wait_for_the_trial(
    model: Model, fit: Fit, answerer: Answerer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A model is tried beside the answers, which are the small reader's until it is known to be fit."""
    go_on = threading.Event()

    def held(request: Request) -> Any:
        if request.question not in TRIED:
            return no(request)

        def send(out: BinaryIO, closing: threading.Event) -> None:
            go_on.wait(120)
            http(completion(json.dumps(model(request))))(out, closing)

        return send

    with caplog.at_level(logging.INFO), replayed(held) as (url, requests):
        bot = with_model(answerer, url, None, llm_timeout=100.0)
        chooser = bot._chooser
        assert chooser
        settle_beside(chooser, url, tmp_path, nothing_supported)
        meanwhile = bot.ask(EXPELLED)
        assert chooser.fit is None
        go_on.set()
        assert comes(100, lambda: chooser.fit is fit and len(caplog.messages) > 1)
        before = len(requests)
        afterwards = bot.ask(EXPELLED)
    assert not isinstance(meanwhile, Refused)
    assert meanwhile.trace.model
    assert (meanwhile.trace.model.outcome, meanwhile.trace.model.requests) == ("untried", 0)
    assert isinstance(afterwards, Refused) == (fit is Fit.READS)
    assert len(requests) - before == (fit is Fit.READS)
    finding = kept("m", url, tmp_path)
    assert finding
    assert finding.line in caplog.messages


def test_a_model_that_is_not_there_yet_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model whose server is still starting is tried again later, and found fit without a restart of the bot."""
    monkeypatch.setattr(trial, "AGAIN_S", 0.05)
    starting = iter([True] * 4)

    def model(request: Request) -> Any:
        return down(request) if next(starting, False) else careful(request)

    with replayed(model) as (url, _):
        chooser = Chooser(opened(url, llm_timeout=60.0), "m", within_s=60.0)
        settle_beside(chooser, url, tmp_path, nothing_supported)
        assert comes(100, lambda: kept("m", url, tmp_path) is not None)
    assert chooser.fit is Fit.READS


def test_a_finding_that_cannot_be_kept_holds_for_this_run(tmp_path: Path) -> None:
    """Where the data folder cannot be written, the finding is reported and followed all the same."""
    (tmp_path / "data").write_text("a file, where the folder should be")
    with replayed(two) as (url, _):
        chooser = Chooser(opened(url), "m")
        settle(chooser, url, tmp_path / "data", nothing_supported)
    assert chooser.fit is Fit.UNFIT
