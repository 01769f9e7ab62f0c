"""Numbers with their bounds, and days by name: whether the text bears out those of a claim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.answering.english.cues import Check
from bot.answering.english.language import MONTHS, YEAR
from bot.answering.guards.context import REACH, meets, sides
from bot.answering.guards.doubt import Doubt
from index.english.lexicon import groups, pattern, words
from index.english.numbers import Quantity, quantities, written
from index.stems import content_stems, stem, tokens

SURELY_MORE = 2  # words of a claim by which one clause says more of it than another
WITHIN = 2  # "more than three million" is borne out by 3.5 million, and not by 30
_DAY_OF = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{'|'.join(MONTHS)})|"
    rf"(?P<before>{'|'.join(MONTHS)}) (?P<after>\d{{1,2}}))\b(?!\d)"
)
_RANKS = words("ordinals", "ordinals_more")[1:]  # "first" is an adverb as often
_RANK = re.compile(
    rf"(?<!\ba )(?<!\bone )\b(?:{'|'.join(_RANKS)})\b(?! of\b)|\b\d+(?:nd|rd|th)\b", re.IGNORECASE
)
_MONTH_OR_VERB = re.compile(r"\b(?:March|May)\b(?= \d)|(?<=\b[Ii]n )(?:March|May)\b|(?<=\d )(?:March|May)\b")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")
_SCALE = {
    stem(unit): frozenset(map(stem, group)) for group in groups("measures") for unit in group
}  # the units of a measure by each of them
_LIMIT = {bound: pattern(f"limit_{bound}") for bound in ("more", "less", "near")}
_MONTHS = frozenset(one.lower() for one in words("months"))
_NAMED_DAYS = frozenset(
    one.lower()
    for one in words("months", "weekdays")
    if one not in ("May", "March")  # verbs too
)


def numbers(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Numbers that the text does not bear out, counts otherwise, or bounds."""
    said, there = quantities(claim), quantities(beside)
    free = [one for one in there if not any(_agree(other, one) for other in said)]
    for one in said:
        if one.value == 1:
            continue
        borne_out = [other for other in there if _agree(one, other)]
        if borne_out:
            if other := _of_other_measure(claim, one, beside, borne_out):
                yield Doubt(Check.NUMBER, _with_measure(claim, one), _with_measure(beside, other), True)
            elif rival := _counted_otherwise(claim, one, beside, borne_out, there):
                yield Doubt(_kind(one), claim[one.start : one.end], beside[rival.start : rival.end], True)
            continue
        rival = next((other for other in free if _alike(claim, one, beside, other)), None)
        told = beside[rival.start : rival.end] if rival else ""
        yield Doubt(_kind(one), claim[one.start : one.end], told, rival is not None)
    for one in there:  # "at least 46" may not become 46
        for other in said:
            if (
                other.value == one.value
                and one.bound
                and not (other.bound or _LIMIT[one.bound].search(_beside(claim, other)))
            ):
                yield Doubt(Check.NUMBER, "", one.bound)


