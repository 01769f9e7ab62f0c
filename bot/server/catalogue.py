"""The articles as members browse them: newest first, found by a word of title, publisher or file."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import date

from bot.answering.reading.sources import source_of
from bot.engine import Engine
from bot.records import Source
from index.search import Index


@dataclass(frozen=True, slots=True)
class Entry:
    """One article and how many passages of it are searched."""

    source: Source
    passages: int


class Catalogue:
    """The articles of each shelf, of the generation that was asked for last."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[str, tuple[Entry, ...]]] = {}

    async def entries(self, engine: Engine, wanted: str = "") -> tuple[Entry, ...]:
        """The articles from which an engine answers now, newest first, undated last.

        Args:
            engine: what answers.
            wanted: words that title, publisher or file have to hold, upper and lower case alike.
        """
        index = engine.index()
        generation, entries = self._read.get(engine.shelf, (None, ()))
        if generation != index.generation.id:
            entries = await asyncio.to_thread(_read, index)
            self._read[engine.shelf] = index.generation.id, entries
        words = wanted.casefold().split()
        return tuple(entry for entry in entries if all(word in _named(entry.source) for word in words))


def _read(index: Index) -> tuple[Entry, ...]:
    passages = Counter(passage.article for passage in index.generation.passages.values())
    entries = (
        Entry(source_of(article, index.generation, index.text), passages[article.id])
        for article in index.generation.articles.values()
    )
    return tuple(sorted(entries, key=lambda entry: entry.source.published or date.min, reverse=True))


def _named(source: Source) -> str:
    return " ".join(filter(None, (source.label, source.publisher, source.dated, source.file))).casefold()
