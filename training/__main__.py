"""The door of what makes the models that ship: ``python -m training``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.errors import BotError, ReaderUnfit
from eval.errors import EvalError
from index import door
from index.embedder import MINILM_GRAPH, minilm_folder, open_embedder
from index.errors import IndexingError
from index.foreign import graph_of
from index.settings import IndexSettings
from training import preparing  # noqa: F401  registers its commands
from training.options import MODEL, WORK, Start, Tune, Work, app, console
from training.progress import training_bar

if TYPE_CHECKING:
    from training.curve import Point

Steps = Annotated[int, typer.Option(min=4, help="Batches that each training sees.")]
RATE = 2e-4
STEPS = 512  # of a point of the learning curve; a whole training has four times as many


@app.command("train")
def train_command(
    work: Work = WORK,
    start: Start = None,
    layers: Annotated[int | None, typer.Option(min=1, help="Keep so many layers, from the first.")] = None,
    frozen: Annotated[
        int, typer.Option(min=0, help="Leave the embeddings and so many layers as they are.")
    ] = 0,
    rate: Annotated[float, typer.Option(min=0.0, help="The highest learning rate.")] = RATE,
    steps: Annotated[int | None, typer.Option(min=1, help="Stop after so many batches.")] = None,
    minutes: Annotated[float | None, typer.Option(min=0.0, help="Stop after so many minutes.")] = None,
    beside: Annotated[
        Path | None, typer.Option(help="Another folder of prepared examples: every second batch is of it.")
    ] = None,
    after: Annotated[
        Path | None, typer.Option(help="A reader that ships, to go on from; it has as many layers.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where the weights go; unset: with the examples.")] = None,
) -> None:
    """Train on the prepared examples; a training that was stopped goes on where it was saved."""
    from training.train import Recipe, train

    recipe = Recipe(
        start or minilm_folder(),
        layers=layers,
        frozen=frozen,
        rate=rate,
        steps=steps,
        minutes=minutes,
        beside=beside,
        after=after,
    )
    with training_bar() as report:
        weights = train(work, out or work, recipe, progress=report)
    console.print(f"Trained: {weights}. Next: python -m training export")


@app.command("average")
def average_command(
    trained: Annotated[
        list[Path], typer.Argument(help="Folders of trainings that began with the same weights.")
    ],
    out: Annotated[Path, typer.Option(help="Where the mean of their weights goes: none of these folders.")],
) -> None:
    """Take the mean of the weights of several trainings: often better than each."""
    from training.average import average

    console.print(f"Averaged: {average(trained, out)}. Next: python -m training export")


@app.command("curve")
def curve_command(tune: Tune, work: Work = WORK, steps: Steps = STEPS) -> None:
    """Train smaller networks, and with less data, for a part of a whole training: what does the reader lack?"""
    from training.curve import points

    _train_and_measure(points(steps), tune, work)


@app.command("ablate")
def ablate_command(tune: Tune, work: Work = WORK, steps: Steps = STEPS) -> None:
    """Train without one kind of examples after another, for a part of a whole training: what does it owe to which?"""
    from training.curve import ablations

    _train_and_measure(ablations(steps), tune, work)


def _train_and_measure(points: Iterable[Point], tune: Path, work: Path) -> None:
    from training.corpora import read_corpora
    from training.curve import measured

    corpora = read_corpora(tune)
    for point in points:
        with training_bar() as report:
            figures = measured(point, work, minilm_folder(), MODEL, corpora, progress=report)
        without = f", without {point.without}" if point.without else ""
        console.print(
            f"{point.layers} layers, {point.distinct:,} different examples of {point.shown:,} shown{without}"
        )
        for name, figure in figures.items():
            console.print(
                f"  {name}: "
                + (f"{figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f})" if figure else "-")
            )


@app.command("export")
def export_command(
    work: Work = WORK,
    start: Start = None,
    to: Annotated[Path, typer.Option(help="The folder that the bot reads.")] = MODEL,
    prepared: Annotated[Path, typer.Option(help="Where the examples lie.")] = WORK,
) -> None:
    """Write the trained weights as the int8 graph that the bot reads, with its hash."""
    from training.export import export

    sha256 = export(work / "reader.pt", start or minilm_folder(), to)
    facts = {
        **json.loads((work / "training.json").read_text(encoding="utf-8")),
        "kinds": json.loads((prepared / "kinds.json").read_text(encoding="utf-8")),
    }
    (to / "card.json").write_text(
        json.dumps({"sha256": sha256, "training": facts}, indent=1) + "\n", encoding="utf-8"
    )
    console.print(
        f"{to / 'reader.onnx'}: {sha256}. Next: python -m training measure, and python -m training fit"
    )


@app.command("measure")
def measure_command(
    tune: Tune,
    model: Annotated[
        Path, typer.Option(help="A folder of ours, or of any sentence-transformers model.")
    ] = MODEL,
    work: Annotated[Path | None, typer.Option(help="Also compare with the weights in this folder.")] = None,
    start: Start = None,
    seeds: Annotated[Path, typer.Option(help="The folder of articles, for minimal pairs.")] = Path("seeds"),
    write: Annotated[bool, typer.Option("--write", help="Write the figures into the model's card.")] = False,
) -> None:
    """Measure a reader on questions that ours never trained on."""
    from bot.answering.reading.calibrated import read_weights
    from bot.answering.reading.choice import open_judge, open_reader
    from bot.answering.verify.checker import Checker
    from training.card import write_card
    from training.corpora import read_corpora
    from training.measure import agreement, measure, measure_support, timing
    from training.own import measure_own

    corpora = read_corpora(tune)
    groups: dict[str, Mapping[str, object]] = {}
    with suppress(ReaderUnfit):
        reader = open_reader(model)
        groups["Reading"] = {**measure(reader, corpora), **measure_own(reader, seeds)}
        groups["Seconds for 20 passages of 200 tokens"] = timing(reader)
    with suppress(ReaderUnfit):
        settings = IndexSettings()
        embedder = open_embedder(settings.embedder, settings.data)
        checker = Checker(open_judge(model), read_weights(model), embedder)
        groups["Judging claims"] = measure_support(checker, corpora, tune, seeds)
    if work:
        from training.export import full_precision

        with full_precision(work, start or minilm_folder(), model) as full:
            groups["Agreement of int8 with full precision"] = agreement(open_reader(model), full, corpora)
    console.print_json(data=groups)
    if write:
        write_card(model, groups)
        console.print(f"Written: {model / 'CARD.md'}")


@app.command("measure-written")
def measure_written_command(
    written: Annotated[Path, typer.Argument(help="A folder with what was written and kept aside.")],
    model: Annotated[Path, typer.Option(help="A folder of ours.")] = MODEL,
) -> None:
    """Measure a reader on questions and claims that were written for it and kept aside."""
    from bot.answering.reading.model import OnnxCrossEncoder
    from training.measure import measure_written

    console.print_json(data=measure_written(OnnxCrossEncoder(model), written))


@app.command("fit")
def fit_command(
    tune: Annotated[Path, typer.Argument(help="The folder with squad_even/ and timeqa/.")],
    work: Annotated[Path, typer.Option(help="Where shelves and their indexes go.")] = Path(".data/fit"),
    model: Annotated[
        Path | None, typer.Option(help="The folder of another reader.", show_default=False)
    ] = None,
    only: Annotated[
        Literal["ranking", "decision", "verdicts"] | None,
        typer.Option(
            help="Only how sentences are ranked, whether anything answers, or how claims are judged: each takes ten "
            "minutes or more.",
            show_default=False,
        ),
    ] = None,
    documentation: Annotated[
        Path | None,
        typer.Option(
            help="A folder with the documents of each community of eval/documentation, to fit to these too.",
            show_default=False,
        ),
    ] = None,
    train: Annotated[
        Path | None,
        typer.Option(
            help="The folder with claims.jsonl.gz, to fit verdicts to these too.", show_default=False
        ),
    ] = None,
) -> None:
    """Fit how the reader's scores become probabilities, and write it where the bot reads it."""
    from training.fit import Part, fit  # scikit-learn, and with it seconds

    to = (model or MODEL.parent) / "weights.json"
    kept = json.loads(to.read_text(encoding="utf-8")) if to.is_file() else {}
    part = Part(only) if only else None
    stored = kept | fit(tune, work, model, documentation=documentation, train=train, only=part)
    to.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    console.print_json(data=stored)


@app.command("graph")
def graph_command(
    to: Annotated[Path, typer.Option(help="Where to write it.")] = Path("index", MINILM_GRAPH),
) -> None:
    """Make the embedder's graph that ships: without weights, which stay in the model's own file."""
    made = graph_of(minilm_folder())
    to.write_bytes(made)
    console.print(f"{to}: {len(made)} bytes")


def main() -> None:
    """Runs the door; what a person can mend ends in one line and status 2."""
    door.run(app, {EvalError: door.MISTYPED, BotError: door.MISTYPED, IndexingError: door.MISTYPED})


if __name__ == "__main__":
    main()
