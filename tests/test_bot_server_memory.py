"""What the bot remembers of answers, members and servers, on a real SQLite file and in a real PostgreSQL database."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, inspect  # noqa: TID251  (makes the tables as the queries know them)
from structlog.testing import capture_logs

from bot.answers import Answer, Answered, Refused
from bot.errors import BadInput, MemoryUnusable
from bot.records import Citation, Question, Reason, Source, Statement, Trace
from bot.server import schema, tables
from bot.server.client import running
from bot.server.errors import Declined
from bot.server.handed import Handed
from bot.server.memory import FILE, HISTORY, Memory, open_memory
from bot.server.moving import leave_nothing_behind, move
from bot.server.pauses import Pauses
from bot.server.remembered import (
    Around,
    ByItself,
    Change,
    Feedback,
    GuildSettings,
    Kept,
    Where,
    kept,
)
from index.database import Database, database_of
from index.errors import DatabaseUnusable
from index.records import Span
from index.settings import IndexSettings
from tests.conftest import free_port
from tests.postgres import PASSWORD, Postgres

ASKER, OTHER, GUILD, CHANNEL = 11, 12, 21, 31
SOURCE = Source("a.txt", "a.txt", "Ties", "Ties", None, date(2025, 5, 21), "https://example.org/ties")
CITED = Citation(1, SOURCE, Span(7, 19), "They agreed.")
_Result = TypeVar("_Result")


def answered(question: str = "Who agreed?") -> Answer:
    return Answered(
        Question(question), (Statement("They agreed.", (CITED,)),), None, SOURCE.published, Trace(question)
    )


def remembered(question: str = "Who agreed?", *, asker: int = ASKER, conversation: str | None = None) -> Kept:
    return kept(answered(question), asker=asker, guild=GUILD, channel=CHANNEL, conversation=conversation)


@dataclass(frozen=True)
class Home:
    """Where a memory lies: in a folder, or in a database where one is given."""

    folder: Path
    database: Database | None = None


@pytest.fixture(params=["file", "hosts"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    """An empty home, in a folder and in the database of several hosts."""
    return Home(tmp_path, shared(request.getfixturevalue("database")) if request.param == "hosts" else None)


def shared(address: str) -> Database:
    """The database at an address."""
    database = database_of(IndexSettings(database_url=SecretStr(address)))
    assert database
    return database


@asynccontextmanager
async def opened(home: Home) -> AsyncIterator[Memory]:
    memory = await open_memory(home.folder, home.database)
    try:
        yield memory
    finally:
        await memory.close()


def within(home: Home | Path, work: Callable[[Memory], Awaitable[_Result]]) -> _Result:
    """Do something with the memory in a home, as one run of the bot does."""
    there = home if isinstance(home, Home) else Home(home)

    async def run() -> _Result:
        async with opened(there) as memory:
            return await work(memory)

    return asyncio.run(run())


def test_an_answer_outlives_a_restart_with_every_footnote(home: Home) -> None:
    """What a button needs to show a quotation is there after a restart, to the character."""
    around = {1: Around("They agreed.", "It was late.", "", "0" * 64)}
    section = replace(CITED, source=replace(SOURCE, section="Talks", among_dated=False))
    first = replace(remembered(), around=around)
    second = replace(remembered(), citations=(section,))
    for answer in (first, second):
        within(home, lambda memory, answer=answer: memory.keep(answer))  # type: ignore[misc]
        assert within(home, lambda memory, answer=answer: memory.answer(answer.id)) == answer  # type: ignore[misc]
    assert first.citations == (CITED,)
    assert first.record is not None
    assert first.record["statements"][0]["citations"][0]["quote"] == "They agreed."


def test_an_answer_is_found_by_each_of_its_messages(home: Home) -> None:
    """A reply to any message of an answer leads to the answer, and an unknown message to nothing."""
    answer = remembered()

    async def work(memory: Memory) -> None:
        await memory.keep(answer)
        for message in (5, 4, 5):
            await memory.sent(answer.id, message)
        assert await memory.messages(answer.id) == (4, 5)
        assert await memory.answer_of_message(4) == answer
        assert await memory.answer_of_message(6) is None
        assert await memory.answer("nobody's") is None

    within(home, work)


def test_a_conversation_remembers_its_latest_questions_in_order(home: Home) -> None:
    """A follow-up is read with the questions before it; another conversation's are not among them."""

    async def work(memory: Memory) -> tuple[str, ...]:
        for number in range(HISTORY + 2):
            asked = replace(remembered(f"Question {number}?", conversation="thread"), asked_at=float(number))
            await memory.keep(asked)
        await memory.keep(remembered("Elsewhere?"))
        return await memory.history("thread")

    assert within(home, work) == tuple(f"Question {number}?" for number in range(2, HISTORY + 2))


