"""Fits the reader's weights: ``python -m training fit TUNE_DIR`` rewrites ``bot/answering/reading/weights.json``.

Questions of three public sets (SQuAD 2.0, TimeQA, news), of our own tune cases and, where its folder is given, of the
documentation of several communities are asked over their own articles; each sentence that is read is labelled by
whether it holds the answer. One regression, of single sentences of SQuAD, TimeQA and documentation, says how likely
one is to be right, which tells questions apart. Another, held close to it and fitted question by question to all sets,
each counting alike, ranks the sentences of a question. A third, over the likeliest sentence of every question,
answerable or not, estimates whether it answers: it learns from SQuAD's and from news questions and those on
documentation, knows which way each feature points, and is scaled to our own tune cases (Platt, 1999), because a shelf
of a few articles on one matter has other odds. Questions kept aside give the figures that are printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from sklearn.metrics import roc_auc_score

from bot.answering.question.understand import Asked, understand
from bot.answering.reading.calibrated import Logistic, Weights, read_weights
from bot.answering.reading.choice import open_judge, open_reader
from bot.answering.reading.features import Candidate, candidates_of, decision_features, likeliest, ranking
from bot.answering.reading.model import PassageReader
from bot.answering.verify.checker import Checker
from bot.errors import ReaderUnfit
from bot.records import Question
from bot.settings import BotSettings
from eval.held_out import squad_shelf
from index.build import build
from index.embedder import open_embedder
from index.search import Index, open_index
from index.settings import IndexSettings
from training.labelled import QUESTIONS, READ_IN_TRAINING, Labelled, documented, labelled, news, ours, timeqa
from training.listwise import Ranked, listwise
from training.monotone import logistic, monotone
from training.verdict_fit import UNFITTED, fit_verdicts

NEGATIVES = 12  # as many wrong sentences as all of a question count for
COUNTED_AS = 300  # questions: what each set counts for where the decision is fitted
SIGNS = {
    "score": 1,
    "read": 1,
    "read_passage": 1,
    "overlap_context": 1,
    "names_missing": -1,
    "numbers_missing": -1,
}  # the features of the decision; more of the last two makes an answer less likely
ASKED_OF_DOCUMENTATION = Path(__file__).parents[1] / "eval" / "documentation"


class Part(StrEnum):
    """What can be fitted without the rest."""

    RANKING = "ranking"  # how the sentences of a question are ranked
    DECISION = "decision"  # whether anything answers
    VERDICTS = "verdicts"  # how claims are judged


@dataclass(frozen=True, slots=True)
class Read:
    """A question's candidates and which of them hold the answer."""

    candidates: tuple[Candidate, ...]
    right: tuple[bool, ...]
    held: bool


def fit(
    tune: Path,
    work: Path,
    model: Path | None,
    *,
    documentation: Path | None = None,
    train: Path | None = None,
    only: Part | None = None,
) -> dict[str, object]:
    """Fits the regressions of ``weights.json``.

    Only questions are used that the cross-encoder was not trained on: on others it is surer than it will be.

    Args:
        tune: folder with ``squad_even/``, ``timeqa/`` and ``news2224/``.
        work: folder for the shelves and their indexes; kept between calls.
        model: folder of the model to fit to, None for ours.
        documentation: folder with a folder of documents for files of ``eval/documentation``, named alike.
        train: the folder with ``claims.jsonl.gz``, to fit verdicts to these too.
        only: the part to fit; None for all.

    Returns:
        What ``weights.json`` holds: ``rank``, ``pointwise``, ``decide`` and figures on questions that were not fitted
        to, if the model reads; ``stated_*``, if it judges.
    """
    stored: dict[str, object] = {}
    if only is not Part.VERDICTS:
        kept = read_weights(model) if only else {}
        with suppress(ReaderUnfit):
            fitted, figures = fit_reading(tune, work, open_reader(model), documentation, kept, only)
            stored |= _stored(fitted) | {"figures": figures}
    if only in (Part.RANKING, Part.DECISION):
        return stored
    with suppress(ReaderUnfit):
        settings = BotSettings()
        checker = Checker(open_judge(model), UNFITTED, open_embedder(settings.embedder, settings.data))
        stored |= _stored(fit_verdicts(checker, settings, tune, train))
    return stored


