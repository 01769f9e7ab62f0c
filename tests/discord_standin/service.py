"""The stand-in itself: a server on loopback, and the bots that it knows.

It runs on a thread with an event loop of its own, so that a test reads from top to bottom. Every
``Application`` has its own token, and holds only what the bot with this token does.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import trustme
from aiohttp import web

from discord_standin.application import Application, Failure, Request
from discord_standin.exchange import PATIENCE_S, Exchange
from discord_standin.gateway import Gateway
from discord_standin.payloads import Member
from discord_standin.rest import ROUTES, Call, Problem, answered, problem
from discord_standin.rules import Description
from discord_standin.tunnel import HOSTS, Tunnel

WAIT_S = 120.0  # how long a test waits before it fails
LOOK_EVERY_S = 0.1  # what happens outside the stand-in, a file that appears, notifies nobody
_Result = TypeVar("_Result")
_Files = tuple[tuple[str, bytes], ...]


class Discord:
    """The stand-in, alive inside its ``with`` block.

    Args:
        folder: where its certificate is written.
        description: Discord's own, which every request is checked against; None: only `rules` are.
        patience_s: how long it waits for an acknowledgement, three seconds by Discord's own rule.
    """

    def __init__(
        self, folder: Path, description: Description | None = None, patience_s: float = PATIENCE_S
    ) -> None:
        self._description = description
        self._patience_s = patience_s
        self.faults: list[str] = []
        self._applications: list[Application] = []
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self.gateway = Gateway(self._owner, self._changes)
        authority = trustme.CA()
        self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(*HOSTS, "127.0.0.1").configure_cert(self._tls)
        self.trust = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(self.trust))

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
        return {"FOOTNOTE_PROXY": f"http://127.0.0.1:{self._port}", "SSL_CERT_FILE": str(self.trust)}

    @property
    def address(self) -> str:
        """Where a client that needs no proxy finds the REST interface, without the version."""
        return f"https://127.0.0.1:{self._runner.addresses[0][1]}/api"

    @property
    def strangers(self) -> list[str]:
        """What the bot asked of the proxy besides Discord."""
        return self._tunnel.strangers

    def new_application(self, close_code: int | None = None) -> Application:
        """Register a bot."""
        self._applications.append(Application(self.run, self.wait_until, close_code, self._patience_s))
        return self._applications[-1]

    def owned(self, app: Application, owner: Member, seeds: Path, data: Path) -> dict[str, str]:
        """The environment of a bot with an owner, its own articles and no cooldown."""
        return {
            "DISCORD_TOKEN": app.token,
            "FOOTNOTE_OWNERS": owner.id,
            "FOOTNOTE_COOLDOWN": "0",
            "FOOTNOTE_SEEDS": str(seeds),
            "FOOTNOTE_DATA": str(data),
            **self.environment,
        }

    def wait_until(self, happened: Callable[[], object]) -> None:
        """Wait for something that a bot brings about, at the stand-in or in its folder."""
        until = time.monotonic() + WAIT_S
        with self._changed:
            while not self._changed.wait_for(happened, LOOK_EVERY_S):
                if time.monotonic() > until:
                    raise TimeoutError("the bot did not do what the test waits for")

    def run(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Do something on the stand-in's event loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(WAIT_S)

    async def _start(self) -> None:
        app = web.Application()
        for method, route in ROUTES:
            app.router.add_route(method, f"/api/v10{route}", self._recorded(method, route))
        app.router.add_get("/", self.gateway.serve)
        app.router.add_get("/ephemeral-attachments/{application}/{upload}/{name}", self._file)
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
        self, method: str, route: str
    ) -> Callable[[web.Request], Coroutine[Any, Any, web.Response]]:
        async def handle(http: web.Request) -> web.Response:
            names = {
                **http.match_info,
                "gateway": "gateway.discord.gg" if "discord" in http.host else http.host,
            }
            secret = names.get("interaction_token") or names.get("webhook_token")
            application = self._owner(secret or http.headers.get("Authorization", "").removeprefix("Bot "))
            if application is None:
                return problem(401, 0, "401: Unauthorized")
            body, files = await _read(http)
            exchange = application.exchanges.get(secret or "", Exchange({}))
            call = Call(application, exchange, names, http.query, body, files)
            with self._changed:  # a test never sees what a request brought about without the request
                failure = _ordered(application, method, route)
                response = None if failure is None or failure.after else _failure(failure)
                response = response or self._misdescribed(method, route, http, body)
                response = response or _answer(method, route, call)
                if failure and failure.after:
                    response = _failure(failure)
                application.requests.append(Request(method, route, body, files, response.status))
                self._changed.notify_all()
            return response

        return handle

    async def _file(self, http: web.Request) -> web.Response:
        """What a member gave to a command, on Discord's host for files, which needs no token."""
        named = http.match_info
        known = (application for application in self._applications if application.id == named["application"])
        content = next((application.contents.get(named["upload"]) for application in known), None)
        return web.Response(status=404) if content is None else web.Response(body=content)

    def _misdescribed(self, method: str, route: str, http: web.Request, body: Any) -> web.Response | None:
        """A refusal of what Discord's description does not allow."""
        if self._description is None:
            return None
        faults = list(self._description.address_faults(method, route, http.match_info, http.query))
        if isinstance(body, dict | list):
            faults += self._description.faults(method, route, body)
        self.faults += faults
        return problem(400, 50035, "; ".join(faults)) if faults else None

    def _owner(self, secret: str) -> Application | None:
        known = (
            application
            for application in self._applications
            if secret == application.token or secret in application.exchanges
        )
        return next(known, None)


def _answer(method: str, route: str, call: Call) -> web.Response:
    try:
        return ROUTES[(method, route)](call)
    except Problem as refused:
        return problem(refused.status, refused.code, str(refused))


def _ordered(application: Application, method: str, route: str) -> Failure | None:
    """The failure that a test ordered for this request."""
    for failure in application.failures:
        if failure.times and failure.method == method and failure.route in route:
            failure.times -= 1
            return failure
    return None


def _failure(failure: Failure) -> web.Response:
    if failure.status != 429:
        return problem(failure.status, failure.code, "ordered by the test")
    slow = answered({"message": "slow down", "retry_after": failure.retry_after, "global": False}, 429)
    # Without Via, discord.py takes it for a ban.
    slow.headers.update(
        {"Retry-After": str(failure.retry_after), "Via": "1.1 google", "X-RateLimit-Scope": "user"}
    )
    return slow


async def _read(http: web.Request) -> tuple[Any, _Files]:
    """A request's body, and the files beside it."""
    if not http.can_read_body:
        return None, ()
    if not http.content_type.startswith("multipart/"):
        return await http.json(), ()
    form = await http.post()
    files = [part for name, part in form.items() if name.startswith("files")]
    read = tuple((part.filename, part.file.read()) for part in files if isinstance(part, web.FileField))
    return json.loads(str(form["payload_json"])), read
