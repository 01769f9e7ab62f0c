"""The maintainer's door: ``python -m index``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from index import door, views
from index.english.counted import counted
from index.errors import IndexDamaged, IndexingError, NoSuchGeneration
from index.generations import open_generations
from index.options import Data, Seeds, commands, shelf_of
from index.records import BuildReport
from index.settings import IndexSettings
from index.shelves import each_shelf
from index.views import out

app = commands("Builds and inspects the index of the articles in seeds/.", help_by_default=True)

Strict = Annotated[bool, typer.Option("--strict", help="Publish nothing if any file is left out.")]
Shrink = Annotated[bool, typer.Option("--shrink", help="Publish even if most articles are gone.")]


@app.command("build")
def build_command(
    seeds: Seeds = None,
    data: Data = None,
    full: Annotated[
        bool, typer.Option("--full", help="Embed everything again, even if nothing changed.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing when nothing changed.")] = False,
    strict: Strict = False,
    shrink: Shrink = False,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Fail if another build is running.")] = False,
) -> None:
    """Build the index, embedding only what is new, check it, and publish it."""
    from index.build import build

    shelves = (("", shelf_of(IndexSettings, seeds, data)),) if seeds or data else each_shelf(IndexSettings())
    for shelf, settings in shelves:
        if shelf:
            door.notice(f'Shelf "{shelf}":')
        with _bar() as bar:
            report = build(
                settings,
                full=full,
                strict=strict,
                shrink=shrink,
                wait=not no_wait,
                progress=_progress(bar, "embedding passages"),
                notice=door.notice,
            )
        _tell(report, quiet=quiet)


@app.command()
def status(seeds: Seeds = None, data: Data = None) -> None:
    """Show the published generation, its articles, and whether the seeds have changed since."""
    from index.build import is_stale

    settings = shelf_of(IndexSettings, seeds, data)
    generation = open_generations(settings).current()
    views.shelf(generation)
    out.print(
        f"Generation [bold]{generation.id}[/], {counted(len(generation.passages), 'passage')}, "
        f"built {generation.created[:19]} UTC."
    )
    out.print(f"Made by {escape(generation.fingerprint)}.")
    views.skipped(generation)
    if is_stale(generation, settings.seeds):
        out.print("[yellow]The seeds have changed since: run `python -m index build`.[/]")


@app.command()
def history(data: Data = None) -> None:
    """List the generations that are kept, newest first, with what each one changed."""
    generations = open_generations(shelf_of(IndexSettings, None, data))
    current = generations.pointer().generation
    names = generations.ids()
    views.history(tuple(generations.readable(reversed(names))), names, current)


@app.command()
def rollback(
    generation: Annotated[
        str | None,
        typer.Argument(help="Its id, or the start of it; unset: the one before.", show_default=False),
    ] = None,
    data: Data = None,
) -> None:
    """Publish an older generation again, until the next build."""
    from index.rollback import roll_back

    with _bar() as bar:
        progress = _progress(bar, "embedding what was dropped")
        old = roll_back(
            shelf_of(IndexSettings, None, data), generation, progress=progress, notice=door.notice
        )
    out.print(
        f"Generation [bold]{old.id}[/] of {old.created[:19]} UTC is back: {counted(len(old.articles), 'article')}."
    )
    out.print("The next build reads the articles as they are on disk: correct them first.")


@app.command()
def gc(
    data: Data = None,
    keep: Annotated[int, typer.Option(min=1, help="How many generations stay, the published one too.")] = 5,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
) -> None:
    """Remove older generations, and texts and vectors that only they need."""
    from index.upkeep import collect

    garbage = collect(shelf_of(IndexSettings, None, data), keep, dry_run=dry_run, notice=door.notice)
    views.garbage(garbage, dry_run=dry_run)


@app.command()
def verify(data: Data = None) -> None:
    """Hash everything again, compare generation and store, check every offset."""
    from index.upkeep import problems

    settings = shelf_of(IndexSettings, None, data)
    faults = list(problems(settings))
    for problem in faults[:20]:
        out.print(escape(problem), soft_wrap=True)
    if faults:
        raise IndexDamaged(f"{settings.data}: {counted(len(faults), 'problem')}, see above")
    generation = open_generations(settings).current()
    out.print(
        f"Generation [bold]{generation.id}[/] is whole: {counted(len(generation.texts), 'text')}, "
        f"{counted(len(generation.passages), 'passage')}, each where it says and found by its own words."
    )


@app.command()
def show(
    file: Annotated[str, typer.Argument(help="A file, as `status` names it.", show_default=False)],
    data: Data = None,
) -> None:
    """Show what is known of a file's articles, what can be quoted, and what was cut and why."""
    generations = open_generations(shelf_of(IndexSettings, None, data))
    generation = generations.current()
    name = file.partition("#")[0]
    articles = [article for article in generation.articles.values() if file in (article.id, article.file)]
    if not articles:
        left_out = next((skipped.reason for skipped in generation.skipped if skipped.file == name), None)
        why = f"left out: {left_out}" if left_out else "not in the index; `python -m index status` lists it"
        raise NoSuchGeneration(f"{file}: {why}")
    views.file(articles, generations.text(generation, name))


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="A question or some words.", show_default=False)],
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many passages.")] = 10,
    data: Data = None,
) -> None:
    """Show which passages would be retrieved, and why: place by meaning, place by words, cosine."""
    from index.search import open_index

    index = open_index(shelf_of(IndexSettings, None, data))
    views.hits(index.search(query, limit), index.generation)


@app.command()
def watch(seeds: Seeds = None, data: Data = None, strict: Strict = False, shrink: Shrink = False) -> None:
    """Build now and after each change of the articles, until Ctrl-C."""
    from index.watch import watch as follow

    settings = shelf_of(IndexSettings, seeds, data)
    follow(settings, lambda report: _tell(report, quiet=False), _problem, strict, shrink, notice=door.notice)


def _tell(report: BuildReport, *, quiet: bool) -> None:
    generation = report.generation
    if report.published:
        views.shelf(generation)
        out.print(
            f"Published generation [bold]{generation.id}[/]: {counted(len(generation.articles), 'article')}, "
            f"{counted(len(generation.passages), 'passage')} ({report.embedded} embedded, {report.reused} reused) "
            f"in {report.seconds:.1f} s."
        )
    elif not quiet:
        out.print(
            f"Up to date: generation [bold]{generation.id}[/], {counted(len(generation.articles), 'article')}."
        )
    if report.published or not quiet:
        views.skipped(generation)


def _bar() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=door.err, transient=True, disable=not door.err.is_terminal)


def _progress(bar: Progress, label: str) -> Callable[[int, int], None]:
    task = bar.add_task(label, total=None)
    return lambda done, total: bar.update(task, completed=done, total=total)


def _problem(error: IndexingError) -> None:
    door.err.print(f"[red]error:[/] {escape(str(error))}", soft_wrap=True)


def main() -> None:
    """Runs the door; what a person can mend ends in one line and status 1."""
    door.run(app, {IndexingError: door.BROKEN})


if __name__ == "__main__":
    main()
