"""What the reader lacks, and what helps it: trainings with fewer layers, less data or fewer kinds of examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.scores import Figure
from training.corpora import Corpora
from training.export import full_precision
from training.measure import measure_source
from training.train import BATCH, Recipe, train

SHARES = (4, 2)  # one different batch in so many
LEFT_OUT = {
    "passages and questions that nearly fit": (
        "_removed",
        "_alike",
        "_other_answer",
        "_changed",
        "_unanswerable",
    ),
    "claims": ("claim",),
    "clozes": ("cloze",),
}  # what it is called, and the kinds of examples by parts of their names
EVERY = 3  # one question in so many is measured


@dataclass(frozen=True, slots=True)
class Point:
    """One training of the curve.

    Args:
        layers: of the network.
        distinct: different examples among those that it was shown.
        shown: examples that it was shown, repetitions counted.
        without: what was left out, a key of `LEFT_OUT`, or nothing.
    """

    layers: int
    distinct: int
    shown: int
    without: str = ""


def points(steps: int, layers: tuple[int, ...] = (2, 4, 6)) -> Iterator[Point]:
    """The trainings of the curve: each size on as many different batches, then the largest on fewer and fewer.

    Args:
        steps: batches that each training sees, at least 4; more than are prepared come again.
        layers: the sizes.
    """
    shown = steps * BATCH
    yield from (Point(size, shown, shown) for size in layers)
    yield from (Point(max(layers), shown // share, shown) for share in SHARES)


def ablations(steps: int, layers: int = 6) -> Iterator[Point]:
    """One training with everything, and one without each of `LEFT_OUT`, all of them shown equally much.

    Args:
        steps: batches that each training sees.
        layers: of the network.
    """
    shown = steps * BATCH
    yield from (Point(layers, shown, shown, without) for without in ("", *LEFT_OUT))


def measured(
    point: Point,
    prepared: Path,
    model: Path,
    shipped: Path,
    corpora: Corpora,
    *,
    progress: Callable[[int, int, float, float], None] = lambda *_: None,
) -> Mapping[str, Figure | None]:
    """Trains one point of the curve and measures it in full precision, on SQuAD and QED questions kept aside.

    Args:
        point: what to train.
        prepared: folder that `training.train.prepare` wrote; the weights go into a folder beside its files.
        model: folder of the weights to start from.
        shipped: the shipped model, for its tokenizer.
        corpora: the sets.
        progress: see `training.train.train`.
    """
    out = prepared / "-".join(["curve", str(point.layers), str(point.distinct), *point.without.split()])
    recipe = Recipe(
        model,
        layers=point.layers,
        steps=point.shown // BATCH,
        distinct=point.distinct // BATCH,
        without=LEFT_OUT.get(point.without, ()),
    )
    train(prepared, out, recipe, progress=progress)
    aside = [question for question in corpora.questions if question.paragraph.aside]
    with full_precision(out, model, shipped) as reader:
        return {
            name: figure
            for source in ("squad", "qed")
            for name, figure in measure_source(
                reader, [question for question in aside if question.paragraph.source == source][::EVERY]
            )
        }
