"""Vectors in a folder or on a Chroma server: the same promises, and what a server may ask for."""

from __future__ import annotations

import gc
import http.client
import ssl
import threading
import warnings
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
import trustme
from pydantic import SecretStr

from index import turns
from index.build import build
from index.chroma import Server, let_go
from index.errors import DatabaseUnusable, IndexDamaged
from index.rollback import roll_back
from index.search import open_index
from index.settings import IndexSettings
from index.store import open_server
from index.stores import Stores, open_stores
from index.upkeep import collect, problems
from tests.conftest import free_port
from tests.postgres import PASSWORD
from tests.two_hosts import KEYS, RAIN, VECTORS


@pytest.fixture(params=["folder", "server"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Stores:
    """Empty stores, in a folder or on a server."""
    url = request.getfixturevalue("chroma") if request.param == "server" else None
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
    nearest = opened.nearest(VECTORS[3], live, 5)
    assert [key for key, _ in nearest] == expected
    assert nearest[0][1] == pytest.approx(max(cosines[::2]), abs=1e-4)
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
    compacted = stores.open(third)
    assert (compacted.known(KEYS), compacted.count()) == (set(KEYS[:5]), 5)
    assert compacted.nearest(VECTORS[0], set(KEYS[:5]), 50)[0][0] == KEYS[0]


def test_a_store_of_another_name_is_not_opened(stores: Stores) -> None:
    """A name that is not there is an error that says so."""
    with pytest.raises(IndexDamaged):
        stores.open("nothing")


def test_no_connection_outlives_who_opened_it(tmp_path: Path, chroma: str) -> None:
    """Vectors that are let go leave no connection to the server behind."""
    settings = IndexSettings(data=tmp_path, chroma_url=chroma, chroma_shelf=tmp_path.name)
    gc.collect()
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always", ResourceWarning)
        store = open_server(Server(settings), "embedder")
        store.add(KEYS, VECTORS)
        store.close()
        del store
        gc.collect()
    assert [str(warning.message) for warning in heard if "unclosed" in str(warning.message)] == []


def test_bots_with_other_articles_share_a_server(
    hosts: tuple[IndexSettings, IndexSettings], tmp_path: Path
) -> None:
    """Each shelf of a server has its own generations, pointer, vectors and turns."""
    builder = hosts[0]
    two = builder.model_copy(update={"data": tmp_path / "two", "chroma_shelf": "another"})
    (tmp_path / "two").mkdir()
    (builder.seeds / "rain.txt").write_text(RAIN)
    build(builder)
    with turns.writing(builder):
        assert build(two, wait=False).embedded == 1
    (two.seeds / "rain.txt").rename(two.seeds / "again.txt")
    build(two)
    collect(two, keep=1)
    assert list(problems(builder)) == []
    assert open_index(builder).search("rain")[0].passage.file == "rain.txt"


def test_a_server_that_cannot_be_reached_is_told_in_one_line(fresh: IndexSettings) -> None:
    """Without its server the index names the settings to look at."""
    (fresh.seeds / "rain.txt").write_text(RAIN)
    settings = fresh.model_copy(update={"chroma_url": f"http://127.0.0.1:{free_port()}"})
    with pytest.raises(IndexDamaged, match="FOOTNOTE_CHROMA_URL") as failure:
        build(settings)
    assert "\n" not in str(failure.value)


def test_a_database_that_cannot_be_reached_is_told_in_one_line(
    hosts: tuple[IndexSettings, IndexSettings],
) -> None:
    """Without the database, or with a wrong password, index and build say where and what to look at, no password."""
    builder = hosts[0]
    (builder.seeds / "rain.txt").write_text(RAIN)
    assert builder.database_url
    address = builder.database_url.get_secret_value()
    nowhere = f"postgresql://ann:hunter2@127.0.0.1:{free_port()}/footnote"
    wrong = address.replace(address.split(":")[2].split("@")[0], "hunter2")
    missing = f"{address}-other"
    for given in (nowhere, wrong, missing):
        settings = builder.model_copy(update={"database_url": SecretStr(given)})
        for use in (build, open_index):
            with pytest.raises(DatabaseUnusable, match="FOOTNOTE_DATABASE_URL") as failure:
                use(settings)
            message = str(failure.value)
            assert "postgresql://127.0.0.1:" in message
            assert not any(
                secret in message for secret in ("\n", "hunter2", PASSWORD, quote(PASSWORD, safe=""))
            )


def test_vectors_on_a_server_alone_are_for_one_host(
    fresh: IndexSettings, chroma: str, tmp_path: Path
) -> None:
    """Without a database the pointer, the lock and the generations lie in the data folder, whatever holds vectors."""
    settings = fresh.model_copy(update={"chroma_url": chroma, "chroma_shelf": tmp_path.name})
    (settings.seeds / "rain.txt").write_text(RAIN)
    made = build(settings).generation.id
    assert (settings.data / "current").read_text().startswith(made)
    client = Server(settings).client()
    assert {
        collection.name
        for collection in client.list_collections()
        if collection.name.startswith(f"{tmp_path.name}-")
    } == {
        collection.name
        for collection in client.list_collections()
        if collection.name.startswith(f"{tmp_path.name}-passages-")
    }
    let_go(client)
    roll_back(settings, made)
    assert list(problems(settings)) == []


GATES = {"Authorization": "Bearer open sesame", "X-Chroma-Token": "open sesame"}


@pytest.fixture(params=GATES)
def guarded(request: pytest.FixtureRequest, chroma: str, tmp_path: Path) -> Iterator[tuple[str, str, Path]]:
    """The same server behind TLS and a header, the header's name, and the certificate that signs for it."""
    inner = chroma.removeprefix("http://")

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
    given = {
        "SEEDS": fresh.seeds,
        "DATA": fresh.data,
        "CHROMA_URL": url,
        "CHROMA_SHELF": fresh.data.parent.name,
    }
    given |= {"CHROMA_CA": authority, "CHROMA_TOKEN": "open sesame"}
    if header != "Authorization":
        given["CHROMA_HEADER"] = header
    for name, value in given.items():
        monkeypatch.setenv(f"FOOTNOTE_{name}", str(value))
    assert build(IndexSettings()).published
    assert open_index(IndexSettings()).search("rain")[0].passage.text == RAIN
    for wrong in ({"chroma_token": "wrong"}, {"chroma_token": None}, {"chroma_ca": None}):
        with pytest.raises(IndexDamaged, match="cannot be used"):
            open_index(IndexSettings(**wrong))
