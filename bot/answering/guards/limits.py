"""What limits a sentence: conditions, what narrows a word, doubts, and shares of a whole."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from bot.answering.cues import Check
from bot.answering.guards.context import REACH, in_name, without_sides
from bot.answering.guards.doubt import Doubt
from bot.answering.guards.speakers import SPEAKING
from bot.answering.meanings import same
from index.stems import content_stems, stem, tokens

_CONDITION = re.compile(
    r"\b(?:if|unless|provided(?: that)?|as long as|on condition|subject to|in case|only when|once|until|except|"
    r"pending|depending on|should (?:they|he|she|it|the)|without (?:which|it))\b"
    r"|\bwhen(?:ever)?\b(?= (?:the|a|an|it|they|he|she|you|all|its|their|[A-Z]))",
    re.IGNORECASE,
)
_HYPOTHETICAL = (
    re.compile(  # of "if it rains" not "it rains" may be told, as "it rained" of "once it had rained"
        r"if|unless|provided|as long|on condition|subject|in case|pending|depending|should", re.IGNORECASE
    )
)
_RESTRICTING = re.compile(
    r"(?<=\w) (?:that|who|whose|which|where)\b|(?<=\w) (?:under|over|above|below|before|after|older than|younger than|"
    r"longer than|shorter than|larger than|smaller than|heavier than|louder than|more than|less than|except|excluding|"
    r"other than|apart from|outside|within)\b",
    re.IGNORECASE,
)
_DOUBTING = re.compile(
    r"\b(?:may(?! \d)|might|could|would|should|must|can|will|shall|plans?|planned|planning|intends?|"
    r"intended|propos\w+|aims?|aimed|"
    r"seeks?|sought|hop(?:e|es|ed|ing)|expect(?:s|ed)?|likely|unlikely|possibl[ey]|perhaps|maybe|probabl[ey]|"
    r"potential(?:ly)?|apparently|alleged(?:ly)?|suspected|supposed(?:ly)?|purported(?:ly)?|reportedly|appear(?:s|ed)?|"
    r"seem(?:s|ed)?|willing(?:ness)?|attempt\w*|tr(?:y|ies|ied|ying)|wants?|wanted|agreed to|offered to|"
    r"threatened to|draft|proposal|claims? to|meant to|due to begin|set to)\b",
    re.IGNORECASE,
)
_SURE = frozenset("can will shall must should would could may might".split())
_AFTER_WHAT = re.compile(  # stands after what it makes doubtful: "rain is likely"
    r"(?:likely|unlikely|possible|probable|expected|planned|proposed|suspected|alleged|supposed)$",
    re.IGNORECASE,
)
_SCOPE = re.compile(
    r"\b(?:some|most|part|half|many|several|few|only|partly|partially|largely|mainly|mostly|sometimes|usually|often|"
    r"rarely|in principle|at first|temporarily|so far|for now|officially|formally|publicly|first|last|initially|likely|"
    r"probably|possibly|perhaps|maybe|allegedly|reportedly|apparently|supposedly|almost|nearly|virtually)\b",
    re.IGNORECASE,
)


def condition(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Under which condition; it may be told otherwise, but not left out."""
    used = set(content_stems(claim))
    said = [one[0].lower() for one in _CONDITION.finditer(claim)]
    lost = []
    for told in _CONDITION.finditer(beside):
        clause = re.split(r"[,.;]", beside[told.end() :])[0]
        stems = set(content_stems(clause))
        if told[0].lower() in said:
            said.remove(told[0].lower())
        elif _HYPOTHETICAL.match(told[0]) or not (len(stems) > 1 and stems <= used):
            lost.append(f"{told[0]}{clause}".strip())
    if len(lost) > len(said):
        yield Doubt(Check.MODALITY, "", lost[0])


def restricted(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """What narrows a word of the claim right behind it: "members [under 16]", "boats [that leak]"."""
    used = set(content_stems(claim))
    for match in _RESTRICTING.finditer(beside):
        narrowed = tokens(beside[max(0, match.start() - REACH) : match.start()])[-1:]
        by = content_stems(re.split(r"[,.;:]", beside[match.end() :])[0])[:1]
        spoken = SPEAKING.search(beside[max(0, match.start() - REACH) : match.start() + 1])
        if not narrowed or stem(narrowed[0]) not in used or not by or any(same(by[0], one) for one in used):
            continue
        goes_on = used & set(content_stems(beside[match.end() :]))  # the sentence is about what is narrowed
        if goes_on and not (spoken and match[0].strip() == "that"):
            yield Doubt(Check.NUMBER, "", f"{narrowed[0]}{match[0]} {' '.join(by)}")
            return


def certainty(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """How sure it is: a doubt of the text may not be left out, nor may the claim add one."""
    told = _marks(_DOUBTING, without_sides(beside, claim), set(content_stems(claim)))
    said = _marks(_DOUBTING, claim)
    if told and not said:
        yield Doubt(Check.MODALITY, "", ", ".join(sorted(told)))
    elif said - told - _SURE and not _marks(_DOUBTING, beside):
        yield Doubt(Check.MODALITY, ", ".join(sorted(said)), "")


def _marks(pattern: re.Pattern[str], text: str, used: Collection[str] | None = None) -> set[str]:
    """The matches that are no names, in lower case; with `used`, only those beside words that are among them."""
    found = set()
    for match in pattern.finditer(text):
        near = content_stems(
            re.split(r"[.;:]", text[match.end() :])[0]
        )  # "agreed to meet and to exchange ..."
        if not near or _AFTER_WHAT.match(match[0]):
            near += content_stems(text[max(0, match.start() - REACH) : match.start()])[-2:]
        if not in_name(text, match) and (used is None or set(near) & set(used)):
            found.add(match[0].lower())
    return found


def scope(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """A limit right before words that the claim uses: of "some of the villages" not "the villages" may be told."""
    used = set(content_stems(claim))
    lower = claim.lower()
    for match in _SCOPE.finditer(beside):
        after = content_stems(beside[match.end() : match.end() + 40])[:1]
        if (
            match[0].lower() not in lower
            and after
            and after[0] in used
            and match[0].lower() not in ("first", "last")
        ):
            yield Doubt(Check.NUMBER, "", match[0])
            return


def asked(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """A question states nothing."""
    if beside.rstrip("”\"') ").endswith("?") and not claim.rstrip().endswith("?"):
        yield Doubt(Check.QUESTION, "", "?")
