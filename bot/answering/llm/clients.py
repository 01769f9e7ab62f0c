"""Reaches a language model through llama-index; the only module that knows its LLM classes.

Importing it takes seconds: ``bot.wire`` does so only when a model is configured.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from llama_index.core.llms import ChatMessage, ChatResponse, MessageRole
from llama_index.llms.openai_like import OpenAILike
from openai import APIStatusError, AsyncOpenAI, BadRequestError, UnprocessableEntityError, omit

from bot.answering.llm.language_model import Completion, LanguageModelFailed
from bot.errors import BadSettings
from bot.settings import BotSettings

OPENAI = "https://api.openai.com/v1"
TAKES_NO_FORM = (
    "api.anthropic.com"  # its OpenAI-compatible endpoint ignores ``response_format`` and says nothing
)
NO_KEY = "none"  # sent where none is needed, so that nobody else's key is picked up from the environment
_REFUSED = (BadRequestError, UnprocessableEntityError)
_THOUGHT = re.compile(r"\A\s*<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_THINKING = re.compile(r"\A\s*<(?:think|thinking|reasoning)>", re.IGNORECASE)


class Held(StrEnum):
    """How a server holds its model to a form, the strictest first."""

    STRICT = "a JSON schema, strictly"
    SCHEMA = "a JSON schema"
    OBJECT = "JSON of any form"
    ASKED = "nothing but the prompt"


def open_language_model(settings: BotSettings) -> OpenAICompatible:
    """The language model that the settings name; it is not asked anything yet.

    Any server that speaks OpenAI's chat protocol will do: Ollama, vLLM, llama.cpp, LM Studio, OpenAI, Anthropic.

    Args:
        settings: ``llm`` and the settings that begin with ``llm_``.

    Raises:
        BadSettings: if the model has no name, or it is not said where it is.
    """
    key = settings.llm_key.get_secret_value() if settings.llm_key else ""
    url = settings.llm_base_url or (OPENAI if key else "")
    if not settings.llm:
        raise BadSettings("FOOTNOTE_LLM is not set: name the language model, or unset FOOTNOTE_LLM_BASE_URL.")
    if not url.startswith(("http://", "https://")):
        raise BadSettings(
            "FOOTNOTE_LLM_BASE_URL must be the model's endpoint, such as http://127.0.0.1:11434/v1 "
            "(or set FOOTNOTE_LLM_KEY alone for OpenAI)."
        )
    return OpenAICompatible(settings.llm, url, key or NO_KEY, settings)


class OpenAICompatible:
    """A model behind an OpenAI-compatible server, asked for one reply at a time.

    Each request has its own connection and event loop, so that one deadline bounds all of it: connecting,
    waiting, a reply that trickles, and the tries that follow a failure. What a server refuses to be told (a strict
    schema, any schema, a temperature, ``max_tokens``) it is not told again.

    Args:
        name: the model's name.
        url: the endpoint, ending in ``/v1``.
        key: the key that is sent.
        settings: how long a reply may be, how often a failed request is tried again.
    """

    def __init__(self, name: str, url: str, key: str, settings: BotSettings) -> None:
        self._name, self._url, self._key = name, url, key
        self._settings = settings
        self._untold: frozenset[str] = frozenset()
        self.held = Held.ASKED if urlsplit(url).hostname == TAKES_NO_FORM else Held.STRICT

    def complete(self, system: str, prompt: str, form: Mapping[str, Any], within_s: float) -> Completion:
        """See `LanguageModel.complete`."""
        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=system),
            ChatMessage(role=MessageRole.USER, content=prompt),
        ]
        try:
            reply = asyncio.run(self._ask(messages, form, within_s))
        except Exception as error:  # a server that speaks no JSON surfaces as AttributeError, and so on
            # What a server says to a refusal may repeat the key: it stays out of the message and the trace.
            cause = None if isinstance(error, APIStatusError) else error
            raise LanguageModelFailed(
                f"The language model {self._name} {_mishap(error, within_s)}"
            ) from cause
        return self._read(reply)

    def _read(self, reply: ChatResponse) -> Completion:
        """The words of a reply that is whole; what a model thought before is no part of it."""
        raw: Any = reply.raw
        choice = raw.choices[0]
        if choice.finish_reason == "length":
            raise LanguageModelFailed(
                f"The language model {self._name} was cut off (FOOTNOTE_LLM_MAX_TOKENS, now "
                f"{self._settings.llm_max_tokens})."
            )
        text = _THOUGHT.sub("", choice.message.content or "").strip()
        if not text or _THINKING.match(text):
            raise LanguageModelFailed(f"The language model {self._name} replied without an answer.")
        usage = raw.usage
        return Completion(
            text, getattr(usage, "prompt_tokens", 0) or 0, getattr(usage, "completion_tokens", 0) or 0
        )

    async def _ask(
        self, messages: list[ChatMessage], form: Mapping[str, Any], within_s: float
    ) -> ChatResponse:
        client = AsyncOpenAI(  # it tries again, with backoff and Retry-After, while the deadline lets it
            base_url=self._url, api_key=self._key, timeout=None, max_retries=self._settings.llm_retries
        )
        async with asyncio.timeout(within_s), client:
            while True:
                try:
                    return await self._reply(client, messages, form)
                except _REFUSED as error:
                    if not self._yield(str(error)):
                        raise

    def _yield(self, said: str) -> bool:
        """Tells a server less than before, first what its refusal names; False when nothing is left."""
        for name in ("max_tokens", "temperature"):
            if name in said and name not in self._untold:
                self._untold |= {name}
                return True
        forms = list(Held)
        if self.held is not Held.ASKED:
            self.held = forms[forms.index(self.held) + 1]
            return True
        left = {"max_tokens", "temperature"} - self._untold
        self._untold |= left
        return bool(left)

    async def _reply(
        self, client: AsyncOpenAI, messages: list[ChatMessage], form: Mapping[str, Any]
    ) -> ChatResponse:
        extra: dict[str, Any] = {}
        if self.held in (Held.STRICT, Held.SCHEMA):
            schema: dict[str, Any] = {"name": "reply", "schema": dict(form)}
            if self.held is Held.STRICT:
                schema["strict"] = True
            extra["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self.held is Held.OBJECT:
            extra["response_format"] = {"type": "json_object"}
        if "temperature" in self._untold:
            extra["temperature"] = omit
        if "max_tokens" in self._untold:
            extra |= {"max_tokens": omit, "max_completion_tokens": self._settings.llm_max_tokens}
        model = OpenAILike(
            model=self._name,
            is_chat_model=True,
            context_window=self._settings.llm_context,
            max_tokens=self._settings.llm_max_tokens,
            temperature=0.0,
            max_retries=0,
            additional_kwargs=extra,
            async_openai_client=client,  # type: ignore[call-arg]  # an argument of __init__, not a field
        )
        return await model.achat(messages)


def _mishap(error: Exception, within_s: float) -> str:
    if isinstance(error, TimeoutError):
        return f"gave no reply within {within_s:.3g} s (FOOTNOTE_LLM_TIMEOUT)."
    if isinstance(error, APIStatusError):
        return f"refused with HTTP status {error.status_code}."
    return f"cannot be used at FOOTNOTE_LLM_BASE_URL: {type(error).__name__}."
