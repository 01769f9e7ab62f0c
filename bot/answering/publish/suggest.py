"""Makes questions out of sentences by rules, after Heilman and Smith, "Good Question!" (2010): who, when, how many.

A refusal suggests a question that the articles answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from bot.answering.english.counts import NUMBER
from bot.answering.english.dates import DATE
from bot.answering.english.names import NAME, OPENERS
from bot.answering.policy import POLICY
from bot.answering.question.understand import Asked
from bot.answering.reading.reader import Reading
from index.records import Hit
from index.stems import content_stems

WORDS = (7, 34)  # the least and most words of a sentence that questions are made of
SUGGESTED_WORDS = 16  # no member would ask a longer question
TRIES = 3
_VERB = (
    r"(?:was|were|is|are|has|had|will|would|could|said|says|told|won|became|began|led|held|made|took|met|wrote|left|"
    r"[a-z]{2,}ed)"
)
_ACTS = re.compile(rf"^((?:The )?{NAME.pattern}) ({_VERB} .{{12,}}?)[.]?$")
_IS = re.compile(rf"^((?:The )?{NAME.pattern}[\w’' ]{{0,40}}?) (was|were|is|are) (.{{8,}}?)[.]?$")
_DATED = re.compile(rf",? (?:in|on) ({DATE.pattern})")
_COUNTED = re.compile(
    rf"\b({NUMBER.pattern}) ((?:[a-z]+ )?[a-z]+s|people) ((?:have|had|were|are|died|fled|took|lost|came|left) .{{8,}}?)"
    r"[.]?$"
)
_BEYOND = re.compile(r",? (?:but|though|although|as part of|who|which|that|after|while|where)\b|, ")
# Leaning on another sentence, cut off in the middle, with a second verb, or negated: no member would ask that.
_BROKEN = re.compile(
    r"\b(?:he|she|they|it|his|her|their|its|itself|himself|herself|themselves|this|that|these|those)\b|[“”\"]"
    r"|\b(?:of|in|on|at|to|by|for|from|with|under|over|and|or|the|a|an|as|than|into|about)\?$"
    r"|\band (?:will|would|was|were|is|are|has|had|have|can|could|\w+ed)\b|\bnot\b|n['’]t\b|\b(?:them|there|then)\b",
    re.IGNORECASE,
)
_BE = re.compile(r"(?:is|are|was|were)\b")
_DONE = re.compile(
    r"(?:(?:first|also|then|later|officially|formally) )?(?:\w+ed|born|built|made|held|sold|won|found|founded|sent|"
    r"written|taken|given|shown|begun|set|shut|lost|paid|known|chosen|hit)\b"
)


def questions_about(sentence: str) -> Iterator[str]:
    """The questions that rules make of a sentence: who, when, how many."""
    if WORDS[0] <= len(sentence.split()) <= WORDS[1]:
        for rule in (_who, _when, _how_many):
            yield from rule(sentence)


def suggestion(asked: Asked, hits: Sequence[Hit], read: Callable[[str], Reading | None]) -> str | None:
    """A question similar to the one that was asked, which these passages do answer; None if there is none.

    Args:
        asked: what was asked and is not answered.
        hits: the passages that came nearest, best first.
        read: reads another question over the shelf; None when it would be refused.
    """
    made = [
        (len(set(asked.stems) & set(content_stems(question))), sentence, question)
        for hit in hits
        for sentence in hit.passage.texts
        for question in map(_in_short, questions_about(sentence))
        if is_plain(question)
    ]
    made.sort(key=lambda entry: -entry[0])
    for shared, sentence, question in made[:TRIES]:
        reading = read(question) if shared else None
        if reading and reading.answerable >= POLICY.suggested_at and sentence in reading.evidence[0].text:
            return question
    return None


def is_plain(question: str) -> bool:
    """Whether a question made by rules reads as if a member had asked it."""
    return not _BROKEN.search(question) and len(question.split()) <= SUGGESTED_WORDS


def _in_short(question: str) -> str:
    """The question up to its first further clause, if enough is left to ask."""
    head = _BEYOND.split(question, maxsplit=1)[0].rstrip("?")
    return f"{head}?" if len(head.split()) >= WORDS[0] - 1 else question


def _who(sentence: str) -> Iterator[str]:
    """Turns ``Ada met Babbage in London.`` into ``Who met Babbage in London?``, say."""
    match = _ACTS.match(sentence)
    if match and _named(match[1]) and not _BE.match(match[2]):  # "Who is a flagship of the scheme?"
        yield f"Who {match[2]}?"


def _when(sentence: str) -> Iterator[str]:
    """Turns ``The Bank was founded in 1694 by merchants.`` into ``When was the Bank founded by merchants?``, say."""
    match, dated = _IS.match(sentence), _DATED.search(sentence)
    if match and dated and dated.start() >= match.start(3) and _named(match[1]) and _DONE.match(match[3]):
        if _BEYOND.search(sentence, match.start(3), dated.start()):  # the date of something else
            return
        rest = sentence[match.start(3) : dated.start()] + sentence[dated.end() : match.end(3)]
        subject = re.sub(r"^The\b", "the", match[1])
        yield f"When {match[2]} {subject} {rest.strip(' ,')}?"


def _how_many(sentence: str) -> Iterator[str]:
    """Turns ``At least 46 people were killed in the raid.`` into ``How many people were killed in the raid?``, say."""
    if match := _COUNTED.search(sentence):
        yield f"How many {match[2]} {match[3]}?"


def _named(subject: str) -> bool:
    return subject.split()[0].lower() not in OPENERS - {"the"}
