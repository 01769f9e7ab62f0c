"""Claim examples: sentences shortened, with one fact changed, or from nearby (Kryscinski and others, 2020)."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answering.language import YEAR, name_phrases
from eval.reading.changes import IN_CLAIMS, changed
from eval.reading.corpora import Corpora, Paragraph, Question
from eval.reading.examples import Example, Verdict, cut, says

TRIMMED, WORDED = 0.25, 0.4  # chances, where a sentence allows it
_CONDITION_LAST = re.compile(
    r",? (?:if|unless|provided that|as long as|only when|once|except|on condition that|in case|subject to|when) "
    r"[^,;]+\.?$"
)
_CONDITION_FIRST = re.compile(r"^(?:If|Unless|Once|Provided|When|In case) [^,]+, ")
_SAYING = (
    "said|says|claimed|claims|alleged|alleges|argued|argues|contends|contended|suggested|suggests|believes?|believed|"
    "reported|reports|warned|warns|insisted|insists|estimated|estimates|thinks?|thought"
)
_SPEAKER_FIRST = re.compile(
    rf"^(?:(?!said)[^,.“\"]){{3,60}} (?:{_SAYING})(?: that|,|:) (?=\S)|^According to [^,]+, "
)
_SPEAKER_LAST = re.compile(
    rf",[”\"]? (?:[^,.]{{3,50}} (?:{_SAYING})|(?:{_SAYING}) [^,.]{{3,50}}|according to [^,.]+)\.$"
)
_DOUBT = re.compile(
    r"\b(?:allegedly|reportedly|probably|possibly|perhaps|likely|apparently|supposedly|nearly|almost|some of|most of|"
    r"part of|only|sometimes|usually|often|(?:about|around|at least|at most|up to)(?= \d)) "
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_WORDED = {
    number: _ONES[number]
    if number < 20
    else _TENS[number // 10 - 2] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    for number in range(2, 100)
}
_DIGITS = {word: str(number) for number, word in _WORDED.items()}
_SAME: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(r"(?<![\d.,$£€-])\b[1-9]?\d\b(?![\d.,%:-]|th\b|st\b|nd\b|rd\b)"),
        lambda m: _WORDED.get(int(m[0]), m[0]),
    ),
    (
        re.compile(rf"\b(?:{'|'.join(sorted(_DIGITS, key=len, reverse=True))})\b(?!-)"),
        lambda m: _DIGITS[m[0]],
    ),
    (re.compile(r"(?<=\d)\s?(?:%|pc|per ?cent)(?!\w)"), " percent"),
    (re.compile(r"(?<=\d),(?=\d{3})"), ""),
    (re.compile(r"\b(\d)\.(\d) million\b"), lambda m: f"{m[1]},{m[2]}00,000"),
    (re.compile(r"\bmore than\b"), "over"),
    (re.compile(r"\bover (?=\d)"), "more than "),
    (re.compile(r"\bapproximately\b"), "about"),
    (re.compile(r"\bcannot\b"), "can’t"),
    (re.compile(r"\b(is|was|are|were|did|does|do|has|have) not\b"), r"\1n't"),
    (re.compile(r"\bbegan\b"), "started"),
    (re.compile(r"\bstarted\b"), "began"),
    (re.compile(r"\bpurchased\b"), "bought"),
    (re.compile(r"\bbought\b"), "purchased"),
    (re.compile(r"\bdied\b"), "passed away"),
    (re.compile(r"\bbecause\b"), "since"),
    (re.compile(r"\balthough\b"), "though"),
    (re.compile(r"\bsaid\b"), "stated"),
    (re.compile(r"\blarge\b"), "big"),
    (re.compile(r"\bassist(ed|s)?\b"), r"help\1"),
    (re.compile(r"\brequire(s|d)?\b"), r"need\1"),
    (re.compile(r"\bhow many\b"), "the number of"),
    (re.compile(r"\bchildren\b"), "kids"),
    (re.compile(r"\bobtain(ed|s)?\b"), r"gain\1"),
    (re.compile(r"\bprior to\b"), "before"),
    (re.compile(r"^In (\d{4}), (.+)\.$"), lambda m: f"{m[2][:1].upper()}{m[2][1:]} in {m[1]}."),
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
    made: list[Example] = []
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


def _sentence_as_claim(one: Paragraph, pool: Sequence[str], dice: random.Random) -> Example | None:
    number = dice.randrange(len(one.sentences))
    sentence = one.sentences[number]
    if not 6 <= len(sentence.split()) <= 45:
        return None
    whole = cut(Question(sentence, one, None, None), number, "claim", dice)
    told = shortened(sentence, dice)
    if dice.random() < TRIMMED and (less := trimmed(sentence, dice)):
        return replace(whole, kind="claim_trimmed", asked=less, verdict=Verdict.NOT_SUPPORTED)
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


def trimmed(sentence: str, dice: random.Random) -> str | None:
    """The sentence without its condition, its speaker or its doubt: it says more than the sentence does."""
    found = []
    if match := _CONDITION_LAST.search(sentence):
        found.append(sentence[: match.start()].rstrip(", ") + ".")
    if match := _CONDITION_FIRST.match(sentence):
        found.append(sentence[match.end() :])
    if match := _SPEAKER_FIRST.match(sentence):
        found.append(sentence[match.end() :])
    if match := _SPEAKER_LAST.search(sentence):
        found.append(sentence[: match.start()] + ".")
    if match := _DOUBT.search(sentence):
        found.append(sentence[: match.start()] + sentence[match.end() :])
    found = [one for one in found if len(one.split()) > 4]
    if not found:
        return None
    told = dice.choice(found).strip('“”" ')
    return told[:1].upper() + told[1:]


def in_other_words(sentence: str, dice: random.Random) -> str | None:
    """The sentence with a number, a unit, a clause or a word written in another way that means the same."""
    ways = [(pattern, new) for pattern, new in _SAME if pattern.search(sentence)]
    if not ways:
        return None
    for pattern, new in dice.sample(ways, min(len(ways), 2)):
        sentence = pattern.sub(new, sentence, count=1)
    return sentence


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
