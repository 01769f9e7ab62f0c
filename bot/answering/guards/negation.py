"""A "not" more or less, and words that are opposites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.answering.english.cues import Check
from bot.answering.english.meanings import same
from bot.answering.guards.context import REACH, around
from bot.answering.guards.doubt import Doubt
from index.english.lexicon import any_of, groups, pattern, words
from index.stems import content_of, content_stems, stem, tokens

_NEGATION = re.compile(  # "No, ..." only answers, and "no more than 4" is a bound
    r"\b(?!no,|not? (?:be )?(?:more|less|fewer|later|earlier|\w+er) than|not only)"
    rf"(?:{any_of('negation', 'refusing', 'refusing_checked')})\b|n[’']t\b(?! be \w+er than \d)",
    re.IGNORECASE,
)
_REFUSING = frozenset(words("refusing", "refusing_checked"))
_FORBIDDING = pattern("forbidding")
_NOT_ALLOWED = re.compile(
    r"(?:\bnot|\bnever|\bno longer|n[’']t)(?: be)? (?:allow|permit|let)\w*|\b(?:may|must|can) not\b"
    r"|\bcan(?:not|[’']t)\b|\bmustn[’']t\b|\bno \w+ (?:is|are|may|can)\b",
    re.IGNORECASE,
)
_TURNED_VERBS = frozenset(map(stem, words("turned_verbs")))
_TURNED = {one: other for pair in groups("particles") for one, other in (pair, pair[::-1])}
# "No country did so before China" and "not for more than a year" say of what is and not that something is not.
_COMPARING = re.compile(
    r"\b(?:before|until|till|than(?! \d)|other|else|except|but|since"
    r"|for (?:\w+ ){0,3}(?:days|weeks|months|years|a year))\b"
)
_BUT_NOT = re.compile(r"\b(?:but|and) not ([^,.;]*\w)", re.IGNORECASE)
_SO_AND_NOT_SO = re.compile(r"\b([\w-]{3,}), (?:and |but )?not (?:the |an? )?([\w-]{3,})", re.IGNORECASE)
_NO_RANK = ("lasts", "lasted", "lasting")  # stems of which "first" is no opposite
_CONVERSE = frozenset(map(stem, words("converses")))
_OPPOSITE = {
    stem(a): stem(b) for pair in groups("opposites", "opposites_checked") for a, b in (pair, pair[::-1])
}


def negation(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """A "not" more or less; the two exclude each other only if the very word that it denies stands in both."""
    one, other = _SO_AND_NOT_SO.search(claim), _SO_AND_NOT_SO.search(beside)
    if one and other and same(stem(one[1].lower()), stem(other[2].lower())):
        yield Doubt(Check.NEGATION, f"not {one[2]}", f"not {other[2]}", True)
    mine, theirs = (_BUT_NOT.search(text) for text in (claim, beside))
    denied = [set(content_stems(one[1])) for one in (mine, theirs) if one]
    if (
        mine
        and theirs
        and all(denied)
        and denied[0].isdisjoint(denied[1])
        and denied[0] <= set(content_stems(beside))
    ):
        yield Doubt(Check.NEGATION, mine[0], theirs[0], True)
    said, told = _unmatched(_denied(claim, beside), beside), _unmatched(_denied(beside, claim), claim)
    if len(said) % 2 != len(told) % 2:
        compares = len(said) > len(told) and _COMPARING.search(claim) and not _COMPARING.search(beside)
        sharp = not compares and any(one for _, one in (*said, *told))
        yield Doubt(Check.NEGATION, _words_of(said), _words_of(told), sharp)


def _words_of(denied: Sequence[tuple[str, bool]]) -> str:
    return " ".join(word for word, _ in denied)


def _unmatched(denied: Sequence[tuple[str, bool]], other: str) -> list[tuple[str, bool]]:
    """Those that the other text has not at all: who denies a charge in both is no negation of one of them."""
    there = {stem(one) for one in tokens(other)}
    return [one for one in denied if not (one[0].lower() in _REFUSING and stem(one[0].lower()) in there)]


def _denied(text: str, other: str) -> list[tuple[str, bool]]:
    """The negations of a text that touch words which the other one has, and whether it has the very next word."""
    shared = set(content_stems(other))
    denied = []
    for match in _NEGATION.finditer(text):
        behind = text[match.end() : match.end() + REACH]
        clause = re.split(r"[,;]", behind)[0]
        after = tokens(clause if content_stems(clause) else behind)
        near = (
            content_of(one for one in after if not one.endswith("ly"))[:2]
            or content_stems(text[max(0, match.start() - REACH) : match.start()])[-1:]
        )
        if _FORBIDDING.search(other) and _NOT_ALLOWED.match(text, match.start()):
            continue
        if set(near) & shared:
            first = content_of(one for one in after if not one.endswith("ly"))[:1]
            denied.append((match[0], any(same(a, b) for a in first for b in shared)))
    for match in _FORBIDDING.finditer(text):  # "smoking is forbidden": what is denied may stand before it
        around = content_stems(text[max(0, match.start() - REACH) : match.end() + REACH])
        if set(around) & shared and not (_FORBIDDING.search(other) or _NOT_ALLOWED.search(other)):
            denied.append((match[0], True))
    return denied


def opposite(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """A word of the claim whose opposite the text has."""
    yield from _turned(claim, beside)
    said, told = ([stem(one) for one in tokens(text) if one not in _NO_RANK] for text in (claim, beside))
    for one in dict.fromkeys(said):
        other = _OPPOSITE.get(one)
        if other and other in told and one not in told and other not in said:
            mine, theirs = around(claim.lower(), one), around(beside.lower(), other)
            alike = [bool(a) and a == b for a, b in zip(mine, theirs, strict=True)]
            yield Doubt(Check.WORDS, one, other, all(alike) if one in _CONVERSE else any(alike))


def _turned(claim: str, beside: str) -> Iterator[Doubt]:
    """The particle of a verb that the text has with the opposite one alone: "move in" for "move out"."""
    mine, theirs = ([(stem(one), other) for one, other in pairwise(tokens(text))] for text in (claim, beside))
    for verb, particle in mine:
        other = _TURNED.get(particle)
        if (
            other
            and verb in _TURNED_VERBS
            and (verb, other) in theirs
            and (verb, particle) not in theirs
            and (verb, other) not in mine
        ):
            yield Doubt(Check.WORDS, f"{verb} {particle}", f"{verb} {other}", True)
