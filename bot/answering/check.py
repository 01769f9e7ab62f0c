"""Checks claims against the articles, or against a text that comes with them.

What a verdict is worth is told by ``scores``, a probability for each of the three. They come of one more regression,
softmax over three rows of weights (``stated_*`` in ``weights.json``): its features are the two log-odds by which
verdicts are made, the share of the claim's words that stand in the nearest sentences, whether a slot raises a doubt or
differs, and the verdict itself. It is fitted on claims of public sets that neither the network nor the other
regressions learned from; ``python -m eval claims`` measures it in bins on what the fit did not see.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.answering.cues import Check
from bot.answering.differences import Difference, place_of
from bot.answering.guards import COVERED
from bot.answering.meanings import unsaid
from bot.answering.message import Kind, Part, parts_of
from bot.answering.reading.calibrated import Weights
from bot.answering.reading.features import as_read
from bot.answering.reading.model import ClaimJudge, Text
from bot.answering.reading.support import NEARLY_ALL, Verdict, Weighed, similarity_to, weigh
from bot.answering.sources import source_of
from bot.records import Citation
from index.articles.sentences import sentences
from index.embedder import Embedder
from index.english.numbers import plain
from index.records import Hit, Passage, Sentence, Span
from index.stems import content_stems

if TYPE_CHECKING:
    from index.search import Index

SUPPORTED_AT = 0.6
ENTAILED_AT = 1.0  # the network's own log-odds that a claim is supported, from which on nothing else is asked
NOT_DENIED = -3.0  # the same, from which on a claim is supported all of whose words the sentence says
# Share of its words in order, and cosine, from which on a claim is the sentence itself.
IN_ORDER, ALIKE = 0.75, 0.75
MOST = 0.8  # share of a claim's words that the sentence says, from which on the network need only lean to it
CONTRADICTED_AT = 0.5
# How sure the network must be that the text says otherwise, unless the claim is nearly the sentence: rules alone take
# a part of a name for another name, or see a "not" that belongs to something else.
OTHERWISE_AT = {Check.NAME: 0.95, Check.NEGATION: 0.5}
NEARLY_THE_SENTENCE = 0.85  # share of the claim's words that the sentence says
READ_PASSAGES = 10
WORTH_READING = 0.5  # of the best passage's share of the claim's words, from which on a passage is read
_VALUES = (Check.NUMBER, Check.DATE)  # slots about which articles can disagree


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found.

    Args:
        verdict: supported, contradicted or not stated; no claim where nothing was checked.
        score: probability, 0 to 1, that the claim is supported: what claims are ranked by.
        citations: where in the articles; empty when nothing is stated, or when the text came with the claim.
        quotes: the same places in a text that came with the claim.
        generation: the generation of the index whose articles were looked at; empty for a text that came along.
        scores: the probability, 0 to 1, of each verdict; they add up to 1.
        differs: for *contradicted*, the words that differ.
        others: where another article gives another value for the same; empty where none does.
    """

    verdict: Verdict
    score: float
    citations: tuple[Citation, ...] = ()
    quotes: tuple[Span, ...] = ()
    generation: str = ""
    scores: Mapping[Verdict, float] = field(default_factory=dict)
    differs: tuple[Difference, ...] = ()
    others: tuple[Citation, ...] = ()

    @property
    def as_of(self) -> date | None:
        """The date of the article that decides; None where there is none, or nobody states it."""
        return self.citations[0].source.published if self.citations else None

    @property
    def later(self) -> Citation | None:
        """Of two articles that disagree, where the later one says so; None where none does or a date is unknown."""
        if not self.citations or not self.others:
            return None
        one, other = self.citations[0], self.others[0]
        if not one.source.published or not other.source.published:
            return None
        if one.source.published == other.source.published:
            return None
        return one if one.source.published > other.source.published else other


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """A part of a message and what was found.

    Args:
        part: the part.
        found: what was found; its verdict is *no claim* where the part claims nothing.
    """

    part: Part
    found: Checked


