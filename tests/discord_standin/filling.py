"""What a member fills in, as Discord sends it to the bot: the options of a command, the inputs of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from discord_standin import payloads
from discord_standin.rules import Json

_MENU, _CHANNEL, _ROLE, _FILE = 3, 7, 8, 11


def published(commands: Sequence[Json], name: str, kind: int) -> Json:
    """The command that members see under this name, 1 a slash command, 3 in the menu of a message."""
    matching = [command for command in commands if command["name"] == name and command.get("type", 1) == kind]
    assert matching, f"no command {name!r} of type {kind} is published"
    return matching[0]


def command_data(
    commands: Sequence[Json],
    channels: Mapping[str, Json],
    uploads: Mapping[str, Json],
    name: str,
    given: Mapping[str, Any],
    focused: str | None = None,
) -> Json:
    """A command with its options, typed as it was published.

    Args:
        commands: what is published.
        channels: the channels that an option may name.
        uploads: the files that an option may name.
        name: the command's name; a subcommand comes after its group.
        given: the options' values.
        focused: the option that is being typed, for autocomplete.
    """
    first, *deeper = name.split()
    command = described = published(commands, first, 1)
    path: list[tuple[str, int]] = []
    for step in deeper:
        described = next(option for option in described["options"] if option["name"] == step)
        path.append((step, described["type"]))
    kinds = {option["name"]: option["type"] for option in described.get("options") or []}
    options: list[Json] = [
        {"name": key, "type": kinds[key], "value": value, **({"focused": True} if key == focused else {})}
        for key, value in given.items()
    ]
    for step, kind in reversed(path):
        options = [{"name": step, "type": kind, "options": options}]
    data = {"id": command["id"], "name": first, "type": 1, "options": options}
    resolved = _resolved(channels, uploads, given, kinds)
    return {**data, "resolved": resolved} if resolved else data


def form_data(components: Sequence[Json], values: Mapping[str, str | list[str]]) -> list[Json]:
    """A form's inputs as Discord sends them back; an input without a value keeps what the form came with."""
    sent: list[Json] = []
    for number, part in enumerate(components, 1):
        if "custom_id" in part:
            value = values.get(part["custom_id"], _prefilled(part))
            key = "value" if isinstance(value, str) else "values"
            sent.append({"type": part["type"], "id": number, "custom_id": part["custom_id"], key: value})
        elif "component" in part:  # a label around an input
            sent.append({"type": 18, "id": number, "component": form_data([part["component"]], values)[0]})
        elif "components" in part:
            inner = form_data(part["components"], values)
            sent.append({"type": part["type"], "id": number, "components": inner})
    return sent


def _prefilled(part: Json) -> str | list[str]:
    """What an input holds before anybody has touched it."""
    if part["type"] == _MENU:
        return [option["value"] for option in part["options"] if option.get("default")]
    return part.get("value") or ""


def _resolved(
    channels: Mapping[str, Json],
    uploads: Mapping[str, Json],
    given: Mapping[str, Any],
    kinds: Mapping[str, int],
) -> Json:
    """What Discord tells of the channels, roles and files that options name."""
    everyday = str(payloads.EVERYDAY)
    role = {"name": "a role", "color": 0, "hoist": False, "position": 1, "permissions": "0"}
    resolved: Json = {}
    for key, value in given.items():
        if kinds[key] == _CHANNEL:
            resolved.setdefault("channels", {})[value] = {**channels[value], "permissions": everyday}
        elif kinds[key] == _ROLE:
            whole = {**role, "id": value, "managed": False, "mentionable": False, "flags": 0}
            resolved.setdefault("roles", {})[value] = whole
        elif kinds[key] == _FILE:
            resolved.setdefault("attachments", {})[value] = uploads[value]
    return resolved
