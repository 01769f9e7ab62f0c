"""The model's card: ``card.json`` for programs, ``CARD.md`` for people (Mitchell and others, 2019)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template
from typing import Any

TEMPLATE = Path(__file__).parent / "card.md"


def write_card(folder: Path, figures: Mapping[str, Any]) -> None:
    """Writes the figures into ``card.json`` and the whole card into ``CARD.md``.

    A group that was not measured keeps its figures: an export writes a card without any.

    Args:
        folder: the model's, with the ``card.json`` that its export wrote.
        figures: groups of figures by the group's title.
    """
    path = folder / "card.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    card["figures"] = {**card.get("figures", {}), **figures}
    path.write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    page = Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        sha256=card["sha256"],
        megabytes=round((folder / "reader.onnx").stat().st_size / 1e6, 1),
        figures="\n".join(_figures(card["figures"])),
    )
    (folder / "CARD.md").write_text(page, encoding="utf-8")


def _figures(groups: Mapping[str, Any]) -> Iterator[str]:
    for title, group in groups.items():
        yield f"\n**{title}**\n"
        yield "| figure | value | 95% interval | n |"
        yield "|---|---|---|---|"
        for name, value in group.items():
            if isinstance(value, Mapping):
                yield f"| {name} | {value['value']:.3f} | {value['low']:.3f} to {value['high']:.3f} | {value['n']} |"
            elif value is not None:
                yield f"| {name} | {value} | | |"