@dataclass(frozen=True, slots=True)
class _Laid:
    """A claim laid beside a passage."""

    verdict: Verdict
    score: float
    weighed: Weighed
    passage: Passage


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
            return _nothing()
        told = tuple(span.of(text) for span in spans)
        similarity = similarity_to(claim, told, self._embedder)
        weighed = weigh(claim, Text("", told), self._judge, similarity)
        verdict, score = self._verdict(weighed)
        scores = self._scores(verdict, weighed)
        if verdict is Verdict.NOT_STATED:
            return Checked(verdict, score, scores=scores)
        quote = _stretch(spans, weighed)
        differs = _differences(weighed, claim, quote.of(text)) if verdict is Verdict.CONTRADICTED else ()
        return Checked(verdict, score, quotes=(quote,), scores=scores, differs=differs)

    def against_articles(self, claim: str, index: Index) -> Checked:
        """Checks a claim against the passages nearest to it; the best that supports it decides, or else the best."""
        found = []
        claimed = index.embed([claim])[0]
        for hit in _worth_reading(claim, index.search(claim)[:READ_PASSAGES]):
            similarity = float((index.sentence_vectors(hit.passage) @ claimed).max())
            weighed = weigh(claim, as_read(hit.passage, index), self._judge, similarity)
            found.append(_Laid(*self._verdict(weighed), weighed, hit.passage))
        if not found:
            return replace(_nothing(), generation=index.generation.id)
        best = _deciding(found)
        checked = Checked(
            best.verdict,
            best.score,
            generation=index.generation.id,
            scores=self._scores(best.verdict, best.weighed),
        )
        if best.verdict is Verdict.NOT_STATED:
            return checked
        cited = _citations(best, index, 1)
        other = _saying_otherwise(best, found, index)
        shown = " ".join(one.quote for one in cited)
        return replace(
            checked,
            citations=cited,
            differs=_differences(best.weighed, claim, shown) if best.verdict is Verdict.CONTRADICTED else (),
            others=_citations(other, index, 1 + len(cited)) if other else (),
        )

    def laid(self, claim: str, text: str) -> dict[str, float]:
        """What the probability of each verdict is told from, for a claim beside a text; empty without a text."""
        spans = sentences(text, Span(0, len(text))) if text.strip() else ()
        if not spans:
            return {}
        told = tuple(span.of(text) for span in spans)
        weighed = weigh(claim, Text("", told), self._judge, similarity_to(claim, told, self._embedder))
        return verdict_features(self._verdict(weighed)[0], weighed, self._weights)

    def message_against_articles(self, message: str, index: Index) -> tuple[CheckedPart, ...]:
        """Checks each claim of a message against the articles."""
        return tuple(
            CheckedPart(
                one,
                self.against_articles(one.read_as, index)
                if one.kind is Kind.CLAIM
                else unchecked(one, index.generation.id),
            )
            for one in parts_of(message)
        )

    def message_against_text(self, message: str, text: str) -> tuple[CheckedPart, ...]:
        """Checks each claim of a message against a text, to which its pronouns may point."""
        return tuple(
            CheckedPart(one, self.against_text(one.read_as, text) if one.claims else unchecked(one))
            for one in parts_of(message)
        )

    def _verdict(self, weighed: Weighed) -> tuple[Verdict, float]:
        """Supported if network and slots agree, contradicted if a slot differs in what is shown, else not stated."""
        score = self._weights["supported"](weighed.features)
        features = weighed.features
        if not weighed.doubts:
            said = weighed.covered == 1.0
            near = said and weighed.literal >= IN_ORDER and features["similarity"] >= ALIKE
            literal = near or (features["shortening"] and features["order"] == 1.0)
            entailed = features["entailed"]
            likely = (score >= SUPPORTED_AT or weighed.covered >= MOST) and entailed >= 0
            said = said and entailed >= NOT_DENIED
            sure = literal or likely or said or entailed >= ENTAILED_AT
            return Verdict.SUPPORTED if sure else Verdict.NOT_STATED, score
        near = weighed.covered >= NEARLY_THE_SENTENCE
        otherwise = {one.check for one in weighed.doubts if one.differs}
        cancel = Check.NEGATION in otherwise and len(otherwise) > 1  # "not in 2018", where the text has 2014
        differs = (
            weighed.covered >= COVERED
            and not cancel
            and any(
                one.differs and (near or features["otherwise"] >= OTHERWISE_AT.get(one.check, 0.0))
                for one in weighed.doubts
            )
        )
        told = self._weights["contradicted"](features) >= CONTRADICTED_AT or weighed.covered >= NEARLY_ALL
        if differs and told:
            return Verdict.CONTRADICTED, score
        return Verdict.NOT_STATED, score

    def _scores(self, verdict: Verdict, weighed: Weighed) -> Mapping[Verdict, float]:
        """The probability of each verdict."""
        features = verdict_features(verdict, weighed, self._weights)
        odds = {one: self._weights[f"stated_{one}"].log_odds(features) for one in STATED}
        highest = max(odds.values())
        raised = {one: math.exp(value - highest) for one, value in odds.items()}
        total = sum(raised.values())
        return {one: value / total for one, value in raised.items()}


STATED = (Verdict.SUPPORTED, Verdict.CONTRADICTED, Verdict.NOT_STATED)


