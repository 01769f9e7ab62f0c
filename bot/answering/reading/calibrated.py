"""Scores as probabilities: logistic regressions (Platt, 1999), whose weights ``python -m training fit`` makes."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from index.errors import ModelDamaged

FILE = "weights.json"
USES = (
    "rank",
    "pointwise",
    "decide",
    "stated_supported",  # these three together, by softmax: see `bot.answering.verify.verdict`
    "stated_contradicted",
    "stated_not_stated",
)


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression over named features.

    Args:
        bias: the intercept.
        weights: one weight for each feature.
    """

    bias: float
    weights: Mapping[str, float]

    def __call__(self, features: Mapping[str, float]) -> float:
        """The probability, 0 to 1."""
        return probability(self.log_odds(features))

    def log_odds(self, features: Mapping[str, float]) -> float:
        """The logarithm of the odds, held between -30 and 30."""
        odds = self.bias + sum(weight * features[name] for name, weight in self.weights.items())
        return max(-30.0, min(30.0, odds))

    def scaled(self, platt: Logistic) -> Logistic:
        """The same regression, its log-odds scaled and shifted by another with the single feature ``log_odds``."""
        scale = platt.weights["log_odds"]
        weights = {name: round(weight * scale, 4) for name, weight in self.weights.items()}
        return Logistic(round(self.bias * scale + platt.bias, 4), weights)


Weights = Mapping[str, Logistic]


def probability(odds: float) -> float:
    """The probability, 0 to 1, from the logarithm of the odds."""
    return 1 / (1 + math.exp(-odds))


def log_odds(chance: float) -> float:
    """The logarithm of the odds from a probability; those of 0 and 1 are finite too."""
    held = min(max(chance, 1e-15), 1 - 1e-15)
    return math.log(held / (1 - held))


def read_weights(folder: Path | None = None) -> Weights:
    """The regression of each use.

    Args:
        folder: a model's folder; its own ``weights.json``, if any, replaces ours use by use.

    Raises:
        ModelDamaged: if a file cannot be read, or was made for other features than ours.
    """
    ours = _read(resources.files("bot.answering.reading") / FILE)
    own = folder / FILE if folder else None
    if own is None or not own.is_file():
        return ours
    theirs = _read(own)
    for use, regression in theirs.items():
        if regression.weights.keys() != ours[use].weights.keys():
            raise ModelDamaged(f"{own}: made for another version of the bot; run `python -m training fit`")
    return {**ours, **theirs}


def _read(source: Traversable) -> dict[str, Logistic]:
    try:
        stored = json.loads(source.read_text("utf-8"))
        return {use: Logistic(**stored[use]) for use in USES if use in stored}
    except (OSError, ValueError, TypeError) as error:
        raise ModelDamaged(
            f"{source}: cannot be read; run `python -m training fit`, or reinstall the bot"
        ) from error
