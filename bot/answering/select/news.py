"""What the newest dated report says of a topic, where the latest on it is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.answering.policy import POLICY
from bot.answering.question.understand import Asked
from bot.answering.reading.reader import Reading
from bot.records import Evidence
from index.stems import content_stems

NEWS = 2  # sentences of the newest report
ENDS = re.compile(r"[.!?…][\"'”’)\]]*$")  # as a sentence does, and a heading or a byline does not


def latest_news(asked: Asked, reading: Reading) -> tuple[Evidence, ...]:
    """What the newest dated report on a topic opens with and its likeliest sentence after that, if that is asked.

    "What is the latest on the talks?" has no answer in particular: it is answered by the report. Some article that was
    read has to name the whole topic, so that the shelf is known to cover it; the newest that names half of it leads,
    for it may say Pakistan where the question says Islamabad. Empty when there is none.
    """
    reports: dict[str, list[Evidence]] = {}
    for one in reading.evidence if asked.news and reading.topic >= POLICY.on_topic_at else ():
        reports.setdefault(one.source.article, []).append(one)
    named = [
        (_named(asked.news, _whole(report)), report)
        for report in reports.values()
        if report[0].source.published
    ]
    if max((share for share, _ in named), default=0.0) < 1:
        return ()
    told = [report for share, report in named if 2 * share >= 1]
    newest = max(told, key=lambda report: report[0].source.published or date.min)
    said = {one: _named(asked.news, one.text) for one in newest if ENDS.search(one.text)}
    most = max(said.values(), default=0.0)
    opening = [one for one, share in said.items() if share and share == most]
    lead = min(opening, key=lambda one: one.span.start, default=newest[0])
    return (lead, *(one for one in opening if one.span.start >= lead.span.end))[:NEWS]


def _named(topic: Sequence[str], text: str) -> float:
    """The share of a topic's stems that stand in a text."""
    held = set(content_stems(text))
    return sum(stem in held for stem in topic) / len(topic)


def _whole(report: Sequence[Evidence]) -> str:
    return " ".join([report[0].source.title or "", *(one.text for one in report)])
