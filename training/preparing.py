"""The commands that write examples to train on."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from training.options import ASKED, MODEL, WORK, More, Tune, Work, app, console
from training.progress import counting_bar


@app.command("prepare")
def prepare_command(
    tune: Tune,
    more: More = None,
    only_claims: Annotated[
        int, typer.Option(min=0, help="Only claims, so many times as many of them, for `train --beside`.")
    ] = 0,
    mostly_near: Annotated[
        bool, typer.Option(help="Only questions, half of them near misses and their answered twins.")
    ] = False,
    work: Work = WORK,
) -> None:
    """Write the examples of each pass."""
    from training.corpora import read_corpora
    from training.train import prepare

    corpora = read_corpora(tune)
    kinds = prepare(corpora, work, more=more, only_claims=only_claims, mostly_near=mostly_near)
    _tell(kinds, work)


@app.command("prepare-written")
def prepare_written_command(
    written: Annotated[
        Path, typer.Argument(help="The folder with what was written, see training/written.py.")
    ],
    others: Annotated[
        list[Path] | None, typer.Option(help="Folders of other prepared examples; for each, again.")
    ] = None,
    share: Annotated[
        float, typer.Option(min=0.0, help="How many of each of these, as a share of what was written.")
    ] = 0.25,
    passes: Annotated[int, typer.Option(min=1, help="How many passes.")] = 3,
    seed: Annotated[int, typer.Option(help="Another one cuts and draws others.")] = 0,
    work: Work = WORK,
) -> None:
    """Write the examples of what was written for training, among others."""
    from training.written import prepare_written

    kinds = prepare_written(written, work, others or [], seed=seed, passes=passes, share=share)
    _tell(kinds, work)


@app.command("prepare-mined")
def prepare_mined_command(
    tune: Tune,
    more: More = None,
    model: Annotated[Path, typer.Option(help="The reader that errs.")] = MODEL,
    questions: Annotated[int, typer.Option(min=1, help="How many are asked.")] = 4500,
    seed: Annotated[int, typer.Option(help="Another one asks other questions.")] = 0,
    work: Work = WORK,
) -> None:
    """Write examples of what a reader takes for an answer and is none."""
    from bot.answering.reading.model import OnnxCrossEncoder
    from index.embedder import open_embedder
    from index.settings import IndexSettings
    from training.corpora import read_corpora
    from training.mined import prepare_mined
    from training.more import more_questions

    corpora = read_corpora(tune)
    if more:
        corpora = more_questions(more, corpora, seed)
    settings = IndexSettings()
    embedder = open_embedder(settings.embedder, settings.data)
    with counting_bar() as report:
        kinds = prepare_mined(
            corpora, OnnxCrossEncoder(model), embedder, work, seed=seed, questions=questions, progress=report
        )
    _tell(kinds, work)


@app.command("prepare-documented")
def prepare_documented_command(
    documentation: Annotated[
        Path, typer.Argument(help="A folder with the documents of each community that is asked about.")
    ],
    asked: Annotated[Path, typer.Option(help="The folder with the questions, a file for each.")] = ASKED,
    model: Annotated[Path, typer.Option(help="The reader that errs.")] = MODEL,
    seed: Annotated[int, typer.Option(help="Another one takes other sentences away.")] = 0,
    work: Work = WORK,
) -> None:
    """Write examples of questions on real documentation, with what the search brings for each."""
    from bot.answering.reading.model import OnnxCrossEncoder
    from training.documentation import prepare_documented
    from training.labelled import READ_IN_TRAINING

    there = {name for name in READ_IN_TRAINING if (documentation / name).is_dir()}
    with counting_bar() as report:
        kinds = prepare_documented(
            documentation, asked, there, OnnxCrossEncoder(model), work, seed=seed, progress=report
        )
    _tell(kinds, work)


def _tell(kinds: Counter[str], work: Path) -> None:
    """Writes how many examples there are of each kind, and prints them."""
    (work / "kinds.json").write_text(json.dumps(dict(sorted(kinds.items()))), encoding="utf-8")
    for kind, count in sorted(kinds.items()):
        console.print(f"{count:7,} {kind}")
    console.print(f"{kinds.total():7,} examples in {work}")
