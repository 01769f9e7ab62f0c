"""Each server that the README names is reached as it is: what it wants to be told, and how it words its replies.

Stand-ins over real HTTP, written after the servers' documentation; llama.cpp itself is in ``test_bot_model_real.py``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pytest
from replayed import Request, Sends, choice, http, refuses, replayed
from test_bot_model_faults import opened, with_model

from bot.answering.answerer import Answerer
from bot.answering.llm.chooser import Chooser
from bot.answering.llm.fitness import Fit
from bot.answering.llm.language_model import LanguageModelFailed
from bot.answers import Answered
from bot.records import Question

if TYPE_CHECKING:
    from bot.answering.llm.endpoint import Endpoint

Server = Callable[[Request, str], Sends]
EXPELLED = Question("How many Afghans has Pakistan expelled since the end of March?")


def reply(message: Mapping[str, Any], *, finish: str = "stop", choices: Any = None, **more: Any) -> Sends:
    """A chat completion with what a server adds of its own: to the message, the choice and the whole."""
    completed = {
        "index": 0,
        "finish_reason": finish,
        "message": {"role": "assistant", **message},
        **(choices or {}),
    }
    usage = {"prompt_tokens": 900, "completion_tokens": 30, "total_tokens": 930}
    return http(
        json.dumps(
            {
                "id": "1",
                "object": "chat.completion",
                "created": 1,
                "model": "m",
                "choices": [completed],
                "usage": usage,
            }
            | more
        )
    )


def ollama(request: Request, said: str) -> Sends:
    """Ollama: a schema holds the model, what it thought comes in a field of its own, any key will do."""
    assert request.body["response_format"]["json_schema"]["schema"]["required"]
    return reply({"content": said, "reasoning": "Is it S1?"}, system_fingerprint="fp_ollama")


def llama_cpp(request: Request, said: str) -> Sends:
    """llama.cpp: a grammar made of the schema holds the model, timings come along."""
    assert request.body["response_format"]["type"] == "json_schema"
    return reply({"content": said, "reasoning_content": None}, timings={"prompt_n": 900, "predicted_n": 30})


def vllm(request: Request, said: str) -> Sends:
    """VLLM: structured output, with fields that nobody else has."""
    assert request.body["response_format"]["json_schema"]["strict"] is True
    more = {"stop_reason": None, "token_ids": None, "logprobs": None}
    message = {"content": said, "reasoning_content": None, "tool_calls": [], "refusal": None}
    return reply(message, choices=more, prompt_logprobs=None, kv_transfer_params=None)


def openai(request: Request, said: str) -> Sends:
    """OpenAI: a key, and for newer models neither ``max_tokens`` nor a temperature."""
    if "Bearer sk-mine" not in request.head:
        return refuses("401 Unauthorized", "Incorrect API key provided")
    if "max_tokens" in request.body:
        return refuses(
            "400 Bad Request",
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'.",
        )
    if "temperature" in request.body:
        return refuses(
            "400 Bad Request", "Unsupported value: 'temperature' does not support 0.0 with this model."
        )
    form = request.body["response_format"]["json_schema"]
    assert form["strict"] is True
    assert form["schema"]["additionalProperties"] is False
    assert set(form["schema"]["required"]) == set(form["schema"]["properties"])
    return reply({"content": said, "refusal": None, "annotations": []}, service_tier="default")


def anthropic(request: Request, said: str) -> Sends:
    """Anthropic's Messages API: a key in a header of its own, a version, and a tool that the model has to use."""
    head = request.head.casefold()
    if "x-api-key: sk-mine" not in head or "authorization" in head:
        return says(401, "authentication_error", "invalid x-api-key")
    if "anthropic-version: 2023-06-01" not in head or "max_tokens" not in request.body:
        return says(400, "invalid_request_error", "anthropic-version: header is required")
    if any(turn["role"] == "system" for turn in request.body["messages"]):
        return says(400, "invalid_request_error", 'messages: Unexpected role "system"')
    if "temperature" in request.body:
        return says(400, "invalid_request_error", "`temperature` is deprecated for this model.")
    (tool,) = request.body["tools"]
    assert request.body["tool_choice"] == {"type": "tool", "name": tool["name"]}
    assert tool["input_schema"]["required"]
    thought = {"type": "thinking", "thinking": "Is it S1?", "signature": "x"}
    used = {"type": "tool_use", "id": "toolu_1", "name": tool["name"], "input": json.loads(said)}
    return message(thought, used, stop="tool_use")


def message(*content: Mapping[str, Any], stop: str = "end_turn") -> Sends:
    """A message of Anthropic's."""
    usage = {"input_tokens": 900, "output_tokens": 30, "cache_read_input_tokens": 0}
    about = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m"}
    return http(json.dumps({**about, "content": content, "stop_reason": stop, "usage": usage}))


