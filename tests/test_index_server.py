"""Vectors in a folder or on a Chroma server: the same promises, and one server for several machines."""

from __future__ import annotations

import gc
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
import trustme
from pydantic import SecretStr
from sqlalchemy import make_url  # noqa: TID251  (an address as the program takes it)

from index import database as database_module
from index import stores as stores_module
from index import turns
from index.build import build
from index.chroma import Server, let_go
from index.database import Database, Run, database_of
from index.embedder import open_embedder
from index.errors import DatabaseUnusable, IndexBusy, IndexDamaged
from index.generations import open_generations
from index.hosts import PART, STEPS
from index.live import LiveIndex
from index.records import BuildReport
from index.rollback import roll_back
from index.search import open_index
from index.settings import IndexSettings
from index.shared import open_shared
from index.store import open_server
from index.stores import ServerStores, Stores, open_stores
from index.upkeep import collect, problems
from tests.conftest import ROOT, environment, free_port, within
from tests.postgres import PASSWORD

RAIN = "It rained in Quetta on Monday. The river in Quetta rose by two metres."
SNOW = "Snow closed the road to Skardu on Friday. Lorries waited there for three days."
WORDS = np.random.default_rng(7).normal(size=(40, 8)).astype(np.float32)
VECTORS = WORDS / np.linalg.norm(WORDS, axis=1, keepdims=True)
KEYS = [f"key{number:02}" for number in range(len(VECTORS))]


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


@pytest.fixture
def hosts(
    fresh: IndexSettings, chroma: str, database: str, tmp_path: Path
) -> tuple[IndexSettings, IndexSettings]:
    """Two machines on one Chroma server and one database: one has the articles and builds, the other has neither."""
    (tmp_path / "other").mkdir()
    shelf = {"chroma_url": chroma, "chroma_shelf": tmp_path.name, "database_url": database}
    builder = IndexSettings(seeds=fresh.seeds, data=fresh.data, **shelf)
    return builder, IndexSettings(seeds=tmp_path / "none", data=tmp_path / "other", **shelf)


def in_database(settings: IndexSettings, statement: str, **values: object) -> Sequence[Any]:
    """Runs a statement in the database of some settings."""
    database = database_of(settings)
    assert database
    return database.run(statement, **values)


def stores_of(settings: IndexSettings) -> set[str]:
    """The stores that the Chroma server holds."""
    return open_stores(settings, open_embedder(settings.embedder, settings.data).name).names()


def shared_ids(settings: IndexSettings) -> set[str]:
    """The generations that the database holds."""
    shared = open_shared(settings)
    assert shared
    return set(shared.ids())


def test_another_machine_answers_from_what_was_published_on_the_server(
    hosts: tuple[IndexSettings, IndexSettings],
) -> None:
    """A bot host without articles answers from the server, follows builds and rollbacks, and quotes exactly."""
    builder, other = hosts
    (builder.seeds / "rain.txt").write_text(RAIN)
    first = build(builder)
    live = LiveIndex(other)
    assert live().search("rain in Quetta")[0].passage.text == RAIN
    assert live().text("rain.txt") == RAIN
    (builder.seeds / "snow.txt").write_text(SNOW)
    second = build(builder)
    assert (second.embedded, second.reused) == (1, 1)
    assert live.look() or live().generation.id == second.generation.id
    assert live().search("snow on the road")[0].passage.text == SNOW
    assert not build(builder).published
    roll_back(builder, first.generation.id)
    live.look()
    assert {hit.passage.file for hit in live().search("snow on the road")} == {"rain.txt"}
    assert [list(problems(builder)), list(problems(other))] == [[], []]
    roll_back(builder, second.generation.id)
    (builder.seeds / "rain.txt").unlink()
    build(builder)
    assert collect(builder, keep=1).vectors == 1
    live.look()
    assert {hit.passage.file for hit in live().search("rain in Quetta")} == {"snow.txt"}
    assert list(problems(builder)) == []


def test_history_is_the_same_on_every_machine(hosts: tuple[IndexSettings, IndexSettings]) -> None:
    """A host that has just come goes back to what another one made, and its `gc` keeps as many generations."""
    builder, other = hosts
    (builder.seeds / "rain.txt").write_text(RAIN)
    first = build(builder).generation
    (builder.seeds / "snow.txt").write_text(SNOW)
    second = build(builder).generation
    assert open_generations(other).ids() == [first.id, second.id]
    collect(other)
    roll_back(other)
    assert open_index(builder).generation.id == first.id
    assert list(problems(builder)) == []


