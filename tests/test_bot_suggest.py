"""Questions made of sentences, for a refusal to suggest."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.question import asked_of
from bot.answering.reading.reader import Reading
from bot.answering.suggest import questions_about, suggestion
from index.search import Index


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "Ada Lovelace met Charles Babbage at a party in London.",
            "Who met Charles Babbage at a party in London?",
            "Ada Lovelace",
        ),
        (
            "The Bank of England was founded in 1694 by a group of merchants.",
            "When was the Bank of England founded by a group of merchants?",
            "1694",
        ),
        (
            "At least 46 people were killed in the raid on Paktika.",
            "How many people were killed in the raid on Paktika?",
            "46",
        ),
    ],
)
def test_a_sentence_becomes_a_question(sentence: str, question: str, answer: str) -> None:
    """Rules turn a plain sentence into a question, and know where its answer stands."""
    made = {one.text: one.answer.of(sentence) for one in questions_about(sentence)}
    assert made[question] == answer


@given(st.text(max_size=300))
def test_any_text_can_be_asked_about(sentence: str) -> None:
    """Whatever the sentence, a question that is made of it has its answer inside it."""
    for one in questions_about(sentence):
        assert one.answer.of(sentence).strip()
        assert one.text.endswith("?")


def test_only_a_question_that_the_shelf_answers_is_suggested(index: Index) -> None:
    """A question that reading does not find answered is never suggested."""
    asked = asked_of("Who mediated between Pakistan and Afghanistan in Doha?")
    hits = index.search(asked.text)
    tried: list[str] = []

    def unsure(question: str) -> Reading:
        tried.append(question)
        return Reading((), 0.1, 0.9)

    assert suggestion(asked, hits, unsure) is None
    assert 1 <= len(tried) <= 3
    assert _shares_words(tried, asked.stems)


def _shares_words(questions: Sequence[str], stems: Sequence[str]) -> bool:
    return all(set(asked_of(one).stems) & set(stems) for one in questions)
