"""Which verdict a claim gets, and how likely each verdict is.

A claim is supported if the networks and the slots agree, contradicted if a slot differs in what is shown, or other
words stand in the place of its own, and the network agrees, else not stated: see docs/design/0018. The probabilities
come from one more regression, softmax over three rows of weights (``stated_*`` in ``weights.json``), fitted on claims
of public sets that neither the networks nor the other regressions learned from; ``python -m eval claims`` measures its
calibration on held-out claims.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.answering.english.cues import Check
from bot.answering.guards import Doubt
from bot.answering.policy import POLICY
from bot.answering.reading.calibrated import Weights
from bot.answering.reading.model import softmax
from bot.answering.verify.support import Verdict, Weighed, is_literal

STATED = (Verdict.SUPPORTED, Verdict.CONTRADICTED, Verdict.NOT_STATED)


def verdict_of(weighed: Weighed, weights: Weights) -> Verdict:
    """The verdict.

    Args:
        weighed: the claim beside the text.
        weights: the regressions; ``worded`` and ``contradicted`` are used.
    """
    if not weighed.doubts and _sure(weighed, weights):
        return Verdict.SUPPORTED
    likely = (
        weights["contradicted"](weighed.features) >= POLICY.contradicted_at
        or weighed.covered >= POLICY.nearly_all
    )
    unproven = weighed.features["careful"] < POLICY.proven_at
    if _denied(weighed) or (weighed.doubts and likely and unproven and _differs(weighed)):
        return Verdict.CONTRADICTED
    return Verdict.NOT_STATED


def differing(weighed: Weighed) -> tuple[Doubt, ...]:
    """What the claim and the sentences that contradict it say otherwise: slots, or words in each other's place."""
    slots = tuple(doubt for doubt in weighed.doubts if doubt.differs)
    words = tuple(Doubt(Check.WORDS, mine, theirs, True) for mine, theirs in weighed.exchanged)
    return slots or words or tuple(doubt for doubt in weighed.doubts if _has_both(doubt))


def _has_both(doubt: Doubt) -> bool:
    """Whether the text has something else where the claim has what is doubted; an order of words has no place."""
    return bool(doubt.claim and doubt.text) and doubt.check is not Check.CUT


def _denied(weighed: Weighed) -> bool:
    """Whether the text has something else in a place of the claim, and the careful judge says that it is denied."""
    return (
        bool(weighed.exchanged or any(map(_has_both, weighed.doubts)))
        and weighed.covered >= POLICY.shares_with_denial
        and weighed.features["denied"] >= POLICY.denied_at
    )


def _sure(weighed: Weighed, weights: Weights) -> bool:
    """Whether a claim without a doubt is supported: a sentence of the text, literally or in other words."""
    if weighed.spelt_out or weighed.verbatim:
        return True
    if is_literal(weighed):
        return weighed.features["careful"] >= POLICY.literal_at
    denied, unlikely = weighed.features["denied"], weighed.features["careful"] < POLICY.proven_at
    if weighed.replaced and denied >= POLICY.strange_doubted_at:
        return False
    if unlikely and denied >= POLICY.doubted_at:
        return False
    if weighed.covered == 1.0 and weighed.literal >= POLICY.in_order:
        return weighed.named and weighed.features["careful"] >= POLICY.undenied_at
    strange = weighed.replaced or not weighed.named or weighed.covered < POLICY.half_said
    return weights["worded"](weighed.features) >= (POLICY.strange_at if strange else POLICY.worded_at)


def _differs(weighed: Weighed) -> bool:
    """Whether a slot differs, and a judge agrees if that slot alone is not reliable."""
    otherwise = {doubt.check for doubt in weighed.doubts if doubt.differs}
    if Check.NEGATION in otherwise and len(otherwise) > 1:  # "not in 2018", where the text has 2014
        return False
    # The text is about somebody else.
    if any(doubt.check is Check.NAME and not doubt.differs for doubt in weighed.doubts):
        return False
    near = weighed.covered >= POLICY.nearly_the_sentence
    denied = weighed.features["otherwise"]
    sure = {Check.NAME: POLICY.other_name_at, Check.NEGATION: POLICY.other_negation_at}
    return weighed.covered >= POLICY.shares_with_denial and any(
        near or denied >= sure.get(check, 0.0) for check in otherwise
    )


def probabilities(verdict: Verdict, weighed: Weighed, weights: Weights) -> Mapping[Verdict, float]:
    """The probability of each verdict; they add up to 1.

    Args:
        verdict: what was found.
        weighed: the claim beside the text.
        weights: the regressions.
    """
    features = verdict_features(verdict, weighed, weights)
    odds = [weights[f"stated_{stated}"].log_odds(features) for stated in STATED]
    return dict(zip(STATED, softmax(odds), strict=True))


def verdict_features(verdict: Verdict, weighed: Weighed, weights: Weights) -> dict[str, float]:
    """The features from which the probability of each verdict is computed.

    Args:
        verdict: what was found.
        weighed: the claim beside the text.
        weights: the regressions ``supported`` and ``contradicted``.
    """
    return {
        "supported": weights["supported"].log_odds(weighed.features),
        "contradicted": weights["contradicted"].log_odds(weighed.features),
        "covered": weighed.covered,
        "doubted": float(bool(weighed.doubts)),
        "differs": float(any(doubt.differs for doubt in weighed.doubts)),
        "is_supported": float(verdict is Verdict.SUPPORTED),
        "is_contradicted": float(verdict is Verdict.CONTRADICTED),
    }