DAMAGES = {
    "lost": "DELETE FROM index_contents WHERE hash = :hash",
    "emptied": "UPDATE index_contents SET content = '' WHERE hash = :hash",
    "changed": "UPDATE index_contents SET content = overlay(content placing 'AAAA' from 9) WHERE hash = :hash",
    "led away": "UPDATE index_files SET name = '../../../' || name WHERE hash = :hash",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_generation_that_is_damaged_in_the_database_keeps_nobody_from_the_others(
    hosts: tuple[IndexSettings, IndexSettings], damage: str
) -> None:
    """History leaves out what cannot be fetched; going back and collecting go on with the rest."""
    builder, other = hosts
    (builder.seeds / "rain.txt").write_text(RAIN)
    first = build(builder).generation.id
    (builder.seeds / "snow.txt").write_text(SNOW)
    lost = build(builder).generation.id
    (builder.seeds / "rain.txt").unlink()
    last = build(builder).generation.id
    ((manifest,),) = in_database(
        builder,
        "SELECT hash FROM index_files WHERE generation = :lost AND name LIKE '%manifest.json'",
        lost=lost,
    )
    in_database(builder, damage, hash=manifest)
    assert open_generations(other).ids() == [first, last]
    roll_back(other)
    assert open_index(builder).generation.id == first
    collect(other, keep=2)
    assert shared_ids(builder) == {first, last}


def test_what_is_damaged_in_the_database_is_mended_by_the_next_publication(
    hosts: tuple[IndexSettings, IndexSettings],
) -> None:
    """A text that was lost there is sent again by whoever still has it and publishes."""
    builder, other = hosts
    (builder.seeds / "rain.txt").write_text(RAIN)
    build(builder)
    in_database(builder, "UPDATE index_contents SET content = 'nothing'")
    (builder.seeds / "snow.txt").write_text(SNOW)
    build(builder)
    assert open_index(other).text("rain.txt") == RAIN
    assert list(problems(other)) == []


def test_what_generations_have_in_common_is_kept_once(hosts: tuple[IndexSettings, IndexSettings]) -> None:
    """A text that did not change is not sent again, nor is anything by going back; `gc` drops what nobody needs."""
    builder, other = hosts
    (builder.seeds / "rain.txt").write_text(RAIN)
    first = build(builder).generation
    (builder.seeds / "snow.txt").write_text(SNOW)
    build(builder)
    contents = "SELECT hash, part, xmin::text FROM index_contents ORDER BY hash, part"
    kept = in_database(builder, contents)
    roll_back(other, first.id)
    assert in_database(builder, contents) == kept
    assert open_index(builder).generation.id == first.id
    collect(builder, keep=1)
    left = in_database(builder, "SELECT hash FROM index_contents")
    assert sorted(left) == sorted(in_database(builder, "SELECT DISTINCT hash FROM index_files"))
    assert 0 < len(left) < len(kept)


def test_hosts_write_one_after_another(
    hosts: tuple[IndexSettings, IndexSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one host builds, a build on another fails with its name or waits for it, and then publishes."""
    monkeypatch.setattr(turns, "BEAT_S", 0.1)
    builder, other = hosts
    (builder.seeds / "rain.txt").write_text(RAIN)
    notices: list[str] = []
    reports: list[BuildReport] = []
    with turns.writing(other):
        with pytest.raises(IndexBusy, match=f"{socket.gethostname()} is building"):
            build(builder, wait=False, notice=notices.append)
        assert notices.pop() == f"{socket.gethostname()} is building: looking whether it still does."
        waiting = threading.Thread(target=lambda: reports.append(build(builder, notice=notices.append)))
        waiting.start()
        assert within(60, lambda: bool(notices))
        assert not reports
    waiting.join(60)
    assert reports[0].published
    assert notices == [f"{socket.gethostname()} is building: waiting for it to end."]


def test_of_hosts_that_begin_at_once_one_has_the_turn(hosts: tuple[IndexSettings, IndexSettings]) -> None:
    """However many begin to write at the same instant, no two ever write together, and each comes in its turn."""
    writing: list[int] = []
    most: list[int] = []
    begin = threading.Barrier(4)

    def write(number: int) -> None:
        settings = hosts[1].model_copy(update={"data": hosts[1].data / str(number)})
        begin.wait()
        for _ in range(2):
            with turns.writing(settings):
                writing.append(number)
                time.sleep(0.05)
                most.append(len(writing))
                writing.remove(number)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert most == [1] * 8


HOLD = """
import sys, time
from pathlib import Path
from index.settings import IndexSettings
from index.turns import writing
with writing(IndexSettings(data=Path(sys.argv[1]))):
    print("mine", flush=True)
    time.sleep(60)
"""


def test_a_host_that_was_killed_while_it_built_is_given_up(
    hosts: tuple[IndexSettings, IndexSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a while without a sign of life the next build goes ahead, also one that does not wait for the living."""
    monkeypatch.setattr(turns, "DEAD_S", 1.0)
    builder, other = hosts
    (builder.seeds / "rain.txt").write_text(RAIN)
    command = [sys.executable, "-c", HOLD, str(other.data)]
    given = {**os.environ, **environment(other)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=given) as held:
        assert held.stdout
        assert held.stdout.readline() == "mine\n"
        held.kill()
    assert build(builder, wait=False).published


def test_a_host_that_was_taken_for_dead_publishes_nothing(
    hosts: tuple[IndexSettings, IndexSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build that wakes up after another host went ahead is refused, is in no history, and theirs answers."""
    monkeypatch.setattr(turns, "BEAT_S", 60.0)
    monkeypatch.setattr(turns, "DEAD_S", 0.5)
    builder, other = hosts
    (builder.seeds / "rain.txt").write_text(RAIN)
    before = build(builder).generation.id
    (builder.seeds / "snow.txt").write_text(SNOW)

    def asleep(done: int, wanted: int) -> None:
        if done == wanted:
            roll_back(other, before)

    with pytest.raises(IndexBusy, match="build again"):
        build(builder, progress=asleep)
    assert open_index(other).generation.id == before
    assert [open_generations(host).ids() for host in hosts] == [[before], [before]]
    assert build(builder).published


def test_a_host_that_sleeps_while_it_publishes_keeps_nobody_waiting_for_ever(
    hosts: tuple[IndexSettings, IndexSettings], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The database takes back what a sleeping host has begun to send; another one publishes the same files."""
    monkeypatch.setattr(database_module, "ASLEEP_S", 1)
    monkeypatch.setattr(turns, "BEAT_S", 60.0)
    monkeypatch.setattr(turns, "DEAD_S", 0.5)
    builder, other = hosts
    (builder.seeds / "rain.txt").write_text(RAIN)
    third = builder.model_copy(update={"data": tmp_path / "third"})
    made: list[str] = []
    hold = turns.SharedTurn.hold

    def asleep(turn: turns.SharedTurn, run: Run) -> None:
        if not made:  # its files are sent, and not yet published
            made.append("")
            made[0] = build(third).generation.id
        hold(turn, run)

    monkeypatch.setattr(turns.SharedTurn, "hold", asleep)
    with pytest.raises((IndexBusy, DatabaseUnusable)):
        build(builder)
    assert shared_ids(builder) == set(made)
    assert open_index(other).text("rain.txt") == RAIN


@pytest.mark.parametrize(
    ("step", "awake"),
    [
        ("index.upkeep.open_embedder", open_embedder),
        ("index.stores.ServerStores.compacted", ServerStores.compacted),
    ],
    ids=["before it drops vectors", "before it drops generations"],
)
def test_a_collection_that_was_taken_for_dead_drops_nothing_more(
    hosts: tuple[IndexSettings, IndexSettings],
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    awake: Callable[..., object],
) -> None:
    """A `gc` that wakes up after another host went back leaves what that host needs, before each of its steps."""
    monkeypatch.setattr(turns, "BEAT_S", 60.0)
    monkeypatch.setattr(turns, "DEAD_S", 0.5)
    builder, other = hosts
    (builder.seeds / "rain.txt").write_text(RAIN)
    before = build(builder).generation.id
    (builder.seeds / "rain.txt").rename(builder.seeds / "snow.txt").write_text(SNOW)
    after = build(builder).generation.id

    def asleep(*given: object) -> object:
        done = awake(*given)
        roll_back(other, before)
        return done

    monkeypatch.setattr(step, asleep)
    with pytest.raises(IndexBusy, match="build again"):
        collect(builder, keep=1)
    assert shared_ids(builder) == {before, after}
    assert open_index(builder).generation.id == before
    assert list(problems(builder)) == []


def test_a_collection_that_sleeps_while_it_deletes_takes_nothing_from_others(
    hosts: tuple[IndexSettings, IndexSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A `gc` that falls asleep in the middle of deleting vectors deletes none that another host publishes meanwhile."""
    monkeypatch.setattr(turns, "BEAT_S", 60.0)
    monkeypatch.setattr(turns, "DEAD_S", 0.5)
    monkeypatch.setattr(stores_module, "GRACE_S", 0.0)
    builder, other = hosts
    other = other.model_copy(update={"seeds": builder.seeds})
    (builder.seeds / "rain.txt").write_text(RAIN)
    build(builder)
    (builder.seeds / "rain.txt").rename(builder.seeds / "snow.txt").write_text(SNOW)
    build(builder)
    (first,) = stores_of(builder)
    forget, published = Server.forget, list[str]()

    def asleep(*given: Any) -> None:
        if not published:
            published.append("")
            (builder.seeds / "snow.txt").rename(builder.seeds / "rain.txt").write_text(RAIN)
            published[0] = build(other).generation.id
            collect(other, keep=1)
        forget(*given)

    monkeypatch.setattr(Server, "forget", asleep)
    assert collect(builder, keep=1).vectors == 1
    assert open_index(builder).generation.id == published[0]
    assert open_index(builder).search("rain")[0].passage.file == "rain.txt"
    assert [list(problems(host)) for host in hosts] == [[], []]
    assert first not in stores_of(builder)


def test_who_answers_follows_a_collection_to_its_new_store(
    hosts: tuple[IndexSettings, IndexSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a `gc` leaves stays for a while, and is deleted by a later one; whoever answers has moved on by then."""
    monkeypatch.setattr(stores_module, "GRACE_S", 0.0)
    builder, other = hosts
    (builder.seeds / "rain.txt").write_text(RAIN)
    build(builder)
    (builder.seeds / "rain.txt").rename(builder.seeds / "snow.txt").write_text(SNOW)
    build(builder)
    live = LiveIndex(other, poll_s=60)
    (first,) = stores_of(builder)
    assert collect(builder, keep=1).vectors == 1
    assert first in stores_of(builder)
    assert live().search("snow")[0].passage.file == "snow.txt"
    assert live.newest().search("snow")[0].passage.file == "snow.txt"
    assert collect(builder, keep=1).vectors == 0
    assert stores_of(builder) == {open_generations(builder).pointer().store}
    assert first not in stores_of(builder)
    assert live().search("snow")[0].passage.file == "snow.txt"


def test_the_store_of_an_older_index_goes_on(hosts: tuple[IndexSettings, IndexSettings]) -> None:
    """A store from before there were several is searched and added to, until a `gc` writes another one."""
    builder, other = hosts
    (builder.seeds / "rain.txt").write_text(RAIN)
    build(builder)
    new = open_generations(builder).pointer().store
    old, _, _ = new.partition("-")
    server = Server(builder)
    client = server.client()
    client.get_collection(server.name(f"passages-{new}")).modify(name=server.name(f"passages-{old}"))
    let_go(client)
    in_database(
        builder,
        "UPDATE index_shelves SET store = :old WHERE shelf = :shelf",
        old=old,
        shelf=builder.chroma_shelf,
    )
    assert open_index(other).search("rain")[0].passage.file == "rain.txt"
    (builder.seeds / "rain.txt").rename(builder.seeds / "snow.txt").write_text(SNOW)
    assert build(builder).embedded == 1
    assert open_generations(builder).pointer().store == old
    assert collect(builder, keep=1).vectors == 1
    assert open_generations(builder).pointer().store != old
    assert list(problems(other)) == []


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


def test_a_host_that_lost_its_data_embeds_nothing_that_the_server_has(
    fresh: IndexSettings, chroma: str
) -> None:
    """Vectors on a server outlive the data folder: the next build makes a generation of them."""
    settings = fresh.model_copy(update={"chroma_url": chroma, "chroma_shelf": fresh.data.parent.name})
    (settings.seeds / "rain.txt").write_text(RAIN)
    assert build(settings).embedded == 1
    shutil.rmtree(settings.data)
    assert build(settings).embedded == 0
    assert list(problems(settings)) == []
    assert build(settings, full=True).embedded == 1


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


def test_a_database_of_a_newer_version_is_left_alone(hosts: tuple[IndexSettings, IndexSettings]) -> None:
    """A host that was not updated yet says so instead of guessing what a newer one has written."""
    builder = hosts[0]
    open_generations(builder)
    in_database(builder, "UPDATE versions SET version = version + 1")
    database = database_of(builder)
    assert database
    fresh = Database(database.url)
    with pytest.raises(DatabaseUnusable, match="newer Footnote"):
        fresh.migrate(PART, STEPS)
    in_database(builder, "UPDATE versions SET version = version - 1")
    fresh.migrate(PART, STEPS)


def test_hosts_that_start_at_once_make_the_tables_once(database: str) -> None:
    """Several hosts may meet an empty database in the same instant."""
    url = make_url(database).set(drivername="postgresql+psycopg")
    failures: list[Exception] = []
    begin = threading.Barrier(4)

    def start() -> None:
        begin.wait()
        try:
            Database(url).migrate(PART, STEPS)
        except Exception as failure:
            failures.append(failure)

    starting = [threading.Thread(target=start) for _ in range(4)]
    for thread in starting:
        thread.start()
    for thread in starting:
        thread.join(60)
    assert failures == []


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
