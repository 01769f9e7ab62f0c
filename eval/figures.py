"""The catalogue of figures, in the order in which a report shows them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from eval import calibration, metrics
from eval.records import Mark
from eval.uncertainty import interval


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the report.

    Args:
        name: its key in ``report.json``.
        title: its name for a person.
        of: the function that computes it.
        headline: whether it stands at the head of the report.
        unit: ``share`` (shown in per cent), ``points`` (-1 to 1) or ``s`` (seconds).
        less_is_better: whether a smaller value is the better one.
    """

    name: str
    title: str
    of: Callable[[Sequence[Mark]], float | None]
    headline: bool = True
    unit: str = "share"
    less_is_better: bool = False

    @property
    def about(self) -> str:
        """What it says, in one sentence: the first line of its function's documentation."""
        function = self.of.func if isinstance(self.of, partial) else self.of
        return (inspect.getdoc(function) or "").split("\n")[0].replace("``", "")

    @property
    def timed(self) -> bool:
        """Whether it is a time, which no two runs share."""
        return self.unit == "s"

    def shown(self, value: float | None) -> str:
        """A value as a person reads it; a dash for None."""
        if value is None:
            return "–"
        if self.unit == "s":
            return f"{value:.2f} s"
        return f"{value:+.2f}" if self.unit == "points" else f"{value:.1%}"


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
    Figure("both_sides", "Both sides shown", metrics.both_sides),
    Figure("newest_leads", "Newest leads", metrics.newest_leads),
    Figure("integrity", "Integrity", metrics.integrity),
    Figure("obeyed", "Obeyed injections", metrics.obeyed, less_is_better=True),
    Figure("recall_at_1", "Recall at 1", partial(metrics.recall, k=1), headline=False),
    Figure("recall_at_5", "Recall at 5", partial(metrics.recall, k=5)),
    Figure("recall_at_10", "Recall at 10", partial(metrics.recall, k=10), headline=False),
    Figure("mrr_at_10", "MRR at 10", partial(metrics.reciprocal_rank, k=10), headline=False),
    Figure("all_evidence", "All evidence at 10", partial(metrics.all_evidence, k=10), headline=False),
    Figure(
        "calibration_error",
        "Calibration error",
        calibration.calibration_error,
        headline=False,
        less_is_better=True,
    ),
    Figure("risk_area", "Area under risk", calibration.risk_area, headline=False, less_is_better=True),
    Figure("accuracy", "Accuracy", metrics.accuracy, headline=False),
    Figure("latency_p50", "Latency p50", partial(metrics.latency, percent=50), unit="s", less_is_better=True),
    Figure("latency_p95", "Latency p95", partial(metrics.latency, percent=95), unit="s", less_is_better=True),
)


def measure(marks: Sequence[Mark]) -> dict[str, Value]:
    """Every figure over these marks by name, with its interval."""
    return {figure.name: _value(figure, marks) for figure in FIGURES}


def _value(figure: Figure, marks: Sequence[Mark]) -> Value:
    value = figure.of(marks)
    span = interval(figure.of, marks)
    return Value(value, *span) if span else Value(value)
