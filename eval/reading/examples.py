"""What the reader learns from: every question with passages that answer it and passages that nearly do.

Hard negatives decide: the passage with its answering sentence removed, the answer to another question of the same
article, a passage of like words, a question with one fact changed (Rajpurkar, Jia and Liang, 2018, wrote such
questions by hand), and claims with one fact changed (Kryscinski and others, 2020).
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import IntEnum
from pathlib import Path

from bot.answering.language import YEAR, name_phrases
from eval.reading.changes import IN_CLAIMS, IN_QUESTIONS, changed
from eval.reading.corpora import Corpora, Paragraph, Question
from index.stems import content_stems

WORDS = (40, 130)  # a passage is cut at a random length between these
NEIGHBOURS = 400  # a stem in more paragraphs than this says nothing about likeness


class Verdict(IntEnum):
    """What a text says of a claim."""

    SUPPORTED = 0
    CONTRADICTED = 1
    NOT_STATED = 2


@dataclass(frozen=True, slots=True)
class Example:
    """A question or a claim, and a passage.

    Args:
        kind: which way it was made, by which figures are told apart.
        asked: the question or the claim.
        title: the article's title, or empty.
        sentences: the passage.
        answering: number of the answering sentence, None if none answers or it is a claim.
        answer: start and end of the answer in that sentence, None if unknown.
        verdict: for a claim; None for a question.
        accepted: every accepted wording of the answer.
    """

    kind: str
    asked: str
    title: str
    sentences: tuple[str, ...]
    answering: int | None = None
    answer: tuple[int, int] | None = None
    verdict: Verdict | None = None
    accepted: tuple[str, ...] = ()


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
    alike = _Alike([one for one in paragraphs if one.source in ("qed", "squad")])
    pool = [name for one in paragraphs[::5] for name in name_phrases(one.text)[1:3]]
    made: list[Example] = []
    for one in questions:
        made.extend(_of_question(one, by_title[one.paragraph.title], alike, pool, dice))
    made.extend(_clozes(paragraphs, pool, dice))
    return [_worn(one, dice) for one in made] if not aside else made


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
    made: list[Example] = []
    while len(made) < count:
        if dice.random() < 0.25:
            made.append(_question_as_claim(dice.choice(questions), answers, dice))
        elif claim := _sentence_as_claim(dice.choice(paragraphs), pool, dice):
            made.append(claim)
    return made


def _of_question(
    one: Question, others: Sequence[Question], alike: _Alike, pool: Sequence[str], dice: random.Random
) -> Iterator[Example]:
    source, paragraph = one.paragraph.source, one.paragraph
    if one.answering is None:
        yield _cut(one, dice.randrange(len(paragraph.sentences)), f"{source}_unanswerable", dice)
        return
    answered = _cut(one, one.answering, source, dice)
    yield answered
    without = _without(one)
    if without and dice.random() < 0.45:
        yield _cut(without, dice.randrange(len(without.paragraph.sentences)), f"{source}_removed", dice)
    if dice.random() < 0.45:
        near = [
            q
            for q in others
            if q.text != one.text and not _says(q.paragraph.text, one.accepted) and one.accepted
        ]
        if near:
            other = dice.choice(near)
            moved = Question(one.text, other.paragraph, None, None)
            yield _cut(moved, other.answering or 0, f"{source}_other_answer", dice)
        elif found := alike.of(one, dice):
            yield _cut(Question(one.text, found, None, None), None, f"{source}_alike", dice)
    if dice.random() < (0.9 if source == "squad" else 0.35):
        near_names = [name for name in name_phrases(paragraph.text) if not _says(name, one.accepted)]
        new = changed(one.text, near_names if dice.random() < 0.6 else pool, IN_QUESTIONS, dice)
        if new and not (YEAR.search(new) and source == "timeqa"):
            yield replace(answered, kind=f"{source}_changed", asked=new, answering=None, answer=None)


def _without(one: Question) -> Question | None:
    """The paragraph without its answering sentence, if no accepted wording is left in it."""
    rest = tuple(s for number, s in enumerate(one.paragraph.sentences) if number != one.answering)
    if not rest or not one.accepted or _says(" ".join(rest), one.accepted):
        return None
    return Question(one.text, replace(one.paragraph, sentences=rest), None, None)


def _says(text: str, wordings: Sequence[str]) -> bool:
    return any(wording.lower() in text.lower() for wording in wordings)


def _cut(one: Question, around: int | None, kind: str, dice: random.Random) -> Example:
    """A run of sentences around one of them, of random length, as passages are cut."""
    sentences = one.paragraph.sentences
    centre = dice.randrange(len(sentences)) if around is None else around
    limit = dice.randint(*WORDS)
    first = last = centre
    words = len(sentences[centre].split())
    while True:
        sides = [side for side in (first - 1, last + 1) if 0 <= side < len(sentences)]
        sides = [side for side in sides if words + len(sentences[side].split()) <= limit]
        if not sides:
            break
        side = dice.choice(sides)
        words += len(sentences[side].split())
        first, last = min(first, side), max(last, side)
    return Example(
        kind,
        one.text,
        one.paragraph.title,
        sentences[first : last + 1],
        None if one.answering is None else one.answering - first,
        one.answer,
        accepted=one.accepted,
    )


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
            if one.title != question.paragraph.title and not _says(one.text, question.accepted)
        ]
        return dice.choice(found) if found else None


def _clozes(paragraphs: Sequence[Paragraph], pool: Sequence[str], dice: random.Random) -> Iterator[Example]:
    """Questions made from sentences: a name or a year is taken out and a question word put in front.

    After Lewis, Denoyer and Riedel (2019), with rules. Half get another fact changed, and have no answer.
    """
    wanted = [
        one for one in paragraphs if one.source in ("timeqa", "squad", "selqa") and len(one.sentences) > 1
    ]
    for one in dice.sample(wanted, min(len(wanted), 3000)):
        number = dice.randrange(len(one.sentences))
        sentence = one.sentences[number]
        if not 8 <= len(sentence.split()) <= 30:
            continue
        names = name_phrases(sentence[:1].lower() + sentence[1:])
        years = YEAR.findall(sentence)
        answer = dice.choice([*names, *years]) if names or years else ""
        match = (
            re.search(rf"(?:\b(?:in|by|on) )?(?<!\w){re.escape(answer)}(?!\w)", sentence) if answer else None
        )
        if not match:
            continue
        word = "when" if answer in years else dice.choice(("who", "what", "which one"))
        asked = f"{word} {sentence[: match.start()]}{sentence[match.end() :]}".rstrip(". ")
        kept = asked.split()
        kept = [w for w in kept if dice.random() > 0.12] if len(kept) > 7 else kept
        asked = " ".join(kept)
        start = sentence.index(answer, match.start())
        whole = Question(asked, one, number, (start, start + len(answer)), (answer,))
        answered = _cut(whole, number, "cloze", dice)
        new = changed(asked, name_phrases(one.text) if dice.random() < 0.5 else pool, IN_QUESTIONS, dice)
        if dice.random() < 0.5 and new:
            yield replace(answered, kind="cloze_changed", asked=new, answering=None, answer=None)
        else:
            yield answered


def _question_as_claim(one: Question, answers: Sequence[str], dice: random.Random) -> Example:
    """A question with an answer put in the place of its question word: true, or with another answer."""
    right = dice.random() < 0.5
    answer = one.accepted[0]
    if not right:
        within = [
            name
            for name in [*name_phrases(one.paragraph.text), *YEAR.findall(one.paragraph.text)]
            if not _says(name, one.accepted)
            and not _says(one.text, (name,))
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
    cut = _cut(one, one.answering, "claim_question" if right else "claim_wrong_answer", dice)
    return replace(
        cut,
        asked=claim[:1].upper() + claim[1:],
        answering=None,
        answer=None,
        verdict=Verdict.SUPPORTED if right else Verdict.CONTRADICTED,
    )


def _sentence_as_claim(one: Paragraph, pool: Sequence[str], dice: random.Random) -> Example | None:
    number = dice.randrange(len(one.sentences))
    sentence = one.sentences[number]
    if not 6 <= len(sentence.split()) <= 45:
        return None
    whole = _cut(Question(sentence, one, None, None), number, "claim", dice)
    told = shortened(sentence, dice)
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
    cut = _cut(Question(told, replace(one, sentences=rest), None, None), near, "claim_near", dice)
    return replace(cut, verdict=Verdict.NOT_STATED)


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


def write_examples(examples: Sequence[Example], path: Path) -> None:
    """Writes examples as JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(asdict(one)) + "\n" for one in examples), encoding="utf-8")


def read_examples(path: Path) -> list[Example]:
    """Reads what `write_examples` wrote."""
    read = []
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        for name in ("sentences", "answer", "accepted"):
            fields[name] = None if fields[name] is None else tuple(fields[name])
        verdict = fields.pop("verdict")
        read.append(Example(**fields, verdict=None if verdict is None else Verdict(verdict)))
    return read
