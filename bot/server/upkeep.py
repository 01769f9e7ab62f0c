"""What keeps up the articles and the index of a shelf, as owners' commands see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.server.errors import NotHere


def _not_here() -> str:
    raise NotHere("the index of this bot is looked after elsewhere")


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The upkeep of one shelf; each call takes its time, and raises ``IndexingError`` or ``NotHere`` with one line.

    Args:
        rebuild: reads the articles anew and publishes what it builds; returns what became of it.
        rollback: has the generation before the present one answer again; returns which.
        add: puts a file with a name and a content on the shelf, in place of one of that name where the third is True.
        remove: takes a file off the shelf.
        closed: why articles can be neither added nor removed; None where they can.
    """

    rebuild: Callable[[], str] = _not_here
    rollback: Callable[[], str] = _not_here
    add: Callable[[str, bytes, bool], str] = lambda name, content, replace: _not_here()
    remove: Callable[[str], str] = lambda file: _not_here()
    closed: Callable[[], str | None] = _not_here
