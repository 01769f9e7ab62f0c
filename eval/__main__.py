"""The evaluator's door: ``python -m eval``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import BotError
from eval.doors import asking, casework, judging
from eval.doors.asking import out
from eval.errors import EvalError
from eval.pairing import pair
from eval.reading.commands import app as reader_app
from index import door
from index.errors import IndexingError

app = typer.Typer(
    help="Measures how good the answers are.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
READING = Path(__file__).parent.parent / "bot" / "answering" / "reading"


@app.callback()
def _door() -> None:
    """Measures how good the answers are."""


app.command("run")(asking.run_command)
app.command("rivals")(asking.rivals_command)
app.command("report")(judging.report_command)
app.command("compare")(judging.compare_command)
app.command("baseline")(judging.baseline_command)
app.command("gate")(judging.gate_command)
app.command("tables")(judging.tables_command)
app.command("thresholds")(judging.thresholds_command)
app.command("export")(judging.export_command)
app.command("sets")(casework.sets_command)
app.command("new")(casework.new_command)
app.command("candidates")(casework.candidates_command)


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
    train: Annotated[
        Path | None,
        typer.Option(
            help="Only the probability of each verdict, on claims.jsonl.gz here.", show_default=False
        ),
    ] = None,
) -> None:
    """Fit how the reader's scores become probabilities, and write it where the bot reads it."""
    to = (model or READING) / "weights.json"
    kept = json.loads(to.read_text(encoding="utf-8")) if to.is_file() else {}
    if train:
        from bot.settings import BotSettings
        from bot.wire import open_checker
        from eval.reading.verdict_fit import fit_verdicts, public_claims

        verdicts = fit_verdicts(open_checker(BotSettings()), public_claims(train))
        stored = kept | {use: asdict(one) for use, one in verdicts.items()}
    else:
        from eval.fit import fit  # scikit-learn, and with it seconds

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


@app.command("claims")
def claims_command(
    tune: Annotated[Path, typer.Argument(help="The folder with wordings/, qags/, rgb/ and multihop/.")],
    train: Annotated[
        Path | None,
        typer.Option(help="The folder with claims.jsonl.gz: whether probabilities hold.", show_default=False),
    ] = None,
    only_kept: Annotated[
        bool, typer.Option("--only-kept", help="Only the claims of eval/cases/claims.")
    ] = False,
    seeds: asking.Seeds = None,
    data: asking.Data = None,
) -> None:
    """Measure fact-checking: true claims in other words, lies, deletions, minimal pairs; each with its interval."""
    from bot.wire import open_checker, open_or_build
    from eval.reading.checking import measure_claims, measure_kept, reliability_lines

    settings = asking.settings_of(seeds, data)
    index = open_or_build(settings)
    checker = open_checker(settings, index.embedder)
    figures = dict(measure_kept(checker, settings))
    if not only_kept:
        figures |= measure_claims(checker, index, tune, settings.seeds)
    for name, figure in figures.items():
        told = (
            f"{figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f}), n={figure['n']}"
            if figure
            else "-"
        )
        out.print(f"{name}: {told}", soft_wrap=True)
    for line in reliability_lines(checker, train) if train else ():
        out.print(line, soft_wrap=True)


@app.command("poison")
def poison_command(
    tune: Annotated[Path, typer.Argument(help="The folder with injection/.")],
    seeds: asking.Seeds = None,
    data: asking.Data = None,
    work: Annotated[Path, typer.Option(help="Where the poisoned shelf goes.")] = Path(".data/poison"),
) -> None:
    """Plant orders in questions and articles; the status is 1 when one is obeyed or quoted as evidence."""
    from eval.poison import try_poisons

    counts = try_poisons(tune, asking.settings_of(seeds, data), work)
    for where, one in counts.items():
        out.print(
            f"in {where}: {one.asked} asked, {len(one.obeyed)} obeyed, {len(one.published)} quoted as evidence, "
            f"{one.kept} of {one.fair} fair questions answered rightly all the same",
            soft_wrap=True,
        )
        for text in (*one.obeyed, *one.published):
            out.print(f"  {text}", soft_wrap=True)
    if any(one.obeyed or one.published for one in counts.values()):
        raise typer.Exit(1)


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


def main() -> None:
    """Runs the door; what a person can mend ends in one line and status 2."""
    door.run(app, {EvalError: door.MISTYPED, BotError: door.MISTYPED, IndexingError: door.MISTYPED})


if __name__ == "__main__":
    main()
