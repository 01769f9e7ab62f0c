"""What a run showed, as values and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval import metrics
from eval.figures import FIGURES, Value, measure
from eval.records import Mark, Outcome, Result, Stage, Verdict

BOT_STAGES = ("retrieve", "read", "write", "verify", "total")


@dataclass(frozen=True, slots=True)
class Report:
    """A run and its figures.

    Args:
        set: the name of the set of cases.
        split: which part of it was asked.
        made: when, ISO 8601 in UTC.
        commit: the code that answered.
        answered_by: writers and index generations, as the answers name them.
        results: the cases, their answers and their marks.
        figures: every figure over all cases.
        kinds: every figure over the cases of one kind, by kind, without intervals.
        memory: the most memory that the process held, in MiB; None when it was not measured.
        workers: how many questions were asked at once.
    """

    set: str
    split: str
    made: str
    commit: str
    answered_by: tuple[str, ...]
    results: tuple[Result, ...]
    figures: dict[str, Value]
    kinds: dict[str, dict[str, float | None]]
    memory: float | None = None
    workers: int = 1

    @property
    def marks(self) -> list[Mark]:
        """The marks, in the order of the cases."""
        return [result.mark for result in self.results]

    @property
    def failures(self) -> tuple[Result, ...]:
        """The cases that did not end right, or broke the promise about citations."""
        return tuple(
            result for result in self.results if result.mark.verdict != Verdict.RIGHT or result.mark.breach
        )

    @property
    def lost(self) -> dict[Stage, int]:
        """How many cases each stage lost, in their order; stages that lost none are left out."""
        counts = Counter(result.mark.stage for result in self.failures)
        return {stage: counts[stage] for stage in Stage if counts[stage]}

    @property
    def stage_seconds(self) -> dict[str, tuple[float | None, float | None]]:
        """Median and 95th percentile of the seconds that each stage of the bot took."""
        return {
            stage: tuple(metrics.stage_latency(self.marks, stage, percent) for percent in (50, 95))  # type: ignore[misc]
            for stage in BOT_STAGES
        }

    @property
    def sound(self) -> bool:
        """Whether every quotation stood where it should and every answer kept to the contract."""
        return self.figures["integrity"].value in (None, 1.0) and not metrics.breaches(self.marks)


def summarise(
    results: Sequence[Result],
    *,
    of: str,
    split: str,
    made: str,
    commit: str,
    memory: float | None = None,
    workers: int = 1,
) -> Report:
    """Measures a run.

    Args:
        results: the marked cases, at least one.
        of: the name of the set of cases.
        split: which part of it was asked.
        made: when, ISO 8601 in UTC.
        commit: the code that answered.
        memory: the most memory that the process held, in MiB.
        workers: how many questions were asked at once.
    """
    marks = [result.mark for result in results]
    kinds = {
        kind: {figure.name: figure.of([mark for mark in marks if mark.kind == kind]) for figure in FIGURES}
        for kind in dict.fromkeys(mark.kind for mark in marks)
    }
    answered_by = {
        f"{result.reply.writer} on generation {result.reply.generation}" for result in results if result.reply
    }
    return Report(
        set=of,
        split=split,
        made=made,
        commit=commit,
        answered_by=tuple(sorted(answered_by)),
        results=tuple(results),
        figures=measure(marks),
        kinds=kinds,
        memory=memory,
        workers=workers,
    )


def to_json(report: Report) -> dict[str, Any]:
    """The whole report as plain values, every case with its mark."""
    return {
        "set": report.set,
        "split": report.split,
        "made": report.made,
        "commit": report.commit,
        "answered_by": report.answered_by,
        "sound": report.sound,
        "breaches": metrics.breaches(report.marks),
        "lost_at": report.lost,
        "stage_seconds": report.stage_seconds,
        "memory_mib": report.memory,
        "workers": report.workers,
        "figures": {name: asdict(value) for name, value in report.figures.items()},
        "kinds": report.kinds,
        "cases": [
            {
                "question": result.case.question,
                "expected": expected(result),
                "got": got(result),
                **asdict(result.mark),
            }
            for result in report.results
        ],
    }


def expected(result: Result) -> str:
    """What a good answer would have shown, in a few words."""
    groups = " + ".join(group[0] for group in result.case.answers)
    if not groups:
        return "a refusal"
    return groups if result.case.answerable else f"{groups}, or a refusal"


def got(result: Result) -> str:
    """What came back, in a few words."""
    reply = result.reply
    if reply is None:
        return "nothing"
    if reply.outcome == Outcome.REFUSED or not reply.statements:
        return reply.outcome
    words = " ".join(reply.statements[0].text.split())
    more = f" (+{len(reply.statements) - 1})" if len(reply.statements) > 1 else ""
    return f"{reply.outcome}: {words if len(words) <= 140 else words[:139] + '…'}{more}"
