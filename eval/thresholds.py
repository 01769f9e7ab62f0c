"""What a stricter threshold would have made of a run (risk against coverage, El-Yaniv and Wiener, 2010)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from eval.records import Mark, Verdict

THRESHOLDS = (0.0, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9)  # the first leaves a run as it was


def stricter(marks: Sequence[Mark], least: float) -> list[Mark]:
    """The marks as they would be if everything answered with less confidence had been refused.

    What was refused stays refused, so a run tells nothing of thresholds below its own.

    Args:
        marks: the marks of a run.
        least: the threshold, 0 to 1.
    """
    return [
        replace(mark, answered=False, verdict=Verdict.REFUSED if mark.answerable else Verdict.RIGHT)
        if mark.answered and mark.confidence < least
        else mark
        for mark in marks
    ]
