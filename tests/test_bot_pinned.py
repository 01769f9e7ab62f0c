"""What a question pins down is not answered by a sentence that has something else in its place."""

from __future__ import annotations

import pytest

from bot.answering.reading.pinned import (
    lacks_amount,
    lacks_place,
    of_lookalike,
    points_elsewhere,
    says_otherwise,
    tells_when,
)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Which towns voted against the bridge?", "Alm and Birk voted for the bridge."),
        ("Who leads group A?", "Group B is led by Orla Finn."),
        ("Who presents season 3?", "Season 4 is presented by Orla Finn."),
        ("Which tank holds 18000 litres?", "The tank at Dun holds 40,000 litres."),
        ("Which tank holds eighteen thousand litres?", "The tank at Dun holds 40,000 litres."),
        ("Who gave $2.5 million?", "Orla Finn gave $300,000."),
        ("How many people were wounded in Osk?", "The blast in Osk killed 9 people."),
        ("How many civilians were arrested?", "In all 40 civilians were injured."),
        ("Who is the prime minister?", "Deputy Prime Minister Orla Finn met Foreign Minister Jan Osk."),
        ("Who's the information minister of Dunland?", "Foreign Minister Jan Osk spoke."),
        ("Which bone did Tarn break?", "Jan Osk broke a leg."),
        ("How many cars does the Tarn carry?", "MF Osk (built in 1987) carries 32 cars."),
    ],
)
def test_another_number_label_office_or_the_opposite_word_does_not_answer(
    question: str, sentence: str
) -> None:
    """A sentence with another number of the same thing, another label or office, or the opposite word is no answer."""
    assert says_otherwise(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Which towns voted against the bridge?", "Alm voted against the bridge, Birk for it."),
        ("Who leads group A?", "Groups A and B are led by Orla Finn."),
        (
            "Which tank holds 18000 litres?",
            "The tank at Dun holds 18,000 litres and the one at Ferry 40,000 litres.",
        ),
        ("Which tank holds 18000 litres?", "The tank at Dun has a lid of 40 kilograms."),
        ("How many litres does the tank at Dun hold?", "The tank at Dun holds 40,000 litres."),
        ("Who gave $2.5 million?", "Orla Finn gave 2,500,000 dollars, $2.5\u00a0million in all."),
        (
            "Who is the foreign minister of Dunland?",
            "Acting Foreign Minister Jan Osk met Prime Minister Orla Finn.",
        ),
        ("How many people were hurt in Osk?", "The blast in Osk killed 9 people and injured 40."),
        ("Who was arrested for killing the miller?", "Jan Osk killed the miller."),
        ("Who is the minister?", "Foreign Minister Jan Osk spoke."),
        ("Who is the foreign minister?", "The minister, Jan Osk, spoke."),
        ("What happened in 2024?", "The dairy was founded in 1988."),
        ("Which bone did Osk break?", "Jan Osk broke a leg."),
        ("Whom did Dunport accuse?", "Dunland accused the miller."),
        ("How long is the break?", "There is a short break of 15 minutes."),
        ("How old is the bridge?", "The new bridge was built in 2019."),
    ],
)
def test_what_has_the_same_beside_others_may_answer(question: str, sentence: str) -> None:
    """A sentence that has what is asked about, or nothing of the kind, is read as any other."""
    assert not says_otherwise(question, sentence)


@pytest.mark.parametrize(
    "text", ["It opened on 3 April.", "Released on 2025/07/22.", "Once the gate is shut.", "At dawn."]
)
def test_a_word_of_time_can_tell_when(text: str) -> None:
    """Figures, days, parts of the day and clauses of time are left to the reader."""
    assert tells_when(text)


def test_what_tells_no_time_does_not_answer_when() -> None:
    """Where and why two sides met does not tell when."""
    assert not tells_when("The surveyors met the owners at the inn to talk about a fourth bridge.")


@pytest.mark.parametrize(
    "text",
    [
        "At the inn.",
        "They met in Tarn.",
        "Tarn hosted the talks.",
        "The file is `notes.toml`.",
        "It lies in /etc/osk.",
    ],
)
def test_a_word_of_place_can_tell_where(text: str) -> None:
    """Places, names that the question has not, paths and code are left to the reader."""
    assert not lacks_place("Where did the League of Bakers meet the millers?", text)


def test_what_tells_no_place_does_not_answer_where() -> None:
    """When and why two sides met does not tell where, and the initials of one side are no place."""
    asked = "Where did the League of Bakers meet the millers?"
    assert lacks_place(
        asked, "The League of Bakers (LB) met the millers on Thursday because of the price of flour."
    )


def test_what_holds_no_amount_does_not_answer_how_much() -> None:
    """A plan without a figure has no price; a word such as "free" or "dozens" is left to the reader."""
    assert lacks_amount("What will the bridge cost?", "Osk and Tarn plan to build a bridge.")
    assert not lacks_amount("What does the bridge cost?", "The bridge is free of charge.")
    assert not lacks_amount("How many came?", "Dozens of people came.")
    assert lacks_amount("How many attacks were there in 2024?", "Attacks rose by 70pc in 2024.")
    assert not lacks_amount("How many members has the council?", "The 200-member council met.")
    assert not lacks_amount("Who came?", "Osk and Tarn came.")


def test_whose_name_only_looks_like_the_one_asked_for_is_somebody_else() -> None:
    """Judge Lindqvarn is not Judge Lindkvarn; "Pakistani" is Pakistan, and naming both judges is fine."""
    assert of_lookalike(["Judge Lindkvarn"], "Judge Lindqvarn has planted pear trees.")
    assert not of_lookalike(["Judge Lindkvarn"], "Judges Lindkvarn and Lindqvarn have planted pear trees.")
    assert not of_lookalike(["Pakistan"], "The Pakistani army struck.")
    assert not of_lookalike(["Osk"], "Ost has a mill.")


def test_a_sentence_that_only_points_elsewhere_is_known() -> None:
    """A pointer to further reading is no answer; a sentence that begins like one and says something is."""
    assert points_elsewhere("See Content Types for details on what is parsed.")
    assert points_elsewhere("Read the guide to learn more about routes.")
    assert not points_elsewhere("Seeing the gate shut, they went home.")
    assert not points_elsewhere("Check the oil before you start.")


@pytest.mark.parametrize(
    ("question", "sentence", "otherwise"),
    [
        (
            "What did Osk reply to Tarn?",
            "President Tarn told Prime Minister Osk that the gate would open.",
            True,
        ),
        (
            "What did Tarn tell Osk?",
            "President Tarn told Prime Minister Osk that the gate would open.",
            False,
        ),
        (
            "What did Osk reply to Tarn?",
            "Tarn told Osk that it was late, and Osk replied that he knew.",
            False,
        ),
        (
            "How many left since 2023?",
            "Since the end of March, 80,000 people have left, in a drive that began in 2023.",
            True,
        ),
        ("What did Osk tell Tarn?", "Tarn was told by Osk that the gate was shut.", False),
        ("How many left since 2023?", "80,000 people have left since March 2023.", False),
        ("how many left since end of march?", "80,000 people have left since the end of March.", False),
        ("How many left since the end of March?", "Since the end of March, 80,000 people have left.", False),
    ],
)
def test_who_is_told_does_not_speak_and_another_beginning_counts_otherwise(
    question: str, sentence: str, otherwise: bool
) -> None:
    """What Tarn told Osk is not Osk's reply, and a count since March is not a count since 2023."""
    assert says_otherwise(question, sentence) is otherwise
