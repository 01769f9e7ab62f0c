"""The result of checking a claim, and of a message with several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.answering.guards import Doubt
from bot.answering.reading.evidence import footnote
from bot.answering.verify.message import Kind, Part
from bot.answering.verify.support import Verdict
from bot.records import Citation
from index.records import Span


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a check.

    Args:
        verdict: supported, contradicted or not stated; no claim where nothing was checked.
        score: probability, 0 to 1, that the claim is supported: claims are ranked by it.
        citations: where in the articles; empty when nothing is stated, or when the text came with the claim.
        quotes: the same places in a text that came with the claim.
        generation: the generation of the index that was searched; empty for a text that came with the claim.
        scores: the probability, 0 to 1, of each verdict; they add up to 1.
        differs: for *contradicted*, the words that differ.
        others: where another article gives another value for the same thing; empty if none does.
        limit: for *not stated*, the only thing that the claim leaves out of a sentence that says the rest; else None.
        limited: where that sentence stands.
    """

    verdict: Verdict
    score: float
    citations: tuple[Citation, ...] = ()
    quotes: tuple[Span, ...] = ()
    generation: str = ""
    scores: Mapping[Verdict, float] = field(default_factory=dict)
    differs: tuple[Doubt, ...] = ()
    others: tuple[Citation, ...] = ()
    limit: Doubt | None = None
    limited: tuple[Citation, ...] = ()

    @property
    def shown(self) -> tuple[Citation, ...]:
        """Every sentence that a reader is shown, in order."""
        return (*self.citations, *self.others, *self.limited)

    @property
    def as_of(self) -> date | None:
        """The date of the article that decides; None if there is no article, or it is undated."""
        return self.citations[0].source.published if self.citations else None

    @property
    def later(self) -> Citation | None:
        """Where the later of two articles that disagree says so; None if none disagree or a date is unknown."""
        if not self.citations or not self.others:
            return None
        both = self.citations[0], self.others[0]
        place = latest([citation.source.published for citation in both])
        return None if place is None else both[place]


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """A part of a message and its result.

    Args:
        part: the part.
        found: the result; its verdict is *no claim* if the part claims nothing.
    """

    part: Part
    found: Checked


def latest(days: Sequence[date | None]) -> int | None:
    """The position of the latest of the days of some reports; None when a day is unknown or they are all of one day."""
    known = [day for day in days if day]
    if len(known) < len(days) or len(set(known)) < 2:
        return None
    return days.index(max(known))


def unchecked(part: Part, generation: str = "") -> Checked:
    """The result for a part that is not checked: it claims nothing, or nothing that can be looked up."""
    if part.kind is Kind.UNRESOLVED:
        return replace(nothing(), generation=generation)
    return Checked(Verdict.NO_CLAIM, 0.0, generation=generation)


def overall(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict on a message: that of its worst claim."""
    for worst in (Verdict.CONTRADICTED, Verdict.NOT_STATED, Verdict.SUPPORTED):
        if worst in verdicts:
            return worst
    return Verdict.NO_CLAIM


def numbered_through(results: Sequence[Checked]) -> tuple[Checked, ...]:
    """The same results with citations numbered from 1 across all of them; the same place has one number."""
    footnotes: dict[tuple[str, Span], Citation] = {}

    def numbered(cited: Sequence[Citation]) -> tuple[Citation, ...]:
        return tuple(replace(citation, n=footnote(footnotes, citation).n) for citation in cited)

    return tuple(
        replace(
            result,
            citations=numbered(result.citations),
            others=numbered(result.others),
            limited=numbered(result.limited),
        )
        for result in results
    )


def nothing() -> Checked:
    """The result if there is nothing to compare a claim with."""
    return Checked(
        Verdict.NOT_STATED,
        0.0,
        scores={Verdict.SUPPORTED: 0.0, Verdict.CONTRADICTED: 0.0, Verdict.NOT_STATED: 1.0},
    )
