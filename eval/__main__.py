"""The evaluator's door: ``python -m eval``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import BotError
from bot.settings import BotSettings
from eval.doors import asking, casework, judging
from eval.doors.asking import out
from eval.errors import CaseInvalid, EvalError
from eval.held_out import write_held_out_squad
from eval.pairing import pair
from index import door
from index.english.counted import counted
from index.errors import IndexingError
from index.options import Data, Seeds, commands, settings_of

if TYPE_CHECKING:
    from eval.scores import Figure

app = commands("Measures how good the answers are.")
MORE = "More"  # the panel of what an evaluator does not need first


@app.callback()
def _door() -> None:
    """Measures how good the answers are."""


app.command("run")(asking.run_command)
app.command("report")(judging.report_command)
app.command("compare")(judging.compare_command)
app.command("gate")(judging.gate_command)
app.command("baseline")(judging.baseline_command)
app.command("new")(casework.new_command)
app.command("candidates")(casework.candidates_command)
app.command("rivals")(asking.rivals_command)
app.command("thresholds", rich_help_panel=MORE)(judging.thresholds_command)
app.command("tables", rich_help_panel=MORE)(judging.tables_command)
app.command("export", rich_help_panel=MORE)(judging.export_command)
app.command("sets", rich_help_panel=MORE)(casework.sets_command)


@app.command("pair", rich_help_panel=MORE)
def pair_command(
    source: Annotated[Path, typer.Argument(help="A set: a folder with docs.jsonl and cases.jsonl.")],
    to: Annotated[Path, typer.Argument(help="Where the articles and questions go.")],
) -> None:
    """Take the supporting articles of half of a set's questions away, to see whether they are refused."""
    kept, bereft, gone = pair(source, to)
    away = counted(gone, "article")
    out.print(
        f"With their support: {counted(kept, 'question')}; without: {bereft} ({away} taken away). Next:"
    )
    out.print(f"python -m eval run --set {to} --seeds {to / 'seeds'} --data {to / 'data'}", soft_wrap=True)


@app.command("claims", rich_help_panel=MORE)
def claims_command(
    tune: Annotated[Path, typer.Argument(help="The folder with wordings/, qags/, rgb/ and multihop/.")],
    train: Annotated[
        Path | None,
        typer.Option(help="The folder with claims.jsonl.gz: whether probabilities hold.", show_default=False),
    ] = None,
    only_kept: Annotated[
        bool, typer.Option("--only-kept", help="Only the claims of eval/cases/claims.")
    ] = False,
    seeds: Seeds = None,
    data: Data = None,
) -> None:
    """Measure fact-checking: true claims in other words, lies, deletions, minimal pairs; each with its interval."""
    from bot.wire import open_checker, open_or_build
    from eval.claims.checking import measure_claims, measure_kept, reliability_lines

    settings = settings_of(BotSettings, seeds, data)
    index = open_or_build(settings)
    checker = open_checker(settings, index.embedder)
    figures = dict(measure_kept(checker, settings))
    if not only_kept:
        figures |= measure_claims(checker, index, tune, settings.seeds)
    _print(figures)
    for line in reliability_lines(checker, train) if train else ():
        out.print(line, soft_wrap=True)


def _print(figures: Mapping[str, Figure | None]) -> None:
    for name, figure in figures.items():
        shown = (
            f"{figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f}), n={figure['n']}"
            if figure
            else "-"
        )
        out.print(f"{name}: {shown}", soft_wrap=True)


@app.command("documentation", rich_help_panel=MORE)
def documentation_command(
    documents: Annotated[
        Path, typer.Argument(help="A folder with a folder of documents for each file of eval/documentation.")
    ],
    only: Annotated[list[str] | None, typer.Option(help="Only this one; may be repeated.")] = None,
    work: Annotated[Path, typer.Option(help="Where the indexes go.")] = Path(".data/documentation"),
) -> None:
    """Ask what members would ask of real documentation, and count what comes back by a pattern for each answer."""
    from eval.documented import ask_documentation, total

    every = []
    for told in ask_documentation(documents, work, only or ()):
        every.append(told)
        out.print(told.line(), soft_wrap=True)
    if not every:
        raise CaseInvalid(f"{documents}: holds no folder named as a file of eval/documentation")
    out.print(total(every).line(), soft_wrap=True)


@app.command("leads", rich_help_panel=MORE)
def leads_command(
    tune: Annotated[Path, typer.Argument(help="The folder with wordings/.")],
    seeds: Seeds = None,
    data: Data = None,
) -> None:
    """Measure the checks on sentences that a language model words: how many lies and how many true ones pass."""
    from bot.wire import open_checker
    from eval.claims.leads import measure_leads

    settings = settings_of(BotSettings, seeds, data)
    _print(measure_leads(open_checker(settings), tune, settings.seeds))


@app.command("poison", rich_help_panel=MORE)
def poison_command(
    tune: Annotated[Path, typer.Argument(help="The folder with injection/.")],
    seeds: Seeds = None,
    data: Data = None,
    work: Annotated[Path, typer.Option(help="Where the poisoned shelf goes.")] = Path(".data/poison"),
) -> None:
    """Plant orders in questions and articles; the status is 1 when one is obeyed or quoted as evidence."""
    from eval.poison import try_poisons

    counts = try_poisons(tune, settings_of(BotSettings, seeds, data), work)
    for where, count in counts.items():
        out.print(
            f"in {where}: {count.asked} asked, {len(count.obeyed)} obeyed, {len(count.published)} quoted as evidence, "
            f"{count.kept} of {count.fair} fair questions answered rightly all the same",
            soft_wrap=True,
        )
        for text in (*count.obeyed, *count.published):
            out.print(f"  {text}", soft_wrap=True)
    if any(count.obeyed or count.published for count in counts.values()):
        raise typer.Exit(1)


@app.command("held-out", rich_help_panel=MORE)
def held_out_command(
    tune: Annotated[Path, typer.Argument(help="The folder with squad_even/.")],
    to: Annotated[Path, typer.Argument(help="Where the articles and questions go.")],
) -> None:
    """Write the SQuAD questions that nothing was trained or fitted on, as a set to run."""
    count = write_held_out_squad(tune, to)
    out.print(f"{count} questions. Next:")
    out.print(f"python -m eval run --set {to} --seeds {to / 'seeds'} --data {to / 'data'}", soft_wrap=True)


def main() -> None:
    """Runs the door; what a person can mend ends in one line and status 2."""
    door.run(app, {EvalError: door.MISTYPED, BotError: door.MISTYPED, IndexingError: door.MISTYPED})


if __name__ == "__main__":
    main()
