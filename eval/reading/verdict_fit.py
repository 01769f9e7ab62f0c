"""Fits the probability of each verdict: on claims of public sets that nothing else of the checker learned from.

Half of the documents give the weights, the other half the figures in bins: no document is in both.
"""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.answering.check import STATED, Checker
from bot.answering.reading.calibrated import Logistic
from bot.answering.reading.support import Verdict

# Shipped weights may learn from these.
SETS = (
    "FEVER-Symmetric",
    "FoolMeTwice",
    "Check-COVID",
    "MNLI",
    "FEVER",
    "WiCE",
    "Factcheck-GPT",
    "SummEdits",
)
EACH = 40  # claims of a set and label
LONGEST = 250  # words of the evidence
SEED = 7
BINS = 5


@dataclass(frozen=True, slots=True)
class PublicClaim:
    """A claim that people judged by its evidence.

    Args:
        set: where it is from.
        group: its document.
        claim: the words.
        evidence: the text beside it.
        label: what people found; None for *not supported*, where the set does not tell denied from unstated.
    """

    set: str
    group: str
    claim: str
    evidence: str
    label: Verdict | None

    @property
    def aside(self) -> bool:
        """Whether its document is kept from the fit."""
        return zlib.crc32(f"{self.set} {self.group}".encode()) % 2 == 1


@dataclass(frozen=True, slots=True)
class Sure:
    """A claim with the probability of each verdict.

    Args:
        scores: the probabilities.
        label: what people found.
    """

    scores: Mapping[Verdict, float]
    label: Verdict | None


def public_claims(train: Path) -> list[PublicClaim]:
    """An equal draw of each set and label.

    Args:
        train: the folder with ``claims.jsonl.gz``.
    """
    drawn: dict[tuple[str, str], list[PublicClaim]] = {}
    with gzip.open(train / "claims.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            one = json.loads(line)
            if one["set"] not in SETS or len(one["evidence"].split()) > LONGEST:
                continue
            label = None if one["label"] == "not_supported" else Verdict(one["label"])
            claim = PublicClaim(one["set"], str(one["group"]), one["claim"], one["evidence"], label)
            drawn.setdefault((one["set"], one["label"]), []).append(claim)
    dice = random.Random(SEED)
    return [one for _, claims in sorted(drawn.items()) for one in dice.sample(claims, min(EACH, len(claims)))]


def fit_verdicts(checker: Checker, claims: Sequence[PublicClaim]) -> dict[str, Logistic]:
    """Three rows of weights that give, by softmax, the probability of each verdict.

    Args:
        checker: what lays a claim beside a text; its own probabilities are not used.
        claims: those that are fitted on.
    """
    rows: list[Mapping[str, float]] = []
    labels: list[Verdict | None] = []
    for one in claims:
        if not one.aside and (row := checker.laid(one.claim, one.evidence)):
            rows.append(row)
            labels.append(one.label)
    return fitted(rows, labels)


def fitted(rows: Sequence[Mapping[str, float]], labels: Sequence[Verdict | None]) -> dict[str, Logistic]:
    """The weights from features and labels; *not supported* counts as half denied, half unstated."""
    names = list(rows[0])
    told: list[tuple[Mapping[str, float], Verdict, float]] = []
    for row, label in zip(rows, labels, strict=True):
        if label is None:
            told += [(row, Verdict.CONTRADICTED, 0.5), (row, Verdict.NOT_STATED, 0.5)]
        else:
            told.append((row, label, 1.0))
    model = LogisticRegression(C=1.0, max_iter=3000)
    model.fit(
        np.array([[row[name] for name in names] for row, _, _ in told]),
        np.array([str(label) for _, label, _ in told]),
        [weight for _, _, weight in told],
    )
    found = {}
    for verdict in STATED:
        at = list(model.classes_).index(str(verdict))
        weights = {name: round(float(value), 4) for name, value in zip(names, model.coef_[at], strict=True)}
        found[f"stated_{verdict}"] = Logistic(round(float(model.intercept_[at]), 4), weights)
    return found


def judged_aside(checker: Checker, claims: Sequence[PublicClaim]) -> list[Sure]:
    """The claims that the fit did not see, with the probabilities that the checker gives."""
    return [
        Sure(found.scores, one.label)
        for one in claims
        if one.aside and (found := checker.against_text(one.claim, one.evidence)).scores
    ]


def reliability(sure: Sequence[Sure], verdict: Verdict) -> Iterator[tuple[float, float, int]]:
    """Bins of equal width: the mean probability of a verdict, how often it is right, and the number of claims.

    Claims that are only known to be unsupported count for *supported* alone.
    """
    known = [one for one in sure if one.label is not None or verdict is Verdict.SUPPORTED]
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        within = [
            one for one in known if low <= one.scores[verdict] < high or one.scores[verdict] == high == 1
        ]
        if within:
            mean = sum(one.scores[verdict] for one in within) / len(within)
            yield mean, sum(one.label is verdict for one in within) / len(within), len(within)


def calibration_error(sure: Sequence[Sure], verdict: Verdict) -> float:
    """How far probabilities are from what happens, 0 to 1, each bin counting as many as it holds."""
    bins = list(reliability(sure, verdict))
    return sum(abs(mean - right) * count for mean, right, count in bins) / sum(count for *_, count in bins)
