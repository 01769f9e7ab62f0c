"""Which verdict a claim gets, and how likely each one is.

Supported if the networks and the slots agree, contradicted if a slot differs in what is shown and the network says so
too, else not stated: see docs/design/0018. The probability of each verdict comes of one more regression, softmax over
three rows of weights (``stated_*`` in ``weights.json``), fitted on claims of public sets that neither the networks nor
the other regressions learned from; ``python -m eval claims`` measures it in bins on what the fit did not see.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from bot.answering.cues import Check
from bot.answering.guards import COVERED
from bot.answering.reading.calibrated import Weights
from bot.answering.reading.support import NEARLY_ALL, Verdict, Weighed

STATED = (Verdict.SUPPORTED, Verdict.CONTRADICTED, Verdict.NOT_STATED)
# Log-odds that a claim is supported, as the judge that looks at the nearest sentences sees it ...
ENTAILED_AT = 0.5  # ... from which on a claim is supported
LEANS_AT = 0.0  # ... for one most of whose words they say
KNOWN_AT = -0.5  # ... for one all of whose words stand somewhere in the text
NOT_DENIED = -3.0  # ... for one all of whose words they say
ALTERED_AT = 2.0  # ... for one that is a sentence of theirs with a word that the text nowhere says
# Share of its words in order, and cosine, from which on a claim is the sentence itself.
IN_ORDER, ALIKE = 0.75, 0.75
MOST = 0.8  # share of a claim's words that the sentences say, from which on the judge need only lean to it
CONTRADICTED_AT = 0.5
# How sure a judge must be that the text says otherwise, unless the claim is nearly the sentence: rules alone take a
# part of a name for another name, or see a "not" that belongs to something else.
OTHERWISE_AT = {Check.NAME: 0.95, Check.NEGATION: 0.5}
NEARLY_THE_SENTENCE = 0.85  # share of the claim's words that the sentence says


def is_literal(weighed: Weighed) -> bool:
    """Whether a claim is a sentence of the text, whole or without what can go: no judge is needed."""
    features = weighed.features
    said = weighed.covered == 1.0 and weighed.literal >= IN_ORDER and features["similarity"] >= ALIKE
    return said or bool(features["shortening"] and features["order"] == 1.0)


def verdict_of(weighed: Weighed, weights: Weights) -> Verdict:
    """The verdict.

    Args:
        weighed: the claim beside the text.
        weights: the regressions, of which ``contradicted`` is used.
    """
    if not weighed.doubts:
        sure = is_literal(weighed) or weighed.features["careful"] >= _needed(weighed)
        return Verdict.SUPPORTED if sure else Verdict.NOT_STATED
    likely = weights["contradicted"](weighed.features) >= CONTRADICTED_AT or weighed.covered >= NEARLY_ALL
    return Verdict.CONTRADICTED if likely and _differs(weighed) else Verdict.NOT_STATED


def _needed(weighed: Weighed) -> float:
    """The log-odds from which on a claim without a doubt is supported."""
    if weighed.covered == 1.0:
        return NOT_DENIED
    if weighed.known == 1.0:
        return KNOWN_AT
    if weighed.literal >= NEARLY_ALL:
        return ALTERED_AT
    return LEANS_AT if weighed.covered >= MOST else ENTAILED_AT


def _differs(weighed: Weighed) -> bool:
    """Whether a slot differs, and a judge agrees where slots alone err."""
    otherwise = {one.check for one in weighed.doubts if one.differs}
    if Check.NEGATION in otherwise and len(otherwise) > 1:  # "not in 2018", where the text has 2014
        return False
    near = weighed.covered >= NEARLY_THE_SENTENCE
    told = weighed.features["otherwise"]
    return weighed.covered >= COVERED and any(
        near or told >= OTHERWISE_AT.get(check, 0.0) for check in otherwise
    )


def probabilities(verdict: Verdict, weighed: Weighed, weights: Weights) -> Mapping[Verdict, float]:
    """The probability of each verdict; they add up to 1.

    Args:
        verdict: what was found.
        weighed: the claim beside the text.
        weights: the regressions.
    """
    features = verdict_features(verdict, weighed, weights)
    odds = {one: weights[f"stated_{one}"].log_odds(features) for one in STATED}
    highest = max(odds.values())
    raised = {one: math.exp(value - highest) for one, value in odds.items()}
    total = sum(raised.values())
    return {one: value / total for one, value in raised.items()}


def verdict_features(verdict: Verdict, weighed: Weighed, weights: Weights) -> dict[str, float]:
    """What the probability of each verdict is told from.

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
        "differs": float(any(one.differs for one in weighed.doubts)),
        "is_supported": float(verdict is Verdict.SUPPORTED),
        "is_contradicted": float(verdict is Verdict.CONTRADICTED),
    }
