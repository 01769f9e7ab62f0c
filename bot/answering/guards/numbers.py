"""Numbers with their bounds, and days by name: whether the text confirms those of a claim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.answering.english.cues import Check
from bot.answering.english.dates import YEAR, days_of
from bot.answering.guards.context import REACH, meets, sides
from bot.answering.guards.doubt import Doubt
from index.english.lexicon import groups, pattern, words
from index.english.numbers import Quantity, quantities
from index.stems import content_stems, stem, tokens

SURELY_MORE = 2  # a clause that says so many more words of a claim than another clause surely fits better
WITHIN = 2  # "more than three million" is confirmed by 3.5 million, and not by 30
_PLURAL = re.compile(r" [a-z]+s\b")
_DATING = re.compile(
    r"\b(?:in|since|by|from|until|till|to|of|during|before|after|and|or|early|late) $", re.IGNORECASE
)
_RANKS = words("ordinals", "ordinals_more")[1:]  # "first" is just as often an adverb
_RANK = re.compile(
    rf"(?<!\ba )(?<!\bone )\b(?:{'|'.join(_RANKS)})\b(?! of\b)|\b\d+(?:nd|rd|th)\b", re.IGNORECASE
)
_MONTH_OR_VERB = re.compile(r"\b(?:March|May)\b(?= \d)|(?<=\b[Ii]n )(?:March|May)\b|(?<=\d )(?:March|May)\b")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")
# For each unit, all units of its measure.
_SCALE = {stem(unit): frozenset(map(stem, group)) for group in groups("measures") for unit in group}
_LIMIT = {bound: pattern(f"limit_{bound}") for bound in ("more", "less", "near")}
_MONTHS = frozenset(month.lower() for month in words("months"))
_NAMED_DAYS = frozenset(
    word.lower()
    for word in words("months", "weekdays")
    if word not in ("May", "March")  # verbs too
)


def numbers(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Numbers that the text does not confirm, uses for something else, or limits."""
    said, there = quantities(claim), quantities(beside)
    free = [other for other in there if not any(_agree(quantity, other) for quantity in said)]
    for quantity in said:
        if quantity.value == 1:
            continue
        borne_out = [other for other in there if _agree(quantity, other)]
        if borne_out:
            if other := _of_other_measure(claim, quantity, beside, borne_out):
                yield Doubt(Check.NUMBER, _with_measure(claim, quantity), _with_measure(beside, other), True)
            elif rival := _counted_otherwise(claim, quantity, beside, borne_out, there):
                yield Doubt(_kind(claim, quantity), _in(claim, quantity), _in(beside, rival), True)
            continue
        rival = next((other for other in free if _alike(claim, quantity, beside, other)), None)
        instead = _in(beside, rival) if rival else ""
        yield Doubt(_kind(claim, quantity), _in(claim, quantity), instead, rival is not None)
    for stated in there:  # "at least 46" may not become 46
        for claimed in said:
            if (
                claimed.value == stated.value
                and stated.bound
                and not (claimed.bound or _LIMIT[stated.bound].search(_beside(claim, claimed)))
            ):
                yield Doubt(Check.NUMBER, "", stated.bound)


