"""What a run, a comparison and a gate showed, as tables in a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval import metrics
from eval.compare import Change, Comparison, Move
from eval.feedback import Candidate
from eval.figures import FIGURES
from eval.gate import Baseline, Gated
from eval.kept import Kept
from eval.records import Mark, Result, Verdict
from eval.report import Report, expected, got
from eval.thresholds import THRESHOLDS, mean_at, stricter

_Told = tuple[Callable[[Sequence[Mark]], float | None], str]
"""A figure of marks, and how it is printed."""

_FAILURES_SHOWN = 100
_GOOD: Sequence[_Told] = ((metrics.truthfulness, "{:+.2f}"), (metrics.balanced_accuracy, "{:4.0%}"))
_PRICE: Sequence[_Told] = (
    (metrics.selective_precision, "{:4.0%}"),
    (metrics.answered_of_answerable, "{:4.0%}"),
    (metrics.refusal_recall, "{:4.0%}"),
)
_BY_NAME = {figure.name: figure for figure in FIGURES}


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
    failures = report.failures
    if failures:
        lost = ", ".join(f"{count} {stage}" for stage, count in report.lost.items())
        console.print(f"\n[bold]{len(failures)} did not end right[/]: {lost}", soft_wrap=True)
    for result in failures[:_FAILURES_SHOWN]:
        console.print(_failure(result), soft_wrap=True)
    if len(failures) > _FAILURES_SHOWN:
        console.print(f"… and {len(failures) - _FAILURES_SHOWN} more in report.json")
    if not report.sound:
        broken = metrics.breaches(report.marks)
        integrity = _BY_NAME["integrity"].shown(report.figures["integrity"].value)
        console.print(
            f"\n[red]The promise about citations is broken[/]: integrity {integrity}, {broken} answers."
        )


def show_thresholds(runs: Sequence[Kept], console: Console) -> None:
    """Prints what each threshold makes of each run: first how good, then at what price.

    Under each figure stands its mean over the runs that have it at every threshold.
    """
    _by_threshold("Truthfulness, and balanced accuracy", _GOOD, runs, console)
    console.print()
    _by_threshold(
        "Right of what is answered, answered of what is answerable, refused of what is not",
        _PRICE,
        runs,
        console,
    )


def _by_threshold(title: str, figures: Sequence[_Told], runs: Sequence[Kept], console: Console) -> None:
    table = _table("Set", *(f"{least:.2f}" for least in THRESHOLDS))
    table.title, table.title_justify, table.columns[0].no_wrap = title, "left", True
    columns = []
    for kept in runs:
        marks = [stricter(kept.results, least) for least in THRESHOLDS]
        columns.append([[of(marked) for of, _ in figures] for marked in marks])
        table.add_row(Path(kept.manifest.set).name, *(_cell(values, figures) for values in columns[-1]))
    means = [
        [mean_at(columns, at, figure) for figure in range(len(figures))] for at in range(len(THRESHOLDS))
    ]
    table.add_row("[bold]mean[/]", *(_cell(values, figures) for values in means))
    console.print(table)


def _table(first: str, *figures: str) -> Table:
    """A table whose columns but the first hold figures."""
    table = Table(first, box=None, pad_edge=False)
    for column in figures:
        table.add_column(column, justify="right")
    return table


def _cell(values: Sequence[float | None], figures: Sequence[_Told]) -> str:
    return " ".join(
        "-".rjust(len(shown.format(0))) if value is None else shown.format(value)
        for value, (_, shown) in zip(values, figures, strict=True)
    )


def _headline(report: Report) -> Table:
    table = _table("Figure", "Value", "95% interval")
    for figure in FIGURES:
        value = report.figures[figure.name]
        span = ""
        if value.low is not None:
            span = f"{figure.shown(value.low)} to {figure.shown(value.high)}"
        title = f"[bold]{figure.title}[/]" if figure.headline else f"[dim]{figure.title}[/]"
        table.add_row(title + (" ↓" if figure.less_is_better else ""), figure.shown(value.value), span)
    return table


def _by_kind(report: Report) -> Table:
    table = _table("Kind", "Cases", "Right", "Wrong", "Refused", "Recall at 5")
    for kind, figures in report.kinds.items():
        verdicts = Counter(result.mark.verdict for result in report.results if result.mark.kind == kind)
        counts = [sum(verdicts.values()), *(verdicts[verdict] for verdict in Verdict)]
        recall = _BY_NAME["recall_at_5"].shown(figures["recall_at_5"])
        table.add_row(escape(kind.replace("_", " ")), *map(str, counts), recall)
    return table


def _failure(result: Result) -> str:
    mark = result.mark
    why = mark.why if mark.breach in (None, mark.why) else f"{mark.why}; {mark.breach}"
    colour = "yellow" if mark.verdict == Verdict.REFUSED else "red"
    return (
        f"[{colour}]{escape(mark.case)}[/] {escape(why)}: {escape(result.case.question)}\n"
        f"  [dim]expected[/] {escape(expected(result))} [dim]| got[/] {escape(got(result))}"
    )


def show_comparison(compared: Comparison, console: Console) -> None:
    """Prints the figures of both runs, and each case that ended otherwise."""
    left_out = f", {compared.left_out} asked in one run only left out" if compared.left_out else ""
    console.print(f"[bold]{compared.shared} cases[/] asked in both runs{left_out}\n")
    table = _table("Figure", "Before", "After", "By chance alone")
    table.add_column("")
    for change in compared.changes:
        table.add_row(*_change(change))
    console.print(table)
    console.print(f"\n{summary(compared)}", soft_wrap=True)
    for move in compared.moves:
        console.print(_move(move), soft_wrap=True)


def summary(compared: Comparison) -> str:
    """What a comparison comes to, in one sentence."""
    if not compared.moves:
        return "No case ended otherwise."
    if not compared.gained and not compared.lost:
        return f"{len(compared.moves)} ended otherwise, and none of them became right or stopped being right."
    odds = f"{compared.chance:.0%}" if compared.chance >= 0.01 else "less than 1%"
    return (
        f"{compared.gained} cases became right and {compared.lost} are no longer right. "
        f"Chance alone makes so uneven a count {odds} of the time (McNemar's exact test)"
        f"{', so it may be noise' if compared.noise else ''}."
    )


def _change(change: Change) -> tuple[str, str, str, str, str]:
    figure = change.figure
    word = "[green]better[/]" if change.better else "[red]worse[/]" if change.worse else ""
    if not word and change.chance is not None:
        word = "[dim]within the noise[/]"
    odds = "" if change.chance is None else f"{change.chance:.0%}" if change.chance >= 0.01 else "under 1%"
    return figure.title, figure.shown(change.before), figure.shown(change.after), odds, word


def _move(move: Move) -> str:
    colour = "green" if move.better else "red"
    why = "" if move.after.verdict == Verdict.RIGHT else f": {escape(move.after.why)}"
    return f"[{colour}]{escape(move.after.case)}[/] {move.before.verdict} → {move.after.verdict}{why}"


def show_rivals(kept: Kept, console: Console) -> None:
    """Prints the headline figures of the bot and its rivals side by side."""
    contest = kept.contest()
    table = _table("Figure", *(f"{name}, {len(marks)} cases" for name, marks in contest.items()))
    for figure in FIGURES:
        if figure.headline:
            arrow = " ↓" if figure.less_is_better else ""
            table.add_row(
                figure.title + arrow, *(figure.shown(figure.of(marks)) for marks in contest.values())
            )
    console.print(table)


def show_candidates(candidates: Sequence[Candidate], console: Console) -> None:
    """Prints what members marked wrong, and how to make a case of it."""
    for candidate in candidates:
        console.print(f"[bold]{escape(candidate.question)}[/]", soft_wrap=True)
        complaints = "; ".join(filter(None, candidate.complaints))
        times = f"{len(candidate.complaints)} times " if len(candidate.complaints) > 1 else ""
        console.print(
            f"  {candidate.asked:%d %B %Y}, {candidate.outcome}, marked wrong {times}[yellow]{escape(complaints)}[/]",
            soft_wrap=True,
        )
        for file, quote in candidate.quotes:
            console.print(f"  [dim]{escape(file)}:[/] {escape(' '.join(quote.split()))}", soft_wrap=True)
        console.print(f"  python -m eval new --from {escape(candidate.id)}", soft_wrap=True)
    console.print(
        "Nothing was marked wrong." if not candidates else f"{len(candidates)} answers were marked wrong."
    )


def show_gate(gated: Gated, baseline: Baseline, console: Console) -> None:
    """Prints whether the gate opens, why not, and which cases moved."""
    compared = gated.comparison
    new = f", {gated.new} new or changed since" if gated.new else ""
    console.print(
        f"{compared.shared} cases against the baseline of {baseline.commit}{new}. {summary(compared)}",
        soft_wrap=True,
    )
    for move in compared.moves:
        console.print(_move(move), soft_wrap=True)
    for failure in gated.failures:
        console.print(f"[red]shut:[/] {escape(failure)}", soft_wrap=True)
    if not gated.failures:
        console.print("[green]open:[/] nothing fell below the baseline beyond the noise", soft_wrap=True)
