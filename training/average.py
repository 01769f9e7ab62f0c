"""One reader out of several trainings: the mean of their weights."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from eval.errors import EvalError


def average(trained: Sequence[Path], out: Path) -> Path:
    """Writes ``reader.pt`` with the mean of the weights of trainings that began with the same ones.

    The mean costs no more time to read than either, and is often better than each of them (model soups: Wortsman and
    others, 2022).

    Args:
        trained: folders with ``reader.pt`` and ``training.json``, one or more.
        out: folder for ``reader.pt`` and for ``training.json``, which has the facts of each.

    Returns:
        The file of the weights.

    Raises:
        EvalError: if a folder lacks a file, has weights of another network than the first, or is ``out``.
    """
    facts: list[object] = []
    total: dict[str, Tensor] = {}
    for folder in trained:
        for name in ("reader.pt", "training.json"):
            if not (folder / name).is_file():
                raise EvalError(f"{folder}: no {name} is there; name a folder that `training train` wrote")
        if folder.resolve() == out.resolve():
            raise EvalError(f"{out}: a training lies there; name another folder for the mean")
        facts.append(json.loads((folder / "training.json").read_text(encoding="utf-8")))
        weights = torch.load(folder / "reader.pt", map_location="cpu", weights_only=True)
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
