"""Reads what the search brought: which sentence answers, and how likely it is that one does.

A cross-encoder reads the question with every passage. Its scores join what similarity, words, names, numbers and
answer types say of each sentence, and logistic regressions turn them into probabilities. One is fitted question by
question and ranks sentences. Another is fitted sentence by sentence: what it finds likeliest, a third one looks at to
decide whether anything answers at all. Their weights and the command that makes them are in ``weights.json``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from bot.answering.english.counts import counts_others
from bot.answering.english.language import LEANS_BACK, YEAR, numbers_in
from bot.answering.english.meanings import same
from bot.answering.policy import POLICY
from bot.answering.question.prompt_injection import is_injection
from bot.answering.question.understand import Asked, Wants, offers, wanted
from bot.answering.reading.calibrated import Logistic, Weights
from bot.answering.reading.evidence import evidence_of
from bot.answering.reading.features import Candidate, Readers, candidates_of, decision_features, ranking
from bot.answering.reading.heard import unheard_of
from bot.answering.reading.notes import notes_doubted, notes_last
from bot.answering.reading.pinned import (
    lacks_amount,
    lacks_place,
    of_lookalike,
    points_elsewhere,
    says_otherwise,
    tells_when,
)
from bot.records import Evidence
from index.english.lexicon import pattern
from index.names import spelt_out
from index.records import Hit
from index.stems import content_stems, stem, tokens

if TYPE_CHECKING:
    from index.search import Index

READ_PASSAGES = 10  # at least, and as many more as are as short as these
READ_WORDS = 1100
NEWEST_PASSAGES = 4  # read besides, of the newest article, when a question asks about now
_ASKED_AND_TOLD = re.compile(r"(?P<asked>[^?]+\?)\s+\S")
_REASON = pattern("reasons")
_CODE = re.compile(r"[/_=<>{}$`\\]|(?<!\w)--?\w|:$")  # or what introduces it
_WHAT = re.compile(r"what\b", re.IGNORECASE)
_RELEASE = frozenset(content_stems("version release"))  # which a heading that names one leaves out
UNCOUNTED = -0.5  # how a sentence counts what is asked for: it has no count, see `candidates_of`
ASKS = re.compile(r"\?\W*$")  # a sentence that asks does not answer


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of a question and its passages.

    Args:
        evidence: candidate sentences, best first, each with its own probability.
        answerable: probability, 0 to 1, that the best of them answers the question.
        topic: the greatest cosine of the question and a passage, -1 to 1.
        passages: ids of the passages that were read; their sentences that are no evidence cannot answer.
    """

    evidence: tuple[Evidence, ...]
    answerable: float
    topic: float
    passages: frozenset[str] = frozenset()


class Reader(Protocol):
    """Anything that reads."""

    def read(self, asked: Asked, hits: Sequence[Hit], index: Index) -> Reading:
        """Reads the passages of ``hits`` for an answer to the question."""


class CombinedReader:
    """Reads with a cross-encoder and with everything else that is known of a sentence.

    Args:
        readers: the cross-encoders.
        rank: probability that a sentence is the one that answers, among those read.
        pointwise: the same of a sentence by itself; it tells questions apart, where `rank` tells sentences apart.
        decide: probability that the likeliest sentence answers at all.
    """

    def __init__(self, readers: Readers, rank: Logistic, pointwise: Logistic, decide: Logistic) -> None:
        self._readers = readers
        self._rank = rank
        self._pointwise = pointwise
        self._decide = decide

    def read(self, asked: Asked, hits: Sequence[Hit], index: Index) -> Reading:
        """Reads the passages of ``hits`` for an answer to the question."""
        chosen = _to_read(asked, notes_last(asked, hits, index), index)
        read = frozenset(hit.passage.id for hit in chosen)
        timely = _of_their_time(asked, {hit.passage.article for hit in chosen}, index)
        strangers = _of_lookalikes(asked, chosen, index)
        candidates = [
            one
            for one in candidates_of(asked, chosen, index, self._readers)
            if one.passage.article in timely
            and one.passage.id not in strangers
            and not _is_no_answer(asked, one)
            and not _is_another_row(asked, one, index)
        ]
        if not candidates:
            return Reading((), 0.0, 0.0, read)
        ranked = _ranked(asked, candidates, self._rank, index)
        answerable = self._decide(decision_features(*_ranked(asked, candidates, self._pointwise, index)[0]))
        if unheard_of(asked, index.counts.words):
            answerable *= POLICY.unheard_of
        if sure := [pair for pair in ranked if _surely(asked, pair[1], index)]:
            ranked = [
                *((POLICY.certain, one) for _, one in sure),
                *(pair for pair in ranked if pair not in sure),
            ]
            answerable = POLICY.certain
        evidence = tuple(
            evidence_of(one.passage, one.passage.sentences.index(one.span), score, index)
            for score, one in ranked
        )
        return Reading(evidence, answerable, max(hit.similarity or 0.0 for hit in hits), read)


