"""Reads what the search brought: which sentence answers, and how likely it is that one does.

Until a model reads, this does what similarity, words, names, numbers and answer types can do: each sentence
gets a handful of features, and two logistic regressions turn them into probabilities, one to rank sentences,
one to decide whether the best of them answers at all. The weights and the command that makes them are in
``reader_weights.json``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from bot.answering.language import name_phrases, numbers_in
from bot.answering.question import Asked, offers
from bot.answering.sources import source_of
from bot.records import Evidence
from index.passages import embedded_text
from index.records import Hit, Passage, Span
from index.stems import content_stems, tokens

if TYPE_CHECKING:
    from index.search import Index

READ_PASSAGES = 10
ALIKE = 0.4  # the share of the shorter sentence's content words from which on two say the same
_LEANS_BACK = re.compile(
    r"^[“\"‘]?(?:he|she|they|it|this|that|these|those|his|her|their|its|such|"
    r"the (?:two|move|decision|visit|meeting|deal|agreement|statement|announcement))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of a question and its passages.

    Args:
        evidence: candidate sentences, best first, each with its own probability.
        answerable: probability, 0 to 1, that the best of them answers the question.
        topic: the greatest cosine of the question and a passage, -1 to 1.
    """

    evidence: tuple[Evidence, ...]
    answerable: float
    topic: float


class Reader(Protocol):
    """Anything that reads."""

    def read(self, asked: Asked, hits: Sequence[Hit], index: Index) -> Reading:
        """Reads the passages of ``hits`` for an answer to the question."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression over named features.

    Args:
        bias: the intercept.
        weights: one weight a feature.
    """

    bias: float
    weights: Mapping[str, float]

    def __call__(self, features: Mapping[str, float]) -> float:
        """The probability, 0 to 1."""
        return 1 / (1 + math.exp(-self.log_odds(features)))

    def log_odds(self, features: Mapping[str, float]) -> float:
        """The logarithm of the odds, held between -30 and 30."""
        odds = self.bias + sum(weight * features[name] for name, weight in self.weights.items())
        return max(-30.0, min(30.0, odds))


