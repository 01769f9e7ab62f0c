"""A claim laid beside passages: which of them decides, and which says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.english.cues import Check
from bot.answering.policy import POLICY
from bot.answering.verify.support import Verdict, Weighed
from index.records import Passage

if TYPE_CHECKING:
    from index.search import Index

_VALUES = (Check.NUMBER, Check.DATE)  # slots about which articles can disagree


@dataclass(frozen=True, slots=True)
class Laid:
    """A claim laid beside a passage.

    Args:
        verdict: what the passage says of it.
        scores: the probability, 0 to 1, of each verdict.
        weighed: what was compared.
        passage: the passage.
    """

    verdict: Verdict
    scores: Mapping[Verdict, float]
    weighed: Weighed
    passage: Passage

    @property
    def score(self) -> float:
        """How likely the claim is supported, 0 to 1."""
        return self.scores[Verdict.SUPPORTED]


def deciding(comparisons: Sequence[Laid]) -> Laid:
    """The surest passage that supports a claim, else the likeliest to, or else the surest that contradicts it."""
    supporting = [laid for laid in comparisons if laid.verdict is Verdict.SUPPORTED]
    best = max(supporting or comparisons, key=lambda laid: laid.score)
    if best.verdict is not Verdict.NOT_STATED:
        return best
    denying = [
        laid
        for laid in comparisons
        if laid.verdict is Verdict.CONTRADICTED and not any(_tells(other, laid) for other in comparisons)
    ]
    return max(denying, key=lambda laid: laid.scores[Verdict.CONTRADICTED], default=best)


def _tells(other: Laid, denying: Laid) -> bool:
    """Whether another passage says half of the claim and has its value where the denying one has another."""
    doubted = {doubt.claim for doubt in other.weighed.doubts}
    values = _values(denying)
    return bool(values) and doubted.isdisjoint(values) and other.weighed.covered >= POLICY.shares_with_denial


def saying_otherwise(best: Laid, comparisons: Sequence[Laid], index: Index) -> Laid | None:
    """The surest passage of another article that has another value where the claim has one."""
    own = _story(best, index)
    mine = _values(best)
    rivals = [
        laid
        for laid in comparisons
        if laid.verdict is Verdict.CONTRADICTED
        and laid.weighed.covered >= POLICY.nearly_all
        and _story(laid, index) != own
        and any(mine.get(claimed, claimed) != stated for claimed, stated in _values(laid).items())
        and (best.verdict is Verdict.SUPPORTED or mine.keys() & _values(laid).keys())
    ]
    return max(rivals, key=lambda laid: laid.weighed.covered, default=None)


def _values(laid: Laid) -> dict[str, str]:
    """The values of a claim with the different values of a passage."""
    return {
        doubt.claim: doubt.text
        for doubt in laid.weighed.doubts
        if doubt.differs and doubt.check in _VALUES and doubt.claim and doubt.text
    }


def _story(laid: Laid, index: Index) -> str:
    return index.generation.articles[laid.passage.article].story
