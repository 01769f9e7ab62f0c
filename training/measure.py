"""The figures of the reader's card, on questions and claims that it never trained on."""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from bot.answering.reading.model import Answering, OnnxCrossEncoder, PassageReader, Text
from bot.answering.verify.checker import Checker
from bot.answering.verify.support import Verdict as Verdicts
from eval.claims.checking import judged_qags
from eval.claims.minimal import MinimalPair, minimal_pairs
from eval.scores import Figure, Judged, auroc, share, with_interval
from training.asked import question_examples, without_answer
from training.claims import claim_examples
from training.corpora import Corpora, Question
from training.examples import Example, Verdict
from training.written import written_examples

CLAIMS = 1500
MINIMAL_PAIRS = 300
AGREEMENT = 5  # one question in so many
TIMED_PASSAGES = 20
TIMED_TOKENS = 200
TIMES = 15


@dataclass(frozen=True, slots=True)
class Found:
    """One answerable question: whether the best sentence is the answering one, and the answer's word F1."""

    sentence: bool
    f1: float


def measure(reader: PassageReader, corpora: Corpora) -> dict[str, Figure | None]:
    """How it reads: every figure with its 95% interval, in the order in which the card shows them.

    Args:
        reader: what is measured.
        corpora: the sets; only what is kept aside is asked.

    Raises:
        ReaderUnfit: if it does not read.
    """
    aside = [question for question in corpora.questions if question.paragraph.aside]
    figures: dict[str, Figure | None] = {}
    for source in ("squad", "qed", "selqa", "timeqa", "ramdocs"):
        figures.update(
            measure_source(reader, [question for question in aside if question.paragraph.source == source])
        )
    figures.update(_by_kind(reader, corpora))
    return figures


def measure_source(
    reader: PassageReader, questions: Sequence[Question]
) -> Iterator[tuple[str, Figure | None]]:
    """How it reads the questions of one set: where it finds the answer, and whether it sees that there is none."""
    source = questions[0].paragraph.source
    answerable = [question for question in questions if question.answering is not None]
    unanswerable = [_whole(question) for question in questions if question.answering is None]
    read = _read(reader, [_whole(question) for question in answerable])
    results = [_found(question, answering) for question, answering in zip(answerable, read, strict=True)]
    yield f"{source}: answering sentence found", with_interval(share, [result.sentence for result in results])
    if answerable[0].answer:
        yield f"{source}: word F1 of the answer", with_interval(share, [result.f1 for result in results])
    without = [_whole(short) for question in answerable if (short := without_answer(question))]
    for negatives, name in (
        (without, "with or without the answering sentence"),
        (unanswerable, "answerable or not, as the set says"),
    ):
        if negatives:
            judged = _judged(read, True) + _judged(_read(reader, negatives), False)
            yield f"{source}: {name}, AUROC", with_interval(auroc, judged)


def measure_support(checker: Checker, corpora: Corpora, tune: Path, seeds: Path) -> dict[str, Figure | None]:
    """How it judges claims.

    Args:
        checker: what is measured.
        corpora: the sets; only claims about what is kept aside are made.
        tune: folder with ``qags/`` and ``rgb/``.
        seeds: folder of articles, for minimal pairs.

    Raises:
        ReaderUnfit: if its model does not judge.
    """
    figures: dict[str, Figure | None] = {}
    by_set, people = judged_qags(checker, tune)
    for name, judged in sorted(by_set.items()):
        figures[f"qags {name}: supported or not, AUROC"] = with_interval(auroc, judged)
    for supported, verdict in product((True, False), (Verdicts.SUPPORTED, Verdicts.CONTRADICTED)):
        called = f"qags, what people found {'true' if supported else 'untrue'}: called {verdict}"
        figures[called] = with_interval(share, [actual is verdict for actual in people[supported]])
    pairs = minimal_pairs(seeds, tune, MINIMAL_PAIRS)
    figures["minimal pairs told apart"] = with_interval(share, [_told_apart(checker, pair) for pair in pairs])
    by_kind: dict[str, list[Judged]] = defaultdict(list)
    verdicts: dict[str, list[Verdicts]] = defaultdict(list)
    for example in claim_examples(corpora, aside=True, seed=1, count=CLAIMS):
        checked = checker.against_text(example.asked, " ".join(example.sentences))
        by_kind[example.kind].append(Judged(checked.score, example.verdict is Verdict.SUPPORTED))
        verdicts[example.kind].append(checked.verdict)
    for positive, negative in (
        ("claim_true", "claim_changed"),
        ("claim_true", "claim_near"),
        ("claim_question", "claim_wrong_answer"),
    ):
        judged = by_kind[positive] + by_kind[negative]
        figures[f"{positive} against {negative}, AUROC"] = with_interval(auroc, judged)
    for kind, verdict in (
        ("claim_true", Verdicts.SUPPORTED),
        ("claim_changed", Verdicts.SUPPORTED),
        ("claim_changed", Verdicts.CONTRADICTED),
    ):
        figures[f"{kind}: called {verdict}"] = with_interval(
            share, [actual is verdict for actual in verdicts[kind]]
        )
    return figures