def says(status: int, kind: str, words: str) -> Sends:
    """An error as Anthropic words it."""
    error = {"type": "error", "error": {"type": kind, "message": words}, "request_id": "req_1"}
    return http(json.dumps(error), status=f"{status} Refused")


SERVERS: Mapping[str, Server] = {
    "Ollama": ollama,
    "llama.cpp": llama_cpp,
    "vLLM": vllm,
    "OpenAI": openai,
    "Anthropic": anthropic,
}


ANTHROPIC = "https://api.anthropic.com/v1/"


def reached(url: str, monkeypatch: pytest.MonkeyPatch) -> Endpoint:
    """The client that ships for Anthropic's address, which here leads to a stand-in."""
    model = opened(ANTHROPIC, llm_key="sk-mine", llm_timeout=60.0)
    monkeypatch.setattr(model, "_url", url)
    return model


@pytest.mark.parametrize("name", SERVERS)
def test_each_server_is_understood(name: str, answerer: Answerer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever of the servers it is, the sentence that its model chose is published, and its tokens are counted."""

    def model(request: Request) -> Sends:
        said = json.dumps(choice(request.ids_of("expelled more than 80,000")[:1]))
        return SERVERS[name](request, said)

    with replayed(model) as (url, requests):
        if name == "Anthropic":
            chooser = Chooser(reached(url, monkeypatch), "m", 60.0, Fit.READS)
            answer = Answerer(answerer._index, answerer._reader, chooser).ask(EXPELLED)
        else:
            answer = with_model(answerer, url, llm_timeout=60.0, llm_key="sk-mine").ask(EXPELLED)
    assert isinstance(answer, Answered)
    assert answer.trace.writer == "m"
    assert answer.trace.model
    assert (answer.trace.model.tokens_read, answer.trace.model.tokens_written) == (900, 30)
    path = "messages" if name == "Anthropic" else "chat/completions"
    assert requests[-1].head.startswith(f"POST /v1/{path} ")


def test_anthropic_is_reached_in_its_own_protocol() -> None:
    """Anthropic's address needs nothing else to be set: its models are held to a form by a tool, others by a schema."""
    assert opened(ANTHROPIC, llm_key="sk-mine").held.name == "TOOL"
    assert opened("https://api.openai.com/v1", llm_key="sk-mine").held.name == "STRICT"


def test_a_model_of_anthropic_that_takes_no_forced_tool_is_asked_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where a forced tool is refused, the prompt alone asks for the object, and what works is remembered."""

    def thinking(request: Request) -> Sends:
        if "tool_choice" in request.body:
            return says(400, "invalid_request_error", "tool_choice forces tool use while thinking is enabled")
        return message(
            {"type": "text", "text": "Here it is:\n"}, {"type": "text", "text": '{"answerable": "no"}'}
        )

    with replayed(thinking) as (url, requests):
        model = reached(url, monkeypatch)
        for _ in range(2):
            assert model.complete("Be brief.", "Hello?", {"type": "object"}, 60).text.endswith(
                '{"answerable": "no"}'
            )
    assert ["tool_choice" in request.body for request in requests] == [True, False, False]
    assert requests[-1].body["system"] == "Be brief."
    assert model.held.name == "ASKED"


@pytest.mark.parametrize(
    ("sends", "why"),
    [
        (message({"type": "text", "text": '{"answerable": "ye'}, stop="max_tokens"), "cut off"),
        (message(stop="refusal"), "without an answer"),
        (message({"type": "thinking", "thinking": '{"answerable": "no"}'}), "without an answer"),
        (says(529, "overloaded_error", "Overloaded"), "HTTP status 529"),
        (says(401, "authentication_error", "invalid x-api-key: sk-mine"), "HTTP status 401"),
        (http("[]"), "cannot be used at FOOTNOTE_LLM_BASE_URL"),
        (http("<h1>It works!</h1>", kind="text/html"), "cannot be used at FOOTNOTE_LLM_BASE_URL"),
    ],
    ids=[
        "cut off",
        "refuses",
        "only thinks",
        "overloaded",
        "another key",
        "another kind of JSON",
        "a web page",
    ],
)
def test_what_goes_wrong_at_anthropic_is_one_clear_failure(
    sends: Sends, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reply that is cut off, empty or no reply at all is told in one line, without the key."""
    with replayed(lambda _: sends) as (url, _):
        model = reached(url, monkeypatch)
        monkeypatch.setattr(model, "_settings", model._settings.model_copy(update={"llm_retries": 0}))
        with pytest.raises(LanguageModelFailed, match=why) as failure:
            model.complete("", "Hello?", {"type": "object"}, 60)
    assert "sk-mine" not in str(failure.value)
