"""The interface through which Discord and the terminal ask; ``bot.wire`` builds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.answers import Answer
from bot.errors import NotHere
from bot.records import Question

if TYPE_CHECKING:
    from bot.answering.verify.checked import Checked
    from index.search import Index
    from index.shelves import Shelves


def _not_here() -> str:
    raise NotHere("the index of this bot is looked after elsewhere")


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The upkeep of one shelf; each call takes its time, and raises ``IndexingError`` or ``NotHere`` with one line.

    Args:
        rebuild: reads the articles again and publishes what it builds; returns the outcome in words.
        rollback: publishes the generation before the current one again; returns the outcome in words.
        add: adds a file, by name and content; the third argument says whether it may replace a file of that name.
        remove: takes a file off the shelf.
        closed: why articles can be neither added nor removed; None where they can.
    """

    rebuild: Callable[[], str] = _not_here
    rollback: Callable[[], str] = _not_here
    add: Callable[[str, bytes, bool], str] = lambda name, content, replace: _not_here()
    remove: Callable[[str], str] = lambda file: _not_here()
    closed: Callable[[], str | None] = _not_here


@dataclass(frozen=True, slots=True)
class Engine:
    """What answers, safe to call from several threads.

    Args:
        ask: answers a question; takes its time. Given a second function, it calls that with the small reader's answer
            before a language model reads.
        check: checks claims, at least one, against the articles of one generation; takes its time.
        index: gives the index that answers now, at once.
        newest: gives the index of what is published at this instant; takes its time. None: as ``index``.
        upkeep: changes articles and index.
        shelf: the shelf's name; empty when one shelf serves all.
        servers: those that the shelf is for, as far as they are named.
    """

    ask: Callable[[Question, Callable[[Answer], None] | None], Answer]
    check: Callable[[Sequence[str]], tuple[Checked, ...]]
    index: Callable[[], Index]
    newest: Callable[[], Index] | None = None
    upkeep: Upkeep = field(default_factory=Upkeep)
    shelf: str = ""
    servers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines of a bot with several shelves.

    Args:
        named: by the name of their shelf.
        shelves: which shelf answers where.
    """

    named: Mapping[str, Engine]
    shelves: Shelves
