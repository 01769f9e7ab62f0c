"""Fits how likely each verdict is: on claims that the network did not learn from.

Claims of four kinds, each source counting alike: those of ``eval/cases/claims`` but the ones kept aside, asked of whole
shelves; those that were written for training and kept aside from it; claims about articles that were made by one
change each; and what people judged, in QAGS and, where they are given, in public sets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.answering.reading.calibrated import Logistic
from bot.answering.reading.model import Text
from bot.answering.verify.checker import Checker
from bot.answering.verify.support import Verdict, Weighed
from bot.answering.verify.verdict import STATED
from bot.settings import BotSettings
from eval.claims.checking import shelf_of
from eval.claims.kept import TUNED, read_kept_claims
from eval.claims.people import CALIBRATING, SETS, public_claims, qags
from eval.claims.sentences import split
from training import examples
from training.claims import claim_examples
from training.corpora import read_corpora
from training.written import read_written

MADE = 1500  # claims about articles, all kinds together
SEED = 11  # not the seed of the claims that are measured
COUNTS_AS = 1000  # claims: what each source counts for
PENALTY = 0.01  # inverse of the strength of the ridge penalty
UNFITTED = {f"stated_{verdict}": Logistic(0.0, {}) for verdict in STATED}  # what a checker has before the fit
HELD = Path(__file__).parent / "written_examples" / "held"
_VERDICTS = {
    examples.Verdict.SUPPORTED: Verdict.SUPPORTED,
    examples.Verdict.CONTRADICTED: Verdict.CONTRADICTED,
    examples.Verdict.NOT_STATED: Verdict.NOT_STATED,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim laid beside a text, and what is true of it.

    Args:
        source: where the claim is from.
        weighed: the claim beside the text.
        label: the verdict; None where only "not supported" is known.
    """

    source: str
    weighed: Weighed
    label: Verdict | None


def fit_verdicts(
    checker: Checker, settings: BotSettings, tune: Path, train: Path | None
) -> dict[str, Logistic]:
    """Three rows of weights that give, by softmax, the probability of each verdict.

    Args:
        checker: what lays a claim beside a text; its own probabilities are not used.
        settings: where the articles lie.
        tune: folder with the sets and ``qags/``.
        train: the folder with ``claims.jsonl.gz``; None for none of them.
    """
    judged = [*of_shelves(checker, settings), *of_texts(checker, tune, train)]
    return fitted(
        [claim.weighed.features for claim in judged],
        [claim.label for claim in judged],
        counting([claim.source for claim in judged]),
    )


def of_shelves(checker: Checker, settings: BotSettings) -> Iterator[Judged]:
    """The claims that may be fitted to, each beside the passage of its shelf that says most of it."""
    for folder in TUNED:
        with shelf_of(settings, folder) as index:
            for claim in read_kept_claims(folder):
                if laid := checker.comparisons(claim.text, index):
                    yield Judged("shelves", laid[0].weighed, claim.label)


def of_texts(checker: Checker, tune: Path, train: Path | None) -> Iterator[Judged]:
    """Claims that come with the text by which they are judged."""
    for path in sorted(HELD.glob("*.txt")):
        for passage in read_written(path):
            text = Text(passage.title, tuple(passage.sentences))
            for claim, verdict in passage.claims:
                yield Judged("written", checker.weighed(claim, text), _VERDICTS[verdict])
    for example in claim_examples(read_corpora(tune), aside=True, seed=SEED, count=MADE):
        if example.verdict is not None:
            text = Text(example.title, example.sentences)
            yield Judged("made", checker.weighed(example.asked, text), _VERDICTS.get(example.verdict))
    for _, premise, told, supported in qags(tune):
        label = Verdict.SUPPORTED if supported else None
        yield Judged("summaries", checker.weighed(told, Text("", split(premise))), label)
    for public in public_claims(train, (*SETS, *CALIBRATING)) if train else ():
        sentences = split(public.evidence)
        if sentences and not public.held_out:
            yield Judged("public", checker.weighed(public.claim, Text("", sentences)), public.label)


def counting(sources: Sequence[str]) -> list[float]:
    """What each claim counts for, so that the sources count alike."""
    many = Counter(sources)
    return [COUNTS_AS / many[source] for source in sources]


def fitted(
    rows: Sequence[Mapping[str, float]], labels: Sequence[Verdict | None], counts: Sequence[float]
) -> dict[str, Logistic]:
    """The weights from features and labels; *not supported* counts as half denied, half unstated.

    Args:
        rows: the features.
        labels: the verdicts; None for *not supported*.
        counts: what each claim counts for.
    """
    names = list(rows[0])
    weighted: list[tuple[Mapping[str, float], Verdict, float]] = []
    for row, label, count in zip(rows, labels, counts, strict=True):
        if label is None:
            weighted += [(row, Verdict.CONTRADICTED, count / 2), (row, Verdict.NOT_STATED, count / 2)]
        else:
            weighted.append((row, label, count))
    model = LogisticRegression(C=PENALTY, max_iter=5000)
    model.fit(
        np.array([[row[name] for name in names] for row, _, _ in weighted]),
        np.array([str(label) for _, label, _ in weighted]),
        [count for _, _, count in weighted],
    )
    regressions = {}
    for verdict in STATED:
        at = list(model.classes_).index(str(verdict))
        weights = {name: round(float(value), 4) for name, value in zip(names, model.coef_[at], strict=True)}
        regressions[f"stated_{verdict}"] = Logistic(round(float(model.intercept_[at]), 4), weights)
    return regressions
