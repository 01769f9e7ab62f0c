"""Fits the reader's weights: ``python -m training fit TUNE_DIR`` rewrites ``bot/answering/reading/weights.json``.

Questions of two public sets whose articles stay with one matter at length, as a shelf does (SQuAD 2.0, TimeQA),
are asked over their own articles; each sentence that the search brings is labelled by whether it holds the answer.
One logistic regression ranks the sentences of answerable questions. A second one, over the best sentence of every
question, answerable or not, estimates whether it answers: it learns from SQuAD's and from news questions (a shelf of
all their pages), knows which way each feature points, and is scaled to our own tune cases (Platt, 1999), because a
shelf of a few articles on one matter has other odds. Questions kept aside give the figures that are printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sklearn.metrics import roc_auc_score

from bot.answering.question.understand import Asked, understand
from bot.answering.reading.calibrated import Logistic
from bot.answering.reading.choice import open_judges, open_readers
from bot.answering.reading.features import Candidate, Readers, candidates_of, decision_features, ranking
from bot.answering.reading.reader import READ_PASSAGES
from bot.errors import ReaderUnfit
from bot.records import Question
from eval.casefiles import OUR_CASES, read_cases, read_texts
from eval.held_out import Example, is_held_out, read_rows, squad_shelf
from eval.pairing import write_shelf
from eval.places import shows
from eval.records import Place, Split
from index.build import build
from index.embedder import open_embedder
from index.search import Index, open_index
from index.settings import IndexSettings
from training.monotone import monotone
from training.news import news_questions
from training.support_fit import fit_support, logistic

QUESTIONS = 350  # of each set, evenly spaced
NEGATIVES = 12  # as many wrong sentences as all of a question count for
NEWS_WORDS = 60  # code points of a sentence by which it is known again
COUNTED_AS = 300  # questions: what each set counts for where the decision is fitted
SIGNS = {
    "score": 1,
    "careful": 1,
    "careful_passage": 1,
    "read_passage": 1,
    "overlap_context": 1,
    "names_missing": -1,
    "numbers_missing": -1,
}  # the features of the decision; more of the last two makes an answer less likely
OTHERS = 6  # one in so many of the articles without questions stands on the shelf too


@dataclass(frozen=True, slots=True)
class Read:
    """A question's candidates and which of them hold the answer."""

    candidates: tuple[Candidate, ...]
    right: tuple[bool, ...]
    held: bool


def fit(tune: Path, work: Path, model: Path | None, *, support_only: bool = False) -> dict[str, object]:
    """Fits the regressions of ``weights.json``.

    Only questions are used that the cross-encoder was not trained on: on others it is surer than it will be.

    Args:
        tune: folder with ``squad_even/`` and ``timeqa/``.
        work: folder for the shelves and their indexes; kept between calls.
        model: folder of the model to fit to, None for ours.
        support_only: leave out what takes minutes, ``rank`` and ``decide``.

    Returns:
        What ``weights.json`` holds: ``rank``, ``decide`` and figures on questions that were not fitted to, if the model
        reads; ``supported``, ``contradicted`` and ``support figures``, if it judges.
    """
    stored: dict[str, object] = {}
    if not support_only:
        with suppress(ReaderUnfit):
            fitted, figures = fit_reading(tune, work, open_readers(model))
            stored |= _stored(fitted) | {"figures": figures}
    with suppress(ReaderUnfit):
        embedder = open_embedder(IndexSettings().embedder, work)
        fitted, figures = fit_support(tune, open_judges(model), embedder)
        stored |= _stored(fitted) | {"support figures": figures}
    return stored


