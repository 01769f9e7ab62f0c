"""An HTTP proxy that allows only CONNECT to Discord's hosts, and leads them to the stand-in."""

from __future__ import annotations

import asyncio
import contextlib

HOSTS = ("discord.com", "gateway.discord.gg", "cdn.discordapp.com")


class Tunnel:
    """Listens on loopback and leads every allowed connection to ``port``.

    Args:
        port: where the stand-in speaks TLS on loopback.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self.strangers: list[str] = []

    async def start(self) -> int:
        """Begin to listen; returns the proxy's port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def stop(self) -> None:
        """Stop listening."""
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, target, _ = request.split(maxsplit=2)
        if method != "CONNECT" or target not in [f"{host}:443" for host in HOSTS]:
            self.strangers.append(f"{method} {target}")
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            writer.close()
            return
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pour(reader, there_writer), _pour(there_reader, writer))


async def _pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while chunk := await source.read(65536):
            sink.write(chunk)
            await sink.drain()
    sink.close()
