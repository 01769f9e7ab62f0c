"""Names that the text lacks, or has of somebody else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from bot.answering.english import cues
from bot.answering.english.cues import Check
from bot.answering.english.language import name_phrases
from bot.answering.english.meanings import same
from bot.answering.guards.context import around, meets, same_place, sides
from bot.answering.guards.doubt import Doubt
from index.english.lexicon import any_of, groups, pattern
from index.stems import content_stems, tokens

_OFFICE = re.compile(rf"(?P<before>(?:\b[\w’'/-]+ ){{1,2}})(?:{any_of('portfolios')})\b", re.IGNORECASE)
_LESSER = pattern("lesser_offices")
NAME_BEGINS = 6  # letters by which a name and what is made of it are known


def names(claim: str, beside: str, whole: str) -> Iterator[Doubt]:
    """Names that the text lacks, and names that stand where the sentence has another one."""
    near, there = set(tokens(beside)), set(tokens(whole))
    own = [one.word for one in cues.tokens(beside) if one.check is Check.NAME]
    for word in dict.fromkeys(one.word for one in cues.tokens(claim) if one.check is Check.NAME):
        parts = [one for one in tokens(word.removesuffix("’s").removesuffix("'s")) if len(one) > 1]
        if all(_is_named(one, near) for one in parts):
            if moved := _named_otherwise(claim, word, beside, own):
                yield Doubt(Check.NAME, word, moved)
            continue
        rival = next((one for one in own if one not in claim and same_place(claim, word, beside, one)), "")
        told = all(_is_named(one, there) for one in parts)  # elsewhere in the text, perhaps of somebody else
        if rival or not told:
            yield Doubt(Check.NAME, word, rival, bool(rival) and not told)


def _named_otherwise(claim: str, word: str, beside: str, own: Sequence[str]) -> str:
    """Another name that stands where the claim has this one, if this one stands elsewhere in the text; else empty."""
    mine = around(claim, word)
    places = [
        sides(beside, one.start(), one.end())
        for one in re.finditer(rf"\b{re.escape(word[:NAME_BEGINS])}\w*", beside)
    ]
    if not places or any(meets(mine, one) for one in places):
        return ""
    whole = {
        part for name in name_phrases(beside) if word in name for part in name.split()
    }  # "President Ray Tayn"
    others = (one for one in own if one not in claim and one not in whole and not _same_name(one, word))
    return next((one for one in others if _comes_before(mine[1], around(beside, one)[1])), "")


def _comes_before(mine: str, other: str) -> bool:
    """Whether both names have the same word behind them: what one of them does."""
    return bool(mine and other) and same(mine, other)


def _is_named(part: str, words: Collection[str]) -> bool:
    return part in words or any(_same_name(part, one) for one in words)


def _same_name(one: str, other: str) -> bool:
    """Whether one is the other with an ending: "Pakistan" and "Pakistani", "Afghans" and "Afghanistan"."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 5 and long.startswith(short[:-1] if short.endswith("s") else short)


def offices(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Another office of the kind: the foreign minister is not the prime minister, nor the deputy the minister."""
    said, told = (
        {one: words for one, words in offices_in(text).items() if one[0]} for text in (claim, beside)
    )
    for office, words in said.items():
        if told and office not in told:
            yield Doubt(Check.NAME, words, next(iter(told.values())), True)


def offices_in(text: str) -> dict[tuple[str, bool], str]:
    """The offices of a text, as told, by the stem of the word before each (or none) and whether it is a lesser one."""
    found = {}
    for match in _OFFICE.finditer(text):
        kind = " ".join(content_stems(match["before"].split()[-1]))
        found[kind, bool(_LESSER.search(match["before"]))] = match[0].strip()
    return found


def genders(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Him for her, where the text has only the one and the claim only the other."""
    said, told = ([set(tokens(text)) & group for group in _GENDERS] for text in (claim, beside))
    for mine, theirs in ((0, 1), (1, 0)):
        if said[mine] and not said[theirs] and told[theirs] and not told[mine]:
            yield Doubt(Check.NAME, min(said[mine]), min(told[theirs]), True)


_GENDERS = [set(group) for group in groups("genders")]
