"""Working on cases: ``new``, ``candidates``, and other people's ``sets``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from bot.settings import BotSettings
from eval.casefiles import OUR_CASES, read_cases, read_texts
from eval.converters import SNIPPETS, laid_out, snippets_of
from eval.doors.asking import Part, ask_all, err, out
from eval.errors import CaseInvalid, FeedbackUnreadable
from eval.feedback import candidates
from eval.jsonlines import read_lines
from eval.pairing import write_shelf
from eval.records import Kind, Outcome
from eval.terminal import show_candidates
from eval.writing import Draft, add, block, name_for, split_for, verbatim
from index.database import database_of
from index.options import Data, Seeds, settings_of
from index.settings import IndexSettings

_NEAREST = 4  # passages that are shown when a case is written


def candidates_command(data: Data = None) -> None:
    """List what members marked wrong in Discord, newest first."""
    settings = settings_of(BotSettings, None, data)
    show_candidates(candidates(settings.data, database_of(settings)), out)


def new_command(
    question: Annotated[str | None, typer.Option(help="The question.", show_default=False)] = None,
    of: Annotated[
        str | None, typer.Option("--from", help="A candidate's id: take its question.", show_default=False)
    ] = None,
    cases: Annotated[
        Path, typer.Option("--set", help="The folder of case files to add to.", show_default=False)
    ] = OUR_CASES,
    seeds: Seeds = None,
    data: Data = None,
) -> None:
    """Write a case: asks for it step by step, shows what the articles say, and checks every quotation."""
    settings = settings_of(BotSettings, seeds, data)
    texts = read_texts(settings.seeds)
    known = read_cases(cases, texts)
    if of:
        question = _candidate(settings, of)
    question = question or typer.prompt("The question, as a member would type it")
    _show_nearest(settings.seeds, settings.data, question)
    kind = typer.prompt("Kind (" + ", ".join(Kind) + ")", value_proc=_kind)
    history = _ask_history() if kind == Kind.FOLLOW_UP else ()
    expect = typer.prompt(
        "Expected (answered, partial, conflicting, refused; several with commas)",
        value_proc=_outcomes,
        default="answered",
    )
    gold: list[tuple[str, str, bool]] = []
    answers: list[tuple[str, ...]] = []
    lead: tuple[str, ...] = ()
    if any(outcome != Outcome.REFUSED for outcome in expect):
        gold = _ask_gold(texts)
        answers = _ask_answers()
        lead = _wordings("What must come first, such as the newest report (empty: any order)")
    forbidden = _wordings(
        "What must not be said, such as what an order in the question asks for (empty: nothing)"
    )
    as_of = typer.prompt(
        "Day of asking, if “now” matters (YYYY-MM-DD)", default="", show_default=False, value_proc=_day
    )
    draft = Draft(
        id=typer.prompt("Name", default=name_for(kind, question, [case.id for case in known])),
        kind=kind,
        question=question.strip(),
        expect=expect,
        answers=tuple(answers),
        gold=tuple(gold),
        note=typer.prompt("Why does this case exist; what could mislead the bot?"),
        split=split_for(kind, known),
        as_of=as_of,
        history=history,
        lead=lead,
        forbidden=forbidden,
    )
    out.print(f"\n{escape(block(draft))}", soft_wrap=True)
    if typer.confirm("Add it?", default=True):
        out.print(f"Added to {add(cases, draft, texts)}.", soft_wrap=True)


def sets_command(
    tune: Annotated[
        Path,
        typer.Argument(
            help=f"A folder of sets, each with docs.jsonl and cases.jsonl, or one of {', '.join(SNIPPETS)}."
        ),
    ],
    data: Data = None,
    limit: Annotated[int, typer.Option(min=1, help="Ask at most this many of each, spread evenly.")] = 100,
    only: Annotated[list[str] | None, typer.Option(help="Only this set; may be repeated.")] = None,
) -> None:
    """Ask other people's questions about their own articles, set by set: lay out, build, ask, keep."""
    from index.build import build

    work = settings_of(BotSettings, None, data).data / "sets"
    folders = sorted(path for path in tune.iterdir() if _is_set(path)) if tune.is_dir() else []
    chosen = [folder for folder in folders if not only or folder.name in only]
    if not chosen:
        raise CaseInvalid(
            f"{tune}: holds no such set, a folder with docs.jsonl and cases.jsonl, or with "
            f"one of {', '.join(SNIPPETS)}"
        )
    for source in chosen:
        folder = laid_out(source, work / source.name)
        seeds = work / folder.name / "seeds"
        write_shelf(seeds, read_lines(folder / "docs.jsonl"))
        settings = settings_of(BotSettings, seeds, work / folder.name)
        build(settings)
        kept = ask_all(settings, folder, Part.ALL, limit)
        out.print(f"{folder.name}: {len(kept.results)} questions kept in {kept.folder}", soft_wrap=True)


