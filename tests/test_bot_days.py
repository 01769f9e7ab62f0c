"""What relative words mean in an article whose date is known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.english.dates import explained

WEDNESDAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("sentence", "meaning"),
    [
        ("Fighting broke out last Thursday night.", "last Thursday: 26 February 2026"),
        ("Munir said on Wednesday that peace needs this.", "Wednesday 4 March 2026"),
        ("Wednesday’s meeting signalled a thaw.", "Wednesday 4 March 2026"),
        ("The Turkish Presidency said on Tuesday.", "Tuesday 3 March 2026"),
        ("They met last Wednesday.", "last Wednesday: 25 February 2026"),
        ("Yesterday the border was shut.", "yesterday: 3 March 2026"),
        ("They spoke last week.", "last week: the week of 23 February 2026"),
        ("A meeting in Kabul last month.", "last month: February 2026"),
        ("In December, the Taliban said so.", "December 2025"),
        ("It began last year.", "last year: 2025"),
    ],
)
def test_a_relative_day_is_explained_by_the_date_of_its_article(sentence: str, meaning: str) -> None:
    """What "last Thursday" means is said when the article's date is known."""
    assert explained(sentence, WEDNESDAY) == (meaning,)


@pytest.mark.parametrize(
    "sentence",
    [
        "They will meet on Friday.",
        "The next round is due in June.",
        "It happened on 14 December.",
        "It began in December 2024.",
        "They may return.",
        "It was March 2, 2025.",
    ],
)
def test_what_is_plain_or_lies_ahead_is_left_alone(sentence: str) -> None:
    """A full date needs no explanation, and what an article expects is never dated by guessing."""
    assert explained(sentence, WEDNESDAY) == ()


def test_an_undated_article_explains_nothing() -> None:
    """Without the article's date, "last week" stays what it is."""
    assert explained("They met last week, on Friday.", None) == ()


@given(
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.sampled_from("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()),
    st.booleans(),
)
def test_a_weekday_is_one_of_the_seven_days_up_to_the_article(day: date, weekday: str, last: bool) -> None:
    """A weekday means the latest one up to the article's own day; with "last", the latest one before it."""
    (note,) = explained(f"It began {'last' if last else 'on'} {weekday}.", day)
    meant = [day - timedelta(days=n) for n in range(last, 7 + last)]
    (right,) = [candidate for candidate in meant if f"{candidate:%A}" == weekday]
    assert note.endswith(f" {right.day} {right:%B %Y}")
