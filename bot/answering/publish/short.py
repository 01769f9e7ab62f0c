"""The answer in a few words, quoted from the sentence that answers; None when it is unclear which words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.answering.english.counts import NUMBER, NUMBER_WORD, counts
from bot.answering.english.dates import DATE, YEAR
from bot.answering.question.understand import Asked, Wants
from index.english.lexicon import any_of, pattern
from index.initials import spelt_out
from index.records import Span
from index.stems import content_stems, tokens

_COMPARATIVE = re.compile(rf"(?:\b(?:{any_of('limiting_number')})\s+)+$", re.IGNORECASE)
_WHEN = re.compile(  # "the first Tuesday", "until the end of March", "about 1300"
    r"(?:\b(?:by|before|after|until|till|since|about|around|circa|not before|no later than|from|through)\s+)?"
    r"(?:\b(?:the\s+)?(?:end|beginning|start|middle|close|eve) of\s+)?"
    r"(?:\b(?:the\s+)?(?:first|second|third|fourth|fifth|last|next|this|every|each|any|other)\s+)*"
    r"(?:\b(?:early|late|mid)[\s-]+)?$",
    re.IGNORECASE,
)
_OF_WHEN = re.compile(
    r"s?(?:,? (?:of|in) (?:the|each|every) (?:month|year|week|quarter|season))?"
    r"(?:,? (?:or so|at the (?:latest|earliest)))?"
)
_LIMITED = re.compile(
    r"(?:,? (?:on average|at most|at least|at the (?:most|least|latest|earliest)|or (?:so|more|less|fewer)|each|in all|"
    r"an? (?:day|week|month|year|hour|night|minute|person|head|time)|(?:per|every) [a-z]+)\b)+"
)
_LIMITS = pattern("limiting_all")
_COUNTED = re.compile(rf"(?:[\s-]+(?!(?:{any_of('counted_behind')})\b)[a-zA-Z][\w’'-]*){{1,3}}")
_MANY = re.compile(r"\w+s|people|men|women|children|staff|sheep|fish|persons?")


def short_answer(asked: Asked, sentence: str) -> str | None:
    """The words of ``sentence`` that answer.

    What initials stand for is taken from before the brackets. Otherwise only quantities and dates are taken, and only
    if exactly one part of the sentence fits: a quantity that counts what the question names, or a date that it does not
    have. Words that limit it ("about", "the first", "on average") are quoted with it; if other words limit the whole
    sentence, there is no short answer. (On answering sentences of QED and SQuAD, names found this way were the answer
    only 86 times in 100.)
    """
    if asked.letters:
        return spelt_out(asked.letters, sentence)
    fitting = list(_fitting(asked, sentence)) if not asked.joined else []
    if len(fitting) != 1:
        return None
    beside = sentence[: fitting[0].start] + "|" + sentence[fitting[0].end :]
    return None if _LIMITS.search(beside) else fitting[0].of(sentence)


def _fitting(asked: Asked, sentence: str) -> Iterator[Span]:
    known = frozenset(tokens(asked.text))
    if asked.wants is Wants.NUMBER:
        yield from _quantities(asked, sentence, known)
    elif asked.wants is Wants.DATE:
        for match in DATE.finditer(sentence):
            if not set(tokens(match[0])) <= known:
                yield _dated(sentence, match)


def _quantities(asked: Asked, sentence: str, known: frozenset[str]) -> Iterator[Span]:
    if NUMBER_WORD.search(sentence):  # a number in words may be the one that is meant
        return
    things = [thing for thing in counts(sentence) if thing]
    shared = len(set(things)) < len(things)  # "killed 481 fighters and injured 690": the verb decides
    for match in NUMBER.finditer(sentence):
        if set(tokens(match[0])) <= known or YEAR.fullmatch(match[0]):
            continue
        words = _COUNTED.match(sentence, match.end())
        # "46 people", or "46 died"
        alone = _is_asked(asked, " ".join(sentence[match.end() :].split()[:1]))
        end = _counted_until(asked, words) if words else match.end() if alone else 0
        if end:
            before = _COMPARATIVE.search(sentence[: match.start()])
            start = before.start() if before else match.start()
            if shared and not _is_asked(asked, " ".join(sentence[:start].split()[-1:])):
                continue
            limited = _LIMITED.match(sentence, end)
            yield Span(start, limited.end() if limited else end)


def _counted_until(asked: Asked, words: re.Match[str]) -> int:
    """Where the words that say what is counted end, once one of them is in the question; 0 if none is."""
    end = 0
    for word in re.finditer(r"[\w’'-]+", words[0]):
        if _is_asked(asked, word[0]) or (end and _MANY.fullmatch(word[0])):
            end = words.start() + word.end()
    return end


def _is_asked(asked: Asked, words: str) -> bool:
    """Whether the question has one of these words."""
    return not set(content_stems(words)).isdisjoint(asked.stems)


def _dated(sentence: str, date: re.Match[str]) -> Span:
    before = _WHEN.search(sentence[: date.start()])
    after = _OF_WHEN.match(sentence, date.end())
    return Span(
        before.start() if before and before[0] else date.start(), after.end() if after else date.end()
    )
