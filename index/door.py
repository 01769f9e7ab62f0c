"""What the command lines share: how one is run, and how a failure is reported in one line."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from typing import NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

BROKEN = 1
MISTYPED = 2
EXTRA = (
    "onnx",
    "sentence_transformers",
    "sklearn",
    "torch",
    "transformers",
)  # what the extra `models` installs

err = Console(stderr=True, highlight=False)


def run(app: typer.Typer, statuses: Mapping[type[Exception], int]) -> NoReturn:
    """Runs a command line and ends the process.

    Args:
        app: the commands.
        statuses: the errors that a person can do something about, with their exit status; the first that fits counts.
            A wrong flag, argument or setting ends with `MISTYPED`.
    """
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a stray byte is no reason to break
    try:
        # Not standalone: typer would tell a wrong flag in a box of several lines.
        sys.exit(app(standalone_mode=False))
    except typer.TyperException as error:
        if not error.format_message():  # help was asked for by asking for nothing
            sys.exit(MISTYPED)
        _tell(error.format_message(), MISTYPED)
    except ValidationError as error:
        first = error.errors()[0]
        where = "".join(f"FOOTNOTE_{str(name).upper()}: " for name in first["loc"][:1])  # none: of several
        _tell(f"setting {where}{first['msg'].removeprefix('Value error, ')}", MISTYPED)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except OSError as error:
        _tell(f"{error.filename or 'input or output'}: {error.strerror or error}", BROKEN)
    except ModuleNotFoundError as error:
        if error.name not in EXTRA:
            raise
        _tell(lacking(error), BROKEN)
    except tuple(statuses) as error:
        _tell(str(error), next(status for kind, status in statuses.items() if isinstance(error, kind)))


def notice(line: str) -> None:
    """Tells a person something on the error stream."""
    err.print(escape(line), style="dim", soft_wrap=True)


def lacking(error: ModuleNotFoundError) -> str:
    """What to do when a package of the extra `models` is not installed, in one line."""
    return (
        f"{error.name} is not installed; models other than ours and training need it: run `make models`, "
        "or: pip install 'footnote-bot[models]'"
    )


def _tell(message: str, status: int) -> NoReturn:
    err.print(f"[red]error:[/] {escape(message)}", soft_wrap=True)
    sys.exit(status)
