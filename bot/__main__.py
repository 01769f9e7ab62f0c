"""The command line of the bot: ``python -m bot``."""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import Progress

from bot.answering.publish.asjson import checked_to_json, to_json
from bot.answering.question.understand import MAX_LENGTH, plain
from bot.batches import Claim, claims, questions
from bot.errors import BadInput, BadSettings, BotError
from bot.records import Question
from bot.settings import BotSettings
from index import door
from index.errors import IndexingError
from index.options import Data, Seeds, commands, settings_of, shelf_of

app = commands(
    "Answers questions with what the articles say, each sentence with a footnote to the exact words.",
    run_by_default=True,
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.callback()
def run(context: typer.Context, seeds: Seeds = None, data: Data = None) -> None:
    """Serve Discord when DISCORD_TOKEN is set, else hold a conversation in the terminal."""
    if context.invoked_subcommand and (seeds or data):
        raise BadInput(
            "write --seeds and --data after the command, as in: python -m bot ask QUESTION --data DIR"
        )
    if context.invoked_subcommand is None:
        settings = settings_of(BotSettings, seeds, data)
        if settings.discord_token:
            _serve(settings)
        else:
            _chat(shelf_of(BotSettings, seeds, data))


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.", show_default=False)] = None,
    batch: Annotated[
        Path | None, typer.Option(help="Ask the JSON lines of a file, print JSON lines.")
    ] = None,
    as_json: Json = False,
    explained: Annotated[
        bool,
        typer.Option(
            "--explain", help="Also print how the answer was decided, and where each quotation stands."
        ),
    ] = False,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help='The day that "now" means.')
    ] = None,
    seeds: Seeds = None,
    data: Data = None,
) -> None:
    """Ask one question, or a file of them, and end."""
    if (question is None) == (batch is None):
        raise BadInput("ask: give a question or --batch FILE, one of the two")
    settings = shelf_of(BotSettings, seeds, data)
    if explained and (batch or as_json):
        raise BadInput("ask: --explain goes with one question, printed for a person")
    if batch:
        _ask_batch(questions(batch), settings)
        return
    asked = Question(_checked(question or "", "ask", "question"), as_of=as_of.date() if as_of else None)
    from bot.wire import open_answerer

    answerer = open_answerer(settings, door.notice)
    if as_json:
        answer = answerer.ask(asked)
        print(json.dumps(to_json(answer), ensure_ascii=False))
    else:
        from bot.terminal import show_asked, show_explained

        answer = show_asked(answerer, asked)
        if explained:
            from bot.answering.publish.explain import explain

            show_explained(explain(answer))
    if (model := answer.trace.model) and model.outcome == "untried":
        door.notice(model.detail)


@app.command()
def check(
    claim: Annotated[str | None, typer.Argument(help="The claim.", show_default=False)] = None,
    batch: Annotated[
        Path | None, typer.Option(help="Check the JSON lines of a file, print JSON lines.")
    ] = None,
    as_json: Json = False,
    seeds: Seeds = None,
    data: Data = None,
) -> None:
    """Check each claim of a message against the articles; with --batch, also against texts that come with it."""
    if (claim is None) == (batch is None):
        raise BadInput("check: give a claim or --batch FILE, one of the two")
    settings = shelf_of(BotSettings, seeds, data)
    if batch:
        _check_batch(claims(batch), settings)
        return
    text = _checked(claim or "", "check", "claim")
    from bot.wire import open_checker, open_or_build

    index = open_or_build(settings, door.notice)
    checked = open_checker(settings, index.embedder).message_against_articles(text, index)
    if as_json:
        print(json.dumps(checked_to_json(checked, None), ensure_ascii=False))
    else:
        from bot.terminal import show_checked

        show_checked(checked)


@app.command()
def chat(seeds: Seeds = None, data: Data = None) -> None:
    """Hold a conversation in the terminal."""
    _chat(shelf_of(BotSettings, seeds, data))


@app.command()
def serve(seeds: Seeds = None, data: Data = None) -> None:
    """Answer in Discord; needs DISCORD_TOKEN."""
    _serve(settings_of(BotSettings, seeds, data))


@app.command()
def sync(data: Data = None) -> None:
    """Publish the slash commands to Discord now, even if they have not changed; needs DISCORD_TOKEN."""
    from bot.server.client import sync

    settings = settings_of(BotSettings, None, data)
    names = sync(settings)
    where = f"in server {settings.dev_server}" if settings.dev_server else "everywhere"
    print(f"Published {where}: {', '.join(names)}.")


