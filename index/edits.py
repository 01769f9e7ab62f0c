"""One file of the seeds folder added, replaced or removed, built and published; or everything stays as it was.

<data>/removed/<when>/<file>     what was replaced or removed, which nobody deletes but the host
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.articles.candidate import articles_of_candidate, file_name
from index.articles.files import SUFFIXES, Unreadable, name_of, paths_in
from index.build import build
from index.disk import beside, replace_file
from index.errors import AlreadyThere, EditRefused, IndexBusy
from index.records import BuildReport
from index.settings import IndexSettings

REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Edited:
    """The outcome of a change of one file.

    Args:
        file: its name in the seeds folder.
        report: the build that published the change.
        kept: where the file lies that was replaced or removed; None where there was none.
        problems: what of a new file could not be used, each a line.
    """

    file: str
    report: BuildReport
    kept: Path | None = None
    problems: tuple[str, ...] = ()


def add(settings: IndexSettings, name: str, raw: bytes, *, replace: bool = False) -> Edited:
    """Puts a file into the seeds folder and publishes it; what a build would leave out is not put there.

    Args:
        settings: where articles and built data lie.
        name: what the file is to be called; a file in a folder of the seeds can be replaced, not made.
        raw: what it holds.
        replace: whether a file of that name that is there makes room.

    Raises:
        AlreadyThere: if one is there and ``replace`` is False.
        EditRefused: if a build would leave it out, its name cannot be used, or the folder cannot be written.
        IndexingError: if the build fails; the folder is as it was before.
    """
    with _alone(settings):
        files = _files(settings.seeds)
        try:
            name = name if name in files else file_name(name)
            name = next((existing for existing in files if existing.casefold() == name.casefold()), name)
            articles = articles_of_candidate(settings.seeds, name, raw)
        except Unreadable as why:
            raise EditRefused(f"{name}: {why}") from why
        if name in files and not replace:
            raise AlreadyThere(f"{name} exists already; to replace it, set the option replace to True")
        path = files.get(name, settings.seeds / name)
        if name not in files and os.path.lexists(path):
            raise EditRefused(f"{name}: a link or a folder of that name is there; give it another name")
        with _undone_on_failure(settings, path, name) as kept:
            replace_file(path, raw)
            report = build(settings, wait=False)
    return Edited(name, report, kept, tuple(line for article in articles for line in article.problems))


def remove(settings: IndexSettings, file: str) -> Edited:
    """Moves a file from the seeds folder to the removed ones and publishes what is left.

    Args:
        settings: where articles and built data lie.
        file: its name, relative to the folder.

    Raises:
        EditRefused: if there is no such file, or the folder cannot be written.
        IndexingError: if the build fails; the folder is as it was before.
    """
    with _alone(settings):
        files = _files(settings.seeds)
        path = files.get(file)
        if path is None:
            raise EditRefused(
                f'"{file}" is no article\'s file; choose one from the list that opens while you type'
            )
        if len(files) == 1:
            raise EditRefused(f"{file} is the only article; add another one first")
        with _undone_on_failure(settings, path, file) as kept:
            path.unlink()
            report = build(settings, wait=False)
    return Edited(file, report, kept)


def closed(settings: IndexSettings) -> str | None:
    """Why nothing can be added to the seeds folder or removed from it, in one line; None where it can."""
    if not settings.seeds.is_dir():
        return f"{settings.seeds}: no such folder"
    if not os.access(settings.seeds, os.W_OK | os.X_OK):
        return (
            f"{settings.seeds}: may only be read here; change the articles where they come from, "
            "or let the bot write to that folder"
        )
    return None


@contextmanager
def _alone(settings: IndexSettings) -> Iterator[None]:
    """A lock against other changes of the folder, in this process and in others."""
    if why := closed(settings):
        raise EditRefused(why)
    settings.data.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(settings.data / "edits.lock").acquire(timeout=0):
            yield
    except Timeout:
        raise IndexBusy(f"{settings.seeds}: is being changed already; wait for that to end") from None


@contextmanager
def _undone_on_failure(settings: IndexSettings, path: Path, file: str) -> Iterator[Path | None]:
    """Keeps a file before it is changed, and puts it back as it was if the block fails.

    Yields:
        Where it is kept; None where there is none yet.
    """
    try:
        kept = _kept(settings.data, path, file) if path.exists() else None
        try:
            yield kept
        except BaseException:
            _put_back(path, kept)
            raise
    except OSError as error:
        raise EditRefused(f"{error.filename or path}: {error.strerror or error}") from error


def _files(seeds: Path) -> dict[str, Path]:
    """The files of the folder that articles are read from, by name; no links, which are the host's own business."""
    return {
        name_of(path, seeds): path
        for path in paths_in(seeds)
        if path.suffix.lower() in SUFFIXES and path.is_file() and not path.is_symlink()
    }


def _kept(data: Path, path: Path, file: str) -> Path:
    kept = data / REMOVED / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S.%f}" / file
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(path, kept)
    return kept


def _put_back(path: Path, kept: Path | None) -> None:
    """Makes a file what it was before, with its times and its rights; then it need not be kept."""
    if kept is None:
        path.unlink(missing_ok=True)
        return
    aside = beside(path)
    shutil.copy2(kept, aside)
    aside.replace(path)
    kept.unlink()
    with suppress(OSError):
        os.removedirs(kept.parent)
