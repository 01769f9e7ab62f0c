"""Cuts a message into claims, which articles could confirm, and other parts.

Claims end at line breaks, list marks and the ends of sentences. A pronoun at a claim's beginning is resolved by the
claims before it in the same message; if that cannot be done, the claim is marked as unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answering.english.names import name_phrases
from bot.answering.question.chat import said
from index.articles.sentences import sentences
from index.english.lexicon import any_of, pattern
from index.records import Span

FEWEST_WORDS = 3  # of a claim
_GREETING_WORDS = 6
_MARK = re.compile(r"^\s*(?:(?:>+|#{1,6}|-#|[-*•–‣·]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+)+")
_STOPPED = re.compile(r"[.!?:;…][\"'”’)]*$")
_ASKS = re.compile(
    r"^(?:(?:who|whom|whose|what|why|how|which)\b(?! matters)"
    r"|(?:when|where) (?:is|are|was|were|do|does|did|will|can)\b"
    r"|(?:is|are|was|were|do|does|did|can|could|will|would|has|have|had|should|may|isn[’']t|aren[’']t|don[’']t) "
    r"(?:i|you|he|she|it|we|they|the|a|an|there|any|anyone|anybody|someone|this|that|these|those|all)\b)",
    re.I,
)
_GREETING = pattern("greeting_opens")
_ORDER = pattern("asking_a_favour")
_BELIEVED = re.compile(
    r"^(?:(?:i|we) (?:\w+ly )?(?:think|believe|guess|reckon|suppose|feel|feel like|am sure|heard|read)|"
    r"i[’']m (?:pretty )?sure|in my (?:humble )?opinion|imh?o|"
    r"(?:to me|for me|personally|if you ask me))\b,?\s*(?:that\s+)?",
    re.I,
)
_FELT = re.compile(
    r"^(?:i|we)(?:[’'](?:d|m|ll|ve))? (?:\w+ly |do |don[’']t |do not |would |just |can[’']t )?"
    rf"(?:{any_of('feeling')})\b",
    re.I,
)
_VALUED = re.compile(
    r"(?:[’']s|\b(?:is|are|was|were|looks?|tastes?|sounds?|feels?|seems?)) "
    r"(?:(?:so|really|very|such|pretty|just|quite|the|a|an|totally|absolutely|too|kinda) )*"
    rf"(?:{any_of('valuing')})\b(?! (?:from|for|until|till)\b.*(?:\d|\b(?:{any_of('units')})\b))",
    re.I,
)
_OUGHT = re.compile(r"\b(?:should|ought to)\b", re.I)
_LEADING = re.compile(
    r"^(?P<before>(?:(?:and|but|so|then|later|also|yesterday|today|now|since then|in \d{4}|in [A-Z]\w+),?\s+)*)"
    r"(?P<pronoun>he|she|they|it|his|her|their|its|this|that|these|those)\b",
    re.I,
)
_EXPLETIVE = re.compile(
    r"^it(?:[’']s| is| was| has been| will be| takes?| took| costs?| pays| helps| needs| seems"
    r"| appears)\b.*\b(?:that|to|who|rain\w*|snow\w*|cold|hot|late|early)\b|^it (?:rained|rains|snowed)\b|"
    r"^that [a-z]+ (?!is\b|was\b)",
    re.I,
)
_OWNERS = frozenset("his her their its".split())
_DEMONSTRATIVE = frozenset("this that these those".split())
_PLURAL = frozenset("these those".split())  # what ends in "s" behind them is a thing: "these tickets"
_VERB = (
    r"is|are|was|were|has|have|had|will|can|may|must|might|could|would|does|did|do|costs?|lies|\w{2,}ed|[a-z]{3,}s|"
    + any_of("past")
)
_SUBJECT = re.compile(rf"^(?P<thing>(?:the|our|a|an) (?:[\w’'-]+ ){{1,4}}?)(?=(?:{_VERB})\b)", re.I)
_NAMED_SUBJECT = re.compile(rf"^(?P<thing>(?:[A-Z][\w’'-]+ ){{1,3}}?)(?=(?:{_VERB})\b)")
_INSIDE = re.compile(r"\b(?:in|at|to|from|of|on|near|by|with|for|against|into|over)\s+(?:the\s+)?$", re.I)


class Kind(StrEnum):
    """What a part of a message is."""

    CLAIM = "claim"
    UNRESOLVED = "unresolved"
    QUESTION = "question"
    OPINION = "opinion"
    GREETING = "greeting"
    REQUEST = "request"
    SHORT = "too short"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a message.

    Args:
        text: the words as typed, less list marks and marks of Discord.
        kind: what it is.
        read_as: a claim as it is checked: its pronoun resolved, without "I think"; the text if nothing was changed.
        unclear: the pronoun of an unresolved claim; empty otherwise.
    """

    text: str
    kind: Kind
    read_as: str = ""
    unclear: str = ""

    @property
    def claims(self) -> bool:
        """Whether it says something that articles could confirm."""
        return self.kind in (Kind.CLAIM, Kind.UNRESOLVED)


