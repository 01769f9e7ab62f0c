"""Answers "What is the latest version?" and "When did 1.7 come out?" from release notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.answering.policy import POLICY
from bot.answering.reading.evidence import evidence_of
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
_WHEN = re.compile(
    r"(?:when|on (?:what|which) (?:day|date)) (?:did|was|is|has|had) .*?\bv?(?P<version>\d+(?:\.\d+)+[\w.+-]*)"
    r"(?: (?:been|first|finally))*(?: (?:come|came|go|out|released?|published|launched|shipped|live))+\s*\??"
    r"|(?:what|which) (?:is|was) the (?:release date|day of release) of .*?\bv?(?P<of>\d+(?:\.\d+)+[\w.+-]*)\s*\??",
    re.IGNORECASE,
)
_NOTES = re.compile(r"change|release|history|news|what.?s new", re.IGNORECASE)
_FILE = re.compile(r"v?\d+(?:\.\d+)+[\w.+-]*")
_CANDIDATE = re.compile(r"[-.]?(?:a|b|c|rc|pre|dev)")
_NUMBER = re.compile(r"\d+(?:\.\d+)+")


@dataclass(frozen=True, slots=True)
class _Released:
    """A passage of release notes: its version, which notes it belongs to, and whether its heading has the day."""

    number: tuple[tuple[int, ...], bool]
    notes: str
    passage: Passage
    dated: bool = False


def of_release_notes(question: str, index: Index, day: date) -> tuple[Evidence, ...]:
    """What release notes answer by their headings: the newest release, or the day of a release; else empty.

    Args:
        question: the question, standing alone.
        index: the generation.
        day: the day that "now" means.
    """
    return _newest(question, index, day) or _day_of(question, index, day)


def _newest(question: str, index: Index, day: date) -> tuple[Evidence, ...]:
    """The first sentences of the newest release, if a question only asks for the latest version.

    Empty if it asks for more, if no release notes are about what it names, or if they are about several things.
    """
    asked = _ASKED.fullmatch(question.strip())
    if asked is None:
        return ()
    thing = set(content_stems(asked["of"] or asked["thing"] or ""))
    about = _told_of(index)
    released = [
        release for release in _releases(index, day) if thing <= about[PurePath(release.passage.file).parent]
    ]
    if len({release.notes for release in released}) != 1:
        return ()
    newest = max(release.number for release in released)
    passages = [release.passage for release in released if release.number == newest]
    sentences = ((passage, at) for passage in passages for at in range(len(passage.sentences)))
    return tuple(evidence_of(passage, at, POLICY.certain, index) for passage, at in islice(sentences, SHOWN))


def _day_of(question: str, index: Index, day: date) -> tuple[Evidence, ...]:
    """The first sentence of a release whose heading has its day, if a question only asks for that day.

    Empty if several things have a release of that number.
    """
    asked = _WHEN.fullmatch(question.strip())
    if asked is None:
        return ()
    releases = [
        release
        for release in _releases(index, day)
        if release.dated and release.number == _number(asked["version"] or asked["of"])
    ]
    if len({release.notes for release in releases}) != 1 or not releases[0].passage.sentences:
        return ()
    return (evidence_of(releases[0].passage, 0, POLICY.certain, index),)


def _releases(index: Index, day: date) -> Iterator[_Released]:
    """The passages of release notes, in file order: below a heading, or in a file, that is named after a version."""
    articles = index.generation.articles
    for passage in index.generation.passages.values():
        article = articles[passage.article]
        path = PurePath(article.file)
        if not article.was_out(day):
            continue
        heads = [heading for heading in passage.section.split(" › ") if VERSION.match(heading)]
        if heads and (RELEASE.match(heads[0]) or _NOTES.search(f"{article.title} {path.stem}")):
            yield _Released(_number(heads[0]), article.file, passage, bool(RELEASE.match(heads[0])))
        elif _FILE.fullmatch(path.stem):
            yield _Released(_number(path.stem), str(path.parent), passage)


def _number(version: str) -> tuple[tuple[int, ...], bool]:
    """The sort key of a version: its numbers, and whether it is the release itself and no release candidate."""
    number = _NUMBER.findall(version)[0]
    return tuple(map(int, number.split("."))), not _CANDIDATE.match(version.partition(number)[2])


def _told_of(index: Index) -> dict[PurePath, set[str]]:
    """What the release notes of each folder may be about: the words in the titles and names of the folder's files."""
    folders: dict[PurePath, set[str]] = {}
    for article in index.generation.articles.values():
        stems = content_stems(f"{article.heading} {article.file.replace('/', ' ')}")
        folders.setdefault(PurePath(article.file).parent, set()).update(stems)
    return folders
