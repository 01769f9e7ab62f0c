"""How far a figure may be off: intervals by bootstrap over cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")
_RESAMPLES = 1000
_SEED = 20230101


def interval(
    figure: Callable[[Sequence[Item]], float | None], marks: Sequence[Item]
) -> tuple[float, float] | None:
    """The 95% percentile bootstrap interval of a figure (Efron, 1979).

    Cases are drawn anew with replacement, a thousand times with a fixed seed, so that the same marks always
    give the same interval. It tells how much the choice of cases matters, not whether they are good cases.

    Args:
        figure: a function of `eval.metrics`, or any other of cases.
        marks: the marked cases.

    Returns:
        the lower and the upper end; None when the figure is None for these marks.
    """
    if figure(marks) is None:
        return None
    rng = np.random.default_rng(_SEED)
    draws = rng.integers(len(marks), size=(_RESAMPLES, len(marks)))
    values = [value for draw in draws if (value := figure([marks[i] for i in draw])) is not None]
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
