"""Hosts that build and clean up take turns, also where one is killed or sleeps."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index import database as database_module
from index import stores as stores_module
from index import turns
from index.build import build
from index.chroma import Server
from index.database import Run
from index.embedder import open_embedder
from index.errors import DatabaseUnusable, IndexBusy
from index.generations import open_generations
from index.live import LiveIndex
from index.records import BuildReport
from index.rollback import roll_back
from index.search import open_index
from index.settings import IndexSettings
from index.stores import ServerStores, open_stores
from index.upkeep import collect, problems
from tests.conftest import ROOT, environment, within
from tests.two_hosts import RAIN, SNOW, shared_ids


def stores_of(settings: IndexSettings) -> set[str]:
    """The stores that the Chroma server holds."""
    return open_stores(settings, open_embedder(settings.embedder, settings.data).name).names()


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
