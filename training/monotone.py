"""A logistic regression that knows which way each feature points: more evidence never makes an answer less likely.

Features that say nearly the same get weights of either sign when few questions are fitted to, and such weights do
not carry over to other shelves. Fitted by L-BFGS-B, which holds each weight to its side (Byrd and others, 1995).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bot.answering.reading.calibrated import Logistic

RIDGE = 100.0  # of the squared weights, for features of unit variance; with less, one of two that are alike gets it all


def monotone(
    rows: Sequence[Mapping[str, float]],
    labels: Sequence[bool],
    signs: Mapping[str, int],
    counting: Sequence[float],
) -> Logistic:
    """Fits it, its weights rounded as they are stored.

    Args:
        rows: the features.
        labels: whether each row is right.
        signs: for each feature that is used 1 if more of it makes right likelier, -1 if less likely.
        counting: as how many rows each one counts.
    """
    names = list(signs)
    values = np.array([[row[name] for name in names] for row in rows])
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    unit, right, weight = (values - mean) / spread, np.array(labels, dtype=float), np.array(counting)

    def loss(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = unit @ at[:-1] + at[-1]
        short = weight * (1 / (1 + np.exp(-odds)) - right)
        ridge = RIDGE * at[:-1]
        cost = (weight * (np.logaddexp(0, odds) - right * odds)).sum() + (ridge * at[:-1]).sum() / 2
        return float(cost), np.append(unit.T @ short + ridge, short.sum())

    bounds = [(0, None) if signs[name] > 0 else (None, 0) for name in names]
    fitted = minimize(
        loss, np.zeros(len(names) + 1), jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B"
    ).x
    weights = fitted[:-1] / spread
    bias = fitted[-1] - float(weights @ mean)
    named = {name: round(float(value), 4) + 0.0 for name, value in zip(names, weights, strict=True)}
    return Logistic(round(float(bias), 4), named)


def logistic(
    rows: Sequence[Mapping[str, float]], labels: Sequence[bool], counting: Sequence[float] | None = None
) -> Logistic:
    """A logistic regression over named features, its weights rounded as they are stored.

    Args:
        rows: the features.
        labels: whether each row is right.
        counting: as how many rows each one counts; None for one each.
    """
    names = list(rows[0])
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit(np.array([[row[name] for name in names] for row in rows]), np.array(labels), counting)
    weights = {name: round(float(value), 4) for name, value in zip(names, model.coef_[0], strict=True)}
    return Logistic(round(float(model.intercept_[0]), 4), weights)
