"""What a server's members asked lately without a good answer, similar questions together: what the shelf lacks.

Questions that only their asker was meant to see are counted, and neither shown nor exported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from bot.records import Reason
from bot.server.exports import csv_of
from bot.server.markup import fitting, shown
from bot.server.pages import TEXT_LIMIT
from bot.server.remembered import REASONS, Unhelped
from index.english.counted import counted
from index.records import Vectors

ALIKE = 0.72  # least cosine of the vectors of two similar questions
# Characters of a question; links of a group; room for the last line.
_QUESTION, _MOST_LINKS, _CLOSING = 150, 5, 200
_REFUSED = {
    Reason.OFF_TOPIC: "not covered by the articles",
    Reason.NOT_STATED: "close, but not in the articles",
    Reason.UNCLEAR: "not understood",
    Reason.EMPTY_INDEX: "no article from that time",
}


Group = Sequence[Unhelped]
"""Similar questions, the latest first."""


def grouped(questions: Sequence[Unhelped], embed: Callable[[Sequence[str]], Vectors]) -> Sequence[Group]:
    """Similar questions in groups, the largest first; each question joins the first group that it resembles.

    Args:
        questions: the questions, the latest first.
        embed: gives unit vectors, shape (questions, dimensions). Takes its time.
    """
    if not questions:
        return []
    vectors = embed([question.question for question in questions])
    likeness = vectors @ vectors.T
    groups: dict[int, list[Unhelped]] = {}  # by the place of the first of them
    for place, question in enumerate(questions):
        first = next((other for other in groups if likeness[other, place] >= ALIKE), place)
        groups.setdefault(first, []).append(question)
    return sorted(groups.values(), key=len, reverse=True)


def unanswered_blocks(groups: Sequence[Group], private: int, days: int) -> list[str]:
    """The card's text, 4,000 characters at most: what does not fit is counted, and is in the file.

    Args:
        groups: the questions.
        private: how many more only their askers may see.
        days: how far back this looks.
    """
    many = sum(map(len, groups))
    asked = counted(many, "question") if many else "No questions"
    since = "day" if days == 1 else counted(days, "day")
    title = f"### {asked} without a good answer in the last {since}"
    blocks, room = [title], TEXT_LIMIT - len(title) - _CLOSING
    lines = fitting(map(_line, groups), room)
    blocks += ["\n".join(lines)] if lines else []
    unshown, notes = len(groups) - len(lines), []
    if unshown:
        notes.append(f"{counted(unshown, 'more group')} in the attached file.")
    if private:
        more = " more" if many else ""
        are = "was asked privately and is" if private == 1 else "were asked privately and are"
        notes.append(f"{private:,}{more} {are} not shown.")
    return [*blocks, *([f"-# {' '.join(notes)}"] if notes else [])]


def unanswered_table(groups: Sequence[Group]) -> bytes:
    """Every question with its group, as CSV."""
    rows = []
    for number, group in enumerate(groups, 1):
        for question in group:
            when = datetime.fromtimestamp(question.asked_at, UTC).isoformat(timespec="seconds")
            reasons = "; ".join(REASONS.get(reason, reason) for reason in question.reasons)
            rows.append(
                {
                    "group": str(number),
                    "asked": when,
                    "question": question.question,
                    "ended": _ended(question),
                    "thumbs down": str(question.down),
                    "reasons": reasons,
                    "link": question.link or "",
                }
            )
    return csv_of(rows)


def _line(group: Group) -> str:
    latest, many = group[0], len(group)
    ends = ", ".join(_most_common(map(_ended, group)))
    down = sum(question.down for question in group)
    reasons = _most_common(REASONS.get(reason, reason) for question in group for reason in question.reasons)
    links = [question.link for question in group if question.link]
    parts = [
        ends,
        f"👎 {down}" if down else "",
        "; ".join(reasons),
        " ".join(f"[card {number}](<{link}>)" for number, link in enumerate(links[:_MOST_LINKS], 1)),
    ]
    times = f"**{many} times**: " if many > 1 else ""
    return f"- {times}{shown(latest.question, _QUESTION)}\n-# {' · '.join(filter(None, parts))}"


def _most_common(texts: Iterable[str]) -> list[str]:
    return [text for text, _ in Counter(texts).most_common()]


def _ended(question: Unhelped) -> str:
    return _REFUSED.get(Reason(question.reason), question.reason) if question.reason else question.outcome
