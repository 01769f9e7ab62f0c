"""Answers "What is the latest version?" from release notes: the release with the highest number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.answering.reading.evidence import evidence_of
from bot.answering.reading.reader import CERTAIN
from bot.records import Evidence
from index.articles.items import RELEASE, VERSION
from index.records import Passage
from index.stems import content_stems

if TYPE_CHECKING:
    from index.search import Index

SHOWN = 2  # sentences of the release
_NEWEST = r"(?:latest|newest|most recent|current|last)"
_OF = (
    r"(?: (?:of|for) (?:the )?(?P<of>(?:(?! (?:that|which|who|whose|for|on|in) )[^?])+?))?"
    r"(?: (?:out|available|(?:right )?now|today|so far))*\s*\??"
)
_ASKED = re.compile(
    rf"(?:what|which)(?:['’]?s| is| was) (?:the |your )?{_NEWEST} (?:stable )?(?:version|release)(?: number)?{_OF}"
    rf"|(?:what|which) (?:version|release)(?: of (?:the )?(?P<thing>[^?]+?))? is (?:the )?{_NEWEST}(?: one)?\s*\??",
    re.IGNORECASE,
)
_NOTES = re.compile(r"change|release|history|news|what.?s new", re.IGNORECASE)
_FILE = re.compile(r"v?\d+(?:\.\d+)+[\w.+-]*")
_CANDIDATE = re.compile(r"[-.]?(?:a|b|c|rc|alpha|beta|pre|dev)")
_NUMBER = re.compile(r"\d+(?:\.\d+)+")


@dataclass(frozen=True, slots=True)
class _Released:
    """A passage of release notes: of which version, and of whose notes."""

    number: tuple[tuple[int, ...], bool]
    notes: str
    passage: Passage


def newest_release(question: str, index: Index, day: date) -> tuple[Evidence, ...]:
    """The first sentences of the newest release, where a question asks for nothing but the latest version.

    Empty where it asks for more, where release notes are not of what it names, or where they are of several things.

    Args:
        question: the question, standing alone.
        index: the generation.
        day: the day that "now" means.
    """
    asked = _ASKED.fullmatch(question.strip())
    if asked is None:
        return ()
    thing = set(content_stems(asked["of"] or asked["thing"] or ""))
    about = _told_of(index)
    released = [one for one in _releases(index, day) if thing <= about[PurePath(one.passage.file).parent]]
    if len({one.notes for one in released}) != 1:
        return ()
    newest = max(one.number for one in released)
    told = [one.passage for one in released if one.number == newest]
    sentences = ((passage, at) for passage in told for at in range(len(passage.sentences)))
    return tuple(evidence_of(passage, at, CERTAIN, index) for passage, at in islice(sentences, SHOWN))


def _releases(index: Index, day: date) -> Iterator[_Released]:
    """What release notes tell, in file order: below a heading that names a version, or in a file that is named so."""
    articles = index.generation.articles
    for passage in index.generation.passages.values():
        article = articles[passage.article]
        path = PurePath(article.file)
        if not article.was_out(day):
            continue
        heads = [one for one in passage.section.split(" › ") if VERSION.match(one)]
        if heads and (RELEASE.match(heads[0]) or _NOTES.search(f"{article.title} {path.stem}")):
            yield _Released(_number(heads[0]), article.file, passage)
        elif _FILE.fullmatch(path.stem):
            yield _Released(_number(path.stem), str(path.parent), passage)


def _number(version: str) -> tuple[tuple[int, ...], bool]:
    """What versions are ordered by: their numbers, and whether it is the release itself and no candidate for it."""
    number = _NUMBER.findall(version)[0]
    return tuple(map(int, number.split("."))), not _CANDIDATE.match(version.partition(number)[2])


def _told_of(index: Index) -> dict[PurePath, set[str]]:
    """What the release notes of each folder may be of: the words of titles and names of the files beside them."""
    found: dict[PurePath, set[str]] = {}
    for one in index.generation.articles.values():
        told = content_stems(f"{one.heading} {one.file.replace('/', ' ')}")
        found.setdefault(PurePath(one.file).parent, set()).update(told)
    return found
