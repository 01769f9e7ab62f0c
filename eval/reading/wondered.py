"""Questions made from the sentences of paragraphs, to learn from."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from bot.answering.suggest import questions_about
from eval.reading.corpora import Paragraph, Question


def made_questions(paragraphs: Sequence[Paragraph], count: int, dice: random.Random) -> list[Question]:
    """Questions about sentences of these paragraphs, each with its answer.

    Args:
        paragraphs: what to ask about; the paragraph of a question is of the source ``made``.
        count: at most so many.
        dice: draws paragraphs and sentences.
    """
    made: list[Question] = []
    for one in dice.sample(paragraphs, len(paragraphs)):
        if len(made) == count:
            break
        found = [
            (number, question)
            for number, sentence in enumerate(one.sentences)
            for question in questions_about(sentence)
        ]
        if found:
            number, question = dice.choice(found)
            at = (question.answer.start, question.answer.end)
            answer = (one.sentences[number][slice(*at)],)
            paragraph = replace(one, source="made")
            made.append(Question(_varied(question.text, dice), paragraph, number, at, answer))
    return made


def _varied(text: str, dice: random.Random) -> str:
    """Often without what follows a comma, and a thing may have done it as well as a person."""
    head, comma, _ = text.partition(",")
    if comma and len(head.split()) > 6 and dice.random() < 0.6:
        text = f"{head.rstrip()}?"
    return f"What{text[3:]}" if text.startswith("Who ") and dice.random() < 0.4 else text
