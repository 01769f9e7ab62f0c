"""The answer in a few words, quoted from the sentence that answers; None when it is not plain which words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.answering.language import DATE, NUMBER, NUMBER_WORD, YEAR, plain_number
from bot.answering.question import Asked, Wants
from index.records import Span
from index.stems import content_stems, tokens

_COMPARATIVE = re.compile(
    r"(?:(?:more|less|fewer|greater) than|at least|at most|up to|about|around|over|nearly|almost|some|roughly|"
    r"approximately|an estimated|between)\s+$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r" (?:ago|later|earlier)$")  # alone it does not say since when
_NOT_COUNTED = "in|of|on|at|to|by|for|from|and|or|but|the|as|were|was|are|is|since|who|which|that"
_COUNTED = re.compile(rf"(?:[\s-]+(?!(?:{_NOT_COUNTED})\b)[a-zA-Z][\w’'-]*){{1,2}}")


def short_answer(asked: Asked, sentence: str) -> str | None:
    """The words of ``sentence`` that answer.

    Only quantities and dates are taken, and only when exactly one part of the sentence fits: a quantity that counts
    what the question names, or a date that the question does not hold already. (On sentences known to answer, of QED
    and SQuAD, names found this way were the answer only 86 times in 100.)
    """
    fitting = list(_fitting(asked, sentence))
    return fitting[0].of(sentence) if len(fitting) == 1 else None


def _fitting(asked: Asked, sentence: str) -> Iterator[Span]:
    known = frozenset(tokens(asked.text))
    if asked.wants is Wants.NUMBER:
        yield from _quantities(asked, sentence, known)
    elif asked.wants is Wants.DATE:
        for match in DATE.finditer(sentence):
            if not set(tokens(match[0])) <= known and not _RELATIVE.search(match[0]):
                yield Span(*match.span())


def _quantities(asked: Asked, sentence: str, known: frozenset[str]) -> Iterator[Span]:
    if NUMBER_WORD.search(sentence):  # a number in words may be the one that is meant
        return
    for match in NUMBER.finditer(sentence):
        value = plain_number(match[0])
        if set(tokens(match[0])) <= known or YEAR.fullmatch(value):
            continue
        before = _COMPARATIVE.search(sentence[: match.start()])
        after = _COUNTED.match(sentence, match.end())
        span = Span(before.start() if before else match.start(), after.end() if after else match.end())
        if after is not None and set(content_stems(after[0])) & set(asked.stems):
            yield span