def days(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Months and days of the week by name."""
    claimed, stated = (
        list(dict.fromkeys(word for word in tokens(text) if word in _NAMED_DAYS)) for text in (claim, beside)
    )
    mine, theirs = days_of(claim), days_of(beside)
    for day, month in mine - theirs:
        alike = [other for other in sorted(theirs - mine) if other[0] == day or other[1] == month]
        if alike:
            yield Doubt(Check.DATE, f"{day} {month}", " ".join(map(str, alike[0])), True)
    rivals = [word for word in stated if word not in claimed]
    for word in claimed:
        if word not in stated:
            yield Doubt(Check.DATE, word, rivals[0] if rivals else "", bool(rivals))


def ranks(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Ordinals, from "second" on, that are no days: who came ninth did not come fourth."""
    claimed, stated = _ranks_in(claim), _ranks_in(beside)
    rivals = [word for word, place in stated.items() if place not in claimed.values()]
    for word, place in claimed.items():
        if place not in stated.values():
            yield Doubt(Check.NUMBER, word, rivals[0] if rivals else "", bool(rivals))


def _ranks_in(text: str) -> dict[str, int]:
    """The ordinals of a text and their ranks; shares ("a third of") do not count."""
    places = {}
    for match in _RANK.finditer(text):
        word = match[0].lower()
        places[match[0]] = int(word[:-2]) if word[0].isdigit() else 2 + _RANKS.index(word)
    return places


def elsewhere(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """A day or month from another sentence than the one that says what was done, if that has its own day."""
    sentences = _SENTENCE_END.split(beside)
    said = set(_days_in(claim))
    if len(sentences) < 2 or not said:
        return
    wanted = set(content_stems(claim)) - {stem(word) for word in said}
    shares = [len(wanted & set(content_stems(sentence))) for sentence in sentences]
    nearest = sentences[shares.index(max(shares))]
    theirs = _days_in(nearest)
    alike = [
        (day, other) for day in sorted(said) for other in theirs if (day in _MONTHS) is (other in _MONTHS)
    ]
    if shares.count(max(shares)) == 1 and alike and said.isdisjoint(theirs):
        yield Doubt(Check.DATE, *alike[0], True)


def _days_in(text: str) -> list[str]:
    """Months and days of the week, in order; March and May only if they are surely months."""
    sure = {month.lower() for month in _MONTH_OR_VERB.findall(text)}
    return [word for word in dict.fromkeys(tokens(text)) if word in _NAMED_DAYS or word in sure]


def _of_another_clause(
    claim: str, quantity: Quantity, text: str, borne_out: Sequence[Quantity], there: Sequence[Quantity]
) -> Quantity | None:
    """The number of that unit in the clause that says most of the claim: "members pay 28 marks, others 41 marks"."""
    unit = _measure(text, borne_out[0])
    alike = [
        other for other in there if other.unit == quantity.unit and unit and _measure(text, other) == unit
    ]
    if len(borne_out) != 1 or len(alike) < 2:
        return None
    said = set(content_stems(claim)) - {unit}
    shares = {other: len(said & set(content_stems(_clause(text, other)))) for other in alike}
    best = max(alike, key=lambda other: shares[other])
    return (
        best if best.value != quantity.value and shares[best] >= shares[borne_out[0]] + SURELY_MORE else None
    )


def _clause(text: str, quantity: Quantity) -> str:
    """The clause that a number stands in."""
    before = re.split(r"[,.;:] ", text[: quantity.start])[-1]
    return before + re.split(r"[,.;:](?: |$)", text[quantity.end :])[0]


def _beside(text: str, quantity: Quantity) -> str:
    """What stands around a number."""
    return text[max(0, quantity.start - REACH) : quantity.end + REACH]


def _kind(text: str, quantity: Quantity) -> Check:
    """Whether a number is a year; "1,800 members" and "1800 members" are none."""
    if quantity.unit or "," in _in(text, quantity) or not YEAR.fullmatch(quantity.digits):
        return Check.NUMBER
    counts = _PLURAL.match(text, quantity.end) and not _DATING.search(text[: quantity.start])
    return Check.NUMBER if counts else Check.DATE


def _agree(claim: Quantity, text: Quantity) -> bool:
    """Whether a number of a text confirms one of a claim."""
    if claim.unit != text.unit and ("%" in (claim.unit, text.unit) or (claim.unit and text.unit)):
        return False
    if claim.bound and claim.bound == text.bound:
        return claim.value == text.value
    if claim.bound == "more":
        near = claim.value < text.value <= WITHIN * claim.value
        return near or (text.value == claim.value and text.bound != "less")
    if claim.bound == "less":
        near = claim.value / WITHIN <= text.value < claim.value
        return near or (text.value == claim.value and text.bound != "more")
    if claim.bound == "near":
        return abs(text.value - claim.value) <= 0.1 * max(text.value, claim.value)
    return text.value == claim.value


def _alike(claim: str, quantity: Quantity, text: str, other: Quantity) -> bool:
    """Whether both count the same: they have the same unit, or the same word after them, or are both years."""
    kind = _kind(claim, quantity)
    if kind is not _kind(text, other) or quantity.unit != other.unit:
        return False
    if quantity.unit or kind is Check.DATE:
        return True
    mine, theirs = (
        content_stems(re.split(r"[,.;:]", within[number.end : number.end + REACH])[0])[:2]
        for within, number in ((claim, quantity), (text, other))
    )
    scale = _SCALE.get(mine[0], frozenset()) if mine else frozenset()
    return bool(set(mine) & set(theirs)) or bool(theirs and theirs[0] in scale)


def _of_other_measure(
    claim: str, quantity: Quantity, text: str, borne_out: Sequence[Quantity]
) -> Quantity | None:
    """The same number with another unit ("4 days" where the text has 4 hours), if the text has it with no other."""
    mine = _measure(claim, quantity)
    theirs = [_measure(text, other) for other in borne_out]
    apart = [
        bool(mine and unit and mine != unit and {mine, unit} <= _SCALE.get(mine, frozenset()))
        for unit in theirs
    ]
    return borne_out[0] if all(apart) else None


def _measure(text: str, quantity: Quantity) -> str:
    """The stem of the word after a number."""
    return next((stem(word) for word in tokens(text[quantity.end : quantity.end + REACH])[:1]), "")


def _with_measure(text: str, quantity: Quantity) -> str:
    return " ".join([_in(text, quantity), *text[quantity.end : quantity.end + REACH].split()[:1]])


def _in(text: str, quantity: Quantity) -> str:
    """A number as it stands in its text."""
    return text[quantity.start : quantity.end]


def _counted_otherwise(
    claim: str, quantity: Quantity, text: str, borne_out: Sequence[Quantity], there: Sequence[Quantity]
) -> Quantity | None:
    """Another number in the place of the claim's, if the text has the claim's elsewhere: "killed 481, injured 690"."""
    if rival := _of_another_clause(claim, quantity, text, borne_out, there):
        return rival
    mine = sides(claim, quantity.start, quantity.end)
    if any(meets(mine, sides(text, other.start, other.end)) for other in borne_out):
        return None
    others = (
        other
        for other in there
        if other not in borne_out
        and other.unit == quantity.unit
        and _kind(text, other) is _kind(claim, quantity)
    )
    return next((other for other in others if meets(mine, sides(text, other.start, other.end))), None)
