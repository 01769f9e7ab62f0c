"""Writes ``docs/settings.md`` from the settings' own descriptions: ``python docs/settings.py``."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.settings import BotSettings
from index.settings import IndexSettings

FILE = Path(__file__).with_suffix(".md")
_HEAD = """# Settings

Environment variables, or lines of a `.env` file in the working folder. A secret may also lie in a file: its name with
`_FILE` after it names the file. `--seeds` and `--data` of a command count more than `FOOTNOTE_SEEDS` and
`FOOTNOTE_DATA`.

This page is written by `python docs/settings.py`; to change it, change [index/settings.py](../index/settings.py) or
[bot/settings.py](../bot/settings.py).
"""


def page() -> str:
    """The page, as Markdown."""
    of_index = IndexSettings.model_fields
    of_bot = {name: field for name, field in BotSettings.model_fields.items() if name not in of_index}
    return "\n".join([_HEAD, *_table("The index", of_index), "", *_table("The bot", of_bot), ""])


def _table(title: str, fields: dict[str, FieldInfo]) -> list[str]:
    rows = [
        f"| `{variable(name)}` | {field.description}{_secret(field)} | {_default(field)} | {_limits(field)} |"
        for name, field in fields.items()
    ]
    return [f"## {title}", "", "| variable | what it sets | default | limits |", "|---|---|---|---|", *rows]


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return "DISCORD_TOKEN" if name == "discord_token" else f"FOOTNOTE_{name.upper()}"


def _secret(field: FieldInfo) -> str:
    return " (a secret)" if SecretStr in get_args(field.annotation) else ""


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is None or value in ((), frozenset()):
        return "unset"
    if isinstance(value, bool):
        return "`1`" if value else "`0`"
    if isinstance(value, float):
        return f"`{value:g}`"
    return f"`{value.value}`" if isinstance(value, Enum) else f"`{value}`"


def _limits(field: FieldInfo) -> str:
    """The least and the greatest value."""
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    limits = ((sign, getattr(part, name, None)) for part in field.metadata for name, sign in signs.items())
    return ", ".join(f"{sign} {value:,}" for sign, value in limits if value is not None)


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
