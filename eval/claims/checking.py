"""How ``check`` does: one table, with intervals, over claims that people wrote and claims that were made.

The claims of ``wordings`` and QAGS are people's; deletions and altered claims are made of sentences of news and of our
own articles.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bot.answering.verify.checker import Checker
from bot.answering.verify.support import Verdict
from bot.answering.verify.verdict import STATED
from bot.settings import BotSettings
from bot.wire import open_or_build
from eval.claims.kept import KEPT, TUNED, Asked, ask_kept, kept_figures, read_kept_claims, write_kept_shelf
from eval.claims.minimal import minimal_pairs
from eval.claims.people import public_claims, qags, wordings
from eval.claims.reliability import calibration_error, judged_held_out, reliability
from eval.claims.rewording import in_other_words, trimmed
from eval.claims.sentences import sentences_by_article
from eval.jsonlines import rows_of
from eval.scores import Figure, Judged, auroc, share, with_interval
from index.search import Index

MADE = 300
SEED = 22
TIMED = 40


@dataclass(frozen=True, slots=True)
class Told:
    """A claim, the text beside it, and whether the text supports it."""

    claim: str
    text: str
    true: bool


def measure_claims(checker: Checker, index: Index, tune: Path, seeds: Path) -> dict[str, Figure | None]:
    """The table of ``python -m eval claims``.

    Args:
        checker: what is measured.
        index: an index of our own articles, to time a claim against.
        tune: the folder with ``wordings/``, ``qags/`` and ``rgb/``.
        seeds: the folder of our own articles.
    """
    figures: dict[str, Figure | None] = {}
    worded = [Told(*row) for row in wordings(tune)]
    for stop, name in ((str, ""), (_stopless, ", without their stop")):
        true = _verdicts(checker, [pair for pair in worded if pair.true], stop)
        lies = _verdicts(checker, [pair for pair in worded if not pair.true], stop)
        figures[f"true in other words{name}: supported"] = _called(true, Verdict.SUPPORTED)
        figures[f"true in other words{name}: contradicted"] = _called(true, Verdict.CONTRADICTED)
        figures[f"lies about a sentence{name}: supported"] = _called(lies, Verdict.SUPPORTED)
    same = _verdicts(checker, _same(seeds))
    figures["numbers and words written otherwise: supported"] = _called(same, Verdict.SUPPORTED)
    cut = _verdicts(checker, _deletions(seeds, tune))
    figures["conditions, speakers and doubts left out: supported"] = _called(cut, Verdict.SUPPORTED)
    pairs = minimal_pairs(seeds, tune, MADE)
    true = _verdicts(checker, [Told(pair.true, " ".join(pair.text.sentences), True) for pair in pairs])
    altered = _verdicts(checker, [Told(pair.false, " ".join(pair.text.sentences), False) for pair in pairs])
    figures["altered claims: supported"] = _called(altered, Verdict.SUPPORTED)
    figures["altered claims: contradicted"] = _called(altered, Verdict.CONTRADICTED)
    apart = [
        first is Verdict.SUPPORTED and second is not Verdict.SUPPORTED
        for first, second in zip(true, altered, strict=True)
    ]
    figures["minimal pairs told apart"] = with_interval(share, apart)
    figures |= _people(checker, tune)
    seconds = []
    for pair in worded[:TIMED]:
        began = time.perf_counter()
        checker.against_articles(pair.claim, index)
        seconds.append(time.perf_counter() - began)
    p50, p95 = np.percentile(seconds, (50, 95))
    figures["seconds for a claim against the seeds"] = {
        "value": round(float(p50), 3),
        "low": round(min(seconds), 3),
        "high": round(float(p95), 3),
        "n": len(seconds),
    }
    return figures


def measure_kept(checker: Checker, settings: BotSettings) -> Iterator[tuple[str, Figure | None]]:
    """The rows of the claims kept aside, and of those that are fitted to, each asked of a shelf of its documents.

    Args:
        checker: what is measured.
        settings: where the articles lie; the shelves are built in folders that go away.
    """
    for folders, begin in ((KEPT, "kept aside"), (TUNED, "fitted to")):
        asked = [result for folder in folders for result in _asked(checker, settings, folder)]
        yield from kept_figures(asked, begin)


def _asked(checker: Checker, settings: BotSettings, written: Path) -> list[Asked]:
    with shelf_of(settings, written) as index:
        return ask_kept(partial(checker.against_articles, index=index), read_kept_claims(written))


@contextmanager
def shelf_of(settings: BotSettings, written: Path) -> Iterator[Index]:
    """An index of the documents of a folder of claims and the articles, in a folder that goes away."""
    with TemporaryDirectory() as folder:
        shelf = Path(folder) / "seeds"
        write_kept_shelf(settings.seeds, shelf, written)
        yield open_or_build(settings.model_copy(update={"seeds": shelf, "data": Path(folder) / "data"}))


def reliability_lines(checker: Checker, train: Path) -> Iterator[str]:
    """For each verdict, how far its probability is from what happens, and the bins behind that.

    Args:
        checker: what is measured.
        train: the folder with ``claims.jsonl.gz``; only documents are asked about that the fit did not see.
    """
    sure = judged_held_out(checker, public_claims(train))
    for verdict in STATED:
        bins = "; ".join(
            f"told {mean:.2f}, right {right:.2f} (n={count})"
            for mean, right, count in reliability(sure, verdict)
        )
        error = calibration_error(sure, verdict)
        yield f"probability of {verdict.replace('_', ' ')}: off by {error:.3f} on average: {bins}"


def judged_qags(checker: Checker, tune: Path) -> tuple[dict[str, list[Judged]], dict[bool, list[Verdict]]]:
    """The claims of QAGS: scores by set, and verdicts by whether people found them supported."""
    judged: dict[str, list[Judged]] = {}
    verdicts: dict[bool, list[Verdict]] = {True: [], False: []}
    for name, premise, claim, supported in qags(tune):
        checked = checker.against_text(claim, premise)
        judged.setdefault(name, []).append(Judged(checked.score, supported))
        verdicts[supported].append(checked.verdict)
    return judged, verdicts


def _people(checker: Checker, tune: Path) -> Iterator[tuple[str, Figure | None]]:
    judged, verdicts = judged_qags(checker, tune)
    for name, judgements in sorted(judged.items()):
        yield f"qags {name}, AUROC", with_interval(auroc, judgements)
    for supported, word in ((True, "true"), (False, "untrue")):
        yield f"qags, {word}: supported", _called(verdicts[supported], Verdict.SUPPORTED)
        yield f"qags, {word}: contradicted", _called(verdicts[supported], Verdict.CONTRADICTED)


def _verdicts(checker: Checker, claims: Sequence[Told], rewrite: Callable[[str], str] = str) -> list[Verdict]:
    return [checker.against_text(rewrite(pair.claim), pair.text).verdict for pair in claims]


def _called(verdicts: Sequence[Verdict], verdict: Verdict) -> Figure | None:
    return with_interval(share, [actual is verdict for actual in verdicts])


def _stopless(claim: str) -> str:
    return claim.rstrip(". ")


def _sentences(seeds: Path) -> list[str]:
    return [sentence for _, sentences in sentences_by_article(seeds) for sentence in sentences]


def _deletions(seeds: Path, tune: Path) -> list[Told]:
    """Sentences of our articles and of the news of ``multihop`` without what limits them."""
    dice = random.Random(SEED)
    documents = rows_of(tune / "multihop" / "docs.jsonl")
    news = [
        sentence
        for document in documents
        for sentence in str(document.get("text", "")).splitlines()
        if len(sentence) < 400
    ]
    made = []
    for sentence in [*_sentences(seeds) * 3, *dice.sample(news, len(news))]:
        shortened = trimmed(sentence, dice)
        if shortened and shortened.rstrip(".") != sentence.rstrip("."):
            made.append(Told(shortened, sentence, False))
        if len(made) == MADE:
            break
    return made


def _same(seeds: Path) -> list[Told]:
    """Sentences of our articles with a number or a word written otherwise."""
    dice = random.Random(SEED)
    made = [(sentence, in_other_words(sentence, dice)) for sentence in _sentences(seeds)]
    return [
        Told(reworded, sentence, True) for sentence, reworded in made if reworded and reworded != sentence
    ]
