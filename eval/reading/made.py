"""Questions made from sentences, for kinds of question that the sets have few of, or none."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answering.language import YEAR, name_phrases
from eval.reading.changes import IN_CLAIMS, IN_QUESTIONS, another_name, changed
from eval.reading.corpora import Paragraph, Question
from eval.reading.examples import Example, cut

CLOZES = YES_OR_NO = 3000  # sentences a pass; of many of them no question can be made
_ASSERTS = re.compile(
    r"^(?P<subject>(?:(?:The|A|An|In|Most|Many|Some|Its|His|Her|Their) )?[\w'’-]+(?: [\w'’.-]+){0,6}?) "
    r"(?:(?P<be>is|was|are|were|will|would|can|could|may|should|must)|(?P<have>has|have|had)(?= (?:been|not|\w+ed)\b)) "
    r"(?P<rest>[^,;:“”\"()]{8,110}?)(?:\.$|[,;:(])"
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
    """Questions for yes or no: an assertion turned around, as it stands, with a fact changed, or about another name.

    The sentence answers the first two, the second with no; with another name, or without that sentence, nothing does.
    """
    wanted = [one for one in paragraphs if len(one.sentences) > 1]
    for one in dice.sample(wanted, min(len(wanted), YES_OR_NO)):
        turned = [(n, question) for n, s in enumerate(one.sentences) if (question := inverted(s, one.title))]
        if not turned:
            continue
        number, asked = dice.choice(turned)
        answered = cut(Question(asked, one, number, None), number, "yesno", dice)
        yield answered
        draw = dice.random()
        if draw < 0.3 and (new := changed(asked, pool, IN_CLAIMS[4:5] + IN_CLAIMS[:2], dice)):
            yield replace(answered, kind="yesno_denied", asked=new)
        elif draw < 0.65 and (new := another_name(asked, pool, dice)):
            yield replace(answered, kind="yesno_changed", asked=new, answering=None)
        else:
            rest = tuple(s for place, s in enumerate(one.sentences) if place != number)
            moved = Question(asked, replace(one, sentences=rest), None, None)
            yield cut(moved, min(number, len(rest) - 1), "yesno_removed", dice)


def inverted(sentence: str, title: str = "") -> str | None:
    """A plain assertion as a question for yes or no, or None.

    Args:
        sentence: as it stands in the article.
        title: whom a pronoun at its start is about; empty if that is not known.
    """
    found = _ASSERTS.match(sentence)
    if not found or len(sentence.split()) > 40:
        return None
    subject = found["subject"]
    first = subject.split()[0]
    if first in ("He", "She", "It", "They"):
        if not title or subject != first:
            return None
        subject = title
    elif first in ("The", "A", "An", "Most", "Many", "Some"):
        subject = subject[:1].lower() + subject[1:]
    elif first in ("In", "This", "That", "There", "These", "Those", "His", "Her", "Its", "Their"):
        return None
    verb = found["be"] or found["have"]
    return f"{verb[:1].upper()}{verb[1:]} {subject} {found['rest'].strip()}?"
