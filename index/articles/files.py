"""Reads a seeds folder, each file once. What cannot be read is named with its reason; the rest goes on."""

from __future__ import annotations

import codecs
import hashlib
import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from index.errors import SeedsMissing
from index.records import Skipped

HTML = frozenset({".html", ".htm"})
MARKDOWN = frozenset({".md", ".mdx", ".markdown"})
LINED = frozenset({".txt", ".rst", ".adoc"})
SUFFIXES = HTML | MARKDOWN | LINED
MAX_BYTES = 20 * 1024 * 1024
MAX_LINE = 1_000_000  # code points; a longer one is data and not prose (but a web page may well be one line)
KINDS = ", ".join(sorted(SUFFIXES))
SOURCES, EXPECT = "sources.toml", "expect.toml"


class Unreadable(Exception):
    """Why a file cannot be read; the message is shown to the maintainer."""


@dataclass(frozen=True, slots=True)
class Seeds:
    """What a seeds folder held when it was read.

    Args:
        digest: a hash over names and bytes of everything in it, to tell whether an index is stale.
        stated: a hash of ``sources.toml`` alone; empty when there is none.
        texts: the text of each file that can be read, by name relative to the folder.
        skipped: the others, each with its reason.
    """

    digest: str
    stated: str
    texts: dict[str, str]
    skipped: tuple[Skipped, ...]


def read_seeds(seeds: Path) -> Seeds:
    """Reads every file of the folder, in order of names; hidden ones are left out.

    Raises:
        SeedsMissing: if the folder does not exist or holds no file.
    """
    if not seeds.is_dir():
        raise SeedsMissing(f"{seeds}: no such folder; put articles there or name another with --seeds")
    whole, stated = hashlib.sha256(), ""
    texts: dict[str, str] = {}
    skipped: list[Skipped] = []
    holders: dict[str, str] = {}
    for path in paths_in(seeds):
        name = name_of(path, seeds)
        try:
            raw = _raw(path, name, seeds.resolve())
            seal = hashlib.sha256(raw).hexdigest()
            if name not in (SOURCES, EXPECT):
                texts[name] = text_of(raw, path.suffix, holders.get(seal))
                holders[seal] = name
            elif name == SOURCES:
                stated = seal
        except Unreadable as why:
            seal = str(why)
            skipped.append(Skipped(name if name.isprintable() else ascii(name), str(why)))
        whole.update(f"{name}\0{seal}\0".encode("utf-8", "surrogateescape"))
    if not texts and not skipped:
        raise SeedsMissing(f"{seeds}: holds no articles; put {KINDS} files there")
    return Seeds(whole.hexdigest(), stated, texts, tuple(skipped))


def name_of(path: Path, seeds: Path) -> str:
    """The name of a file of the folder: its path relative to the folder, in composed form (NFC)."""
    return unicodedata.normalize("NFC", path.relative_to(seeds).as_posix())


def paths_in(seeds: Path) -> list[Path]:
    """All files of the folder, and the folders in it that cannot be entered, sorted by name."""
    closed: list[Path] = []
    paths: list[Path] = []
    for at, folders, files in os.walk(seeds, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths += [Path(at, name) for name in folders if Path(at, name).is_symlink()]
        paths += [Path(at, name) for name in files if not name.startswith(".")]
    return sorted([*paths, *closed])


def _raw(path: Path, name: str, root: Path) -> bytes:
    if not name.isprintable():
        raise Unreadable("its name cannot be shown; rename it")
    if path.is_dir():
        linked = "a link to a folder; put the folder itself here"
        raise Unreadable(linked if path.is_symlink() else "a folder that may not be read")
    if not path.exists():
        raise Unreadable("a link to nothing")
    if not path.is_file():
        raise Unreadable("a pipe, a socket or a device, not a file")
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        raise Unreadable("a link out of the seeds folder")
    if path.suffix.lower() not in SUFFIXES and name not in (SOURCES, EXPECT):
        raise Unreadable(f"not an article: only {KINDS} files are read")
    try:
        before = path.stat()
        within_limit(before.st_size)
        raw = path.read_bytes()
        after = path.stat()
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from error
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, len(raw)):
        raise Unreadable("changed while it was read; build again")
    return raw


def within_limit(size: int) -> None:
    """Says whether a file of so many bytes is read.

    Raises:
        Unreadable: if it is too large.
    """
    if size > MAX_BYTES:
        raise Unreadable(f"{size / 1e6:.0f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB")


def text_of(raw: bytes, suffix: str, holder: str | None = None) -> str:
    """The text of a file.

    Args:
        raw: what it holds.
        suffix: how its name ends.
        holder: another file that holds the same, if one was read before.

    Raises:
        Unreadable: if it is none.
    """
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\0" in raw and not marked:
        raise Unreadable("binary: holds NUL bytes")
    try:
        text = raw.decode("utf-16" if marked else "utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"not {error.encoding.upper()}: byte {error.start} cannot be decoded; save it as UTF-8"
        ) from error
    if "\0" in text:
        raise Unreadable("binary: holds NUL characters")
    if not text.strip("\ufeff \t\r\n"):
        raise Unreadable("empty")
    if holder:
        raise Unreadable(f"holds the same as {holder}")
    longest = max(map(len, text.splitlines()))
    if longest > MAX_LINE and suffix.lower() not in HTML:
        raise Unreadable(f"a line of {longest / 1e6:.0f} million characters: not an article")
    return text
