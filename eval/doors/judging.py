"""Judging what was asked: ``report``, ``compare``, ``baseline``, ``gate``, ``export``, ``tables``, ``thresholds``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.settings import BotSettings
from eval.compare import compare
from eval.doors.asking import ask_all, err, out, report_of
from eval.errors import BaselineUnfit
from eval.gate import BASELINE, gate, read_baseline, write_baseline
from eval.kept import Kept, contested, find, newest, read_run
from eval.page import write_page
from eval.ragas import export
from eval.tables import FIGURES_HERE, RIVALS_HERE, put, rivals, tables
from eval.terminal import show, show_comparison, show_gate, show_thresholds
from index.options import Data, Seeds, settings_of

README = Path(__file__).parents[1] / "README.md"
FAST = 44  # cases of the fast part: every kind is in it, and two cores ask them in a quarter of a minute

Run = Annotated[
    str | None,
    typer.Argument(
        help="A run's folder or the beginning of its name; the newest if left out.", show_default=False
    ),
]
BaselineFile = Annotated[Path, typer.Option(help="The baseline.")]


def report_command(
    run: Run = None,
    data: Data = None,
    against: Annotated[
        str | None,
        typer.Option(help="Another run to compare with (default: the baseline).", show_default=False),
    ] = None,
) -> None:
    """Write a run's report, one HTML file, and show its tables."""
    runs = settings_of(BotSettings, None, data).data
    kept = read_run(find(runs, run))
    earlier = read_run(find(runs, against)) if against else None
    report = report_of(kept)
    show(report, out)
    page = write_page(kept, report, earlier)
    err.print(f"The report: {page}", soft_wrap=True)


def compare_command(
    before: Annotated[str, typer.Argument(help="The earlier run: its folder or the beginning of its name.")],
    after: Annotated[str, typer.Argument(help="The later run.")],
    data: Data = None,
) -> None:
    """Compare two runs case by case, so that noise is not read as progress."""
    runs = settings_of(BotSettings, None, data).data
    earlier, later = (read_run(find(runs, name)) for name in (before, after))
    compared = compare([result.mark for result in earlier.results], [result.mark for result in later.results])
    if not compared.shared:
        raise BaselineUnfit(f"{before} and {after} have no case in common")
    show_comparison(compared, out)


def baseline_command(run: Run = None, data: Data = None, file: BaselineFile = BASELINE) -> None:
    """Make a run of all our cases the baseline, which later runs must not fall below."""
    kept = read_run(find(settings_of(BotSettings, None, data).data, run, whole=True))
    manifest = kept.manifest
    if not manifest.whole:
        raise BaselineUnfit(
            f"{kept.folder}: a baseline holds all of our cases, and this run asked others or a part"
        )
    if not report_of(kept).sound:
        raise BaselineUnfit(
            f"{kept.folder}: this run broke the promise about citations; it cannot be the baseline"
        )
    write_baseline(file, kept.results, manifest.commit, manifest.made)
    out.print(
        f"{file} now holds {len(kept.results)} cases as {manifest.commit} answered them.", soft_wrap=True
    )


def gate_command(
    run: Run = None,
    data: Data = None,
    seeds: Seeds = None,
    fast: Annotated[bool, typer.Option("--fast", help=f"Ask {FAST} cases now, spread evenly.")] = False,
    ask: Annotated[bool, typer.Option("--ask", help="Ask all cases now.")] = False,
    file: BaselineFile = BASELINE,
) -> None:
    """Compare a run with the baseline; the status is 1 when it is worse."""
    settings = settings_of(BotSettings, seeds, data)
    baseline = read_baseline(file)
    kept = (
        ask_all(settings, None, limit=FAST if fast else None)
        if fast or ask
        else read_run(find(settings.data, run))
    )
    gated = gate(baseline, kept.results)
    show_gate(gated, baseline, out)
    if gated.failures:
        raise typer.Exit(1)


def export_command(
    file: Annotated[Path, typer.Argument(help="Where the lines go.")], run: Run = None, data: Data = None
) -> None:
    """Write a run in the format that RAGAS reads, for those who want a model as judge."""
    count = export(read_run(find(settings_of(BotSettings, None, data).data, run)), file)
    out.print(
        f"{count} questions in {file}; RAGAS reads it with EvaluationDataset.from_jsonl.", soft_wrap=True
    )


def tables_command(
    data: Data = None, file: Annotated[Path, typer.Option(help="The file with the tables.")] = README
) -> None:
    """Write the newest runs of our cases and of each set into eval/README.md, and the newest that rivals joined."""
    runs = settings_of(BotSettings, None, data).data
    newest_runs = _newest_of_each(runs)
    put(file, FIGURES_HERE, tables(newest_runs))
    if joined := contested(runs):
        put(file, RIVALS_HERE, rivals(read_run(joined)))
    out.print(f"{file} now holds the figures of {len(newest_runs)} runs.", soft_wrap=True)


def thresholds_command(data: Data = None) -> None:
    """Show how the newest runs of our cases and of each set would have ended with stricter thresholds."""
    show_thresholds(_newest_of_each(settings_of(BotSettings, None, data).data), out)


def _newest_of_each(data: Path) -> list[Kept]:
    """The newest whole run of our cases, and the newest of each set that `sets` laid out."""
    sets = (newest(path) for path in sorted((data / "sets").glob("*")))
    return [read_run(folder) for folder in (find(data, None, whole=True), *filter(None, sets))]
