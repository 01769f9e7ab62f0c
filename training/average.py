"""One reader out of several trainings: the mean of their weights."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from bot.answering.reading.model import GRAPH
from eval.errors import EvalError
from training.thaw import thawed


def average(trained: Sequence[Path], out: Path) -> Path:
    """Writes ``reader.pt`` with the mean of the weights of trainings that began with the same ones.

    The mean costs no more time to read than either, and is often better than each of them (model soups: Wortsman and
    others, 2022).

    Args:
        trained: folders with ``reader.pt`` and ``training.json``, or of readers that ship, one or more.
        out: folder for ``reader.pt`` and for ``training.json``, which has the facts of each.

    Returns:
        The file of the weights.

    Raises:
        EvalError: if a folder lacks a file, has weights of another network than the first, or is ``out``.
    """
    facts: list[object] = []
    total: dict[str, Tensor] = {}
    for folder in trained:
        if folder.resolve() == out.resolve():
            raise EvalError(f"{out}: a training lies there; name another folder for the mean")
        weights, fact = _read(folder)
        facts.append(fact)
        shapes = {name: weight.shape for name, weight in weights.items()}
        if total and shapes != {name: weight.shape for name, weight in total.items()}:
            raise EvalError(
                f"{folder}: another network than in {trained[0]}; average trainings of the same start"
            )
        for name, weight in weights.items():
            total[name] = total[name] + weight if name in total else weight.clone()
    out.mkdir(parents=True, exist_ok=True)
    mean = {
        name: weight / len(trained) if weight.is_floating_point() else weight // len(trained)
        for name, weight in total.items()
    }
    torch.save(mean, out / "reader.pt")
    (out / "training.json").write_text(json.dumps({"mean of": facts}, indent=1), encoding="utf-8")
    return out / "reader.pt"


def _read(folder: Path) -> tuple[Mapping[str, Tensor], object]:
    """The weights of a training, or of a reader that ships, and what is known of them."""
    if (folder / GRAPH).is_file():
        return thawed(folder), json.loads((folder / "card.json").read_text(encoding="utf-8"))["training"]
    for name in ("reader.pt", "training.json"):
        if not (folder / name).is_file():
            raise EvalError(f"{folder}: no {name} is there; name a folder that `training train` wrote")
    facts = json.loads((folder / "training.json").read_text(encoding="utf-8"))
    return torch.load(folder / "reader.pt", map_location="cpu", weights_only=True), facts
