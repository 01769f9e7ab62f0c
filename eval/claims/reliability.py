"""Whether the probability of each verdict is what happens, on documents that the fit did not see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.answering.verify.checker import Checker
from bot.answering.verify.support import Verdict
from eval.claims.people import PublicClaim

BINS = 5


@dataclass(frozen=True, slots=True)
class Sure:
    """A claim with the probability of each verdict.

    Args:
        scores: the probabilities.
        label: what people found.
    """

    scores: Mapping[Verdict, float]
    label: Verdict | None


def judged_held_out(checker: Checker, claims: Sequence[PublicClaim]) -> list[Sure]:
    """The claims that the fit did not see, with the probabilities that the checker gives."""
    return [
        Sure(checked.scores, claim.label)
        for claim in claims
        if claim.held_out and (checked := checker.against_text(claim.claim, claim.evidence)).scores
    ]


def reliability(sure: Sequence[Sure], verdict: Verdict) -> Iterator[tuple[float, float, int]]:
    """Bins of equal width: the mean probability of a verdict, how often it is right, and the number of claims.

    Claims that are only known to be unsupported count for *supported* alone.
    """
    known = [claim for claim in sure if claim.label is not None or verdict is Verdict.SUPPORTED]
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        within = [
            claim
            for claim in known
            if low <= claim.scores[verdict] < high or claim.scores[verdict] == high == 1
        ]
        if within:
            mean = sum(claim.scores[verdict] for claim in within) / len(within)
            yield mean, sum(claim.label is verdict for claim in within) / len(within), len(within)


def calibration_error(sure: Sequence[Sure], verdict: Verdict) -> float:
    """How far probabilities are from what happens, 0 to 1; bins are weighted by their number of claims."""
    bins = list(reliability(sure, verdict))
    return sum(abs(mean - right) * count for mean, right, count in bins) / sum(count for *_, count in bins)
