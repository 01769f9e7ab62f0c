"""Two runs, case by case: what moved, and whether that is more than noise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.figures import FIGURES, Figure
from eval.records import Mark, Verdict
from eval.uncertainty import interval

_WORTH = {Verdict.RIGHT: 1, Verdict.REFUSED: 0, Verdict.WRONG: -1}  # as CRAG counts
Pair = tuple[Mark, Mark]


@dataclass(frozen=True, slots=True)
class Change:
    """How one figure changed over the cases that both runs asked.

    Args:
        figure: which.
        before: its value in the first run, None over an empty set.
        after: its value in the second run.
        low: lower end of the 95% interval of ``after - before``, None when there is none.
        high: its upper end.
    """

    figure: Figure
    before: float | None
    after: float | None
    low: float | None = None
    high: float | None = None

    @property
    def better(self) -> bool:
        """Whether it got better beyond the noise."""
        return self._beyond(worse=False)

    @property
    def worse(self) -> bool:
        """Whether it got worse beyond the noise."""
        return self._beyond(worse=True)

    def _beyond(self, *, worse: bool) -> bool:
        if self.low is None or self.high is None:
            return False
        return self.high < 0 if worse != self.figure.less_is_better else self.low > 0


@dataclass(frozen=True, slots=True)
class Move:
    """A case that ended otherwise in the second run."""

    before: Mark
    after: Mark

    @property
    def better(self) -> bool:
        """Whether it ended better: right before refused before wrong."""
        return _WORTH[self.after.verdict] > _WORTH[self.before.verdict]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs, case by case.

    Args:
        shared: how many cases both asked.
        left_out: how many only one of them asked.
        changes: every figure over the shared cases, in the catalogue's order.
        moves: the cases that ended otherwise, in the order of the second run.
        chance: how likely so many cases or more would become right or cease to be by chance alone, 0 to 1: the
            exact test of McNemar (1947).
    """

    shared: int
    left_out: int
    changes: tuple[Change, ...]
    moves: tuple[Move, ...]
    chance: float

    @property
    def gained(self) -> int:
        """How many cases became right."""
        return sum(m.after.verdict == Verdict.RIGHT for m in self.moves)

    @property
    def lost(self) -> int:
        """How many cases ceased to be right."""
        return sum(m.before.verdict == Verdict.RIGHT for m in self.moves)

    @property
    def noise(self) -> bool:
        """Whether what was gained and lost may well be chance (5%)."""
        return self.chance >= 0.05


def compare(before: Sequence[Mark], after: Sequence[Mark]) -> Comparison:
    """Compares two runs over the cases that both asked.

    The same cases stand in both, so their difference is drawn anew case by case (a paired bootstrap): what is hard
    for both does not blur it, as it blurs two intervals laid side by side.

    Args:
        before: the marks of the first run.
        after: the marks of the second run.
    """
    earlier = {m.case: m for m in before}
    pairs = [(earlier[m.case], m) for m in after if m.case in earlier]
    moves = tuple(Move(*pair) for pair in pairs if pair[0].verdict != pair[1].verdict)
    from scipy.stats import binomtest  # a second to import, and most commands compare nothing

    gained = sum(m.after.verdict == Verdict.RIGHT for m in moves)
    swings = gained + sum(m.before.verdict == Verdict.RIGHT for m in moves)
    return Comparison(
        shared=len(pairs),
        left_out=len(before) + len(after) - 2 * len(pairs),
        changes=tuple(_change(figure, pairs) for figure in FIGURES),
        moves=moves,
        chance=float(binomtest(gained, swings).pvalue) if swings else 1.0,
    )


def _change(figure: Figure, pairs: Sequence[Pair]) -> Change:
    before, after = figure.of([one for one, _ in pairs]), figure.of([one for _, one in pairs])
    if before == after or figure.timed:
        return Change(figure, before, after)
    return Change(figure, before, after, *(interval(_difference(figure), pairs) or (None, None)))


def _difference(figure: Figure) -> Callable[[Sequence[Pair]], float | None]:
    def difference(pairs: Sequence[Pair]) -> float | None:
        before, after = figure.of([one for one, _ in pairs]), figure.of([one for _, one in pairs])
        return None if before is None or after is None else after - before

    return difference
