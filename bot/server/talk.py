"""Who has just written in a channel: a question in a talk between others is not the bot's to answer.

Only who wrote, which message and when is kept, of the latest messages, and only while the process runs. Nothing in
here knows Discord.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass

TALK_S = 60.0  # somebody who wrote within this time before a question may be whom it is for
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
        earlier = (one for one in self._of_others(channel, said) if one.message < said.message)
        return any(said.at - one.at <= TALK_S for one in earlier)

    def others_since(self, channel: int, said: Said) -> bool:
        """Whether somebody else has written there since a message."""
        return any(one.message > said.message for one in self._of_others(channel, said))

    def _of_others(self, channel: int, said: Said) -> list[Said]:
        return [one for one in self._channels.get(channel, ()) if one.author != said.author]