def verdict_features(verdict: Verdict, weighed: Weighed, weights: Weights) -> dict[str, float]:
    """What the probability of each verdict is told from.

    Args:
        verdict: what was found.
        weighed: the claim beside the text.
        weights: the regressions ``supported`` and ``contradicted``.
    """
    return {
        "supported": weights["supported"].log_odds(weighed.features),
        "contradicted": weights["contradicted"].log_odds(weighed.features),
        "covered": weighed.covered,
        "doubted": float(bool(weighed.doubts)),
        "differs": float(any(one.differs for one in weighed.doubts)),
        "is_supported": float(verdict is Verdict.SUPPORTED),
        "is_contradicted": float(verdict is Verdict.CONTRADICTED),
    }


def unchecked(part: Part, generation: str = "") -> Checked:
    """What is said of a part that is not checked: that it claims nothing, or nothing that can be looked up."""
    if part.kind is Kind.UNRESOLVED:
        return replace(_nothing(), generation=generation)
    return Checked(Verdict.NO_CLAIM, 0.0, generation=generation)


def overall(verdicts: Sequence[Verdict]) -> Verdict:
    """One verdict of a message: as good as the worst of its claims."""
    for worst in (Verdict.CONTRADICTED, Verdict.NOT_STATED, Verdict.SUPPORTED):
        if worst in verdicts:
            return worst
    return Verdict.NO_CLAIM


def numbered_through(found: Sequence[Checked]) -> tuple[Checked, ...]:
    """The same results with their citations numbered through, a place that serves twice by one number."""
    places: dict[tuple[str, Span], int] = {}

    def numbered(cited: Sequence[Citation]) -> tuple[Citation, ...]:
        return tuple(
            replace(one, n=places.setdefault((one.source.file, one.span), len(places) + 1)) for one in cited
        )

    return tuple(
        replace(one, citations=numbered(one.citations), others=numbered(one.others)) for one in found
    )


def _nothing() -> Checked:
    return Checked(
        Verdict.NOT_STATED,
        0.0,
        scores={Verdict.SUPPORTED: 0.0, Verdict.CONTRADICTED: 0.0, Verdict.NOT_STATED: 1.0},
    )


def _differences(weighed: Weighed, claim: str, shown: str) -> tuple[Difference, ...]:
    """The words that differ, as they stand in the claim and in the sentences that are shown."""

    def written(words: str, text: str) -> str:
        place = place_of(words, text)
        return place.of(text) if place else words

    return tuple(
        Difference(one.check, written(one.claim, claim), written(one.text, shown))
        for one in weighed.doubts
        if one.differs
    )


def _worth_reading(claim: str, hits: Sequence[Hit]) -> list[Hit]:
    """The passages that say a fair part of the claim: reading is slow, and the others decide nothing."""
    wanted = set(content_stems(plain(claim)))
    shares = [len(wanted - set(unsaid(wanted, content_stems(" ".join(hit.passage.texts))))) for hit in hits]
    return [hit for hit, share in zip(hits, shares, strict=True) if share >= WORTH_READING * max(shares)]


def _deciding(found: Sequence[_Laid]) -> _Laid:
    """The surest passage that supports a claim, else the likeliest, or one that contradicts and says as much of it."""
    supporting = [one for one in found if one.verdict is Verdict.SUPPORTED]
    best = max(supporting or found, key=lambda one: one.score)
    if best.verdict is not Verdict.NOT_STATED:
        return best
    denying = [
        one
        for one in found
        if one.verdict is Verdict.CONTRADICTED and one.weighed.covered >= best.weighed.covered
    ]
    return max(denying, key=lambda one: one.weighed.covered, default=best)


def _saying_otherwise(best: _Laid, found: Sequence[_Laid], index: Index) -> _Laid | None:
    """The surest passage of another article that has another value where the claim has one."""
    own = _story(best, index)
    mine = _values(best)
    rivals = [
        one
        for one in found
        if one.verdict is Verdict.CONTRADICTED
        and one.weighed.covered >= NEARLY_ALL
        and _story(one, index) != own
        and any(mine.get(said, said) != told for said, told in _values(one).items())
        and (best.verdict is Verdict.SUPPORTED or mine.keys() & _values(one).keys())
    ]
    return max(rivals, key=lambda one: one.weighed.covered, default=None)


def _values(laid: _Laid) -> dict[str, str]:
    """The values of a claim for which a passage has others."""
    return {
        one.claim: one.text
        for one in laid.weighed.doubts
        if one.differs and one.check in _VALUES and one.claim and one.text
    }


def _story(laid: _Laid, index: Index) -> str:
    return index.generation.articles[laid.passage.article].story


def _citations(laid: _Laid, index: Index, n: int) -> tuple[Citation, ...]:
    """The sentences of a passage that decide, numbered from ``n``."""
    passage = laid.passage
    text = index.text(passage.file)
    source = source_of(index.generation.articles[passage.article], index.generation, passage.section)
    stretches = _stretches(passage.sentences, laid.weighed, text)
    return tuple(Citation(number, source, span, span.of(text)) for number, span in enumerate(stretches, n))


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
