"""Reads what the search found: which sentence answers, and how likely it is that any does.

A cross-encoder reads a question with the likeliest passages and scores their sentences. Logistic regressions turn its
scores, and what similarity, words, names, numbers and answer types say, into probabilities. One is fitted question by
question and ranks sentences. Another is fitted sentence by sentence; a third decides whether its likeliest sentence
answers at all. See ``weights.json``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.english.counts import counts_others, numbers_in
from bot.answering.english.cues import LEANS_BACK
from bot.answering.english.dates import YEAR
from bot.answering.english.meanings import same
from bot.answering.policy import POLICY
from bot.answering.question.prompt_injection import is_injection
from bot.answering.question.understand import Asked, Wants, offers, wanted
from bot.answering.reading.calibrated import Logistic, Weights
from bot.answering.reading.evidence import evidence_of
from bot.answering.reading.features import Candidate, candidates_of, decision_features, likeliest, ranking
from bot.answering.reading.model import PassageReader
from bot.answering.reading.notes import notes_doubted, notes_last
from bot.answering.reading.pinned import (
    lacks_amount,
    lacks_place,
    of_lookalike,
    points_elsewhere,
    says_otherwise,
    tells_when,
)
from bot.answering.reading.unknown_names import unheard_of
from bot.records import Evidence
from index.english.lexicon import pattern
from index.initials import spelt_out
from index.records import Hit
from index.stems import content_stems, stem, tokens

if TYPE_CHECKING:
    from index.search import Index

_ASKED_AND_TOLD = re.compile(r"(?P<asked>[^?]+\?)\s+\S")
_REASON = pattern("reasons")
_CODE = re.compile(r"[/_=<>{}$`\\]|(?<!\w)--?\w|:$")  # or what introduces it
_WHAT = re.compile(r"what\b", re.IGNORECASE)
_RELEASE = frozenset(content_stems("version release"))  # a heading with a version number leaves them out
UNCOUNTED = -0.5  # the feature "counted" of a sentence without a count, see `candidates_of`
ASKS = re.compile(r"\?\W*$")  # a sentence that asks does not answer


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of a question and its passages.

    Args:
        evidence: candidate sentences, best first, each with its own probability.
        answerable: probability, 0 to 1, that the best of them answers the question.
        topic: the greatest cosine of the question and a passage, -1 to 1.
        passages: ids of the passages that were read; any other sentence in them cannot answer.
    """

    evidence: tuple[Evidence, ...]
    answerable: float
    topic: float
    passages: frozenset[str] = frozenset()


class Reader:
    """Reads with a cross-encoder and other features of each sentence.

    Args:
        reader: the cross-encoder.
        weights: ``rank``, the probability that a sentence is the one that answers, among those read; ``pointwise``,
            the same for a sentence by itself, which compares questions; and ``decide``, that any answers at all.
    """

    def __init__(self, reader: PassageReader, weights: Weights) -> None:
        self._reader = reader
        self._weights = weights

    def read(self, asked: Asked, hits: Sequence[Hit], index: Index) -> Reading:
        """Reads the passages of ``hits`` for an answer to the question."""
        chosen = likeliest(asked, notes_last(asked, hits, index), index)
        read = frozenset(hit.passage.id for hit in chosen)
        timely = _of_their_time(asked, {hit.passage.article for hit in chosen}, index)
        strangers = _of_lookalikes(asked, chosen, index)
        candidates = [
            candidate
            for candidate in candidates_of(asked, chosen, index, self._reader)
            if candidate.passage.article in timely
            and candidate.passage.id not in strangers
            and not _is_no_answer(asked, candidate)
            and not _is_another_row(asked, candidate, index)
        ]
        if not candidates:
            return Reading((), 0.0, topic_of(hits), read)
        ranked = _ranked(asked, candidates, self._weights["rank"], index)
        best = _ranked(asked, candidates, self._weights["pointwise"], index)[0]
        answerable = self._weights["decide"](decision_features(*best))
        if unheard_of(asked, index.counts.words):
            answerable *= POLICY.unheard_of
        if sure := [pair for pair in ranked if _surely(asked, pair[1], index)]:
            ranked = [
                *((POLICY.certain, candidate) for _, candidate in sure),
                *(pair for pair in ranked if pair not in sure),
            ]
            answerable = POLICY.certain
        evidence = tuple(
            evidence_of(candidate.passage, candidate.passage.sentences.index(candidate.span), score, index)
            for score, candidate in ranked
        )
        return Reading(evidence, answerable, topic_of(hits), read)


def topic_of(hits: Sequence[Hit]) -> float:
    """The greatest cosine, -1 to 1, of a question and a passage; 0 where nothing was found by meaning."""
    return max((hit.similarity or 0.0 for hit in hits), default=0.0)


def _ranked(
    asked: Asked, candidates: Sequence[Candidate], probability: Logistic, index: Index
) -> list[tuple[float, Candidate]]:
    """The candidates with their probabilities, best first, as the question wants them."""
    return _numbers_first(asked, notes_doubted(asked, ranking(candidates, probability), index))


def _numbers_first(asked: Asked, ranked: Sequence[tuple[float, Candidate]]) -> list[tuple[float, Candidate]]:
    """The ranking; among sentences about as likely as the best, those with the question's numbers come first."""
    if not asked.numbers:
        return [*ranked]
    near = [pair for pair in ranked if pair[0] >= POLICY.about_as_likely * ranked[0][0]]
    there = [pair for pair in near if set(asked.numbers) <= set(numbers_in(pair[1].text))]
    return [*there, *(pair for pair in ranked if pair not in there)]


