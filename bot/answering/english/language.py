"""What names, numbers and dates look like in English text."""

from __future__ import annotations

import re
from functools import lru_cache

from index.english.lexicon import any_of, words
from index.english.numbers import plain

OPENERS = frozenset(words("sentence_openers"))
AUXILIARIES = any_of("auxiliaries")
_WORD = r"[A-Z][\w’'-]*"
_LINK = r"(?:(?:of|the|al|bin|de|von)\s+)?"
NAME = re.compile(rf"\b{_WORD}(?:\.?\s+{_LINK}{_WORD})*")
_LISTED = rf"(?:the )?{_WORD}(?: {_WORD})*"
ENUMERATION = re.compile(rf"{_LISTED}(?:, {_LISTED})+,? and {_LISTED}")
NUMBER = re.compile(
    r"(?<![\w.])\$?\d[\d,]*(?:\.\d+)?(?:\s?(?:%|pc|percent|million|billion|trillion|bn|m))?(?![\w])",
    re.IGNORECASE,
)
_CARDINALS = any_of("units", "tens", "round_numbers").removeprefix("zero|")
CARDINAL = re.compile(rf"\b(?<!\bno )(?:{_CARDINALS})\b", re.IGNORECASE)
NUMBER_WORD = re.compile(rf"\b(?:{_CARDINALS}|{any_of('ordinals')}|half|twice)\b", re.IGNORECASE)
YEAR = re.compile(r"\b(?:1[5-9]|20)\d{2}\b")
MONTHS = words("months")
_MONTH = any_of("months")
MONTH = re.compile(rf"\b(?:{_MONTH})\b")
_DAY = any_of("weekdays")
# A bare number below 1500 is a year only after a preposition and before a word that cannot be counted.
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

# The beginning of a sentence that refers back to the one before.
LEANS_BACK = re.compile(
    r"^[“\"‘]?(?:he|she|they|it|this|that|these|those|his|her|their|its|such|"
    r"the (?:two|move|decision|visit|meeting|deal|agreement|statement|announcement)|"
    r"(?:\w+ ){1,2}of (?:its|his|her|their|them|these|those))\b",
    re.IGNORECASE,
)


def name_phrases(text: str) -> list[str]:
    """The capitalised phrases of a text, in order, without words that only open a sentence or a question."""
    return list(_name_phrases(text))


@lru_cache(maxsize=4096)
def _name_phrases(text: str) -> tuple[str, ...]:
    phrases = []
    for match in NAME.finditer(text):
        words = match[0].split()
        while words and re.sub(r"['’]\w{1,2}$", "", words[0].lower()) in OPENERS:  # "Where's", "I'm" too
            words = words[1:]
        if words and not DATE.fullmatch(" ".join(words)):
            phrases.append(" ".join(words).removesuffix("’s").removesuffix("'s"))
    return tuple(phrases)


def numbers_in(text: str) -> list[str]:
    """Numbers of a text, also those in words, as they are compared: "$80,000" is 80000, "2.5 million" is 2500000."""
    return [re.sub(r"[,$\s]", "", plain(number)).lower() for number in NUMBER.findall(plain(text))]