def fit_reading(
    tune: Path, work: Path, reader: Readers
) -> tuple[dict[str, Logistic], dict[str, dict[str, float]]]:
    """Fits ``rank`` and ``decide``; returns them with their figures."""
    read: dict[str, list[Read]] = {}
    for name, prepare in (("squad", squad_shelf), ("timeqa", _timeqa), ("news", _news)):
        seeds = work / name / "seeds"
        examples = list(prepare(tune, seeds))
        examples = examples[:: max(1, len(examples) // QUESTIONS)]
        settings = IndexSettings(seeds=seeds, data=work / name / "data")
        build(settings)
        read[name] = list(_read(examples, open_index(settings), reader))
    fitting = {name: [one for one in reads if not one.held] for name, reads in read.items()}
    rank = _fit_rank([*fitting["squad"], *fitting["timeqa"]])
    ours = list(_read_ours(reader))
    decide = _scaled(_fit_decision([fitting["squad"], fitting["news"]], rank), ours, rank)
    aside = {name: [one for one in reads if one.held] for name, reads in read.items()}
    figures = {
        name: _figures(reads, rank, decide) for name, reads in (aside | {"our tune cases": ours}).items()
    }
    return {"rank": rank, "decide": decide}, figures


def _stored(fitted: Mapping[str, Logistic]) -> dict[str, object]:
    return {use: {"bias": one.bias, "weights": dict(one.weights)} for use, one in fitted.items()}


def _read(examples: Sequence[Example], index: Index, reader: Readers) -> Iterator[Read]:
    for example in examples:
        candidates = _candidates(Question(example.question), index, reader)
        right = tuple(
            one.passage.file in example.files and any(answer in one.text for answer in example.answers)
            for one in candidates
        )
        if candidates:
            yield Read(candidates, right, example.held)


def _read_ours(reader: Readers) -> Iterator[Read]:
    """Our own tune cases over our own shelf; a sentence is right when it shows gold words."""
    settings = IndexSettings()
    build(settings)
    index = open_index(settings)
    for case in read_cases(OUR_CASES, read_texts(settings.seeds)):
        if case.split is Split.TUNE and (case.answerable or case.unanswerable):
            gold = [one for group in case.evidence for one in group]
            candidates = _candidates(Question(case.question, case.history, case.as_of), index, reader)
            right = tuple(
                any(shows(Place(one.passage.file, one.span.start, one.span.end), words) for words in gold)
                for one in candidates
            )
            if candidates:
                yield Read(candidates, right, held=False)


def _candidates(question: Question, index: Index, reader: Readers) -> tuple[Candidate, ...]:
    asked = understand(question, index.spelling.mend)
    if not isinstance(asked, Asked):
        return ()
    return tuple(candidates_of(asked, index.search(asked.text)[:READ_PASSAGES], index, reader))


def _fit_rank(reads: Sequence[Read]) -> Logistic:
    rows: list[Mapping[str, float]] = []
    labels: list[bool] = []
    counting: list[float] = []
    for one in reads:
        if any(one.right):
            wrong = one.right.count(False)
            rows += [candidate.features for candidate in one.candidates]
            labels += one.right
            counting += [1.0 if right else min(1.0, NEGATIVES / wrong) for right in one.right]
    return logistic(rows, labels, counting)


def _fit_decision(sets: Sequence[Sequence[Read]], rank: Logistic) -> Logistic:
    """Each set counts as much as the others, however many questions it has."""
    pairs = [_best(one, rank) for reads in sets for one in reads]
    counting = [COUNTED_AS / len(reads) for reads in sets for _ in reads]
    return monotone([features for features, _ in pairs], [right for _, right in pairs], SIGNS, counting)


def _scaled(decide: Logistic, reads: Sequence[Read], rank: Logistic) -> Logistic:
    """The same regression with its log-odds stretched and shifted to fit these questions."""
    pairs = [_best(one, rank) for one in reads]
    rows = [{"log_odds": decide.log_odds(features)} for features, _ in pairs]
    return decide.scaled(logistic(rows, [right for _, right in pairs]))


def _best(one: Read, rank: Logistic) -> tuple[Mapping[str, float], bool]:
    ranked = ranking(one.candidates, rank)
    best = ranked[0][1]
    return decision_features(ranked), next(
        right for candidate, right in zip(one.candidates, one.right, strict=True) if candidate is best
    )


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


def _timeqa(tune: Path, seeds: Path) -> Iterator[Example]:
    """The articles kept aside and some others on the shelf; every third of those kept aside to measure with."""
    shelf = {
        f"timeqa{number:04}.txt": (number, doc)
        for number, doc in enumerate(read_rows(tune / "timeqa" / "paragraphs.jsonl"))
        if is_held_out(str(doc["title"])) or number % OTHERS == 0
    }
    texts = {file: "\n\n".join(doc["paragraphs"]) for file, (_, doc) in shelf.items()}  # type: ignore[arg-type]
    write_shelf(
        seeds,
        ({"file": file, "title": doc["title"], "text": texts[file]} for file, (_, doc) in shelf.items()),
    )
    for file, (number, doc) in shelf.items():
        for one in doc["questions"] if is_held_out(str(doc["title"])) else ():  # type: ignore[attr-defined]
            answers = tuple(answer["text"] for answer in one["answers"] if answer["text"])
            yield Example(one["question"], frozenset([file] if answers else []), answers, number % 3 == 0)


def _news(tune: Path, seeds: Path) -> Iterator[Example]:
    """The likely passages of every so many-th news question as one shelf, and these questions."""
    asked = [one for one in news_questions(tune) if one.passages]
    asked = asked[:: max(1, len(asked) // QUESTIONS)][:QUESTIONS]
    docs, examples = [], []
    for number, one in enumerate(asked):
        files: set[str] = set()
        answers: set[str] = set()
        for place, (passage, gold) in enumerate(zip(one.passages, one.gold, strict=True)):
            file = f"news{number:04}-{place:02}.txt"
            title = " ".join(passage.title.split())
            docs.append({"file": file, "title": title, "text": " ".join(passage.sentences)})
            if one.answerable and gold:
                files.add(file)
                answers |= {passage.sentences[at][:NEWS_WORDS] for at in gold}
        examples.append(Example(one.text, frozenset(files), tuple(answers), number % 3 == 0))
    write_shelf(seeds, docs)
    yield from examples
