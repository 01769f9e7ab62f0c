"""A running bot follows the published generation."""

from __future__ import annotations

import logging
import threading
import time

import pytest

from bot.answering.answerer import Answerer
from bot.answers import Answered
from bot.doctor import State, examine
from bot.records import Question
from bot.settings import BotSettings
from bot.wire import open_answerer
from index.build import build
from index.embedder import open_embedder
from index.generations import open_generations
from index.hosts import open_hosts
from index.live import WAIT_S, LiveIndex
from index.search import open_index
from index.settings import IndexSettings
from tests.conftest import within
from tests.counting import Counting

RAIN = "It rained in Quetta on Monday. The river in Quetta rose by two metres."
SNOW = "Snow closed the road to Skardu on Friday. Lorries waited there for three days."


IN_A_FOLDER = pytest.mark.parametrize("anywhere", ["folder"], indirect=True)  # what a server has no part in


@pytest.fixture
def rained(anywhere: IndexSettings) -> IndexSettings:
    """An index of one article."""
    (anywhere.seeds / "rain.txt").write_text(RAIN)
    build(anywhere)
    return anywhere


def limit(settings: IndexSettings) -> float:
    """The seconds within which a bot follows; over a server, whose speed is not ours, it only has to."""
    return 60.0 if settings.chroma_url else 2.0


def test_a_new_generation_answers_within_two_seconds(rained: IndexSettings) -> None:
    """Whoever is answering follows a build within two seconds, without being asked and without a restart.

    From a server it comes as fast as the network brings it.
    """
    live = LiveIndex(rained)
    (rained.seeds / "snow.txt").write_text(SNOW)
    generation = build(rained).generation
    assert within(limit(rained), lambda: live().generation.id == generation.id)
    assert live().search("Snow closed the road")[0].passage.file == "snow.txt"


def test_a_bot_in_use_answers_from_what_was_published_last(rained: IndexSettings) -> None:
    """A bot that was started before the build names the new generation and cites the new article."""
    answerer = open_answerer(BotSettings(**rained.model_dump()))
    (rained.seeds / "snow.txt").write_text(SNOW)
    generation = build(rained).generation
    asked = Question("When did snow close the road to Skardu?")
    assert within(limit(rained), lambda: answerer.ask(asked).trace.generation == generation.id)
    answer = answerer.ask(asked)
    assert isinstance(answer, Answered)
    assert answer.citations[0].source.file == "snow.txt"


def test_sentences_are_embedded_before_a_question_wants_them(rained: IndexSettings) -> None:
    """A bot that serves embeds sentences ahead of the questions, and after a build those alone that are new."""
    embedder = Counting(open_embedder(rained.embedder, rained.data))
    live = LiveIndex(rained, open_index(rained, embedder), poll_s=0.01, ahead=True)
    assert within(60, lambda: "The river in Quetta rose by two metres." in embedder.embedded)
    (rained.seeds / "snow.txt").write_text(SNOW)
    build(rained)
    assert within(60, lambda: "Lorries waited there for three days." in embedder.embedded)
    assert len(embedder.embedded) == len(set(embedder.embedded)) == 4
    assert live().embedder.name == embedder.name


def test_what_cannot_be_embedded_ahead_keeps_no_build_from_answering(rained: IndexSettings) -> None:
    """A bot whose embedder fails ahead of the questions still follows what is published."""
    embedder = Counting(open_embedder(rained.embedder, rained.data), fails=True)
    live = LiveIndex(rained, open_index(rained, embedder), poll_s=0.01, ahead=True)
    (rained.seeds / "snow.txt").write_text(SNOW)
    generation = build(rained).generation
    assert within(60, lambda: live().generation.id == generation.id)


def test_a_deleted_article_is_not_cited_once_its_deletion_is_published(rained: IndexSettings) -> None:
    """A question asked right after a publication is answered from it, however seldom the pointer is looked at."""
    (rained.seeds / "snow.txt").write_text(SNOW)
    build(rained)
    live = LiveIndex(rained, poll_s=60)
    (rained.seeds / "snow.txt").unlink()
    generation = build(rained).generation
    assert "snow.txt" in live().generation.texts
    assert live.newest().generation.id == generation.id


@IN_A_FOLDER
def test_a_question_does_not_wait_long_for_a_slow_opening(rained: IndexSettings) -> None:
    """While another thread opens a generation, the one before it answers after two seconds at most."""
    live = LiveIndex(rained, poll_s=60)
    before = live().generation.id
    with live._looking:
        began = time.monotonic()
        assert live.newest().generation.id == before
        assert time.monotonic() - began >= WAIT_S


def test_one_question_is_answered_by_one_generation(rained: IndexSettings, answerer: Answerer) -> None:
    """The index is asked for once a question, so a switch in the middle of one cannot mix two generations."""
    live = LiveIndex(rained)
    given = []

    def current() -> object:
        given.append(live())
        (rained.seeds / "rain.txt").write_text(SNOW)
        build(rained)
        live.look()
        return given[-1]

    answer = Answerer(current, answerer._reader).ask(Question("When did it rain in Quetta?"))  # type: ignore[arg-type]
    assert len(given) == 1
    assert answer.trace.generation == given[0].generation.id
    assert live().generation.id != given[0].generation.id
    assert {hit.passage.text for hit in answer.trace.retrieved} == {RAIN}


def test_a_broken_generation_is_refused_with_one_line(
    rained: IndexSettings, caplog: pytest.LogCaptureFixture
) -> None:
    """A generation that cannot be opened is told once in the log, and the one before it goes on answering."""
    live = LiveIndex(rained, poll_s=60)
    before = live().generation.id
    if database := open_hosts(rained):
        database.run("UPDATE index_shelves SET generation = 'feedfacefeed', store = 'no-store'")
    else:
        (rained.data / "current").write_text("feedfacefeed no-store")
    with caplog.at_level(logging.WARNING, "index.live"):
        assert [live.look() for _ in range(3)] == [False] * 3
    assert [record.message.split(":")[0] for record in caplog.records] == [
        f"feedfacefeed cannot be used, generation {before} goes on answering"
    ]
    assert live().search("rain in Quetta")[0].passage.text == RAIN
    build(rained)
    assert live.look()
    assert live().generation.id == open_generations(rained).pointer().generation


@IN_A_FOLDER
def test_a_bot_with_another_embedder_than_the_builder_says_so(
    rained: IndexSettings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It goes on with what it can read; one log line and the doctor name both embedders and what to set."""
    live = LiveIndex(rained, poll_s=60)
    before = live().generation.id
    another = open_embedder(None, rained.data)
    another.name = "another"
    with monkeypatch.context() as builder:
        builder.setattr("index.build.open_embedder", lambda *_, **__: another)
        build(rained)
    with caplog.at_level(logging.WARNING, "index.live"):
        assert [live.look() for _ in range(3)] == [False] * 3
    assert live().generation.id == before
    (logged,) = [record.message for record in caplog.records]
    finding = next(
        finding for finding in examine(BotSettings(**rained.model_dump())) if finding.what == "index"
    )
    assert finding.state is State.ILL
    for line in (logged, finding.line):
        assert f"another and not {live().embedder.name}; set FOOTNOTE_EMBEDDER" in line


@IN_A_FOLDER
def test_an_index_that_nobody_uses_is_not_followed(rained: IndexSettings) -> None:
    """The thread that follows the pointer ends with the object that it serves."""
    before = set(threading.enumerate())
    live = LiveIndex(rained, poll_s=0.01)
    (follower,) = set(threading.enumerate()) - before
    del live
    follower.join(5)
    assert not follower.is_alive()
