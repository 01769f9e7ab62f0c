"""Fits the probability of each verdict: on claims of public sets that nothing else of the checker learned from.

Half of the documents give the weights, the other half the figures in bins: no document is in both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.answering.reading.calibrated import Logistic
from bot.answering.verify.checker import Checker
from bot.answering.verify.support import Verdict, is_literal
from bot.answering.verify.verdict import STATED, verdict_features, verdict_of
from eval.claims.people import CALIBRATING, PublicClaim, public_claims
from training.support_fit import logistic

CALIBRATED_ON = 150  # claims of each set and label
WORDED = ("careful", "similarity")


def fit_public(checker: Checker, folder: Path) -> dict[str, Logistic]:
    """All that is fitted on claims of public sets: the probability of each verdict, and ``worded``.

    Args:
        checker: what lays a claim beside a text.
        folder: with ``claims.jsonl.gz``.
    """
    verdicts = fit_verdicts(checker, public_claims(folder))
    return verdicts | {"worded": fit_worded(checker, public_claims(folder, CALIBRATING, CALIBRATED_ON))}


def fit_verdicts(checker: Checker, claims: Sequence[PublicClaim]) -> dict[str, Logistic]:
    """Three rows of weights that give, by softmax, the probability of each verdict.

    Args:
        checker: what lays a claim beside a text; its own probabilities are not used.
        claims: those that are fitted on.
    """
    rows: list[Mapping[str, float]] = []
    labels: list[Verdict | None] = []
    for claim in claims:
        weighed = None if claim.held_out else checker.beside(claim.claim, claim.evidence)[1]
        if weighed:
            rows.append(verdict_features(verdict_of(weighed, checker.weights), weighed, checker.weights))
            labels.append(claim.label)
    return fitted(rows, labels)


def fit_worded(checker: Checker, claims: Sequence[PublicClaim]) -> Logistic:
    """How likely a claim that no slot doubts says in other words what a text says.

    Args:
        checker: what lays a claim beside a text.
        claims: those that are fitted on, of sets that the networks did not learn from.
    """
    laid = (
        (checker.beside(claim.claim, claim.evidence)[1], claim.label is Verdict.SUPPORTED) for claim in claims
    )
    kept = [
        (weighed, true)
        for weighed, true in laid
        if weighed and not weighed.doubts and not is_literal(weighed)
    ]
    rows = [{name: weighed.features[name] for name in WORDED} for weighed, _ in kept]
    return logistic(rows, [true for _, true in kept])


def fitted(rows: Sequence[Mapping[str, float]], labels: Sequence[Verdict | None]) -> dict[str, Logistic]:
    """The weights from features and labels; *not supported* counts as half denied, half unstated."""
    names = list(rows[0])
    examples: list[tuple[Mapping[str, float], Verdict, float]] = []
    for row, label in zip(rows, labels, strict=True):
        if label is None:
            examples += [(row, Verdict.CONTRADICTED, 0.5), (row, Verdict.NOT_STATED, 0.5)]
        else:
            examples.append((row, label, 1.0))
    model = LogisticRegression(C=1.0, max_iter=3000)
    model.fit(
        np.array([[row[name] for name in names] for row, _, _ in examples]),
        np.array([str(label) for _, label, _ in examples]),
        [weight for _, _, weight in examples],
    )
    regressions = {}
    for verdict in STATED:
        at = list(model.classes_).index(str(verdict))
        weights = {name: round(float(value), 4) for name, value in zip(names, model.coef_[at], strict=True)}
        regressions[f"stated_{verdict}"] = Logistic(round(float(model.intercept_[at]), 4), weights)
    return regressions
