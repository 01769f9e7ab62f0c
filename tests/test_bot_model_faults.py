"""A language model that breaks, lies or is confused costs a member nothing: the small reader's answer stands."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from replayed import (
    Model,
    Request,
    Sends,
    choice,
    completion,
    hangs_up,
    http,
    refuses,
    replayed,
    silence,
    trickle,
)

from bot.answering.answerer import Answerer
from bot.answering.llm.chooser import Chooser
from bot.answering.llm.fitness import Fit
from bot.answering.llm.language_model import LanguageModelFailed
from bot.answers import Answer, Refused
from bot.errors import BadSettings
from bot.records import Question
from bot.settings import BotSettings

if TYPE_CHECKING:
    from bot.answering.llm.endpoint import Endpoint

EXPELLED = Question("How many Afghans has Pakistan expelled since the end of March?")
TWO_PARTS = Question("How many people died in Paktika, and who hosted the trilateral meeting in May 2025?")
GOOD = http(completion('{"answerable": "no"}'))
FORM = {"type": "object"}


def settings(url: str | None, **more: Any) -> BotSettings:
    """Settings of a model at a URL."""
    return BotSettings(**{"llm": "m", "llm_base_url": url, "llm_timeout": 2.0, "llm_retries": 0, **more})


def opened(url: str | None, **more: Any) -> Endpoint:
    """The client that ships."""
    from bot.answering.llm.clients import open_language_model  # seconds to import, and few tests want it

    return open_language_model(settings(url, **more))


def with_model(answerer: Answerer, url: str, fit: Fit | None = Fit.READS, **more: Any) -> Answerer:
    """The answerer that ships, with a language model whose trial ended so; None: it was never tried."""
    given = settings(url, **more)
    chooser = Chooser(opened(url, **more), "m", given.llm_budget, fit, given.llm_prices)
    return Answerer(answerer._index, answerer._reader, chooser)


def asked(answerer: Answerer, model: Model, question: Question = EXPELLED, **more: Any) -> Answer:
    """The answer to a question when the model replies like this."""
    with replayed(model) as (url, _):
        return with_model(answerer, url, **more).ask(question)


def of_another_question(request: Request) -> dict[str, Any]:
    """Ids that were sent for something else."""
    return choice([f"S{len(request.sentences) + n}" for n in range(40, 43)])


def everything(request: Request) -> dict[str, Any]:
    """All that it was shown."""
    return choice(list(request.sentences))


def confused(request: Request) -> dict[str, Any]:
    """Sentences that have nothing to do with the question."""
    return choice([*request.ids_of("Experts view this step"), *request.ids_of("Kabul disputes these claims")])


FAULTS: dict[str, Sends | str | Any] = {
    "never answers": silence,
    "never finishes": trickle,
    "hangs up": hangs_up,
    "a web page": http("<h1>It works!</h1>", kind="text/html"),
    "broken JSON": http("{nonsense"),
    "no choices": http("{}"),
    "empty choices": http('{"choices": []}'),
    "JSON of another kind": http('"text"'),
    "HTTP 500": http("oops", status="500 Internal Server Error"),
    "HTTP 429": http("busy", status="429 Too Many Requests"),
    "HTTP 400 whatever it is told": refuses("400 Bad Request", "no"),
    "half a reply": http(completion("{}")[:40], length=400),
    "no content": http(completion(None)),
    "empty content": http(completion("")),
    "thinks and says nothing": http(completion("<think>S1 looks right.</think>")),
    "never stops thinking": http(completion("<think>S1, or S2, or ...")),
    "answers where it thinks": http(completion("", reasoning_content='{"answerable": "yes", "parts": [["S1"]]}')),
    "cut off": http(completion('{"answerable": "yes", "parts": [["S1"]]}', finish="length")),
    "declines in prose": "I'm sorry, but I cannot help with that.",
    "answers in prose": "Pakistan has expelled 481 million Afghans [S1].",
    "another form": '{"answer": "80,000", "sources": ["S1"]}',
    "an answer without a sentence": '{"answerable": "yes", "parts": [[]]}',
    "neither yes nor no": '{"answerable": "maybe", "parts": [["S1"]]}',
    "sentences that were never shown": '{"answerable": "yes", "parts": [["S900", "P1", "the first"]]}',
    "ids of another question": of_another_question,
    "every sentence": everything,
    "sentences beside the point": confused,
}  # fmt: skip


@pytest.mark.timeout(60)
@pytest.mark.parametrize("fault", FAULTS)
def test_the_first_answer_stands_when_a_model_breaks(fault: str, answerer: Answerer) -> None:
    """However a model or its server misbehaves, a member gets what the small reader found, and the trace says why."""
    said = FAULTS[fault]
    model = (
        said if fault in ("ids of another question", "every sentence", "sentences beside the point") else None
    )
    answer = asked(answerer, model or (lambda _: said))
    alone = answerer.ask(EXPELLED)
    assert not isinstance(answer, Refused)
    assert not isinstance(alone, Refused)
    assert answer.statements == alone.statements
    assert answer.trace.writer == "quotes"
    assert answer.trace.model
    assert answer.trace.model.fell_back
    assert answer.trace.model.detail.endswith(".")
    assert "\n" not in answer.trace.model.detail
    assert replace(answer.trace, model=None) == alone.trace


def test_an_answer_of_the_first_reader_comes_before_the_model_is_asked(answerer: Answerer) -> None:
    """Whoever waits is told the small reader's answer before the model replies."""
    shown: list[tuple[Answer, int]] = []
    with replayed(lambda request: choice([], answerable="no")) as (url, requests):
        bot = with_model(answerer, url, Fit.READS)
        last = bot.ask(EXPELLED, lambda answer: shown.append((answer, len(requests))))
    ((first, asked_before),) = shown
    assert asked_before == 0
    assert not isinstance(first, Refused)
    assert isinstance(last, Refused)


