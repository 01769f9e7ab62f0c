"""Answers "What is the latest version?" from release notes: the release with the highest number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.answering.evidence import evidence_of
from bot.answering.reading.reader import CERTAIN
from bot.records import Evidence
from index.articles.items import VERSION
from index.records import Passage
from index.stems import content_stems

if TYPE_CHECKING:
    from index.search import Index

SHOWN = 2  # sentences of the release
_NEWEST = r"(?:latest|newest|most recent|current|last)"
_OF = r"(?: (?:of|for) (?:the )?(?P<of>[^?]+?))?(?: (?:out|available|(?:right )?now|today|so far))*\s*\??"
_ASKED = re.compile(
    rf"(?:what|which)(?:['’]?s| is| was) (?:the |your )?{_NEWEST} (?:stable )?(?:version|release)(?: number)?{_OF}"
    rf"|(?:what|which) (?:version|release)(?: of (?:the )?(?P<thing>[^?]+?))? is (?:the )?{_NEWEST}(?: one)?\s*\??",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:\.\d+)+")


def newest_release(question: str, index: Index, day: date) -> tuple[Evidence, ...]:
    """What the newest release changed, where a question asks for nothing but the latest version; else empty.

    Args:
        question: the question, standing alone.
        index: the generation.
        day: the day that "now" means.
    """
    asked = _ASKED.fullmatch(question.strip())
    if asked is None:
        return ()
    thing = set(content_stems(asked["of"] or asked["thing"] or ""))
    released = [one for one in _releases(index, day) if thing <= _about(one[1], index)] or [
        one for one in _releases(index, day) if thing <= set(index.counts.stems)
    ]
    newest = max((number for number, _ in released), default=None)
    told = [passage for number, passage in released if number == newest]
    sentences = ((passage, at) for passage in told for at in range(len(passage.sentences)))
    return tuple(evidence_of(passage, at, CERTAIN, index) for passage, at in list(sentences)[:SHOWN])


def _releases(index: Index, day: date) -> Iterator[tuple[tuple[int, ...], Passage]]:
    """The passages below a heading, or in a file, that names a version, each with its number, in file order."""
    articles = index.generation.articles
    for passage in index.generation.passages.values():
        article = articles[passage.article]
        heads = [*passage.section.split(" › "), article.title or "", PurePath(article.file).stem]
        version = next((one for one in heads if VERSION.match(one)), None)
        if version and article.was_out(day):
            (number,) = _NUMBER.findall(version)[:1]
            yield tuple(map(int, number.split("."))), passage


def _about(passage: Passage, index: Index) -> set[str]:
    article = index.generation.articles[passage.article]
    return set(content_stems(f"{article.heading} {article.file.replace('/', ' ')}"))
