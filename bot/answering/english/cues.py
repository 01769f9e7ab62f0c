"""The words of a claim, each with the check that applies to it, and the places where a sentence may be cut.

The lists are rows of index/english/lexicon.toml. Long lists are safe: a word too many only prevents a valid
shortening, a missing word could let a wrong one pass.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from index.english.lexicon import any_of, words

QUOTES = "'\"‘’‚‛′´“”„‟″«»"
DASHES = "-‐‑‒–—―−"
PLAIN = str.maketrans(dict.fromkeys(QUOTES, "'") | dict.fromkeys(DASHES, "-"))

AUXILIARIES = any_of("auxiliaries")
# The beginning of a sentence that refers back to the one before.
LEANS_BACK = re.compile(
    r"^[“\"‘]?(?:he|she|they|it|this|that|these|those|his|her|their|its|such|"
    r"the (?:two|move|decision|visit|meeting|deal|agreement|statement|announcement)|"
    r"(?:\w+ ){1,2}of (?:its|his|her|their|them|these|those))\b",
    re.IGNORECASE,
)


class Check(StrEnum):
    """What a statement can fail on."""

    QUESTION = "question"
    ORDER = "order"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    NEGATION = "negation"
    MODALITY = "modality"
    SPEAKER = "speaker"
    WORDS = "words"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Token:
    """A word and what stands before it.

    Args:
        word: the word, its quotes and dashes made plain.
        start: where it stands in its text.
        opens: whether it begins a sentence.
        marked: whether punctuation that parts clauses stands before it.
        clause: the number of its main clause; a sentence, a semicolon and "but" begin another.
    """

    word: str
    start: int
    opens: bool
    marked: bool
    clause: int

    @property
    def key(self) -> str:
        """The word as it is compared."""
        return self.word.casefold()

    @property
    def check(self) -> Check:
        """The check that applies to this word."""
        if re.search(r"\d", self.word):
            return Check.DATE if re.fullmatch(r"(?:1\d|20)\d\d", self.word) else Check.NUMBER
        if self.word == "May" and not self.opens:
            return Check.DATE
        if self.key.endswith("n't"):
            return Check.NEGATION
        named = Check.NAME if self.word[0].isupper() and not self.opens else Check.WORDS
        return next((check for check, words in _WATCHED if self.key in words), named)


def parsed(text: str) -> list[Token]:
    """The words, numbers and signs of a text, in order; punctuation is kept only as boundaries between them."""
    words: list[Token] = []
    end = clause = 0
    for match in _TOKEN.finditer(text):
        word, gap = match[0].translate(PLAIN), text[end : match.start()]
        if words and len(words[-1].word) <= 2:
            gap = gap.removeprefix(".")  # "S. Jaishankar" and "Dr. Khan" are names
        opens = not words or words[-1].word == "?" or bool(_STOP.search(gap))
        marked = opens or bool(_MARK.search(gap))
        clause += opens or ";" in gap or word.casefold() in CONTRASTS
        words.append(Token(word, match.start(), opens, marked, clause))
        end = match.end()
    return words


_TOKEN = re.compile(
    r"(?:(?<!\w)[-−+])?[$€£¥₹]?\d+(?:[.,:/‐‑–-]\d+)*(?:%|\w+)?"  # a number with its sign and unit
    r"|\w+(?:[‐‑–'’.&/-]\w+)*"  # a word
    rf"|[^\s\w.,;:!()\[\]…{re.escape(QUOTES + DASHES)}]"  # any other sign is a word too: "?", an emoji
)
_STOP = re.compile(r"[.!]")
_MARK = re.compile(r"[.!,;:()\[\]—―]|\s[‐‑‒–−-]\s")


def _set(*rows: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in words(*rows))


NEGATION = _set("negation", "refusing", "negation_cut")
MODALITY = _set("doubting", "doubting_cut") | {"?"}
SPEAKER = _set("speaking", "speaking_cut")
NUMBER = _set("units", "tens", "scales", "ordinals", "counting_cut")
DATE = _set("months", "weekdays", "dates_cut") - {"may"}  # "May" is recognised by its capital
_WATCHED = (
    (Check.NEGATION, NEGATION),
    (Check.MODALITY, MODALITY),
    (Check.SPEAKER, SPEAKER),
    (Check.NUMBER, NUMBER),
    (Check.DATE, DATE),
)
GUARDS = (Check.NEGATION, Check.MODALITY, Check.SPEAKER)  # may not be left out of a clause that is used

ADDABLE = _set("addable")
DROPPABLE = _set("addable", "droppable")
CONTRASTS = _set("contrasts")
OPENERS = _set("contrasts", "openers")
ADJUNCTS = OPENERS | _set("adjuncts")
RANKS = _set("ranks")
ADVERBIALS = OPENERS | _set("adverbials")