@app.command()
def doctor(seeds: Seeds = None, data: Data = None) -> None:
    """Look at everything the bot needs: one line each, with what to do; status 1 when something is wrong."""
    from bot.doctor import examine, show

    if not show(examine(settings_of(BotSettings, seeds, data)), Console(highlight=False)):
        sys.exit(door.BROKEN)


@app.command()
def health(data: Data = None) -> None:
    """Whether the bot that serves this data folder is well: one line, and status 0 or 1."""
    from bot.answering.llm.fitness import standing
    from bot.server.health import examine, sign_file

    settings = settings_of(BotSettings, None, data)
    well, line = examine(sign_file(settings.data, settings.shard_ids), time.time())
    model = standing(settings.llm, settings.llm_base_url or "", settings.data) if settings.llm else ""
    print("; ".join(filter(None, (line, model))))
    if not well:
        sys.exit(door.BROKEN)


@app.command()
def backup(
    to: Annotated[Path, typer.Argument(help="A file that does not exist yet.", show_default=False)],
    data: Data = None,
) -> None:
    """Copy what the bot remembers (answers, feedback, settings) into a file, also while it runs."""
    from bot.server.memory import FILE
    from bot.upkeep import back_up
    from index.database import database_of

    settings = settings_of(BotSettings, None, data)
    print(back_up(settings.data / FILE, to, database_of(settings)))


@app.command()
def move(data: Data = None) -> None:
    """Copy what the bot remembers from the data folder into the database that FOOTNOTE_DATABASE_URL names."""
    import asyncio

    from bot.server import moving
    from bot.server.memory import FILE
    from index.database import database_of

    settings = settings_of(BotSettings, None, data)
    database = database_of(settings)
    if database is None:
        raise BadInput("move: set FOOTNOTE_DATABASE_URL, the database to move to")
    print(asyncio.run(moving.move(settings.data / FILE, database)))


def _chat(settings: BotSettings) -> None:
    from bot.answering.llm.trial import Trial
    from bot.terminal import converse
    from bot.wire import open_answerer

    converse(open_answerer(settings, door.notice, Trial.BESIDE))


def _ask_batch(questions: list[tuple[Any, Question]], settings: BotSettings) -> None:
    from bot.answering.llm.trial import Trial
    from bot.wire import open_answerer

    answerer = open_answerer(settings, door.notice, Trial.FIRST)
    # Answers go to stdout while the bar is drawn on stderr: rich must not send them there too.
    with Progress(console=door.err, transient=True, redirect_stdout=False) as bar:
        for id_, question in bar.track(questions, description="asking"):
            print(json.dumps(to_json(answerer.ask(question), id_), ensure_ascii=False), flush=True)


def _check_batch(claims: list[tuple[Any, Claim]], settings: BotSettings) -> None:
    from bot.wire import open_checker, open_or_build

    index = (
        open_or_build(settings, door.notice) if any(claim.evidence is None for _, claim in claims) else None
    )
    checker = open_checker(settings, index.embedder if index else None)
    with Progress(console=door.err, transient=True, redirect_stdout=False) as bar:
        for id_, claim in bar.track(claims, description="checking"):
            checked = (
                checker.message_against_articles(claim.text, index)
                if claim.evidence is None and index is not None
                else checker.message_against_text(claim.text, claim.evidence or "")
            )
            print(json.dumps(checked_to_json(checked, claim.evidence, id_), ensure_ascii=False), flush=True)


def _checked(text: str, command: str, what: str) -> str:
    if not text.strip():
        raise BadInput(f"{command}: the {what} is empty")
    if len(text) > MAX_LENGTH:
        raise BadInput(f"{command}: the {what} has {len(text)} characters; the limit is {MAX_LENGTH}")
    return plain(text)


def _serve(settings: BotSettings) -> NoReturn:
    from bot.server.client import serve
    from bot.wire import open_engines

    sys.exit(serve(lambda: open_engines(settings, door.notice), settings))


def main() -> None:
    """Runs the command line; an error that a person can fix ends in one line and status 1, or 2 for bad input."""
    door.run(
        app,
        {
            BadInput: door.MISTYPED,
            BadSettings: door.MISTYPED,
            BotError: door.BROKEN,
            IndexingError: door.BROKEN,
        },
    )


if __name__ == "__main__":
    main()
