"""Reads a seeds folder. What cannot be read is skipped by name and reason; the rest goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from index.errors import SeedsMissing
from index.records import Skipped

SUFFIXES = frozenset({".txt", ".md"})
MAX_BYTES = 20 * 1024 * 1024
NOT_ARTICLES = frozenset({"sources.toml", "expect.toml"})


def seed_files(seeds: Path) -> list[Path]:
    """The files of a seeds folder that could hold articles, sorted by name; hidden files are left out.

    Raises:
        SeedsMissing: if the folder does not exist or holds no file.
    """
    if not seeds.is_dir():
        raise SeedsMissing(f"{seeds}: no such folder; put articles there or name another with --seeds")
    found = sorted(
        path
        for path in seeds.rglob("*")
        if path.is_file()
        and path.name not in NOT_ARTICLES
        and not any(part.startswith(".") for part in path.relative_to(seeds).parts)
    )
    if not found:
        raise SeedsMissing(f"{seeds}: holds no articles; put .txt or .md files there")
    return found


def read_seeds(seeds: Path) -> Iterator[tuple[str, str | Skipped]]:
    """Reads every file of the folder: its name relative to ``seeds`` and its text, or why it was skipped."""
    root = seeds.resolve()
    for path in seed_files(seeds):
        name = path.relative_to(seeds).as_posix()
        yield name, _read(path, root, name)


def source_digest(seeds: Path) -> str:
    """A hash over names and bytes of everything that a build reads, to tell whether an index is stale."""
    digest = hashlib.sha256()
    sources = seeds / "sources.toml"
    for path in [*seed_files(seeds), *([sources] if sources.is_file() else [])]:
        digest.update(path.relative_to(seeds).as_posix().encode("utf-8", "surrogateescape") + b"\0")
        try:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        except OSError:
            digest.update(b"unreadable")
    return digest.hexdigest()


def _read(path: Path, root: Path, name: str) -> str | Skipped:
    if not name.isprintable():
        return Skipped(ascii(name), "its name cannot be shown; rename it")
    if path.suffix.lower() not in SUFFIXES:
        return Skipped(name, f"not an article: reads {', '.join(sorted(SUFFIXES))} only")
    if not path.resolve().is_relative_to(root):
        return Skipped(name, "a link out of the seeds folder")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return Skipped(name, f"{size / 1e6:.0f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB")
        raw = path.read_bytes()
    except OSError as error:
        return Skipped(name, f"cannot be read: {error.strerror}")
    if b"\0" in raw:
        return Skipped(name, "binary: holds NUL bytes")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return Skipped(name, f"not UTF-8: byte {error.start} cannot be decoded; save it as UTF-8")
    return text if text.strip() else Skipped(name, "empty")