def test_a_member_changes_their_mind_and_the_last_word_counts(home: Home) -> None:
    """One member has one opinion of an answer; opinions of unknown answers are not taken."""
    answer = remembered()

    async def work(memory: Memory) -> None:
        await memory.keep(answer)
        assert await memory.judge(Feedback(answer.id, ASKER, good=True, given_at=1))
        assert await memory.judge(Feedback(answer.id, OTHER, good=True, given_at=2))
        changed = Feedback(answer.id, ASKER, good=False, reason="wrong", words="It was May.", given_at=3)
        assert await memory.judge(changed)
        assert not await memory.judge(Feedback("nobody's", ASKER, good=True))
        given = await memory.moderation.feedback(GUILD)
        assert [(opinion.member, opinion.good) for _, opinion in given] == [(OTHER, True), (ASKER, False)]
        assert given[1] == (answer, changed)
        assert await memory.moderation.feedback(GUILD + 1) == []

    within(home, work)


def test_a_servers_settings_outlive_a_restart(home: Home) -> None:
    """What moderators set is there at once and after a restart; a server that set nothing has the defaults."""
    settings = GuildSettings(
        GUILD,
        frozenset({CHANNEL}),
        frozenset({4, 5}),
        private=True,
        cooldown=9.5,
        feedback=False,
        by_itself=ByItself(frozenset({CHANNEL}), 0.9, Where.REPLY),
        ask_moderators=CHANNEL,
    )

    async def work(memory: Memory) -> GuildSettings:
        await memory.set_guild(GuildSettings(GUILD))
        await memory.set_guild(settings)
        return memory.guild(GUILD)

    async def look(memory: Memory) -> list[GuildSettings]:
        return [memory.guild(GUILD), memory.guild(GUILD + 1)]

    assert within(home, work) == settings
    assert within(home, look) == [settings, GuildSettings(GUILD + 1)]


def test_a_forgotten_member_leaves_no_trace_and_others_lose_nothing(home: Home) -> None:
    """Nothing that a member typed or is stays in the file; footnotes and other members' data stay."""
    mine, theirs = remembered("My secret worry?"), remembered("Their question?", asker=OTHER)

    async def work(memory: Memory) -> None:
        for answer in (mine, theirs):
            await memory.keep(answer)
        await memory.judge(Feedback(theirs.id, ASKER, good=False, words="my secret words"))
        await memory.judge(Feedback(mine.id, OTHER, good=True))
        stored = await memory.of_member(ASKER)
        assert [row["question"] for row in stored["questions"]] == ["My secret worry?"]
        assert [row["words"] for row in stored["feedback"]] == ["my secret words"]
        await memory.forget_member(ASKER)
        assert not any((await memory.of_member(ASKER)).values())
        left = await memory.answer(mine.id)
        assert left is not None
        assert left.citations == mine.citations
        assert await memory.history(mine.conversation) == ()
        assert await memory.answer(theirs.id) == theirs
        assert [opinion.member for _, opinion in await memory.moderation.feedback(GUILD)] == [OTHER]
        assert not [file.name for file in home.folder.iterdir() if b"secret" in file.read_bytes()]

    within(home, work)


def test_what_is_old_is_deleted_with_all_that_hangs_on_it(home: Home) -> None:
    """After the time that a host keeps answers, questions, footnotes and feedback are gone."""
    old, new = replace(remembered(), asked_at=10.0), replace(remembered(), asked_at=20.0)

    async def work(memory: Memory) -> None:
        for answer in (old, new):
            await memory.keep(answer)
            await memory.sent(answer.id, int(answer.asked_at))
            await memory.judge(Feedback(answer.id, OTHER, good=True))
        assert await memory.forget_before(15.0) == 1
        assert await memory.answer(old.id) is None
        assert await memory.messages(old.id) == ()
        assert [opinion.answer for _, opinion in await memory.moderation.feedback(GUILD)] == [new.id]

    within(home, work)


def test_a_start_that_fails_never_waits_for_what_is_being_forgotten(tmp_path: Path) -> None:
    """Whenever the start fails, work on the memory has ended before the memory closes, and the process can end."""

    async def fail(after_s: float) -> None:
        memory = await open_memory(tmp_path)
        busy = 0

        async def forget() -> None:
            nonlocal busy
            busy += 1
            try:
                while True:
                    await memory.forget_before(1.0)
            finally:
                busy -= 1

        try:
            async with running(forget()):
                await asyncio.sleep(after_s)
                raise ValueError
        finally:
            assert busy == 0
            await memory.close()

    for turn in range(20):
        with pytest.raises(ValueError, match=r"^$"):
            asyncio.run(asyncio.wait_for(fail(turn / 2000), 30))


