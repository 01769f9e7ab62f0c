"""Figures over scored or judged items, each with its 95% interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sklearn.metrics import roc_auc_score

from eval.uncertainty import interval

Item = TypeVar("Item")
Figure = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Judged:
    """One question or claim: its score and whether it should be high."""

    score: float
    positive: bool


def share(items: Sequence[float]) -> float | None:
    """Their mean; of truths, how many of them are true, 0 to 1; None for none."""
    return sum(items) / len(items) if items else None


def auroc(judged: Sequence[Judged]) -> float | None:
    """The probability that a positive one scores above a negative one (Hanley and McNeil, 1982); None without both."""
    if len({item.positive for item in judged}) < 2:
        return None
    return float(roc_auc_score([item.positive for item in judged], [item.score for item in judged]))


def with_interval(figure: Callable[[Sequence[Item]], float | None], items: Sequence[Item]) -> Figure | None:
    """A figure with its 95% interval and the number of items; None where the figure is."""
    value, ends = figure(items), interval(figure, items)
    if value is None or ends is None:
        return None
    return {"value": round(value, 3), "low": round(ends[0], 3), "high": round(ends[1], 3), "n": len(items)}
