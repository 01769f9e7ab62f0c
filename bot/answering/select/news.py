"""What the newest dated report says on a topic, for questions that ask for the latest."""

from __future__ import annotations

import re
from datetime import date

from bot.answering.policy import POLICY
from bot.answering.question.understand import Asked
from bot.answering.reading.reader import Reading
from bot.answering.verify.nearest import share_of
from bot.records import Evidence
from index.stems import content_stems

NEWS = 2  # sentences of the newest report
ENDS = re.compile(r"[.!?…][\"'”’)\]]*$")  # the end of a sentence; headings and bylines have none


def latest_news(asked: Asked, reading: Reading) -> tuple[Evidence, ...]:
    """The first sentences of the newest dated report on a topic that name most of it, if the question asks for news.

    "What is the latest on the talks?" has no particular answer: the report answers it. Some article that was read has
    to name the whole topic, so that the articles are known to cover it. The newest that names half of it leads: it may
    say Pakistan where the question says Islamabad. Empty when there is none.
    """
    reports: dict[str, list[Evidence]] = {}
    for sentence in reading.evidence if asked.news and reading.topic >= POLICY.on_topic_at else ():
        reports.setdefault(sentence.source.article, []).append(sentence)
    named = []
    for report in reports.values():
        whole = " ".join([report[0].source.title or "", *(sentence.text for sentence in report)])
        if report[0].source.published:
            named.append((share_of(asked.news, set(content_stems(whole))), report))
    if max((share for share, _ in named), default=0.0) < 1:
        return ()
    covering = [report for share, report in named if 2 * share >= 1]
    newest = max(covering, key=lambda report: report[0].source.published or date.min)
    said = {
        sentence: share_of(asked.news, set(content_stems(sentence.text)))
        for sentence in newest
        if ENDS.search(sentence.text)
    }
    most = max(said.values(), default=0.0)
    opening = [sentence for sentence, share in said.items() if share and share == most]
    lead = min(opening, key=lambda sentence: sentence.span.start, default=newest[0])
    return (lead, *(sentence for sentence in opening if sentence.span.start >= lead.span.end))[:NEWS]
