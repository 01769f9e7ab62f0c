"""Names that the text lacks, or uses for somebody else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from bot.answering.english import cues
from bot.answering.english.cues import Check
from bot.answering.english.meanings import same
from bot.answering.english.names import name_phrases
from bot.answering.guards.context import around, meets, same_sides, sides
from bot.answering.guards.doubt import Doubt
from index.english.lexicon import any_of, groups, pattern
from index.stems import content_stems, tokens

_OFFICE = re.compile(rf"(?P<before>(?:\b[\w’'/-]+ ){{1,2}})(?:{any_of('portfolios')})\b", re.IGNORECASE)
_LESSER = pattern("lesser_offices")
NAME_BEGINS = 6  # letters that a name and words derived from it share


def names(claim: str, beside: str, whole: str) -> Iterator[Doubt]:
    """Names that the text lacks, and names in a place where the sentence has another name."""
    near, there = set(tokens(beside)), set(tokens(whole))
    own = [token.word for token in cues.parsed(beside) if token.check is Check.NAME]
    for word in dict.fromkeys(token.word for token in cues.parsed(claim) if token.check is Check.NAME):
        parts = [part for part in tokens(word.removesuffix("’s").removesuffix("'s")) if len(part) > 1]
        if all(_is_named(part, near) for part in parts):
            if moved := _named_otherwise(claim, word, beside, own):
                yield Doubt(Check.NAME, word, moved)
            continue
        place = around(claim, word)
        rivals = (name for name in own if name not in claim and any(same_sides(place, around(beside, name))))
        rival = next(rivals, "")
        # Elsewhere in the text, perhaps of somebody else.
        in_text = all(_is_named(part, there) for part in parts)
        if rival or not in_text:
            yield Doubt(Check.NAME, word, rival, bool(rival) and not in_text)


def _named_otherwise(claim: str, word: str, beside: str, own: Sequence[str]) -> str:
    """The text's other name in the place where the claim has this one, if this one is elsewhere in it; else empty."""
    mine = around(claim, word)
    places = [
        sides(beside, match.start(), match.end())
        for match in re.finditer(rf"\b{re.escape(word[:NAME_BEGINS])}\w*", beside)
    ]
    if not places or any(meets(mine, place) for place in places):
        return ""
    # "President Ray Tayn"
    whole = {part for name in name_phrases(beside) if word in name for part in name.split()}
    others = (name for name in own if name not in claim and name not in whole and not _same_name(name, word))
    deed = mine[1]  # what the named person does stands behind the name
    return next((name for name in others if deed and same(deed, around(beside, name)[1])), "")


def _is_named(part: str, words: Collection[str]) -> bool:
    return part in words or any(_same_name(part, word) for word in words)


def _same_name(left: str, right: str) -> bool:
    """Whether one name is the other with an ending: "Pakistan" and "Pakistani", "Afghans" and "Afghanistan"."""
    short, long = sorted((left, right), key=len)
    return len(short) >= 5 and long.startswith(short[:-1] if short.endswith("s") else short)


def offices(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """A similar office: the foreign minister is not the prime minister, nor the deputy minister the minister."""
    claimed, stated = (
        {office: words for office, words in offices_in(text).items() if office[0]} for text in (claim, beside)
    )
    for office, words in claimed.items():
        if stated and office not in stated:
            yield Doubt(Check.NAME, words, next(iter(stated.values())), True)


def offices_in(text: str) -> dict[tuple[str, bool], str]:
    """The offices of a text, by the stem of the word before each (or none) and whether it is a lesser office."""
    by_kind = {}
    for match in _OFFICE.finditer(text):
        kind = " ".join(content_stems(match["before"].split()[-1]))
        by_kind[kind, bool(_LESSER.search(match["before"]))] = match[0].strip()
    return by_kind


def genders(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """A "he" for a "she", or the reverse, if the text has only one and the claim only the other."""
    claimed, stated = ([set(tokens(text)) & group for group in _GENDERS] for text in (claim, beside))
    for mine, theirs in ((0, 1), (1, 0)):
        if claimed[mine] and not claimed[theirs] and stated[theirs] and not stated[mine]:
            yield Doubt(Check.NAME, min(claimed[mine]), min(stated[theirs]), True)


_GENDERS = [set(group) for group in groups("genders")]
