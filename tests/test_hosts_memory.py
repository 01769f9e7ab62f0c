"""What several hosts remember in one real PostgreSQL database."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect  # noqa: TID251  (makes the tables as the queries know them)
from structlog.testing import capture_logs

from bot.errors import BadInput, MemoryUnusable
from bot.server import schema, tables
from bot.server.errors import Declined
from bot.server.handed import Handed
from bot.server.memory import FILE, Memory, open_memory
from bot.server.moving import leave_nothing_behind, move
from bot.server.pauses import Pauses
from bot.server.remembered import (
    Around,
    Change,
    Feedback,
    GuildSettings,
)
from index.database import Database
from index.errors import DatabaseUnusable
from tests.conftest import free_port
from tests.postgres import PASSWORD, Postgres
from tests.remembering import ASKER, CHANNEL, GUILD, OTHER, Home, opened, remembered, shared, within


def test_the_steps_lead_to_the_same_tables_in_the_database_of_several_hosts(
    postgres: Postgres, tmp_path: Path
) -> None:
    """There the memory has the columns, keys and indexes that it has in a file."""
    stepwise, at_once = (shared(postgres.new_database()) for _ in range(2))
    schema.migrate_shared(stepwise)
    made = create_engine(at_once.url)
    tables.metadata.create_all(made)

    def described(database: Database) -> dict[str, object]:
        engine = create_engine(database.url)
        inspector = inspect(engine)
        description = {
            name: (
                [
                    (column["name"], str(column["type"]), column["nullable"])
                    for column in inspector.get_columns(name)
                ],
                inspector.get_pk_constraint(name)["constrained_columns"],
                sorted(str(index["name"]) for index in inspector.get_indexes(name)),
                [key["options"] for key in inspector.get_foreign_keys(name)],
            )
            for name in tables.metadata.tables
        }
        engine.dispose()
        return description

    made.dispose()
    assert described(stepwise) == described(at_once)


def test_hosts_remember_in_one_place(database: str, tmp_path: Path) -> None:
    """What one host keeps, another one shows; settings that moderators change through one reach the other."""
    first, second = Home(tmp_path / "one", shared(database)), Home(tmp_path / "other", shared(database))
    mine = remembered()

    async def run() -> None:
        async with opened(first) as here, opened(second) as there:
            assert here.shared
            await here.keep(mine)
            assert await there.answer(mine.id) == mine
            await asyncio.gather(*(memory.sent(mine.id, 7) for memory in (here, there) for _ in range(5)))
            assert await there.messages(mine.id) == (7,)
            await here.set_guild(GuildSettings(GUILD, private=True))
            assert not there.guild(GUILD).private
            await there.learn_settings()
            assert there.guild(GUILD).private

    asyncio.run(run())
    assert not any(tmp_path.iterdir())


def test_a_memory_is_moved_to_several_hosts_whole(database: str, tmp_path: Path) -> None:
    """All that a host's file holds is in the database afterwards, in the same order; a second time nothing changes."""
    around = {1: Around("They agreed.", "It was late.", "", "0" * 64)}
    mine = replace(remembered(), around=around)
    opinion = Feedback(mine.id, OTHER, good=False, reason="wrong", words="It was May.", given_at=3)
    handed = Handed("h", GUILD, ASKER, False, "Who else?", "", CHANNEL, CHANNEL, 9)
    changes = [Change(GUILD, ASKER, f"change {at}", float(at)) for at in range(3)]
    settings = GuildSettings(GUILD, frozenset({CHANNEL}), private=True)

    async def fill(memory: Memory) -> None:
        await memory.keep(mine)
        await memory.sent(mine.id, 5)
        await memory.judge(opinion)
        await memory.handed.keep(handed)
        await memory.set_guild(settings)
        for change in changes:
            await memory.record(change)

    async def look(memory: Memory) -> list[object]:
        kept = [await memory.answer(mine.id), await memory.messages(mine.id), memory.guild(GUILD)]
        kept += [await memory.opinion(mine.id, OTHER), await memory.handed.find("h")]
        return [*kept, await memory.moderation.changes(GUILD, 9)]

    with pytest.raises(MemoryUnusable, match="nothing to move"):
        asyncio.run(move(tmp_path / FILE, shared(database)))
    within(tmp_path, fill)
    report = asyncio.run(move(tmp_path / FILE, shared(database)))
    assert "1 answer," in report
    assert "3 changes" in report
    there = Home(tmp_path, shared(database))
    assert within(there, look) == within(tmp_path, look)
    assert within(there, look)[0] == mine
    within(there, lambda memory: memory.record(Change(GUILD, OTHER, "change 3", 3.0)))
    with pytest.raises(BadInput, match="already holds a memory"):
        asyncio.run(move(tmp_path / FILE, shared(database)))
    assert [change.at for change in within(there, lambda memory: memory.moderation.changes(GUILD, 9))] == [
        3,
        2,
        1,
        0,
    ]


def test_an_empty_database_does_not_take_the_place_of_a_memory_in_a_file(
    database: str, tmp_path: Path
) -> None:
    """With a memory in a file and none in the database, the bot says how to go on; a file without one is no matter."""

    def start() -> None:
        asyncio.run(leave_nothing_behind(tmp_path / FILE, shared(database)))

    start()
    within(tmp_path, lambda memory: memory.answer("nothing yet"))
    start()
    within(tmp_path, lambda memory: memory.keep(remembered()))
    with pytest.raises(MemoryUnusable) as failure:
        start()
    for part in (FILE, "python -m bot move", "unset FOOTNOTE_DATABASE_URL", "an empty memory"):
        assert part in str(failure.value)
    assert "\n" not in str(failure.value)
    asyncio.run(move(tmp_path / FILE, shared(database)))
    start()


