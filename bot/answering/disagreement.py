"""Finds two reports that give different values for the same thing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.counts import counts
from bot.answering.language import ENUMERATION, MONTHS, NUMBER, YEAR, name_phrases, plain_number
from bot.answering.question import Asked, Wants
from bot.records import Evidence
from index.stems import content_stems, stem, tokens

SHARED_WORDS = 0.3  # of the smaller sentence's content words, the question's own included


def disagreeing(asked: Asked, best: Evidence, others: Sequence[Evidence]) -> Evidence | None:
    """The first of ``others`` that contradicts ``best``, or None.

    Only a question for a quantity or for names can be contradicted this way: two articles count the same thing
    differently, or list the same kind of names with some in common and some not.

    Args:
        asked: the question.
        best: the best evidence.
        others: further evidence that answers the question too.
    """
    for other in others:
        if other.source.article == best.source.article or not _same_matter(asked, best.text, other.text):
            continue
        counting = asked.wants is Wants.NUMBER or (
            _offered_numbers(asked) and _count_alike(best.text, other.text)
        )
        if counting and _counts_differ(asked, best.text, other.text):
            return other
        if asked.wants in (Wants.PERSON, Wants.PLACE) and _lists_differ(asked, best.text, other.text):
            return other
    return None


def values_apart(texts: Sequence[str]) -> tuple[str, ...]:
    """The one number in each of several texts that no other of them has, years aside; empty when it is not one each.

    Args:
        texts: statements that disagree, at least two.
    """
    numbers = [
        {plain_number(one): one for one in NUMBER.findall(text) if not YEAR.fullmatch(one)} for text in texts
    ]
    apart = []
    for place, mine in enumerate(numbers):
        others = {value for other, theirs in enumerate(numbers) if other != place for value in theirs}
        apart.append([words.strip() for value, words in mine.items() if value not in others])
    return tuple(one[0] for one in apart) if all(len(one) == 1 for one in apart) else ()


def _same_matter(asked: Asked, one: str, other: str) -> bool:
    mine, theirs = set(content_stems(one)), set(content_stems(other))
    shared = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
    return shared >= SHARED_WORDS and bool(set(asked.stems) & mine & theirs)


def _counts_differ(asked: Asked, one: str, other: str) -> bool:
    mine, theirs = _counts(asked, one), _counts(asked, other)
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _counts(asked: Asked, text: str) -> set[str]:
    """Numbers that count something: neither years nor days nor the question's own, but those that it offers."""
    found = set()
    known = set(asked.numbers) - _offered_numbers(asked)
    for match in NUMBER.finditer(text):
        value = plain_number(match[0])
        follows = tokens(text[match.end() :])
        if YEAR.fullmatch(match[0]) or value in known or not follows or follows[0] in _TIMES:
            continue
        found.add(value)
    return found


def _count_alike(one: str, other: str) -> bool:
    """Whether both count a thing of the same name."""
    mine, theirs = (set(content_stems(" ".join(counts(text)))) for text in (one, other))
    return bool(mine & theirs)


def _offered_numbers(asked: Asked) -> set[str]:
    """The numbers between which a question asks to choose."""
    return {value for side in asked.offered or () for value in side if value in asked.numbers}


def _lists_differ(asked: Asked, one: str, other: str) -> bool:
    mine, theirs = _listed(asked, one), _listed(asked, other)
    if len(mine) < 2 or len(theirs) < 2:
        return False
    shared = {(name, same) for name in mine for same in theirs if _same_name(name, same)}
    apart = mine - {name for name, _ in shared} and theirs - {same for _, same in shared}
    return bool(shared and apart)


def _same_name(one: str, other: str) -> bool:
    """Whether two names are one, one of them perhaps by its initials."""
    initials = ["".join(part[0] for part in name.split()) for name in (one, other)]
    return one == other or one == initials[1] or other == initials[0]


def _listed(asked: Asked, text: str) -> set[str]:
    """Names of an enumeration (``A, B, and C``), folded, without those of the question."""
    known = set(asked.stems)
    found: set[str] = set()
    for match in ENUMERATION.finditer(text):
        for name in name_phrases(match[0]):
            stems = " ".join(_SPELT.get(word, stem(word)) for word in tokens(name) if word != "the")
            if stems and not set(stems.split()) <= known:
                found.add(stems)
    return found


_SPELT = {"usa": "us"}  # the one common name whose initials are written in two ways
_TIMES = frozenset((*(month.lower() for month in MONTHS), "year", "years", "days", "hours"))
