"""How old a report may be that answers a question about this week."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answerer import Answerer
from bot.answering.question.recency import SLACK, earliest
from bot.answers import Answered, Refused
from bot.records import Question, Reason

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("Who was arrested yesterday?", 1),
        ("What was announced this week?", 7),
        ("who came last weekend", 14),
        ("What happened in the past 24 hours?", 1),
        ("Who died in the last few days?", 5),
        ("What was signed over the past two weeks?", 14),
        ("What did Dar say last Thursday?", 7),
        ("How many died last month?", 62),
        ("Did it rain this week, as it did last month?", 62),
    ],
)
def test_a_question_about_this_week_is_not_answered_with_older_news(question: str, days: int) -> None:
    """The words say how far back a report may lie; one more day is allowed, because somewhere it is still yesterday."""
    assert earliest(question, TODAY) == TODAY - timedelta(days=days + SLACK)


@pytest.mark.parametrize(
    "question",
    [
        "What happened in the last week of May?",
        "What did he do in his last month in office?",
        "Who was killed in the last month before the war?",
        "What happened this week in 1971?",
        "Who said “we were attacked last night”?",
        "Who wrote the song Yesterday?",
        "What is still used today?",
        "How are relations now?",
        "What has Munir said recently?",
        "Who won last year?",
    ],
)
def test_a_question_that_names_no_near_day_leaves_it_open(question: str) -> None:
    """Whatever the shelf holds may answer: "now" and "recently" are led by its newest report, however old that is."""
    assert earliest(question, TODAY) is None


@given(
    st.lists(
        st.sampled_from("this past last week month 3 days yesterday of May who died".split()), max_size=9
    ),
    st.dates(date(1, 1, 2), date(2100, 1, 1)),
)
def test_whatever_is_asked_no_later_day_is_asked_for(words: list[str], day: date) -> None:
    """The first day lies before the day of the question, and within the calendar."""
    assert (earliest(" ".join(words), day) or date.min) < day


def test_what_is_older_is_pointed_to_and_does_not_answer(answerer: Answerer) -> None:
    """Days after the report the bot answers; months later it refuses and names the report; off topic stays so."""
    question = "How many Taliban operatives were killed this week?"
    assert isinstance(answerer.ask(Question(question, as_of=date(2026, 3, 6))), Answered)
    later = answerer.ask(Question(question, as_of=date(2026, 6, 1)))
    assert isinstance(later, Refused)
    assert (later.reason, later.trace.retrieved) == (Reason.NOT_STATED, ())
    assert date(2026, 3, 4) in {pointer.published for pointer in later.pointers}
    elsewhere = answerer.ask(
        Question("What will the weather be in Berlin this week?", as_of=date(2026, 6, 1))
    )
    assert isinstance(elsewhere, Refused)
    assert elsewhere.reason is Reason.OFF_TOPIC


@pytest.mark.parametrize("part", ["and how many Afghans were expelled?", "and who invited Muttaqi?"])
def test_every_part_of_a_question_is_about_the_week_that_it_names(answerer: Answerer, part: str) -> None:
    """Where no report of that week answers, an older or undated one does not take its place."""
    asked = Question(f"How many Taliban operatives were killed this week, {part}", as_of=date(2026, 3, 6))
    answer = answerer.ask(asked)
    cited = () if isinstance(answer, Refused) else answer.citations
    assert {citation.source.published for citation in cited} <= {date(2026, 3, 4)}
