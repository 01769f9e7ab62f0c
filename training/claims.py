"""Claim examples: sentences shortened, with one fact changed, or from nearby (Kryscinski and others, 2020)."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answering.english.dates import YEAR
from bot.answering.english.names import name_phrases
from eval.claims.changes import IN_CLAIMS, changed
from eval.claims.rewording import in_other_words, trimmed, with_roles_exchanged
from training.corpora import Corpora, Paragraph, Question
from training.examples import Example, Verdict, cut, says

WORDED = 0.4  # chance, where a sentence allows it
LIMITED = (
    0.3  # share of the claims that are made of a sentence with a limit, or with a doer and something done
)


def claim_examples(corpora: Corpora, aside: bool, seed: int, count: int) -> list[Example]:
    """Claims about passages: true sentences shortened, with one fact changed, or from nearby.

    Args:
        corpora: the sets.
        aside: True for what is kept aside.
        seed: another seed draws other sentences.
        count: about how many.
    """
    dice = random.Random(seed)
    paragraphs = [
        paragraph
        for paragraph in corpora.paragraphs
        if paragraph.aside == aside and len(paragraph.sentences) > 1
    ]
    pool = [name for paragraph in paragraphs[::5] for name in name_phrases(paragraph.text)[1:3]]
    questions = [
        question for question in corpora.questions if question.paragraph.aside == aside and question.answer
    ]
    answers = [question.accepted[0] for question in questions]
    made = _limited(paragraphs, round(LIMITED * count), dice)
    while len(made) < count:
        if dice.random() < 0.25:
            made.append(_question_as_claim(dice.choice(questions), answers, dice))
        elif claim := _sentence_as_claim(dice.choice(paragraphs), pool, dice):
            made.append(claim)
    return made


def _question_as_claim(question: Question, answers: Sequence[str], dice: random.Random) -> Example:
    """A question with an answer put in the place of its question word: true, or with another answer."""
    right = dice.random() < 0.5
    answer = question.accepted[0]
    if not right:
        within = [
            name
            for name in [*name_phrases(question.paragraph.text), *YEAR.findall(question.paragraph.text)]
            if not says(name, question.accepted)
            and not says(question.text, (name,))
            and name[:1].isdigit() == answer[:1].isdigit()
        ]
        answer = dice.choice(within) if within and dice.random() < 0.7 else dice.choice(answers)
        if answer in question.accepted:
            right = True
    claim = re.sub(
        r"\b(?:who|whom|what|which \w+|which|when|where|how many|how much|how)\b",
        lambda _: answer,
        question.text.rstrip("?"),
        count=1,
        flags=re.IGNORECASE,
    )
    claim = claim if answer in claim else f"{claim} {answer}"
    example = cut(question, question.answering, "claim_question" if right else "claim_wrong_answer", dice)
    return replace(
        example,
        asked=claim[:1].upper() + claim[1:],
        answering=None,
        answer=None,
        verdict=Verdict.SUPPORTED if right else Verdict.CONTRADICTED,
    )


def _limited(paragraphs: Sequence[Paragraph], count: int, dice: random.Random) -> list[Example]:
    """Sentences without what limits them, or with their roles exchanged; each with a true wording of the sentence."""
    made: list[Example] = []
    for paragraph in dice.sample(paragraphs, len(paragraphs)):
        exchangeable = [with_roles_exchanged(sentence, dice) is not None for sentence in paragraph.sentences]
        number = exchangeable.index(True) if any(exchangeable) else dice.randrange(len(paragraph.sentences))
        sentence = paragraph.sentences[number]
        if not 5 <= len(sentence.split()) <= 45:
            continue
        less, exchanged = trimmed(sentence, dice), with_roles_exchanged(sentence, dice)
        if not less and not exchanged:
            continue
        whole = cut(Question(sentence, paragraph, None, None), number, "claim_limited", dice)
        worded = in_other_words(sentence, dice) or sentence
        made.append(replace(whole, asked=worded, verdict=Verdict.SUPPORTED))
        if exchanged:
            made.append(replace(whole, kind="claim_exchanged", asked=exchanged, verdict=Verdict.CONTRADICTED))
        elif less:
            made.append(replace(whole, kind="claim_trimmed", asked=less, verdict=Verdict.NOT_SUPPORTED))
        if len(made) >= count:
            break
    return made


def _sentence_as_claim(paragraph: Paragraph, pool: Sequence[str], dice: random.Random) -> Example | None:
    number = dice.randrange(len(paragraph.sentences))
    sentence = paragraph.sentences[number]
    if not 6 <= len(sentence.split()) <= 45:
        return None
    whole = cut(Question(sentence, paragraph, None, None), number, "claim", dice)
    claim = shortened(sentence, dice)
    if dice.random() < WORDED and (worded := in_other_words(claim, dice)):
        return replace(whole, kind="claim_worded", asked=worded, verdict=Verdict.SUPPORTED)
    if dice.random() < 0.25:
        claim = claim.rstrip(". ")
    draw = dice.random()
    if draw < 0.4:
        return replace(whole, kind="claim_true", asked=claim, verdict=Verdict.SUPPORTED)
    if draw < 0.8:
        names = name_phrases(paragraph.text) if dice.random() < 0.6 else pool
        new = changed(claim, names, IN_CLAIMS, dice)
        if new is None:
            return None
        return replace(whole, kind="claim_changed", asked=new, verdict=Verdict.CONTRADICTED)
    rest = tuple(other for place, other in enumerate(paragraph.sentences) if place != number)
    near = max(0, min(number, len(rest) - 1))
    nearby = cut(Question(claim, replace(paragraph, sentences=rest), None, None), near, "claim_near", dice)
    return replace(nearby, verdict=Verdict.NOT_STATED)


def shortened(sentence: str, dice: random.Random) -> str:
    """The sentence, often without an aside, an opening phrase or an end; true if the sentence is."""
    shorter = sentence
    if dice.random() < 0.5:
        shorter = re.sub(r"\s*\([^)]*\)", "", shorter)
    if dice.random() < 0.5 and (match := re.match(r"[A-Z][^,]{3,60}, (?=\w)", shorter)) and len(shorter) > 70:
        shorter = shorter[match.end() :]
        shorter = shorter[:1].upper() + shorter[1:]
    parts = re.split(r",\s+(?=which|who|where|while|and|but|with|after|before|as )", shorter)
    if dice.random() < 0.5 and len(parts[0].split()) > 5:
        shorter = parts[0].rstrip(".") + "."
    return shorter.lower() if dice.random() < 0.15 else shorter
