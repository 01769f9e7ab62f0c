"""The claims kept aside, and whether probabilities are what they say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.answering.verify.checked import Checked
from bot.answering.verify.support import Verdict
from eval.claims.kept import KEPT, TUNED, ask_kept, kept_figures, read_kept_claims, write_kept_shelf
from eval.claims.reliability import Sure, calibration_error, reliability
from training.verdict_fit import fitted


@pytest.mark.parametrize("folder", [*KEPT, *TUNED], ids=lambda folder: folder.name)
def test_a_set_is_whole(folder: Path, tmp_path: Path) -> None:
    """Every claim has a name of its own, each kind is there in number, and the documents stand beside the articles."""
    claims = read_kept_claims(folder)
    assert len({claim.id for claim in claims}) == len({claim.text for claim in claims}) == len(claims)
    kinds = Counter(claim.kind for claim in claims)
    assert kinds["true"] >= 60
    assert kinds["invented"] >= 25
    assert kinds["cut.safe"] + kinds["cut.lossy"] >= 24
    assert sum(kinds.values()) - kinds["true"] - kinds["invented"] - 30 >= 50
    write_kept_shelf(Path("seeds"), tmp_path, folder)
    assert len(list(tmp_path.glob("*.md"))) >= 3


def test_figures_count_both_ways_of_asking() -> None:
    """A claim that is supported only with its full stop counts half."""
    asked = ask_kept(
        lambda claim: Checked(Verdict.SUPPORTED if claim.endswith(".") else Verdict.NOT_STATED, 0.5),
        read_kept_claims(KEPT[0]),
    )
    figures = dict(kept_figures(asked, "kept aside"))
    true = figures["kept aside, true in other words: supported"]
    assert true is not None
    assert true["value"] == pytest.approx(0.5)


def test_probabilities_are_held_against_what_happens() -> None:
    """A verdict told at 0.9 that is right in half of the cases is off by 0.4."""
    scores = {Verdict.SUPPORTED: 0.9, Verdict.CONTRADICTED: 0.05, Verdict.NOT_STATED: 0.05}
    sure = [Sure(scores, Verdict.SUPPORTED), Sure(scores, None)]
    assert list(reliability(sure, Verdict.SUPPORTED)) == [(pytest.approx(0.9), 0.5, 2)]
    assert calibration_error(sure, Verdict.SUPPORTED) == pytest.approx(0.4)


def test_unsupported_claims_count_for_both_other_verdicts() -> None:
    """A claim of which only "not supported" is known counts equally for both other verdicts."""
    rows = [{"x": 1.0}] * 20 + [{"x": -1.0}] * 20 + [{"x": 0.0}] * 20
    labels = [Verdict.SUPPORTED] * 20 + [None] * 20 + [Verdict.CONTRADICTED, Verdict.NOT_STATED] * 10
    made = fitted(rows, labels, [1.0] * len(rows))
    odds = {use: fit.log_odds({"x": -1.0}) for use, fit in made.items()}
    assert odds["stated_contradicted"] == pytest.approx(odds["stated_not_stated"], abs=0.01)
    assert odds["stated_supported"] < odds["stated_contradicted"]
