"""The answer in short, cut at its ends."""

from __future__ import annotations

import pytest

from bot.answering.publish.short import short_answer
from bot.answering.question.understand import asked_of


@pytest.mark.parametrize(
    ("sentence", "short"),
    [
        ("It was founded twenty-five years ago.", None),
        ("Two weeks later the talks began.", None),
        ("The talks began in the 19th century.", "19th century"),
        ("In 1273, the office was founded.", "1273"),
    ],
)
def test_a_date_in_short_stands_alone(sentence: str, short: str | None) -> None:
    """A date such as "two weeks later" is no short answer: only its sentence says since when."""
    assert short_answer(asked_of("When was it?"), sentence) == short


@pytest.mark.parametrize(
    ("question", "sentence", "short"),
    [
        ("How many rooms are there?", "The inn has 14 rooms above.", "14 rooms"),
        ("How many rooms are there?", "The inn has 14 rooms open at noon.", "14 rooms"),
        ("How many rooms are there?", "The inn lets about 14 rooms on average.", "about 14 rooms on average"),
        ("How many rooms are there?", "On average 14 rooms are taken.", None),
        ("How many rooms are there?", "Moreover 14 rooms were added.", "14 rooms"),
        ("How many beds are there?", "There are 20 beds if the barn is open.", None),
        ("How many boats came?", "Not more than 30 fishing boats came.", "Not more than 30 fishing boats"),
        ("How many roofs were lost?", "The storm took up to 1,980 roofs in Osk.", "up to 1,980 roofs"),
        ("How many Zorns were hurt?", "They killed 481 Zorn fighters and hurt 690.", None),
        ("How many Zorns were killed?", "They killed 481 Zorn fighters and hurt 690.", "481 Zorn fighters"),
        ("How many roofs were lost?", "In 2021 roofs were lost.", None),
        ("How many crowns does it cost?", "It costs 5 crowns a month.", "5 crowns a month"),
        (
            "When is the fair?",
            "The fair is on the first Tuesday of the month.",
            "the first Tuesday of the month",
        ),
        ("When is the fair?", "The fair is on Tuesdays unless it rains.", None),
        ("When did it open?", "It opened in early March 2025 or so.", "early March 2025 or so"),
        ("Until when is it open?", "It is open until the end of March.", "until the end of March"),
    ],
)
def test_an_answer_in_short_keeps_what_limits_it(question: str, sentence: str, short: str | None) -> None:
    """It ends where the answer ends, and "about", "on average" or "the first" never get lost."""
    assert short_answer(asked_of(question), sentence) == short
