"""Who says so: words of speaking, and the commas and quotation marks beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from bot.answering.english import cues
from bot.answering.english.cues import Check
from bot.answering.guards.context import in_name
from bot.answering.guards.doubt import Doubt
from index.english.lexicon import pattern
from index.stems import content_stems, stem

NEAR_SPEAKING = 3  # words at most between a pause that marks the speaker and the word of speaking
SPEAKING = pattern("speaking", "speaking_checked")
_SAYS = pattern("speaking")
_THAT = re.compile(r"(?: (?:on|in|at|to) \w+){0,2} that\b")
_QUOTES = frozenset('“”"«»')
_PAUSES = re.compile(r"[,;:“”\"«»()—–]|(?<=\s)-(?=\s)")


def speaker(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Who says so; a word of speaking may be replaced ("stated" for "said"), but not left out."""
    if _told_beside(beside, claim):
        return
    claimed = _spoken(claim)
    stated = {
        key: match for key, match in _spoken(beside).items() if not _only_introduces(beside, match, claim)
    }
    lost = [
        match
        for key, match in stated.items()
        if key not in claimed and (not claimed or _governs(beside, match))
    ]
    source = next((match for match in lost if match[0].lower() == "according to"), None)
    if source and not _SAYS.search(claim):
        yield Doubt(Check.SPEAKER, "", source[0])
    elif lost and not any(key not in stated for key in claimed):
        yield Doubt(Check.SPEAKER, "", lost[0][0])


def _spoken(text: str) -> dict[str, re.Match[str]]:
    """The words of speaking, except names, by their stems."""
    spoken: dict[str, re.Match[str]] = {}
    for match in SPEAKING.finditer(text):
        if not in_name(text, match):
            spoken.setdefault(stem(match[0].split()[0].lower()), match)
    return spoken


def _governs(text: str, match: re.Match[str]) -> bool:
    """Whether a word of speaking marks who says the sentence: "claims that ...", "..., said Wang"."""
    after, before = text[match.end() :], text[: match.start()]
    return bool(re.match(r"\s+that\b", after) or re.search(r"[,”\"]\s+(?:[\w’'.-]+\s+){0,4}$", before))


def _only_introduces(text: str, match: re.Match[str], claim: str) -> bool:
    """Whether the claim uses no word of what is said, only of what stands before: who speaks, or what was done."""
    opens = match[0].lower() == "saying" or _THAT.match(text, match.end())
    if not opens:
        return False
    before = re.split(r"(?<=[.!?])\s+", text[: match.start()])[-1]
    after = re.split(r"(?<=[.!?])\s+", text[match.end() :])[0]
    used = set(content_stems(claim))
    return not used & (set(content_stems(after)) - set(content_stems(before)))


def _told_beside(beside: str, claim: str) -> bool:
    """Whether the claim uses no word of any sentence that names a speaker."""
    used = set(content_stems(claim))
    return all(
        not SPEAKING.search(sentence) or not used & set(content_stems(sentence))
        for sentence in re.split(r"(?<=[.!?])\s+", beside)
    )


def pauses(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Commas and quotation marks between words that are neighbours in both: they show who speaks."""
    mine, theirs = cues.parsed(claim), cues.parsed(beside)
    keys = [token.key for token in mine], [token.key for token in theirs]
    match = SequenceMatcher(None, keys[0], keys[1], autojunk=False)
    speaking = {at for at, token in enumerate(theirs) if SPEAKING.fullmatch(token.word)}
    indirect = not _QUOTES & set(claim)  # a claim may leave out quotation marks
    for block in match.get_matching_blocks():
        for step in range(block.size - 1):
            mine_at, theirs_at = block.a + step, block.b + step
            if not speaking & set(range(theirs_at - NEAR_SPEAKING + 1, theirs_at + NEAR_SPEAKING + 1)):
                continue
            claimed = _between(claim, mine[mine_at].start + len(mine[mine_at].word), mine[mine_at + 1].start)
            stated = _between(
                beside, theirs[theirs_at].start + len(theirs[theirs_at].word), theirs[theirs_at + 1].start
            )
            if indirect:
                stated = "".join(sign for sign in stated if sign not in _QUOTES)
            if claimed != stated:
                yield Doubt(Check.SPEAKER, claimed or mine[mine_at].word, stated or theirs[theirs_at].word)
                return


def _between(text: str, start: int, end: int) -> str:
    return "".join(sorted(set(_PAUSES.findall(text[start:end]))))
