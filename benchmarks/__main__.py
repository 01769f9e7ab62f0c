"""The door of the benchmarks, ``python -m benchmarks``: what the index and the bot promise, with figures."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.settings import BotSettings
from index import door
from index.errors import IndexingError
from index.options import commands
from index.settings import IndexSettings

app = commands(
    "Measures the index (builds, crashes, readers, growth) and the bot in a busy channel.",
    help_by_default=True,
)
out = Console(highlight=False)

Articles = Annotated[
    Path, typer.Argument(help="A folder of articles; it is copied first.", show_default=False)
]
Rounds = Annotated[int, typer.Option(min=1, help="How many rebuilds.")]


@app.command()
def builds(
    articles: Articles,
    plain: Annotated[bool, typer.Option(help="Beside plain LlamaIndex, in the same run.")] = False,
) -> None:
    """Time a full build, one article changed, nothing changed, one renamed."""
    from benchmarks.builds import apart, incremental, whole
    from benchmarks.builds import plain as plain_build

    with _room() as settings:
        shutil.copytree(articles, settings.seeds)
        if plain:
            (count, seconds), peak = apart(plain_build, settings)
            speed = {"passages": count, "s": seconds, "passages a second": count / seconds}
            _show("Plain LlamaIndex", {**speed, "memory MB": peak})
        full, peak = apart(whole, settings)
        later, _ = apart(incremental, settings)
    table = Table("", "seconds", "passages embedded", box=None)
    for name, (seconds, embedded) in {"full": full, **later}.items():
        table.add_row(name, f"{seconds:.1f}", str(embedded))
    out.print(table)
    changed = later["one article changed"]
    out.print(
        f"Full: {full[1] / full[0]:.1f} passages a second; one changed: {full[0] / changed[0]:.0f} times faster; "
        f"memory of the full build {peak:.0f} MB at most."
    )


@app.command()
def killed(rounds: Rounds = 50) -> None:
    """Kill rebuilds at random instants."""
    from benchmarks.crashes import broken_rebuilds

    with _room() as settings:
        _show("SIGKILL", broken_rebuilds(settings, rounds, disk_full=False))


@app.command("disk-full")
def disk_full(
    rounds: Rounds = 10, disk: Annotated[Path | None, typer.Option(hidden=True, help="A small disk.")] = None
) -> None:
    """Let rebuilds run out of space at random bytes."""
    from benchmarks.crashes import broken_rebuilds, small_disk

    with tempfile.TemporaryDirectory() as folder:
        before = [] if disk else small_disk(Path(folder))
        if before:  # only a process of its own sees such a disk
            again = [sys.executable, "-m", "benchmarks", "disk-full", "--rounds", str(rounds)]
            done = subprocess.run([*before, *again, "--disk", folder], check=False)  # noqa: S603
            raise typer.Exit(done.returncode)
    with _room(disk) as settings:
        how = "a small disk" if disk else "no small disk may be mounted here: a limit on the size of files"
        _show(f"Disk full ({how})", broken_rebuilds(settings, rounds, disk_full=True, disk=disk))


@app.command()
def readers(
    processes: Annotated[int, typer.Option(min=1, help="How many search.")] = 4, rounds: Rounds = 20
) -> None:
    """Search without pause while articles are edited, deleted and built."""
    from benchmarks.readers import through_rebuilds

    with _room() as settings:
        _show("Readers", through_rebuilds(settings, processes, rounds))


@app.command()
def growth(
    data: Annotated[Path, typer.Argument(help="Built data whose vectors are repeated, with noise.")],
    size: Annotated[int, typer.Option(min=1, help="How many vectors.")] = 10_000,
) -> None:
    """Fill a store with so many vectors and search it."""
    import numpy as np

    from benchmarks.builds import growth as grow
    from index.faults import keys_of
    from index.search import open_index

    index = open_index(IndexSettings(data=data))
    real = np.array(list(index.store.vectors(list(keys_of(index.generation))).values()))
    with _room() as settings:
        _show(f"{size} vectors", grow(settings.data, size, real))


@app.command()
def large(
    articles: Articles,
    size: Annotated[int, typer.Option(min=300, help="About how many passages.")] = 10_000,
) -> None:
    """Build and search a shelf of real articles, repeated with changed words; embedding is left out."""
    from benchmarks.large import large as measured

    with tempfile.TemporaryDirectory() as room:
        _show(f"About {size} passages", measured(articles, Path(room), size))


@app.command()
def channel(
    members: Annotated[int, typer.Option(min=1)] = 50,
    questions: Annotated[int, typer.Option(min=1)] = 500,
    seconds: Annotated[float, typer.Option(min=1)] = 120.0,
    distinct: Annotated[int, typer.Option(min=1, max=100, help="How many different texts.")] = 100,
    unlike: Annotated[
        bool, typer.Option(help="Questions of our cases, in place of twenty in five wordings.")
    ] = False,
) -> None:
    """Have members of a stand-in of Discord ask the bot; the status is 1 when a question was lost, doubled or late."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # the stand-in lives with the tests
    from benchmarks.channel import measured_channel

    if not measured_channel(members, questions, seconds, distinct, unlike):
        raise typer.Exit(1)


@app.command()
def footnotes(
    size: Annotated[int, typer.Option(min=2, help="How many articles, small ones.")] = 20_000,
    presses: Annotated[int, typer.Option(min=2, help="How many at a time.")] = 20,
    keep: Annotated[
        Path | None, typer.Option(help="A folder where articles and index are left, and found again.")
    ] = None,
) -> None:
    """Open footnotes on a large shelf, on a stand-in of Discord; the status is 1 when one took three seconds."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from benchmarks.footnotes import opened

    if not opened(size, presses, keep):
        raise typer.Exit(1)


@app.command()
def rules() -> None:
    """Switch off one pattern of the rules after another: which of our cases and claims end otherwise."""
    from benchmarks.rules import worth_of_rules

    for worth in worth_of_rules(BotSettings()):
        line = f"found something in {worth.asked}, changes {worth.changed}"
        for word, cases in (("worse", worth.worse), ("better", worth.better)):
            line += f", {word} without it {len(cases)}: {' '.join(cases[:5])}" if cases else ""
        out.print(f"[bold]{worth.name}[/]: {line}", soft_wrap=True)


@contextmanager
def _room(disk: Path | None = None) -> Iterator[IndexSettings]:
    """Empty folders for articles and built data, removed afterwards."""
    with tempfile.TemporaryDirectory(dir=disk) as room:
        data = Path(room, "data")
        data.mkdir()
        yield IndexSettings(seeds=Path(room, "seeds"), data=data)


def _show(title: str, figures: Mapping[str, float]) -> None:
    shown = (
        f"{name} {value:.1f}" if isinstance(value, float) else f"{name} {value}"
        for name, value in figures.items()
    )
    out.print(f"[bold]{title}[/]: {', '.join(shown)}", soft_wrap=True)


if __name__ == "__main__":
    door.run(app, {IndexingError: door.BROKEN})
