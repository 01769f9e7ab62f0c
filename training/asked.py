"""Question examples: every question of the sets, and some made from sentences, with passages that answer or nearly do.

Hard negatives decide: the passage with its answering sentence removed, the sentence with its answer struck out, the
answer to another question of the same article, a passage of like words, a question with one fact changed
(Rajpurkar, Jia and Liang, 2018, wrote such questions by hand), and "Why was it sold?" where only when is told.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answering.english.language import YEAR, name_phrases
from eval.claims.changes import IN_QUESTIONS, changed
from index.stems import content_stems
from training.corpora import Corpora, Paragraph, Question
from training.examples import Example, cut, says
from training.made import clozes, definitions, holders, reasked, struck

STRUCK = 0.6  # share of the answers that are struck out of their sentence, where they can be
REASKED = (
    0.35  # share of the questions for a time or a place that are asked for what the passage does not tell
)
NEIGHBOURS = 400  # a stem in more paragraphs than this says nothing about likeness


def question_examples(corpora: Corpora, aside: bool, seed: int) -> list[Example]:
    """Question examples of the sets' trained part, or of what is kept aside.

    Args:
        corpora: the sets.
        aside: True for what is kept aside.
        seed: another seed cuts other passages and draws other negatives.
    """
    dice = random.Random(seed)
    questions = [one for one in corpora.questions if one.paragraph.aside == aside]
    paragraphs = [one for one in corpora.paragraphs if one.aside == aside]
    by_title: dict[str, list[Question]] = defaultdict(list)
    for one in questions:
        if one.answering is not None:
            by_title[one.paragraph.title].append(one)
    alike = _Alike([one for one in paragraphs if one.source not in ("selqa", "timeqa", "ramdocs")])
    pool = [name for one in paragraphs[::5] for name in name_phrases(one.text)[1:3]]
    made: list[Example] = []
    for one in questions:
        made.extend(_of_question(one, by_title[one.paragraph.title], alike, pool, dice))
    made.extend(clozes(paragraphs, pool, dice))
    made.extend(definitions(paragraphs, dice))
    made.extend(holders(paragraphs, dice))
    answered = tuple(made)
    made.extend(bare for one in answered if dice.random() < STRUCK and (bare := struck(one, dice)))
    made.extend(other for one in answered if dice.random() < REASKED and (other := reasked(one, dice)))
    return [_worn(one, dice) for one in made] if not aside else made


def _of_question(
    one: Question, others: Sequence[Question], alike: _Alike, pool: Sequence[str], dice: random.Random
) -> Iterator[Example]:
    source, paragraph = one.paragraph.source, one.paragraph
    if one.answering is None:
        yield cut(one, dice.randrange(len(paragraph.sentences)), f"{source}_unanswerable", dice)
        return
    answered = cut(one, one.answering, source, dice)
    yield answered
    without = _without(one)
    if without and dice.random() < 0.45:
        yield cut(without, dice.randrange(len(without.paragraph.sentences)), f"{source}_removed", dice)
    if dice.random() < 0.45:
        near = [
            q
            for q in others
            if q.text != one.text and not says(q.paragraph.text, one.accepted) and one.accepted
        ]
        if near:
            other = dice.choice(near)
            moved = Question(one.text, other.paragraph, None, None)
            yield cut(moved, other.answering or 0, f"{source}_other_answer", dice)
        elif found := alike.of(one, dice):
            yield cut(Question(one.text, found, None, None), None, f"{source}_alike", dice)
    if dice.random() < (0.9 if source == "squad" else 0.35):
        near_names = [name for name in name_phrases(paragraph.text) if not says(name, one.accepted)]
        new = changed(one.text, near_names if dice.random() < 0.6 else pool, IN_QUESTIONS, dice)
        if new and not (YEAR.search(new) and source == "timeqa"):
            yield replace(answered, kind=f"{source}_changed", asked=new, answering=None, answer=None)


def _without(one: Question) -> Question | None:
    """The paragraph without its answering sentence, if no accepted wording is left in it."""
    answering = {one.answering, *one.others}
    rest = tuple(s for number, s in enumerate(one.paragraph.sentences) if number not in answering)
    if not rest or not one.accepted or says(" ".join(rest), one.accepted):
        return None
    return Question(one.text, replace(one.paragraph, sentences=rest), None, None)


def _worn(one: Example, dice: random.Random) -> Example:
    """As people type: some questions lose their capitals and their mark; some passages come without a title."""
    asked, title = one.asked, one.title
    if one.verdict is None and dice.random() < 0.25:
        asked = asked.lower().rstrip("?")
    elif one.verdict is None and asked == asked.lower() and dice.random() < 0.4:
        asked = asked[:1].upper() + asked[1:] + "?"
    return replace(one, asked=asked, title="" if dice.random() < 0.3 else title)


class _Alike:
    """Finds a paragraph of like words under another title."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = paragraphs
        self._places: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(paragraphs):
            for stem in set(content_stems(f"{one.title} {one.text[:400]}")):
                self._places[stem].append(number)

    def of(self, question: Question, dice: random.Random) -> Paragraph | None:
        score: dict[int, float] = defaultdict(float)
        for stem in sorted(set(content_stems(question.text))):
            places = self._places.get(stem, ())
            if len(places) < NEIGHBOURS:
                for place in places:
                    score[place] += 1 / (5 + len(places))
        best = sorted(score, key=lambda place: (-score[place], place))[:4]
        found = [self._paragraphs[place] for place in best]
        found = [
            one
            for one in found
            if one.title != question.paragraph.title and not says(one.text, question.accepted)
        ]
        return dice.choice(found) if found else None