def _ranked(
    asked: Asked, candidates: Sequence[Candidate], probability: Logistic, index: Index
) -> list[tuple[float, Candidate]]:
    """The candidates with their probabilities, best first, as the question wants them."""
    return _numbers_first(asked, notes_doubted(asked, ranking(candidates, probability), index))


def _numbers_first(asked: Asked, ranked: Sequence[tuple[float, Candidate]]) -> list[tuple[float, Candidate]]:
    """The ranking, where of sentences that are about as likely those with the numbers of the question come first."""
    if not asked.numbers:
        return [*ranked]
    near = [pair for pair in ranked if pair[0] >= POLICY.about_as_likely * ranked[0][0]]
    there = [pair for pair in near if set(asked.numbers) <= set(numbers_in(pair[1].text))]
    return [*there, *(pair for pair in ranked if pair not in there)]


def _of_lookalikes(asked: Asked, hits: Sequence[Hit], index: Index) -> set[str]:
    """Ids of the passages about somebody whose name only looks like one that the question has and the articles know."""
    known = [name for name in asked.names if all(index.counts.words.get(part) for part in tokens(name))]
    if not known:
        return set()
    articles = index.generation.articles
    return {
        one.id
        for one in (hit.passage for hit in hits)
        if of_lookalike(known, f"{articles[one.article].heading} › {one.section} › {one.text}")
    }


def _is_no_answer(asked: Asked, one: Candidate) -> bool:
    """Whether a sentence cannot answer, whatever it scores.

    It gives orders, asks itself, only points elsewhere or says no word that the question has not; tells of something
    else; or tells no time, place or amount where one is asked for.
    """
    if is_injection(one.text) or ASKS.search(one.text) or _says_nothing_new(asked, one.text):
        return True
    if asked.wants is not Wants.PLACE and points_elsewhere(one.text):
        return True
    if counts_others(asked.counted, one.text) or says_otherwise(asked.text, one.text):
        return True
    if lacks_amount(asked.text, one.text) or UNCOUNTED < one.features["counted"] <= POLICY.counts_else:
        return True
    pair = _ASKED_AND_TOLD.match(one.text)
    if (
        pair
        and asked.wants is Wants.REASON
        and wanted(pair["asked"]) is not Wants.REASON
        and not _REASON.search(one.text)
    ):
        return True
    told = f"{one.passage.section} {one.text}"
    if asked.wants is Wants.PLACE:
        return lacks_place(asked.text, told)
    return asked.wants is Wants.DATE and not tells_when(told)


def _says_nothing_new(asked: Asked, text: str) -> bool:
    """Whether a sentence has only words of the question.

    "Yes" is an answer of that kind, a command, and "It holds 90 litres" with the sentence before it, which names it.
    """
    told = asked.wants is Wants.YES_NO or asked.offered or _CODE.search(text) or LEANS_BACK.match(text)
    return not told and set(content_stems(text)) <= set(asked.stems)