def days(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Months and days of the week by name."""
    said, told = (
        list(dict.fromkeys(one for one in tokens(text) if one in _NAMED_DAYS)) for text in (claim, beside)
    )
    mine, theirs = _days_of(claim), _days_of(beside)
    for day, month in mine - theirs:
        rival = next((f"{d} {m}" for d, m in sorted(theirs - mine) if d == day or m == month), "")
        if rival:
            yield Doubt(Check.DATE, f"{day} {month}", rival, True)
    rivals = [one for one in told if one not in said]
    for one in said:
        if one not in told:
            yield Doubt(Check.DATE, one, rivals[0] if rivals else "", bool(rivals))


def ranks(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Ordinals, from the second on, that are no days: who came ninth did not come fourth."""
    said, told = _ranks_in(claim), _ranks_in(beside)
    rivals = [word for word, place in told.items() if place not in said.values()]
    for word, place in said.items():
        if place not in told.values():
            yield Doubt(Check.NUMBER, word, rivals[0] if rivals else "", bool(rivals))


def _ranks_in(text: str) -> dict[str, int]:
    """The ordinals of a text and their places; shares ("a third of") are none."""
    found = {}
    for match in _RANK.finditer(text):
        word = match[0].lower()
        found[match[0]] = int(word[:-2]) if word[0].isdigit() else 2 + _RANKS.index(word)
    return found


def elsewhere(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """A day or month of another sentence than the one that tells what was done, which has a day of its own."""
    told = _SENTENCE_END.split(beside)
    said = set(_days_in(claim))
    if len(told) < 2 or not said:
        return
    wanted = set(content_stems(claim)) - {stem(one) for one in said}
    shares = [len(wanted & set(content_stems(one))) for one in told]
    nearest = told[shares.index(max(shares))]
    theirs = _days_in(nearest)
    alike = [
        (one, other) for one in sorted(said) for other in theirs if (one in _MONTHS) is (other in _MONTHS)
    ]
    if shares.count(max(shares)) == 1 and alike and said.isdisjoint(theirs):
        yield Doubt(Check.DATE, *alike[0], True)


def _days_in(text: str) -> list[str]:
    """Months and days of the week, in order; March and May only where they are surely months."""
    sure = {one.lower() for one in _MONTH_OR_VERB.findall(text)}
    return [one for one in dict.fromkeys(tokens(text)) if one in _NAMED_DAYS or one in sure]


def _days_of(text: str) -> set[tuple[str, str]]:
    """Day and month where both are told: "1 April"."""
    return {(one["day"] or one["after"], one["month"] or one["before"]) for one in _DAY_OF.finditer(text)}


def _of_another_clause(
    claim: str, one: Quantity, text: str, borne_out: Sequence[Quantity], there: Sequence[Quantity]
) -> Quantity | None:
    """A number of that unit in the clause that says most of the claim: "members pay 28 marks, others pay 41 marks"."""
    unit = _measure(text, borne_out[0])
    alike = [other for other in there if other.unit == one.unit and unit and _measure(text, other) == unit]
    if len(borne_out) != 1 or len(alike) < 2:
        return None
    said = set(content_stems(claim)) - {unit}
    shares = {other: len(said & set(content_stems(_clause(text, other)))) for other in alike}
    best = max(alike, key=lambda other: shares[other])
    return best if best.value != one.value and shares[best] >= shares[borne_out[0]] + SURELY_MORE else None


def _clause(text: str, one: Quantity) -> str:
    """The clause that a number stands in."""
    before = re.split(r"[,.;:] ", text[: one.start])[-1]
    return before + re.split(r"[,.;:](?: |$)", text[one.end :])[0]


def _beside(text: str, one: Quantity) -> str:
    """What stands around a number."""
    return text[max(0, one.start - REACH) : one.end + REACH]


def _kind(one: Quantity) -> Check:
    return Check.DATE if YEAR.fullmatch(written(one.value)) and not one.unit else Check.NUMBER


def _agree(claim: Quantity, text: Quantity) -> bool:
    """Whether a number of a text bears out one of a claim."""
    if (claim.unit or text.unit) and claim.unit != text.unit and "%" in (claim.unit, text.unit):
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


def _alike(claim: str, one: Quantity, text: str, other: Quantity) -> bool:
    """Whether both count the same: the same unit, or the same word after them, or years both."""
    if _kind(one) is not _kind(other) or one.unit != other.unit:
        return False
    if one.unit or _kind(one) is Check.DATE:
        return True
    mine, theirs = (
        content_stems(re.split(r"[,.;:]", within[number.end : number.end + REACH])[0])[:2]
        for within, number in ((claim, one), (text, other))
    )
    scale = _SCALE.get(mine[0], frozenset()) if mine else frozenset()
    return bool(set(mine) & set(theirs)) or bool(theirs and theirs[0] in scale)


def _of_other_measure(claim: str, one: Quantity, text: str, borne_out: Sequence[Quantity]) -> Quantity | None:
    """The same number of another unit ("4 days", where the text has 4 hours), if the text has it of no other."""
    mine = _measure(claim, one)
    theirs = [_measure(text, other) for other in borne_out]
    apart = [
        bool(mine and told and mine != told and {mine, told} <= _SCALE.get(mine, frozenset()))
        for told in theirs
    ]
    return borne_out[0] if all(apart) else None


def _measure(text: str, one: Quantity) -> str:
    """The stem of the word behind a number."""
    return next((stem(word) for word in tokens(text[one.end : one.end + 40])[:1]), "")


def _with_measure(text: str, one: Quantity) -> str:
    return " ".join([text[one.start : one.end], *text[one.end : one.end + 40].split()[:1]])


def _counted_otherwise(
    claim: str, one: Quantity, text: str, borne_out: Sequence[Quantity], there: Sequence[Quantity]
) -> Quantity | None:
    """Another number where the claim has this one, if the text has this one elsewhere: "killed 481, injured 690"."""
    if rival := _of_another_clause(claim, one, text, borne_out, there):
        return rival
    mine = sides(claim, one.start, one.end)
    if any(meets(mine, sides(text, other.start, other.end)) for other in borne_out):
        return None
    others = (
        other
        for other in there
        if other not in borne_out and other.unit == one.unit and _kind(other) is _kind(one)
    )
    return next((other for other in others if meets(mine, sides(text, other.start, other.end))), None)
