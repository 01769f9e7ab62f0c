"""A bot as Discord knows it, what it says and does, and the members who ask it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from discord_standin import payloads
from discord_standin.rules import Json, nested


@dataclass(frozen=True, slots=True)
class Request:
    """One REST request: its method, its route as Discord describes it, its body."""

    method: str
    route: str
    body: Any


@dataclass(slots=True)
class Exchange:
    """A question and what became of it: how it was acknowledged, and each version of the reply."""

    acknowledged: Json | None = None
    replies: list[Json] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What the member reads in the end, on a card or not."""
        reply = self.replies[-1]
        texts = [part["content"] for part in nested(reply.get("components", [])) if part["type"] == 10]
        return "\n".join(texts) or str(reply["content"])


class Connection:
    """A conversation with a bot over the gateway, compressed as the bot wishes."""

    def __init__(self, socket: web.WebSocketResponse, *, compressed: bool) -> None:
        self.socket = socket
        self._deflate = zlib.compressobj() if compressed else None
        self._sequence = 0

    async def send(self, message: Json) -> None:
        """Say something."""
        text = json.dumps(message)
        if self._deflate is None:
            await self.socket.send_str(text)
        else:
            frame = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
            await self.socket.send_bytes(frame)

    async def dispatch(self, event: str, data: Json) -> None:
        """Tell of an event."""
        self._sequence += 1
        await self.send({"op": 0, "t": event, "s": self._sequence, "d": data})


class Application:
    """A bot as Discord knows it.

    Args:
        run: does something on the stand-in's event loop.
        wait_until: waits for something that a bot brings about.
        close_code: with what the gateway ends the conversation when the bot introduces itself, or None.
    """

    def __init__(
        self,
        run: Callable[[Coroutine[Any, Any, None]], None],
        wait_until: Callable[[Callable[[], object]], None],
        close_code: int | None,
    ) -> None:
        self.id = payloads.snowflake()
        self.token = f"{self.id}.standin.token"
        self.close_code = close_code
        self.commands: list[Json] = []
        self.requests: list[Request] = []
        self.introductions: list[Json] = []
        self.goodbyes: list[int | None] = []
        self.exchanges: dict[str, Exchange] = {}
        self.online: Connection | None = None
        self._run = run
        self._wait_until = wait_until

    def begin(self, question: str) -> Exchange:
        """A member, another one each time, uses ``/ask`` as soon as the bot is online."""
        self._wait_until(lambda: self.online)
        interaction = payloads.ask(self.id, question, payloads.snowflake())
        exchange = self.exchanges[interaction["token"]] = Exchange()
        assert self.online is not None
        self._run(self.online.dispatch("INTERACTION_CREATE", interaction))
        return exchange

    def ask(self, question: str) -> Exchange:
        """A member uses ``/ask`` and waits for the reply."""
        exchange = self.begin(question)
        self._wait_until(lambda: exchange.replies)
        return exchange
