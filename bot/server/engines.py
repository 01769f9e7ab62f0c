"""Which engine answers where: one everywhere, or one for each shelf of ``shelves.toml``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.answers import Answer
from bot.records import Question
from bot.server.errors import Declined
from bot.server.upkeep import Upkeep

if TYPE_CHECKING:
    from bot.answering.checked import Checked
    from index.search import Index
    from index.shelves import Shelves

_NOT_DIRECT = "No articles are set for direct messages. Please ask me in your server."
_NO_SHELF = "No articles are set for this channel or server. Whoever hosts me names it in `shelves.toml`."
_WHERE = (
    "I cannot tell which channel this thread hangs on, and so not which articles answer here. `/ask` works."
)


@dataclass(frozen=True, slots=True)
class Engine:
    """What answers, safe to call from several threads.

    Args:
        ask: answers a question; takes its time. Given a second function, it calls that with the small reader's answer
            before a language model reads.
        check: checks claims, at least one, against the articles of one generation; takes its time.
        index: gives the index that answers now, at once.
        newest: gives the index of what is published at this instant; takes its time. None: as ``index``.
        upkeep: what keeps up articles and index.
        shelf: the shelf's name; empty where there is one for all.
        servers: those that the shelf is for, as far as they are named.
    """

    ask: Callable[[Question, Callable[[Answer], None] | None], Answer]
    check: Callable[[Sequence[str]], tuple[Checked, ...]]
    index: Callable[[], Index]
    newest: Callable[[], Index] | None = None
    upkeep: Upkeep = field(default_factory=Upkeep)
    shelf: str = ""
    servers: frozenset[int] = frozenset()


class Engines:
    """The engines of a bot.

    Args:
        engines: by the name of their shelf.
        shelves: which shelf answers where.
    """

    def __init__(self, engines: Mapping[str, Engine], shelves: Shelves) -> None:
        self._engines = engines
        self._shelves = shelves

    def at(self, guild: int | None, channel: int | None) -> Engine:
        """The engine that answers in a place.

        Args:
            guild: the server's id; None in a direct message.
            channel: the id of the channel or forum, also for a thread; None where it is not known.

        Raises:
            Declined: if none does, with the line that says so.
        """
        shelf = self._shelves.at(guild, channel)
        if shelf is None:
            raise Declined(_NOT_DIRECT if guild is None else _NO_SHELF if channel else _WHERE)
        return self._engines[shelf.name]


class Everywhere:
    """One engine for every place.

    Args:
        engine: the engine.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def at(self, guild: int | None, channel: int | None) -> Engine:
        """The engine."""
        return self._engine
