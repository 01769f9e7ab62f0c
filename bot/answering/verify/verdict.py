"""Which verdict a claim gets, and how likely each verdict is.

One regression, softmax over three rows of weights (``stated_*`` in ``weights.json``), says how likely each verdict is,
from what the network says and from the slots: see docs/design/0026. A verdict needs its probability, and a guarantee
besides: nothing may be called supported that has another number, day or name than the text, or, unless it is a
sentence of the text or one shortened, without a yes from the network when asked whether it is true; and nothing
contradicted without words that differ. ``python -m eval claims`` measures the verdicts and their calibration on claims
kept aside.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.answering.english.cues import Check
from bot.answering.guards import Doubt
from bot.answering.policy import POLICY
from bot.answering.reading.calibrated import Weights
from bot.answering.reading.model import softmax
from bot.answering.verify.support import Verdict, Weighed

STATED = (Verdict.SUPPORTED, Verdict.CONTRADICTED, Verdict.NOT_STATED)
_FACTS = (Check.NUMBER, Check.DATE, Check.NAME)
_GUARANTEED = (*_FACTS, Check.CUT, Check.SPEAKER)
_MODAL_WORDS = 2  # of a doubt ("may", "set to"); a condition has more


def verdict_of(weighed: Weighed, chances: Mapping[Verdict, float]) -> Verdict:
    """The verdict.

    Args:
        weighed: the claim beside the text.
        chances: how likely each verdict is, see `probabilities`.
    """
    if weighed.certain:
        return Verdict.SUPPORTED
    if chances[Verdict.SUPPORTED] >= _needed(weighed) and not _excluded(weighed):
        return Verdict.SUPPORTED
    denied = chances[Verdict.CONTRADICTED] >= POLICY.contradicted_at and differing(weighed)
    return Verdict.CONTRADICTED if denied or _has_another(weighed) else Verdict.NOT_STATED


def _has_another(weighed: Weighed) -> bool:
    """Whether the claim is nearly the sentence, with another number, day or name: that needs no network."""
    differs = any(doubt.differs and doubt.check in _FACTS for doubt in weighed.doubts)
    return differs and weighed.covered >= POLICY.nearly_the_sentence


def _needed(weighed: Weighed) -> float:
    """The least probability for *supported*: less for a shortened sentence, more where a limit is left out."""
    if weighed.shortened:
        return POLICY.shortened_at
    return POLICY.limited_at if any(map(_limits, weighed.doubts)) else POLICY.supported_at


def _excluded(weighed: Weighed) -> bool:
    """Whether a claim cannot be supported, however likely it is.

    The network, asked whether the claim is true, does not say yes (a shortened sentence needs no yes). Or the text only
    asks. Or the claim has a number, a day or a name that the text does not confirm, the text's words in an order that
    exchanges who does it to whom, or commas and quotation marks that exchange who says it; or it is a sentence of the
    text of which something that matters is left out.
    """
    affirmed = min(weighed.features["yes_alone"], weighed.features["yes_around"]) > 0
    if not affirmed and not weighed.shortened:
        return True
    in_order = weighed.covered == weighed.literal == 1.0
    return any(
        in_order or doubt.check is Check.QUESTION or (doubt.claim and doubt.check in _GUARANTEED)
        for doubt in weighed.doubts
    )


def _limits(doubt: Doubt) -> bool:
    """Whether the claim leaves out a condition, a speaker, or which part of a whole is meant."""
    condition = doubt.check is Check.MODALITY and len(doubt.text.split()) > _MODAL_WORDS
    return not doubt.claim and (condition or doubt.check in (Check.SPEAKER, Check.NUMBER))


def differing(weighed: Weighed) -> tuple[Doubt, ...]:
    """What the claim and the sentences that contradict it say otherwise: slots, or words in each other's place."""
    slots = tuple(doubt for doubt in weighed.doubts if doubt.differs)
    words = tuple(Doubt(Check.WORDS, mine, theirs, True) for mine, theirs in weighed.exchanged)
    return slots or words or tuple(doubt for doubt in weighed.doubts if doubt.claim and doubt.text)


def probabilities(weighed: Weighed, weights: Weights) -> Mapping[Verdict, float]:
    """The probability of each verdict; they add up to 1.

    Args:
        weighed: the claim beside the text.
        weights: the regressions ``stated_*``.
    """
    odds = [weights[f"stated_{stated}"].log_odds(weighed.features) for stated in STATED]
    return dict(zip(STATED, softmax(odds), strict=True))
