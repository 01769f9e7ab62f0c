"""The options that several doors share, and the settings that they make."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeVar

import typer

from index.settings import IndexSettings
from index.shelves import one_shelf

Seeds = Annotated[
    Path | None, typer.Option(help="The folder of articles (default: seeds).", show_default=False)
]
Data = Annotated[
    Path | None, typer.Option(help="Where built data goes (default: .data).", show_default=False)
]

_Settings = TypeVar("_Settings", bound=IndexSettings)


def commands(about: str, *, help_by_default: bool = False, run_by_default: bool = False) -> typer.Typer:
    """A command line without commands yet.

    Args:
        about: what it is for.
        help_by_default: whether it shows its help when no command is typed.
        run_by_default: whether its callback runs when no command is typed.
    """
    return typer.Typer(
        help=about,
        no_args_is_help=help_by_default,
        invoke_without_command=run_by_default,
        add_completion=False,
        pretty_exceptions_enable=False,
    )


def settings_of(kind: type[_Settings], seeds: Path | None, data: Path | None) -> _Settings:
    """The settings of the environment, with the folders that the command line names."""
    values = {name: value for name, value in (("seeds", seeds), ("data", data)) if value}
    return kind(**values)  # type: ignore[arg-type]


def shelf_of(kind: type[_Settings], seeds: Path | None, data: Path | None) -> _Settings:
    """The same; where no folder is named and there are several shelves, those of one.

    Raises:
        ShelvesInvalid: if something in ``shelves.toml`` is wrong, or nothing tells which shelf is meant.
    """
    settings = settings_of(kind, seeds, data)
    return settings if seeds or data else one_shelf(settings)
