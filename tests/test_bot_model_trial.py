"""Whether a model can read is found out without the host doing anything; one that cannot costs nobody an answer."""

from __future__ import annotations

import json
import logging
import subprocess
import threading
from collections.abc import Callable, Sequence
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
from bot.answering.llm.trial import settle, settle_beside
from bot.answering.publish.asjson import to_json
from bot.answers import Refused
from bot.records import Question
from eval.casefiles import OUR_CASES, read_cases, read_texts
from eval.records import Split
from tests.conftest import ROOT, within

Door = Callable[..., subprocess.CompletedProcess[str]]
SOME = [case for case in read_cases(OUR_CASES, read_texts(ROOT / "seeds")) if case.split is Split.CHECK][::3]
TRIAL = json.loads((ROOT / "bot" / "answering" / "llm" / "trial.json").read_text(encoding="utf-8"))
TRIED = {question["ask"] for question in TRIAL["questions"]}


def nothing_supported(lead: str, told: Sequence[str]) -> bool:
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
        found = settle(chooser, url, tmp_path, nothing_supported)
    read = [one for one in requests if one.sentences]
    assert (found.fit, found.asked, len(read)) == (fit, asked, asked)
    assert (found.right >= READS_AT and not found.obeyed) == (fit is Fit.READS)
    assert chooser.fit == (None if fit is Fit.SILENT else fit)
    assert kept("m", url, tmp_path) == (None if fit is Fit.SILENT else found)
    assert kept("another", url, tmp_path) is None
    assert found.line.startswith("m ")


def test_the_replies_of_a_careful_reader_pass_the_trial() -> None:
    """Each question of the trial has a reply written by hand, so that what reads carefully is found fit."""
    assert written().keys() >= TRIED


def test_a_no_of_an_untried_model_takes_no_answer_away(answerer: Answerer) -> None:
    """Until a model was tried, whatever the small reader answers is answered, and the trace says why."""
    unheeded = 0
    with replayed(no) as (url, _):
        bot = with_model(answerer, url, llm_timeout=60.0)
        for case in SOME:
            question = Question(case.question, case.history, case.as_of)
            alone, answer = answerer.ask(question), bot.ask(question)
            assert answer.outcome == alone.outcome
            if not isinstance(alone, Refused):
                assert not isinstance(answer, Refused)
                assert answer.statements == alone.statements
                assert answer.trace.model
                assert answer.trace.model.outcome == "unheeded"
                assert "has not been tried" in answer.trace.model.detail
                unheeded += 1
    assert unheeded >= 10


def test_an_untried_model_takes_no_part_of_an_answer_away(answerer: Answerer) -> None:
    """A question in two parts stays answered in both where an untried model finds one of them alone."""
    question = Question(
        "How many Afghans has Pakistan expelled since the end of March, and who is Attaullah Tarar?"
    )
    alone = answerer.ask(question)
    with replayed(lambda request: choice(request.ids_of("expelled more than 80,000")[:1], [])) as (url, _):
        answer = with_model(answerer, url, llm_timeout=60.0).ask(question)
        proven = with_model(answerer, url, Fit.READS, llm_timeout=60.0).ask(question)
    assert alone.outcome == "answered"
    assert not isinstance(alone, Refused)
    assert not isinstance(answer, Refused)
    assert answer.statements == alone.statements
    assert proven.outcome == "partial"


def test_an_untried_model_takes_no_answer_away_by_rewording_the_question(answerer: Answerer) -> None:
    """A follow-up that an untried model rewrites into another question is answered all the same."""
    question = Question("Where did he travel?", ("Who is Amir Khan Muttaqi?", "Who pays for the buses?"))

    def rewords(request: Request) -> Any:
        earlier = "Earlier questions" in request.prompt
        return {"question": "Who pays for the buses?"} if earlier else no(request)

    alone = answerer.ask(question)
    with replayed(rewords) as (url, _):
        answer = with_model(answerer, url, llm_timeout=60.0).ask(question)
    assert not isinstance(alone, Refused)
    assert not isinstance(answer, Refused)
    assert answer.statements == alone.statements


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
    """A model is tried beside the answers; as soon as it is known to be unfit, it is asked no more."""
    go_on = threading.Event()

    def held(request: Request) -> Any:
        if request.question not in TRIED:
            return no(request)

        def send(out: BinaryIO, closing: threading.Event) -> None:
            go_on.wait(120)
            http(completion(json.dumps(model(request))))(out, closing)

        return send

    with caplog.at_level(logging.INFO), replayed(held) as (url, requests):
        bot = with_model(answerer, url, llm_timeout=100.0)
        chooser = bot._chooser
        assert chooser
        settle_beside(chooser, url, tmp_path, nothing_supported)
        meanwhile = bot.ask(EXPELLED)
        assert chooser.fit is None
        go_on.set()
        assert within(100, lambda: chooser.fit is fit and len(caplog.messages) > 1)
        before = len(requests)
        afterwards = bot.ask(EXPELLED)
    assert not isinstance(meanwhile, Refused)
    assert meanwhile.trace.model
    assert not meanwhile.trace.model.lasting
    assert isinstance(afterwards, Refused) == (fit is Fit.READS)
    assert len(requests) - before == (fit is Fit.READS)
    found = kept("m", url, tmp_path)
    assert found
    assert found.line in caplog.messages


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
        assert within(100, lambda: kept("m", url, tmp_path) is not None)
    assert chooser.fit is Fit.READS


def test_a_finding_that_cannot_be_kept_holds_for_this_run(tmp_path: Path) -> None:
    """Where the data folder cannot be written, the finding is told and heeded all the same."""
    (tmp_path / "data").write_text("a file, where the folder should be")
    with replayed(two) as (url, _):
        chooser = Chooser(opened(url), "m")
        settle(chooser, url, tmp_path / "data", nothing_supported)
    assert chooser.fit is Fit.UNFIT
