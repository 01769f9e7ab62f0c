"""What a run showed: tables for a terminal, and the same as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval import metrics
from eval.figures import FIGURES, Figure, Value, measure
from eval.records import Mark, Outcome, Result, Verdict

_FAILURES_SHOWN = 100
_BY_NAME = {figure.name: figure for figure in FIGURES}


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
    """

    set: str
    split: str
    made: str
    commit: str
    answered_by: tuple[str, ...]
    results: tuple[Result, ...]
    figures: dict[str, Value]
    kinds: dict[str, dict[str, float | None]]

    @property
    def sound(self) -> bool:
        """Whether every quotation stood where it should and every answer kept to the contract."""
        return self.figures["integrity"].value in (None, 1.0) and not metrics.breaches(_marks(self.results))


def summarise(results: Sequence[Result], *, of: str, split: str, made: str, commit: str) -> Report:
    """Measures a run.

    Args:
        results: the marked cases, at least one.
        of: the name of the set of cases.
        split: which part of it was asked.
        made: when, ISO 8601 in UTC.
        commit: the code that answered.
    """
    marks = _marks(results)
    kinds = {
        kind: {figure.name: figure.of([m for m in marks if m.kind == kind]) for figure in FIGURES}
        for kind in dict.fromkeys(m.kind for m in marks)
    }
    answered_by = {f"{r.reply.writer} on generation {r.reply.generation}" for r in results if r.reply}
    return Report(of, split, made, commit, tuple(sorted(answered_by)), tuple(results), measure(marks), kinds)


def to_json(report: Report) -> dict[str, Any]:
    """The whole report as plain values, every case with its mark."""
    return {
        "set": report.set,
        "split": report.split,
        "made": report.made,
        "commit": report.commit,
        "answered_by": report.answered_by,
        "sound": report.sound,
        "breaches": metrics.breaches(_marks(report.results)),
        "figures": {name: asdict(value) for name, value in report.figures.items()},
        "kinds": report.kinds,
        "cases": [
            {"question": r.case.question, "expected": expected(r), "got": got(r), **asdict(r.mark)}
            for r in report.results
        ],
    }


def show(report: Report, console: Console) -> None:
    """Prints the headline, the kinds, and each case that did not end right."""
    console.print(
        f"[bold]{len(report.results)} cases[/] of {escape(report.set)} ({report.split}), "
        f"commit {report.commit}, {report.made}, {escape('; '.join(report.answered_by))}",
        soft_wrap=True,
    )
    console.print()
    console.print(_headline(report))
    console.print()
    console.print(_by_kind(report))
    failures = [r for r in report.results if r.mark.verdict != Verdict.RIGHT or r.mark.breach]
    if failures:
        console.print(f"\n[bold]{len(failures)} did not end right[/]")
    for result in failures[:_FAILURES_SHOWN]:
        console.print(_failure(result), soft_wrap=True)
    if len(failures) > _FAILURES_SHOWN:
        console.print(f"… and {len(failures) - _FAILURES_SHOWN} more in report.json")
    if not report.sound:
        broken = metrics.breaches(_marks(report.results))
        integrity = _shown(_BY_NAME["integrity"], report.figures["integrity"].value)
        console.print(
            f"\n[red]The promise about citations is broken[/]: integrity {integrity}, {broken} answers."
        )


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
    said = " ".join(reply.statements[0].text.split())
    more = f" (+{len(reply.statements) - 1})" if len(reply.statements) > 1 else ""
    return f"{reply.outcome}: {said if len(said) <= 140 else said[:139] + '…'}{more}"


def _marks(results: Sequence[Result]) -> list[Mark]:
    return [result.mark for result in results]


def _headline(report: Report) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("Figure")
    table.add_column("Value", justify="right")
    table.add_column("95% interval", justify="right")
    for figure in FIGURES:
        value = report.figures[figure.name]
        span = ""
        if value.low is not None:
            span = f"{_shown(figure, value.low)} to {_shown(figure, value.high)}"
        title = f"[bold]{figure.title}[/]" if figure.headline else f"[dim]{figure.title}[/]"
        table.add_row(title + (" ↓" if figure.less_is_better else ""), _shown(figure, value.value), span)
    return table


def _by_kind(report: Report) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("Kind")
    for column in ("Cases", "Right", "Wrong", "Refused", "Recall at 5"):
        table.add_column(column, justify="right")
    for kind, figures in report.kinds.items():
        verdicts = Counter(r.mark.verdict for r in report.results if r.mark.kind == kind)
        counts = [sum(verdicts.values()), *(verdicts[verdict] for verdict in Verdict)]
        found = _shown(_BY_NAME["recall_at_5"], figures["recall_at_5"])
        table.add_row(escape(kind.replace("_", " ")), *map(str, counts), found)
    return table


def _failure(result: Result) -> str:
    mark = result.mark
    why = mark.why if mark.breach in (None, mark.why) else f"{mark.why}; {mark.breach}"
    colour = "yellow" if mark.verdict == Verdict.REFUSED else "red"
    return (
        f"[{colour}]{escape(mark.case)}[/] {escape(why)}: {escape(result.case.question)}\n"
        f"  [dim]expected[/] {escape(expected(result))} [dim]| got[/] {escape(got(result))}"
    )


def _shown(figure: Figure, value: float | None) -> str:
    if value is None:
        return "–"
    if figure.unit == "s":
        return f"{value:.2f} s"
    return f"{value:+.2f}" if figure.unit == "points" else f"{value:.1%}"
