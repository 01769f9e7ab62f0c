"""A "not" more or less, and words that are opposites."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.answering.english.cues import Check
from bot.answering.english.meanings import same
from bot.answering.guards.context import REACH, around, same_sides
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
_TURNED = {word: other for pair in groups("particles") for word, other in (pair, pair[::-1])}
# "No country did so before China" and "not for more than a year" say that something is, not that it is not.
_COMPARING = re.compile(
    r"\b(?:before|until|till|than(?! \d)|other|else|except|but|since"
    r"|for (?:\w+ ){0,3}(?:days|weeks|months|years|a year))\b"
)
_BUT_NOT = re.compile(r"\b(?:but|and) not ([^,.;]*\w)", re.IGNORECASE)
_SO_AND_NOT_SO = re.compile(r"\b([\w-]{3,}), (?:and |but )?not (?:the |an? )?([\w-]{3,})", re.IGNORECASE)
_NO_RANK = ("lasts", "lasted", "lasting")  # words whose stem, "last", is no opposite of "first"
_CONVERSE = frozenset(map(stem, words("converses")))
_OPPOSITES: dict[str, set[str]] = defaultdict(set)
for _one, _other in groups("opposites", "opposites_checked"):
    _OPPOSITES[stem(_one)].add(stem(_other))
    _OPPOSITES[stem(_other)].add(stem(_one))


def negation(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """A "not" more or less; the two exclude each other only if the word that it denies stands in both."""
    claim_match, text_match = _SO_AND_NOT_SO.search(claim), _SO_AND_NOT_SO.search(beside)
    if claim_match and text_match and same(stem(claim_match[1].lower()), stem(text_match[2].lower())):
        yield Doubt(Check.NEGATION, f"not {claim_match[2]}", f"not {text_match[2]}", True)
    mine, theirs = (_BUT_NOT.search(text) for text in (claim, beside))
    denied = [set(content_stems(match[1])) for match in (mine, theirs) if match]
    if (
        mine
        and theirs
        and all(denied)
        and denied[0].isdisjoint(denied[1])
        and denied[0] <= set(content_stems(beside))
    ):
        yield Doubt(Check.NEGATION, mine[0], theirs[0], True)
    claimed, stated = _unmatched(_denied(claim, beside), beside), _unmatched(_denied(beside, claim), claim)
    if len(claimed) % 2 != len(stated) % 2:
        compares = len(claimed) > len(stated) and _COMPARING.search(claim) and not _COMPARING.search(beside)
        sharp = not compares and any(exact for _, exact in (*claimed, *stated))
        yield Doubt(Check.NEGATION, _words_of(claimed), _words_of(stated), sharp)


def _words_of(denied: Sequence[tuple[str, bool]]) -> str:
    return " ".join(word for word, _ in denied)


def _unmatched(denied: Sequence[tuple[str, bool]], other: str) -> list[tuple[str, bool]]:
    """The negations that the other text does not have: that somebody denies a charge in both negates neither."""
    there = {stem(word) for word in tokens(other)}
    return [
        negated
        for negated in denied
        if not (negated[0].lower() in _REFUSING and stem(negated[0].lower()) in there)
    ]


def _denied(text: str, other: str) -> list[tuple[str, bool]]:
    """The negations of a text beside words that the other text has, and whether it has the very next word."""
    shared = set(content_stems(other))
    denied = []
    for match in _NEGATION.finditer(text):
        behind = text[match.end() : match.end() + REACH]
        clause = re.split(r"[,;]", behind)[0]
        after = tokens(clause if content_stems(clause) else behind)
        stems = content_of(word for word in after if not word.endswith("ly"))
        near = stems[:2] or content_stems(text[max(0, match.start() - REACH) : match.start()])[-1:]
        if _FORBIDDING.search(other) and _NOT_ALLOWED.match(text, match.start()):
            continue
        if set(near) & shared:
            denied.append((match[0], any(same(word, theirs) for word in stems[:1] for theirs in shared)))
    for match in _FORBIDDING.finditer(text):  # "smoking is forbidden": what is denied may stand before it
        around = content_stems(text[max(0, match.start() - REACH) : match.end() + REACH])
        if set(around) & shared and not (_FORBIDDING.search(other) or _NOT_ALLOWED.search(other)):
            denied.append((match[0], True))
    return denied


def opposite(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """A word of the claim if the text has its opposite."""
    yield from _turned(claim, beside)
    claimed, stated = (
        {stem(word): word for word in reversed(tokens(text)) if word not in _NO_RANK}
        for text in (claim, beside)
    )
    for word in reversed(claimed):
        for other in sorted(_OPPOSITES[word] & stated.keys() if word in _OPPOSITES else ()):
            if word not in stated and other not in claimed:
                mine, theirs = around(claim, claimed[word]), around(beside, stated[other])
                alike = same_sides(mine, theirs)
                yield Doubt(Check.WORDS, word, other, all(alike) if word in _CONVERSE else any(alike))


def _turned(claim: str, beside: str) -> Iterator[Doubt]:
    """The particle of a verb, if the text has the verb only with the opposite particle: "move in" for "move out"."""
    mine, theirs = (
        [(stem(word), following) for word, following in pairwise(tokens(text))] for text in (claim, beside)
    )
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