def test_hosts_that_start_at_once_make_one_memory(database: str) -> None:
    """Several hosts may open an empty database in the same instant, and nothing of it is lost."""
    answers = [remembered(f"Question {number}?") for number in range(4)]
    url = shared(database).url

    def start(number: int) -> None:
        within(Home(Path("/nowhere"), Database(url)), lambda memory: memory.keep(answers[number]))

    with ThreadPoolExecutor(4) as hosts:
        list(hosts.map(start, range(4)))
    for answer in answers:
        stored = within(
            Home(Path("/nowhere"), Database(url)), lambda memory, answer=answer: memory.answer(answer.id)
        )  # type: ignore[misc]
        assert stored == answer


def test_an_update_of_the_common_memory_is_made_whole_or_not_at_all(database: str) -> None:
    """A step that breaks half-way changes nothing; a host of an older version says that it has to be updated."""
    place = shared(database)
    answer = remembered()
    within(Home(Path("/nowhere"), place), lambda memory: memory.keep(answer))
    broken = ("DELETE FROM answers", "ALTER TABLE nothing ADD COLUMN mood TEXT")
    with pytest.raises(DatabaseUnusable) as failure:
        schema.migrate_shared(Database(place.url), [*schema.STEPS, broken])
    assert "\n" not in str(failure.value)
    assert within(Home(Path("/nowhere"), place), lambda memory: memory.answer(answer.id)) == answer
    schema.migrate_shared(Database(place.url), [*schema.STEPS, ("ALTER TABLE answers ADD COLUMN mood TEXT",)])
    with pytest.raises(MemoryUnusable, match="newer Footnote"):
        asyncio.run(open_memory(Path("/nowhere"), Database(place.url)))


def test_a_common_memory_that_is_away_is_told_in_one_line_and_comes_back(postgres: Postgres) -> None:
    """While the server is down each use says where and what to look at, without the password; then all is there."""
    place = Home(Path("/nowhere"), shared(postgres.new_database()))
    answer = remembered()

    async def run() -> None:
        async with opened(place) as memory:
            await memory.keep(answer)
            postgres.stop()
            try:
                for use in (memory.answer(answer.id), memory.keep(remembered()), memory.learn_settings()):
                    with pytest.raises(MemoryUnusable, match="FOOTNOTE_DATABASE_URL") as failure:
                        await use
                    assert f"postgresql://127.0.0.1:{postgres.port}/" in str(failure.value)
                    assert not any(secret in str(failure.value) for secret in ("\n", PASSWORD, "Who agreed"))
            finally:
                postgres.start()
            assert await memory.answer(answer.id) == answer

    asyncio.run(run())


def test_a_member_asks_one_question_at_a_time_on_all_hosts(database: str) -> None:
    """While one host reads a member's question another declines theirs; then comes their pause, for them alone."""

    async def run() -> None:
        here, there = (Pauses(Database(shared(database).url), deadline_s=60) for _ in range(2))
        async with here.admitted(ASKER, 30.0):
            with pytest.raises(Declined, match="still working"):
                async with there.admitted(ASKER, 0):
                    pass
            async with there.admitted(OTHER, 0):
                pass
        with pytest.raises(Declined, match="Please wait") as declined:
            async with there.admitted(ASKER, 0):
                pass
        assert 1 <= (declined.value.again_s or 0) <= 30
        async with there.admitted(OTHER, 0):
            pass

    asyncio.run(run())


def test_of_hosts_that_are_asked_at_once_one_reads(database: str) -> None:
    """However a member's questions fall together on several hosts, one of them is taken."""
    taken: list[int] = []

    async def run() -> None:
        hosts = [Pauses(Database(shared(database).url), deadline_s=60) for _ in range(4)]
        done = asyncio.Event()

        async def ask(number: int) -> None:
            async with hosts[number].admitted(ASKER, 0):
                taken.append(number)
                await done.wait()

        asking = [asyncio.create_task(ask(number)) for number in range(4)]
        finished, _ = await asyncio.wait(asking, timeout=20, return_when=asyncio.FIRST_COMPLETED)
        while len(finished) < 3:
            more, _ = await asyncio.wait(
                set(asking) - finished, timeout=20, return_when=asyncio.FIRST_COMPLETED
            )
            assert more
            finished |= more
        assert all(isinstance(task.exception(), Declined) for task in finished)
        done.set()
        await asyncio.gather(*set(asking) - finished)

    asyncio.run(run())
    assert len(taken) == 1


def test_a_question_of_a_host_that_crashed_keeps_its_member_no_longer_than_the_deadline(
    database: str,
) -> None:
    """What nobody will ever end is over after the time in which every question is given up."""

    async def run() -> None:
        crashed = Pauses(shared(database), deadline_s=0.2)
        await crashed.admitted(ASKER, 0).__aenter__()  # and never leaves
        there = Pauses(shared(database), deadline_s=60)
        for _ in range(100):
            try:
                async with there.admitted(ASKER, 0):
                    return
            except Declined:
                await asyncio.sleep(0.1)
        raise AssertionError("the member still waits")

    asyncio.run(run())


def test_without_the_database_members_may_ask_all_the_same() -> None:
    """A database that is away costs the common count of pauses, never an answer; the log says so."""
    nowhere = shared(f"postgresql://ann:hunter2@127.0.0.1:{free_port()}/footnote")

    async def run() -> bool:
        async with Pauses(nowhere, deadline_s=60).admitted(ASKER, 0):
            return True

    with capture_logs() as logs:
        assert asyncio.run(run())
    assert ["this host alone" in entry["event"] for entry in logs] == [True]
    assert "hunter2" not in str(logs)
