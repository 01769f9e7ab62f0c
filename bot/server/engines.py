"""Which engine answers where: one everywhere, or one for each shelf of ``shelves.toml``."""

from __future__ import annotations

from bot.engine import Engine, Engines
from bot.server.errors import Declined

_NOT_DIRECT = "No articles are set for direct messages. Please ask me in your server."
_NO_SHELF = "No articles are set for this channel or server. Whoever hosts me can add it to `shelves.toml`."
_WHERE = (
    "I cannot tell which channel this thread belongs to, so I do not know which articles to answer from. "
    "`/ask` works here."
)


def engine_at(engines: Engine | Engines, guild: int | None, channel: int | None) -> Engine:
    """The engine that answers in a place.

    Args:
        engines: one for everywhere, or those of all shelves.
        guild: the server's id; None in a direct message.
        channel: the id of the channel or forum, also for a thread; None where it is not known.

    Raises:
        Declined: if none does, with the line that says so.
    """
    if isinstance(engines, Engine):
        return engines
    shelf = engines.shelves.at(guild, channel)
    if shelf is None:
        raise Declined(_NOT_DIRECT if guild is None else _NO_SHELF if channel else _WHERE)
    return engines.named[shelf.name]
