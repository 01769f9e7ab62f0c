"""Finds a quotation in an article, and says whether it supports a statement.

A statement is supported when it is a shortening of its quotation: the quotation's words, in their order, less
whole clauses at the edges or between commas. Nothing else passes. A paraphrase may well be true, but no rule that
looks at words alone can tell it from an invention, so doubt drops it; that is also why no share of added words is
tolerated: one is enough to turn a claim round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from bot.answering import wordlists
from index.records import Span

MIN_WORDS = 4  # the shortest sentence of our articles has four words; below that a match proves nothing

_QUOTES = "'\"‘’‚‛′`´“”„‟″«»"
_DASHES = "-‐‑‒–—―−"
_MARKS = str.maketrans(dict.fromkeys(_QUOTES, "'") | dict.fromkeys(_DASHES, "-"))
_EDGES = _QUOTES + " .,;:…"
# A quotation begins and ends with a whole word or number: "46" is not in "460", nor "$60" in "$60,5", nor "80" in "80%".
_BEGIN = r"(?<![\w$€£¥₹‐‑–−-])(?<!\w['’.,/:])"
_END = r"(?![\w%])(?![‐‑–−'’.,/:-]\w)"

_TOKEN = re.compile(
    r"[-−+]?[$€£¥₹]?\d+(?:[.,:/–-]\d+)*(?:%|\w+)?"  # a number with its unit
    r"|\w+(?:[‐‑–'’.&/-]\w+)*"  # a word
    r"|[^\s\w.,;:!()\[\]…'\"‘’‚‛′`´“”„‟″«»‐‑‒–—―−-]"  # any other sign counts as a word: "?", "%", a control character
)
_MARK = re.compile(r"[,;:()\[\]—―!?]|\.|\s[-‒–]\s")
_STOP = re.compile(r"[.!?]")


class Check(StrEnum):
    """What a statement can fail on."""

    QUOTATION = "quotation"
    QUESTION = "question"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    NEGATION = "negation"
    MODALITY = "modality"
    SPEAKER = "speaker"
    WORDS = "words"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Failure:
    """One reason why a statement is not supported.

    Args:
        check: what failed.
        detail: what exactly, for a person: ``adds "481"``.
    """

    check: Check
    detail: str


@dataclass(frozen=True, slots=True)
class _Token:
    """A word with what stands before it.

    Args:
        word: as written, its quotes and dashes made plain.
        start: where it stands in its text.
        opens: whether it begins a sentence.
        marked: whether punctuation that parts clauses stands before it.
        clause: number of the main clause it belongs to; "but" and a new sentence begin another.
    """

    word: str
    start: int
    opens: bool
    marked: bool
    clause: int

    @property
    def key(self) -> str:
        return self.word.casefold()

    @property
    def check(self) -> Check:
        """The check that watches over this word."""
        if self.word == "May":
            return Check.DATE
        if re.search(r"\d", self.word):
            return Check.DATE if re.fullmatch(r"(?:1\d|20)\d\d", self.word) else Check.NUMBER
        if self.key.endswith("n't"):
            return Check.NEGATION
        for check, words in _WATCHED:
            if self.key in words:
                return check
        return Check.NAME if self.word[0].isupper() and not self.opens else Check.WORDS


_WATCHED = (
    (Check.NEGATION, wordlists.NEGATION),
    (Check.MODALITY, wordlists.MODALITY),
    (Check.SPEAKER, wordlists.SPEAKER),
    (Check.NUMBER, wordlists.NUMBER),
    (Check.DATE, wordlists.DATE),
)
_GUARDS = (Check.NEGATION, Check.MODALITY, Check.SPEAKER)


def normalise(text: str) -> str:
    """The text with quotes, dashes and spaces made plain, and without the marks that a writer sets round it."""
    return " ".join(text.translate(_MARKS).split()).strip(_EDGES)


def locate(quote: str, text: str, spans: Sequence[Span]) -> Span | None:
    """Finds a quotation in an article's text.

    First as it is, then with quotes, dashes and spaces made plain; letters, case and order must always agree, and a
    quotation with an ellipsis inside is found only where the article has one.

    Args:
        quote: the words, as a writer claims to have copied them.
        text: the text in which to look.
        spans: the stretches that may be quoted, in order of preference; a quotation lies within one of them.

    Returns:
        Where it stands: ``normalise(span.of(text)) == normalise(quote)``. None when it is not there, when it begins or
        ends inside a word or number, or when it has fewer than `MIN_WORDS` words.
    """
    if len(re.findall(r"\w+", quote)) < MIN_WORDS:
        return None
    for pattern in (re.escape(quote.strip()), _plain_pattern(normalise(quote))):
        whole = re.compile((_BEGIN + r"(?=\w)|(?=\W)") .join(("(?:", ")")) + pattern + rf"(?:(?<=\w){_END}|(?<=\W))")
        for span in spans:
            if found := whole.search(text, span.start, span.end):
                return Span(*found.span())
    return None


def supports(statement: str, quote: str, sentence: str | None = None) -> tuple[Failure, ...]:
    """Whether a quotation supports a statement.

    Args:
        statement: what is to be published.
        quote: the quotation it rests on.
        sentence: the whole sentence or sentences in which the quotation stands. What the quotation leaves out of them
            counts as left out of the statement: "confirmed the strikes" must not be cut from "has not confirmed the
            strikes". Without it, the quotation is taken to be whole.

    Returns:
        The reasons why not; empty when it does. Numbers with their units and comparatives, dates, names, negation,
        modality, and who says it are checked both ways: none may be added, and none of the last three may be dropped
        from a clause that is used.
    """
    sentence = sentence or quote
    start = max(sentence.find(quote), 0)
    whole = _tokens(sentence)
    first = sum(token.start < start for token in whole)
    last = sum(token.start < start + len(quote) for token in whole)
    readings = [_tokens(reading) for reading in _readings(statement)]
    if not readings[0]:
        return (Failure(Check.WORDS, "says nothing"),)
    return min((_compare(reading, whole, first, last) for reading in readings), key=len)


def names(text: str) -> tuple[str, ...]:
    """The capitalised words of a text that do not merely begin a sentence, in order."""
    return tuple(t.word for t in _tokens(text) if t.word[0].isupper() and len(t.word) > 1 and not t.opens)


def _plain_pattern(quote: str) -> str:
    """A pattern for a normalised quotation that leaves open which quotes, dashes and spaces the article uses."""
    signs = {"'": f"[{_QUOTES}]", "-": f"[{_DASHES}]", " ": r"\s+"}
    return "".join(signs.get(sign) or re.escape(sign) for sign in quote)


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    end, clause = 0, 0
    for match in _TOKEN.finditer(text):
        gap, word = text[end : match.start()], match[0].translate(_MARKS)
        initial = bool(tokens) and len(tokens[-1].word) <= 2 and gap.strip() == "."  # "S. Jaishankar", "Dr. Khan"
        stop = not tokens or (not initial and bool(_STOP.search(gap))) or tokens[-1].word == "?"
        clause += (stop and bool(tokens)) or ";" in gap or word.casefold() in wordlists.CONTRASTS
        tokens.append(_Token(word, match.start(), stop, stop or (not initial and bool(_MARK.search(gap))), clause))
        end = match.end()
    return tokens


def _readings(statement: str) -> Iterator[str]:
    """The statement, and the statement with its speaker moved to the other end: "X said Y" is "Y, X said"."""
    yield statement
    body = statement.strip().rstrip(".")
    words = body.split()
    for place, word in enumerate(words[:8]):
        if word.strip(",").casefold() in wordlists.SPEAKER:
            told = words[place + 1 :]
            yield " ".join(told[told[:1] == ["that"] :]) + ", " + " ".join(words[: place + 1])
            break
    told, comma, speaker = (part.strip() for part in body.rpartition(","))
    if comma and any(word.casefold() in wordlists.SPEAKER for word in speaker.split()[:8]):
        yield f"{speaker} {told}"


def _compare(said: list[_Token], whole: list[_Token], first: int, last: int) -> tuple[Failure, ...]:
    """Lays a statement over the sentence it comes from and judges every difference.

    Args:
        said: the statement.
        whole: the sentence.
        first: where in ``whole`` the quotation begins.
        last: one past its last token.
    """
    failures: list[Failure] = []
    kept: dict[int, _Token] = {}
    matcher = SequenceMatcher(None, [t.key for t in whole[first:last]], [t.key for t in said], autojunk=False)
    for what, start, stop, said_start, said_stop in matcher.get_opcodes():
        if what == "equal":
            kept |= zip(range(first + start, first + stop), said[said_start:said_stop], strict=True)
        else:
            failures.extend(
                Failure(t.check, f'adds "{t.word}"') for t in said[said_start:said_stop] if t.key not in wordlists.ADDABLE
            )
    failures.extend(_altered(kept, whole))
    clauses = {whole[place].clause for place in kept if whole[place].key not in wordlists.DROPPABLE}
    for run in _dropped(kept, whole):
        guards = [t for t in run_of(whole, run) if t.clause in clauses and (t.check in _GUARDS or t.key == "?")]
        failures.extend(Failure(t.check, f'leaves out "{t.word}"') for t in guards)
        if not _clean(run, kept, whole):
            failures.append(Failure(Check.CUT, f'leaves out "{" ".join(t.word for t in run_of(whole, run))}"'))
    return tuple(failures)
