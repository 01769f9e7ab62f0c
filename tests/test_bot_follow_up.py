"""Questions that lean on earlier ones."""

from __future__ import annotations

import pytest

from bot.answering.question.followup import stand_alone
from bot.answering.question.understand import understand
from bot.records import Question, Reason


@pytest.mark.parametrize(
    ("text", "history", "alone"),
    [
        ("Where did he travel?", ("Who is Amir Khan Muttaqi?",), "Where did Amir Khan Muttaqi travel?"),
        ("What is his title?", ("Who is Ishaq Dar?",), "What is Ishaq Dar’s title?"),
        ("And when?", ("Did Dar visit Kabul?",), "Did Dar visit Kabul? And when?"),
        ("When did Munir visit Wana?", ("Who is Ishaq Dar?",), "When did Munir visit Wana?"),
        ("Who is Wang Yi?", ("How many were expelled since March?",), "Who is Wang Yi?"),
        (
            "And on the Opal tier?",
            ("How many seats are there on the Amber tier?",),
            "How many seats are there on the Opal tier?",
        ),
        ("opal tier?", ("How many seats has the Amber tier?",), "How many seats has the opal tier?"),
        ("and opal", ("How much is the Amber tier?",), "How much is the opal tier?"),
        ("And for guests?", ("How long are notes kept for members?",), "How long are notes kept for guests?"),
        ("and the lift?", ("How often is the mine swept?",), "How often is the lift swept?"),
        ("and season guests?", ("How much do members pay?",), "How much do season guests pay?"),
        ("And Bell?", ("When did Sorn visit Osk?",), "When did Bell visit Osk?"),
        ("And in 2023?", ("How many fairs were held in 2024?",), "How many fairs were held in 2023?"),
        ("And this year?", ("How many fairs were held last year?",), "How many fairs were held this year?"),
        ("And in 2023?", ("How many fairs were held?",), "How many fairs were held in 2023?"),
        ("and the injured?", ("How many Zorns were killed?",), "How many Zorns were injured?"),
        (
            "And on the Jade tier?",
            ("How many seats are there on the Amber tier?", "And on the Opal tier?"),
            "How many seats are there on the Jade tier?",
        ),
        ("And in Wolm?", ("How many rooms are there, and who pays in Osk?",), "who pays in Wolm?"),
        (
            "How do I disable it?",
            ("How do I turn on the glow mode on a phone?",),
            "How do I disable the glow mode?",
        ),
        ("how do i delete them", ("how do i add tags to a note",), "how do i delete tags"),
        ("Can I cancel it?", ("How much is the Opal tier?",), "Can I cancel the Opal tier?"),
        (
            "Where did he travel?",
            ("What did Amir Bell say in May 2025?",),
            "Where did Amir Bell travel in May 2025?",
        ),
        ("Who is he?", ("What did Amir Bell say in May 2025?",), "Who is Amir Bell?"),
        (
            "And what does that mean in German?",
            ("What is Malta's operation at sea called?",),
            "What is Malta's operation at sea called? And what does that mean in German?",
        ),
        (
            "How many countries does the whole thing reach?",
            ("What is the Amber Road?",),
            "How many countries does the Amber Road reach?",
        ),
        (
            "In what year was that?",
            ("Which town was first to open a gate?",),
            "Which town was first to open a gate? In what year was that?",
        ),
        (
            "Where's the next one?",
            ("Where did the guilds of Osk meet?",),
            "Where did the guilds of Osk meet? Where's the next one?",
        ),
        (
            "How do I stop the job when it hangs?",
            ("How do I add a tag?",),
            "How do I stop the job when it hangs?",
        ),
        (
            "Where are lyrics stored when they are fetched?",
            ("How do I add a tag?",),
            "Where are lyrics stored when they are fetched?",
        ),
        (
            "why do links only half arrive when I paste them",
            ("How do I add a tag?",),
            "why do links only half arrive when I paste them",
        ),
        (
            "When did it begin?",
            ("Why is Osk at odds with Wolm?",),
            "Why is Osk at odds with Wolm? When did it begin?",
        ),
        ("When did it begin?", ("Who founded the Osk Fair?",), "When did the Osk Fair begin?"),
        (
            "Is it true that the border is closed?",
            ("Who is Wang Yi?",),
            "Is it true that the border is closed?",
        ),
    ],
)
def test_a_follow_up_is_resolved_with_earlier_questions(
    text: str, history: tuple[str, ...], alone: str
) -> None:
    """What is named for another thing, a pronoun or an elliptic question takes the rest from the conversation."""
    assert stand_alone(text, history) == alone


def test_a_pronoun_without_a_conversation_is_not_guessed() -> None:
    """When nobody was named, "he" is unclear."""
    assert understand(Question("Where did he travel?")) is Reason.UNCLEAR
