"""Opens the client of a language model; the only module that knows llama-index's LLM classes.

Importing it takes seconds: ``bot.wire`` does so only when a model is configured.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from llama_index.core.llms import ChatMessage, MessageRole
from llama_index.llms.openai_like import OpenAILike
from openai import AsyncOpenAI, omit

from bot.answering.llm.endpoint import Endpoint, Held
from bot.answering.llm.language_model import Completion
from bot.answering.llm.messages import HOST as ANTHROPIC
from bot.answering.llm.messages import AnthropicMessages
from bot.errors import BadSettings
from bot.settings import BotSettings

OPENAI = "https://api.openai.com/v1"
NO_KEY = "none"  # sent if no key is needed, so that no other key is taken from the environment


def open_language_model(settings: BotSettings) -> Endpoint:
    """The language model that the settings name; nothing is sent to it yet.

    Any server that speaks OpenAI's chat protocol will do (Ollama, vLLM, llama.cpp, LM Studio, OpenAI), and Anthropic.

    Args:
        settings: ``llm`` and the settings that begin with ``llm_``.

    Raises:
        BadSettings: if the model has no name or no address.
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
    client = AnthropicMessages if urlsplit(url).hostname == ANTHROPIC else OpenAICompatible
    return client(settings.llm, url, key or NO_KEY, settings)


class OpenAICompatible(Endpoint):
    """A model behind a server that speaks OpenAI's chat protocol."""

    forms = (Held.STRICT, Held.SCHEMA, Held.OBJECT, Held.ASKED)
    spared = ("max_tokens", "temperature")

    async def _reply(
        self, client: AsyncOpenAI, system: str, prompt: str, form: Mapping[str, Any]
    ) -> Completion:
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
        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=system),
            ChatMessage(role=MessageRole.USER, content=prompt),
        ]
        raw: Any = (await model.achat(messages)).raw
        choice, usage = raw.choices[0], raw.usage
        return self._whole(
            choice.message.content,
            choice.finish_reason == "length",
            getattr(usage, "prompt_tokens", 0),
            getattr(usage, "completion_tokens", 0),
        )
