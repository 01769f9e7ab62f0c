"""Something a member did, and what became of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from discord_standin.payloads import EPHEMERAL
from discord_standin.rules import Json, nested

WAITS = "ahead of yours"  # what a member reads while a question is in the queue
PATIENCE_S = 3.0  # how long Discord waits for an acknowledgement


@dataclass(slots=True)
class Exchange:
    """An interaction: how it was acknowledged, each version of the reply, and what followed.

    Args:
        interaction: what Discord told the bot.
        age_s: how old the interaction is when the bot hears of it.
        patience_s: how long Discord waits for an acknowledgement.
        expired: whether its token is no longer good.
        acknowledged: the bot's callback, or None.
        replies: what the bot sent as the reply, each version.
        reply: the reply as it stands, with its id, or None.
        followups: the messages that came after it.
        choices: what autocomplete offers.
        modal: the form that was opened.
        withdrawn: whether the bot deleted the reply, or took back the acknowledgement.
        acknowledged_after_s: seconds from the event to the callback.
        told_after_s: seconds from the event to the last message or edit that the member saw.
        callbacks: how often the bot tried to acknowledge it.
    """

    interaction: Json
    age_s: float = 0.0
    patience_s: float = PATIENCE_S
    expired: bool = False
    acknowledged: Json | None = None
    replies: list[Json] = field(default_factory=list)
    reply: Json | None = None
    followups: list[Json] = field(default_factory=list)
    choices: list[Any] | None = None
    modal: Json | None = None
    withdrawn: bool = False
    acknowledged_after_s: float | None = None
    told_after_s: float | None = None
    callbacks: int = 0
    _began: float = field(default_factory=time.monotonic)

    @property
    def elapsed_s(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._began

    @property
    def too_late(self) -> bool:
        """Whether Discord no longer waits for an acknowledgement."""
        return self.elapsed_s + self.age_s > self.patience_s

    @property
    def private(self) -> bool:
        """Whether the reply is shown to the member alone."""
        data = (self.acknowledged or {}).get("data") or {}
        return bool((data.get("flags") or 0) & EPHEMERAL)

    @property
    def silent(self) -> bool:
        """Whether it was acknowledged without anything to read."""
        return (self.acknowledged or {}).get("type") == 6

    @property
    def told(self) -> bool:
        """Whether there is something to read, and more than a place in the queue."""
        return bool(self.followups) or any(WAITS not in text_of(reply) for reply in self.replies)

    @property
    def text(self) -> str:
        """What the member reads in the end, on a card or not; of several messages the first."""
        messages = self.followups if self.withdrawn else self.replies or self.followups
        return text_of(messages[-1])

    @property
    def words(self) -> str:
        """All that the member reads in the end: the reply and what followed it."""
        return "\n".join(text_of(message) for message in (*self.replies[-1:], *self.followups))


def text_of(body: Json) -> str:
    """The words of a message: of its text displays, else of its embeds, else its content."""
    texts = [part["content"] for part in nested(body.get("components") or []) if part["type"] == 10]
    for embed in body.get("embeds") or []:
        fields = [f"{entry['name']}\n{entry['value']}" for entry in embed.get("fields", [])]
        footer = (embed.get("footer") or {}).get("text")
        texts += filter(None, [embed.get("title"), embed.get("description"), *fields, footer])
    return "\n".join([*filter(None, [body.get("content")]), *texts])


def buttons(body: Json) -> dict[str, Json]:
    """The buttons and menus of a message that can be pressed, by custom id."""
    return {
        part["custom_id"]: part
        for part in nested(body.get("components") or [])
        if "custom_id" in part and not part.get("disabled")
    }