def _is_set(folder: Path) -> bool:
    asked = (folder / "docs.jsonl").is_file() and (folder / "cases.jsonl").is_file()
    return asked or snippets_of(folder) is not None


def _candidate(settings: IndexSettings, key: str) -> str:
    database = database_of(settings)
    questions = [
        candidate.question
        for candidate in candidates(settings.data, database)
        if candidate.id.startswith(key)
    ]
    if not questions:
        where = database.where if database else settings.data
        raise FeedbackUnreadable(
            f"{where}: nobody marked an answer {key} as wrong; see `python -m eval candidates`"
        )
    return questions[0]


def _show_nearest(seeds: Path, data: Path, question: str) -> None:
    from bot.wire import open_or_build  # seconds: what was mistyped must not wait for them

    index = open_or_build(settings_of(BotSettings, seeds, data))
    out.print("\nThe nearest that the articles say:")
    for hit in index.search(question)[:_NEAREST]:
        out.print(f"\n[bold]{escape(hit.passage.article)}[/]\n{escape(hit.passage.text)}", soft_wrap=True)
    out.print()


def _ask_gold(texts: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    gold: list[tuple[str, str, bool]] = []
    while True:
        more = (
            "Another quotation (empty: no more)" if gold else "The words that answer, copied from an article"
        )
        words = typer.prompt(more, default="" if gold else None, show_default=False).strip()
        if not words:
            return gold
        quotation = verbatim(words, texts)
        if not quotation:
            err.print("No article holds these words; copy them character for character.", style="yellow")
            continue
        out.print(f"[dim]{escape(quotation[0])}:[/] {escape(quotation[1])}", soft_wrap=True)
        gold.append(
            (
                *quotation,
                bool(gold) and typer.confirm("Does it say the same as the one before?", default=False),
            )
        )


def _ask_history() -> tuple[str, ...]:
    asked = [typer.prompt("What was asked before, oldest first", value_proc=_something)]
    while more := typer.prompt("And after that (empty: no more)", default="", show_default=False).strip():
        asked.append(more)
    return tuple(asked)


def _ask_answers() -> list[tuple[str, ...]]:
    first: tuple[str, ...] = ()
    while not first:
        first = _wordings("What must be in the answer")
    groups = [first]
    while group := _wordings("Another thing that must be in it (empty: no more)"):
        groups.append(group)
    return groups


def _wordings(asked: str) -> tuple[str, ...]:
    """Wordings that will do for one thing, as they were typed with semicolons between."""
    typed = typer.prompt(f"{asked}; wordings with “;” between", default="", show_default=False)
    return tuple(wording.strip() for wording in typed.split(";") if wording.strip())


def _something(value: str) -> str:
    if not value.strip():
        raise typer.BadParameter("a follow-up follows a question")
    return value.strip()


def _kind(value: str) -> Kind:
    try:
        return Kind(value.strip().replace(" ", "_").replace("-", "_"))
    except ValueError as error:
        raise typer.BadParameter(f"{value} is none of them") from error


def _outcomes(value: str) -> tuple[Outcome, ...]:
    try:
        return tuple(Outcome(name.strip()) for name in value.split(","))
    except ValueError as error:
        raise typer.BadParameter(f"{value} is none of them") from error


def _day(value: str) -> date | None:
    try:
        return datetime.fromisoformat(value).date() if value else None
    except ValueError as error:
        raise typer.BadParameter(f"{value} is no day such as 2026-03-10") from error
