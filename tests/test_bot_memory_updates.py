"""A memory of an older version is updated; nothing that was there is lost."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine  # noqa: TID251  (makes the tables as the queries know them)
from structlog.testing import capture_logs

from bot.errors import MemoryUnusable
from bot.server import schema, tables
from bot.server.memory import FILE, open_memory
from tests.remembering import remembered, within


def test_the_steps_lead_to_the_tables_that_the_queries_know(tmp_path: Path) -> None:
    """A memory that was brought up to date step by step has every column that the bot asks for."""

    def columns(file: Path) -> dict[str, list[tuple[object, ...]]]:
        with sqlite3.connect(file) as connection:
            return {
                name: [row[1:4] + row[5:] for row in connection.execute(f"PRAGMA table_info({name})")]
                for name in tables.metadata.tables
            }

    schema.migrate(tmp_path / "stepwise")
    tables.metadata.create_all(create_engine(f"sqlite:///{tmp_path / 'at-once'}"))
    assert columns(tmp_path / "stepwise") == columns(tmp_path / "at-once")


def test_a_migration_keeps_what_was_there_and_a_copy_of_it(tmp_path: Path) -> None:
    """An update adds to the memory, and the file as it was before lies beside it, for nobody else to read."""
    answer = remembered()
    within(tmp_path, lambda memory: memory.keep(answer))
    file = tmp_path / FILE
    step = ("ALTER TABLE answers ADD COLUMN mood TEXT", "UPDATE answers SET mood = 'calm'")
    schema.migrate(file, [*schema.STEPS, step])
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT id, mood FROM answers").fetchall() == [(answer.id, "calm")]
    (tmp_path / "back").mkdir()
    copy = file.with_name(f"{FILE}.version-{len(schema.STEPS)}")
    assert copy.stat().st_mode & 0o077 == 0
    copy.rename(tmp_path / "back" / FILE)
    assert within(tmp_path / "back", lambda memory: memory.answer(answer.id)) == answer


def test_the_copies_of_the_latest_updates_are_kept(tmp_path: Path) -> None:
    """Updates can be taken back a few versions; what members asked long before that is not kept beside the memory."""
    file, other = tmp_path / FILE, tmp_path / f"{FILE}.version-of-mine"
    other.touch()
    steps = [*schema.STEPS, *[(f"CREATE TABLE later{n} (x)",) for n in range(11)]]
    for many in range(1, len(steps) + 1):
        schema.migrate(file, steps[:many])
    copies = {copy.name for copy in tmp_path.glob(f"{FILE}.version-*")} - {other.name}
    newest = len(steps) - 1
    assert copies == {f"{FILE}.version-{newest - n}" for n in range(schema.KEPT_COPIES)}
    with sqlite3.connect(tmp_path / f"{FILE}.version-{newest}") as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (newest,)
    assert other.exists()


def copies_of_old(file: Path, *versions: int) -> list[Path]:
    """What updates from these versions left beside a memory in the year 2001, a second after one another."""
    copies = [file.with_name(f"{file.name}.version-{version}") for version in versions]
    for n, copy in enumerate(copies):
        copy.touch()
        os.utime(copy, (1e9 + n, 1e9 + n))
    return copies


def test_the_copy_that_was_just_made_is_kept(tmp_path: Path) -> None:
    """An update after one was taken back leaves its own copy, though copies of higher versions lie beside it."""
    file = tmp_path / FILE
    schema.migrate(file)
    *oldest, late, latest = copies_of_old(file, 9, 7, 8, 6)
    schema.migrate(file, [*schema.STEPS, ("CREATE TABLE later (x)",)])
    made = file.with_name(f"{FILE}.version-{len(schema.STEPS)}")
    assert [copy.exists() for copy in (made, late, latest)] == [True] * schema.KEPT_COPIES
    assert not any(copy.exists() for copy in oldest)


def test_a_start_without_an_update_deletes_no_copy(tmp_path: Path) -> None:
    """Whoever opens the memory as it is, as ``doctor`` does, leaves every copy where it lies."""
    file = tmp_path / FILE
    schema.migrate(file)
    copies = copies_of_old(file, 6, 7, 8, 9)
    schema.migrate(file)
    assert all(copy.exists() for copy in copies)


def test_a_copy_is_kept_no_longer_than_answers_are(tmp_path: Path) -> None:
    """After the time that a host keeps answers, the copies that hold them are gone too, whole and unfinished ones."""
    old, new = copies_of_old(tmp_path / FILE, 3, 4)
    unfinished = old.rename(f"{old}.new")
    (older,) = copies_of_old(tmp_path / FILE, 2)
    assert within(tmp_path, lambda memory: memory.forget_before(1e9 + 0.5)) == 0
    assert [copy.exists() for copy in (older, unfinished, new)] == [False, False, True]


def test_a_copy_that_cannot_be_deleted_stops_nothing(tmp_path: Path) -> None:
    """The update is done and the memory opens; the log names the copy."""
    file = tmp_path / FILE
    schema.migrate(file)
    later = len(schema.STEPS) + 1
    stuck = file.with_name(f"{FILE}.version-{later}")
    stuck.mkdir()
    os.utime(stuck, (1e8, 1e8))
    old, *_ = copies_of_old(file, later + 1, later + 2, later + 3)
    with capture_logs() as logs:
        schema.migrate(file, [*schema.STEPS, ("CREATE TABLE later (x)",)])
    assert [stuck.name in entry["error"] for entry in logs] == [True]
    assert stuck.exists()
    assert not old.exists()


def test_a_failed_migration_changes_nothing(tmp_path: Path) -> None:
    """A step that breaks half-way leaves the memory as it was, and one line says which file it is."""
    answer = remembered()
    within(tmp_path, lambda memory: memory.keep(answer))
    broken = ("DELETE FROM answers", "ALTER TABLE nothing ADD COLUMN mood TEXT")
    with pytest.raises(MemoryUnusable, match=FILE) as failure:
        schema.migrate(tmp_path / FILE, [*schema.STEPS, broken])
    assert "\n" not in str(failure.value)
    assert within(tmp_path, lambda memory: memory.answer(answer.id)) == answer


def test_a_memory_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    """An older program says so instead of guessing what a newer one has written."""
    schema.migrate(tmp_path / FILE, [*schema.STEPS, ("CREATE TABLE later (x)",)])
    with pytest.raises(MemoryUnusable, match="newer Footnote"):
        asyncio.run(open_memory(tmp_path))


def test_a_file_that_is_no_memory_is_named_and_left_alone(tmp_path: Path) -> None:
    """A damaged file ends in one line that says which file and what to do, and is not overwritten."""
    (tmp_path / FILE).write_bytes(b"not a database" * 100)
    with pytest.raises(MemoryUnusable, match="move it away") as failure:
        asyncio.run(open_memory(tmp_path))
    assert "\n" not in str(failure.value)
    assert (tmp_path / FILE).read_bytes() == b"not a database" * 100
