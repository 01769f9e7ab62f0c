"""A sentence told in other words that mean the same, or without what limits it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from index.english.lexicon import any_of, words

_CONDITION_LAST = re.compile(
    r",? (?:if|unless|provided that|as long as|only when|once|except|on condition that|in case|subject to|when) "
    r"[^,;]+\.?$"
)
_CONDITION_FIRST = re.compile(r"^(?:If|Unless|Once|Provided|When|In case) [^,]+, ")
_SAYING = any_of("saying_trimmed")
_SPEAKER_FIRST = re.compile(
    rf"^(?:(?!said)[^,.“\"]){{3,60}} (?:{_SAYING})(?: that|,|:) (?=\S)|^According to [^,]+, "
)
_SPEAKER_LAST = re.compile(
    rf",[”\"]? (?:[^,.]{{3,50}} (?:{_SAYING})|(?:{_SAYING}) [^,.]{{3,50}}|according to [^,.]+)\.$"
)
_DOUBT = re.compile(rf"\b(?:{any_of('doubt_trimmed')}) ")
_ONES, _TENS = words("units"), words("tens")
_WORDED = {
    number: _ONES[number]
    if number < 20
    else _TENS[number // 10 - 2] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    for number in range(2, 100)
}
_DIGITS = {word: str(number) for number, word in _WORDED.items()}
_SAME: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(r"(?<![\d.,$£€-])\b[1-9]?\d\b(?![\d.,%:-]|th\b|st\b|nd\b|rd\b)"),
        lambda m: _WORDED.get(int(m[0]), m[0]),
    ),
    (
        re.compile(rf"\b(?:{'|'.join(sorted(_DIGITS, key=len, reverse=True))})\b(?!-)"),
        lambda m: _DIGITS[m[0]],
    ),
    (re.compile(r"(?<=\d)\s?(?:%|pc|per ?cent)(?!\w)"), " percent"),
    (re.compile(r"(?<=\d),(?=\d{3})"), ""),
    (re.compile(r"\b(\d)\.(\d) million\b"), lambda m: f"{m[1]},{m[2]}00,000"),
    (re.compile(r"\bmore than\b"), "over"),
    (re.compile(r"\bover (?=\d)"), "more than "),
    (re.compile(r"\bapproximately\b"), "about"),
    (re.compile(r"\bcannot\b"), "can’t"),
    (re.compile(r"\b(is|was|are|were|did|does|do|has|have) not\b"), r"\1n't"),
    (re.compile(r"\bbegan\b"), "started"),
    (re.compile(r"\bstarted\b"), "began"),
    (re.compile(r"\bpurchased\b"), "bought"),
    (re.compile(r"\bbought\b"), "purchased"),
    (re.compile(r"\bdied\b"), "passed away"),
    (re.compile(r"\bbecause\b"), "since"),
    (re.compile(r"\balthough\b"), "though"),
    (re.compile(r"\bsaid\b"), "stated"),
    (re.compile(r"\blarge\b"), "big"),
    (re.compile(r"\bassist(ed|s)?\b"), r"help\1"),
    (re.compile(r"\brequire(s|d)?\b"), r"need\1"),
    (re.compile(r"\bhow many\b"), "the number of"),
    (re.compile(r"\bchildren\b"), "kids"),
    (re.compile(r"\bobtain(ed|s)?\b"), r"gain\1"),
    (re.compile(r"\bprior to\b"), "before"),
    (re.compile(r"^In (\d{4}), (.+)\.$"), lambda m: f"{m[2][:1].upper()}{m[2][1:]} in {m[1]}."),
)


def trimmed(sentence: str, dice: random.Random) -> str | None:
    """The sentence without its condition, its speaker or its doubt: it says more than the sentence does."""
    found = []
    if match := _CONDITION_LAST.search(sentence):
        found.append(sentence[: match.start()].rstrip(", ") + ".")
    if match := _CONDITION_FIRST.match(sentence):
        found.append(sentence[match.end() :])
    if match := _SPEAKER_FIRST.match(sentence):
        found.append(sentence[match.end() :])
    if match := _SPEAKER_LAST.search(sentence):
        found.append(sentence[: match.start()] + ".")
    if match := _DOUBT.search(sentence):
        found.append(sentence[: match.start()] + sentence[match.end() :])
    found = [one for one in found if len(one.split()) > 4]
    if not found:
        return None
    told = dice.choice(found).strip('“”" ')
    return told[:1].upper() + told[1:]


def in_other_words(sentence: str, dice: random.Random) -> str | None:
    """The sentence with a number, a unit, a clause or a word written in another way that means the same."""
    ways = [(pattern, new) for pattern, new in _SAME if pattern.search(sentence)]
    if not ways:
        return None
    for pattern, new in dice.sample(ways, min(len(ways), 2)):
        sentence = pattern.sub(new, sentence, count=1)
    return sentence
