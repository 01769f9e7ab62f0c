"""The tables of ``eval/README.md``, made from runs: each column says which run and which commit made it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from eval.errors import RunUnreadable
from eval.figures import FIGURES, measure
from eval.kept import OURS, Kept
from eval.records import Mark, Split, Stage, Verdict

FIGURES_HERE = ("<!-- figures: made by `python -m eval tables` -->", "<!-- end of figures -->")
RIVALS_HERE = ("<!-- rivals: made by `python -m eval tables` -->", "<!-- end of rivals -->")


def tables(runs: Sequence[Kept]) -> str:
    """Markdown: the headline figures of each run, and where each lost its cases.

    Args:
        runs: in the order of the columns; a run of our cases gets a second column for its ``check`` part.
    """
    columns = [column for kept in runs for column in _columns(kept)]
    measured = [(name, marks, measure(marks)) for name, marks in columns]
    names = [name for name, _ in columns]
    rows = _head("figure", names)
    for figure in FIGURES:
        if figure.headline and not figure.timed:
            cells = []
            for _, _, values in measured:
                value = values[figure.name]
                span = (
                    "" if value.low is None else f" ({figure.shown(value.low)} to {figure.shown(value.high)})"
                )
                cells.append(f"{figure.shown(value.value)}{span}")
            rows.append(
                f"| {figure.title}{' ↓' if figure.less_is_better else ''} | " + " | ".join(cells) + " |"
            )
    times = []
    for _, marks, _ in measured:
        p50, p95 = (figure.shown(figure.of(marks)) for figure in FIGURES if figure.timed)
        times.append(f"{p50}, {p95}")
    rows.append("| Latency p50, p95 ↓ | " + " | ".join(times) + " |")
    lost = _head("lost at", names)
    for stage in Stage:
        counts = [sum(mark.stage == stage for mark in marks) for _, marks in columns]
        if any(counts):
            lost.append(f"| {stage} | " + " | ".join(map(str, counts)) + " |")
    ended = ", ".join(
        f"{sum(mark.verdict == Verdict.RIGHT for mark in marks)} of {len(marks)}" for _, marks in columns
    )
    return "\n".join([*rows, "", f"Ended right: {ended}. The rest was lost here:", "", *lost])


def rivals(kept: Kept) -> str:
    """Markdown: the headline figures of the bot and its rivals, over the cases that all of them were asked."""
    contest = kept.contest()
    count = len(contest["Footnote"])
    rows = [
        f"| {figure.title}{' ↓' if figure.less_is_better else ''} |"
        + "".join(f" {figure.shown(figure.of(marks))} |" for marks in contest.values())
        for figure in FIGURES
        if figure.headline
    ]
    manifest = kept.manifest
    return "\n".join(
        [
            f"Over {count} cases spread evenly, at {manifest.commit}, {manifest.made[:10]}:",
            "",
            *_head("figure", contest),
            *rows,
        ]
    )


def put(readme: Path, marks: tuple[str, str], made: str) -> None:
    """Puts tables between two marks of a file, in place of what stands there.

    Raises:
        RunUnreadable: if the file has no such marks.
    """
    text = readme.read_text(encoding="utf-8")
    before, begin, rest = text.partition(marks[0])
    _, end, after = rest.partition(marks[1])
    if not begin or not end:
        raise RunUnreadable(f"{readme}: has no place for the tables, between “{marks[0]}” and “{marks[1]}”")
    readme.write_text(f"{before}{begin}\n\n{made}\n\n{end}{after}", encoding="utf-8")


def _head(first: str, names: Iterable[str]) -> list[str]:
    cells = [first, *names]
    return [f"| {' | '.join(cells)} |", "|---" * len(cells) + "|"]


def _columns(kept: Kept) -> list[tuple[str, list[Mark]]]:
    manifest = kept.manifest
    made = f"{manifest.commit}, {manifest.made[:10]}"
    marks = [result.mark for result in kept.results]
    name = manifest.set if manifest.set == OURS else Path(manifest.set).name
    columns = [(f"{name}, {len(marks)} ({made})", marks)]
    check = [result.mark for result in kept.results if result.case.split == Split.CHECK]
    if check and len(check) < len(marks):
        columns.append((f"of these, {len(check)} for checking only", check))
    return columns
