"""What a language model is told: the files in ``prompts/``, filled in."""

from __future__ import annotations

import json
from importlib.resources import files
from string import Template


class PromptIncomplete(Exception):
    """A prompt names a variable that it was not given."""


def render(name: str, **values: str) -> str:
    """Fills in a prompt.

    Args:
        name: the file's name in ``prompts/``, less ``.md``.
        values: a value for each ``$variable`` in it; a ``$`` inside a value stays as it is.

    Raises:
        PromptIncomplete: if a variable has no value; the message names both.
    """
    text = files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8")
    try:
        return Template(text).substitute(values)
    except KeyError as missing:
        raise PromptIncomplete(f"prompts/{name}.md: nothing was given for ${missing.args[0]}") from missing


def quoted(value: object) -> str:
    """A value as JSON, so that a model can tell where it ends."""
    return json.dumps(value, ensure_ascii=False)
