"""Fits the reader's weights: ``python -m eval fit TUNE_DIR`` rewrites ``bot/answering/reader_weights.json``.

Questions of two public sets whose articles stay with one matter at length, as a shelf does (SQuAD 2.0, TimeQA),
are asked over their own articles; each sentence that the search brings is labelled by whether it holds the answer.
One logistic regression ranks the sentences of answerable questions; a second one, over the best sentence of every
question, answerable or not, estimates whether it answers, and is scaled to our own tune cases (Platt, 1999), because
a shelf of a few articles on one matter has other odds. Articles kept aside give the figures that are printed.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bot.answering.question import Asked, understand
from bot.answering.reader import (
    READ_PASSAGES,
    Candidate,
    Logistic,
    candidates_of,
    decision_features,
    ranking,
)
from bot.records import Question
from eval.casefiles import OUR_CASES, read_cases, read_texts
from eval.judge import shows
from eval.records import Place, Split
from index.build import build
from index.search import Index, open_index
from index.settings import IndexSettings

SEED = 7
QUESTIONS = 700  # of each set, evenly spaced
NEGATIVES = 12


@dataclass(frozen=True, slots=True)
class Example:
    """A question, where its answer stands (in which file, with which words), and whether it is kept aside.

    Args:
        question: the question.
        file: the article that answers it, or "" when none does.
        answers: accepted words; empty when nothing answers.
        held: whether it is kept aside from fitting.
    """

    question: str
    file: str
    answers: tuple[str, ...]
    held: bool


@dataclass(frozen=True, slots=True)
class Read:
    """A question's candidates and which of them hold the answer."""

    candidates: tuple[Candidate, ...]
    right: tuple[bool, ...]
    held: bool