def parts_of(message: str) -> tuple[Part, ...]:
    """The parts of a message in order; a message without a word has none."""
    parts: list[Part] = []
    for text in _pieces(message):
        earlier = [part.read_as for part in parts if part.kind is Kind.CLAIM]
        parts.append(_part(text, earlier))
    return tuple(parts)


def _pieces(message: str) -> Iterator[str]:
    """The sentences of each line; a line that continues the one before is joined with it."""
    joined: list[str] = []
    for line in message.splitlines():
        bare = _MARK.sub("", line)
        wrapped = bool(joined and joined[-1] and bare[:1].islower() and bare == line.lstrip())
        if wrapped and not _STOPPED.search(joined[-1]):
            joined[-1] = f"{joined[-1]} {bare.strip()}"
        else:
            joined.append(bare.strip())
    for line in joined:
        words = said(line)
        for span in sentences(words, Span(0, len(words))) if words else ():
            if any(map(str.isalnum, span.of(words))):
                yield span.of(words)


def _part(text: str, earlier: Sequence[str]) -> Part:
    words = text.split()
    if _GREETING.match(text) and len(words) <= _GREETING_WORDS:
        return Part(text, Kind.GREETING)
    if re.search(r"\?[\"'”’)!]*$", text) or (
        _ASKS.match(text) and not text.endswith(".") and "," not in text
    ):
        return Part(text, Kind.QUESTION)
    if _ORDER.match(text):
        return Part(text, Kind.REQUEST)
    bare = _BELIEVED.sub("", text)
    factual = bool(any(map(str.isdigit, bare)) or name_phrases(bare[:1].lower() + bare[1:]))
    believed = bare != text and not factual
    if (
        believed
        or _FELT.search(text)
        or (_VALUED.search(bare) and not factual)
        or (_OUGHT.search(bare) and bare != text)
    ):
        return Part(text, Kind.OPINION)
    claim = text if bare == text else bare[:1].upper() + bare[1:]
    leading = _LEADING.match(claim)
    if len(words) < FEWEST_WORDS and not (leading and len(words) > 1):
        return Part(text, Kind.SHORT)
    if leading is None or _is_plain(claim, leading):
        return Part(text, Kind.CLAIM, claim)
    meant = _antecedent(leading["pronoun"].lower(), earlier[-1]) if earlier else ""
    if not meant:
        return Part(text, Kind.UNRESOLVED, claim, leading["pronoun"])
    name = f"{meant}’s" if leading["pronoun"].lower() in _OWNERS else meant
    return Part(text, Kind.CLAIM, f"{leading['before']}{name}{claim[leading.end('pronoun') :]}")


def _is_plain(claim: str, leading: re.Match[str]) -> bool:
    """Whether the first word refers to nothing elsewhere: "it is known that", "this rule"."""
    rest = claim[leading.start("pronoun") :]
    if _EXPLETIVE.match(rest):
        return True
    after = re.match(r"\w+ (\w+)", rest)
    pronoun = leading["pronoun"].lower()
    acts = after and re.fullmatch(_VERB, after[1]) and not (pronoun in _PLURAL and after[1].endswith("s"))
    return pronoun in _DEMONSTRATIVE and not acts


def _antecedent(pronoun: str, before: str) -> str:
    """What a pronoun means, by the claim before it; empty if that has no such name, or two."""
    people = [name for name in name_phrases(before) if not _INSIDE.search(before[: before.find(name)])]
    if pronoun in ("he", "she", "his", "her"):
        return people[0] if len(people) == 1 else ""
    if pronoun in _DEMONSTRATIVE:
        return ""
    thing = _SUBJECT.match(before) or _NAMED_SUBJECT.match(before)
    if thing and (pronoun in ("it", "its") or thing.re is _SUBJECT or thing["thing"].strip().endswith("s")):
        return thing["thing"].strip()
    if pronoun in ("they", "their"):
        return ""  # one name is no group, and may be somebody else
    return people[0] if len(people) == 1 else ""
