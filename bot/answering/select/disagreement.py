"""Finds two reports that give different values for the same thing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.english.counts import counts
from bot.answering.english.language import ENUMERATION, YEAR, name_phrases
from bot.answering.policy import POLICY
from bot.answering.question.understand import Asked, Wants
from bot.records import Evidence
from index.english.lexicon import groups, words
from index.english.numbers import Quantity, as_told, quantities, written
from index.stems import content_stems, stem, tokens


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
    """The one number in each of several texts that no other of them has, as told; empty when it is not one each.

    Years are left aside.

    Args:
        texts: statements that disagree, at least two.
    """
    numbers = [
        {_value(one): as_told(text, one) for one in quantities(text) if not _is_year(one, text)}
        for text in texts
    ]
    apart = []
    for place, mine in enumerate(numbers):
        others = {value for other, theirs in enumerate(numbers) if other != place for value in theirs}
        apart.append([told for value, told in mine.items() if value not in others])
    return tuple(one[0] for one in apart) if all(len(one) == 1 for one in apart) else ()


def _same_matter(asked: Asked, one: str, other: str) -> bool:
    mine, theirs = set(content_stems(one)), set(content_stems(other))
    shared = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
    return (
        shared >= POLICY.same_matter_at
        and bool(set(asked.stems) & mine & theirs)
        and not _of_two_things(asked, one, other)
    )


def _of_two_things(asked: Asked, one: str, other: str) -> bool:
    """Whether the texts tell of two things of one name: the northern and the southern park, Osk's mill and Wolm's.

    The words before the shared name are two of a set that excludes each other, or two names, and the question has
    neither.
    """
    mine, theirs = _before(one), _before(other)
    names = [set(content_stems(text)) for text in (one, other)]
    for word in mine.keys() & theirs.keys() & set(asked.stems):
        if mine[word] & theirs[word]:
            continue
        pairs = [(this, that) for this in mine[word] for that in theirs[word]]
        if any({this.lower(), that.lower()} <= excluding for this, that in pairs for excluding in _EXCLUDING):
            return True
        if any(_is_other(this, names[1]) and _is_other(that, names[0]) for this, that in pairs):
            return True
    return False


def _is_other(name: str, told: set[str]) -> bool:
    """Whether this is a name that the other text does not tell."""
    return name[:1].isupper() and bool(set(content_stems(name))) and not set(content_stems(name)) & told


def _before(text: str) -> dict[str, set[str]]:
    """For each word of a text, by its stem, the words that stand at most two places before it."""
    found: dict[str, set[str]] = {}
    said = text.split()
    for place, word in enumerate(said):
        if place and (kept := content_stems(word)):
            told = [one.removesuffix("’s").removesuffix("'s") for one in said[max(0, place - 2) : place]]
            found.setdefault(kept[0], set()).update(
                one for one in told if content_stems(one) and not quantities(one)
            )
    return found


def _counts_differ(asked: Asked, one: str, other: str) -> bool:
    mine, theirs = _counts(asked, one), _counts(asked, other)
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _counts(asked: Asked, text: str) -> set[str]:
    """Numbers that count something: neither years nor days nor the question's own, but those that it offers."""
    found = set()
    known = set(asked.numbers) - _offered_numbers(asked)
    for one in quantities(text):
        follows = tokens(text[one.end :])
        if _is_year(one, text) or _value(one) in known or not follows or follows[0] in _TIMES:
            continue
        found.add(_value(one))
    return found


def _value(one: Quantity) -> str:
    """A number as questions hold theirs, however it is spelt."""
    return f"{written(one.value)}{'%' if one.unit == '%' else ''}"


def _is_year(one: Quantity, text: str) -> bool:
    return YEAR.fullmatch(text, one.start, one.end) is not None


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


_EXCLUDING = tuple(frozenset(group) for group in groups("excluding"))
_SPELT = {"usa": "us"}  # the one common name whose initials are written in two ways
_TIMES = frozenset(one.lower() for one in words("months", "times"))
