"""The evaluator's door: ``python -m eval``."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.errors import BotError
from bot.settings import BotSettings
from eval.casefiles import OUR_CASES, read_texts
from eval.errors import EvalError
from eval.pairing import pair
from eval.reading.commands import app as reader_app
from eval.records import Split
from eval.report import show, summarise, to_json
from eval.run import Ask, choose, commit_of, run, run_folder
from eval.tunesets import read_set
from index import door
from index.errors import IndexingError

app = typer.Typer(
    help="Measures how good the answers are.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
out, err = Console(highlight=False), door.err
READING = Path(__file__).parent.parent / "bot" / "answering" / "reading"


class Part(StrEnum):
    """Which part of a set to ask."""

    TUNE = "tune"
    CHECK = "check"
    ALL = "all"


@app.callback()
def _door() -> None:
    """Measures how good the answers are."""


@app.command("run")
def run_command(
    seeds: Annotated[
        Path | None, typer.Option(help="The folder of articles (default: seeds).", show_default=False)
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="Where built data and runs go (default: .data).", show_default=False)
    ] = None,
    set_: Annotated[
        Path | None,
        typer.Option(
            "--set", help="Another set: a folder with cases.jsonl or case files.", show_default=False
        ),
    ] = None,
    split: Annotated[Part, typer.Option(help="Which part of the set to ask.")] = Part.ALL,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask at most so many, spread evenly.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the report as JSON instead of tables.")
    ] = False,
) -> None:
    """Ask every case, mark the answers, and report; the status is 1 when a citation broke its promise."""
    given = {name: value for name, value in (("seeds", seeds), ("data", data)) if value}
    settings = BotSettings(**given)  # type: ignore[arg-type]
    texts = read_texts(settings.seeds)
    part = None if split is Part.ALL else Split(split.value)
    cases = choose(read_set(set_ or OUR_CASES, texts), part, limit)
    ask = _open(settings)
    moment, commit = datetime.now(UTC), commit_of(Path(__file__).parent)
    folder = run_folder(settings.data, moment, commit)
    columns = (TextColumn("asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=len(cases))
        results = run(cases, ask, texts, folder, lambda done: bar.update(task, completed=done))
    report = summarise(
        results,
        of=str(set_) if set_ else "our cases",
        split=split.value,
        made=moment.isoformat(timespec="seconds"),
        commit=commit,
    )
    written = json.dumps(to_json(report), ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(written + "\n", encoding="utf-8")
    if as_json:
        typer.echo(written)
    else:
        show(report, out)
    err.print(f"Every answer is kept in {folder}", soft_wrap=True)
    if not report.sound:
        raise typer.Exit(1)


@app.command("fit")
def fit_command(
    tune: Annotated[Path, typer.Argument(help="The folder with squad_even/ and timeqa/.")],
    work: Annotated[Path, typer.Option(help="Where shelves and their indexes go.")] = Path(".data/fit"),
    model: Annotated[
        Path | None, typer.Option(help="The folder of another reader.", show_default=False)
    ] = None,
    support: Annotated[
        bool, typer.Option("--support", help="Only how claims are judged: a minute instead of ten.")
    ] = False,
) -> None:
    """Fit how the reader's scores become probabilities, and write it where the bot reads it."""
    from eval.fit import fit  # scikit-learn, and with it seconds

    to = (model or READING) / "weights.json"
    kept = json.loads(to.read_text(encoding="utf-8")) if to.is_file() else {}
    stored = kept | fit(tune, work, model, support_only=support)
    to.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    out.print_json(data=stored)


@app.command("pair")
def pair_command(
    source: Annotated[Path, typer.Argument(help="A set: a folder with docs.jsonl and cases.jsonl.")],
    to: Annotated[Path, typer.Argument(help="Where the articles and questions go.")],
) -> None:
    """Take the supporting articles of half of a set's questions away, to see whether they are refused."""
    kept, bereft, gone = pair(source, to)
    out.print(f"{kept} questions keep their support, {bereft} lost it with {gone} articles. Next:")
    out.print(f"python -m eval run --set {to} --seeds {to / 'seeds'} --data {to / 'data'}", soft_wrap=True)


@app.command("aside")
def aside_command(
    tune: Annotated[Path, typer.Argument(help="The folder with squad_even/.")],
    to: Annotated[Path, typer.Argument(help="Where the articles and questions go.")],
) -> None:
    """Write the SQuAD questions that nothing was trained or fitted on, as a set to run."""
    from eval.fit import write_squad_aside  # scikit-learn, and with it seconds

    count = write_squad_aside(tune, to)
    out.print(f"{count} questions. Next:")
    out.print(f"python -m eval run --set {to} --seeds {to / 'seeds'} --data {to / 'data'}", soft_wrap=True)


app.add_typer(reader_app, name="reader")


def _open(settings: BotSettings) -> Ask:
    # The bot's parts take seconds to load: a wrong flag or a misspelt case must not wait for them.
    from bot.answering.asjson import to_json as answer_to_json
    from bot.wire import open_answerer

    answerer = open_answerer(settings, lambda line: err.print(line, style="dim", soft_wrap=True))
    return lambda question: answer_to_json(answerer.ask(question))


def main() -> None:
    """Runs the door; what a person can mend ends in one line and status 2."""
    door.run(app, {EvalError: door.MISTYPED, BotError: door.MISTYPED, IndexingError: door.MISTYPED})


if __name__ == "__main__":
    main()
