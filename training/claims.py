"""Claim examples: sentences shortened, with one fact changed, or from nearby (Kryscinski and others, 2020)."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answering.english.language import YEAR, name_phrases
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
    paragraphs = [one for one in corpora.paragraphs if one.aside == aside and len(one.sentences) > 1]
    pool = [name for one in paragraphs[::5] for name in name_phrases(one.text)[1:3]]
    questions = [q for q in corpora.questions if q.paragraph.aside == aside and q.answer]
    answers = [q.accepted[0] for q in questions]
    made = _limited(paragraphs, round(LIMITED * count), dice)
    while len(made) < count:
        if dice.random() < 0.25:
            made.append(_question_as_claim(dice.choice(questions), answers, dice))
        elif claim := _sentence_as_claim(dice.choice(paragraphs), pool, dice):
            made.append(claim)
    return made


def _question_as_claim(one: Question, answers: Sequence[str], dice: random.Random) -> Example:
    """A question with an answer put in the place of its question word: true, or with another answer."""
    right = dice.random() < 0.5
    answer = one.accepted[0]
    if not right:
        within = [
            name
            for name in [*name_phrases(one.paragraph.text), *YEAR.findall(one.paragraph.text)]
            if not says(name, one.accepted)
            and not says(one.text, (name,))
            and name[:1].isdigit() == answer[:1].isdigit()
        ]
        answer = dice.choice(within) if within and dice.random() < 0.7 else dice.choice(answers)
        if answer in one.accepted:
            right = True
    claim = re.sub(
        r"\b(?:who|whom|what|which \w+|which|when|where|how many|how much|how)\b",
        lambda _: answer,
        one.text.rstrip("?"),
        count=1,
        flags=re.IGNORECASE,
    )
    claim = claim if answer in claim else f"{claim} {answer}"
    told = cut(one, one.answering, "claim_question" if right else "claim_wrong_answer", dice)
    return replace(
        told,
        asked=claim[:1].upper() + claim[1:],
        answering=None,
        answer=None,
        verdict=Verdict.SUPPORTED if right else Verdict.CONTRADICTED,
    )


def _limited(paragraphs: Sequence[Paragraph], count: int, dice: random.Random) -> list[Example]:
    """Sentences without what limits them, or with their roles exchanged; each with a true wording of the sentence."""
    made: list[Example] = []
    for one in dice.sample(paragraphs, len(paragraphs)):
        exchangeable = [with_roles_exchanged(each, dice) is not None for each in one.sentences]
        number = exchangeable.index(True) if any(exchangeable) else dice.randrange(len(one.sentences))
        sentence = one.sentences[number]
        if not 5 <= len(sentence.split()) <= 45:
            continue
        less, exchanged = trimmed(sentence, dice), with_roles_exchanged(sentence, dice)
        if not less and not exchanged:
            continue
        whole = cut(Question(sentence, one, None, None), number, "claim_limited", dice)
        told = in_other_words(sentence, dice) or sentence
        made.append(replace(whole, asked=told, verdict=Verdict.SUPPORTED))
        if exchanged:
            made.append(replace(whole, kind="claim_exchanged", asked=exchanged, verdict=Verdict.CONTRADICTED))
        elif less:
            made.append(replace(whole, kind="claim_trimmed", asked=less, verdict=Verdict.NOT_SUPPORTED))
        if len(made) >= count:
            break
    return made


def _sentence_as_claim(one: Paragraph, pool: Sequence[str], dice: random.Random) -> Example | None:
    number = dice.randrange(len(one.sentences))
    sentence = one.sentences[number]
    if not 6 <= len(sentence.split()) <= 45:
        return None
    whole = cut(Question(sentence, one, None, None), number, "claim", dice)
    told = shortened(sentence, dice)
    if dice.random() < WORDED and (worded := in_other_words(told, dice)):
        return replace(whole, kind="claim_worded", asked=worded, verdict=Verdict.SUPPORTED)
    if dice.random() < 0.25:
        told = told.rstrip(". ")
    draw = dice.random()
    if draw < 0.4:
        return replace(whole, kind="claim_true", asked=told, verdict=Verdict.SUPPORTED)
    if draw < 0.8:
        names = name_phrases(one.text) if dice.random() < 0.6 else pool
        new = changed(told, names, IN_CLAIMS, dice)
        if new is None:
            return None
        return replace(whole, kind="claim_changed", asked=new, verdict=Verdict.CONTRADICTED)
    rest = tuple(s for place, s in enumerate(one.sentences) if place != number)
    near = max(0, min(number, len(rest) - 1))
    nearby = cut(Question(told, replace(one, sentences=rest), None, None), near, "claim_near", dice)
    return replace(nearby, verdict=Verdict.NOT_STATED)


def shortened(sentence: str, dice: random.Random) -> str:
    """The sentence, often without an aside, an opening phrase or an end; true if the sentence is."""
    told = sentence
    if dice.random() < 0.5:
        told = re.sub(r"\s*\([^)]*\)", "", told)
    if dice.random() < 0.5 and (match := re.match(r"[A-Z][^,]{3,60}, (?=\w)", told)) and len(told) > 70:
        told = told[match.end() :]
        told = told[:1].upper() + told[1:]
    parts = re.split(r",\s+(?=which|who|where|while|and|but|with|after|before|as )", told)
    if dice.random() < 0.5 and len(parts[0].split()) > 5:
        told = parts[0].rstrip(".") + "."
    return told.lower() if dice.random() < 0.15 else told
