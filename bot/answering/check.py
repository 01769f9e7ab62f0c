"""Checks a claim against the articles, or against a text that comes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.guards import COVERED
from bot.answering.reading.calibrated import Weights
from bot.answering.reading.features import as_read
from bot.answering.reading.model import ClaimJudge, Text
from bot.answering.reading.support import NEARLY_ALL, Verdict, Weighed, similarity_to, weigh
from bot.answering.sources import source_of
from bot.records import Citation
from index.articles.sentences import sentences
from index.embedder import Embedder
from index.records import Sentence, Span

if TYPE_CHECKING:
    from index.search import Index

SUPPORTED_AT = 0.6
ENTAILED_AT = 1.0  # the network's own log-odds that a claim is supported, from which on nothing else is asked
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
        embedder: tells how near a claim is to a sentence of a text that comes with it.
    """

    def __init__(self, judge: ClaimJudge, weights: Weights, embedder: Embedder) -> None:
        self._judge = judge
        self._weights = weights
        self._embedder = embedder

    def against_text(self, claim: str, text: str) -> Checked:
        """Checks a claim against a text."""
        spans = sentences(text, Span(0, len(text))) if text.strip() else ()
        if not spans:
            return Checked(Verdict.NOT_STATED, 0.0)
        told = tuple(span.of(text) for span in spans)
        similarity = similarity_to(claim, told, self._embedder)
        weighed = weigh(claim, Text("", told), self._judge, similarity)
        verdict, score = self._verdict(weighed)
        return Checked(
            verdict, score, quotes=(_stretch(spans, weighed),) if verdict is not Verdict.NOT_STATED else ()
        )

    def against_articles(self, claim: str, index: Index) -> Checked:
        """Checks a claim against the passages nearest to it; the best that supports it decides, or else the best."""
        found = []
        claimed = index.embed([claim])[0]
        for hit in index.search(claim)[:READ_PASSAGES]:
            similarity = float((index.sentence_vectors(hit.passage) @ claimed).max())
            weighed = weigh(claim, as_read(hit.passage, index), self._judge, similarity)
            found.append((*self._verdict(weighed), weighed, hit.passage))
        if not found:
            return Checked(Verdict.NOT_STATED, 0.0, generation=index.generation.id)
        supporting = [one for one in found if one[0] is Verdict.SUPPORTED]
        verdict, score, weighed, passage = max(supporting or found, key=lambda one: one[1])
        if verdict is Verdict.NOT_STATED:
            return Checked(verdict, score, generation=index.generation.id)
        text = index.text(passage.file)
        source = source_of(index.generation.articles[passage.article], index.generation, passage.section)
        cited = tuple(
            Citation(number, source, span, span.of(text))
            for number, span in enumerate(_stretches(passage.sentences, weighed, text), 1)
        )
        return Checked(verdict, score, cited, generation=index.generation.id)

    def _verdict(self, weighed: Weighed) -> tuple[Verdict, float]:
        """Supported if network and slots agree, contradicted if a slot differs in what is shown, else not stated."""
        score = self._weights["supported"](weighed.features)
        features = weighed.features
        if not weighed.doubts:
            literal = features["shortening"] and features["order"] == 1.0
            likely = score >= SUPPORTED_AT and features["entailed"] >= 0
            sure = literal or likely or features["entailed"] >= ENTAILED_AT
            return Verdict.SUPPORTED if sure else Verdict.NOT_STATED, score
        differs = any(one.differs for one in weighed.doubts) and weighed.covered >= COVERED
        told = self._weights["contradicted"](features) >= CONTRADICTED_AT or weighed.covered >= NEARLY_ALL
        if differs and told:
            return Verdict.CONTRADICTED, score
        return Verdict.NOT_STATED, score


def _stretches(sentences: Sequence[Sentence], weighed: Weighed, text: str) -> list[Span]:
    """The sentences that decide, those as one that nothing but white space parts."""
    first, last = weighed.sentences
    found: list[Span] = []
    for one in sentences[first : last + 1]:
        if found and not text[found[-1].end : one.start].strip():
            found[-1] = Span(found[-1].start, one.end)
        else:
            found.append(Span(one.start, one.end))
    return found


def _stretch(spans: Sequence[Span], weighed: Weighed) -> Span:
    first, last = weighed.sentences
    return Span(spans[first].start, spans[last].end)
