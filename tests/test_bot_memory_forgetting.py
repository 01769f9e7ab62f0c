"""What is forgotten, for a member and by age."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.server.client import running
from bot.server.handed import Handed
from bot.server.memory import Memory, open_memory
from bot.server.remembered import (
    Change,
    Feedback,
)
from tests.remembering import ASKER, CHANNEL, GUILD, OTHER, Home, remembered, within


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
