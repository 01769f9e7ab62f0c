"""What one host publishes, every host answers from."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import make_url  # noqa: TID251  (an address as the program takes it)

from index.build import build
from index.chroma import Server, let_go
from index.database import Database, database_of
from index.errors import DatabaseUnusable
from index.generations import open_generations
from index.hosts import PART, STEPS
from index.live import LiveIndex
from index.rollback import roll_back
from index.search import open_index
from index.settings import IndexSettings
from index.upkeep import collect, problems
from tests.two_hosts import RAIN, SNOW, shared_ids


def in_database(settings: IndexSettings, statement: str, **values: object) -> Sequence[Any]:
    """Runs a statement in the database of some settings."""
    database = database_of(settings)
    assert database
    return database.run(statement, **values)


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
