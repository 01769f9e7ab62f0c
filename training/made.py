"""Questions made from sentences, for passages that nobody has asked about."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answering.language import YEAR, name_phrases
from eval.claims.changes import IN_QUESTIONS, changed
from training.corpora import Paragraph, Question
from training.examples import Example, cut

CLOZES = 3000  # paragraphs a pass; of many of them no question can be made
DEFINITIONS = 1400  # questions a pass: who somebody is, what letters stand for, why something is so
_NAME = r"[A-Z][\w’'-]+(?: (?:of |the |al-|bin |de |van )?[A-Z][\w’'-]+)+"
_WHO = (
    # a title before the name: "Information Minister Attaullah Tarar said"
    (
        re.compile(
            rf"\b(?P<answer>(?:(?:the|a|an|its|his|their|former|deputy|prime|foreign|chief|[A-Z][a-z]+(?:['’]s)?) )*"
            rf"(?:[Mm]inister|[Pp]resident|[Ss]ecretary|[Ss]pokes(?:man|woman|person)|[Dd]irector|[Cc]hairman|[Cc]hief|"
            rf"[Gg]eneral|[Cc]oach|[Aa]uthor|[Ss]inger|[Aa]ctor|[Aa]ctress|[Pp]rofessor|[Aa]rchitect|[Ee]ngineer|[Pp]oet|"
            rf"[Ff]ounder|[Mm]anager|[Jj]udge|[Mm]ayor|[Gg]overnor|[Ee]ditor|[Cc]aptain|[Kk]ing|[Qq]ueen|[Bb]ishop)) "
            rf"(?P<name>{_NAME})"
        ),
        ("who", "Who"),
    ),
    # an apposition after it: "Mary Shelley, an English novelist,"
    (
        re.compile(rf"(?P<name>{_NAME}), (?P<answer>(?:an?|the|who (?:is|was)) [^,.;()]{{6,70}})[,.]"),
        ("Who", "who", "What"),
    ),
    (
        re.compile(rf"^(?P<name>{_NAME})(?: \([^)]*\))? (?:is|was) (?P<answer>(?:an?|the) [^,.;()]{{6,90}})"),
        ("Who", "What", "what"),
    ),
)
_LETTERS = re.compile(
    r"\b(?P<answer>[A-Z][\w-]+(?: (?:of|and|for|the|in|[A-Z][\w-]+)){1,7}) \((?P<name>[A-Z]{2,6})\)"
)
_REASON = re.compile(
    r"^(?P<asked>[A-Z][^,;:]{15,110}?),? (?P<answer>(?:because|due to|in response to|owing to|as a result of|so that|"
    r"in order to|amid|since it|since they)\b [^;]{8,140}?)[.]?$"
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


def definitions(paragraphs: Sequence[Paragraph], dice: random.Random) -> Iterator[Example]:
    """Who somebody is, what letters stand for, why something is so: asked of sentences that say it and of those near.

    A third is asked of the passage without the sentence, where a name that is there is not explained.
    """
    made = 0
    for one in dice.sample(paragraphs, len(paragraphs)):
        if made >= DEFINITIONS:
            return
        found = [
            (asked, number, ends)
            for number, sentence in enumerate(one.sentences)
            if len(sentence) < 400
            for asked, ends in _explained(sentence, dice)
        ]
        if not found:
            continue
        asked, number, (start, end) = dice.choice(found)
        answer = one.sentences[number][start:end]
        made += 1
        if dice.random() < 0.33 and len(one.sentences) > 1:
            rest = tuple(s for place, s in enumerate(one.sentences) if place != number)
            if answer.lower() in " ".join(rest).lower():
                continue
            bare = Question(asked, replace(one, sentences=rest), None, None)
            yield cut(bare, min(number, len(rest) - 1), "definition_removed", dice)
        else:
            yield cut(Question(asked, one, number, (start, end), (answer,)), number, "definition", dice)


def _explained(sentence: str, dice: random.Random) -> Iterator[tuple[str, tuple[int, int]]]:
    """Questions that the sentence explains something of, with the place of the answer."""
    for pattern, words in _WHO:
        if match := pattern.search(sentence):
            asked = dice.choice(("{} is {}?", "{} was {}?", "{}'s {}", "Tell me {} {} is."))
            yield asked.format(dice.choice(words), match["name"]), match.span("answer")
    if match := _LETTERS.search(sentence):
        asked = dice.choice(("What does {} stand for?", "what is {}", "What is the {}?", "{} meaning?"))
        yield asked.format(match["name"]), match.span("answer")
    if match := _REASON.match(sentence):
        told = match["asked"]
        told = (
            told
            if told.split()[0][0:1].isupper() and len(name_phrases(told))
            else told[:1].lower() + told[1:]
        )
        yield (
            dice.choice(("Why {}?", "why {}", "What is the reason that {}?")).format(told),
            match.span("answer"),
        )
