"""The articles as members browse them: newest first, found by a word of title, publisher or file."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import date

from bot.answering.sources import source_of
from bot.records import Source
from index.search import Index


@dataclass(frozen=True, slots=True)
class Entry:
    """One article and how many passages of it are searched."""

    source: Source
    passages: int


class Catalogue:
    """The articles of the generation that was asked for last."""

    def __init__(self) -> None:
        self._generation: str | None = None
        self._entries: tuple[Entry, ...] = ()

    async def entries(self, index: Index, wanted: str = "") -> tuple[Entry, ...]:
        """The articles of an index, newest first, undated last.

        Args:
            index: the index that answers now.
            wanted: words that title, publisher or file have to hold, upper and lower case alike.
        """
        if self._generation != index.generation.id:
            self._entries = await asyncio.to_thread(_read, index)
            self._generation = index.generation.id
        words = wanted.casefold().split()
        return tuple(one for one in self._entries if all(word in _named(one.source) for word in words))


def _read(index: Index) -> tuple[Entry, ...]:
    passages = Counter(passage.article for passage in index.generation.passages.values())
    entries = (
        Entry(source_of(article, index.generation), passages[article.id])
        for article in index.generation.articles.values()
    )
    return tuple(sorted(entries, key=lambda one: one.source.published or date.min, reverse=True))


def _named(source: Source) -> str:
    return " ".join(filter(None, (source.label, source.publisher, source.dated, source.file))).casefold()
