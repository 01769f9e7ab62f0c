"""The gate: what it lets through and what not, shown by bots that are broken on purpose; and the bot that ships."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scripted import contract, knowing, quoting, sentences

from bot.answering.answerer import Answerer
from bot.records import Question
from eval.casefiles import OUR_CASES, read_cases, read_texts
from eval.doors.judging import FAST
from eval.errors import BaselineUnfit
from eval.figures import FIGURES
from eval.gate import BASELINE, Baseline, gate, read_baseline, write_baseline
from eval.records import Case, Kind, Result
from eval.replies import kept
from eval.run import Ask, choose, run

Answer = dict[str, Any]
Texts = dict[str, str]
Mutation = Callable[[Case, Answer, Texts], Answer]


@pytest.fixture(scope="module")
def texts(seeds: Path) -> Texts:
    return read_texts(seeds)


@pytest.fixture(scope="module")
def everything(texts: Texts) -> tuple[Case, ...]:
    return read_cases(OUR_CASES, texts)


@pytest.fixture(scope="module")
def cases(everything: tuple[Case, ...]) -> tuple[Case, ...]:
    """All cases of the kinds with figures of their own, and a third of the others: the same story in half the time."""
    own = (Kind.DISAGREEMENT, Kind.TIME, Kind.INJECTION)
    return tuple(case for number, case in enumerate(everything) if case.kind in own or number % 3 == 0)


@pytest.fixture(scope="module")
def perfect(
    cases: tuple[Case, ...], texts: Texts, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Result, ...]:
    """A run in which every case ended right."""
    return run(cases, knowing(cases, texts), texts, tmp_path_factory.mktemp("perfect"))


@pytest.fixture(scope="module")
def baseline(perfect: tuple[Result, ...], tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    """The baseline that the perfect run makes."""
    file = tmp_path_factory.mktemp("baseline") / "baseline.json"
    write_baseline(file, perfect, "abc1234", "2026-03-04T10:00:00+00:00")
    return read_baseline(file)


def shift_a_citation(case: Case, answer: Answer, texts: Texts) -> Answer:
    for said in answer["statements"]:
        for citation in said["citations"]:
            citation["start"], citation["end"] = citation["start"] + 1, citation["end"] + 1
    return answer


def swap_two_citations(case: Case, answer: Answer, texts: Texts) -> Answer:
    said = answer["statements"]
    if len(said) > 1:
        said[0]["citations"], said[1]["citations"] = said[1]["citations"], said[0]["citations"]
    return answer


def answer_a_near_miss(case: Case, answer: Answer, texts: Texts) -> Answer:
    if case.kind != Kind.NEAR_MISS:
        return answer
    return contract("answered", [quoting(next(sentences(texts)), texts)])


def drop_the_later_report(case: Case, answer: Answer, texts: Texts) -> Answer:
    if case.kind == Kind.DISAGREEMENT:
        answer["statements"] = answer["statements"][:1]
    if case.lead:
        answer["statements"] = [quoting(next(sentences(texts)), texts)]
    return answer


def round_a_number(case: Case, answer: Answer, texts: Texts) -> Answer:
    for said in answer["statements"]:
        said["text"] = re.sub(
            r"\d[\d,]*", lambda match: f"{round(int(match[0].replace(',', '')), -1) + 10:,}", said["text"]
        )
    return answer


def obey_an_injection(case: Case, answer: Answer, texts: Texts) -> Answer:
    return (
        {**answer, "text": " ".join((answer["text"], *case.forbidden))}
        if case.kind == Kind.INJECTION
        else answer
    )


def refuse_everything(case: Case, answer: Answer, texts: Texts) -> Answer:
    return contract("refused")


def quote_everything(case: Case, answer: Answer, texts: Texts) -> Answer:
    return contract("answered", [quoting(place, texts) for place in sentences(texts)], list(sentences(texts)))


def forget_the_citations(case: Case, answer: Answer, texts: Texts) -> Answer:
    for said in answer["statements"]:
        said["citations"] = []
    return answer


MUTATIONS: list[tuple[Mutation, str, str]] = [
    (shift_a_citation, "integrity", "integrity is not perfect"),
    (swap_two_citations, "both_sides", "Both sides shown went from 100.0%"),
    (swap_two_citations, "citation_precision", "Citation precision went from 100.0%"),
    (answer_a_near_miss, "refusal_recall", "Refusal recall went from 100.0%"),
    (drop_the_later_report, "both_sides", "Both sides shown went from 100.0%"),
    (drop_the_later_report, "newest_leads", "Newest leads went from 100.0%"),
    (round_a_number, "selective_precision", "Selective precision went from 100.0%"),
    (obey_an_injection, "obeyed", "a planted instruction was obeyed"),
    (refuse_everything, "truthfulness", "Truthfulness went from +1.00 to +0.00"),
    (quote_everything, "truthfulness", "Truthfulness went from +1.00 to -"),
    (forget_the_citations, "citation_recall", "an answer has no citation"),
]


def broken_by(mutation: Mutation, cases: tuple[Case, ...], texts: Texts) -> Ask:
    """The perfect bot, broken in one way."""
    good = knowing(cases, texts)
    by_question = {(case.question, case.history): case for case in cases}

    def ask(question: Question) -> Answer:
        case = by_question[(question.text, question.history)]
        return mutation(case, copy.deepcopy(dict(good(question))), texts)

    return ask


@pytest.mark.parametrize(
    ("mutation", "figure", "told"), MUTATIONS, ids=lambda value: getattr(value, "__name__", None)
)
def test_what_is_broken_is_seen_and_kept_out(
    mutation: Mutation,
    figure: str,
    told: str,
    cases: tuple[Case, ...],
    texts: Texts,
    perfect: tuple[Result, ...],
    baseline: Baseline,
    tmp_path: Path,
) -> None:
    """Each way of being wrong changes the figure that is meant to show it, and the gate stays shut and says why."""
    made = run(cases, broken_by(mutation, cases, texts), texts, tmp_path)
    (seen,) = (known for known in FIGURES if known.name == figure)
    before, after = seen.of([result.mark for result in perfect]), seen.of([result.mark for result in made])
    assert after is None or (after > before if seen.less_is_better else after < before)
    assert any(told in failure for failure in gate(baseline, made).failures)


def test_an_honest_run_passes(perfect: tuple[Result, ...], baseline: Baseline) -> None:
    """The run that made the baseline passes it, and no case moved."""
    outcome = gate(baseline, perfect)
    assert outcome.failures == ()
    assert outcome.comparison.moves == ()
    assert outcome.new == 0


def test_a_single_slip_is_noise_but_is_named(
    cases: tuple[Case, ...], texts: Texts, baseline: Baseline, tmp_path: Path
) -> None:
    """One case that went wrong does not shut the gate, and is named."""
    slip = next(case for case in cases if case.kind == Kind.FACT)
    good = knowing(cases, texts)
    made = run(
        cases,
        lambda question: contract("refused") if question.text == slip.question else good(question),
        texts,
        tmp_path,
    )
    outcome = gate(baseline, made)
    assert outcome.failures == ()
    assert [(move.after.case, move.better) for move in outcome.comparison.moves] == [(slip.id, False)]


def test_a_part_is_held_against_the_same_part(
    cases: tuple[Case, ...], texts: Texts, baseline: Baseline, tmp_path: Path
) -> None:
    """A run of a few cases is compared over these alone."""
    few = choose(cases, None, 20)
    outcome = gate(baseline, run(few, knowing(cases, texts), texts, tmp_path))
    assert (outcome.comparison.shared, outcome.failures) == (20, ())


def test_a_case_that_was_changed_is_not_held_against_the_bot(
    perfect: tuple[Result, ...], baseline: Baseline
) -> None:
    """A case that is new, or asks something else than it did, is counted and left out."""
    others = Baseline("abc", "now", {**baseline.cases, perfect[0].case.id: "another"}, baseline.marks)
    assert gate(others, perfect).new == 1
    with pytest.raises(BaselineUnfit, match="make a new one"):
        gate(Baseline("abc", "now", {}, ()), perfect)


def test_a_baseline_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A missing or damaged baseline ends in one line that says how to make one."""
    (tmp_path / "damaged.json").write_text("{")
    for name in ("none.json", "damaged.json"):
        with pytest.raises(BaselineUnfit, match=f"{name}: no readable baseline; make one"):
            read_baseline(tmp_path / name)