class FeatureReader:
    """Reads by features.

    Args:
        rank: probability that a sentence is the one that answers, among those read.
        decide: probability that the best sentence answers at all.
    """

    def __init__(self, rank: Logistic, decide: Logistic) -> None:
        self._rank = rank
        self._decide = decide

    def read(self, asked: Asked, hits: Sequence[Hit], index: Index) -> Reading:
        """Reads the passages of ``hits`` for an answer to the question."""
        candidates = list(candidates_of(asked, hits[:READ_PASSAGES], index))
        if not candidates:
            return Reading((), 0.0, 0.0)
        ranked = ranking(candidates, self._rank)
        answerable = self._decide(decision_features(ranked))
        evidence = tuple(_evidence(one, score, index) for score, one in ranked)
        return Reading(evidence, answerable, max(hit.similarity or 0.0 for hit in hits))


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence that was read, with its features."""

    passage: Passage
    span: Span
    text: str
    features: Mapping[str, float]


def candidates_of(asked: Asked, hits: Sequence[Hit], index: Index) -> Iterator[Candidate]:
    """Every sentence of the passages with its features, in the order of the hits."""
    sentences = [(hit, number) for hit in hits for number in range(len(hit.passage.sentences))]
    if not sentences:
        return
    texts = [hit.passage.sentence(number) for hit, number in sentences]
    question = index.embed([asked.text])[0]
    similar = [cosine for hit in hits for cosine in (index.sentence_vectors(hit.passage) @ question).tolist()]
    mean = sum(similar) / len(similar)
    known = frozenset(tokens(asked.text))
    weights = {stem: index.rarity(stem) for stem in asked.stems}
    contexts = {hit.passage.id: _context(hit.passage, index) for hit in hits}
    for (hit, number), text, cosine in zip(sentences, texts, similar, strict=True):
        passage = hit.passage
        around = " ".join(
            passage.sentence(other)
            for other in (number - 1, number + 1)
            if 0 <= other < len(passage.sentences)
        )
        own, context = content_stems(text), contexts[passage.id]
        near = set(own) | set(content_stems(around))
        features = {
            "cosine": cosine,
            "cosine_over_mean": cosine - mean,
            "passage_cosine": hit.similarity or 0.0,
            "overlap": _share(weights, set(own)),
            "overlap_near": _share(weights, near),
            "overlap_context": _share(weights, context),
            "bigrams": _bigrams(asked.stems, own),
            "rarest_missing": max((w for stem, w in weights.items() if stem not in context), default=0.0)
            / max(1.0, *weights.values(), 1.0),
            "names_missing": _missing(asked.names, context | near),
            "numbers_missing": _missing_numbers(asked.numbers, passage.text),
            "offers": float(offers(asked.wants, text, known)),
            "short": float(len(text.split()) < 6),
            "long": min(1.0, len(text.split()) / 60),
            "new_names": min(
                1.0, sum(1 for name in name_phrases(text) if not set(tokens(name)) <= known) / 3
            ),
        }
        yield Candidate(passage, passage.sentences[number], text, features)


def ranking(candidates: Sequence[Candidate], rank: Logistic) -> list[tuple[float, Candidate]]:
    """The sentences with their probabilities, best first; at least one."""
    return sorted(
        ((rank(one.features), one) for one in candidates),
        key=lambda pair: (-pair[0], pair[1].passage.file, pair[1].span.start),
    )


def decision_features(ranked: Sequence[tuple[float, Candidate]]) -> dict[str, float]:
    """What the decision looks at: the best sentence, how sure the ranking is, and how far ahead it lies.

    It is measured against the first sentence that says something else: two articles that say the same thing
    confirm each other.
    """
    score, best = ranked[0]
    rival = next((other for other, one in ranked[1:] if not _alike(best.text, one.text)), 0.0)
    kept = ("cosine", "cosine_over_mean", "names_missing", "numbers_missing")
    odds = math.log(score / (1 - score)) if 0 < score < 1 else 0.0
    return {**{name: best.features[name] for name in kept}, "score": odds, "lead": score - rival}


@cache
def default_reader() -> FeatureReader:
    """The reader with the weights that ship."""
    stored = json.loads(resources.files("bot.answering").joinpath("reader_weights.json").read_text("utf-8"))
    return FeatureReader(*(Logistic(**stored[name]) for name in ("rank", "decide")))


def _evidence(one: Candidate, score: float, index: Index) -> Evidence:
    """A sentence that leans on the one before takes it along, so that the quotation stands alone."""
    span = one.span
    number = one.passage.sentences.index(span)
    if number and _LEANS_BACK.match(one.text):
        span = Span(one.passage.sentences[number - 1].start, span.end)
    article = index.generation.articles[one.passage.article]
    text = index.text(article.file)
    return Evidence(
        source=source_of(article, text),
        span=span,
        text=span.of(text),
        passage=one.passage.id,
        score=score,
    )


def _context(passage: Passage, index: Index) -> set[str]:
    return set(content_stems(embedded_text(index.generation.articles[passage.article], passage.text)))


def _alike(one: str, other: str) -> bool:
    mine, theirs = set(content_stems(one)), set(content_stems(other))
    return len(mine & theirs) >= ALIKE * min(len(mine), len(theirs))


def _share(weights: Mapping[str, float], found: set[str]) -> float:
    total = sum(weights.values())
    return sum(weight for stem, weight in weights.items() if stem in found) / total if total else 0.0


def _bigrams(stems: Sequence[str], own: Sequence[str]) -> float:
    pairs = set(pairwise(stems))
    return len(pairs & set(pairwise(own))) / len(pairs) if pairs else 0.0


def _missing(names: Sequence[str], found: set[str]) -> float:
    wanted = [stem for name in names for stem in content_stems(name)]
    return sum(stem not in found for stem in wanted) / len(wanted) if wanted else 0.0


def _missing_numbers(numbers: Sequence[str], text: str) -> float:
    there = set(numbers_in(text))
    return sum(number not in there for number in numbers) / len(numbers) if numbers else 0.0
