"""How old a report may be that answers a question about this week."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answerer import Answerer
from bot.answering.recency import SLACK, earliest
from bot.records import Answered, Question, Reason, Refused

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("Who was arrested yesterday?", 1),
        ("What was announced this week?", 7),
        ("who came last weekend", 14),
        ("How many died last month?", 62),
        ("Did it rain this week, as it did last month?", 62),
    ],
)
def test_a_question_about_this_week_is_not_answered_with_older_news(question: str, days: int) -> None:
    """The words say how far back a report may lie, a few days more being allowed for."""
    assert earliest(question, TODAY) == TODAY - timedelta(days=days + SLACK)


@pytest.mark.parametrize(
    "question",
    [
        "What happened in the last week of May?",
        "What is still used today?",
        "How are relations now?",
        "What has Munir said recently?",
        "Who won last year?",
    ],
)
def test_a_question_that_names_no_near_day_leaves_it_open(question: str) -> None:
    """Whatever the shelf holds may answer: "now" and "recently" are led by its newest report, however old that is."""
    assert earliest(question, TODAY) is None


@given(st.text(max_size=60), st.dates(date(1980, 1, 1), date(2100, 1, 1)))
def test_whatever_is_asked_no_later_day_is_asked_for(question: str, day: date) -> None:
    """The first day lies before the day of the question."""
    assert (earliest(question, day) or date.min) < day


def test_what_is_older_is_pointed_to_and_does_not_answer(answerer: Answerer) -> None:
    """Days after the report it answers; months later the bot refuses and names it, and stays off topic where it is."""
    question = "How many Taliban operatives were killed this week?"
    assert isinstance(answerer.ask(Question(question, as_of=date(2026, 3, 6))), Answered)
    later = answerer.ask(Question(question, as_of=date(2026, 6, 1)))
    assert isinstance(later, Refused)
    assert later.reason is Reason.NOT_STATED
    assert date(2026, 3, 4) in {one.published for one in later.pointers}
    elsewhere = answerer.ask(
        Question("What will the weather be in Berlin this week?", as_of=date(2026, 6, 1))
    )
    assert isinstance(elsewhere, Refused)
    assert elsewhere.reason is Reason.OFF_TOPIC
