"""Reaches a language model through llama-index; the only module that knows its LLM classes.

Importing it takes seconds: ``bot.wire`` does so only when a model is configured.
"""

from __future__ import annotations

import asyncio

from llama_index.core.llms import ChatMessage, MessageRole
from llama_index.llms.openai_like import OpenAILike
from openai import APIStatusError, AsyncOpenAI, BadRequestError, UnprocessableEntityError

from bot.answering.writers.draft import REPLY_SCHEMA
from bot.answering.writers.language_model import LanguageModel, LanguageModelFailed
from bot.errors import BadSettings
from bot.settings import BotSettings

OPENAI = "https://api.openai.com/v1"
NO_KEY = "none"  # sent where none is needed, so that nobody else's key is picked up from the environment

# Ollama, vLLM, llama.cpp, LM Studio and OpenAI hold the model to this form.
_REPLY_FORMAT = {
    "type": "json_schema",
    "json_schema": {"name": "draft", "schema": REPLY_SCHEMA},
}


def open_language_model(settings: BotSettings) -> LanguageModel:
    """The language model that the settings name; it is not asked anything yet.

    Any server that speaks OpenAI's chat protocol will do: Ollama, vLLM, llama.cpp, LM Studio, OpenAI itself.

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
    return _OpenAICompatible(settings.llm, url, key or NO_KEY, settings)


class _OpenAICompatible:
    """A model behind an OpenAI-compatible server, asked for one reply at a time.

    Each request has its own connection and event loop, so that one deadline bounds all of it: connecting,
    waiting, a reply that trickles, and the tries that follow a failure.
    """

    def __init__(self, name: str, url: str, key: str, settings: BotSettings) -> None:
        self._name, self._url, self._key = name, url, key
        self._settings = settings

    def complete(self, system: str, prompt: str) -> str:
        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=system),
            ChatMessage(role=MessageRole.USER, content=prompt),
        ]
        try:
            return asyncio.run(self._ask(messages))
        except Exception as error:  # a server that speaks no JSON surfaces as AttributeError, and so on
            # What a server says to a refusal may repeat the key: it stays out of the message and the trace.
            cause = None if isinstance(error, APIStatusError) else error
            raise LanguageModelFailed(f"The language model {self._name} {self._mishap(error)}") from cause

    async def _ask(self, messages: list[ChatMessage]) -> str:
        client = AsyncOpenAI(  # it tries again, with backoff and Retry-After, while the deadline lets it
            base_url=self._url, api_key=self._key, timeout=None, max_retries=self._settings.llm_retries
        )
        async with asyncio.timeout(self._settings.llm_timeout), client:
            try:
                return await self._reply(client, messages, {"response_format": _REPLY_FORMAT})
            except (BadRequestError, UnprocessableEntityError):  # some servers know no reply formats
                return await self._reply(client, messages, {})

    async def _reply(self, client: AsyncOpenAI, messages: list[ChatMessage], extra: dict[str, object]) -> str:
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
        reply = await model.achat(messages)
        return reply.message.content or ""

    def _mishap(self, error: Exception) -> str:
        if isinstance(error, TimeoutError):
            return f"gave no reply within {self._settings.llm_timeout:g} s (FOOTNOTE_LLM_TIMEOUT)."
        if isinstance(error, APIStatusError):
            return f"refused with HTTP status {error.status_code}."
        return f"cannot be used at FOOTNOTE_LLM_BASE_URL: {type(error).__name__}."