def test_what_moderators_said_is_kept_as_long_as_answers(home: Home) -> None:
    """A question that was handed on goes as long after a moderator's words as answers do, or after it was asked."""
    silent, old, new = (
        Handed(str(n), GUILD, ASKER, False, f"Question {n}?", "", CHANNEL, CHANNEL, n, at=10.0)
        for n in range(3)
    )

    async def work(memory: Memory) -> None:
        for question in (silent, replace(old, words="Yes.", moderator=OTHER, answered_at=12.0), new):
            await memory.handed.keep(question)
        said = await memory.handed.answer(new.id, "No.", OTHER)
        assert said is not None
        assert [question.id for question in await memory.handed.answered(GUILD, "")] == [new.id, old.id]
        assert await memory.handed.answered(GUILD + 1, "") == []
        assert await memory.handed.answered(GUILD, "reef") == []
        assert await memory.handed.same(GUILD, "", " question 2 ") == said
        assert await memory.handed.same(GUILD, "reef", " question 2 ") is None
        await memory.forget_before(12.0)
        assert await memory.handed.find(silent.id) is None
        await memory.forget_before(13.0)
        assert await memory.handed.answered(GUILD, "") == [said]
        assert await memory.handed.answer(silent.id, "Late.", OTHER) is None

    within(home, work)


def test_a_refusal_is_remembered_without_footnotes(home: Home) -> None:
    """A refusal can be judged and found like any answer."""
    refused = Refused(Question("Who won?"), Reason.OFF_TOPIC, (SOURCE,), Trace("Who won?"))
    answer = kept(refused, asker=ASKER, guild=None, channel=CHANNEL)
    within(home, lambda memory: memory.keep(answer))
    stored = within(home, lambda memory: memory.answer(answer.id))
    assert stored == answer
    assert stored.citations == ()


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


def test_what_was_not_helped_with_is_found(home: Home) -> None:
    """Refusals and thumbs down of this server and this week, without chatter, misuse and what was asked privately."""

    async def work(memory: Memory) -> None:
        def refused(reason: Reason, *, private: bool = False, guild: int = GUILD, at: float = 100.0) -> Kept:
            question = f"{reason} {private} {guild} {at}?"
            answer = Refused(Question(question), reason, (), Trace(question))
            stored = kept(answer, asker=ASKER, guild=guild, channel=CHANNEL, private=private)
            return replace(stored, asked_at=at)

        near = refused(Reason.NOT_STATED, at=101)
        bad, good = (replace(remembered(), asked_at=102.0) for _ in range(2))
        others = [
            refused(Reason.NOT_A_QUESTION),
            refused(Reason.UNSAFE),
            refused(Reason.OFF_TOPIC, private=True),
            refused(Reason.OFF_TOPIC, guild=GUILD + 1),
            refused(Reason.OFF_TOPIC, at=99),
        ]
        for answer in (near, bad, good, *others):
            await memory.keep(answer)
        await memory.judge(Feedback(bad.id, OTHER, good=False, reason="wrong"))
        await memory.judge(Feedback(good.id, OTHER, good=True))
        await memory.sent(near.id, 7)
        questions, private = await memory.moderation.unhelped(GUILD, 100.0)
        assert [
            (question.answer, question.reason, question.down, question.reasons) for question in questions
        ] == [
            (bad.id, "", 1, ("wrong",)),
            (near.id, "not_stated", 0, ()),
        ]
        assert questions[1].link == f"https://discord.com/channels/{GUILD}/{CHANNEL}/7"
        assert private == 1

    within(home, work)


def test_changes_are_kept_for_their_server_and_as_long_as_answers(home: Home) -> None:
    """A server's moderators see its own changes and those for all servers; old ones go; a member's name can go."""

    async def work(memory: Memory) -> None:
        for guild, at in ((GUILD, 1.0), (GUILD + 1, 2.0), (None, 3.0), (GUILD, 4.0)):
            await memory.record(Change(guild, ASKER, f"at {at}", at))
        assert [change.at for change in await memory.moderation.changes(GUILD, 9)] == [4, 3, 1]
        assert len((await memory.of_member(ASKER))["changes"]) == 4
        await memory.forget_before(3.0)
        await memory.forget_member(ASKER)
        assert [(change.at, change.member) for change in await memory.moderation.changes(GUILD, 9)] == [
            (4, None),
            (3, None),
        ]

    within(home, work)