def _of_lookalikes(asked: Asked, hits: Sequence[Hit], index: Index) -> set[str]:
    """Ids of the passages about somebody whose name only looks like a known name of the question."""
    known = [name for name in asked.names if all(index.counts.words.get(part) for part in tokens(name))]
    if not known:
        return set()
    articles = index.generation.articles
    return {
        passage.id
        for passage in (hit.passage for hit in hits)
        if of_lookalike(known, f"{articles[passage.article].heading} › {passage.section} › {passage.text}")
    }


def _is_no_answer(asked: Asked, candidate: Candidate) -> bool:
    """Whether a sentence cannot answer, whatever its score.

    It gives orders, is a question, refers elsewhere, adds no word, is about something else, or lacks what is asked for.
    """
    text, whole = candidate.text, f"{candidate.passage.section} {candidate.text}"
    pair = _ASKED_AND_TOLD.match(text) if asked.wants is Wants.REASON else None
    return bool(
        is_injection(text)
        or ASKS.search(text)
        or _says_nothing_new(asked, text)
        or (asked.wants is not Wants.PLACE and points_elsewhere(text))
        or counts_others(asked.counted, text)
        or says_otherwise(asked.text, text)
        or lacks_amount(asked.text, text)
        or UNCOUNTED < candidate.features["counted"] <= POLICY.counts_else
        or (pair and wanted(pair["asked"]) is not Wants.REASON and not _REASON.search(text))
        or (asked.wants is Wants.PLACE and lacks_place(asked.text, whole))
        or (asked.wants is Wants.DATE and not tells_when(whole))
    )


def _says_nothing_new(asked: Asked, text: str) -> bool:
    """Whether a sentence adds no word to the question; "Yes", a command or "It holds 90 litres" may still answer."""
    exempt = asked.wants is Wants.YES_NO or asked.offered or _CODE.search(text) or LEANS_BACK.match(text)
    return not exempt and set(content_stems(text)) <= set(asked.stems)


def _surely(asked: Asked, candidate: Candidate, index: Index) -> bool:
    """Whether a sentence answers by its form.

    It spells the letters out, follows the same question, stands below a heading that says all of "What ...?", or is the
    row of a table that is asked for.
    """
    if asked.letters and spelt_out(asked.letters, candidate.text):
        return True
    pair = _ASKED_AND_TOLD.match(candidate.text)
    if pair is not None and _bare(pair["asked"]) == _bare(asked.text):
        return True
    section = set(content_stems(candidate.passage.section))
    above = section | set(content_stems(index.generation.articles[candidate.passage.article].heading))
    stems = set(asked.stems) - _RELEASE
    if asked.wants is Wants.OTHER and _WHAT.match(asked.text) and len(stems & section) > 1 and stems <= above:
        return True
    return _is_row_asked_for(asked, candidate, above)


def _is_row_asked_for(asked: Asked, candidate: Candidate, above: set[str]) -> bool:
    """Whether a sentence is the row that is asked for by name, with the rest of the question in it or above it."""
    passage = candidate.passage
    raw = passage.text[candidate.span.start - passage.span.start : candidate.span.end - passage.span.start]
    cells = _cells(candidate.text)
    if raw.count(": ") >= candidate.text.count(": ") or not cells:
        return False
    name = cells[0][0] if len(cells) == 1 else cells[0][1]
    named, stems = set(content_stems(name)), set(asked.stems)
    fit = asked.wants not in (Wants.REASON, Wants.YES_NO) and offers(asked.wants, candidate.text, frozenset())
    return bool(named) and fit and named <= stems <= above | set(content_stems(candidate.text))


def _is_another_row(asked: Asked, candidate: Candidate, index: Index) -> bool:
    """Whether a sentence is a table row without what the question names, in it or above it.

    The rows of other wards do not answer "Who is the head nurse of the intensive care unit?".
    """
    cells = _cells(candidate.text)
    if len(cells) < 2:
        return False
    title = index.generation.articles[candidate.passage.article].heading
    above = set(content_stems(f"{title} {candidate.passage.section} {' '.join(name for name, _ in cells)}"))
    values = set(content_stems(" ".join(value for _, value in cells)))
    named = [word for word in tokens(asked.text) if stem(word) in asked.stems and stem(word) not in above]
    known = len(named) > 1 and all(index.counts.words.get(word) for word in named)
    return known and not any(same(stem(word), other) for word in named for other in values)


def _cells(text: str) -> list[tuple[str, str]]:
    """Labels and values of a quoted table row; empty if the text is no row."""
    cells = [cell.partition(": ") for cell in text.split("; ")]
    return [(label, value) for label, _, value in cells] if all(colon for _, colon, _ in cells) else []


def _bare(question: str) -> list[str]:
    return [word for word in tokens(question) if word not in ("a", "an", "the", "please")]


def _of_their_time(asked: Asked, articles: set[str], index: Index) -> set[str]:
    """The articles that may be about the question's year: they mention it, appeared about then, or have no year."""
    years = set(YEAR.findall(asked.text))
    if not years:
        return articles
    said = {article: _years_of(article, index) for article in articles}
    return {article for article in articles if not said[article] or years & said[article]}


def _years_of(key: str, index: Index) -> set[str]:
    article = index.generation.articles[key]
    said = set(YEAR.findall(f"{article.title or ''} {article.span.of(index.text(article.file))}"))
    if article.published:
        said |= {str(article.published.year + apart) for apart in (-1, 0, 1)}
    return said
