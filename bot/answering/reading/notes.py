"""Ranks release notes behind other pages: they say what was true of a release once, other pages what is true now.

Not if the question asks for releases or for what changed: then the notes are the page to read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.answering.policy import POLICY
from bot.answering.question.understand import Asked, Wants
from bot.answering.reading.calibrated import log_odds, probability
from bot.answering.reading.features import Candidate
from index.articles.items import VERSION
from index.english.lexicon import pattern
from index.records import Hit, Passage

if TYPE_CHECKING:
    from index.search import Index

_CHANGES = pattern("telling_changes")
_NUMBERED = re.compile(r"\bv?\d+\.\d+")
_NOTES = r"(?:what['’]?s new|release notes?|change ?logs?|changes|history)"
_PAGE = re.compile(rf"\b{_NOTES}\b.*\d\.\d|\d\.\d.*\b{_NOTES}\b", re.IGNORECASE)  # "What's new in Tarn 4.0"


def asks_of_releases(asked: Asked) -> bool:
    """Whether a question asks for releases, for what changed, or when."""
    return asked.wants is Wants.DATE or bool(_CHANGES.search(asked.text) or _NUMBERED.search(asked.text))


def of_release(passage: Passage, index: Index) -> bool:
    """Whether a passage stands below a heading that names a release, or on a page about what is new in one."""
    heading = index.generation.articles[passage.article].heading
    return bool(_PAGE.search(heading)) or any(VERSION.match(part) for part in passage.section.split(" › "))


def notes_last(asked: Asked, hits: Sequence[Hit], index: Index) -> Sequence[Hit]:
    """The hits, those in release notes behind the others."""
    if asks_of_releases(asked):
        return hits
    return sorted(hits, key=lambda hit: of_release(hit.passage, index))


def notes_doubted(
    asked: Asked, ranked: Sequence[tuple[float, Candidate]], index: Index
) -> list[tuple[float, Candidate]]:
    """Sentences with their probabilities, best first; those of release notes are lowered."""
    if asks_of_releases(asked):
        return list(ranked)
    lowered = []
    for score, candidate in ranked:
        less = POLICY.notes_less if of_release(candidate.passage, index) else 0.0
        lowered.append((probability(log_odds(score) - less) if less else score, candidate))
    return sorted(lowered, key=lambda pair: -pair[0])
