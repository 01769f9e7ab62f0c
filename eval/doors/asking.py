"""Asking: ``run`` and what the other commands need of it."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.settings import BotSettings
from eval.casefiles import read_texts
from eval.kept import (
    OURS,
    RIVALS,
    Kept,
    Manifest,
    cases_of,
    commit_of,
    find,
    hash_of,
    read_manifest,
    read_run,
    start,
    unfinished,
    write_manifest,
    write_passages,
)
from eval.page import write_page
from eval.report import Report, summarise, to_json
from eval.run import choose, run
from eval.terminal import show, show_rivals
from index import door
from index.options import Data, Seeds, settings_of

out, err = Console(highlight=False), door.err

Limit = Annotated[int | None, typer.Option(min=1, help="Ask at most this many, spread evenly.")]
Set = Annotated[
    Path | None,
    typer.Option("--set", help="Another set: a folder with cases.jsonl or case files.", show_default=False),
]


class Part(StrEnum):
    """Which part of a set to ask."""

    TUNE = "tune"
    CHECK = "check"
    ALL = "all"


def run_command(
    seeds: Seeds = None,
    data: Data = None,
    set_: Set = None,
    split: Annotated[Part, typer.Option(help="Which part of the set to ask.")] = Part.ALL,
    limit: Limit = None,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Ask this many at once; the latency then includes waiting.")
    ] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the newest run of the same task that was cut off.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the report as JSON instead of tables.")
    ] = False,
) -> None:
    """Ask every case, mark the answers, and report; the status is 1 when a citation broke its promise."""
    kept = ask_all(settings_of(BotSettings, seeds, data), set_, split, limit, workers=workers, resume=resume)
    report = report_of(kept)
    written = json.dumps(to_json(report), ensure_ascii=False, indent=1)
    (kept.folder / "report.json").write_text(written + "\n", encoding="utf-8")
    page = write_page(kept, report)
    if as_json:
        typer.echo(written)
    else:
        show(report, out)
    err.print(f"Every answer is kept in {kept.folder}; the report: {page}", soft_wrap=True)
    if not report.sound:
        raise typer.Exit(1)


def ask_all(
    settings: BotSettings,
    set_: Path | None,
    split: Part = Part.ALL,
    limit: int | None = None,
    *,
    workers: int = 1,
    resume: bool = False,
) -> Kept:
    """Asks the cases of a set with a progress bar, and keeps the run."""
    texts = read_texts(settings.seeds)
    moment = datetime.now(UTC)
    manifest = Manifest(
        set=str(set_) if set_ else OURS,
        cases=str(set_) if set_ else None,
        seeds=str(settings.seeds),
        articles=hash_of(texts),
        split=split.value,
        limit=limit,
        made=moment.isoformat(timespec="seconds"),
        commit=commit_of(Path(__file__).parent),
        workers=workers,
        certainty=settings.certainty,
    )
    cases = cases_of(manifest, texts)
    folder = unfinished(settings.data, manifest) if resume else None
    if resume and not folder:
        err.print("No run of this task was cut off: starting a new one.", style="dim")
    from eval.wire import open_bot  # seconds: a wrong flag or a misspelt case must not wait for them

    bot = open_bot(settings, door.notice)
    folder = folder or start(settings.data, moment, manifest)
    write_passages(folder, bot.passages)
    with progress(len(cases)) as advance:
        run(cases, bot.ask, texts, folder, advance, passages=bot.passages, workers=workers)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    write_manifest(folder, replace(read_manifest(folder), memory=round(peak, 1)))
    return read_run(folder)


@contextmanager
def progress(total: int, word: str = "asking") -> Iterator[Callable[[int], None]]:
    """A progress bar on the error stream; gives a function that takes the number of cases done."""
    columns = (TextColumn(word), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.update(task, completed=done)


def rivals_command(
    run_: Annotated[
        str | None,
        typer.Argument(
            metavar="[RUN]",
            help="The run to join: its folder or the beginning of its name.",
            show_default=False,
        ),
    ] = None,
    data: Data = None,
    limit: Limit = None,
) -> None:
    """Ask rivals the cases of a run: the best passage alone, and LlamaIndex's engine when FOOTNOTE_LLM is set."""
    from eval.wire import open_rivals

    settings = settings_of(BotSettings, None, data)
    kept = read_run(find(settings.data, run_))
    cases = choose([result.case for result in kept.results], None, limit)
    of_run = {"seeds": Path(kept.manifest.seeds)}
    for name, ask in open_rivals(settings.model_copy(update=of_run)).items():
        folder = kept.folder / RIVALS / name
        folder.mkdir(parents=True, exist_ok=True)
        with progress(len(cases), f"asking {name}") as advance:
            run(cases, ask, kept.texts, folder, advance)
    kept = read_run(kept.folder)
    show_rivals(kept, out)
    err.print(f"The report: {write_page(kept, report_of(kept))}", soft_wrap=True)


def report_of(kept: Kept) -> Report:
    """The figures of a kept run."""
    manifest = kept.manifest
    return summarise(
        kept.results,
        of=manifest.set,
        split=manifest.split,
        made=manifest.made,
        commit=manifest.commit,
        memory=manifest.memory,
        workers=manifest.workers,
    )
