"""Questions made from sentences, for kinds of question that the sets have few of, or none."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answering.language import NAME, OPENERS, YEAR, name_phrases
from eval.reading.changes import (
    IN_QUESTIONS,
    another_date,
    another_name,
    another_number,
    changed,
    opposite,
)
from eval.reading.corpora import Paragraph, Question
from eval.reading.examples import Example, cut
from index.stems import content_stems

CLOZES = 3000  # paragraphs a pass; of many of them no question can be made
YES_OR_NO = 8000
ANSWERED_NO = (
    opposite,
    another_number,
    another_date,
)  # changes after which the sentence still answers: with no
SAID_AGAIN = 0.5  # the share of a sentence's words of content from which on another one says it too
# Lower-case words: not "said", nor a clause that ends before its own verb.
_SUBJECT = rf"(?:(?:The|A|An) (?:[a-z][\w’'-]* ){{0,2}}?(?:[a-z][\w’'-]*|{NAME.pattern})|{NAME.pattern})"
_ASSERTS = re.compile(
    rf"(?P<subject>{_SUBJECT}) "
    r"(?P<verb>is|was|are|were|will|would|can|could|may|should|must|(?:has|have|had)(?= (?:been|not|\w+ed)\b)) "
    r"(?P<rest>[^;:“”\"()]{8,110}?)(?:\.$|[,;:] |,$| \()"
)
_NO_SUBJECT = frozenset(
    "that which who whom whose where when while if he she it they we i you there said says what although so".split()
)


def clozes(paragraphs: Sequence[Paragraph], pool: Sequence[str], dice: random.Random) -> Iterator[Example]:
    """Questions made from sentences: a name or a year is taken out and a question word put in front.

    After Lewis, Denoyer and Riedel (2019), with rules. Half get another fact changed, and have no answer.
    """
    wanted = [
        one for one in paragraphs if one.source in ("timeqa", "squad", "selqa") and len(one.sentences) > 1
    ]
    for one in dice.sample(wanted, min(len(wanted), CLOZES)):
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
        answered = cut(whole, number, "cloze", dice)
        new = changed(asked, name_phrases(one.text) if dice.random() < 0.5 else pool, IN_QUESTIONS, dice)
        if dice.random() < 0.5 and new:
            yield replace(answered, kind="cloze_changed", asked=new, answering=None, answer=None)
        else:
            yield answered


def yes_or_no(paragraphs: Sequence[Paragraph], pool: Sequence[str], dice: random.Random) -> Iterator[Example]:
    """Questions for yes or no: an assertion turned around, as it stands, or with a fact changed.

    The sentence answers both, the second with no. About another subject, or without that sentence, nothing answers.
    """
    wanted = [one for one in paragraphs if len(one.sentences) > 1]
    for one in dice.sample(wanted, min(len(wanted), YES_OR_NO)):
        turned = [(n, question) for n, s in enumerate(one.sentences) if (question := inverted(s, one))]
        if not turned:
            continue
        number, asked = dice.choice(turned)
        sentence = one.sentences[number]
        answered = cut(Question(asked, one, number, None), number, "yesno", dice)
        no = changed(asked, pool, ANSWERED_NO, dice) if dice.random() < 0.3 else None
        yield replace(answered, kind="yesno_denied", asked=no) if no else answered
        subject = _ASSERTS.match(sentence)
        new = another_name(subject["subject"], pool, dice) if subject and dice.random() < 0.5 else None
        if subject and new and subject["subject"] in asked:
            other = asked.replace(subject["subject"], new, 1)
            yield replace(answered, kind="yesno_changed", asked=other, answering=None)
        elif dice.random() < 0.6:
            rest = tuple(s for place, s in enumerate(one.sentences) if place != number)
            if not any(_says_again(sentence, other) for other in rest):
                without = Question(asked, replace(one, sentences=rest), None, None)
                yield cut(without, min(number, len(rest) - 1), "yesno_removed", dice)


def _says_again(sentence: str, other: str) -> bool:
    stems = set(content_stems(sentence))
    return len(stems & set(content_stems(other))) > SAID_AGAIN * len(stems)


def inverted(sentence: str, paragraph: Paragraph) -> str | None:
    """A plain assertion of a paragraph as a question for yes or no; None of what cannot simply be turned around."""
    found = _ASSERTS.match(sentence)
    if not found or len(sentence.split()) > 40:
        return None
    subject = found["subject"]
    first, *more = subject.split()
    if _NO_SUBJECT & {word.lower() for word in subject.split()} or (
        first.lower() in OPENERS and first not in ("The", "A", "An")
    ):
        return None
    if first in ("The", "A", "An"):
        subject = subject[:1].lower() + subject[1:]
    elif not more and not re.search(
        rf"[a-z,] {re.escape(first)}\b", f". {paragraph.title} . {paragraph.text}"
    ):
        return None  # perhaps no name: it is never written so but where a sentence begins
    return f"{found['verb'].capitalize()} {subject} {found['rest'].strip()}?"
