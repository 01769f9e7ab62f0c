"""Vectors in a folder or on a Chroma server: the same promises, and one server for several machines."""

from __future__ import annotations

import http.client
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
import trustme

from index.build import build, roll_back
from index.errors import IndexDamaged
from index.generations import open_generations
from index.live import LiveIndex
from index.search import open_index
from index.settings import IndexSettings
from index.stores import Stores, open_stores
from index.upkeep import collect, problems

RAIN = "It rained in Quetta on Monday. The river in Quetta rose by two metres."
SNOW = "Snow closed the road to Skardu on Friday. Lorries waited there for three days."
WORDS = np.random.default_rng(7).normal(size=(40, 8)).astype(np.float32)
VECTORS = WORDS / np.linalg.norm(WORDS, axis=1, keepdims=True)
KEYS = [f"key{number:02}" for number in range(len(VECTORS))]


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Chroma server on this machine."""
    port, folder = free_port(), tmp_path_factory.mktemp("chroma")
    chroma = Path(sys.executable).with_name("chroma")
    command = [str(chroma), "run", "--path", str(folder), "--port", str(port), "--host", "127.0.0.1"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(10)


@pytest.fixture(params=["folder", "server"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Stores:
    """Empty stores, in a folder or on a server."""
    url = request.getfixturevalue("server") if request.param == "server" else None
    return open_stores(IndexSettings(data=tmp_path, chroma_url=url), f"embedder-{tmp_path.name}")


def test_what_was_added_is_known_and_found_nearest_first(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Added vectors are known, come back as they were, and are found by cosine, live ones only."""
    with stores.successor(None) as (name, store):
        store.add(KEYS, VECTORS)
    opened = stores.open(name)
    assert opened.count() == len(KEYS)
    assert opened.known([*KEYS, "other"]) == set(KEYS)
    assert sorted(opened.keys()) == KEYS
    got = opened.vectors([KEYS[3], "other"])
    assert got.keys() == {KEYS[3]}
    assert got[KEYS[3]] == pytest.approx(VECTORS[3], abs=1e-6)
    live = set(KEYS[::2])
    exact = opened.nearest(VECTORS[3], set(KEYS[-2:]), 5)
    monkeypatch.setattr("index.store.FURTHEST", 4)  # few are live among many that are not
    assert opened.nearest(VECTORS[3], set(KEYS[-2:]), 5) == [
        (key, pytest.approx(cosine, abs=1e-5)) for key, cosine in exact
    ]
    monkeypatch.undo()
    cosines = VECTORS @ VECTORS[3]
    expected = sorted(live, key=lambda key: -cosines[KEYS.index(key)])[:5]
    found = opened.nearest(VECTORS[3], live, 5)
    assert [key for key, _ in found] == expected
    assert found[0][1] == pytest.approx(max(cosines[::2]), abs=1e-4)
    assert opened.unfindable(KEYS, 1) == []
    assert opened.unfindable(["other"], 1) == ["other"]


def test_a_successor_holds_what_its_predecessor_holds(stores: Stores) -> None:
    """A store that is built upon keeps what it had; compacted, it holds what is wanted and no more."""
    with stores.successor(None) as (first, store):
        store.add(KEYS[:20], VECTORS[:20])
    with stores.successor(first) as (second, store):
        store.add(KEYS[20:], VECTORS[20:])
    assert stores.open(second).known(KEYS) == set(KEYS)
    third = stores.compacted(second, set(KEYS[:5]))
    assert sorted(stores.open(third).keys()) == KEYS[:5]
    assert stores.open(third).nearest(VECTORS[0], set(KEYS[:5]), 50)[0][0] == KEYS[0]


def test_a_store_of_another_name_is_not_opened(stores: Stores) -> None:
    """A name that is not there is an error that says so."""
    with pytest.raises(IndexDamaged):
        stores.open("nothing")