def test_two_parts_wait_for_one_deadline(answerer: Answerer) -> None:
    """A question in two parts never waits longer than the one time that is set, and two seconds."""
    answerer.ask(TWO_PARTS)
    began = time.monotonic()
    answer = asked(answerer, lambda _: silence, TWO_PARTS, llm_timeout=1.0)
    assert time.monotonic() - began < 1.0 + 2.0 + answer.trace.timings.read
    assert answer.trace.model
    assert "within" in answer.trace.model.detail


def test_a_model_has_less_time_than_the_question() -> None:
    """Whatever time is set for the model, a fifth of the question's own deadline is left to answer without it."""
    assert settings("http://127.0.0.1/v1", llm_timeout=600, deadline=60).llm_budget == 48
    assert settings("http://127.0.0.1/v1", llm_timeout=30, deadline=60).llm_budget == 30


def test_a_passing_failure_is_tried_again() -> None:
    """A server that stumbles once still gives its reply."""
    replies = iter([http("", status="503 Service Unavailable"), GOOD])
    with replayed(lambda _: next(replies)) as (url, requests):
        reply = opened(url, llm_retries=1).complete("", "Hello?", FORM, 20)
    assert reply.text == '{"answerable": "no"}'
    assert (reply.read, reply.written) == (900, 30)
    assert len(requests) == 2


@pytest.mark.parametrize(
    ("message", "lacks", "has"),
    [
        ("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'.", "max_tokens", "max_completion_tokens"),
        ("Unsupported value: 'temperature' does not support 0.0.", "temperature", "response_format"),
    ],
)  # fmt: skip
def test_what_a_server_refuses_it_is_not_told_again(message: str, lacks: str, has: str) -> None:
    """A server that knows no ``max_tokens`` or no ``temperature`` is asked without it from then on."""

    def picky(request: Request) -> Sends:
        return refuses("400 Bad Request", message) if lacks in request.body else GOOD

    with replayed(picky) as (url, requests):
        model = opened(url)
        model.complete("Be brief.", "Hello?", FORM, 5)
        model.complete("Be brief.", "Hello?", FORM, 5)
    assert [lacks in request.body for request in requests] == [True, False, False]
    assert all(has in request.body for request in requests[1:])


def test_a_server_is_held_to_the_strictest_form_it_knows() -> None:
    """A strict schema is tried first, then a schema, then any JSON, then the prompt alone; what works is remembered."""

    def plain(request: Request) -> Sends:
        return refuses("400 Bad Request", "unknown") if "response_format" in request.body else GOOD

    with replayed(plain) as (url, requests):
        model = opened(url)
        model.complete("", "Hello?", FORM, 5)
        model.complete("", "Hello?", FORM, 5)
    forms = [request.body.get("response_format", {}) for request in requests]
    assert [form.get("type") for form in forms] == ["json_schema", "json_schema", "json_object", None, None]
    assert [form.get("json_schema", {}).get("strict") for form in forms[:2]] == [True, None]
    assert model.held.name == "ASKED"


def test_a_model_that_is_down_is_one_clear_failure() -> None:
    """Nobody listens: one line that says where."""
    with replayed(lambda _: silence) as (url, _):
        pass
    with pytest.raises(
        LanguageModelFailed, match=r"^The language model m cannot be used at FOOTNOTE_LLM_BASE_URL"
    ):
        opened(url).complete("", "Hello?", FORM, 5)


def test_no_key_leaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key goes only where its owner sent it: not from the environment, and never into a message."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")
    refusal = http("Incorrect API key: sk-mine", status="401 Unauthorized")
    with replayed(lambda _: refusal) as (url, requests):
        with pytest.raises(LanguageModelFailed):
            opened(url).complete("", "Hello?", FORM, 5)
        with pytest.raises(LanguageModelFailed, match="HTTP status 401") as failure:
            opened(url, llm_key="sk-mine").complete("", "Hello?", FORM, 5)
    assert "sk-of-somebody-else" not in requests[0].head
    assert "Bearer sk-mine" in requests[1].head
    assert "sk-mine" not in str(failure.value)
    assert failure.value.__cause__ is None  # nor into the trace below the message


@pytest.mark.parametrize(
    ("name", "url"), [(None, "http://127.0.0.1/v1"), ("m", None), ("m", "localhost:8080")]
)
def test_settings_that_lead_nowhere_are_refused_at_the_start(name: str | None, url: str | None) -> None:
    """A model without a name or an address is one clear line before the first question, not a failure after."""
    with pytest.raises(BadSettings, match="FOOTNOTE_LLM"):
        opened(url, llm=name)
