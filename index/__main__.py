"""The maintainer's door: ``python -m index``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table

from index import door
from index.build import build, is_stale
from index.errors import IndexingError
from index.generations import Generations
from index.records import Generation
from index.settings import IndexSettings

app = typer.Typer(
    help="Builds and inspects the index of the articles in seeds/.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False)
SHOWN = 40  # articles listed by name

Seeds = Annotated[
    Path | None, typer.Option(help="The folder of articles (default: seeds).", show_default=False)
]
Data = Annotated[
    Path | None, typer.Option(help="Where built data goes (default: .data).", show_default=False)
]


@app.command("build")
def build_command(
    seeds: Seeds = None,
    data: Data = None,
    full: Annotated[bool, typer.Option("--full", help="Build even if nothing changed.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing when nothing changed.")] = False,
) -> None:
    """Build the index, embedding only what is new, and publish it."""
    settings = _settings(seeds, data)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=door.err, transient=True, disable=not door.err.is_terminal) as bar:
        task = bar.add_task("embedding passages", total=None)
        report = build(
            settings, full=full, progress=lambda n, total: bar.update(task, completed=n, total=total)
        )
    generation = report.generation
    if report.published:
        _show_shelf(generation)
        out.print(
            f"Published generation [bold]{generation.id}[/]: {len(generation.articles)} articles, "
            f"{len(generation.passages)} passages ({report.embedded} embedded, {report.reused} reused) "
            f"in {report.seconds:.1f} s."
        )
    elif not quiet:
        out.print(f"Up to date: generation [bold]{generation.id}[/], {len(generation.articles)} articles.")
    if report.published or not quiet:
        _show_skipped(generation)


@app.command()
def status(seeds: Seeds = None, data: Data = None) -> None:
    """Show the published generation, its articles, and whether the seeds have changed since."""
    settings = _settings(seeds, data)
    generation = Generations(settings.data).current()
    _show_shelf(generation)
    out.print(
        f"Generation [bold]{generation.id}[/], {len(generation.passages)} passages, "
        f"built {generation.created[:19]} UTC."
    )
    out.print(f"Made by {escape(generation.fingerprint)}.")
    _show_skipped(generation)
    if is_stale(generation, settings.seeds):
        out.print("[yellow]The seeds have changed since: run `python -m index build`.[/]")


def _show_shelf(generation: Generation) -> None:
    shown = list(generation.articles.values())[:SHOWN]
    table = Table(box=None, pad_edge=False)
    table.add_column("Article", no_wrap=True)
    table.add_column("Published", no_wrap=True)
    table.add_column("Sentences", justify="right")
    table.add_column("Cut", justify="right")
    table.add_column("Title")
    for article in shown:
        named = ", ".join(filter(None, (article.title, article.publisher)))
        table.add_row(
            escape(article.id),
            str(article.published) if article.published else "[dim]undated[/]",
            str(sum(map(len, article.paragraphs))),
            str(len(article.furniture)),
            escape(named) or "[dim]none stated[/]",
        )
    out.print(table)
    if len(generation.articles) > SHOWN:
        out.print(f"… and {len(generation.articles) - SHOWN} more")


def _show_skipped(generation: Generation) -> None:
    for skipped in generation.skipped:
        out.print(f"[yellow]Skipped[/] {escape(skipped.file)}: {escape(skipped.reason)}", soft_wrap=True)


def _settings(seeds: Path | None, data: Path | None) -> IndexSettings:
    given = {name: value for name, value in (("seeds", seeds), ("data", data)) if value}
    return IndexSettings(**given)


def main() -> None:
    """Runs the door; what a person can mend ends in one line and status 1."""
    door.run(app, {IndexingError: door.BROKEN})


if __name__ == "__main__":
    main()