@pytest.fixture
def hosts(fresh: IndexSettings, server: str, tmp_path: Path) -> tuple[IndexSettings, IndexSettings]:
    """Two machines on one server: one has the articles and builds, the other has neither."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "models").symlink_to((fresh.data / "models").resolve())
    one = IndexSettings(seeds=fresh.seeds, data=fresh.data, chroma_url=server)
    return one, IndexSettings(seeds=tmp_path / "none", data=tmp_path / "other", chroma_url=server)


def test_another_machine_answers_from_what_was_published_on_the_server(
    hosts: tuple[IndexSettings, IndexSettings],
) -> None:
    """A bot host without articles answers from the server, follows builds and rollbacks, and quotes exactly."""
    one, other = hosts
    (one.seeds / "rain.txt").write_text(RAIN)
    first = build(one)
    live = LiveIndex(other)
    assert live().search("rain in Quetta")[0].passage.text == RAIN
    assert live().text("rain.txt") == RAIN
    (one.seeds / "snow.txt").write_text(SNOW)
    second = build(one)
    assert (second.embedded, second.reused) == (1, 1)
    assert live.look() or live().generation.id == second.generation.id
    assert live().search("snow on the road")[0].passage.text == SNOW
    assert not build(one).published
    roll_back(one, first.generation.id)
    live.look()
    assert {hit.passage.file for hit in live().search("snow on the road")} == {"rain.txt"}
    assert [list(problems(one)), list(problems(other))] == [[], []]
    roll_back(one, second.generation.id)
    (one.seeds / "rain.txt").unlink()
    build(one)
    assert collect(one, keep=1).vectors == 1
    live.look()
    assert {hit.passage.file for hit in live().search("rain in Quetta")} == {"snow.txt"}
    assert list(problems(one)) == []


def test_a_server_that_cannot_be_reached_is_told_in_one_line(tmp_path: Path) -> None:
    """Without its server the index names the settings to look at."""
    settings = IndexSettings(data=tmp_path, chroma_url=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(IndexDamaged, match="FOOTNOTE_CHROMA_URL"):
        open_generations(settings)


GATES = {"Authorization": "Bearer open sesame", "X-Chroma-Token": "open sesame"}


@pytest.fixture(params=GATES)
def guarded(request: pytest.FixtureRequest, server: str, tmp_path: Path) -> Iterator[tuple[str, str, Path]]:
    """The same server behind TLS and a header, the header's name, and the certificate that signs for it."""
    inner = server.removeprefix("http://")

    class Gate(BaseHTTPRequestHandler):
        def do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get_all(request.param) != [GATES[request.param]]:
                self.send_error(401)
                return
            upstream = http.client.HTTPConnection(inner)
            upstream.request(self.command, self.path, body, {"Content-Type": "application/json"})
            answer = upstream.getresponse()
            words = answer.read()
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(words)))
            self.end_headers()
            self.wfile.write(words)

        do_GET = do_POST = do_PUT = do_DELETE = do  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    gate = ThreadingHTTPServer(("127.0.0.1", 0), Gate)
    gate.socket = context.wrap_socket(gate.socket, server_side=True)
    threading.Thread(target=gate.serve_forever, daemon=True).start()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    try:
        yield f"https://127.0.0.1:{gate.server_address[1]}", request.param, tmp_path / "ca.pem"
    finally:
        gate.shutdown()


def test_a_server_may_ask_for_a_token_and_speak_tls(
    guarded: tuple[str, str, Path], fresh: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the token and the certificate building and asking work, with a wrong one neither does.

    The token comes as `Authorization: Bearer`, or alone in the header that is set.
    """
    url, header, authority = guarded
    (fresh.seeds / "rain.txt").write_text(RAIN)
    given = {"SEEDS": fresh.seeds, "DATA": fresh.data, "CHROMA_URL": url, "CHROMA_CA": authority}
    given["CHROMA_TOKEN"] = "open sesame"
    if header != "Authorization":
        given["CHROMA_HEADER"] = header
    for name, value in given.items():
        monkeypatch.setenv(f"FOOTNOTE_{name}", str(value))
    build(IndexSettings())
    assert open_index(IndexSettings()).search("rain")[0].passage.text == RAIN
    for wrong in ({"chroma_token": "wrong"}, {"chroma_token": None}, {"chroma_ca": None}):
        with pytest.raises(IndexDamaged, match="cannot be used"):
            open_index(IndexSettings(**wrong))
