"""The doors beside the product's own: what each shows, and what a wheel ships."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator

from typer import Typer

from bot.__main__ import app as answering
from bot.answering.policy import POLICY
from bot.server.commands import everything
from bot.settings import BotSettings
from eval.__main__ import app as harness
from index.__main__ import app as indexing
from tests.conftest import ROOT


def test_an_evaluator_sees_first_what_is_needed_first() -> None:
    """Eight commands stand in the first panel of `python -m eval --help`, in the order of use; the rest below."""
    shown = [
        command.name
        for command in harness.registered_commands
        if not isinstance(command.rich_help_panel, str)
    ]
    assert shown == ["run", "report", "compare", "gate", "baseline", "new", "candidates", "rivals"]


def test_every_module_of_commands_is_registered() -> None:
    """A command whose module lies in `bot/server/commands` reaches Discord: each has `register`, and all are named."""
    named = {register.__module__ for register in everything.REGISTER}
    modules = {path.stem for path in (ROOT / "bot/server/commands").glob("*.py")} - {"__init__", "everything"}
    assert {f"bot.server.commands.{name}" for name in modules} == named - {"bot.server.listening"}


def test_every_setting_is_documented_as_it_is() -> None:
    """`docs/settings.md` is what `python docs/settings.py` writes: each setting with its default and its limits.

    It names the answer threshold that holds where none is set.
    """
    assert f"unset: {POLICY.answer_at}" in str(BotSettings.model_fields["certainty"].description)
    made = subprocess.run(
        [sys.executable, "-c", "import settings; print(settings.page(), end='')"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'docs'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert made == (ROOT / "docs/settings.md").read_text("utf-8")


def test_every_command_is_on_the_page_of_commands() -> None:
    """`docs/commands.md` names all commands of the two doors that a member, a host and a maintainer use."""
    lines = (ROOT / "docs/commands.md").read_text("utf-8").splitlines()
    for door, app in (("bot", answering), ("index", indexing)):
        (row,) = [line for line in lines if line.startswith("|") and f"`python -m {door}`" in line]
        typed = {name or function.__name__ for name, function in _commands(app)}
        assert set(re.findall(r"`([a-z]\w*)", row.split("|")[3])) == typed


def _commands(app: Typer) -> Iterator[tuple[str | None, Callable[..., object]]]:
    for command in app.registered_commands:
        assert command.callback is not None
        yield command.name, command.callback


def test_a_wheel_ships_neither_training_nor_benchmarks() -> None:
    """Who installs the bot gets the product and the harness; models and benchmarks are made in a checkout."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert settings["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == [
        "bot",
        "index",
        "eval",
        "prompts",
    ]
