"""Discord's REST interface (v10) and its gateway, and the bots that are known to them.

It runs on a thread with an event loop of its own, so that a test reads from top to bottom. Every
``Application`` has its own token, and holds what the bot with this token does, and nothing of any other.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import trustme
from aiohttp import web

from discord_standin import payloads
from discord_standin.application import Application, Connection, Exchange, Request
from discord_standin.rules import Json, command_faults, message_faults
from discord_standin.tunnel import HOSTS, Tunnel

PATIENCE_S = 60.0  # how long a test waits before it fails
_Result = TypeVar("_Result")


class Discord:
    """The stand-in, alive inside its ``with`` block.

    Args:
        folder: where its certificate is written.
    """

    def __init__(self, folder: Path) -> None:
        self._applications: list[Application] = []
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        authority = trustme.CA()
        self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(*HOSTS).configure_cert(self._tls)
        self._trust = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(self._trust))

    def __enter__(self) -> Discord:
        self._thread = threading.Thread(target=self._loop.run_forever, name="discord")
        self._thread.start()
        self.run(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def environment(self) -> dict[str, str]:
        """What leads a bot here."""
        return {"FOOTNOTE_PROXY": f"http://127.0.0.1:{self._port}", "SSL_CERT_FILE": str(self._trust)}

    @property
    def strangers(self) -> list[str]:
        """What the bot wanted from the proxy besides Discord."""
        return self._tunnel.strangers

    def new_application(self, close_code: int | None = None) -> Application:
        """Register a bot."""
        self._applications.append(Application(self.run, self.wait_until, close_code))
        return self._applications[-1]

    def wait_until(self, happened: Callable[[], object]) -> None:
        """Wait for something that a bot brings about."""
        with self._changed:
            if not self._changed.wait_for(happened, PATIENCE_S):
                raise TimeoutError("the bot did not do what the test waits for")

    def run(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Do something on the stand-in's event loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    async def _start(self) -> None:
        app = web.Application()
        for (method, route), answer in _ROUTES.items():
            app.router.add_route(method, f"/api/v10{route}", self._recorded(method, route, answer))
        app.router.add_get("/", self._gateway)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self._tls).start()
        self._tunnel = Tunnel(self._runner.addresses[0][1])
        self._port = await self._tunnel.start()

    async def _stop(self) -> None:
        await self._tunnel.stop()
        await self._runner.cleanup()

    def _changes(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _recorded(
        self, method: str, route: str, answer: Answer
    ) -> Callable[[web.Request], Coroutine[Any, Any, web.Response]]:
        async def handle(http: web.Request) -> web.Response:
            names = http.match_info
            secret = names.get("interaction_token") or names.get("webhook_token")
            application = self._owner(secret or http.headers.get("Authorization", "").removeprefix("Bot "))
            if application is None:
                return _problem(401, 0, "401: Unauthorized")
            request = Request(method, route, await http.json() if http.can_read_body else None)
            application.requests.append(request)
            response = answer(application, application.exchanges.get(secret or "", Exchange()), request.body)
            self._changes()
            return response

        return handle

    async def _gateway(self, http: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(http)
        connection = Connection(socket, compressed=http.query.get("compress") == "zlib-stream")
        await connection.send({"op": 10, "d": {"heartbeat_interval": 41_250}})
        application: Application | None = None
        async for frame in socket:
            said = json.loads(frame.data)
            if said["op"] == 1:
                await connection.send({"op": 11})
            elif said["op"] == 2:
                application = self._owner(said["d"]["token"])
                await self._welcome(application, connection, said["d"])
        if application is not None:
            application.online = None
            application.goodbyes.append(socket.close_code)
        self._changes()
        return socket

    async def _welcome(self, application: Application | None, connection: Connection, said: Json) -> None:
        close_code = application.close_code if application else 4004
        if application is None or close_code:
            await connection.socket.close(code=close_code or 4000)
            return
        application.introductions.append(said)
        await connection.dispatch("READY", payloads.ready(application.id))
        await connection.dispatch("GUILD_CREATE", payloads.guild())
        application.online = connection
        self._changes()

    def _owner(self, secret: str) -> Application | None:
        known = (one for one in self._applications if secret == one.token or secret in one.exchanges)
        return next(known, None)


def _user(application: Application, exchange: Exchange, body: Any) -> web.Response:
    return _json(payloads.user(application.id, "Footnote", bot=True))


def _application(application: Application, exchange: Exchange, body: Any) -> web.Response:
    return _json(payloads.application(application.id))


def _list_commands(application: Application, exchange: Exchange, body: Any) -> web.Response:
    return _json(application.commands)


def _replace_commands(application: Application, exchange: Exchange, body: Any) -> web.Response:
    if faults := [fault for command in body for fault in command_faults(command)]:
        return _problem(400, 50035, "; ".join(faults))
    ids = {"application_id": application.id, "version": payloads.snowflake()}
    application.commands = [{"id": payloads.snowflake(), **ids, **command} for command in body]
    return _json(application.commands)


def _acknowledge(application: Application, exchange: Exchange, body: Any) -> web.Response:
    if exchange.acknowledged is not None:
        return _problem(400, 40060, "Interaction has already been acknowledged.")
    exchange.acknowledged = body
    return _json({"interaction": {"id": payloads.snowflake(), "type": 2, "response_message_loading": True}})


def _edit(application: Application, exchange: Exchange, body: Any) -> web.Response:
    if exchange.acknowledged is None:
        return _problem(404, 10015, "Unknown Webhook")
    if faults := list(message_faults(body)):
        return _problem(400, 50035, "; ".join(faults))
    exchange.replies.append(body)
    return _json(payloads.message(application.id, body))


def _problem(status: int, code: int, message: str) -> web.Response:
    return _json({"code": code, "message": message}, status)


def _json(data: Any, status: int = 200) -> web.Response:
    # No charset in the content type: discord.py compares the whole header, and takes it for text otherwise.
    return web.Response(body=json.dumps(data).encode(), content_type="application/json", status=status)


Answer = Callable[[Application, Exchange, Any], web.Response]
_ROUTES: dict[tuple[str, str], Answer] = {
    ("GET", "/users/@me"): _user,
    ("GET", "/oauth2/applications/@me"): _application,
    ("GET", "/applications/{application_id}/commands"): _list_commands,
    ("PUT", "/applications/{application_id}/commands"): _replace_commands,
    ("POST", "/interactions/{interaction_id}/{interaction_token}/callback"): _acknowledge,
    ("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original"): _edit,
}
