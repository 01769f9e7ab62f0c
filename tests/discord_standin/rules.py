"""What Discord refuses.

Discord publishes a description of its REST interface (OpenAPI 3.1), and ``Description`` checks a request
against it, its address and its body. It allows much that the documentation forbids in components and
commands: ``message_faults`` and ``command_faults`` find that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS31Validator

COMPONENTS_V2 = 1 << 15
_V2_TYPES = {9, 10, 11, 12, 13, 14, 17}
_IDS = re.compile(r'("(?:message_id|channel_id|guild_id|recipient_id)": |"attachments": \[{"id": )(\d+)')
Json = dict[str, Any]


class Description:
    """Discord's own description of its REST interface.

    Args:
        file: ``openapi.json`` as Discord publishes it.
    """

    def __init__(self, file: Path) -> None:
        self._document = json.loads(file.read_text(encoding="utf-8"))
        self._validators: dict[tuple[str, str], OAS31Validator] = {}

    def faults(self, method: str, route: str, body: Json | list[Json]) -> list[str]:
        """What is wrong with a body; ``route`` as the description writes it, with names in braces.

        Libraries send some ids as numbers, which Discord accepts and its description does not: they count as text.
        """
        if (method, route) not in self._validators:
            self._validators[method, route] = self._validator(method, route)
        described = json.loads(_IDS.sub(r'\1"\2"', json.dumps(body)))
        return [
            f"{method} {route}: {error.json_path}: {error.message[:200]}"
            for error in self._validators[method, route].iter_errors(described)
        ]

    def address_faults(
        self, method: str, route: str, names: Mapping[str, str], query: Mapping[str, str]
    ) -> Iterator[str]:
        """What is wrong with an address.

        Args:
            method: ``GET`` and so on.
            route: as the description writes it, with names in braces.
            names: what stands in their place.
            query: what follows the question mark.
        """
        path = self._document["paths"].get(route, {})
        if method.lower() not in path:
            yield f"{method} {route}: not described"
            return
        listed = [*path.get("parameters", []), *path[method.lower()].get("parameters", [])]
        described = {(parameter["in"], parameter["name"]): parameter for parameter in listed}
        given = {("path", name): value for name, value in names.items()}
        given |= {("query", name): value for name, value in query.items()}
        for place, name in given.keys() - described.keys():
            yield f"{method} {route}: {place}: {name} is not described"
        for key, parameter in described.items():
            if key not in given:
                if parameter.get("required"):
                    yield f"{method} {route}: {parameter['in']}: {parameter['name']} is missing"
                continue
            schema = parameter["schema"]
            value = _read(given[key], schema.get("type"))
            if not OAS31Validator({**self._document, **schema}).is_valid(value):
                yield f"{method} {route}: {parameter['in']}: {parameter['name']}={given[key]!r}"

    def _validator(self, method: str, route: str) -> OAS31Validator:
        steps = ["paths", route, method.lower(), "requestBody", "content", "application/json", "schema"]
        pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
        return OAS31Validator({**self._document, "$ref": f"#/{pointer}"})


def _read(value: str, kind: str | None) -> str | int | bool:
    """A value of an address, which is text, as what the description takes it for; Discord takes 1 for true."""
    if kind == "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(value, value)
    return int(value) if kind == "integer" and value.isdecimal() else value


def message_faults(body: Json, flags: int = 0, files: int = 0, *, edit: bool = False) -> Iterator[str]:
    """What the documentation forbids in a message and the description allows.

    Args:
        body: the message, or what an edit changes of it.
        flags: the flags that the message has already; the one of layout components stays for good.
        files: how many come with it.
        edit: whether it changes a message: then nothing has to be there.
    """
    components = list(nested(body.get("components") or []))
    named = [component["custom_id"] for component in components if "custom_id" in component]
    if len(named) != len(set(named)):
        yield f"a custom_id twice: {sorted(named)}"
    if ((body.get("flags") or 0) | flags) & COMPONENTS_V2:
        yield from _layout_faults(body, components, edit)
    else:
        yield from _classic_faults(body, components, files, edit)


def _layout_faults(body: Json, components: list[Json], edit: bool) -> Iterator[str]:
    if body.get("content") or body.get("embeds"):
        yield "layout components go together with neither content nor embeds"
    if not components and not (edit and "components" not in body):
        yield "a message of layout components is empty"
    if len(components) > 40:
        yield f"{len(components)} components, nested ones counted: 40 are allowed"
    texts = [component["content"] for component in components if component["type"] == 10]
    if sum(map(len, texts)) > 4000:
        yield f"{sum(map(len, texts))} characters of text: 4000 are allowed"
    if not all(text.strip() for text in texts):
        yield "a text display is empty"
    for component in components:
        if component["type"] == 9 and not 1 <= len(component["components"]) <= 3:
            yield "a section holds 1 to 3 texts"
        if component["type"] == 1 and not 1 <= len(component["components"]) <= 5:
            yield "a row holds 1 to 5 buttons"


def _classic_faults(body: Json, components: list[Json], files: int, edit: bool) -> Iterator[str]:
    if any(component["type"] in _V2_TYPES for component in components):
        yield "layout components without their flag"
    if len(body.get("components") or []) > 5:
        yield "5 rows are allowed"
    content, embeds = body.get("content") or "", body.get("embeds") or []
    if len(content) > 2000:
        yield "a message has at most 2000 characters"
    if not (content.strip() or embeds or files or edit):
        yield "a message is empty"
    if sum(map(_embed_length, embeds)) > 6000:
        yield "6000 characters are allowed over all embeds"


def _embed_length(embed: Json) -> int:
    texts = [embed.get("title"), embed.get("description"), (embed.get("footer") or {}).get("text")]
    texts += [text for field in embed.get("fields") or [] for text in (field["name"], field["value"])]
    return sum(len(text) for text in texts if text) + len((embed.get("author") or {}).get("name") or "")


def modal_faults(body: Json) -> Iterator[str]:
    """What the documentation forbids in a form and the description allows."""
    if not 1 <= len(body["components"]) <= 5:
        yield "a form has 1 to 5 components"
    if not 1 <= len(body["title"]) <= 45:
        yield "a form's title has 1 to 45 characters"
    named = [component["custom_id"] for component in nested(body["components"]) if "custom_id" in component]
    if len(named) != len(set(named)):
        yield f"a custom_id twice: {sorted(named)}"


def choice_faults(choices: list[Json]) -> Iterator[str]:
    """What Discord forbids in the choices of autocomplete."""
    if len(choices) > 25:
        yield "25 choices are allowed"
    for choice in choices:
        for key in ("name", "value"):
            if not str(choice[key]).strip() or len(str(choice[key])) > 100:
                yield f"a choice's {key} has 1 to 100 characters: {choice[key]!r}"


def command_faults(command: Json) -> Iterator[str]:
    """What the documentation forbids in a command and the description allows."""
    name = command["name"]
    if command.get("type", 1) == 1 and (not re.fullmatch(r"[-_'\w]{1,32}", name) or name != name.lower()):
        yield f"not a command name: {name}"
    if not 1 <= len(name) <= 32:
        yield f"a name has 1 to 32 characters: {name}"
    required = [option.get("required", False) for option in command.get("options", [])]
    if required != sorted(required, reverse=True):
        yield "a required option after an optional one"
    if _command_length(command) > 8000:
        yield f"more than 8000 characters: {name}"


def _command_length(described: Json) -> int:
    """Characters of names, descriptions and values, as Discord counts them."""
    own = len(described["name"]) + len(described.get("description") or "")
    choices = sum(
        len(choice["name"]) + len(str(choice["value"])) for choice in described.get("choices") or []
    )
    return own + choices + sum(map(_command_length, described.get("options") or []))


def nested(components: list[Json]) -> Iterator[Json]:
    """All components, each before those inside it."""
    for component in components:
        yield component
        inside = [component[key] for key in ("accessory", "component") if component.get(key)]
        yield from nested([*component.get("components", []), *inside])
