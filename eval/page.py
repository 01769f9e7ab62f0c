"""A run's report as one HTML file: no script, nothing from elsewhere, light and dark, on a phone and on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from eval import plots
from eval.calibration import reliability, risk_coverage
from eval.compare import Comparison, compare
from eval.errors import BaselineUnfit
from eval.figures import FIGURES
from eval.gate import BASELINE, gate, read_baseline
from eval.kept import OURS, Kept
from eval.records import Gold, Mark, Result, Stage, Verdict
from eval.report import Report, expected
from eval.scores import share
from eval.terminal import summary

PAGE = "report.html"
WORST = 3  # kinds of question that the head of the page names
AROUND = 140  # code points of an article that are shown on either side of a gold quotation

_ADVICE = {
    Stage.BROKE: "The bot broke on the question.",
    Stage.NOT_INDEXED: "No passage holds the words: the articles are cut or cleaned wrongly.",
    Stage.NOT_RETRIEVED: "The search did not bring a passage with the words.",
    Stage.NOT_READ: "The passage was there, and the reader preferred other sentences.",
    Stage.VERIFIED_AWAY: "The sentence was chosen, and verification withheld it.",
    Stage.WRONGLY_REFUSED: "The reader had the sentence among its best, and the bot refused all the same.",
    Stage.WRONGLY_ANSWERED: "No article answers this, and the bot gave an answer.",
    Stage.WRONGLY_RENDERED: "The right words are quoted, and the answer made of them is not right.",
    Stage.UNKNOWN: "The case names no gold quotation, so the stage cannot be told.",
}

_WORDS = {
    "case": "A question that a person wrote, with what a good answer shows, and where.",
    "gold": "The words of an article that answer a case, as the person who wrote it marked them.",
    "tune, check": "A case for choosing thresholds, or one that no threshold was chosen on.",
    "several": "The answer takes several articles, or is a list.",
    "disagreement": "Articles give different values; both must be shown, each with its source.",
    "time": "“Now”, “still”, “as of”: the newest report must lead.",
    "attribution": "Who says it belongs to the answer.",
    "near miss": "Names, numbers and relations nearly fit, and no article answers.",
    "false premise": "The question takes for granted what the articles deny; saying so and refusing are both right.",
    "sure": "The bot's own probability: of an answer that it is right, of a refusal that nothing answers.",
    "partial": "An answer that says which part of the question it leaves open.",
    "generation": "One state of the index; an answer names the one that it was given on.",
}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A gold quotation in its article, and whether the bot got to it.

    Args:
        file: the article's file.
        before: the words before it.
        quote: the quotation.
        after: the words after it.
        fate: ``cited``, ``retrieved as number n`` or ``not retrieved``.
    """

    file: str
    before: str
    quote: str
    after: str
    fate: str


