"""Checks a claim against the articles, or against a text that comes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.reading.calibrated import Weights
from bot.answering.reading.features import as_read
from bot.answering.reading.model import ClaimJudge, Text
from bot.answering.reading.support import Verdict, Weighed, weigh
from bot.answering.sources import source_of
from bot.records import Citation
from index.articles.sentences import sentences
from index.records import Span

if TYPE_CHECKING:
    from index.search import Index

SUPPORTED_AT = 0.6
ALTERED_AT = (
    3.0  # the network's own log-odds that a claim needs which is a sentence of the text but for some word
)
CONTRADICTED_AT = 0.5
READ_PASSAGES = 10


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found.

    Args:
        verdict: supported, contradicted or not stated.
        score: probability, 0 to 1, that the claim is supported.
        citations: where in the articles; empty when nothing is stated, or when the text came with the claim.
        quotes: the same places in a text that came with the claim.
        generation: the generation of the index whose articles were looked at; empty for a text that came along.
    """

    verdict: Verdict
    score: float
    citations: tuple[Citation, ...] = ()
    quotes: tuple[Span, ...] = ()
    generation: str = ""


class Checker:
    """Checks claims.

    Args:
        judge: what reads a claim with a passage.
        weights: how its scores, and what words say, become probabilities.
    """

    def __init__(self, judge: ClaimJudge, weights: Weights) -> None:
        self._judge = judge
        self._weights = weights

    def against_text(self, claim: str, text: str) -> Checked:
        """Checks a claim against a text."""
        spans = sentences(text, Span(0, len(text))) if text.strip() else ()
        if not spans:
            return Checked(Verdict.NOT_STATED, 0.0)
        weighed = weigh(claim, Text("", tuple(span.of(text) for span in spans)), self._judge)
        verdict, score = self._verdict(weighed)
        return Checked(
            verdict, score, quotes=(_stretch(spans, weighed),) if verdict is not Verdict.NOT_STATED else ()
        )

    def against_articles(self, claim: str, index: Index) -> Checked:
        """Checks a claim against the passages that are nearest to it; the one that says most decides."""
        found = []
        for hit in index.search(claim)[:READ_PASSAGES]:
            weighed = weigh(claim, as_read(hit.passage, index), self._judge)
            verdict, score = self._verdict(weighed)
            found.append((verdict, score, weighed, hit.passage))
        for wanted in (Verdict.SUPPORTED, Verdict.CONTRADICTED):
            those = [one for one in found if one[0] is wanted]
            if those:
                verdict, score, weighed, passage = max(
                    those,
                    key=lambda one: one[1] if wanted is Verdict.SUPPORTED else one[2].features["coverage"],
                )
                span = _stretch(passage.sentences, weighed)
                text = index.text(passage.file)
                source = source_of(index.generation.articles[passage.article], text)
                cited = (Citation(1, source, span, span.of(text)),)
                return Checked(verdict, score, cited, generation=index.generation.id)
        score = max((one[1] for one in found), default=0.0)
        return Checked(Verdict.NOT_STATED, score, generation=index.generation.id)

    def _verdict(self, weighed: Weighed) -> tuple[Verdict, float]:
        score = self._weights["supported"](weighed.features)
        features = weighed.features
        sure = features["entailed"] >= ALTERED_AT if features["altered"] else score >= SUPPORTED_AT
        if features["shortening"] or sure:
            return Verdict.SUPPORTED, score
        if self._weights["contradicted"](weighed.features) >= CONTRADICTED_AT:
            return Verdict.CONTRADICTED, score
        return Verdict.NOT_STATED, score


def _stretch(spans: Sequence[Span], weighed: Weighed) -> Span:
    first, last = weighed.sentences
    return Span(spans[first].start, spans[last].end)
