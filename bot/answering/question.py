"""Understands a question: what it asks for, of whom, when, and whether it is one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.records import Question, Reason
from index.stems import content_stems, tokens

MAX_LENGTH = 2000  # code points; Discord's own limit on a message

NAME = re.compile(
    r"\b(?:[A-Z][\w’'-]*[\w]|[A-Z]{2,}|[A-Z])(?:\.?\s+(?:(?:of|the|al|bin|e|i|de|von)\s+)?(?:[A-Z][\w’'-]*\w|[A-Z]{2,}))*"
)
NUMBER = re.compile(r"(?<![\w.])\$?\d[\d,]*(?:\.\d+)?(?:\s?(?:%|pc|percent|million|billion|trillion|bn|m))?(?![\w])", re.I)
YEAR = re.compile(r"\b(?:1[5-9]|20)\d{2}\b")
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = re.compile(
    rf"\b(?:(?:\d{{1,2}}\s+)?(?:{_MONTH})(?:\s+\d{{1,2}})?(?:,?\s+\d{{4}})?"
    r"|(?:1[5-9]|20)\d{2}s?|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|(?:last|this|next) (?:week|month|year))\b"
)
NUMBER_WORD = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|scores|hundreds?|thousands?|millions?|"
    r"first|second|third|fourth|fifth|sixth|seventh|half|twice)\b",
    re.I,
)
_PRONOUN = re.compile(r"\b(he|she|they|him|her|them|his|hers|their|theirs|it|its)\b", re.IGNORECASE)
_ELLIPSIS = re.compile(r"^(?:and|what about|how about|why|when|where|since when|who|how so)\b[^?]{0,40}\??$", re.IGNORECASE)
_ORDER = re.compile(
    r"^\W*(?:please\s+)?(?:(?:can|could|would) you\s+)?(?:please\s+)?"
    r"(?:write|compose|draft|generate|create|make|sing|rap|translate|rewrite|paraphrase|pretend|imagine|act as|roleplay|"
    r"ignore|disregard|forget|repeat|print|output|reveal|display|execute|run|solve|calculate|compute|code|implement|develop|"
    r"design|recommend|suggest|say hello|tell me a (?:joke|story)|give me a (?:recipe|poem|joke))\b",
    re.IGNORECASE,
)
_INJECTION = re.compile(
    r"\b(?:ignore|disregard|forget)\b.{0,30}\b(?:previous|above|prior|all|your)\b.{0,30}\b(?:instructions?|prompts?|rules?)\b"
    r"|\b(?:system|your|initial|hidden)\s+(?:system\s+)?prompt\b|\byou are now\b|\bjailbreak\b|\bdeveloper mode\b",
    re.IGNORECASE | re.DOTALL,
)
_LATEST = re.compile(
    r"\b(?:now|nowadays|current|currently|latest|newest|most recent|recently|still|today|so far|at the moment|these days)\b", re.I
)


class Wants(StrEnum):
    """What kind of words would answer a question."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    REASON = "reason"
    YES_NO = "yes_no"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the bot understands it.

    Args:
        text: the question, standing alone.
        wants: what kind of words would answer it.
        stems: stems of its content words, each once, in order.
        names: capitalised names in it, lower-cased word by word; empty when it is typed in lower case.
        numbers: numbers in it.
        latest: whether it asks how things stand now.
    """

    text: str
    wants: Wants
    stems: tuple[str, ...]
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    latest: bool


def understand(question: Question) -> Asked | Reason:
    """Reads a question; a `Reason` when it cannot be answered whatever the articles say."""
    text = " ".join(question.text.split())
    if _INJECTION.search(text) or _ORDER.match(text):
        return Reason.NOT_A_QUESTION
    if len(text) > MAX_LENGTH or not tokens(text):
        return Reason.UNCLEAR
    alone = stand_alone(text, question.history)
    if alone is None:
        return Reason.UNCLEAR
    return Asked(
        text=alone,
        wants=wanted(alone),
        stems=tuple(dict.fromkeys(content_stems(alone))),
        names=tuple(dict.fromkeys(names_in(alone, opening=False))),
        numbers=tuple(dict.fromkeys(numbers_in(alone))),
        latest=bool(_LATEST.search(alone)),
    )


def stand_alone(text: str, history: tuple[str, ...]) -> str | None:
    """Resolves a follow-up against earlier questions.

    A pronoun takes the last name of the conversation that is not already in the question; an elliptic question
    ("And when?") takes the whole last question along. None when there is nothing to resolve it with.
    """
    earlier = [" ".join(one.split()) for one in history if one.strip()]
    own_names = _long_names(text)
    pronoun = _PRONOUN.search(text)
    dangling = pronoun is not None and not own_names and not _names_before(text, pronoun.start())
    if dangling and pronoun is not None:
        names = [name for one in reversed(earlier) for name in reversed(_long_names(one))]
        if not names:
            return text if pronoun[0].lower() in ("it", "its") else None
        possessive = pronoun[0].lower() in ("his", "their", "its", "hers", "theirs")
        name = names[0] + ("’s" if possessive else "")
        return text[: pronoun.start()] + name + text[pronoun.end() :]
    if earlier and _ELLIPSIS.match(text) and len(content_stems(text)) <= 2:
        return f"{earlier[-1]} {text}"
    return text


def wanted(text: str) -> Wants:
    """What kind of words would answer the question, by its interrogative."""
    low = " ".join(tokens(text))
    if re.search(r"\bhow (?:many|much|old|far|tall|big|large|long|high|often|deep)\b|\b(?:number|amount|percentage|population|toll|price|cost|total)\b.{0,20}\bof\b|\bwhat (?:number|percentage|percent|share|rate|sum)\b|\bdeath toll\b", low):
        return Wants.NUMBER
    if re.search(r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|time|decade|century)\b|\bsince when\b|\bhow long ago\b", low):
        return Wants.DATE
    if re.search(r"\bwho(?:m|se)?\b", low):
        return Wants.PERSON
    if re.search(r"\bwhere\b|\b(?:what|which|in what|in which) (?:city|country|countries|place|state|province|town|location|region|district|capital)\b", low):
        return Wants.PLACE
    if re.search(r"\bwhy\b|\bhow come\b|\b(?:what|which) (?:reason|reasons|cause|causes)\b|\bwhat (?:caused|led|made)\b", low):
        return Wants.REASON
    if re.match(r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b", low):
        return Wants.YES_NO
    return Wants.OTHER


def offers(wants: Wants, text: str, known: frozenset[str]) -> bool:
    """Whether a sentence holds words of the kind that is wanted and that the question does not hold already.

    Args:
        wants: the kind.
        text: the sentence.
        known: the question's tokens.
    """
    if wants is Wants.NUMBER:
        return any(not set(tokens(m)) <= known for m in NUMBER.findall(text)) or bool(NUMBER_WORD.search(text))
    if wants is Wants.DATE:
        return any(not set(tokens(m)) <= known for m in DATE.findall(text))
    if wants in (Wants.PERSON, Wants.PLACE):
        return any(not set(tokens(name)) <= known for name in names_in(text))
    return True


def names_in(text: str, *, opening: bool = True) -> list[str]:
    """Capitalised names of a text, lower-cased; common words that merely open a sentence are left out.

    Args:
        text: the text.
        opening: whether a single capitalised word at the very start may be a name.
    """
    found = []
    for match in NAME.finditer(text):
        name = match[0]
        first = name.split()[0]
        if match.start() == 0 or text[: match.start()].rstrip()[-1:] in ".?!“\"":
            if first.lower() in OPENERS or (not opening and " " not in name and name.lower() in OPENERS):
                name = name[len(first) :].strip()
        if name and name.lower() not in OPENERS:
            found.append(name.lower())
    return found


def numbers_in(text: str) -> list[str]:
    """Numbers of a text, commas taken out."""
    return [re.sub(r"[,$\s]", "", number).lower() for number in NUMBER.findall(text)]


def _long_names(text: str) -> list[str]:
    names = []
    for match in NAME.finditer(text):
        words = match[0].split()
        while words and words[0].lower() in OPENERS:
            words = words[1:]
        if words:
            names.append(" ".join(words).removesuffix("’s").removesuffix("'s"))
    return names


def _names_before(text: str, place: int) -> list[str]:
    return _long_names(text[:place])


OPENERS = frozenset(
    "a an and are as at but by can could did do does for from had has have he her his how i if in is it its may my "
    "no not of on or our she should since so some that the their them then there these they this those to was we were "
    "what when where which while who whom whose why will with would you your please tell list name give show also "
    "although after before during despite according about between both all any each however in most many more".split()
)
