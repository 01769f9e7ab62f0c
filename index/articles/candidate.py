"""A file that is not in the seeds folder yet: what it would be called there, and what a build would make of it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from index.articles.files import KINDS, SUFFIXES, Unreadable, name_of, paths_in, text_of, within_limit
from index.articles.frontmatter import FrontMatterInvalid
from index.articles.metadata import read_sources
from index.articles.shelf import NOTHING_TO_QUOTE, articles_of_file
from index.articles.targets import titles_of
from index.records import Article

LONGEST_NAME = 150  # bytes; file systems take 255, and a name grows a little while it is written
_ELSEWHERE = re.compile(r"[/\\]")
_UNFIT = re.compile(r"[^\w .,()&+'-]+")  # signs that some system reads as more than a part of a name


def file_name(typed: str) -> str:
    """The name of a new file in the seeds folder itself: composed (NFC), without signs that mean more than a name.

    Args:
        typed: as somebody typed it, or as their own system calls it.

    Raises:
        Unreadable: if it names a folder, ends like nothing that is read, or nothing is left of it.
    """
    name = unicodedata.normalize("NFC", typed).strip()
    if _ELSEWHERE.search(name):
        raise Unreadable("a name with a folder in it; give the file's name alone")
    stem, suffix = Path(name).stem, Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise Unreadable(f"not an article: only {KINDS} files are read")
    stem = _UNFIT.sub("-", stem).strip(" .-_")
    if not stem:
        raise Unreadable("its name has neither a letter nor a digit; give it another")
    if len(f"{stem}{suffix}".encode()) > LONGEST_NAME:
        raise Unreadable(f"its name is longer than {LONGEST_NAME} bytes; give it a shorter one")
    return f"{stem}{suffix}"


def articles_of_candidate(seeds: Path, name: str, raw: bytes) -> Sequence[Article]:
    """The articles that a build would read from a file if it lay in the folder; at least one.

    Args:
        seeds: the folder.
        name: the file's name there; one that is there already counts as replaced.
        raw: what it holds.

    Raises:
        Unreadable: if a build would leave it out, with the reason.
        SourcesInvalid: if ``sources.toml`` has a wrong field.
    """
    within_limit(len(raw))
    text = text_of(raw, Path(name).suffix, _holder(seeds, name, raw))
    try:
        articles = articles_of_file(name, text, read_sources(seeds), titles_of({name: text}))
    except FrontMatterInvalid as error:
        raise Unreadable(str(error)) from error
    if not articles:
        raise Unreadable(NOTHING_TO_QUOTE)
    return articles


def _holder(seeds: Path, name: str, raw: bytes) -> str | None:
    """Another file of the folder that holds the same."""
    seal = hashlib.sha256(raw).digest()
    for path in paths_in(seeds):
        other = name_of(path, seeds)
        with suppress(OSError):  # a build leaves out what it may not read
            same = other != name and path.is_file() and path.stat().st_size == len(raw)
            if same and hashlib.sha256(path.read_bytes()).digest() == seal:
                return other
    return None
