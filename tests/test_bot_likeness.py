"""Which questions are so alike that a moderator's word to one is offered below the refusal of the other."""

from __future__ import annotations

import pytest

from bot.server.handed import Handed
from bot.server.likeness import Likeness
from index.search import Index


@pytest.fixture(scope="module")
def likeness() -> Likeness:
    """What compares, with what it has seen before."""
    return Likeness()


def answered(*questions: str) -> list[Handed]:
    """Questions that moderators have answered."""
    return [Handed(question, 1, 2, False, question, "", 3, 4, 5, "Yes.", 6, 7.0) for question in questions]


OTHERS = answered("When does the library open?", "How do I enable dark mode?", "Does it run on Windows 11?")


@pytest.mark.parametrize(
    ("question", "like"),
    [
        ("How can I reset the password?", "How do I reset my password?"),
        ("Are dogs allowed in the library?", "Can I bring my dog to the library?"),
        ("Do I get my money back when I cancel?", "Is there a refund if I cancel?"),
        ("How much is the Opal plan?", "What does the Opal plan cost?"),
        ("Who is paying for the new walls?", "Who pays for the new walls?"),
    ],
)
def test_a_question_in_other_words_is_found(
    likeness: Likeness, index: Index, question: str, like: str
) -> None:
    """Of several questions that moderators answered, the one that asks the same is found."""
    nearest = likeness.nearest(question, [*OTHERS, *answered(like)], index.generation.id, index.embed)
    assert nearest is not None
    assert nearest.question == like


@pytest.mark.parametrize(
    "question",
    [
        "When does the library close?",
        "Where does the library open?",
        "How do I disable dark mode?",
        "Does it run on Windows 7?",
        "Does it run on macOS?",
        "Can I bring my bike to the library?",
    ],
)
def test_a_question_for_something_else_is_told_apart(likeness: Likeness, index: Index, question: str) -> None:
    """Another number, an opposite word, another thing or time asked for: that is no similar question."""
    assert likeness.nearest(question, OTHERS, index.generation.id, index.embed) is None