def write_page(kept: Kept, report: Report, earlier: Kept | None = None) -> Path:
    """Writes ``report.html`` into a run's folder.

    Args:
        kept: the run.
        report: its figures.
        earlier: the run to compare it with; None for the committed baseline, where it has cases in common.
    """
    environment = Environment(
        loader=PackageLoader("eval"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    compared, named = _compared(kept, earlier)
    html = environment.get_template("report.html.j2").render(
        report=report,
        marks=report.marks,
        title=_title(report),
        made=f"{datetime.fromisoformat(report.made):%d %B %Y, %H:%M} UTC".lstrip("0"),
        counted=_counted(report.marks),
        contest=kept.contest() if kept.rivals else {},
        figures=_figures(report, compared),
        definitions=FIGURES,
        compared=compared,
        compared_with=named,
        verdict=summary(compared) if compared else None,
        stages=_lost(report),
        kinds=plots.shares(_kinds(report.marks)),
        worst=_worst(report.marks),
        glossary=_WORDS,
        risk=plots.risk_coverage(
            risk_coverage(report.marks), share([mark.answered for mark in report.marks])
        ),
        reliability=plots.reliability(reliability(report.marks)),
        latency=plots.latency(report.stage_seconds),
        expected=expected,
        excerpts=lambda result: _excerpts(result, kept.texts),
    )
    path = kept.folder / PAGE
    path.write_text(html, encoding="utf-8")
    return path


@dataclass(frozen=True, slots=True)
class Lost:
    """The cases that one stage lost."""

    stage: Stage
    advice: str
    results: tuple[Result, ...]

    @property
    def refused(self) -> int:
        """How many of them were refused."""
        return sum(result.mark.verdict == Verdict.REFUSED for result in self.results)


def _lost(report: Report) -> list[Lost]:
    return [
        Lost(stage, _ADVICE[stage], tuple(result for result in report.failures if result.mark.stage == stage))
        for stage in report.lost
    ]


def _title(report: Report) -> str:
    count = len(report.results)
    return f"{count} of our cases" if report.set == OURS else f"{count} questions of {Path(report.set).name}"


def _compared(kept: Kept, earlier: Kept | None) -> tuple[Comparison | None, str]:
    if earlier:
        marks = [result.mark for result in earlier.results]
        return compare(marks, [result.mark for result in kept.results]), f"run {earlier.folder.name}"
    if kept.manifest.set == OURS:
        try:
            baseline = read_baseline(BASELINE)
            return gate(baseline, kept.results).comparison, f"the baseline, commit {baseline.commit}"
        except BaselineUnfit:
            pass
    return None, ""


def _counted(marks: Sequence[Mark]) -> dict[str, int]:
    """How the cases ended, in the words of the page."""
    return {
        "right": sum(mark.verdict == Verdict.RIGHT and mark.answered for mark in marks),
        "due": sum(mark.verdict == Verdict.RIGHT and not mark.answered for mark in marks),
        "refused": sum(mark.verdict == Verdict.REFUSED for mark in marks),
        "wrong": sum(mark.verdict == Verdict.WRONG for mark in marks),
        "answerable": sum(mark.answerable for mark in marks),
        "answerable_right": sum(mark.answerable and mark.verdict == Verdict.RIGHT for mark in marks),
        "answerable_refused": sum(mark.answerable and mark.verdict == Verdict.REFUSED for mark in marks),
        "answerable_wrong": sum(mark.answerable and mark.verdict == Verdict.WRONG for mark in marks),
        "either": sum(not mark.answerable and not mark.unanswerable for mark in marks),
        "either_right": sum(
            not mark.answerable and not mark.unanswerable and mark.verdict == Verdict.RIGHT for mark in marks
        ),
        "unanswerable": sum(mark.unanswerable for mark in marks),
        "unanswerable_right": sum(mark.unanswerable and mark.verdict == Verdict.RIGHT for mark in marks),
    }


def _figures(report: Report, compared: Comparison | None) -> list[dict[str, object]]:
    changes = {change.figure.name: change for change in compared.changes} if compared else {}
    rows: list[dict[str, object]] = []
    for figure in FIGURES:
        value, change = report.figures[figure.name], changes.get(figure.name)
        before = change.before if change and change.before != change.after and not figure.timed else None
        drawn = None
        if value.value is not None and not figure.timed:
            drawn = plots.span(value.value, value.low, value.high, before, figure.unit)
        rows.append({"figure": figure, "value": value, "before": before, "change": change, "span": drawn})
    return rows


def _kinds(marks: Sequence[Mark]) -> dict[str, dict[str, int]]:
    counted: dict[str, Counter[Verdict]] = {}
    for mark in marks:
        counted.setdefault(mark.kind.replace("_", " "), Counter())[mark.verdict] += 1
    return {
        kind: {
            "right": verdicts[Verdict.RIGHT],
            "refused": verdicts[Verdict.REFUSED],
            "wrong": verdicts[Verdict.WRONG],
        }
        for kind, verdicts in sorted(
            counted.items(), key=lambda item: item[1][Verdict.RIGHT] / item[1].total()
        )
    }


def _worst(marks: Sequence[Mark]) -> list[tuple[str, int, int]]:
    """The kinds of which the smallest share ended right: name, how many did, of how many."""
    kinds = [(kind, counts["right"], sum(counts.values())) for kind, counts in _kinds(marks).items()]
    return [kind for kind in kinds if kind[1] < kind[2]][:WORST]


def _excerpts(result: Result, texts: Mapping[str, str]) -> list[Excerpt]:
    """One quotation of each item of evidence in its article: the one that was found, else the first."""
    mark = result.mark
    shown = []
    for number, item in enumerate(result.case.evidence):
        rank = mark.ranks[number]
        cited = bool(mark.cited and mark.cited[number])
        fate = "cited" if cited else f"retrieved as number {rank}" if rank else "not retrieved"
        shown.append(_excerpt(item[0], texts, fate))
    return shown


def _excerpt(gold: Gold, texts: Mapping[str, str], fate: str) -> Excerpt:
    place, text = gold.places[0], texts.get(gold.file, "")
    before = text[: place.start].rpartition("\n")[2]
    after = text[place.end :].partition("\n")[0]
    if len(before) > AROUND:
        before = "… " + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + " …"
    return Excerpt(gold.file, before, gold.quote, after, fate)
