"""The progress bar of a training."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from index import door


@contextmanager
def training_bar() -> Iterator[Callable[[int, int, float, float], None]]:
    """A progress bar that is told of each step."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=door.err) as bar:
        task = bar.add_task("training", total=None)

        def told(step: int, steps: int, loss: float, speed: float) -> None:
            bar.update(
                task, completed=step, total=steps, description=f"loss {loss:.3f}, {speed:.0f} examples/s"
            )

        yield told