def fit_reading(
    tune: Path,
    work: Path,
    reader: PassageReader,
    documentation: Path | None,
    kept: Weights,
    only: Part | None,
) -> tuple[dict[str, Logistic], dict[str, dict[str, float]]]:
    """Fits ``rank``, ``pointwise`` and ``decide``; returns them with their figures.

    Args:
        tune: as `fit`.
        work: as `fit`.
        reader: what reads the passages.
        documentation: as `fit`.
        kept: the regressions that stay as they are where only one is fitted.
        only: as `fit`. The decision alone goes half of the way to what is fitted: one fit does not undo what was tried
            on many sets.
    """
    read: dict[str, list[Read]] = {}
    for name, prepare in (("squad", squad_shelf), ("timeqa", timeqa), ("news", news)):
        seeds = work / name / "seeds"
        examples = list(prepare(tune, seeds))
        examples = examples[:: max(1, len(examples) // QUESTIONS)]
        read[name] = _read(map(labelled, examples), seeds, work / name / "data", reader)
    shipped = IndexSettings()
    read["our tune cases"] = _read(ours(shipped.seeds), shipped.seeds, shipped.data, reader)
    if documentation:
        read["documentation"] = [
            reading
            for file in sorted(ASKED_OF_DOCUMENTATION.glob("*.jsonl"))
            if file.stem not in READ_IN_TRAINING and (documentation / file.stem).is_dir()
            for reading in _read(documented(file), documentation / file.stem, work / file.stem, reader)
        ]
    fitting = {name: [reading for reading in reads if not reading.held] for name, reads in read.items()}
    single = [reading for name in ("squad", "timeqa", "documentation") for reading in fitting.get(name, ())]
    pointwise = kept.get("pointwise") or _fit_pointwise(single)
    if only is Part.RANKING:
        decide = kept["decide"]
    else:
        decided = [fitting[name] for name in ("squad", "news", "documentation") if name in fitting]
        decide = _scaled(_fit_decision(decided, pointwise), fitting["our tune cases"], pointwise)
    if only is Part.DECISION:
        rank, decide = kept["rank"], _halfway(kept["decide"], decide)
    else:
        rank = _fit_rank([*fitting.values()], pointwise)
    fitted = {"rank": rank, "pointwise": pointwise, "decide": decide}
    aside = {name: [reading for reading in reads if reading.held] or reads for name, reads in read.items()}
    return fitted, {name: _figures(reads, rank, pointwise, decide) for name, reads in aside.items()}


def _stored(fitted: Mapping[str, Logistic]) -> dict[str, object]:
    return {use: asdict(regression) for use, regression in fitted.items()}


def _read(asked: Iterable[Labelled], seeds: Path, data: Path, reader: PassageReader) -> list[Read]:
    """The questions with what is read for each, over an index of the folder."""
    settings = IndexSettings(seeds=seeds, data=data)
    build(settings)
    index = open_index(settings)
    pairs = ((question, _candidates(question.question, index, reader)) for question in asked)
    return [
        Read(candidates, tuple(map(question.answers, candidates)), question.held)
        for question, candidates in pairs
        if candidates
    ]


def _candidates(question: Question, index: Index, reader: PassageReader) -> tuple[Candidate, ...]:
    asked = understand(question, index.spelling.mend)
    if not isinstance(asked, Asked):
        return ()
    return tuple(candidates_of(asked, likeliest(asked, index.search(asked.text), index), index, reader))


def _fit_rank(sets: Sequence[Sequence[Read]], pointwise: Logistic) -> Logistic:
    """Each set counts as much as the others; then the log-odds are scaled to say how likely a sentence is right."""
    answered = [[reading for reading in reads if any(reading.right)] for reads in sets]
    questions = [
        Ranked([candidate.features for candidate in reading.candidates], reading.right, 1 / len(reads))
        for reads in answered
        for reading in reads
    ]
    rank = listwise(questions, pointwise)
    rows: list[Mapping[str, float]] = []
    labels: list[bool] = []
    counting: list[float] = []
    for question in questions:
        wrong = question.right.count(False)
        rows += [{"log_odds": rank.log_odds(row)} for row in question.rows]
        labels += question.right
        counting += [
            question.counts * (1.0 if right else min(1.0, NEGATIVES / wrong)) for right in question.right
        ]
    mean = sum(counting) / len(counting)
    return rank.scaled(logistic(rows, labels, [weight / mean for weight in counting]))


def _fit_pointwise(reads: Sequence[Read]) -> Logistic:
    """How likely a single sentence is right; of each question the wrong ones count as `NEGATIVES` at most."""
    rows: list[Mapping[str, float]] = []
    labels: list[bool] = []
    counting: list[float] = []
    for reading in reads:
        if any(reading.right):
            wrong = reading.right.count(False)
            rows += [candidate.features for candidate in reading.candidates]
            labels += reading.right
            counting += [1.0 if right else min(1.0, NEGATIVES / wrong) for right in reading.right]
    return logistic(rows, labels, counting)


def _fit_decision(sets: Sequence[Sequence[Read]], pointwise: Logistic) -> Logistic:
    """Each set counts as much as the others, however many questions it has."""
    pairs = [_best(reading, pointwise) for reads in sets for reading in reads]
    counting = [COUNTED_AS / len(reads) for reads in sets for _ in reads]
    return monotone([features for features, _ in pairs], [right for _, right in pairs], SIGNS, counting)


def _scaled(decide: Logistic, reads: Sequence[Read], pointwise: Logistic) -> Logistic:
    """The same regression with its log-odds stretched and shifted to fit these questions."""
    pairs = [_best(reading, pointwise) for reading in reads]
    rows = [{"log_odds": decide.log_odds(features)} for features, _ in pairs]
    return decide.scaled(logistic(rows, [right for _, right in pairs]))


def _halfway(first: Logistic, second: Logistic) -> Logistic:
    """The regression whose log-odds are the mean of those of two others over the same features."""
    weights = {name: round((weight + second.weights[name]) / 2, 4) for name, weight in first.weights.items()}
    return Logistic(round((first.bias + second.bias) / 2, 4), weights)


def _best(reading: Read, pointwise: Logistic) -> tuple[Mapping[str, float], bool]:
    score, best, right = _ranked(reading, pointwise)[0]
    return decision_features(score, best), right


def _ranked(reading: Read, probability: Logistic) -> list[tuple[float, Candidate, bool]]:
    """The candidates as the reader ranks them, each with its probability and whether it is right."""
    right = {id(candidate): holds for candidate, holds in zip(reading.candidates, reading.right, strict=True)}
    return [
        (score, candidate, right[id(candidate)])
        for score, candidate in ranking(reading.candidates, probability)
    ]


def _figures(
    reads: Sequence[Read], rank: Logistic, pointwise: Logistic, decide: Logistic
) -> dict[str, float]:
    """What is shown first is the best by ``rank``; whether anything is, ``decide`` says."""
    probabilities = [decide(_best(reading, pointwise)[0]) for reading in reads]
    ranked = [[right for *_, right in _ranked(reading, rank)] for reading in reads]
    rights = [row[0] for row in ranked]
    answerable = [any(reading.right) for reading in reads]
    top3 = [any(row[:3]) for row in ranked]
    answered = max(1, sum(answerable))
    return {
        "questions": len(reads),
        "answer_retrieved": round(sum(answerable) / len(reads), 3),
        "best_sentence": round(sum(rights) / answered, 3),
        "in_best_three": round(sum(top3) / answered, 3),
        "auroc_right": round(float(roc_auc_score(rights, probabilities)), 3),
        "auroc_answerable": round(float(roc_auc_score(answerable, probabilities)), 3)
        if len(set(answerable)) > 1
        else 1.0,
    }
