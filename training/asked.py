"""Question examples: every question of the sets, and some made from sentences, with passages that answer or nearly do.

Hard negatives decide: the passage with its answering sentence removed, the sentence with its answer struck out, the
answer to another question of the same article, a passage of similar words, a question with one fact changed
(Rajpurkar, Jia and Liang, 2018, wrote such questions by hand), and "Why was it sold?" where only when is told.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answering.english.dates import YEAR
from bot.answering.english.names import name_phrases
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
    questions = [question for question in corpora.questions if question.paragraph.aside == aside]
    paragraphs = [paragraph for paragraph in corpora.paragraphs if paragraph.aside == aside]
    by_title: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        if question.answering is not None:
            by_title[question.paragraph.title].append(question)
    alike = _Alike(
        [paragraph for paragraph in paragraphs if paragraph.source not in ("selqa", "timeqa", "ramdocs")]
    )
    pool = [name for paragraph in paragraphs[::5] for name in name_phrases(paragraph.text)[1:3]]
    made: list[Example] = []
    for question in questions:
        made.extend(_of_question(question, by_title[question.paragraph.title], alike, pool, dice))
    made.extend(clozes(paragraphs, pool, dice))
    made.extend(definitions(paragraphs, dice))
    made.extend(holders(paragraphs, dice))
    answered = tuple(made)
    made.extend(bare for example in answered if dice.random() < STRUCK and (bare := struck(example, dice)))
    made.extend(
        near_miss for example in answered if dice.random() < REASKED and (near_miss := reasked(example, dice))
    )
    return [_worn(example, dice) for example in made] if not aside else made


def _of_question(
    question: Question, others: Sequence[Question], alike: _Alike, pool: Sequence[str], dice: random.Random
) -> Iterator[Example]:
    source, paragraph = question.paragraph.source, question.paragraph
    if question.answering is None:
        yield cut(question, dice.randrange(len(paragraph.sentences)), f"{source}_unanswerable", dice)
        return
    answered = cut(question, question.answering, source, dice)
    yield answered
    without = without_answer(question)
    if without and dice.random() < 0.45:
        yield cut(without, dice.randrange(len(without.paragraph.sentences)), f"{source}_removed", dice)
    if dice.random() < 0.45:
        near = [
            other
            for other in others
            if other.text != question.text
            and not says(other.paragraph.text, question.accepted)
            and question.accepted
        ]
        if near:
            other = dice.choice(near)
            moved = Question(question.text, other.paragraph, None, None)
            yield cut(moved, other.answering or 0, f"{source}_other_answer", dice)
        elif like := alike.of(question, dice):
            yield cut(Question(question.text, like, None, None), None, f"{source}_alike", dice)
    if dice.random() < (0.9 if source == "squad" else 0.35):
        near_names = [name for name in name_phrases(paragraph.text) if not says(name, question.accepted)]
        new = changed(question.text, near_names if dice.random() < 0.6 else pool, IN_QUESTIONS, dice)
        if new and not (YEAR.search(new) and source == "timeqa"):
            yield replace(answered, kind=f"{source}_changed", asked=new, answering=None, answer=None)


def without_answer(question: Question) -> Question | None:
    """The paragraph without its answering sentence, if no accepted wording is left in it."""
    answering = {question.answering, *question.others}
    rest = tuple(
        sentence for number, sentence in enumerate(question.paragraph.sentences) if number not in answering
    )
    if not rest or not question.accepted or says(" ".join(rest), question.accepted):
        return None
    return Question(question.text, replace(question.paragraph, sentences=rest), None, None)


def _worn(example: Example, dice: random.Random) -> Example:
    """As people type: some questions lose their capitals and their mark; some passages come without a title."""
    asked, title = example.asked, example.title
    if example.verdict is None and dice.random() < 0.25:
        asked = asked.lower().rstrip("?")
    elif example.verdict is None and asked == asked.lower() and dice.random() < 0.4:
        asked = asked[:1].upper() + asked[1:] + "?"
    return replace(example, asked=asked, title="" if dice.random() < 0.3 else title)


class _Alike:
    """Finds a paragraph of similar words under another title."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = paragraphs
        self._places: dict[str, list[int]] = defaultdict(list)
        for number, paragraph in enumerate(paragraphs):
            for stem in set(content_stems(f"{paragraph.title} {paragraph.text[:400]}")):
                self._places[stem].append(number)

    def of(self, question: Question, dice: random.Random) -> Paragraph | None:
        score: dict[int, float] = defaultdict(float)
        for stem in sorted(set(content_stems(question.text))):
            places = self._places.get(stem, ())
            if len(places) < NEIGHBOURS:
                for place in places:
                    score[place] += 1 / (5 + len(places))
        best = sorted(score, key=lambda place: (-score[place], place))[:4]
        near = [self._paragraphs[place] for place in best]
        near = [
            paragraph
            for paragraph in near
            if paragraph.title != question.paragraph.title and not says(paragraph.text, question.accepted)
        ]
        return dice.choice(near) if near else None
