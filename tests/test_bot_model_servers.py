"""Each server that the README names is reached as it is: what it wants to be told, and how it words its replies.

Stand-ins over real HTTP, written after the servers' documentation; llama.cpp itself is in ``test_bot_model_real.py``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from replayed import Request, Sends, choice, http, refuses, replayed
from test_bot_model_faults import opened, with_model

from bot.answering.answerer import Answerer
from bot.answers import Answered
from bot.records import Question

Server = Callable[[Request, str], Sends]
EXPELLED = Question("How many Afghans has Pakistan expelled since the end of March?")


def reply(message: Mapping[str, Any], *, finish: str = "stop", choices: Any = None, **more: Any) -> Sends:
    """A chat completion with what a server adds of its own: to the message, the choice and the whole."""
    one = {
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
                "choices": [one],
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
    """Anthropic's OpenAI-compatible endpoint: whatever form is asked for is ignored, so the JSON comes with words."""
    if "Bearer sk-mine" not in request.head:
        return refuses("401 Unauthorized", "invalid x-api-key")
    return reply({"content": f"Here is the object:\n```json\n{said}\n```"})


SERVERS: Mapping[str, Server] = {
    "Ollama": ollama,
    "llama.cpp": llama_cpp,
    "vLLM": vllm,
    "OpenAI": openai,
    "Anthropic": anthropic,
}


@pytest.mark.parametrize("name", SERVERS)
def test_each_server_is_understood(name: str, answerer: Answerer) -> None:
    """Whichever of the servers it is, the sentence that its model chose is published, and its tokens are counted."""

    def model(request: Request) -> Sends:
        said = json.dumps(choice(request.ids_of("expelled more than 80,000")[:1]))
        return SERVERS[name](request, said)

    with replayed(model) as (url, requests):
        answer = with_model(answerer, url, llm_timeout=60.0, llm_key="sk-mine").ask(EXPELLED)
    assert isinstance(answer, Answered)
    assert answer.trace.writer == "m"
    assert answer.trace.model
    assert (answer.trace.model.tokens_read, answer.trace.model.tokens_written) == (900, 30)
    assert requests[-1].head.startswith("POST /v1/chat/completions ")


def test_the_doctor_does_not_claim_a_form_that_is_ignored() -> None:
    """Anthropic's endpoint holds no model to a schema, so it is sent none, and nobody is told that it does."""
    assert opened("https://api.anthropic.com/v1/", llm_key="sk-mine").held.name == "ASKED"
    assert opened("https://api.openai.com/v1", llm_key="sk-mine").held.name == "STRICT"
