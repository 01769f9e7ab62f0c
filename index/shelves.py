"""``shelves.toml``: several shelves in one bot, each with a folder, an index of its own, and the places it answers in.

::

    [[shelf]]
    name = "raiders"
    folder = "raiders"            # from where this file lies
    servers = [123456789012345678]

    [[shelf]]
    name = "rules"
    folder = "rules"
    channels = [234567890123456789]   # a channel or forum counts more than its server
    default = true                    # and every server that no shelf names
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from index.errors import ShelvesInvalid
from index.settings import IndexSettings

FILE = "shelves.toml"
_Settings = TypeVar("_Settings", bound=IndexSettings)


class Placed(BaseModel):
    """One shelf.

    Args:
        name: what its index is called.
        folder: its articles.
        servers: ids of the servers in which it answers.
        channels: ids of the channels and forums in which it answers, whatever their server has.
        default: whether it answers in servers that no shelf names, and in direct messages.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=40)
    folder: Path
    servers: frozenset[int] = frozenset()
    channels: frozenset[int] = frozenset()
    default: bool = False


_PLACED = TypeAdapter(tuple[Placed, ...])


@dataclass(frozen=True, slots=True)
class Shelves:
    """All shelves of a bot; no two share an article, a name or a place."""

    placed: tuple[Placed, ...]

    def at(self, server: int | None, channel: int | None) -> Placed | None:
        """The shelf that answers in a place; None where none does.

        Args:
            server: its id; None in a direct message.
            channel: the id of the channel or forum, for a thread that of the one it hangs on; None where nobody knows
                it: then no shelf answers in a server if some shelf names channels, as it might be one of them.
        """
        if server is not None and channel is None and any(shelf.channels for shelf in self.placed):
            return None
        by_channel = (shelf for shelf in self.placed if channel in shelf.channels)
        by_server = (shelf for shelf in self.placed if server in shelf.servers)
        default = (shelf for shelf in self.placed if shelf.default)
        return next((shelf for matching in (by_channel, by_server, default) for shelf in matching), None)


def read_shelves(settings: IndexSettings) -> Shelves | None:
    """The shelves that are set; None where there is no such file, and one shelf answers everywhere.

    Args:
        settings: names the file, or the folder of articles beside which it lies.

    Raises:
        ShelvesInvalid: if something in it is wrong, or a file that is named is not there.
    """
    file = settings.shelves or settings.seeds.parent / FILE
    if not settings.shelves and not file.is_file():
        return None
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ShelvesInvalid(f"{file}: {error.strerror}; write it, or unset FOOTNOTE_SHELVES") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ShelvesInvalid(f"{file}: {error}; fix that line") from error
    if stray := sorted(set(tables) - {"shelf"}):
        raise ShelvesInvalid(f"{file}: {stray[0]}: holds [[shelf]] entries only; delete it")
    try:
        read = _PLACED.validate_python(tables.get("shelf", ()))
    except ValidationError as error:
        first = error.errors()[0]
        where = [f"number {part + 1}" if isinstance(part, int) else str(part) for part in first["loc"][:2]]
        raise ShelvesInvalid(f"{file}: [[shelf]] {', '.join(where)}: {first['msg']}; fix it") from error
    placed = tuple(shelf.model_copy(update={"folder": file.parent / shelf.folder}) for shelf in read)
    if fault := next(_faults(placed), None):
        raise ShelvesInvalid(f"{file}: {fault}")
    return Shelves(placed)


def settings_of(settings: _Settings, shelf: Placed) -> _Settings:
    """The settings with which one shelf is built and searched: its own articles, and built data of its own."""
    own = {
        "seeds": shelf.folder,
        "data": settings.data / "shelves" / shelf.name,
        "chroma_shelf": f"{settings.chroma_shelf}-{shelf.name}",
    }
    return settings.model_copy(update=own)


def each_shelf(settings: _Settings) -> tuple[tuple[str, _Settings], ...]:
    """The name and the settings of each shelf, or of the one that is chosen; one without a name where there are none.

    Raises:
        ShelvesInvalid: if something in the file is wrong, or it does not hold what is chosen.
    """
    shelves = read_shelves(settings)
    placed = shelves.placed if shelves else ()
    chosen = [shelf for shelf in placed if settings.shelf in (None, shelf.name)]
    if settings.shelf and not chosen:
        known = (
            f"choose one of {', '.join(shelf.name for shelf in placed)}" if placed else f"there is no {FILE}"
        )
        raise ShelvesInvalid(f"FOOTNOTE_SHELF={settings.shelf}: no such shelf; {known}")
    return tuple((shelf.name, settings_of(settings, shelf)) for shelf in chosen) or (("", settings),)


def one_shelf(settings: _Settings) -> _Settings:
    """The settings of the shelf that is chosen, else of the default or the only one.

    Raises:
        ShelvesInvalid: if something in the file is wrong, or nothing tells which shelf is meant.
    """
    shelves, named = read_shelves(settings), each_shelf(settings)
    default = next((shelf for shelf in shelves.placed if shelf.default), None) if shelves else None
    if len(named) == 1:
        return named[0][1]
    if default is None:
        names = ", ".join(name for name, _ in named)
        raise ShelvesInvalid(f"there are several shelves: choose one with FOOTNOTE_SHELF=NAME ({names})")
    return settings_of(settings, default)


def _faults(placed: Sequence[Placed]) -> Iterator[str]:
    """What is wrong with shelves together, each in one line."""
    if not placed:
        yield "holds no [[shelf]]; write one, or move the file away to have one shelf for all"
    for name in _twice(shelf.name for shelf in placed):
        yield f'two shelves are called "{name}"; give each a name of its own'
    for shelf in placed:
        if not shelf.folder.is_dir():
            yield f'shelf "{shelf.name}": {shelf.folder}: no such folder; make it, or name another'
        if not (shelf.servers or shelf.channels or shelf.default):
            yield f'shelf "{shelf.name}": answers nowhere; give it servers, channels or default = true'
    for kind in ("server", "channel"):
        for place in _twice(place for shelf in placed for place in getattr(shelf, f"{kind}s")):
            names = " and ".join(f'"{shelf.name}"' for shelf in placed if place in getattr(shelf, f"{kind}s"))
            yield f"{kind} {place} stands in {names}; name it in one of them"
    if len(defaults := [f'"{shelf.name}"' for shelf in placed if shelf.default]) > 1:
        yield f"{' and '.join(defaults)} are both the default; leave one"
    for inner, outer in permutations(placed, 2):
        if inner.folder.resolve().is_relative_to(outer.folder.resolve()):
            yield (
                f'shelf "{outer.name}" would also read the articles of "{inner.name}": {inner.folder} lies in '
                f"{outer.folder}; give each a folder beside the other"
            )


def _twice(values: Iterable[object]) -> list[object]:
    return [value for value, times in Counter(values).items() if times > 1]
