"""A ranking fitted to whole questions, in which the sentences of a question compete and the right ones are to win.

The loss is that of ListNet, for the first place (Cao and others, 2007), with every right sentence taken together. A
regression of single sentences (Platt, 1999) also learns which questions have many right sentences, which does not help
to choose among those of one question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp

from bot.answering.reading.calibrated import Logistic

RIDGE = 0.05  # of the squared distance, for features of unit variance, where all questions together count 1


@dataclass(frozen=True, slots=True)
class Ranked:
    """The sentences of a question.

    Args:
        rows: the features of each.
        right: whether each answers; at least one does.
        counts: as how many questions it counts.
    """

    rows: Sequence[Mapping[str, float]]
    right: Sequence[bool]
    counts: float = 1.0


def listwise(questions: Sequence[Ranked], near: Logistic) -> Logistic:
    """Fits the weights, held close to those of another regression; the bias, which no ranking needs, stays.

    Args:
        questions: at least one.
        near: a regression of single sentences; its features are those that count.
    """
    names = list(near.weights)
    lists = [np.array([[row[name] for name in names] for row in question.rows]) for question in questions]
    spread = np.concatenate(lists).std(axis=0) + 1e-9
    units = [matrix / spread for matrix in lists]
    rights = [np.flatnonzero(question.right) for question in questions]
    shares = np.array([question.counts for question in questions])
    shares = shares / shares.sum()
    start = np.array(list(near.weights.values())) * spread

    def loss(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        apart = at - start
        cost, slope = RIDGE * float(apart @ apart), 2 * RIDGE * apart
        for unit, right, share in zip(units, rights, shares, strict=True):
            scores = unit @ at
            of_all, of_right = logsumexp(scores), logsumexp(scores[right])
            cost += share * (of_all - of_right)
            won = np.exp(scores[right] - of_right)
            slope = slope + share * (np.exp(scores - of_all) @ unit - won @ unit[right])
        return cost, slope

    fitted = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return Logistic(
        near.bias, {name: float(value) for name, value in zip(names, fitted / spread, strict=True)}
    )
