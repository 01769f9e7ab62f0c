"""Fits how support is weighed: on claims about articles that the cross-encoder was not trained on."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bot.answering.policy import POLICY
from bot.answering.reading.calibrated import Logistic
from bot.answering.reading.model import Judges, Text
from bot.answering.verify.support import looked_again, similarity_to, weigh
from eval.claims.people import qags
from eval.claims.sentences import split
from index.embedder import Embedder
from training.claims import claim_examples
from training.corpora import read_corpora
from training.examples import Verdict

CLAIMS = 2400
SEED = 11  # not the seed of the claims that the card measures


@dataclass(frozen=True, slots=True)
class Laid:
    """A claim laid beside a text, and what is true of it."""

    features: Mapping[str, float]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Told:
    """A claim laid beside a text, whether people found it supported, and in which half of QAGS it is."""

    features: Mapping[str, float]
    supported: bool
    half: str


JUDGEMENT = ("entailed", "careful", "bigrams", "similarity", "doubted")
PROOF = ("shortening",)


def fit_support(
    tune: Path, judges: Judges, embedder: Embedder
) -> tuple[dict[str, Logistic], dict[str, dict[str, float]]]:
    """Fits ``supported`` and ``contradicted``.

    On claims of our own making the network is far surer than on claims that people wrote, so how much it counts
    beside likeness in meaning and wording is calibrated on QAGS (four numbers). What a claim gains that only leaves
    clauses of a sentence out is then fitted on our own claims, with that judgement as it is.

    Args:
        tune: folder with the sets and ``qags/``.
        judges: the cross-encoders to fit to.
        embedder: what tells how near a claim is to a sentence.

    Returns:
        The regressions, and what they make of each half of QAGS when they are fitted without it.
    """
    people = list(_people(tune, judges, embedder))
    judgement = _judgement(people)
    laid = list(_laid(tune, judges, embedder))
    rows = [{"log_odds": judgement.log_odds(claim.features), **_of(claim.features, PROOF)} for claim in laid]
    proof = logistic(rows, [claim.verdict is Verdict.SUPPORTED for claim in laid])
    unit = proof.weights["log_odds"]
    weights = {**judgement.weights, **{name: round(proof.weights[name] / unit, 4) for name in PROOF}}
    fitted = {"supported": Logistic(judgement.bias, weights), "contradicted": _contradicted(laid, people)}
    return fitted, {half: _aside(half, people, laid) for half in sorted({claim.half for claim in people})}


def _judgement(people: Sequence[Told]) -> Logistic:
    return logistic(
        [_of(claim.features, JUDGEMENT) for claim in people], [claim.supported for claim in people]
    )


def _aside(half: str, people: Sequence[Told], laid: Sequence[Laid]) -> dict[str, float]:
    """The figures on one half of QAGS of what is fitted to the other."""
    rest = [claim for claim in people if claim.half != half]
    aside = [claim for claim in people if claim.half == half]
    judgement, contradicted = _judgement(rest), _contradicted(laid, rest)
    true = [contradicted(claim.features) >= POLICY.contradicted_at for claim in aside if claim.supported]
    scores = [judgement.log_odds(claim.features) for claim in aside]
    return {
        "claims": len(aside),
        "auroc_supported": round(float(roc_auc_score([claim.supported for claim in aside], scores)), 3),
        "true_called_contradicted": round(sum(true) / len(true), 3),
    }


def _contradicted(laid: Sequence[Laid], people: Sequence[Told]) -> Logistic:
    """Tells what is contradicted from what is not; of the latter, claims that people found true count as much as ours.

    Our own true claims leave words out. People say it in other words, which looks like a fact that was changed.
    """
    true = [claim.features for claim in people if claim.supported]
    ours = [claim.verdict is Verdict.CONTRADICTED for claim in laid]
    counting = [1.0] * len(laid) + [ours.count(False) / len(true)] * len(true)
    return logistic([*(claim.features for claim in laid), *true], [*ours, *[False] * len(true)], counting)


def _of(features: Mapping[str, float], names: Sequence[str]) -> dict[str, float]:
    return {name: features[name] for name in names}


def _people(tune: Path, judges: Judges, embedder: Embedder) -> Iterator[Told]:
    """The claims of QAGS, laid beside their texts."""
    for half, premise, claim, judged in qags(tune):
        yield Told(_features(claim, Text("", split(premise)), judges, embedder), judged, half)


def _laid(tune: Path, judges: Judges, embedder: Embedder) -> Iterator[Laid]:
    """Half of the claims and their texts in lower case: names must not be all that decides."""
    dice = random.Random(SEED)
    for example in claim_examples(read_corpora(tune), aside=True, seed=SEED, count=CLAIMS):
        lower = dice.random() < 0.5
        text = Text(
            example.title,
            tuple(sentence.lower() for sentence in example.sentences) if lower else example.sentences,
        )
        if example.verdict is not None:
            claim = example.asked.lower() if lower else example.asked
            yield Laid(_features(claim, text, judges, embedder), example.verdict)


def _features(claim: str, text: Text, judges: Judges, embedder: Embedder) -> Mapping[str, float]:
    weighed = weigh(claim, text, judges.quick, similarity_to(claim, text.sentences, embedder))
    return looked_again(claim, text, weighed, judges.careful).features


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
