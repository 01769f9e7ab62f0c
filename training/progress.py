"""The progress bars of training."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from index import door

_COLUMNS = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())


@contextmanager
def training_bar() -> Iterator[Callable[[int, int, float, float], None]]:
    """A progress bar that is told of each step."""
    with Progress(*_COLUMNS, console=door.err) as bar:
        task = bar.add_task("training", total=None)

        def told(step: int, steps: int, loss: float, speed: float) -> None:
            bar.update(
                task, completed=step, total=steps, description=f"loss {loss:.3f}, {speed:.0f} examples/s"
            )

        yield told


@contextmanager
def counting_bar() -> Iterator[Callable[[int, int], None]]:
    """A progress bar that is told how many of how many questions were asked."""
    with Progress(*_COLUMNS, console=door.err) as bar:
        task = bar.add_task("asking", total=None)
        yield lambda asked, questions: bar.update(task, completed=asked, total=questions)
