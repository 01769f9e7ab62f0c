"""Words that mean the same: irregular forms of a verb, nouns for the doer, and everyday synonyms.

The groups are rows of index/english/lexicon.toml.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from index.english.lexicon import any_of, groups, table, words
from index.english.units import in_days
from index.stems import STOPWORDS, stem, tokens

_FORMS, _SAME = groups("forms"), groups("synonyms")
_LIGHT = frozenset(words("light"))


def _groups() -> dict[str, frozenset[int]]:
    by_word: dict[str, set[int]] = {}
    for number, group in enumerate((*_FORMS, *_SAME)):
        for word in group:
            by_word.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in by_word.items()}


_GROUPS = _groups()


@lru_cache(maxsize=65536)
def same(left: str, right: str) -> bool:
    """Whether two stems mean the same, as forms of one word or as synonyms; not by way of a third word."""
    if left == right or _GROUPS.get(left, frozenset()) & _GROUPS.get(right, frozenset()):
        return True
    short, long = sorted((left, right), key=len)
    if (
        len(short) >= 4
        and long[len(short) :] in ("er", "or", "ist", "ern", "abl", "ibl")
        and long.startswith(short)
    ):
        return True
    return _by_form(left, right) or _by_form(right, left)


def _by_form(left: str, right: str) -> bool:
    """Whether another form of the first word is a synonym of the second: "bought" of "purchased", by "buy"."""
    theirs = _GROUPS.get(right, frozenset())
    return any(
        _GROUPS.get(middle, frozenset()) & theirs
        for number in _GROUPS.get(left, frozenset())
        if number < len(_FORMS)
        for middle in _MEMBERS[number]
    )


_MEMBERS = tuple(tuple(stem(word) for word in group) for group in (*_FORMS, *_SAME))


def groups_of(row: str, text: str) -> set[int]:
    """The numbers of the groups in a row of the lexicon that a text has words of.

    Args:
        row: the name of a row of groups, each word in one of them.
        text: any text.
    """
    numbered = _numbered(row)
    return {numbered[word] for word in tokens(text) if word in numbered}


@lru_cache(maxsize=16)
def _numbered(row: str) -> Mapping[str, int]:
    return {word: number for number, group in enumerate(groups(row)) for word in group}


def plainly(text: str) -> str:
    """The text as claims are compared with it: numbers in digits, weeks in days, "turned down" as "rejected"."""
    whole = in_days(_PHRASES.sub(lambda match: _ONE_WORD[match[0].lower()], text))
    return _PARTED.sub(_joined, whole)


def _joined(match: re.Match[str]) -> str:
    word = _PARTED_WORD.get(f"{match[1]} {match[3]}".lower())
    return f"{word} {match[2]}" if word else match[0]


def without_not(text: str, other: str) -> str:
    """A text with a "not" replaced where the other text says the same without it.

    "Nobody except members" is "only members", "may not ... unless" is "may ... only if", and "may not ... more than 7"
    is "may ... at most 7", where the other text has "only", or a highest number.

    Args:
        text: a claim or a sentence, numbers plain.
        other: what it is compared with.
    """
    for there, pattern, replacement in _TOLD_WITHOUT:
        if there.search(other):
            text = re.sub(pattern, replacement, text, flags=re.IGNORECASE)
    return text


_ONLY = re.compile(r"\bonly\b", re.IGNORECASE)
_AT_MOST = re.compile(rf"\b(?:{any_of('bound_less')}) \d", re.IGNORECASE)
_NOT = r"(?: ?not|n[\'’]t)"
_TOLD_WITHOUT = (
    (_ONLY, r"\b(?:nobody|no one|none)(?: else)? (?:except|but|other than|apart from)(?: for)? ", "only "),
    (
        _ONLY,
        rf"\b(may|can|must|will|do|does|is|are){_NOT}\b([^,.;:]*?) (?:unless|except (?:if|when))\b",
        r"\1\2 only if",
    ),
    (_AT_MOST, rf"\b(may|can|must|will){_NOT}\b([^,.;:]*?) more than (?=\d)", r"\1\2 at most "),
    (
        _AT_MOST,
        r"\b(?:nobody|no one) (may|can|must|will)\b([^,.;:]*?) more than (?=\d)",
        r"they \1\2 at most ",
    ),
)
_ONE_WORD = table("phrases")
_PARTED_WORD = table("phrases_parted")
_PARTED = re.compile(
    rf"\b({'|'.join({phrase.split()[0] for phrase in _PARTED_WORD})}) "
    r"((?:the|a|an|his|her|its|their|this|that|it|them|him)(?: \w+){0,2}?) "
    rf"({'|'.join({phrase.split()[1] for phrase in _PARTED_WORD})})\b",
    re.IGNORECASE,
)
_PHRASES = re.compile(rf"\b(?:{'|'.join(map(re.escape, _ONE_WORD))})\b", re.IGNORECASE)


def unsaid(wanted: Collection[str], said: Collection[str]) -> list[str]:
    """The stems of a claim that a text does not say, neither as they are nor in other words.

    Args:
        wanted: the claim's content stems.
        said: the text's.
    """
    there = set(said)
    return [
        word
        for word in wanted
        if word not in there
        and word not in _LIGHT
        and word not in STOPWORDS
        and not any(same(word, other) for other in there)
    ]
