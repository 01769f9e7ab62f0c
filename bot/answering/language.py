"""What names, numbers and dates look like in English text."""

from __future__ import annotations

import re

from index.english.numbers import plain

OPENERS = frozenset(
    "a an and are as at but by can could did do does for from had has have he her his how i if in is it its may my no "
    "not of on or our she should since so some that the their them then there these they this those to was we were "
    "what when where which while who whom whose why will with would you your please tell list name give show explain "
    "describe outline compare provide break summarize summarise also although after before during despite according "
    "about between both all any each however in most many more".split()
)
AUXILIARIES = "is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might"
_WORD = r"[A-Z][\w’'-]*"
_LINK = r"(?:(?:of|the|al|bin|de|von)\s+)?"
NAME = re.compile(rf"\b{_WORD}(?:\.?\s+{_LINK}{_WORD})*")
_LISTED = rf"(?:the )?{_WORD}(?: {_WORD})*"
ENUMERATION = re.compile(rf"{_LISTED}(?:, {_LISTED})+,? and {_LISTED}")
NUMBER = re.compile(
    r"(?<![\w.])\$?\d[\d,]*(?:\.\d+)?(?:\s?(?:%|pc|percent|million|billion|trillion|bn|m))?(?![\w])",
    re.IGNORECASE,
)
_CARDINALS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|"
    "thirty|forty|fifty|sixty|seventy|eighty|ninety|dozens?|scores|hundreds?|thousands?|millions?"
)
CARDINAL = re.compile(rf"\b(?<!\bno )(?:{_CARDINALS})\b", re.IGNORECASE)
NUMBER_WORD = re.compile(
    rf"\b(?:{_CARDINALS}|first|second|third|fourth|fifth|sixth|seventh|half|twice)\b", re.IGNORECASE
)
YEAR = re.compile(r"\b(?:1[5-9]|20)\d{2}\b")
MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)
_MONTH = "|".join(MONTHS)
MONTH = re.compile(rf"\b(?:{_MONTH})\b")
_DAY = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
# A bare number below 1500 is a year only after a preposition and before what cannot be counted.
_EARLY = (
    r"(?:(?<=\b[Ii]n )|(?<=\b[Ss]ince )|(?<=\b[Uu]ntil ))1[0-4]\d{2}"
    r"(?=\s*(?:[,.;:)–—-]|$|(?:a|an|and|at|by|he|in|it|she|the|they|to|was|were|when|with)\b))"
)
_WHOLE = r"(?<![\w.,-])"  # not the "000 years" of "2,000 years", nor the "five" of "twenty-five"
_SPAN = r"(?:days?|weeks?|months?|years?|decades?) (?:ago|later|earlier)"
_AGO = rf"{_WHOLE}(?:\d[\d,.]*|{_CARDINALS}|a|few|several|many) {_SPAN}"
DATE = re.compile(
    rf"\b(?:\d{{4}}[-/]\d{{2}}[-/]\d{{2}}|(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTH})(?:\s+\d{{1,2}})?(?:,?\s+\d{{4}})?|(?:1[5-9]|20)\d{{2}}s?"
    rf"|{_EARLY}|{_WHOLE}\d{{1,4}} (?:AD|BCE?|CE)|\w+(?:st|nd|rd|th)[ -]century|{_DAY}"
    rf"|(?:last|this|next) (?:week|month|year)|{_AGO})\b"
)

# What a sentence begins with that means something of the one before.
LEANS_BACK = re.compile(
    r"^[“\"‘]?(?:he|she|they|it|this|that|these|those|his|her|their|its|such|"
    r"the (?:two|move|decision|visit|meeting|deal|agreement|statement|announcement))\b",
    re.IGNORECASE,
)


def name_phrases(text: str) -> list[str]:
    """The capitalised phrases of a text, in order, without words that merely open a sentence or a question."""
    found = []
    for match in NAME.finditer(text):
        words = match[0].split()
        while words and re.sub(r"['’]s$", "", words[0].lower()) in OPENERS:  # "Where's" too
            words = words[1:]
        if words and not DATE.fullmatch(" ".join(words)):
            found.append(" ".join(words).removesuffix("’s").removesuffix("'s"))
    return found


def numbers_in(text: str) -> list[str]:
    """Numbers of a text in digits, without commas, spaces and currency signs, in words or not."""
    return [plain_number(number) for number in NUMBER.findall(plain(text))]


def plain_number(number: str) -> str:
    """A number as it is compared: ``$80,000`` is ``80000``, and ``2.5 million`` is ``2500000``."""
    return re.sub(r"[,$\s]", "", plain(number)).lower()
