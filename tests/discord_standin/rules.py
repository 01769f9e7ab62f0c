"""What Discord would not take.

Discord publishes a description of its REST interface (OpenAPI 3.1), and ``Description`` checks a body against
it. It lets pass much of what the documentation forbids in components and commands: ``message_faults`` and
``command_faults`` know that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS31Validator

COMPONENTS_V2 = 1 << 15
_V2_TYPES = {9, 10, 11, 12, 13, 14, 17}
Json = dict[str, Any]


class Description:
    """Discord's own description of its REST interface.

    Args:
        file: ``openapi.json`` as Discord publishes it.
    """

    def __init__(self, file: Path) -> None:
        self._document = json.loads(file.read_text(encoding="utf-8"))

    def faults(self, method: str, route: str, body: Json | list[Json]) -> list[str]:
        """What is wrong with a body; ``route`` as the description writes it, with names in braces."""
        steps = ["paths", route, method.lower(), "requestBody", "content", "application/json", "schema"]
        pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
        validator = OAS31Validator({**self._document, "$ref": f"#/{pointer}"})
        return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(body)]


def message_faults(body: Json) -> Iterator[str]:
    """What the documentation forbids in a message and the description lets pass."""
    components = list(nested(body.get("components") or []))
    if body.get("flags", 0) & COMPONENTS_V2:
        if body.get("content") or body.get("embeds"):
            yield "layout components go together with neither content nor embeds"
        if not components:
            yield "a message of layout components is empty"
        if len(components) > 40:
            yield f"{len(components)} components, nested ones counted; 40 are allowed"
        texts = [component["content"] for component in components if component["type"] == 10]
        if sum(map(len, texts)) > 4000:
            yield f"{sum(map(len, texts))} characters of text; 4000 are allowed"
        if not all(text.strip() for text in texts):
            yield "a text display is empty"
    else:
        if any(component["type"] in _V2_TYPES for component in components):
            yield "layout components without their flag"
        if not 1 <= len((body.get("content") or "").strip()) <= 2000:
            yield "a message needs 1 to 2000 characters"


def command_faults(command: Json) -> Iterator[str]:
    """What the documentation forbids in a command and the description lets pass."""
    if not re.fullmatch(r"[-_'\w]{1,32}", command["name"]) or command["name"] != command["name"].lower():
        yield f"not a command name: {command['name']}"
    required = [option.get("required", False) for option in command.get("options", [])]
    if required != sorted(required, reverse=True):
        yield "a required option after an optional one"


def nested(components: list[Json]) -> Iterator[Json]:
    """All components, each before those inside it."""
    for component in components:
        yield component
        yield from nested(component.get("components", []))
