"""Which stage lost a case, and whether confidence tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.calibration import calibration_error, reliability, risk_area, risk_coverage
from eval.judge import mark
from eval.records import Case, Gold, Mark, Outcome, Place, Quoted, Reply, Said, Stage, Verdict

TEXT = "The toll in Paktika was at least 46, the Taliban said. Nobody confirmed it."
TEXTS = {"a.txt": TEXT}
TOLL = TEXT[:35]
GOLD = Gold("a.txt", TOLL, (Place("a.txt", 0, 35),))
CASE = Case("toll", "fact", "How many died?", (Outcome.ANSWERED,), answers=(("46",),), evidence=((GOLD,),))
HOPELESS = Case("none", "near_miss", "How many were hurt?", (Outcome.REFUSED,))
FIRST, SECOND = Place("a.txt", 0, 54), Place("a.txt", 55, 75)


def said(place: Place) -> Said:
    words = TEXT[place.start : place.end]
    return Said(words, (Quoted(place, words),))


REFUSED = Reply(Outcome.REFUSED, "No.", (), (FIRST,), confidence=0.5, stages={}, read=(FIRST, SECOND))
ANSWERED = replace(REFUSED, outcome=Outcome.ANSWERED, statements=(said(SECOND),))


@pytest.mark.parametrize(
    ("case", "reply", "passages", "stage"),
    [
        (CASE, REFUSED, (SECOND,), Stage.NOT_INDEXED),
        (CASE, replace(REFUSED, retrieved=(SECOND,)), (FIRST, SECOND), Stage.NOT_RETRIEVED),
        (CASE, replace(REFUSED, retrieved=()), None, Stage.NOT_RETRIEVED),
        (CASE, replace(REFUSED, read=(SECOND,)), (FIRST,), Stage.NOT_READ),
        (CASE, replace(REFUSED, read=(SECOND, SECOND, SECOND, FIRST)), (FIRST,), Stage.NOT_READ),
        (CASE, ANSWERED, (FIRST,), Stage.NOT_READ),
        (CASE, replace(REFUSED, withheld=(TOLL,)), (FIRST,), Stage.VERIFIED_AWAY),
        (CASE, REFUSED, (FIRST,), Stage.WRONGLY_REFUSED),
        (CASE, replace(REFUSED, read=None), (FIRST,), Stage.WRONGLY_REFUSED),
        (HOPELESS, ANSWERED, (FIRST,), Stage.WRONGLY_ANSWERED),
        (
            replace(CASE, lead=("Nobody",)),
            replace(ANSWERED, statements=(said(FIRST),)),
            None,
            Stage.WRONGLY_RENDERED,
        ),
        (
            CASE,
            replace(ANSWERED, outcome=Outcome.PARTIAL, statements=(said(FIRST),)),
            None,
            Stage.WRONGLY_RENDERED,
        ),
        (replace(CASE, evidence=()), ANSWERED, None, Stage.UNKNOWN),
        (replace(CASE, evidence=()), REFUSED, None, Stage.WRONGLY_REFUSED),
        (CASE, replace(ANSWERED, statements=(said(FIRST),)), None, None),
        (HOPELESS, REFUSED, None, None),
    ],
)
def test_a_failure_is_laid_at_the_stage_that_lost_it(
    case: Case, reply: Reply, passages: tuple[Place, ...] | None, stage: Stage | None
) -> None:
    """A wrong result was lost at one stage, the first that dropped something needed; a right one at none."""
    assert mark(case, reply, TEXTS, 0.1, passages).stage == stage


def test_of_several_quotations_the_earliest_loss_counts() -> None:
    """When one quotation was retrieved and left, and another never retrieved, retrieval comes first."""
    other = Gold("a.txt", "Nobody confirmed it.", (SECOND,))
    both = replace(CASE, evidence=((GOLD,), (other,)))
    assert mark(both, REFUSED, TEXTS, 0.1, (FIRST, SECOND)).stage == Stage.NOT_RETRIEVED


def answers(*given: tuple[float, bool]) -> list[Mark]:
    return [
        Mark(
            str(number),
            "fact",
            answerable=True,
            unanswerable=False,
            answered=True,
            verdict=Verdict.RIGHT if right else Verdict.WRONG,
            confidence=confidence,
        )
        for number, (confidence, right) in enumerate(given)
    ]


REFUSAL = Mark("r", "fact", answerable=True, unanswerable=False, answered=False, verdict=Verdict.REFUSED)


def test_confidence_is_held_against_what_came_true() -> None:
    """Of answers given at 0.8, four in five should be right: the error is the mean distance over tenths."""
    honest = answers(*[(0.8, True)] * 4, (0.8, False))
    assert calibration_error(honest) == pytest.approx(0.0)
    (tenth,) = reliability(honest)
    assert (tenth.count, tenth.confidence, tenth.right) == (5, pytest.approx(0.8), pytest.approx(0.8))
    boastful = answers(*[(1.0, False)] * 3, (0.5, True))
    assert calibration_error(boastful) == pytest.approx((3 * 1.0 + 1 * 0.5) / 4)


def test_risk_is_told_by_coverage() -> None:
    """The surest answers come first; coverage is a share of all cases, and equal confidence comes together."""
    made = [*answers((0.9, True), (0.7, False), (0.7, True), (0.6, False)), REFUSAL]
    assert risk_coverage(made) == ((0.2, 0.0), (0.6, pytest.approx(1 / 3)), (0.8, 0.5))
    assert risk_area(made) == pytest.approx((0.2 * 0 + 0.4 / 3 + 0.2 * 0.5) / 0.8)
    assert risk_area([REFUSAL]) is None
    assert risk_coverage([REFUSAL]) == ()


def test_confidence_that_sorts_well_lowers_the_area() -> None:
    """The same answers cost less when the right ones are the surest."""
    well, badly = answers((0.9, True), (0.2, False)), answers((0.2, True), (0.9, False))
    assert risk_area(well) < risk_area(badly)
