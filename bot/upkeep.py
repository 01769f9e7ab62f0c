"""What an owner does to the index from Discord, and a host to the stored data, each reported in one line."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import BadInput, MemoryUnusable
from index import edits
from index.build import build
from index.english.counted import counted
from index.records import BuildReport
from index.rollback import roll_back
from index.settings import IndexSettings

if TYPE_CHECKING:
    from index.database import Database


def rebuild(settings: IndexSettings) -> str:
    """Reads the articles again and publishes what it builds.

    Raises:
        IndexingError: if there is nothing to publish; what was published stays.
    """
    return _built(build(settings, wait=False))


def add(settings: IndexSettings, name: str, content: bytes, replace: bool) -> str:
    """Puts an article into the seeds folder and publishes it.

    Args:
        settings: where articles and built data lie.
        name: what the file is to be called.
        content: what it holds.
        replace: whether it may replace a file of that name.

    Raises:
        IndexingError: if that is impossible; folder and index stay as they were.
    """
    done = edits.add(settings, name, content, replace=replace)
    earlier = f" What it replaced is kept as {_place(settings, done)}." if done.kept else ""
    problems = f" Not used: {'; '.join(done.problems)}." if done.problems else ""
    return f"{done.file} has been added. {_built(done.report)}{earlier}{problems}"


def remove(settings: IndexSettings, file: str) -> str:
    """Takes an article out of the seeds folder and publishes what is left.

    Raises:
        IndexingError: if that is impossible; folder and index stay as they were.
    """
    done = edits.remove(settings, file)
    return f"{done.file} has been removed, and is kept as {_place(settings, done)}. {_built(done.report)}"


def _place(settings: IndexSettings, done: edits.Edited) -> str:
    """Where a file that was replaced or removed is kept, without the host's own folders."""
    return done.kept.relative_to(settings.data).as_posix() if done.kept else "nothing"


def _built(report: BuildReport) -> str:
    generation = report.generation
    articles = counted(len(generation.articles), "article")
    if not report.published:
        return f"The articles have not changed: I still answer from generation {generation.id}, {articles}."
    left_out = [entry.file for entry in generation.skipped if not entry.read]  # the rest only lack a field
    skipped = f" Left out: {', '.join(left_out)}." if left_out else ""
    return (
        f"I now answer from generation {generation.id}: {articles}, {counted(len(generation.passages), 'passage')}, "
        f"built in {report.seconds:.1f} s.{skipped}"
    )


def rollback(settings: IndexSettings) -> str:
    """Publishes the generation before the current one again.

    Raises:
        IndexingError: if there is none, or it is incomplete; what was published stays.
    """
    old = roll_back(settings)
    return (
        f"I now answer from generation {old.id} of {old.created[:19]} UTC: {counted(len(old.articles), 'article')}. "
        "The next build reads the articles as they are on disk: correct them first."
    )


def back_up(memory: Path, to: Path, shared: Database | None = None) -> str:
    """Copies all that the bot remembers at one instant, also while a bot writes it.

    Args:
        memory: the file.
        to: a file that does not exist yet.
        shared: the database of several hosts, where it holds the memory.

    Raises:
        BadInput: if ``to`` is there, or the memory is in that database, which has its own backups.
        MemoryUnusable: if there is nothing to copy, or it cannot be read or written.
    """
    if shared:
        raise BadInput(
            f"{shared.where}: holds the memory; copy it with pg_dump (docs/hosting.md), or unset "
            "FOOTNOTE_DATABASE_URL to copy the file of the data folder"
        )
    if to.exists():
        raise BadInput(f"{to}: exists already; name another file")
    if not memory.is_file():
        raise MemoryUnusable(
            f"{memory}: there is nothing to back up; no bot has served from this data folder"
        )
    aside = to.with_name(f"{to.name}.new")
    try:
        with closing(sqlite3.connect(memory)) as source, closing(sqlite3.connect(aside)) as copy:
            source.backup(copy)
        aside.replace(to)
    except (sqlite3.Error, OSError) as error:
        aside.unlink(missing_ok=True)
        raise MemoryUnusable(
            f"{memory} cannot be copied to {to}: {error}; check the free space and the permissions there"
        ) from error
    return f"Copied what the bot remembers to {to} ({to.stat().st_size:,} bytes)."
