"""What stands beside a word of a text, and what of it belongs to that word."""

from __future__ import annotations

import re

from bot.answering.english.cues import PLAIN
from bot.answering.english.meanings import same
from index.stems import content_stems

REACH = 40  # code points beside a word that are searched for what belongs to it
_OF_A_WHOLE = re.compile(
    r"\bOf (?:the |its |his |her |their )?(?P<whole>\d[\d,.]*) (?P<of>[a-z]+)[^,.;]*, (?P<part>\d[\d,.]*) (?=[a-z])"
)
_PART_AFTER_WHOLE = re.compile(
    r"\bOf (?P<whole>(?:the |its |his |her |their )?\d[\d,.]* [a-z][^,.;]*), (?P<part>\d[\d,.]*) (?=[a-z])"
)


def sides(text: str, start: int, end: int) -> tuple[str, str]:
    """The content words before and after a stretch, stemmed; empty where there is none."""
    return _nearest(text[max(0, start - 2 * REACH) : start], text[end : end + 2 * REACH])


def meets(mine: tuple[str, str], theirs: tuple[str, str]) -> bool:
    """Whether two stretches have the same word before them, or the same word after them."""
    return any(left and right and same(left, right) for left, right in zip(mine, theirs, strict=True))


def around(text: str, word: str) -> tuple[str, str]:
    """The content words before and after a word where it first stands whole, stemmed; empty where there is none."""
    match = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text.translate(PLAIN), re.IGNORECASE)
    return _nearest(text[: match.start()], text[match.end() :]) if match else ("", "")


def _nearest(before: str, after: str) -> tuple[str, str]:
    earlier, later = content_stems(before), content_stems(after)
    return earlier[-1] if earlier else "", later[0] if later else ""


def same_sides(mine: tuple[str, str], theirs: tuple[str, str]) -> list[bool]:
    """Whether two stretches have the very same word before them, and whether after them."""
    return [bool(left) and left == right for left, right in zip(mine, theirs, strict=True)]


def in_name(text: str, match: re.Match[str]) -> bool:
    """Whether a match is capitalised in the middle of a sentence."""
    before = text[: match.start()].rstrip()
    opens = not before or before[-1] in '.!?:;“"•*-\n'
    return match[0][0].isupper() and not match[0].isupper() and not opens


def used_of(text: str, claim: str) -> str:
    """The text without the parts, cut at semicolons and ", or", that say no more of the claim than the rest does."""
    used = set(content_stems(claim))
    parts = re.split(r";|, or ", text)
    said = [used & set(content_stems(part)) for part in parts]
    kept = [
        part
        for place, part in enumerate(parts)
        if not said[place] <= {stem for other, stems in enumerate(said) if other != place for stem in stems}
    ]
    return ";".join(kept) if kept else text


def of_a_whole(text: str, claim: str) -> str:
    """The text with "Of the 150 riders, 96 arrived" read as "96 riders arrived", unless the claim has both."""

    def told(match: re.Match[str]) -> str:
        return match[0] if match["whole"] in claim else f"{match['part']} {match['of']} "

    return _OF_A_WHOLE.sub(told, text)


def in_one_clause(claim: str) -> str:
    """The claim with "Of the 17 candidates, 14 passed" read as "14 of the 17 candidates passed"."""
    return _PART_AFTER_WHOLE.sub(lambda match: f"{match['part']} of {match['whole']} ", claim)