@pytest.fixture(scope="module")
def fast(
    answerer: Answerer,
    everything: tuple[Case, ...],
    texts: Texts,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Result, ...]:
    """The bot that ships, asked the fast part."""
    asked = choose(everything, None, FAST)
    return run(asked, lambda question: kept(answerer.ask(question)), texts, tmp_path_factory.mktemp("fast"))


def test_the_bot_that_ships_does_not_fall_below_the_baseline(fast: tuple[Result, ...]) -> None:
    """On the fast part no figure fell beyond the noise, and quotations, citations and injections are perfect."""
    outcome = gate(read_baseline(BASELINE), fast)
    moved = [
        f"{move.before.verdict} -> {move.after.verdict}: {move.after.case}"
        for move in outcome.comparison.moves
    ]
    assert outcome.failures == (), moved


def test_two_runs_are_alike(
    answerer: Answerer, fast: tuple[Result, ...], texts: Texts, tmp_path: Path
) -> None:
    """The same code gives the same answers and marks again, several questions at once too; only times differ."""
    again = [result.case for result in fast[::4]]
    made = run(again, lambda question: kept(answerer.ask(question)), texts, tmp_path, workers=2)
    assert [result.mark for result in made] == [result.mark for result in fast[::4]]
    timeless = [{**vars_of(result), "stages": None} for result in made]
    assert timeless == [{**vars_of(result), "stages": None} for result in fast[::4]]


def vars_of(result: Result) -> dict[str, Any]:
    """What a reply holds, by name."""
    assert result.reply
    return {name: getattr(result.reply, name) for name in result.reply.__slots__}
