"""Who does it to whom, and which of two is more: what the order of the words says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from bot.answering.english import cues
from bot.answering.english.cues import Check
from bot.answering.english.meanings import same
from bot.answering.guards.doubt import Doubt
from bot.answering.guards.names import NAME_BEGINS
from bot.answering.policy import POLICY
from index.english.lexicon import any_of
from index.english.numbers import quantities
from index.stems import content_stems

# An opening phrase, which may stand anywhere.
_LEAD = re.compile(r"(?:In|On|At|During|Since|By|After|Before|From|Until|Within) [^,.;]{2,40}, ")
_DOTTED = re.compile(r"(?<=[a-z_])\.(?=[a-z_])")  # "tree.cut" begins as "tree.grow" does
_THAN = re.compile(r"\bthan\b(?! (?:\d|[$€£]))", re.IGNORECASE)
_PASSIVE = re.compile(
    r"\b(?:(?:is|was|are|were|been|being|be)\b.{0,40}|\w+(?:ed|en|wn|ade|ilt|eld|ought)) by\b", re.IGNORECASE
)
_HELPS = r"(?:is|are|was|were|has|have|may|can|cannot|must|will|should|do|does|did|need)"  # behind a noun, not a deed
_BY = re.compile(
    r"\b(?:was|were|is|are|been|being) (?:\w+ly )?\w+(?:ed|en|wn|ade|ilt|eld|ought|ung)\b[^.;]*?"
    r" by (?P<doer>[^.;]{1,60})",
    re.IGNORECASE,
)
# What stands before the first verb of a claim about a deed, not about what something is.
_SUBJECT = re.compile(
    r"^(?P<who>(?:[Tt]he |[Aa]n? )?(?:[\w’'-]+ ){1,3}?)(?:(?:had|has|have|will|would|first|also) )*"
    rf"(?=\w{{2,}}(?:ed|es|s)\b(?! {_HELPS}\b)|(?:{any_of('past_deeds')})\b)"
)


def compared(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Which of two is more: "than" and what stands before and after it."""
    if not _THAN.search(claim) or quantities(claim):
        return
    match = _THAN.search(beside)
    after = set(content_stems(_THAN.split(claim)[-1])[:3])
    if not match or not after & set(content_stems(beside[match.end() :])):
        yield Doubt(Check.ORDER, "than", match[0] if match else "")


def turned(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Who did it to whom: the sentence's words in another order, unless only one of the two is passive."""
    said, there = _keys(claim), _keys(beside)
    if (lead := _LEAD.match(beside) or _LEAD.match(claim)) and set(_keys(lead[0])) <= set(said) & set(there):
        said, there = ([key for key in keys if key not in _keys(lead[0])] for keys in (said, there))
    shared = [key for key in said if key in there]
    if (
        len(said) < 4
        or len(shared) < 0.9 * len(said)
        or bool(_PASSIVE.search(claim)) != bool(_PASSIVE.search(beside))
    ):
        return
    kept = [key for key in there if key in set(said)]
    match = SequenceMatcher(None, shared, kept, autojunk=False)
    in_order = sum(block.size for block in match.get_matching_blocks()) / len(shared)
    named = {key for token in cues.parsed(beside) if token.check is Check.NAME for key in _keys(token.word)}
    mine, theirs = (list(dict.fromkeys(key for key in words if key in named)) for words in (shared, kept))
    swapped = len(mine) > 1 and sorted(mine) == sorted(theirs) and mine != theirs
    moved = in_order < POLICY.moved and not _is_fronted(shared, kept)
    if swapped or moved:
        yield Doubt(Check.CUT, " ".join(shared), " ".join(kept))


def doer(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Who does it: the claim's subject must not stand only after the verb of the sentence."""
    subject = _SUBJECT.match(claim)
    if not subject or _PASSIVE.search(claim):
        return
    if _PASSIVE.search(beside):
        yield from _done_by_another(claim, subject, beside)
        return
    who, does = content_stems(subject["who"])[-1:], content_stems(claim[subject.end() :])[:1]
    stated = content_stems(beside)
    if not who or not does:
        return
    doers = [at for at, word in enumerate(stated) if same(word, who[0])]
    deeds = [at for at, word in enumerate(stated) if same(word, does[0])]
    if doers and deeds and min(doers) > max(deeds):
        yield Doubt(Check.CUT, who[0], does[0])


def _done_by_another(claim: str, subject: re.Match[str], beside: str) -> Iterator[Doubt]:
    """Whether it was done by somebody named after the claim's verb, and not by the claim's subject."""
    match = _BY.search(beside)
    who = content_stems(subject["who"])[-1:]
    if not match or not who:
        return
    doers, behind = content_stems(match["doer"]), content_stems(claim[subject.end() :])
    done_to = any(same(word, who[0]) for word in content_stems(beside[: match.start("doer")]))
    if done_to and not any(same(word, who[0]) for word in doers) and set(doers[:3]) & set(behind[1:]):
        yield Doubt(Check.CUT, who[0], match["doer"])


def _keys(text: str) -> list[str]:
    """The beginnings of content words: "Pakistan" and "Pakistani" are the same."""
    return [word[:NAME_BEGINS] for word in content_stems(_DOTTED.sub(" ", text))]


def _is_fronted(claimed: Sequence[str], stated: Sequence[str]) -> bool:
    """Whether the claim only has the sentence's end first, or its beginning last: "In March, ..."."""
    return any([*claimed[at:], *claimed[:at]] == list(stated) for at in range(1, len(claimed)))
