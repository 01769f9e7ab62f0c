"""What limits a sentence: conditions, what narrows a word, doubts, and shares of a whole."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from bot.answering.english.cues import Check
from bot.answering.english.meanings import same
from bot.answering.guards.context import REACH, in_name
from bot.answering.guards.doubt import Doubt
from bot.answering.guards.speakers import NEAR_SPEAKING, SPEAKING
from index.english.lexicon import any_of, pattern, words
from index.stems import content_stems, stem, tokens

_CONDITION = pattern("condition")
_RESTRICTING = re.compile(rf"(?<=\w) (?:{any_of('restricting')})\b", re.IGNORECASE)
_BARE = re.compile(  # all of a kind: "Patients on dialysis", not "The patients on the ward"
    r"(?:(?:All|Every|Each|Any|No) )?(?P<who>[A-Za-z]+s) (?:in|on|of|for|from|with|at|near|inside|under|over) "
    r"(?P<by>(?:(?:the|an?|their|its) )?[a-z]+)\b(?!,)"
)
_DOUBTING = pattern("doubting", "doubting_checked")
_MODAL = frozenset(words("doubting_open"))
_AFTER_WHAT = frozenset(words("doubting_after"))
_LIMITING = pattern("limiting")
_WEAK, _STRONG = frozenset(words("doubting_weak")), frozenset(words("doubting_strong"))
_PART = re.compile(r"\b(?:part|several|a few|a number|certain)\b", re.IGNORECASE)
_EXCEPTING = re.compile(
    r"(?:, )?\b(?:with the exception of|except(?:ing)?(?: for)?|apart from|other than|excluding|all but"
    r"|(?:every|any|each) \w+ but)"
    r" (?!if\b|when\b|that\b|to\b)(?P<what>[^,.;:]+)",
    re.IGNORECASE,
)
_OF_ITS_OWN = re.compile(r",? (?:where|which|who|when|whose)\b")  # "except on Sundays, when it is free"
_PERMITTING = pattern("permitting", "forbidding")


def condition(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """The condition; it may be worded differently, but not left out."""
    used = set(content_stems(claim))
    said = [match[0].lower() for match in _CONDITION.finditer(claim)]
    lost = []
    for match in _CONDITION.finditer(beside):
        clause = re.split(r"[,.;]", beside[match.end() :])[0]
        stems = set(content_stems(clause))
        if match[0].lower() in said:
            said.remove(match[0].lower())
        elif _EXCEPTING.match(beside, match.start()) and stems <= used:
            continue  # the claim is about what is excepted
        elif not (stems <= used and (len(stems) > 1 or match[0].startswith("only"))):
            lost.append(f"{match[0]}{clause}".strip())
    if len(lost) > len(said):
        yield Doubt(Check.MODALITY, "", lost[0])


def restricted(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """What narrows a word of the claim right after it: "members [under 16]", "boats [that leak]"."""
    used = set(content_stems(claim))
    if bare := _BARE.match(beside):
        by = content_stems(bare["by"])
        if stem(bare["who"].lower()) in used and by and not any(same(by[0], word) for word in used):
            yield Doubt(Check.NUMBER, "", bare[0])
            return
    for match in _RESTRICTING.finditer(beside):
        before = beside[max(0, match.start() - REACH) : match.start()]
        narrowed = tokens(before)[-1:]
        by = content_stems(re.split(r"[,.;:]", beside[match.end() :])[0])[:1]
        spoken = SPEAKING.search(" ".join(before.split()[-NEAR_SPEAKING:]))
        if not narrowed or stem(narrowed[0]) not in used or not by or any(same(by[0], word) for word in used):
            continue
        goes_on = used & set(content_stems(beside[match.end() :]))  # the sentence is about what is narrowed
        if goes_on and not (spoken and match[0].strip() == "that"):
            yield Doubt(Check.NUMBER, "", f"{narrowed[0]}{match[0]} {' '.join(by)}")
            return


def certainty(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """How sure it is: the claim may neither leave out a doubt of the text nor add one."""
    stated = _marks(_DOUBTING, beside, set(content_stems(claim)))
    claimed = _marks(_DOUBTING, claim)
    if stated <= _MODAL and _PERMITTING.search(claim):
        return
    if stated and not claimed:
        yield Doubt(Check.MODALITY, "", ", ".join(sorted(stated)))
    elif stated - _MODAL and claimed <= _STRONG and not stated & _STRONG:  # "expects to" is not "will"
        yield Doubt(Check.MODALITY, ", ".join(sorted(claimed)), ", ".join(sorted(stated - _MODAL)))
    elif stated & _WEAK and claimed & _STRONG and not (claimed & _WEAK or stated & _STRONG):
        yield Doubt(Check.MODALITY, ", ".join(sorted(claimed)), ", ".join(sorted(stated)))
    elif claimed - stated - _MODAL and not _marks(_DOUBTING, beside):
        yield Doubt(Check.MODALITY, ", ".join(sorted(claimed)), "")


def _marks(pattern: re.Pattern[str], text: str, used: Collection[str] | None = None) -> set[str]:
    """The matches that are no names, in lower case; with `used`, only those beside words that are among them."""
    marks = set()
    for match in pattern.finditer(text):
        # "agreed to meet and to exchange ..."
        near = content_stems(re.split(r"[.;:]", text[match.end() :])[0])
        if match[0].lower() in _MODAL:  # "may be let, and is heated" supports "is heated"
            near = near[:2]
        if not near or match[0].lower() in _AFTER_WHAT:
            near += content_stems(text[max(0, match.start() - REACH) : match.start()])[-2:]
        if not in_name(text, match) and (used is None or set(near) & set(used)):
            marks.add(match[0].lower())
    return marks


def exceptions(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """What a rule excepts: what is said of all but these must not be said of these."""
    used = set(content_stems(claim))
    for match in _EXCEPTING.finditer(beside):
        what = content_stems(match["what"])[:2]
        if _OF_ITS_OWN.match(beside, match.end()):
            continue
        if what and used.issuperset(what) and not _EXCEPTING.search(claim):
            yield Doubt(Check.NEGATION, match["what"], match[0], True)


def scope(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """A limit right before words that the claim uses: "some of the villages" are not "the villages"."""
    used = set(content_stems(claim))
    lower = claim.lower()
    for match in _LIMITING.finditer(beside):
        after = content_stems(beside[match.end() : match.end() + REACH])[:1]
        alike = match[0].lower() == "some" and _PART.search(claim)
        if match[0].lower() not in lower and after and after[0] in used and not alike:
            yield Doubt(Check.NUMBER, "", match[0])
            return


def asked(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """A question states nothing."""
    if beside.rstrip("”\"') ").endswith("?") and not claim.rstrip().endswith("?"):
        yield Doubt(Check.QUESTION, "", "?")
