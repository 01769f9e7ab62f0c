"""Two runs, case by case: what moved, and whether that is more than noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.figures import FIGURES, Figure
from eval.records import Mark, Verdict

CHANCE = 0.05  # a difference that chance alone would make less often than this is not called noise
_RESAMPLES = 999
_SEED = 20230101
_WORTH = {Verdict.RIGHT: 1, Verdict.REFUSED: 0, Verdict.WRONG: -1}  # as CRAG counts
Pair = tuple[Mark, Mark]


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one figure over the cases that both runs asked.

    Args:
        figure: which.
        before: its value in the first run, None over an empty set.
        after: its value in the second run.
        chance: how likely a change as great, up or down, would come by chance alone, 0 to 1; None when nothing
            changed or it is a time.
    """

    figure: Figure
    before: float | None
    after: float | None
    chance: float | None = None

    @property
    def better(self) -> bool:
        """Whether it got better beyond the noise."""
        return self._rose(self.figure.less_is_better) and not self.noise

    @property
    def worse(self) -> bool:
        """Whether it got worse beyond the noise."""
        return self._rose(not self.figure.less_is_better) and not self.noise

    @property
    def noise(self) -> bool:
        """Whether it may well be chance."""
        return self.chance is None or self.chance >= CHANCE

    @property
    def fell(self) -> bool:
        """Whether it got worse in a one-sided test, where half of the chance counts."""
        rare = self.chance is not None and self.chance / 2 < CHANCE
        return rare and self._rose(not self.figure.less_is_better)

    def _rose(self, downwards: bool) -> bool:
        if self.before is None or self.after is None:
            return False
        return self.after < self.before if downwards else self.after > self.before


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
        return sum(mark.after.verdict == Verdict.RIGHT for mark in self.moves)

    @property
    def lost(self) -> int:
        """How many cases ceased to be right."""
        return sum(mark.before.verdict == Verdict.RIGHT for mark in self.moves)

    @property
    def noise(self) -> bool:
        """Whether what was gained and lost may well be chance."""
        return self.chance >= CHANCE


def compare(before: Sequence[Mark], after: Sequence[Mark]) -> Comparison:
    """Compares two runs over the cases that both asked.

    If the runs were equally good, each case's two marks might as well have come the other way round. So they are
    exchanged at random, case by case, and a change counts when chance alone seldom gives one as great (approximate
    randomization: Noreen, 1989; Yeh, 2000; all exchanges are tried where few cases differ). Cases that are hard for
    both runs do not blur it, as they blur two intervals side by side.

    Args:
        before: the marks of the first run.
        after: the marks of the second run.
    """
    earlier = {mark.case: mark for mark in before}
    pairs = [(earlier[mark.case], mark) for mark in after if mark.case in earlier]
    moves = tuple(Move(*pair) for pair in pairs if pair[0].verdict != pair[1].verdict)
    from scipy.stats import binomtest  # a second to import, and most commands compare nothing

    gained = sum(mark.after.verdict == Verdict.RIGHT for mark in moves)
    swings = gained + sum(mark.before.verdict == Verdict.RIGHT for mark in moves)
    return Comparison(
        shared=len(pairs),
        left_out=len(before) + len(after) - 2 * len(pairs),
        changes=tuple(_change(figure, pairs) for figure in FIGURES),
        moves=moves,
        chance=float(binomtest(gained, swings).pvalue) if swings else 1.0,
    )


def _change(figure: Figure, pairs: Sequence[Pair]) -> Change:
    before, after = figure.of([mark for mark, _ in pairs]), figure.of([mark for _, mark in pairs])
    if figure.timed or before == after or before is None or after is None:
        return Change(figure, before, after)
    return Change(figure, before, after, _chance(figure, pairs))


def _chance(figure: Figure, pairs: Sequence[Pair]) -> float:
    from scipy.stats import permutation_test

    same = [first for first, second in pairs if first == second]
    marks = [mark for pair in pairs if pair[0] != pair[1] for mark in pair]
    if len(marks) == 2:
        return 1.0  # a single case goes up as easily as down

    def difference(before: Sequence[int], after: Sequence[int]) -> float:
        values = [figure.of([*same, *(marks[int(place)] for place in order)]) for order in (before, after)]
        return 0.0 if values[0] is None or values[1] is None else values[1] - values[0]

    tested = permutation_test(
        (range(0, len(marks), 2), range(1, len(marks), 2)),
        difference,
        permutation_type="samples",
        vectorized=False,
        n_resamples=_RESAMPLES,
        rng=_SEED,
    )
    return float(tested.pvalue)
