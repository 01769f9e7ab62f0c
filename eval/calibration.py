"""Whether the bot knows when it is right: reliability, expected calibration error, risk and coverage.

Only answers that were given count: confidence says how often an answer can be relied on. Of the answers given at 0.8,
four in five should be right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.records import Mark, Verdict

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies in one tenth.

    Args:
        count: how many, at least 1.
        confidence: their mean confidence, 0 to 1.
        right: the share of them that is right, 0 to 1.
    """

    count: int
    confidence: float
    right: float


def reliability(marks: Sequence[Mark]) -> tuple[Bin, ...]:
    """The reliability diagram: answers by tenths of confidence, empty tenths left out (DeGroot and Fienberg, 1983)."""
    confidence, right = _answers(marks)
    tenth = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return tuple(
        Bin(int(inside.sum()), float(confidence[inside].mean()), float(right[inside].mean()))
        for inside in (tenth == number for number in range(BINS))
        if inside.any()
    )


def calibration_error(marks: Sequence[Mark]) -> float | None:
    """How far confidence is from the share that is right: their mean distance over tenths, weighted by answers.

    The expected calibration error with ten equal bins (Naeini et al., 2015). Few answers make it look worse.
    """
    bins = reliability(marks)
    total = sum(tenth.count for tenth in bins)
    return sum(tenth.count * abs(tenth.confidence - tenth.right) for tenth in bins) / total if total else None


def risk_coverage(marks: Sequence[Mark]) -> tuple[tuple[float, float], ...]:
    """What a stricter bot would give: for each answer, surest first, the share answered so far and its risk.

    A point is (coverage, risk): answers so far as a share of all cases, and the share of them that is not right
    (El-Yaniv and Wiener, 2010). Answers of equal confidence come and go together.
    """
    confidence, right = _answers(marks)
    order = np.argsort(-confidence, kind="stable")
    wrong = np.cumsum(1 - right[order])
    last_of_its_kind = np.append(np.diff(confidence[order]) != 0, True)[: len(order)]
    return tuple(
        ((number + 1) / len(marks), float(wrong[number]) / (number + 1))
        for number in range(len(order))
        if last_of_its_kind[number]
    )


def risk_area(marks: Sequence[Mark]) -> float | None:
    """The area under the risk-coverage curve over the answers given: the mean risk as they are let in one by one.

    After the AURC of Geifman et al. (2019). Less is better; it is no better than the share of wrong answers when
    confidence tells nothing.
    """
    area, covered = 0.0, 0.0
    for coverage, risk in risk_coverage(marks):
        area += (coverage - covered) * risk
        covered = coverage
    return area / covered if covered else None


def _answers(marks: Sequence[Mark]) -> tuple[np.ndarray, np.ndarray]:
    """Confidence and rightness of the answers given, each of shape (answers,)."""
    answered = [mark for mark in marks if mark.answered]
    return (
        np.array([mark.confidence for mark in answered], dtype=float),
        np.array([mark.verdict == Verdict.RIGHT for mark in answered], dtype=float),
    )
