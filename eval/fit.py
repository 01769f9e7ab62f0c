"""Fits the reader's weights: ``python -m eval fit TUNE_DIR`` rewrites ``bot/answering/reader_weights.json``.

Questions of three public sets (QED, SQuAD 2.0, TimeQA) are asked over shelves made of their own articles; each
sentence that the search brings is labelled by whether it holds the answer. One logistic regression ranks the
sentences of answerable questions; a second one, over the best sentence of every question, answerable or not,
estimates whether that sentence answers. Every fifth question is kept aside and gives the figures that are printed.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
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
    FeatureReader,
    Logistic,
    candidates_of,
    decision_features,
)
from bot.records import Question
from index.build import build
from index.search import Index, open_index
from index.settings import IndexSettings

SEED = 7
QUESTIONS = 700  # of each set, evenly spaced
QED_WITHOUT_ANSWER = 3  # one QED question in so many is asked with its own paragraph taken off the shelf
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
        tune: folder with ``qed/``, ``squad_even/`` and ``timeqa/``.
        work: folder for the shelves and their indexes; kept between calls.

    Returns:
        What ``reader_weights.json`` holds: ``rank``, ``decide``, and the figures on questions kept aside.
    """
    read: dict[str, list[Read]] = {}
    for name, prepare in (("squad", _squad), ("timeqa", _timeqa), ("qed", _qed)):
        seeds = work / name / "seeds"
        examples = list(prepare(tune, seeds))
        examples = examples[:: max(1, len(examples) // QUESTIONS)]
        settings = IndexSettings(seeds=seeds, data=work / name / "data")
        build(settings)
        read[name] = list(_read(examples, open_index(settings)))
    everything = [one for reads in read.values() for one in reads]
    rank = _fit_rank([one for one in everything if not one.held])
    decide = _fit_decision([one for one in everything if not one.held], rank)
    figures = {
        name: _figures([one for one in reads if one.held], rank, decide) for name, reads in read.items()
    }
    return {
        "rank": {"bias": rank.bias, "weights": dict(rank.weights)},
        "decide": {"bias": decide.bias, "weights": dict(decide.weights)},
        "figures": figures,
    }


def _read(examples: Sequence[Example], index: Index) -> Iterator[Read]:
    for number, example in enumerate(examples):
        asked = understand(Question(example.question))
        if not isinstance(asked, Asked):
            continue
        hits = index.search(asked.text)
        if example.file.startswith("qed") and number % QED_WITHOUT_ANSWER == 1:
            hits = tuple(hit for hit in hits if hit.passage.file != example.file)
        candidates = tuple(candidates_of(asked, hits[:READ_PASSAGES], index))
        right = tuple(
            one.passage.file == example.file and any(answer in one.text for answer in example.answers)
            for one in candidates
        )
        if candidates:
            yield Read(candidates, right, example.held)


def _fit_rank(reads: Sequence[Read]) -> Logistic:
    chosen = random.Random(SEED)  # noqa: S311  (a seeded sample, no secret)
    rows: list[dict[str, float]] = []
    labels: list[bool] = []
    for one in reads:
        if not any(one.right):
            continue
        wrong = [c for c, right in zip(one.candidates, one.right, strict=True) if not right]
        kept = [c for c, right in zip(one.candidates, one.right, strict=True) if right]
        for candidate in kept + chosen.sample(wrong, min(NEGATIVES, len(wrong))):
            rows.append(dict(candidate.features))
            labels.append(any(candidate is c for c in kept))
    return _logistic(rows, labels)


def _fit_decision(reads: Sequence[Read], rank: Logistic) -> Logistic:
    pairs = [_best(one, rank) for one in reads]
    return _logistic([features for features, _ in pairs], [right for _, right in pairs])


def _best(one: Read, rank: Logistic) -> tuple[dict[str, float], bool]:
    scores = [rank(candidate.features) for candidate in one.candidates]
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    runner_up = scores[order[1]] if len(order) > 1 else scores[order[0]]
    return decision_features(one.candidates[order[0]].features, scores[order[0]], runner_up), one.right[
        order[0]
    ]


def _logistic(rows: Sequence[dict[str, float]], labels: Sequence[bool]) -> Logistic:
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


def _qed(tune: Path, seeds: Path) -> Iterator[Example]:
    for number, line in enumerate(_lines(tune / "qed" / "qa.jsonl")):
        if number >= 2 * QUESTIONS:
            return
        file = f"qed{number:05}.txt"
        _write(seeds, file, str(line["title"]), str(line["context"]))
        answers = tuple(one["text"] for one in line["answers"])  # type: ignore[attr-defined]
        yield Example(str(line["question"]), file, answers, number % 5 == 0)


def reader_of(stored: dict[str, object]) -> FeatureReader:
    """The reader that fitted weights make."""
    return FeatureReader(Logistic(**stored["rank"]), Logistic(**stored["decide"]))  # type: ignore[arg-type]
