"""How a run would have ended under stricter answer thresholds (risk against coverage, El-Yaniv and Wiener, 2010)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

from bot.answering.policy import POLICY
from eval.records import Mark, Result, Verdict

THRESHOLDS = (POLICY.answer_at, 0.6, 0.7, 0.8, 0.9)  # the first leaves a run of the bot as it ships as it was


def stricter(results: Sequence[Result], certainty: float) -> list[Mark]:
    """The marks as they would be if everything answered with less confidence had been refused, as the bot would.

    What was refused stays refused, so a run tells nothing of a certainty below its own. The latest news of a topic is
    answered whatever the certainty; its part shows that, as it was answered though less sure than needed. A run whose
    certainty was set otherwise, or from before parts were kept, is not comparable.

    Args:
        results: of a run.
        certainty: what `FOOTNOTE_CERTAINTY` would be, 0 to 1.
    """
    return [_refused(result.mark) if _too_unsure(result, certainty) else result.mark for result in results]


def mean_at(runs: Sequence[Sequence[Sequence[float | None]]], at: int, figure: int) -> float | None:
    """The mean of a figure at a threshold over the runs that have it at every one; None if none has.

    Without that condition a set that answers nothing any more would leave the mean, and seem to raise it.

    Args:
        runs: for each run, for each threshold, its figures.
        at: the number of the threshold.
        figure: the number of the figure.
    """
    whole = [run for run in runs if all(values[figure] is not None for values in run)]
    known = [value for run in whole if (value := run[at][figure]) is not None]
    return fmean(known) if known else None


def _too_unsure(result: Result, certainty: float) -> bool:
    """Whether nothing of an answer would be published; each part says how sure it was and how sure it had to be."""
    if not result.mark.answered or result.reply is None:
        return False
    more = certainty - POLICY.answer_at
    return not any(
        part.answerable < part.needed or part.answerable >= part.needed + more
        for part in result.reply.parts
        if part.published
    )


def _refused(mark: Mark) -> Mark:
    return replace(mark, answered=False, verdict=Verdict.REFUSED if mark.answerable else Verdict.RIGHT)
