"""Finds sentences that have something else where the question names a particular thing.

"Which village voted against it?" is not answered by who voted for it, "group A" not by group B, and "18,000 cubic
metres" not by 40,000. This rejects 0.5% of 9,699 right answers of public sets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from bot.answering.english.counts import NUMBER, NUMBER_WORD, counted, counts
from bot.answering.english.cues import Check
from bot.answering.english.meanings import groups_of, same
from bot.answering.english.names import NAME, name_phrases
from bot.answering.guards.names import offices_in
from bot.answering.guards.negation import opposite
from bot.answering.guards.numbers import numbers
from bot.answering.question.understand import PATH
from index.english.lexicon import any_of, pattern
from index.english.plain import plain
from index.initials import spelt_out
from index.stems import content_stems, stem, tokens

_WHEN = re.compile(rf"\b(?:\d{{4}}|{any_of('months', 'weekdays')})\b", re.IGNORECASE)
_SINCE = re.compile(
    rf"\bsince (?:(?:the )?(?:end|start|beginning|middle|early|late) (?:of )?)?{_WHEN.pattern}(?: \d{{4}}\b)?",
    re.IGNORECASE,
)
_TELLS = any_of("telling_to")
_REPLIES = "repl(?:y|ies|ied)|respond(?:s|ed)?|answer(?:s|ed)?"
_SAYS = re.compile(
    rf"\b[Ww]hat (?:did|does|has|had) (?P<who>{NAME.pattern}) "
    rf"(?:say|said|{_REPLIES}|{_TELLS})(?: to)? (?P<whom>{NAME.pattern})"
)
SMALL = 10  # smaller numbers are often written in words, or left to the reader to count
_WHO = re.compile(r"\bwho(?:['’]?s| is| was| are| were| serves as)\b|\bname\b", re.IGNORECASE)
_TIME = pattern("telling_time")
_WHERE = re.compile(r"\bwhere\b", re.IGNORECASE)
_PLACE = pattern("telling_place")
_AMOUNT = re.compile(
    r"\bhow (?:many|much)\b|\bwhat (?:do|does|did|will|would|might|could) .*\bcost\b", re.IGNORECASE
)
_AMOUNTS = pattern("telling_amount")
_COUNTED_OTHERWISE = re.compile(  # "a 200-member parliament", "the fourth season"
    rf"\d ?- ?[a-z]|\d(?!pc\b)[a-z]|\b(?:{any_of('units', 'tens')}) ?- ?[a-z]"
    rf"|\b(?:{any_of('ordinals')}|\w+teenth|\d+(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)
_DOES = re.compile(
    rf"\b(?:do|does|did|will|can|could|would) (?:[Tt]he )?(?P<who>{NAME.pattern}) (?P<deed>[a-z]{{3,}})\b"
)
_ASIDE = re.compile(r" ?\([^)]*\)|, [^,]{3,60},")
_POINTER = re.compile(rf"\W*(?:{any_of('pointing')})", re.IGNORECASE)
_HOW_MUCH = re.compile(r"\bhow \w+", re.IGNORECASE)  # "how long" asks as well for what is short
NAME_LETTERS = 5  # a name with fewer letters is not compared with similar names
SLIPS = 2  # names that look alike differ by at most so many letters
_NO_KINDS = frozenset("than least most about over only".split())  # before a number, they label nothing
_LABEL = re.compile(r"\b(?P<of>[a-z]{4,}) (?:(?P<letter>[A-Z])|(?P<number>\d{1,2}))\b(?![.,]?\d|[’'.-]\w)")


def says_otherwise(question: str, sentence: str) -> bool:
    """Whether a sentence has another number, label, fate, office, start, speaker or doer, or the opposite word.

    Args:
        question: the question as it is read.
        sentence: a sentence that may answer it.
    """
    return (
        _other_number(plain(question), plain(sentence))
        or _other_label(question, sentence)
        or _other_fate(question, sentence)
        or _other_office(question, sentence)
        or _other_since(question, sentence)
        or _other_speaker(question, sentence)
        or _other_doer(question, sentence)
        or any(doubt.differs for doubt in opposite(_HOW_MUCH.sub("", question), sentence, sentence))
    )


def lacks_amount(question: str, text: str) -> bool:
    """Whether a question asks how many or how much, and a text holds no word that could say it.

    A share or a year does not say how many there are: "attacks rose by 70% in 2024".
    """
    if counted(question):
        return not (counts(text) or _AMOUNTS.search(text) or _COUNTED_OTHERWISE.search(text))
    return bool(_AMOUNT.search(question)) and not (
        NUMBER_WORD.search(text) or NUMBER.search(text) or _AMOUNTS.search(text)
    )


def lacks_place(question: str, text: str) -> bool:
    """Whether a question asks where, and a text has no word of place, no path, no code and no new name."""
    if not _WHERE.search(question) or _PLACE.search(text) or PATH.search(text) or "`" in text:
        return False
    known = set(tokens(question))
    return all(set(tokens(name)) <= known or spelt_out(name, text) for name in name_phrases(text))


def tells_when(text: str) -> bool:
    """Whether a text has any word of time; without one it does not answer "When?"."""
    return bool(_TIME.search(text))


def points_elsewhere(text: str) -> bool:
    """Whether a sentence only refers to another place: "See the manual for details"."""
    return bool(_POINTER.fullmatch(text))


def of_lookalike(names: Sequence[str], text: str) -> bool:
    """Whether a text has a name that looks like one of these, and not that name itself.

    Judge Miller is not Judge Müller, whatever else the two have in common.

    Args:
        names: the names of a question that the articles know.
        text: a sentence with the headings and the title above it.
    """
    wanted = {part for name in names for part in tokens(name) if len(part) >= NAME_LETTERS}
    there = set(tokens(text))
    others = {part for name in name_phrases(text) for part in tokens(name) if len(part) >= NAME_LETTERS}
    return any(
        0 < OSA.distance(part, other, score_cutoff=SLIPS) <= SLIPS
        and part[0] == other[0]
        and not part.startswith(other[:-1])
        and not other.startswith(part[:-1])
        for part in wanted - there
        for other in others
    )


def _other_number(question: str, sentence: str) -> bool:
    return any(
        doubt.check is Check.NUMBER
        and doubt.differs
        and float(re.sub(r"[^\d.]", "", doubt.claim) or 0) >= SMALL
        for doubt in numbers(question, sentence, sentence)
    )


def _other_label(question: str, sentence: str) -> bool:
    """Whether both label the same kind of thing ("group A", "season 3"), and no label is the same."""
    mine, theirs = _labels(question), _labels(f"{sentence[:1].lower()}{sentence[1:]}")
    return any(of in theirs and theirs[of].isdisjoint(labels) for of, labels in mine.items())


def _other_fate(question: str, sentence: str) -> bool:
    """Whether a question asks how many met one fate, and the sentence has only others: wounded, not killed."""
    asked = groups_of("fates", question) if counted(question) else set()
    stated = groups_of("fates", sentence)
    return len(asked) == 1 and bool(stated) and asked.isdisjoint(stated)


def _other_office(question: str, sentence: str) -> bool:
    """Whether a question asks who holds an office, and the sentence names only similar offices.

    "Who is the prime minister?" is not answered by the foreign minister, nor by the deputy prime minister.
    """
    asked = next(iter(offices_in(question)), None) if _WHO.search(question) else None
    if asked is None or not asked[0]:
        return False
    stated = offices_in(sentence)
    return bool(stated) and asked not in stated and all(named for named, _ in stated)


def _other_since(question: str, sentence: str) -> bool:
    """Whether a sentence counts from another time than the question: since 2023, not since the end of March."""
    asked, stated = ([_begins(match[0]) for match in _SINCE.finditer(text)] for text in (question, sentence))
    return bool(asked and stated and counts(sentence)) and not any(
        all(not mine or not theirs or mine == theirs for mine, theirs in zip(left, right, strict=True))
        and any(mine and mine == theirs for mine, theirs in zip(left, right, strict=True))
        for left in asked
        for right in stated
    )


def _begins(text: str) -> tuple[str, str]:
    """The year, and the month or weekday, of a "since"; empty where it has none."""
    when = [word.lower() for word in _WHEN.findall(text)]
    return "".join(word for word in when if word.isdigit()), "".join(
        word for word in when if not word.isdigit()
    )


def _other_speaker(question: str, sentence: str) -> bool:
    """Whether a question asks what A said to B, and in the sentence B speaks to A."""
    asked = _SAYS.search(question)
    if asked is None:
        return False
    who, whom = (re.escape(asked[role].split()[-1]) for role in ("who", "whom"))
    turned = re.search(
        rf"\b{whom}\b[^.;]*?(?<!was )(?<!were )(?<!is )(?<!are )(?<!been )\b(?:{_TELLS}) (?:[\w’'-]+ ){{0,6}}{who}\b",
        sentence,
    )
    return bool(turned) and not re.search(
        rf"\b{who}(?: \w+){{0,3}} (?:{_TELLS}|{any_of('speaking')}|{_REPLIES})\b", sentence
    )


def _other_doer(question: str, sentence: str) -> bool:
    """Whether somebody else does what a question asks about: "Jasper Wynne broke a leg" for "What did Odde break?".

    Only names of two words or more count: a capital may stand for its country.
    """
    asked = _DOES.search(question)
    if asked is None or set(tokens(asked["who"])) & set(tokens(sentence)):
        return False
    deed = stem(asked["deed"].lower())
    bare = _ASIDE.sub("", sentence)
    others = (name for name in name_phrases(bare) if len(name.split()) > 1)
    return any(
        same(deed, done)
        for other in others
        if set(tokens(other)).isdisjoint(tokens(question))
        for done in content_stems(bare.partition(other)[2])[:1]
    )


def _labels(text: str) -> dict[tuple[str, bool], set[str]]:
    """The labels, by what they label and whether they are letters."""
    labels: dict[tuple[str, bool], set[str]] = {}
    for match in _LABEL.finditer(text):
        if content_stems(match["of"]) and match["of"] not in _NO_KINDS:
            kind = match["of"], bool(match["letter"])
            labels.setdefault(kind, set()).add(match["letter"] or match["number"])
    return labels
