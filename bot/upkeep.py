"""What an owner does to the index from Discord, and a host to what the bot remembers, told in one line."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import BadInput, MemoryUnusable
from index.build import build
from index.rollback import roll_back
from index.settings import IndexSettings


def rebuild(settings: IndexSettings) -> str:
    """Reads the articles anew and publishes what it builds.

    Raises:
        IndexingError: if there is nothing to publish; what was published stays.
    """
    report = build(settings, wait=False)
    generation = report.generation
    articles = f"{len(generation.articles):,} articles"
    if not report.published:
        return f"The articles have not changed: generation {generation.id} goes on answering, {articles}."
    skipped = f" Left out: {', '.join(one.file for one in generation.skipped)}." if generation.skipped else ""
    return (
        f"Generation {generation.id} answers: {articles}, {len(generation.passages):,} passages, "
        f"built in {report.seconds:.1f} seconds.{skipped}"
    )


def rollback(settings: IndexSettings) -> str:
    """Publishes the generation before the present one again.

    Raises:
        IndexingError: if there is none, or it is not whole; what was published stays.
    """
    old = roll_back(settings)
    return (
        f"Generation {old.id} of {old.created[:19]} UTC answers: {len(old.articles):,} articles. "
        "The next build makes a generation of the articles as they lie there: mend them first."
    )


def back_up(memory: Path, to: Path) -> str:
    """Copies what the bot remembers, whole and of one instant, also while a bot writes it.

    Args:
        memory: the database.
        to: a file that is not there yet.

    Raises:
        BadInput: if ``to`` is there.
        MemoryUnusable: if there is nothing to copy, or it cannot be read or written.
    """
    if to.exists():
        raise BadInput(f"{to}: is there already; name another file")
    if not memory.is_file():
        raise MemoryUnusable(
            f"{memory}: there is nothing to back up; no bot has served from this data folder"
        )
    aside = to.with_name(f"{to.name}.new")
    try:
        with closing(sqlite3.connect(memory)) as held, closing(sqlite3.connect(aside)) as copy:
            held.backup(copy)
        aside.replace(to)
    except (sqlite3.Error, OSError) as error:
        aside.unlink(missing_ok=True)
        raise MemoryUnusable(
            f"{memory} cannot be copied to {to}: {error}; see the space and the rights there"
        ) from error
    return f"Copied what the bot remembers to {to} ({to.stat().st_size:,} bytes)."
