"""Questions made of sentences, for a refusal to suggest."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.publish.suggest import is_plain, questions_about, suggestion
from bot.answering.question.understand import asked_of
from bot.answering.reading.reader import Reading
from index.search import Index


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        (
            "Ada Lovelace met Charles Babbage at a party in London.",
            "Who met Charles Babbage at a party in London?",
        ),
        (
            "The Bank of England was founded in 1694 by a group of merchants.",
            "When was the Bank of England founded by a group of merchants?",
        ),
        (
            "At least 46 people were killed in the raid on Paktika.",
            "How many people were killed in the raid on Paktika?",
        ),
    ],
)
def test_a_sentence_becomes_a_question(sentence: str, question: str) -> None:
    """Rules turn a plain sentence into a question that it answers."""
    assert question in questions_about(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Osk Mill is a flagship of the scheme under which Wolm has pledged many crowns.",
        "The pumps of Osk were switched off in 2024 and will run again in two weeks.",
        "Ada Bell has not confirmed the strikes on the harbour of Osk.",
        "Osk has positioned itself as the first town for all who hold fairs.",
    ],
)
def test_what_no_member_would_ask_is_not_suggested(sentence: str) -> None:
    """A question that is cut in the middle, leans on something or asks who a thing is is left out."""
    assert not [question for question in questions_about(sentence) if is_plain(question)]


@given(st.text(max_size=300))
def test_any_text_can_be_asked_about(sentence: str) -> None:
    """Whatever the sentence, what is made of it is a question."""
    assert all(question.endswith("?") for question in questions_about(sentence))


def test_only_a_question_that_the_shelf_answers_is_suggested(index: Index) -> None:
    """A question that reading does not find answered is never suggested."""
    asked = asked_of("How many Afghan nationals were expelled from Iran?")
    hits = index.search(asked.text)
    tried: list[str] = []

    def unsure(question: str) -> Reading:
        tried.append(question)
        return Reading((), 0.1, 0.9)

    assert suggestion(asked, hits, unsure) is None
    assert 1 <= len(tried) <= 3
    assert _shares_words(tried, asked.stems)


def _shares_words(questions: Sequence[str], stems: Sequence[str]) -> bool:
    return all(set(asked_of(question).stems) & set(stems) for question in questions)
