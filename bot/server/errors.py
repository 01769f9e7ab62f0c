"""What can go wrong in the Discord client. Each message is one line that says what, where, and what to do.

    BotError
    ├── DiscordError      the bot cannot be in Discord: said on stderr, with an exit status of its own
    │   ├── TokenMissing      no token was given
    │   ├── TokenRejected     Discord does not know the token
    │   └── Unavailable       Discord cannot be reached, or closed the connection for good
    └── NotAnswered       one question gets no answer: said to the member who asked
        ├── Declined          not now, or not here: nothing is broken
        ├── Late              it took longer than a member is kept waiting
        └── Broken            something broke; the log has the trace

``bot.server.client`` turns discord.py's own exceptions into the first branch, ``bot.server.service`` whatever an
answerer raises into the second.
"""

import uuid

from bot.errors import BotError


class DiscordError(BotError):
    """The bot cannot be in Discord."""


class TokenMissing(DiscordError):
    """No token was given."""


class TokenRejected(DiscordError):
    """Discord does not know the token."""


class Unavailable(DiscordError):
    """Discord cannot be reached, or closed the connection for good."""


class NotAnswered(BotError):
    """A question that gets no answer; the message is the line for its member."""


class Declined(NotAnswered):
    """Not now, or not here.

    Args:
        line: what the member alone is told.
        again_s: seconds after which asking again makes sense, or None when time does not change it.
    """

    def __init__(self, line: str, again_s: float | None = None) -> None:
        super().__init__(line)
        self.again_s = again_s


class _Failed(NotAnswered):
    """A failure that is also logged.

    Args:
        incident: its id in the log.
    """

    _line = ""

    def __init__(self, incident: str) -> None:
        super().__init__(f"{self._line} Please try again. (incident {incident})")


class Late(_Failed):
    """It took longer than a member is kept waiting."""

    _line = "I could not finish that in time. A shorter question may help."


class Broken(_Failed):
    """Something broke."""

    _line = "Something went wrong on my side."


def new_incident() -> str:
    """A fresh id that a member sees and the log holds."""
    return uuid.uuid4().hex[:8]
