"""What numbers look like, and what a question or a sentence counts: "how many refugees", "46 people"."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from itertools import takewhile

from bot.answering.english.dates import CARDINALS, DATE
from bot.answering.english.meanings import groups_of
from index.english.lexicon import any_of, words
from index.english.plain import plain

NUMBER = re.compile(
    r"(?<![\w.])\$?\d(?:[\d,]*\d)?(?:\.\d+)?(?:\s?(?:%|pc|percent|million|billion|trillion|bn|m))?(?![\w])",
    re.IGNORECASE,
)
CARDINAL = re.compile(rf"\b(?<!\bno )(?:{CARDINALS})\b", re.IGNORECASE)
NUMBER_WORD = re.compile(rf"\b(?:{CARDINALS}|{any_of('ordinals')}|half|twice)\b", re.IGNORECASE)
_MOST = 3  # words that say what is counted
_ASKS = re.compile(
    r"\b(?:how many|what (?:is|was) the (?:total )?number of|what number of)\s+", re.IGNORECASE
)
_UNITS = re.compile(rf"(?:{any_of('measured')})s?\b", re.IGNORECASE)
_PIECE = re.compile(r"[\w’'-]+|[^\w\s]")
_SHARE = re.compile(r"\s*(?:%|pc\b|per ?cent\b|-)", re.IGNORECASE)  # or a measure: "a three-day visit"
_RATE = re.compile(r"\b(?:each|every|per)\s+$", re.IGNORECASE)
_NOT_COUNTED = frozenset(words("not_counted"))


def numbers_in(text: str) -> list[str]:
    """Numbers of a text, also those in words, as they are compared: "$80,000" is 80000, "2.5 million" is 2500000."""
    return [re.sub(r"[,$\s]", "", plain(number)).lower() for number in NUMBER.findall(plain(text))]


def counted(question: str) -> str:
    """What a question asks the number of ("Pakistani soldiers"), at most three words; empty when it counts nothing.

    Measures do not count: a length or a sum can be written in too many ways ("a three-day visit").
    """
    asks = _ASKS.search(question)
    return _following(question, asks.end()) if asks and not _UNITS.match(question, asks.end()) else ""


def counts(sentence: str) -> tuple[str, ...]:
    """What the numbers of a sentence count, in order, without dates, shares, rates, dollars and "a three-day visit".

    A number without a noun counts the same as the number before it ("killed 481 operatives and injured 690"). An empty
    string stands for a number of unknown things.
    """
    dates = [match.span() for match in DATE.finditer(sentence)]
    numbers = [match.span() for kind in (NUMBER, CARDINAL) for match in kind.finditer(sentence)]
    things: list[str] = []
    behind = 0
    for start, end in sorted(numbers):
        share = (
            "$" in sentence[start:end] or _SHARE.search(sentence[start:end]) or _SHARE.match(sentence, end)
        )
        dated = any(begin <= start < stop for begin, stop in dates)
        if start >= behind and not share and not dated and not _RATE.search(sentence[:start]):
            things.append(_following(sentence, end) or (things[-1] if things else ""))
        behind = end  # the "million" of "$3 million" is no number of its own
    return tuple(things)


def named_apart(left: str, right: str) -> bool:
    """Whether both begin with different names, or are different kinds of people.

    "Pakistani checkposts" are not "Afghan checkposts", and civilians are not fighters.
    """
    kinds = groups_of("kinds_of_people", left), groups_of("kinds_of_people", right)
    return _apart(_names(left), _names(right)) or _apart(*kinds)


def _apart(mine: AbstractSet[object], theirs: AbstractSet[object]) -> bool:
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def counts_others(question: str, sentence: str) -> bool:
    """Whether a sentence has counts and all of them are of others than the question asks for.

    Args:
        question: what is counted, as `counted` gives it.
        sentence: the sentence.
    """
    held = counts(sentence) if question else ()
    return bool(held) and all(named_apart(question, thing) for thing in held)


def _names(phrase: str) -> set[str]:
    owners = takewhile(lambda word: word[0].isupper(), phrase.split())
    return {word[:5] for word in owners}  # "Afghan" and "Afghans" are one


def _following(text: str, at: int) -> str:
    """The words after a place that name what is counted, up to one that cannot."""
    following: list[str] = []
    for match in _PIECE.finditer(text, at):
        word = match[0]
        if word == "of" and not following:  # "thousands of people"
            continue
        if len(following) == _MOST or not word[0].isalpha() or word.lower() in _NOT_COUNTED:
            break
        following.append(word)
    return " ".join(following)
