"""What all clients of a language model share: one deadline, and fewer parameters for a server that refuses some."""

from __future__ import annotations

import asyncio
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from typing import Any, ClassVar
from urllib.parse import urlsplit

from openai import APIStatusError, AsyncOpenAI, BadRequestError, UnprocessableEntityError

from bot.answering.llm.context import SILENT, context_of
from bot.answering.llm.language_model import Completion, LanguageModelFailed
from bot.settings import BotSettings

LEARN_S = 2.0  # seconds for a server to say how much it reads ...
SILENT_S = 60.0  # ... and until it is asked again if it did not
_REFUSED = (BadRequestError, UnprocessableEntityError)
_THOUGHT = re.compile(r"\A\s*<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_THINKING = re.compile(r"\A\s*<(?:think|thinking|reasoning)>", re.IGNORECASE)


class Held(StrEnum):
    """How a server holds its model to a form."""

    STRICT = "a JSON schema, strictly"
    SCHEMA = "a JSON schema"
    OBJECT = "JSON of any form"
    TOOL = "a tool with a JSON schema, which it must use"
    ASKED = "nothing but the prompt"


class Endpoint(ABC):
    """A model behind a server, asked for one reply at a time.

    Each request has its own connection and event loop, so that one deadline bounds all of it: connecting, waiting, a
    slow reply, and retries. A parameter that a server refuses (a strict schema, any schema, a temperature) is not sent
    again.

    Args:
        name: the model's name.
        url: the endpoint, ending in ``/v1``.
        key: the key that is sent.
        settings: how long a reply may be, how often a failed request is tried again.
    """

    forms: ClassVar[tuple[Held, ...]]  # how the server may hold its model to a form, the strictest first
    spared: ClassVar[tuple[str, ...]]  # parameters that can be left out

    def __init__(self, name: str, url: str, key: str, settings: BotSettings) -> None:
        self._name, self._url, self._key = name, url, key
        self._settings = settings
        self._untold: frozenset[str] = frozenset()
        self.held = self.forms[0]
        self.context: int | None = None  # tokens that the server says it reads at once, reply included
        self._learnt = urlsplit(url).hostname in SILENT
        self._silent_until = 0.0  # by time.monotonic

    @abstractmethod
    async def _reply(
        self, client: AsyncOpenAI, system: str, prompt: str, form: Mapping[str, Any]
    ) -> Completion:
        """One request and its whole reply."""

    def complete(self, system: str, prompt: str, form: Mapping[str, Any], within_s: float) -> Completion:
        """See `LanguageModel.complete`."""
        try:
            return asyncio.run(self._ask(system, prompt, form, within_s))
        except LanguageModelFailed:
            raise
        except Exception as error:  # a server that speaks no JSON surfaces as AttributeError, and so on
            # A server's error message may repeat the key: it stays out of the message and the trace.
            cause = None if isinstance(error, APIStatusError) else error
            raise LanguageModelFailed(
                f"The language model {self._name} {_mishap(error, within_s)}"
            ) from cause

    def window(self, within_s: float) -> int:
        """See `LanguageModel.window`."""
        if not self._learnt and time.monotonic() >= self._silent_until:
            # The next request will say what is wrong with the server.
            with suppress(Exception):
                try:
                    self.context, self._learnt = asyncio.run(self._learn(min(within_s, LEARN_S)))
                except TimeoutError:
                    self._silent_until = time.monotonic() + SILENT_S
        most = self._settings.llm_context
        return min(most, self.context or most) - self._settings.llm_max_tokens

    async def _learn(self, within_s: float) -> tuple[int | None, bool]:
        client = AsyncOpenAI(base_url=self._url, api_key=self._key, timeout=None, max_retries=0)
        async with asyncio.timeout(within_s), client:
            return await context_of(client, self._url, self._name)

    async def _ask(self, system: str, prompt: str, form: Mapping[str, Any], within_s: float) -> Completion:
        client = AsyncOpenAI(  # it tries again, with backoff and Retry-After, while the deadline lets it
            base_url=self._url, api_key=self._key, timeout=None, max_retries=self._settings.llm_retries
        )
        async with asyncio.timeout(within_s), client:
            while True:
                try:
                    return await self._reply(client, system, prompt, form)
                except _REFUSED as error:
                    if not self._yield(str(error)):
                        raise

    def _yield(self, said: str) -> bool:
        """Leaves out a parameter, first one that the refusal names; False when nothing is left."""
        for name in self.spared:
            if name in said and name not in self._untold:
                self._untold |= {name}
                return True
        if self.held is not self.forms[-1]:
            self.held = self.forms[self.forms.index(self.held) + 1]
            return True
        left = set(self.spared) - self._untold
        self._untold |= left
        return bool(left)

    def _whole(self, text: str | None, cut_off: bool, read: int | None, written: int | None) -> Completion:
        """A reply, if it is complete, without what the model thought before.

        Raises:
            LanguageModelFailed: if it was cut off, or holds no answer.
        """
        if cut_off:
            raise LanguageModelFailed(
                f"The language model {self._name} was cut off (FOOTNOTE_LLM_MAX_TOKENS, now "
                f"{self._settings.llm_max_tokens})."
            )
        plain = _THOUGHT.sub("", text or "").strip()
        if not plain or _THINKING.match(plain):
            raise LanguageModelFailed(f"The language model {self._name} replied without an answer.")
        return Completion(plain, read or 0, written or 0)


def _mishap(error: Exception, within_s: float) -> str:
    if isinstance(error, TimeoutError):
        return f"gave no reply within {within_s:.3g} s (FOOTNOTE_LLM_TIMEOUT)."
    if isinstance(error, APIStatusError):
        return f"refused with HTTP status {error.status_code}."
    return f"cannot be used at FOOTNOTE_LLM_BASE_URL: {type(error).__name__}."
