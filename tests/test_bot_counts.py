"""What a question counts, and what the numbers of a sentence count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.english.counts import counted, counts, counts_others, named_apart


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("How many Pakistani soldiers have died?", "Pakistani soldiers"),
        ("What was the number of militant attacks in 2024?", "militant attacks"),
        ("how many people were killed", "people"),
        ("How many of the refugees left?", ""),
        ("Who counted the dead?", ""),
        ("Why did the number of attacks rise?", ""),
        ("How many days did the visit last?", ""),
    ],
)
def test_a_question_tells_what_it_counts(question: str, what: str) -> None:
    """What follows "how many" is what an answer has to count."""
    assert counted(question) == what


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        (
            "It killed 481 Taliban operatives and injured more than 690.",
            ("Taliban operatives", "Taliban operatives"),
        ),
        ("Attacks rose by 70pc in 2024, to $3 million.", ()),
        ("Tens of thousands of people were out on 4 March.", ("people",)),
        ("After a three-day visit, 46 and fifteen dams", ("", "dams")),
        ("Two tables for each 50 guests, one per 10 players.", ("tables", "tables")),
    ],
)
def test_a_sentence_tells_what_its_numbers_count(sentence: str, what: tuple[str, ...]) -> None:
    """Years, days, shares and sums of money count nothing; "and injured 690" goes on counting what came before."""
    assert counts(sentence) == what


@given(st.text(st.sampled_from("1 one20 %,. of the Afghan men-’"), max_size=60))
def test_what_is_counted_stands_in_the_sentence(sentence: str) -> None:
    """Nothing is counted that the sentence does not name, whatever it looks like."""
    assert all(word in sentence for phrase in counts(sentence) for word in phrase.split())


def test_checkposts_of_one_side_are_not_those_of_the_other() -> None:
    """Two counts of the same kind of thing, of different owners, are told apart; an unnamed one may be anybody's."""
    assert named_apart("Pakistani checkposts", "Afghan checkposts")
    assert named_apart("civilians", "Taliban operatives")
    assert not named_apart("people", "Taliban operatives")
    assert not named_apart("Afghans", "Afghan nationals")
    assert not named_apart("Pakistani checkposts", "checkposts")
    assert not named_apart("Pakistani soldiers", "soldiers near Wana")


@pytest.mark.parametrize(
    ("sentence", "others"),
    [
        ("The army killed 481 Taliban operatives and injured 690.", True),
        ("The army killed 481 Taliban operatives and lost 12 soldiers.", False),
        ("Two Pakistani troops died.", False),
        ("Nobody died.", False),
    ],
)
def test_a_count_of_somebody_else_is_no_answer(sentence: str, others: bool) -> None:
    """A sentence is set aside when all that it counts is somebody else's."""
    assert counts_others("Pakistani soldiers", sentence) is others
