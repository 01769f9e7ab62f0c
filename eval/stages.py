"""Which stage lost a case, so that a summary can say what to improve next.

A question passes five stages, and a needed quotation can be lost in each: the articles are cut into passages, some
of them are retrieved, the reader picks sentences, verification lets them through, and the answer is decided and put
into words. The first stage that lost something needed is named: what is lost there cannot be mended later.
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.places import shows_any
from eval.records import Case, Gold, Outcome, Place, Reply, Stage
from eval.wordings import plain

BEST = 3  # sentences an answer may hold: gold among the reader's first so many was read


def lost_at(case: Case, reply: Reply, cited: Sequence[bool], passages: Sequence[Place] | None) -> Stage:
    """The stage that lost a case which did not end right.

    Args:
        case: what was asked.
        reply: what came back.
        cited: for each item of evidence, whether the answer's citations show it.
        passages: all passages of the index that answered; None when they are not known, and then a quotation that
            was not retrieved is taken to have stood in one.
    """
    refused = reply.outcome == Outcome.REFUSED
    if case.unanswerable:
        return Stage.WRONGLY_RENDERED if refused else Stage.WRONGLY_ANSWERED
    missing = [item for item, shown in zip(case.evidence, cited, strict=True) if not shown]
    if not case.evidence:
        return Stage.WRONGLY_REFUSED if refused else Stage.UNKNOWN
    if not missing:
        return Stage.WRONGLY_RENDERED
    order = list(Stage)
    return min((_item(item, reply, passages) for item in missing), key=order.index)


def _item(item: Sequence[Gold], reply: Reply, passages: Sequence[Place] | None) -> Stage:
    if passages is not None and not shows_any(passages, item):
        return Stage.NOT_INDEXED
    if not shows_any(reply.retrieved, item):
        return Stage.NOT_RETRIEVED
    if any(_same_words(gold.quote, words) for gold in item for words in reply.withheld):
        return Stage.VERIFIED_AWAY
    if reply.outcome == Outcome.REFUSED and (reply.read is None or shows_any(reply.read[:BEST], item)):
        return Stage.WRONGLY_REFUSED
    return Stage.NOT_READ


def _same_words(gold: str, quoted: str) -> bool:
    left, right = plain(gold), plain(quoted)
    return left in right or right in left
