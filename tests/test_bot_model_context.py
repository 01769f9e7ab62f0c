"""However long the passages are and however little a model reads at once, it sees something of each."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
from replayed import Request, choice, refuses, replayed, silence
from test_bot_model_faults import opened, with_model

from bot.answering.answerer import Answerer
from bot.answering.llm import endpoint
from bot.answering.llm.numbered import numbered
from bot.records import Question
from bot.settings import BotSettings
from bot.wire import open_answerer
from index.build import build
from index.settings import IndexSettings

MILLS = ("Aldo", "Brun", "Corve", "Delm", "Esk", "Farn", "Gorm", "Holm", "Ister", "Jarn")
QUESTION = Question("How many people work at the mill?")
_FILLERS = (
    "The {name} mill stands downstream of Strandgate bridge, where the thoroughfare from Northington turns towards "
    "mountainous countryside.",
    "Administrators repeatedly reconstructed waterwheels, foundations, embankments and warehouses following "
    "catastrophic springtime inundations.",
    "Neighbouring municipalities traditionally contributed considerable quantities of agricultural produce throughout "
    "successive generations.",
    "Electrification notwithstanding, experienced craftspeople maintained seventeenth-century machinery alongside "
    "contemporary installations.",
    "Environmental organisations subsequently recommended comprehensive renaturation of surrounding floodplains, "
    "including decommissioned reservoirs.",
)


@pytest.fixture(scope="module")
def mills(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """Ten articles of one passage each, as long as passages are: 750 characters about a mill."""
    folder = tmp_path_factory.mktemp("mills")
    (folder / "seeds").mkdir()
    for place, name in enumerate(MILLS):
        sentences = [filler.format(name=name) for filler in _FILLERS]
        sentences.insert(3, f"At the {name} mill {40 + place} people work.")
        (folder / "seeds" / f"{name}.txt").write_text(f"The {name} mill\n\n{' '.join(sentences)}\n")
    settings = IndexSettings(seeds=folder / "seeds", data=folder / "data")
    build(settings)
    return open_answerer(BotSettings(seeds=settings.seeds, data=settings.data))


def asked(mills: Answerer, tells: Any = None, **more: Any) -> Request:
    """What a model was sent."""
    with replayed(lambda request: choice([], answerable="no"), tells) as (url, requests):
        with_model(mills, url, llm_timeout=60.0, **more).ask(QUESTION)
    return requests[0]


LLAMA_CPP = {"/props": {"default_generation_settings": {"n_ctx": 2560}}}


@pytest.mark.parametrize(
    ("tells", "more", "most"),
    [
        (None, {}, 8192),
        (None, {"llm_context": 4096}, 4096),
        (None, {"llm_context": 2560}, 2560),
        (LLAMA_CPP, {}, 2560),
    ],
    ids=["as it ships", "4096", "2560", "a server that reads 2560"],
)
def test_ten_long_passages_are_all_represented(
    tells: Any, more: dict[str, Any], most: int, mills: Answerer
) -> None:
    """A model sees at least one sentence of each of ten long passages: the one that the small reader rates highest.

    The request and the longest reply fit into what the model reads.
    """
    request = asked(mills, tells, **more)
    for place, name in enumerate(MILLS):
        assert request.ids_of(f"At the {name} mill {40 + place} people work")
    sent = sum(len(message["content"]) for message in request.body["messages"])
    assert sent <= 3.6 * (most - request.body["max_tokens"])


def test_as_it_ships_a_model_sees_ten_long_passages_whole(mills: Answerer) -> None:
    """With the settings that ship, every sentence of ten long passages is sent; with less room, some of each."""
    passages = list(mills._index().generation.passages.values())
    assert len(passages) == len(MILLS)
    assert min(len(passage.words) for passage in passages) > 700
    every = sum(len(passage.sentences) for passage in passages)
    assert len(asked(mills).sentences) == every
    assert len(MILLS) <= len(asked(mills, llm_context=2560).sentences) < every


def test_what_fits_is_shown_whole(mills: Answerer) -> None:
    """With room for all of it, every sentence of every passage is shown once, in reading order."""
    index = mills._index()
    passages = [passage for passage in index.generation.passages.values() if passage.file == "Holm.txt"]
    shown = numbered(passages, index, 10_000)
    assert [(place.passage.id, place.number) for place in shown.places.values()] == [
        (passage.id, number) for passage in passages for number in range(len(passage.sentences))
    ]


def test_with_no_room_at_all_each_passage_keeps_the_head_of_a_sentence(mills: Answerer) -> None:
    """However little room there is, no passage is left out: sentences are cut short instead."""
    index = mills._index()
    passages = list(index.generation.passages.values())
    shown = numbered(passages, index, 0)
    assert {place.passage.id for place in shown.places.values()} == {passage.id for passage in passages}
    assert max(map(len, shown.text.splitlines())) < 100


SERVERS: dict[str, tuple[dict[str, Any], int | None]] = {
    "llama.cpp": ({"/props": {"default_generation_settings": {"n_ctx": 4096}}}, 4096),
    "vLLM": ({"/v1/models": {"data": [{"id": "m", "max_model_len": 6000}]}}, 6000),
    "another model": ({"/v1/models": {"data": [{"id": "n", "max_model_len": 6000}]}}, None),
    "Ollama": ({"/api/ps": {"models": [{"name": "m:latest", "context_length": 4096}]}}, 4096),
    "Ollama, before the model is loaded": ({"/api/ps": {"models": []}}, 4096),
    "OpenAI": ({"/v1/models": {"data": [{"id": "m", "object": "model"}]}}, None),
    "a web page everywhere": ({"/props": "<h1>", "/v1/models": [], "/api/ps": None}, None),
    "a longer one": ({"/props": {"default_generation_settings": {"n_ctx": 131072}}}, 131072),
}


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_is_asked_how_much_it_reads(name: str) -> None:
    """llama.cpp, vLLM and Ollama say what they read at once: no more is sent, nor more than is set."""
    tells, context = SERVERS[name]
    with replayed(lambda _: refuses("500 Broken", ""), tells) as (url, requests):
        model = opened(url)
        assert model.window(30) == min(8192, context or 8192) - 512
        assert model.context == context
    assert not requests


def test_what_a_server_said_is_remembered() -> None:
    """A server is asked once; one that is down, or an Ollama that has not loaded the model yet, is asked again."""
    tells: dict[str, Any] = {"/api/ps": {"models": []}}
    with replayed(lambda _: refuses("500 Broken", ""), tells) as (url, _):
        model = opened(url)
        assert model.window(30) == 4096 - 512
        tells["/api/ps"] = {"models": [{"name": "m", "context_length": 6000}]}
        assert model.window(30) == 6000 - 512
        tells.clear()
        assert model.window(30) == 6000 - 512
    away = opened(url)
    assert away.window(30) == 8192 - 512
    assert not away._learnt


def test_a_server_that_says_nothing_of_its_context_is_not_waited_for_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A server that does not say what it reads costs two seconds once, and is asked again after a minute."""
    now = [1000.0]
    monkeypatch.setattr(endpoint, "time", SimpleNamespace(monotonic=lambda: now[0]))
    tells: dict[str, Any] = {"/props": silence}
    with replayed(lambda _: refuses("500 Broken", ""), tells) as (url, _):
        model = opened(url)
        began = time.monotonic()
        assert [model.window(30) for _ in range(5)] == [8192 - 512] * 5
        assert time.monotonic() - began < 2 * endpoint.LEARN_S
        tells["/props"] = {"default_generation_settings": {"n_ctx": 4096}}
        now[0] += 59.0
        assert model.window(30) == 8192 - 512
        now[0] += 2.0
        assert model.window(30) == 4096 - 512
