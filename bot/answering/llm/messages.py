"""Anthropic's own protocol, the Messages API: a tool that the model must use enforces the form.

Its OpenAI-compatible endpoint ignores forms. llama-index's client for it depends on boto3 and Google's libraries
(docs/models.md), so the request is written out here and sent with OpenAI's client.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from openai import AsyncOpenAI, Omit, omit

from bot.answering.llm.endpoint import Endpoint, Held
from bot.answering.llm.language_model import Completion

HOST = "api.anthropic.com"
VERSION = "2023-06-01"  # of the protocol
_TOOL = "reply"


class AnthropicMessages(Endpoint):
    """A model behind Anthropic's Messages API."""

    forms = (Held.TOOL, Held.ASKED)
    spared = ("temperature",)

    async def _reply(
        self, client: AsyncOpenAI, system: str, prompt: str, form: Mapping[str, Any]
    ) -> Completion:
        body: dict[str, Any] = {
            "model": self._name,
            "max_tokens": self._settings.llm_max_tokens,
            "system": system,
            "messages": [{"role": "user", "content": prompt}],
        }
        if "temperature" not in self._untold:
            body["temperature"] = 0.0
        if self.held is Held.TOOL:
            body["tools"] = [{"name": _TOOL, "description": "Takes the reply.", "input_schema": dict(form)}]
            body["tool_choice"] = {"type": "tool", "name": _TOOL}
        headers: dict[str, str | Omit] = {
            "x-api-key": self._key,
            "anthropic-version": VERSION,
            "Authorization": omit,
        }
        said: Any = await client.post("/messages", cast_to=object, body=body, options={"headers": headers})
        used = next(
            (json.dumps(block["input"]) for block in said["content"] if block["type"] == "tool_use"), None
        )
        text = "".join(block["text"] for block in said["content"] if block["type"] == "text")
        cut_off = said["stop_reason"] == "max_tokens"
        usage = said["usage"]
        return self._whole(used or text, cut_off, usage["input_tokens"], usage["output_tokens"])