def measure_written(reader: OnnxCrossEncoder, folder: Path) -> dict[str, Figure | None]:
    """How it reads what was written for training and kept aside: which sentence answers, whether any, and claims.

    Args:
        reader: what is measured.
        folder: see `training.written`.

    Raises:
        EvalError: if a line of a file is wrong.
    """
    questions, claims = written_examples(folder, seed=9)
    by_kind: dict[str, list[Example]] = defaultdict(list)
    for example in questions:
        by_kind[example.kind].append(example)
    answered = _read(reader, by_kind["written"])
    hits = [
        int(np.argmax(read.sentences)) in example.right
        for example, read in zip(by_kind["written"], answered, strict=True)
    ]
    figures = {"answering sentence found": with_interval(share, hits)}
    for kind in ("written_near", "written_removed", "written_neighbour"):
        judged = _judged(answered, True) + _judged(_read(reader, by_kind[kind]), False)
        figures[f"answered against {kind}, AUROC"] = with_interval(auroc, judged)
    told: dict[Verdict | None, list[Judged]] = defaultdict(list)
    for claim in claims:
        support = reader.judge(claim.asked, [Text(claim.title, claim.sentences)])[0]
        told[claim.verdict].append(Judged(support.supported, claim.verdict is Verdict.SUPPORTED))
    for verdict in (Verdict.CONTRADICTED, Verdict.NOT_STATED):
        judged = told[Verdict.SUPPORTED] + told[verdict]
        figures[f"claims supported against {verdict.name.lower()}, AUROC"] = with_interval(auroc, judged)
    return figures


def agreement(reader: PassageReader, full: PassageReader, corpora: Corpora) -> dict[str, float]:
    """How far the shipped graph agrees with the weights in full precision, on questions kept aside."""
    aside = [_whole(question) for question in corpora.questions if question.paragraph.aside][::AGREEMENT]
    pairs = list(zip(_read(reader, aside), _read(full, aside), strict=True))
    same = [int(np.argmax(rounded.sentences)) == int(np.argmax(exact.sentences)) for rounded, exact in pairs]
    side = [(rounded.passage > 0) == (exact.passage > 0) for rounded, exact in pairs]
    apart = [abs(rounded.passage - exact.passage) for rounded, exact in pairs]
    return {
        "same best sentence": round(float(np.mean(same)), 3),
        "same side of zero": round(float(np.mean(side)), 3),
        "median difference of the passage's log-odds": round(float(np.median(apart)), 3),
        "questions": len(aside),
    }


def _whole(question: Question) -> Example:
    """The whole paragraph, with its title."""
    return Example(
        question.paragraph.source,
        question.text,
        question.paragraph.title,
        question.paragraph.sentences,
        question.answering,
        question.answer,
        accepted=question.accepted,
    )


def _by_kind(reader: PassageReader, corpora: Corpora) -> Iterator[tuple[str, Figure | None]]:
    """Each set's answerable questions against each kind of negative."""
    made: dict[str, list[Example]] = defaultdict(list)
    for example in question_examples(corpora, aside=True, seed=1):
        made[example.kind].append(example)
    for source in ("qed", "squad", "timeqa", "cloze"):
        positive = _judged(_read(reader, made[source][:600]), True)
        for kind in sorted(made):
            if kind.startswith(f"{source}_"):
                negative = _judged(_read(reader, made[kind][:600]), False)
                if len(negative) > 50:
                    yield f"{source} against {kind}, AUROC", with_interval(auroc, positive + negative)


def _told_apart(checker: Checker, pair: MinimalPair) -> bool:
    """Whether the true claim counts as supported and the other one does not."""
    text = " ".join(pair.text.sentences)
    true, false = checker.against_text(pair.true, text), checker.against_text(pair.false, text)
    return true.verdict == Verdicts.SUPPORTED and false.verdict != Verdicts.SUPPORTED


def _read(reader: PassageReader, examples: Sequence[Example]) -> list[Answering]:
    return [reader.read(example.asked, [Text(example.title, example.sentences)])[0] for example in examples]


def _judged(read: Sequence[Answering], positive: bool) -> list[Judged]:
    return [Judged(answering.passage, positive) for answering in read]


def _found(question: Question, read: Answering) -> Found:
    best = int(np.argmax(read.sentences))
    start, end = read.answers[best]
    words = question.paragraph.sentences[best][start:end]
    return Found(
        best == question.answering, max((word_f1(words, wanted) for wanted in question.accepted), default=0.0)
    )


def word_f1(words: str, wanted: str) -> float:
    """The harmonic mean of word precision and recall, articles and punctuation aside (Rajpurkar and others, 2016)."""
    answer, gold = _plain(words), _plain(wanted)
    shared = sum((Counter(answer) & Counter(gold)).values())
    return 2 * shared / (len(answer) + len(gold)) if shared else float(answer == gold)


def _plain(text: str) -> list[str]:
    return re.sub(r"\b(?:a|an|the)\b", " ", re.sub(r"[^\w\s]", "", text.lower())).split()


def timing(reader: PassageReader) -> Mapping[str, float]:
    """Median and slowest seconds for 20 passages of about 200 tokens."""
    words = (
        "the army said that it had struck camps near the border after an attack on a convoy last week".split()
    )
    seconds = []
    for turn in range(TIMES):
        passages = []
        for number in range(TIMED_PASSAGES):
            row = [words[(turn + number + at) % len(words)] for at in range(TIMED_TOKENS - 20)]
            row[(turn * 7 + number) % 150] = f"place {turn} {number}"
            cut = [" ".join(row[start : start + 30]) + "." for start in range(0, len(row), 30)]
            passages.append(Text("", tuple(cut)))
        began = time.perf_counter()
        reader.read("how many camps did the army strike?", passages)
        seconds.append(time.perf_counter() - began)
    return {"median": round(float(np.median(seconds)), 3), "slowest": round(max(seconds), 3)}
