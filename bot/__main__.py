"""The members' door: ``python -m bot``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.progress import Progress

from bot.answering.asjson import to_json
from bot.answering.question import MAX_LENGTH, plain
from bot.errors import BadInput, BadSettings, BotError
from bot.records import Question
from bot.settings import BotSettings
from index import door
from index.errors import IndexingError

if TYPE_CHECKING:
    from bot.answering.answerer import Answerer

app = typer.Typer(
    help="Answers questions with what the articles say, each sentence with a footnote to the exact words.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Seeds = Annotated[
    Path | None, typer.Option(help="The folder of articles (default: seeds).", show_default=False)
]
Data = Annotated[
    Path | None, typer.Option(help="Where built data goes (default: .data).", show_default=False)
]


@app.callback()
def run(context: typer.Context, seeds: Seeds = None, data: Data = None) -> None:
    """Serve Discord when DISCORD_TOKEN is set, else hold a conversation in the terminal."""
    if context.invoked_subcommand and (seeds or data):
        raise BadInput(
            "write --seeds and --data after the command, as in: python -m bot ask QUESTION --data DIR"
        )
    if context.invoked_subcommand is None:
        settings = _settings(seeds, data)
        if settings.discord_token:
            _serve(settings)
        else:
            _chat(settings)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.", show_default=False)] = None,
    batch: Annotated[
        Path | None, typer.Option(help="Ask the JSON lines of a file, print JSON lines.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help='The day that "now" means.')
    ] = None,
    seeds: Seeds = None,
    data: Data = None,
) -> None:
    """Ask one question, or a file of them, and end."""
    if (question is None) == (batch is None):
        raise BadInput("ask: give a question or --batch FILE, one of the two")
    settings = _settings(seeds, data)
    if batch:
        _ask_batch(list(_questions(batch)), settings)
        return
    asked = Question(plain(_checked(question or "")), as_of=as_of.date() if as_of else None)
    answer = _open(settings).ask(asked)
    if as_json:
        print(json.dumps(to_json(answer), ensure_ascii=False))
    else:
        from bot.terminal import show

        show(answer)


@app.command()
def chat(seeds: Seeds = None, data: Data = None) -> None:
    """Hold a conversation in the terminal."""
    _chat(_settings(seeds, data))


@app.command()
def serve(seeds: Seeds = None, data: Data = None) -> None:
    """Answer in Discord; needs DISCORD_TOKEN."""
    _serve(_settings(seeds, data))


def _chat(settings: BotSettings) -> None:
    from bot.terminal import converse

    converse(_open(settings))


def _ask_batch(questions: list[tuple[Any, Question]], settings: BotSettings) -> None:
    answerer = _open(settings)
    # Answers go to stdout while the bar is drawn on stderr: rich must not send them there too.
    with Progress(console=door.err, transient=True, redirect_stdout=False) as bar:
        for id_, question in bar.track(questions, description="asking"):
            print(json.dumps(to_json(answerer.ask(question), id_), ensure_ascii=False), flush=True)


def _questions(path: Path) -> Iterator[tuple[Any, Question]]:
    """The questions of a JSON lines file; every line is checked before the first is asked."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read ({error})") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _question(json.loads(line))
            except (ValueError, TypeError, KeyError, RecursionError) as error:
                raise BadInput(f'{path}, line {number}: not {{"id", "question", ...}} ({error})') from error


def _question(line: Any) -> tuple[Any, Question]:
    if not isinstance(line, dict) or not isinstance(line["question"], str):
        raise ValueError("question must be text")
    history, as_of = line.get("history") or [], line.get("as_of")
    if not isinstance(history, list) or not all(isinstance(one, str) for one in history):
        raise ValueError("history must be a list of earlier questions")
    if as_of is not None and not isinstance(as_of, str):
        raise ValueError("as_of must be a date, such as 2025-06-01")
    day = datetime.fromisoformat(as_of).date() if as_of else None
    return line.get("id"), Question(plain(line["question"]), tuple(map(plain, history)), day)


def _checked(question: str) -> str:
    if not question.strip():
        raise BadInput("ask: the question is empty")
    if len(question) > MAX_LENGTH:
        raise BadInput(f"ask: the question has {len(question)} characters; the limit is {MAX_LENGTH}")
    return question


def _serve(settings: BotSettings) -> NoReturn:
    from bot.server.client import serve

    sys.exit(serve(lambda: _open(settings).ask, settings))


def _open(settings: BotSettings) -> Answerer:
    from bot.wire import open_answerer

    return open_answerer(settings, lambda line: door.err.print(line, style="dim", soft_wrap=True))


def _settings(seeds: Path | None, data: Path | None) -> BotSettings:
    given = {name: value for name, value in (("seeds", seeds), ("data", data)) if value}
    return BotSettings(**given)  # type: ignore[arg-type]


def main() -> None:
    """Runs the door; what a person can mend ends in one line, status 1, or 2 for what was typed."""
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
