"""Who has just written in a channel: a question in a talk between others is not the bot's to answer.

Of the latest messages, only id, writer and time are kept, and only while the process runs. Nothing in here knows
Discord.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass

TALK_S = 60.0  # a question may be for somebody who wrote within this time before it
_MOST_CHANNELS = 1000
_MOST_MESSAGES = 50  # of a channel


@dataclass(frozen=True, slots=True)
class Said:
    """A message without its words.

    Args:
        message: its id; a later message has a higher one.
        author: who wrote it.
        at: when, in seconds since 1970.
    """

    message: int
    author: int
    at: float


class Talk:
    """The latest messages of the channels that are listened to."""

    def __init__(self) -> None:
        self._channels: OrderedDict[int, deque[Said]] = OrderedDict()

    def hear(self, channel: int, said: Said) -> None:
        """Note a message."""
        self._channels.setdefault(channel, deque(maxlen=_MOST_MESSAGES)).append(said)
        self._channels.move_to_end(channel)
        if len(self._channels) > _MOST_CHANNELS:
            self._channels.popitem(last=False)

    def others_before(self, channel: int, said: Said) -> bool:
        """Whether somebody else wrote there within ``TALK_S`` seconds before a message."""
        earlier = (other for other in self._of_others(channel, said) if other.message < said.message)
        return any(said.at - other.at <= TALK_S for other in earlier)

    def others_since(self, channel: int, said: Said) -> bool:
        """Whether somebody else has written there since a message."""
        return any(other.message > said.message for other in self._of_others(channel, said))

    def _of_others(self, channel: int, said: Said) -> list[Said]:
        return [other for other in self._channels.get(channel, ()) if other.author != said.author]
