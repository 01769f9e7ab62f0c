"""Opens a page in a real headless Chromium and asks it what a reader would see."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-quic --no-first-run "
    "--remote-debugging-port=0"
).split()


@dataclass(frozen=True, slots=True)
class Seen:
    """What the browser said of a page.

    Args:
        values: what each expression came to.
        complaints: errors and warnings of the console, and exceptions.
        asked_for: the addresses that the page asked for, the page itself included.
    """

    values: tuple[Any, ...]
    complaints: tuple[str, ...]
    asked_for: tuple[str, ...]


def look(page: Path, expressions: Sequence[str], width: int, *, dark: bool) -> Seen:
    """Opens a page and evaluates expressions in it.

    Args:
        page: an HTML file.
        expressions: JavaScript.
        width: of the window in CSS pixels.
        dark: which colours the reader prefers.
    """
    assert CHROMIUM
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [CHROMIUM, *_FLAGS, f"--user-data-dir={profile}", "about:blank"],
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        try:
            return asyncio.run(_look(Path(profile), page, expressions, width, dark=dark))
        finally:
            process.terminate()
            process.wait(timeout=20)


async def _look(profile: Path, page: Path, expressions: Sequence[str], width: int, *, dark: bool) -> Seen:
    async with asyncio.timeout(60), aiohttp.ClientSession() as session:
        port = profile / "DevToolsActivePort"
        while not (port.is_file() and port.read_text().count("\n")):
            await asyncio.sleep(0.05)
        address = f"http://127.0.0.1:{port.read_text().split()[0]}/json/new?about:blank"
        async with session.put(address) as answer:
            target = (await answer.json())["webSocketDebuggerUrl"]
        async with session.ws_connect(target, max_msg_size=0) as socket:
            events: list[dict[str, Any]] = []

            async def call(number: int, method: str, **params: Any) -> dict[str, Any]:
                await socket.send_json({"id": number, "method": method, "params": params})
                while True:
                    message = json.loads((await socket.receive()).data)
                    if message.get("id") == number:
                        return message.get("result", {})
                    events.append(message)

            for number, domain in enumerate(("Page", "Runtime", "Log", "Network")):
                await call(number, f"{domain}.enable")
            await call(
                10,
                "Emulation.setDeviceMetricsOverride",
                width=width,
                height=900,
                deviceScaleFactor=1,
                mobile=True,
            )
            colour = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
            await call(11, "Emulation.setEmulatedMedia", features=[colour])
            await call(12, "Page.navigate", url=page.resolve().as_uri())
            while not any(event.get("method") == "Page.loadEventFired" for event in events):
                events.append(json.loads((await socket.receive()).data))
            values = [
                (await call(20 + number, "Runtime.evaluate", expression=expression, returnByValue=True))[
                    "result"
                ]["value"]
                for number, expression in enumerate(expressions)
            ]
    return Seen(tuple(values), tuple(_complaints(events)), tuple(_asked_for(events)))


def _complaints(events: Sequence[Mapping[str, Any]]) -> list[str]:
    complaints = []
    for event in events:
        method, params = event.get("method"), event.get("params", {})
        if method == "Log.entryAdded" or method == "Runtime.exceptionThrown":
            complaints.append(json.dumps(params))
        if method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
            complaints.append(json.dumps(params["args"]))
    return complaints


def _asked_for(events: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        event["params"]["request"]["url"]
        for event in events
        if event.get("method") == "Network.requestWillBeSent"
    ]
