"""Discord's gateway: sessions that number their events, and replay them to a bot that comes back."""

from __future__ import annotations

import contextlib
import json
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import web

from discord_standin import payloads
from discord_standin.rules import Json

if TYPE_CHECKING:
    from discord_standin.application import Application


class Connection:
    """A conversation with a bot over the gateway, compressed as the bot wishes."""

    def __init__(self, socket: web.WebSocketResponse, *, compressed: bool) -> None:
        self.socket = socket
        self._deflate = zlib.compressobj() if compressed else None

    async def send(self, message: Json) -> None:
        """Say something."""
        text = json.dumps(message)
        if self._deflate is None:
            await self.socket.send_str(text)
        else:
            frame = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
            await self.socket.send_bytes(frame)

    def cut(self) -> None:
        """Break off without a goodbye."""
        if self.socket._req is not None and self.socket._req.transport is not None:
            self.socket._req.transport.abort()


@dataclass(slots=True)
class Session:
    """What the gateway remembers of a bot, over several connections.

    Args:
        shard: which of how many.
        begun: whether the bot has been told of its servers; what it hears earlier it may not understand.
        id: its name.
        connection: the one that is open, or None.
        events: all that was told, in order; the first has number 1.
        beats: when heartbeats came, in seconds of a clock that only goes up.
    """

    shard: tuple[int, int]
    begun: bool = False
    id: str = field(default_factory=payloads.snowflake)
    connection: Connection | None = None
    events: list[Json] = field(default_factory=list)
    beats: list[float] = field(default_factory=list)

    async def dispatch(self, event: str, data: Json) -> None:
        """Tell of an event, now or when the bot is back."""
        frame = {"op": 0, "t": event, "s": len(self.events) + 1, "d": data}
        self.events.append(frame)
        if self.connection is not None:
            await self.connection.send(frame)

    async def resume(self, connection: Connection, sequence: int) -> None:
        """Tell what was missed since event ``sequence``."""
        self.connection = connection
        for frame in self.events[sequence:]:
            await connection.send(frame)
        await self.dispatch("RESUMED", {})


class Gateway:
    """Answers bots that connect.

    Args:
        owner: finds the application of a token.
        changed: told when something happened that a test may wait for.
    """

    def __init__(self, owner: Callable[[str], Application | None], changed: Callable[[], None]) -> None:
        self.heartbeat_ms = 41_250
        self._owner = owner
        self._changed = changed

    async def serve(self, http: web.Request) -> web.WebSocketResponse:
        """Holds one connection."""
        # A bot may hang up right after its goodbye: answering it could fail, and hide what it said.
        socket = web.WebSocketResponse(autoclose=False)
        await socket.prepare(http)
        connection = Connection(socket, compressed=http.query.get("compress") == "zlib-stream")
        await connection.send({"op": 10, "d": {"heartbeat_interval": self.heartbeat_ms}})
        address = f"wss://{http.host}"
        application: Application | None = None
        session: Session | None = None
        async for frame in socket:
            said = json.loads(frame.data)
            if said["op"] == 1:
                if session is not None:
                    session.beats.append(time.monotonic())
                await connection.send({"op": 11})
            elif said["op"] in (2, 6):
                application = self._owner(said["d"]["token"])
                if application is None or application.close_code:
                    await socket.close(code=4004 if application is None else application.close_code or 4000)
                elif said["op"] == 2:
                    session = await self._identified(application, connection, said["d"], address)
                else:
                    session = await self._resumed(application, connection, said["d"])
        if application is not None and session is not None and session.connection is connection:
            session.connection = None
            application.goodbyes.append(socket.close_code)
        self._changed()
        with contextlib.suppress(ConnectionError):
            await socket.close()
        return socket

    async def _identified(
        self, application: Application, connection: Connection, said: Json, address: str
    ) -> Session:
        session = Session(tuple(said.get("shard") or (0, 1)), connection=connection)
        application.introductions.append(said)
        application.sessions[session.shard[0]] = session
        await session.dispatch(
            "READY",
            payloads.ready(application.id, session.id, address, session.shard, application.servers),
        )
        if session is application.session:
            for server in application.servers:
                channels, roles = list(application.channels.values()), list(application.roles.values())
                guild = payloads.guild(
                    application.id,
                    application.permissions,
                    server,
                    channels,
                    roles if server == payloads.GUILD else [],
                )
                await session.dispatch("GUILD_CREATE", guild)
        session.begun = True
        self._changed()
        return session

    async def _resumed(self, application: Application, connection: Connection, said: Json) -> Session | None:
        known = [session for session in application.sessions.values() if session.id == said["session_id"]]
        if not known or not application.resumable:
            await connection.send({"op": 9, "d": False})
            return None
        application.resumes += 1
        await known[0].resume(connection, said["seq"])
        self._changed()
        return known[0]
