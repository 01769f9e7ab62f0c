"""What is remembered: an answer with its footnotes, what a member thinks of it, and what a server has set."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.answering.publish.asjson import to_json
from bot.answers import Answer, Refused
from bot.records import Citation


class Where(StrEnum):
    """Where an answer that nobody asked the bot for goes in a channel; in a forum it goes into the post."""

    THREAD = "thread"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class ByItself:
    """When the bot answers a question that was not put to it.

    Args:
        channels: the channels and forums where it may; empty means nowhere.
        threshold: the least confidence, 0 to 1, with which it does.
        where: where its answer goes.
    """

    channels: frozenset[int] = frozenset()
    threshold: float = 0.8
    where: Where = Where.THREAD


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What the moderators of one server have set.

    Args:
        guild: the server's id.
        channels: where questions are taken; empty means everywhere.
        roles: who may ask; empty means everybody.
        private: whether an answer is shown to its asker alone unless they say otherwise.
        cooldown: seconds between two questions of one member, or None for the host's own setting.
        feedback: whether cards carry the thumbs.
        by_itself: when questions are answered that were not put to the bot.
        ask_moderators: the channel where refused questions are handed to moderators; None: they are not.
    """

    guild: int
    channels: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    private: bool = False
    cooldown: float | None = None
    feedback: bool = True
    by_itself: ByItself = field(default_factory=ByItself)
    ask_moderators: int | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What stood around a citation when it was cited: enough to show it without the index that it came from.

    Args:
        words: the citation as shown to a reader, without its markup.
        before: the words before it in its paragraph, shortened.
        after: the words after it there, shortened.
        reads: the SHA-256 of its article's text.
    """

    words: str
    before: str
    after: str
    reads: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored answer.

    Args:
        id: 16 hexadecimal digits that nobody can guess.
        asker: the member's id, or None once they asked to be forgotten.
        guild: the server, or None in a direct message.
        channel: the channel or thread.
        conversation: what its follow-ups share: the thread, or the first answer's id.
        private: whether only the asker sees it.
        question: as typed; empty once forgotten.
        outcome: ``answered``, ``partial``, ``conflicting``, ``refused`` or ``checked``.
        generation: the index generation that answered.
        citations: the footnotes, by number.
        attempt: the question that a refusal offers, or None.
        record: the machine-readable answer, or None for a check and once forgotten.
        asked_at: seconds since 1970, UTC.
        around: what stood around the footnotes, by number; a footnote whose article was gone by then has none.
        shelf: the shelf that answered; None or empty where one answers everywhere.
    """

    id: str
    asker: int | None
    guild: int | None
    channel: int | None
    conversation: str
    private: bool
    question: str
    outcome: str
    generation: str
    citations: tuple[Citation, ...] = ()
    attempt: str | None = None
    record: dict[str, Any] | None = None
    asked_at: float = field(default_factory=time.time)
    around: Mapping[int, Around] = field(default_factory=dict)
    shelf: str | None = None


REASONS = {  # of a thumb down, and how members read them
    "wrong": "It is wrong",
    "outdated": "It is out of date",
    "bad source": "The source does not say that, or is a bad source",
    "should have refused": "The articles do not answer this: it should have said so",
    "should have answered": "The articles do answer this",
    "other": "Something else",
}


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a member thinks of an answer; ``reason`` and ``words`` only come with a thumb down."""

    answer: str
    member: int
    good: bool
    reason: str | None = None
    words: str | None = None
    given_at: float = field(default_factory=time.time)


@dataclass(frozen=True, slots=True)
class Unhelped:
    """A question that was refused, or whose answer was thumbed down.

    Args:
        answer: the answer's id.
        asked_at: seconds since 1970, UTC.
        question: as it was read, a follow-up standing alone.
        outcome: ``answered``, ``partial``, ``conflicting`` or ``refused``.
        reason: why it was refused; empty where it was not.
        down: how many members gave it a thumb down.
        reasons: what they chose as their reasons.
        link: leads to the card, where that is known.
    """

    answer: str
    asked_at: float
    question: str
    outcome: str
    reason: str
    down: int
    reasons: tuple[str, ...]
    link: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody changed or deleted.

    Args:
        guild: in which server; None: for all servers.
        member: who did it; None once they asked to be forgotten.
        what: in Discord's markdown.
        at: seconds since 1970, UTC.
    """

    guild: int | None
    member: int | None
    what: str
    at: float = field(default_factory=time.time)


def card_link(answer: Kept, message: int | None) -> str | None:
    """The link that leads to an answer's card, where others than its asker can see it."""
    if answer.private or not (answer.guild and answer.channel and message):
        return None
    return f"https://discord.com/channels/{answer.guild}/{answer.channel}/{message}"


def new_id() -> str:
    """An id that cannot be guessed: anybody who knows an answer's id can see its quotations."""
    return secrets.token_hex(8)


def kept(
    answer: Answer,
    *,
    asker: int,
    guild: int | None,
    channel: int | None,
    private: bool = False,
    conversation: str | None = None,
    shelf: str = "",
) -> Kept:
    """An answer, ready to be remembered; without a ``conversation`` it begins one."""
    name = new_id()
    return Kept(
        id=name,
        asker=asker,
        guild=guild,
        channel=channel,
        conversation=conversation or name,
        private=private,
        question=answer.question.text,
        outcome=answer.outcome,
        generation=answer.trace.generation,
        citations=() if isinstance(answer, Refused) else answer.citations,
        attempt=answer.suggestion if isinstance(answer, Refused) else None,
        record=to_json(answer, name),
        shelf=shelf,
    )
