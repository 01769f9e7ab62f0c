"""Finds two reports that give different values for the same thing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.english.counts import counts
from bot.answering.english.dates import DAY, YEAR, days_of
from bot.answering.english.names import ENUMERATION, name_phrases
from bot.answering.policy import POLICY
from bot.answering.question.understand import Asked, Wants
from bot.records import Evidence
from index.english.lexicon import groups, words
from index.english.numbers import Quantity, quantities
from index.stems import content_stems, stem, tokens


def disagreeing(asked: Asked, best: Evidence, others: Sequence[Evidence]) -> Evidence | None:
    """The first of ``others`` that contradicts ``best``, or None.

    Only for questions that ask for a quantity, a day or names: two articles count the same thing differently, put it on
    different days, or list the same kind of names with some in common and some not.

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
        if asked.wants is Wants.DATE and _days_differ(asked, best.text, other.text):
            return other
        if asked.wants in (Wants.PERSON, Wants.PLACE) and _lists_differ(asked, best.text, other.text):
            return other
    return None


def values_apart(texts: Sequence[str]) -> tuple[str, ...]:
    """For each of several texts the one number that no other has, as written, or else the one day of a month.

    Empty if a text has none or several. Years do not count.

    Args:
        texts: statements that disagree, at least two.
    """
    numbers = [
        {
            _value(quantity): quantity.told(text)
            for quantity in quantities(text)
            if not _is_dated(quantity, text)
        }
        for text in texts
    ]
    apart = []
    for place, mine in enumerate(numbers):
        others = {value for other, theirs in enumerate(numbers) if other != place for value in theirs}
        apart.append([number for value, number in mine.items() if value not in others])
    if all(len(own) == 1 for own in apart):
        return tuple(own[0] for own in apart)
    days = [days_of(text) for text in texts]
    told = all(len(own) == 1 for own in days) and len(set.union(*days)) == len(texts)
    return tuple(match[0] for text in texts if (match := DAY.search(text))) if told else ()


def _same_matter(asked: Asked, left: str, right: str) -> bool:
    mine, theirs = set(content_stems(left)), set(content_stems(right))
    shared = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
    return (
        shared >= POLICY.same_matter_at
        and bool(set(asked.stems) & mine & theirs)
        and not _of_two_things(asked, left, right)
    )


def _of_two_things(asked: Asked, left: str, right: str) -> bool:
    """Whether two texts are about two things of one name: the northern and the southern park, Osk's mill and Wolm's.

    The words before the shared name exclude each other, or are two names, and the question has neither.
    """
    mine, theirs = _before(left), _before(right)
    names = [set(content_stems(text)) for text in (left, right)]
    for word in mine.keys() & theirs.keys() & set(asked.stems):
        if mine[word] & theirs[word]:
            continue
        pairs = [(first, second) for first in mine[word] for second in theirs[word]]
        if any(
            any({first.lower(), second.lower()} <= excluding for excluding in _EXCLUDING)
            or (_is_other(first, names[1]) and _is_other(second, names[0]))
            for first, second in pairs
        ):
            return True
    return False


def _is_other(name: str, stems: set[str]) -> bool:
    """Whether a word is a name that the other text does not have."""
    return name[:1].isupper() and bool(set(content_stems(name))) and not set(content_stems(name)) & stems


def _before(text: str) -> dict[str, set[str]]:
    """For each word of a text, by its stem: the words at most two places before it."""
    before: dict[str, set[str]] = {}
    said = text.split()
    for place, word in enumerate(said):
        if place and (kept := content_stems(word)):
            earlier = [part.removesuffix("’s").removesuffix("'s") for part in said[max(0, place - 2) : place]]
            before.setdefault(kept[0], set()).update(
                part for part in earlier if content_stems(part) and not quantities(part)
            )
    return before


def _counts_differ(asked: Asked, left: str, right: str) -> bool:
    mine, theirs = _counts(asked, left), _counts(asked, right)
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _days_differ(asked: Asked, left: str, right: str) -> bool:
    """Whether each text names one day of a month, not the same, and both say most of what is asked about."""
    mine, theirs = days_of(left), days_of(right)
    years = [set(YEAR.findall(text)) for text in (left, right)]
    told = set(content_stems(left)) & set(content_stems(right)) & set(asked.matter)
    return (
        len(mine) == len(theirs) == 1
        and mine != theirs
        and not (all(years) and years[0].isdisjoint(years[1]))  # what comes round each year
        and len(told) >= POLICY.told_of_both * len(set(asked.matter))
    )


def _counts(asked: Asked, text: str) -> set[str]:
    """Numbers that count something: no years, days or numbers of the question, except those it lets one choose from."""
    values = set()
    known = set(asked.numbers) - _offered_numbers(asked)
    for quantity in quantities(text):
        follows = tokens(text[quantity.end :])
        if _is_year(quantity, text) or _value(quantity) in known or (follows and follows[0] in _TIMES):
            continue
        values.add(_value(quantity))
    return values


def _value(quantity: Quantity) -> str:
    """A number in the form that `Asked.numbers` has, however it is spelt."""
    return f"{quantity.digits}{'%' if quantity.unit == '%' else ''}"


def _is_dated(quantity: Quantity, text: str) -> bool:
    """Whether a number is a year or a day of a month."""
    return _is_year(quantity, text) or any(
        match.start() <= quantity.start < match.end() for match in DAY.finditer(text)
    )


def _is_year(quantity: Quantity, text: str) -> bool:
    return YEAR.fullmatch(text, quantity.start, quantity.end) is not None


def _count_alike(left: str, right: str) -> bool:
    """Whether both count a thing of the same name."""
    mine, theirs = (set(content_stems(" ".join(counts(text)))) for text in (left, right))
    return bool(mine & theirs)


def _offered_numbers(asked: Asked) -> set[str]:
    """The numbers between which a question asks to choose."""
    return {value for side in asked.offered or () for value in side if value in asked.numbers}


def _lists_differ(asked: Asked, left: str, right: str) -> bool:
    mine, theirs = _listed(asked, left), _listed(asked, right)
    if len(mine) < 2 or len(theirs) < 2:
        return False
    shared = {(name, same) for name in mine for same in theirs if _same_name(name, same)}
    apart = mine - {name for name, _ in shared} and theirs - {same for _, same in shared}
    return bool(shared and apart)


def _same_name(left: str, right: str) -> bool:
    """Whether two names are the same, or one is the initials of the other."""
    initials = ["".join(part[0] for part in name.split()) for name in (left, right)]
    return left == right or left == initials[1] or right == initials[0]


def _listed(asked: Asked, text: str) -> set[str]:
    """Names of an enumeration (``A, B, and C``), folded, without those of the question."""
    known = set(asked.stems)
    listed: set[str] = set()
    for match in ENUMERATION.finditer(text):
        for name in name_phrases(match[0]):
            stems = " ".join(_SPELT.get(word, stem(word)) for word in tokens(name) if word != "the")
            if stems and not set(stems.split()) <= known:
                listed.add(stems)
    return listed


_EXCLUDING = tuple(frozenset(group) for group in groups("excluding"))
_SPELT = {"usa": "us"}  # the one common name whose initials are written in two ways
_TIMES = frozenset(word.lower() for word in words("months", "times"))
