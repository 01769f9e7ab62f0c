"""The words of a claim, each with the check that watches over it, and the places where a sentence may be cut.

All lists are lower case and err on the side of length: a word too many costs a shortening that would have
been right, a word too few could publish one that is wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

QUOTES = "'\"‘’‚‛′´“”„‟″«»"
DASHES = "-‐‑‒–—―−"
PLAIN = str.maketrans(dict.fromkeys(QUOTES, "'") | dict.fromkeys(DASHES, "-"))


class Check(StrEnum):
    """What a statement can fail on."""

    QUOTATION = "quotation"
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
        """The check that watches over this word."""
        if re.search(r"\d", self.word):
            return Check.DATE if re.fullmatch(r"(?:1\d|20)\d\d", self.word) else Check.NUMBER
        if self.word == "May" and not self.opens:
            return Check.DATE
        if self.key.endswith("n't"):
            return Check.NEGATION
        named = Check.NAME if self.word[0].isupper() and not self.opens else Check.WORDS
        return next((check for check, words in _WATCHED if self.key in words), named)


def tokens(text: str) -> list[Token]:
    """The words, numbers and signs of a text, in order; punctuation is only remembered as what parts them."""
    found: list[Token] = []
    end = clause = 0
    for match in _TOKEN.finditer(text):
        word, gap = match[0].translate(PLAIN), text[end : match.start()]
        if found and len(found[-1].word) <= 2:
            gap = gap.removeprefix(".")  # "S. Jaishankar" and "Dr. Khan" are names
        opens = not found or found[-1].word == "?" or bool(_STOP.search(gap))
        marked = opens or bool(_MARK.search(gap))
        clause += opens or ";" in gap or word.casefold() in CONTRASTS
        found.append(Token(word, match.start(), opens, marked, clause))
        end = match.end()
    return found


_TOKEN = re.compile(
    r"(?:(?<!\w)[-−+])?[$€£¥₹]?\d+(?:[.,:/‐‑–-]\d+)*(?:%|\w+)?"  # a number with its sign and unit
    r"|\w+(?:[‐‑–'’.&/-]\w+)*"  # a word
    rf"|[^\s\w.,;:!()\[\]…{re.escape(QUOTES + DASHES)}]"  # any other sign is a word too: "?", an emoji
)
_STOP = re.compile(r"[.!]")
_MARK = re.compile(r"[.!,;:()\[\]—―]|\s[‐‑‒–−-]\s")


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


NEGATION = _words(
    "no not never nor neither none nobody nothing nowhere without cannot hardly barely scarcely rarely",
    "seldom few little unable fail fails failed refuse refuses refused reject rejects rejected deny",
    "denies denied lack lacks lacked false untrue except excluding rather instead unlike",
)
MODALITY = _words(
    "may might could would should shall must will can if unless until provided or either plan plans",
    "planned planning intend intends intended intention propose proposes proposed proposal draft bill",
    "scenario theory aim aims aimed seek seeks sought hope hopes hoped expect expects expected likely",
    "unlikely possible possibly perhaps maybe probably potential potentially apparently reportedly",
    "alleged allegedly purported suspected supposed supposedly so-called principle appear appears",
    "appeared appearing seem seems seemed willing willingness ready readiness attempt attempts attempted",
    "try tries tried trying nearly almost partly partially largely only ?",
)
SPEAKER = _words(
    "according say says said saying claim claims claimed claiming charge allege alleges alleging accuse",
    "accuses accused tell tells told announce announces announced state states stated report reports",
    "reported reiterate reiterates reiterated note notes noted argue argues argued insist insists",
    "insisted assert asserts asserted believe believes believed think thinks thought view viewed views",
    "blame blames blamed confirm confirms confirmed comment commented warn warns warned emphasise",
    "emphasised emphasize emphasized stress stressed declare declared dispute disputes disputed echo",
    "echoed write writes wrote quote quoted voice voiced express expressed interpret accusation",
    "accusations allegation allegations",
)
NUMBER = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen",
    "dozens hundred hundreds thousand thousands million millions billion billions trillion half twice",
    "double triple percent pc per first second third fourth fifth sixth seventh eighth ninth tenth once",
    "more less fewer than least most about over under around approximately roughly up exactly several",
    "many all every both each",
)
DATE = _words(
    "january february march april june july august september october november december monday tuesday",
    "wednesday thursday friday saturday sunday today yesterday tomorrow day week month year decade",
    "century last next ago since before after until during now currently recently still already",
)
_WATCHED = (
    (Check.NEGATION, NEGATION),
    (Check.MODALITY, MODALITY),
    (Check.SPEAKER, SPEAKER),
    (Check.NUMBER, NUMBER),
    (Check.DATE, DATE),
)
GUARDS = (Check.NEGATION, Check.MODALITY, Check.SPEAKER)  # may not be left out of a clause that is used

# Words that may come or go without a change of meaning.
ADDABLE = _words("the that")
DROPPABLE = _words("the that also had has have")
# Where another main clause begins: what stands there neither denies nor weakens the other one.
CONTRASTS = _words("but although though whereas")
# After these words a clause can stand alone: "fighting broke out after [Afghan forces attacked]".
OPENERS = CONTRASTS | _words("after because while")
# Before these words a sentence can end: "[has expelled 80,000 Afghans] since March".
ADJUNCTS = OPENERS | _words("amid during following since when where which")
# With these words such an end would make a claim larger: "[the first] since 2021".
RANKS = _words(
    "first only worst best most least latest earliest largest biggest smallest highest lowest sole unique",
)
# A sentence that begins so has its main clause after a comma: "In December, [the Taliban said ...]".
ADVERBIALS = OPENERS | _words(
    "in on at by for with under amid during following since despite as when where last earlier later",
    "recently meanwhile however also further furthermore moreover additionally notably today yesterday",
    "currently",
)