def _surely(asked: Asked, one: Candidate, index: Index) -> bool:
    """Whether a sentence answers by its form.

    It spells the letters out, stands below the very question, stands below a heading that says all of "What ...?", or
    is the row of a table that is asked for.
    """
    if asked.letters and spelt_out(asked.letters, one.text):
        return True
    pair = _ASKED_AND_TOLD.match(one.text)
    if pair is not None and _bare(pair["asked"]) == _bare(asked.text):
        return True
    section = set(content_stems(one.passage.section))
    above = section | set(content_stems(index.generation.articles[one.passage.article].heading))
    stems = set(asked.stems) - _RELEASE
    if asked.wants is Wants.OTHER and _WHAT.match(asked.text) and len(stems & section) > 1 and stems <= above:
        return True
    return _is_row_asked_for(asked, one, above)


def _is_row_asked_for(asked: Asked, one: Candidate, above: set[str]) -> bool:
    """Whether a sentence is a row whose name is asked for, and the rest of the question stands in it or above it."""
    passage = one.passage
    raw = passage.text[one.span.start - passage.span.start : one.span.end - passage.span.start]
    cells = _cells(one.text)
    if raw.count(": ") >= one.text.count(": ") or not cells:
        return False
    name = cells[0][0] if len(cells) == 1 else cells[0][1]
    named, stems = set(content_stems(name)), set(asked.stems)
    told = asked.wants not in (Wants.REASON, Wants.YES_NO) and offers(asked.wants, one.text, frozenset())
    return bool(named) and told and named <= stems <= above | set(content_stems(one.text))


def _is_another_row(asked: Asked, one: Candidate, index: Index) -> bool:
    """Whether a sentence is the row of a table, and what the question names is neither in it nor above it.

    Of "Who is the head nurse of the intensive care unit?" the rows of other wards tell nothing, if the articles know of
    intensive care.
    """
    cells = _cells(one.text)
    if len(cells) < 2:
        return False
    heading = index.generation.articles[one.passage.article].heading
    above = set(content_stems(f"{heading} {one.passage.section} {' '.join(label for label, _ in cells)}"))
    told = set(content_stems(" ".join(value for _, value in cells)))
    named = [word for word in tokens(asked.text) if stem(word) in asked.stems and stem(word) not in above]
    known = len(named) > 1 and all(index.counts.words.get(word) for word in named)
    return known and not any(same(stem(word), other) for word in named for other in told)


def _cells(text: str) -> list[tuple[str, str]]:
    """Labels and values of the row of a table, as it is quoted; empty where a text is none."""
    cells = [cell.partition(": ") for cell in text.split("; ")]
    return [(label, value) for label, _, value in cells] if all(colon for _, colon, _ in cells) else []


def _bare(question: str) -> list[str]:
    return [one for one in tokens(question) if one not in ("a", "an", "the", "please")]


def _of_their_time(asked: Asked, articles: set[str], index: Index) -> set[str]:
    """The articles that may speak of a year that the question names: they mention it, or were out about then.

    Of an undated article that mentions no year nobody knows.
    """
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


def _to_read(asked: Asked, hits: Sequence[Hit], index: Index) -> Sequence[Hit]:
    """The best hits, and those further down that hold every word of the question.

    For a question about how things stand now, also those of the newest article among all hits.
    """
    many, words = 0, 0
    for hit in hits:
        words += len(hit.passage.words.split())
        if many >= READ_PASSAGES and words > READ_WORDS:
            break
        many += 1
    first, rest = hits[:many], hits[many:]
    stems = set(asked.matter)
    whole = [hit for hit in rest if stems <= set(content_stems(hit.passage.words))] if len(stems) > 1 else []
    if not asked.latest:
        return (*first, *whole)
    articles = index.generation.articles
    dates = [articles[hit.passage.article].published or date.min for hit in hits]
    newest = max(dates, default=date.min)
    late = [hit for hit in rest if articles[hit.passage.article].published == newest]
    return (*first, *whole, *(hit for hit in late[:NEWEST_PASSAGES] if hit not in whole))


def reader_of(readers: Readers, weights: Weights) -> CombinedReader:
    """A reader with fitted weights."""
    return CombinedReader(readers, weights["rank"], weights["pointwise"], weights["decide"])
