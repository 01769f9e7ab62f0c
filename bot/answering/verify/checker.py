"""Checks claims against the articles, or against a text that comes with them.

The passages that say most of a claim, in its words and in meaning, are laid beside it: see
`bot.answering.verify.support`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answering.english.cues import Check
from bot.answering.guards import Doubt
from bot.answering.policy import POLICY
from bot.answering.reading.calibrated import Weights
from bot.answering.reading.features import as_read
from bot.answering.reading.model import ClaimJudge, Text
from bot.answering.reading.sources import source_of
from bot.answering.verify.checked import Checked, CheckedPart, nothing, unchecked
from bot.answering.verify.differences import place_of
from bot.answering.verify.laid import Laid, deciding, saying_otherwise
from bot.answering.verify.message import Kind, parts_of
from bot.answering.verify.support import Verdict, Weighed, said, weigh
from bot.answering.verify.verdict import differing, probabilities, verdict_of
from bot.records import Citation
from index.articles.sentences import sentences
from index.embedder import Embedder
from index.english.plain import plain
from index.graph import at_once
from index.records import Sentence, Span
from index.stems import content_stems

if TYPE_CHECKING:
    from index.search import Index

_LIMITS = (Check.SPEAKER, Check.MODALITY, Check.NUMBER)


class Checker:
    """Checks claims.

    Args:
        judge: reads a claim with a passage.
        weights: turn its scores, and features of the words, into probabilities.
        embedder: measures how near a claim is to a sentence of a text that comes with it.
    """

    def __init__(self, judge: ClaimJudge, weights: Weights, embedder: Embedder) -> None:
        self._judge = judge
        self.weights = weights
        self._embedder = embedder

    def beside(self, claim: str, text: str) -> tuple[tuple[Span, ...], Weighed | None]:
        """The sentences of a text, and the claim beside them; None if there are none."""
        spans = sentences(text, Span(0, len(text))) if text.strip() else ()
        passage = Text("", tuple(span.of(text) for span in spans))
        return tuple(spans), self.weighed(claim, passage) if spans else None

    def weighed(self, claim: str, text: Text) -> Weighed:
        """The claim beside a text of one sentence or more."""
        vectors = self._embedder.embed([claim, *text.sentences])
        return weigh(claim, text, (vectors[1:] @ vectors[0]).tolist(), self._judge)

    def against_text(self, claim: str, text: str) -> Checked:
        """Checks a claim against a text."""
        spans, weighed = self.beside(claim, text)
        if weighed is None:
            return nothing()
        scores = probabilities(weighed, self.weights)
        verdict, score = verdict_of(weighed, scores), scores[Verdict.SUPPORTED]
        if verdict is Verdict.NOT_STATED:
            return Checked(verdict, score, scores=scores)
        quote = _stretch(spans, weighed)
        differs = _differences(weighed, claim, quote.of(text)) if verdict is Verdict.CONTRADICTED else ()
        return Checked(verdict, score, quotes=(quote,), scores=scores, differs=differs)

    def supports(self, lead: str, statements: Sequence[str]) -> bool:
        """Whether sentences support a lead."""
        return self.against_text(lead, " ".join(statements)).verdict is Verdict.SUPPORTED

    def against_articles(self, claim: str, index: Index) -> Checked:
        """Checks a claim against the nearest passages; the best that supports it decides, or else the best of all."""
        comparisons = self.comparisons(claim, index)
        if not comparisons:
            return replace(nothing(), generation=index.generation.id)
        best = deciding(comparisons)
        checked = Checked(
            best.verdict,
            best.score,
            generation=index.generation.id,
            scores=best.scores,
        )
        if best.verdict is Verdict.NOT_STATED:
            limit = _limit(best.weighed)
            return replace(checked, limit=limit, limited=_citations(best, index, 1)) if limit else checked
        cited = _citations(best, index, 1)
        other = saying_otherwise(best, comparisons, index)
        shown = " ".join(citation.quote for citation in cited)
        return replace(
            checked,
            citations=cited,
            differs=_differences(best.weighed, claim, shown) if best.verdict is Verdict.CONTRADICTED else (),
            others=_citations(other, index, 1 + len(cited)) if other else (),
        )

    def comparisons(self, claim: str, index: Index) -> list[Laid]:
        """The claim beside the passages that say most of it, in its words and in meaning; the first says most."""
        claimed = index.embed([claim])[0]
        passages = [hit.passage for hit in index.search(claim)[: POLICY.judged]]
        similar = [(matrix @ claimed).tolist() for matrix in index.sentence_vectors(passages)]
        wanted = content_stems(plain(claim))

        def said_of(place: int) -> float:
            return said(claim, wanted, " ".join(passages[place].texts)) + float(max(similar[place]))

        def laid(place: int) -> Laid:
            passage = passages[place]
            weighed = weigh(claim, as_read(passage, index), similar[place], self._judge)
            scores = probabilities(weighed, self.weights)
            return Laid(verdict_of(weighed, scores), scores, weighed, passage)

        likeliest = sorted(range(len(passages)), key=said_of, reverse=True)[: POLICY.laid_beside]
        return at_once(laid, likeliest)

    def message_against_articles(self, message: str, index: Index) -> tuple[CheckedPart, ...]:
        """Checks each claim of a message against the articles."""
        return tuple(
            CheckedPart(
                part,
                self.against_articles(part.read_as, index)
                if part.kind is Kind.CLAIM
                else unchecked(part, index.generation.id),
            )
            for part in parts_of(message)
        )

    def message_against_text(self, message: str, text: str) -> tuple[CheckedPart, ...]:
        """Checks each claim of a message against a text, which its pronouns may refer to."""
        return tuple(
            CheckedPart(part, self.against_text(part.read_as, text) if part.claims else unchecked(part))
            for part in parts_of(message)
        )


def _limit(weighed: Weighed) -> Doubt | None:
    """The only thing a claim leaves out of a sentence that says the rest: a speaker, a condition, a part of a whole."""
    near = weighed.covered >= POLICY.nearly_the_sentence and weighed.literal >= POLICY.in_order
    if not near or any(doubt.claim or doubt.check not in _LIMITS for doubt in weighed.doubts):
        return None
    return next(iter(weighed.doubts), None)


def _differences(weighed: Weighed, claim: str, shown: str) -> tuple[Doubt, ...]:
    """The words that differ, as they stand in the claim and in the sentences that are shown."""

    def written(words: str, text: str) -> str:
        place = place_of(words, text)
        return place.of(text) if place else words

    differences = (
        replace(doubt, claim=written(doubt.claim, claim), text=written(doubt.text, shown))
        for doubt in differing(weighed)
    )
    # Two slots may see the same words.
    by_words = {(difference.claim, difference.text): difference for difference in differences}
    return tuple(by_words.values())


def _citations(laid: Laid, index: Index, first: int) -> tuple[Citation, ...]:
    """The sentences of a passage that decide, numbered from ``first``."""
    passage = laid.passage
    text = index.text(passage.file)
    source = source_of(
        index.generation.articles[passage.article], index.generation, index.text, passage.section
    )
    stretches = _stretches(passage.sentences, laid.weighed, text)
    return tuple(
        Citation(number, source, span, span.of(text)) for number, span in enumerate(stretches, first)
    )


def _stretches(sentences: Sequence[Sentence], weighed: Weighed, text: str) -> list[Span]:
    """The sentences that decide; those with only white space between them are joined."""
    first, last = weighed.sentences
    stretches: list[Span] = []
    for sentence in sentences[first : last + 1]:
        if stretches and not text[stretches[-1].end : sentence.start].strip():
            stretches[-1] = Span(stretches[-1].start, sentence.end)
        else:
            stretches.append(Span(sentence.start, sentence.end))
    return stretches


def _stretch(spans: Sequence[Span], weighed: Weighed) -> Span:
    first, last = weighed.sentences
    return Span(spans[first].start, spans[last].end)
