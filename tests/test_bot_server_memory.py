"""What the bot remembers of answers, members and servers, in a real SQLite file and a real PostgreSQL database."""

from __future__ import annotations

from dataclasses import replace

from bot.answers import Refused
from bot.records import Question, Reason, Trace
from bot.server.memory import HISTORY, Memory
from bot.server.remembered import (
    Around,
    ByItself,
    Feedback,
    GuildSettings,
    Kept,
    Where,
    kept,
)
from tests.remembering import ASKER, CHANNEL, CITED, GUILD, OTHER, SOURCE, Home, remembered, within


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


def test_a_refusal_is_remembered_without_footnotes(home: Home) -> None:
    """A refusal can be judged and found like any answer."""
    refused = Refused(Question("Who won?"), Reason.OFF_TOPIC, (SOURCE,), Trace("Who won?"))
    answer = kept(refused, asker=ASKER, guild=None, channel=CHANNEL)
    within(home, lambda memory: memory.keep(answer))
    stored = within(home, lambda memory: memory.answer(answer.id))
    assert stored == answer
    assert stored.citations == ()


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
