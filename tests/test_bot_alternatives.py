"""Questions that offer two answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.question.alternatives import alternatives, opposed


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("Was it 46 or about 50 dead?", "46", "50"),
        ("How did they first speak after 2021, by phone or in a meeting?", "phone", "meet"),
        ("Did they agree in principle, or on full terms?", "principl", "full"),
        ("In Beijing, did they agree only in principle, or on full terms?", "principl", "full"),
        ("is uc berkeley a private or public school", "privat", "public"),
        ("Is the matter settled, or is it only being worked on?", "settl", "work"),
        ("How many people died: 46 or about 50?", "46", "50"),
    ],
)
def test_a_question_tells_which_two_answers_it_offers(question: str, first: str, second: str) -> None:
    """Their numbers tell them apart, or the words next to "or" that are not said of both."""
    assert alternatives(question) == ({first}, {second})


@pytest.mark.parametrize(
    "question",
    [
        "Which is older, the fort or the mosque?",
        "Where does a tropical cyclone or hurricane get its energy?",
        "Did he go or not?",
        "Who is the governor or mayor of Kabul?",
        "Did they sign it?",
        "In Paktika, near Barmal or Laman, how many people were killed?",
        "How many were expelled from Karachi, Lahore or Quetta?",
        "Were any soldiers or civilians killed?",
        "Were 46 or more people killed?",
    ],
)
def test_a_question_that_compares_or_lists_offers_no_two_answers(question: str) -> None:
    """Two names for one thing, a comparison and "or not" are no choice between two answers."""
    assert alternatives(question) is None


def test_only_who_tells_one_answer_alone_is_opposed() -> None:
    """Of two sentences each must tell one of the answers and not the other."""
    offered = (frozenset({"phone"}), frozenset({"meet"}))
    assert opposed(offered, "They met in Kabul for a meeting.", "They spoke by phone.")
    assert opposed(offered, "They spoke by phone.", "The meeting was held in Kabul.")
    assert not opposed(offered, "They spoke by phone.", "A phone call came before the meeting.")
    assert not opposed(offered, "They spoke by phone.", "They spoke by phone twice.")
    assert not opposed(offered, "They wrote.", "They spoke by phone.")


@given(st.lists(st.sampled_from("was it by phone in Kabul 46 50 , or dead open shut".split()), max_size=10))
def test_whatever_is_asked_offers_two_different_answers_or_none(words: list[str]) -> None:
    """Never one answer twice, and never half of a choice."""
    offered = alternatives(" ".join(["Was", *words, "or", *words[::-1]]))
    assert offered is None or (all(offered) and offered[0].isdisjoint(offered[1]))
