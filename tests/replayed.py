"""A language model on a real HTTP endpoint of this machine that replies as a test tells it to.

It speaks OpenAI's chat protocol, so what ships (client, deadline, form, reading of the reply) is what is tested.
"""

from __future__ import annotations

import json
import re
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, BinaryIO

_SENTENCE = re.compile(r"^S\d+: ", re.MULTILINE)
_QUESTION = re.compile(r"^(?:Question|Last question): (\".*\")$", re.MULTILINE)
_PART = re.compile(r"^\d+\. (\".*\")$", re.MULTILINE)


@dataclass(frozen=True)
class Request:
    """What the model was sent.

    Args:
        head: the request's head.
        body: its JSON body.
    """

    head: str
    body: Mapping[str, Any]

    @property
    def prompt(self) -> str:
        """The last message."""
        return str(self.body["messages"][-1]["content"])

    @cached_property
    def sentences(self) -> dict[str, str]:
        """The numbered sentences, by id."""
        lines = [line for line in self.prompt.splitlines() if _SENTENCE.match(line)]
        return {line.split(":")[0]: line.partition(": ")[2] for line in lines}

    @property
    def question(self) -> str:
        """The question as it stands in the prompt."""
        match = _QUESTION.search(self.prompt)
        assert match
        return str(json.loads(match[1]))

    @property
    def parts(self) -> list[str]:
        """The parts of the question."""
        return [json.loads(part) for part in _PART.findall(self.prompt)]

    def ids_of(self, words: str) -> list[str]:
        """The ids of the sentences that hold these words."""
        return [key for key, text in self.sentences.items() if words in text]


Sends = Callable[[BinaryIO, threading.Event], None]
Model = Callable[[Request], "Sends | str | Mapping[str, Any]"]


def choice(*parts: list[str], answerable: str = "", conflicts: Any = (), search: Any = ()) -> dict[str, Any]:
    """A reply in the form that is asked for."""
    said = answerable or ("yes" if all(parts) else "partly" if any(parts) else "no")
    return {
        "answerable": said,
        "parts": list(parts),
        "conflicts": list(conflicts),
        "search": list(search),
    }


def completion(content: str | None, finish: str = "stop", **message: Any) -> str:
    """A chat completion as JSON."""
    said = {"role": "assistant", "content": content, **message}
    return json.dumps(
        {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "finish_reason": finish, "message": said}],
            "usage": {"prompt_tokens": 900, "completion_tokens": 30, "total_tokens": 930},
        }
    )


def http(
    body: str, status: str = "200 OK", kind: str = "application/json", length: int | None = None
) -> Sends:
    """An HTTP response; ``length`` may promise more than there is."""

    def send(out: BinaryIO, _: threading.Event) -> None:
        promised = len(body.encode()) if length is None else length
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {promised}\r\nConnection: close\r\n\r\n"
        out.write((head + body).encode())

    return send


def refuses(status: str, message: str) -> Sends:
    """An error as OpenAI-compatible servers word it."""
    return http(json.dumps({"error": {"message": message}}), status=status)


def silence(_: BinaryIO, closing: threading.Event) -> None:
    """Accepts and never answers."""
    closing.wait()


def trickle(out: BinaryIO, closing: threading.Event) -> None:
    """Keeps the connection busy for ever without ever finishing."""
    out.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
    while not closing.wait(0.05):
        out.write(b" ")
        out.flush()


def hangs_up(_: BinaryIO, __: threading.Event) -> None:
    """Closes the connection without a word."""


@contextmanager
def replayed(model: Model, tells: Mapping[str, Any] | None = None) -> Iterator[tuple[str, list[Request]]]:
    """Serves a model; yields its base URL and the requests that came, in order.

    Args:
        model: replies to each request.
        tells: what the server says of itself, or what it sends, by path; anything else that is looked up is not found,
            and not counted.
    """
    requests: list[Request] = []
    closing = threading.Event()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            head = b"".join(iter(self.rfile.readline, b"\r\n")).decode()
            if head.startswith("GET "):
                path = head.split()[1]
                known = path in (tells or {})
                said = (tells or {}).get(path)
                sends = said if callable(said) else http(json.dumps(said), f"{200 if known else 404} .")
                sends(self.wfile, closing)  # type: ignore[arg-type]
                return
            length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
            request = Request(head, json.loads(self.rfile.read(int(length[1]) if length else 0) or "{}"))
            requests.append(request)
            said = model(request)
            if isinstance(said, Mapping):
                said = json.dumps(said)
            send = http(completion(said)) if isinstance(said, str) else said
            try:
                send(self.wfile, closing)  # type: ignore[arg-type]
            except OSError:
                return  # the client has hung up, as it should

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_address[1]}/v1", requests
        finally:
            closing.set()
            listening.shutdown()
            thread.join()