def fit(tune: Path, work: Path) -> dict[str, object]:
    """Fits both regressions.

    Args:
        tune: folder with ``squad_even/`` and ``timeqa/``.
        work: folder for the shelves and their indexes; kept between calls.

    Returns:
        What ``reader_weights.json`` holds: ``rank``, ``decide``, and the figures on questions kept aside.
    """
    read: dict[str, list[Read]] = {}
    for name, prepare in (("squad", _squad), ("timeqa", _timeqa)):
        seeds = work / name / "seeds"
        examples = list(prepare(tune, seeds))
        examples = examples[:: max(1, len(examples) // QUESTIONS)]
        settings = IndexSettings(seeds=seeds, data=work / name / "data")
        build(settings)
        read[name] = list(_read(examples, open_index(settings)))
    everything = [one for reads in read.values() for one in reads]
    rank = _fit_rank([one for one in everything if not one.held])
    decide = _fit_decision([one for one in everything if not one.held], rank)
    ours = list(_read_ours())
    decide = _scaled(decide, ours, rank)
    figures = {
        name: _figures([one for one in reads if one.held], rank, decide) for name, reads in read.items()
    }
    return {
        "rank": {"bias": rank.bias, "weights": dict(rank.weights)},
        "decide": {"bias": decide.bias, "weights": dict(decide.weights)},
        "figures": figures | {"our tune cases": _figures(ours, rank, decide)},
    }


def _read(examples: Sequence[Example], index: Index) -> Iterator[Read]:
    for example in examples:
        candidates = _candidates(Question(example.question), index)
        right = tuple(
            one.passage.file == example.file and any(answer in one.text for answer in example.answers)
            for one in candidates
        )
        if candidates:
            yield Read(candidates, right, example.held)


def _read_ours() -> Iterator[Read]:
    """Our own tune cases over our own shelf; a sentence is right when it shows gold words."""
    settings = IndexSettings()
    build(settings)
    index = open_index(settings)
    for case in read_cases(OUR_CASES, read_texts(settings.seeds)):
        if case.split is Split.TUNE and (case.answerable or case.unanswerable):
            gold = [one for group in case.evidence for one in group]
            candidates = _candidates(Question(case.question, case.history, case.as_of), index)
            right = tuple(
                any(shows(Place(one.passage.file, one.span.start, one.span.end), words) for words in gold)
                for one in candidates
            )
            if candidates:
                yield Read(candidates, right, held=False)


def _candidates(question: Question, index: Index) -> tuple[Candidate, ...]:
    asked = understand(question, index.spelling.mend)
    if not isinstance(asked, Asked):
        return ()
    return tuple(candidates_of(asked, index.search(asked.text)[:READ_PASSAGES], index))


def _fit_rank(reads: Sequence[Read]) -> Logistic:
    chosen = random.Random(SEED)  # noqa: S311  (a seeded sample, no secret)
    rows: list[Mapping[str, float]] = []
    labels: list[bool] = []
    for one in reads:
        if not any(one.right):
            continue
        wrong = [c for c, right in zip(one.candidates, one.right, strict=True) if not right]
        kept = [c for c, right in zip(one.candidates, one.right, strict=True) if right]
        for candidate in kept + chosen.sample(wrong, min(NEGATIVES, len(wrong))):
            rows.append(candidate.features)
            labels.append(any(candidate is c for c in kept))
    return _logistic(rows, labels)


def _fit_decision(reads: Sequence[Read], rank: Logistic) -> Logistic:
    pairs = [_best(one, rank) for one in reads]
    return _logistic([features for features, _ in pairs], [right for _, right in pairs])


def _scaled(decide: Logistic, reads: Sequence[Read], rank: Logistic) -> Logistic:
    """The same regression with its log-odds stretched and shifted to fit these questions."""
    pairs = [_best(one, rank) for one in reads]
    platt = _logistic([{"log_odds": decide.log_odds(one)} for one, _ in pairs], [right for _, right in pairs])
    scale = platt.weights["log_odds"]
    weights = {name: round(weight * scale, 4) for name, weight in decide.weights.items()}
    return Logistic(round(decide.bias * scale + platt.bias, 4), weights)


def _best(one: Read, rank: Logistic) -> tuple[Mapping[str, float], bool]:
    ranked = ranking(one.candidates, rank)
    best = ranked[0][1]
    return decision_features(ranked), next(
        right for candidate, right in zip(one.candidates, one.right, strict=True) if candidate is best
    )


def _logistic(rows: Sequence[Mapping[str, float]], labels: Sequence[bool]) -> Logistic:
    names = list(rows[0])
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit(np.array([[row[name] for name in names] for row in rows]), np.array(labels))
    weights = {name: round(float(value), 4) for name, value in zip(names, model.coef_[0], strict=True)}
    return Logistic(round(float(model.intercept_[0]), 4), weights)


def _figures(reads: Sequence[Read], rank: Logistic, decide: Logistic) -> dict[str, float]:
    pairs = [_best(one, rank) for one in reads]
    answerable = [any(one.right) for one in reads]
    probabilities = [decide(features) for features, _ in pairs]
    rights = [right for _, right in pairs]
    top3 = [any(right for right, _ in _ranked(one, rank)[:3]) for one in reads]
    found = max(1, sum(answerable))
    return {
        "questions": len(reads),
        "answer_retrieved": round(sum(answerable) / len(reads), 3),
        "best_sentence": round(sum(rights) / found, 3),
        "in_best_three": round(sum(top3) / found, 3),
        "auroc_right": round(float(roc_auc_score(rights, probabilities)), 3),
        "auroc_answerable": round(float(roc_auc_score(answerable, probabilities)), 3)
        if len(set(answerable)) > 1
        else 1.0,
    }


def _ranked(one: Read, rank: Logistic) -> list[tuple[bool, float]]:
    scored = zip(one.right, (rank(candidate.features) for candidate in one.candidates), strict=True)
    return sorted(scored, key=lambda pair: -pair[1])


def _lines(path: Path) -> Iterator[dict[str, object]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _write(seeds: Path, file: str, title: str, text: str) -> None:
    seeds.mkdir(parents=True, exist_ok=True)
    (seeds / file).write_text(f"---\ntitle: {json.dumps(title)}\n---\n{text}\n", encoding="utf-8")


def _squad(tune: Path, seeds: Path) -> Iterator[Example]:
    texts = {}
    for doc in _lines(tune / "squad_even" / "docs.jsonl"):
        file, text = str(doc["file"]), str(doc["text"])
        texts[file] = text
        _write(seeds, file, str(doc["title"]), text)
    held = set(sorted(texts)[-2:])
    for line in _lines(tune / "squad_even" / "qa.jsonl"):
        file = next((file for file, text in texts.items() if str(line["context"])[:80] in text), "")
        answers = tuple(one["text"] for one in line["answers"])  # type: ignore[attr-defined]
        yield Example(str(line["question"]), file if answers else "", answers, file in held)


def _timeqa(tune: Path, seeds: Path) -> Iterator[Example]:
    for number, doc in enumerate(islice(_lines(tune / "timeqa" / "paragraphs.jsonl"), 160)):
        file = f"timeqa{number:04}.txt"
        paragraphs: list[str] = doc["paragraphs"]  # type: ignore[assignment]
        _write(seeds, file, str(doc["title"]), "\n\n".join(paragraphs))
        for one in doc["questions"]:  # type: ignore[attr-defined]
            answers = tuple(answer["text"] for answer in one["answers"] if answer["text"])
            yield Example(one["question"], file if answers else "", answers, number % 5 == 0)
