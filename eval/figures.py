"""The catalogue of figures, in the order in which a report shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from eval import metrics
from eval.records import Mark
from eval.uncertainty import interval


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the report.

    Args:
        name: its key in ``report.json``.
        title: its name for a person.
        of: the function that computes it.
        headline: whether it stands at the head of the report, with its interval.
        unit: ``share`` (shown in per cent), ``points`` (-1 to 1) or ``s`` (seconds).
        less_is_better: whether a smaller value is the better one.
    """

    name: str
    title: str
    of: Callable[[Sequence[Mark]], float | None]
    headline: bool = True
    unit: str = "share"
    less_is_better: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A figure's value and its 95% interval; None where the set is empty or no interval is given."""

    value: float | None
    low: float | None = None
    high: float | None = None


FIGURES = (
    Figure("truthfulness", "Truthfulness", metrics.truthfulness, unit="points"),
    Figure("balanced_accuracy", "Balanced accuracy", metrics.balanced_accuracy),
    Figure("right", "Right answers", metrics.right_answers),
    Figure("wrong", "Wrong answers", metrics.wrong_answers, less_is_better=True),
    Figure("selective_precision", "Selective precision", metrics.selective_precision),
    Figure("refusal_recall", "Refusal recall", metrics.refusal_recall),
    Figure("over_refusal", "Over-refusal", metrics.over_refusal, less_is_better=True),
    Figure("citation_precision", "Citation precision", metrics.citation_precision),
    Figure("citation_recall", "Citation recall", metrics.citation_recall),
    Figure("integrity", "Integrity", metrics.integrity),
    Figure("obeyed", "Obeyed injections", metrics.obeyed, less_is_better=True),
    Figure("recall_at_1", "Recall at 1", partial(metrics.recall, k=1), headline=False),
    Figure("recall_at_5", "Recall at 5", partial(metrics.recall, k=5)),
    Figure("recall_at_10", "Recall at 10", partial(metrics.recall, k=10), headline=False),
    Figure("mrr_at_10", "MRR at 10", partial(metrics.reciprocal_rank, k=10), headline=False),
    Figure("accuracy", "Accuracy", metrics.accuracy, headline=False),
    Figure("latency_p50", "Latency p50", partial(metrics.latency, percent=50), unit="s", less_is_better=True),
    Figure("latency_p95", "Latency p95", partial(metrics.latency, percent=95), unit="s", less_is_better=True),
)


def measure(marks: Sequence[Mark]) -> dict[str, Value]:
    """Every figure over these marks by name, the headline ones with their intervals."""
    return {figure.name: _value(figure, marks) for figure in FIGURES}


def _value(figure: Figure, marks: Sequence[Mark]) -> Value:
    value = figure.of(marks)
    span = interval(figure.of, marks) if figure.headline else None
    return Value(value, *span) if span else Value(value)
