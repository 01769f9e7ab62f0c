"""Understands a question: what it asks for, about whom, when, and whether it is a question."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.answering.english.counts import NUMBER, NUMBER_WORD, counted, numbers_in
from bot.answering.english.cues import AUXILIARIES
from bot.answering.english.dates import DATE
from bot.answering.english.names import name_phrases
from bot.answering.question.alternatives import Alternatives, alternatives, compared
from bot.answering.question.chat import is_chat, said, written_out
from bot.answering.question.followup import PRONOUN, stand_alone, thing_of
from bot.answering.question.prompt_injection import is_injection, overrides
from bot.answering.question.recency import asks_of_now, timeless, without_now
from bot.records import Question, Reason
from index.english.lexicon import any_of, words
from index.stems import content_stems, tokens

MAX_LENGTH = 2000  # code points; Discord's own limit on a message
SHOUTED = 3  # words; so many or more, all in capitals, are shouting and no abbreviation

_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_ORDER = re.compile(
    r"^\W*(?:please\s+)?(?:(?:can|could|would) you\s+)?(?:please\s+)?"
    rf"(?:{any_of('ordering')})\b",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"\b(?:{any_of('interrogatives')})\b.*\?\s*$", re.IGNORECASE)
_REQUESTS = rf"(?:{any_of('requesting', 'requesting_of_the_bot')})\b"
_REQUEST = re.compile(rf"\W*(?:please )?{_REQUESTS}", re.IGNORECASE)
_FORM = frozenset(content_stems(" ".join(words("answer_form"))))
_JOINED = rf"(?:{any_of('interrogatives_joined')})\b"
_SEVERAL = re.compile(rf"(?:,? and|[;?]) (?={_JOINED})|(?<=\?) (?={_REQUESTS})", re.IGNORECASE)
_LISTED = re.compile(rf", (?={_JOINED})", re.IGNORECASE)
_WHO_OR_WHAT = re.compile(r"(?:who|what)(?:['’]?s| is| are| was| were) \w{3,}", re.IGNORECASE)
_INTERROGATIVE = re.compile(_JOINED, re.IGNORECASE)
_NEWS = re.compile(
    r"\b(?:(?:the )?(?:latest|newest|most recent)|any|what(?:['’]s| is| are) (?:the )?"
    r"(?:new|up|happening|going on|status|situation|state of (?:things|play)))"
    r"(?: (?:news|updates?|developments?|reports?|word))?(?<!\bany)"
    r" (?:on|about|at|from|of|with|in|between|regarding|concerning) (?P<topic>.+)",
    re.IGNORECASE,
)

_LETTERS = r"(?:the )?(?:letters|acronym|abbreviation|initials|term)? ?[\"“‘']?(\w{2,6})[\"”’']?"
_SPELT_OUT = re.compile(
    rf"\bdo(?:es)? {_LETTERS} (?:stand for|abbreviate)\b"
    rf"|\b(?:is|are|['’]s) {_LETTERS} (?:short for|an? (?:abbreviation|acronym) (?:of|for))\b"
    rf"|\b(?:full (?:form|name)|letters|meaning of the (?:letters|acronym|abbreviation)) (?:of )?{_LETTERS}\??$",
    re.IGNORECASE,
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


_INTERROGATIVES = {
    Wants.NUMBER: re.compile(
        r"\bhow (?:many|much|old|far|tall|big|large|long|high|often|deep)\b(?! ago)|\bdeath toll\b"
        r"|\b(?:number|amount|percentage|population|toll|price|cost|total)\b.{0,20}\bof\b"
        r"|\bwhat (?:number|percentage|percent|share|rate|sum)\b"
    ),
    Wants.DATE: re.compile(
        # "what happened when ..." asks for no date
        rf"^(?:\w+ ){{0,2}}when (?:(?:in|on|during|exactly) (?:\S+ ){{0,2}})?(?:{AUXILIARIES})\b|\bwhen$"
        r"|^when\b(?!.*\b(?:what|which|who|whom|whose|why|how|where)\b)"
        r"|\b(?:since|until|till|from|by) when\b|\bhow long ago\b"
        r"|(?:\b(?:what|which)|^) ?(?:year|date|day|month|time|decade|century)\b"
    ),
    Wants.PERSON: re.compile(r"\bwho(?:m|se)?\b"),
    Wants.PLACE: re.compile(
        r"\bwhere\b|\b(?:what|which) "
        r"(?:city|country|countries|place|state|province|town|location|region|district|capital)\b"
    ),
    Wants.REASON: re.compile(
        r"\bwhy\b|\bhow come\b|\b(?:what|which) (?:reasons?|causes?)\b|\bwhat (?:caused|led|made)\b"
    ),
    Wants.YES_NO: re.compile(rf"^(?:(?:{AUXILIARIES})(?:n? t)?|(?:won|shan) t)\b"),
}
# Of a file: "/etc/hosts".
PATH = re.compile(r"(?<![^\s`'\"(\[])(?:~|[A-Z]:|[$%]\w+%?|\.{1,2})?[/\\][\w.][^\s`'\")]*")
_POLITE = re.compile(
    r"^(?:please )?(?:(?:do|does|can|could|will) (?:you|anyone|anybody|someone|somebody) |is it |i want to |let me )?"
    r"(?:please )?(?:know|known|tell|give|explain)(?: me| us)? (?:the (?=year|date|day|month|number|amount))?"
)
# "Who came? And when?" asks when
_LEANING = re.compile(
    r"\? (?P<last>(?:and )?(?:since )?(?:who|when|where|why|how)\b[^?]{0,15}\??"
    r"|(?:and )?(?:in|on|since|until) (?:what|which) \w+ \w+ (?:that|this)\??)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the bot understands it.

    Args:
        text: the question, standing alone.
        wants: what kind of words would answer it.
        stems: stems of its content words, each once, in order.
        matter: the stems that an answer may have to say, without words such as "now" or "latest".
        names: capitalised names in it; empty when it is typed in lower case.
        numbers: numbers in it.
        latest: whether it asks how things stand now.
        counted: what it asks the number of; empty when it counts nothing.
        news: stems of the topic of which it asks the latest news; empty when it asks for something in particular.
        offered: what distinguishes the two answers that it offers; None when it offers none.
        compared: what distinguishes the two things that it compares; None when it compares none.
        letters: the initials that it asks to have spelt out, in capitals; empty when it asks for something else.
        about: what a part of a question takes from the first part, in brackets after it; else empty.
        joined: whether it is a follow-up after the question that it refers to ("How many died? And when?").
    """

    text: str
    wants: Wants
    stems: tuple[str, ...]
    matter: tuple[str, ...]
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    latest: bool
    counted: str
    news: tuple[str, ...] = ()
    offered: Alternatives | None = None
    compared: Alternatives | None = None
    letters: str = ""
    about: str = ""
    joined: bool = False

    @property
    def own(self) -> str:
        """Its text without what it takes from the first part."""
        return self.text.replace(f" ({self.about})", "") if self.about else self.text


def understand(question: Question, mend: Callable[[str], str] = str) -> Asked | Reason:
    """Reads a question; a `Reason` when it cannot be answered whatever the articles say.

    Args:
        question: the question as typed.
        mend: corrects its spelling, once it stands alone.
    """
    text = said(plain(question.text))
    text = text.lower() if text.isupper() and len(tokens(text)) >= SHOUTED else text
    fair = _without_orders(text)
    if overrides(fair):
        return Reason.UNSAFE
    chats = is_chat(fair) or (not question.history and _about_nothing(fair))
    if chats or (_ORDER.match(fair) and not _ASKS.search(fair)):
        return Reason.NOT_A_QUESTION
    if len(text) > MAX_LENGTH or not tokens(fair):
        return Reason.UNCLEAR
    history = (written_out(said(past)) for past in question.history)
    earlier = tuple(past for past in map(_without_orders, history) if not overrides(past))
    alone = stand_alone(written_out(fair), earlier)
    if alone is None or not content_stems(alone):
        return Reason.UNCLEAR
    leaning = written_out(fair)
    return replace(asked_of(mend(alone)), joined=alone != leaning and alone.endswith(leaning))


def _without_orders(text: str) -> str:
    """A question without sentences that only say how to answer; the text itself if nothing else is asked."""
    sentences = _SENTENCE.split(text)
    fair = " ".join(sentence for sentence in sentences if not _orders(sentence))
    asks = any(not _orders(sentence) and sentence.endswith("?") for sentence in sentences)
    return fair if asks and len(content_stems(fair)) > 1 else text


def _orders(sentence: str) -> bool:
    asked = _ASKS.search(sentence)
    return is_injection(sentence) or bool(not asked and (_ORDER.match(sentence) or _about_nothing(sentence)))


def _about_nothing(sentence: str) -> bool:
    """Whether it asks for a way of answering and names no topic: "Explain in detail." or "Summarise the articles."."""
    return bool(_REQUEST.match(sentence)) and not set(content_stems(sentence)) - _FORM


def parts_of(asked: Asked) -> tuple[Asked, ...]:
    """The questions of a question that asks several things ("How many died, and who claimed the attack?").

    A later part without names takes those of the first part, or what that is about if it is too short to be searched
    for. A question is left whole when a part of it would have no words of its own, and so is a follow-up after the
    question that it refers to, which was answered before.
    """
    if asked.joined:
        return (asked,)
    texts = _texts(asked.text)
    parts = [asked_of(texts[0])]
    for text in texts[1:]:
        own = name_phrases(text) and not PRONOUN.search(text)
        about = "" if own else ", ".join(parts[0].names)
        if not own and not about and (len(set(content_stems(text))) < 2 or PRONOUN.search(text)):
            about = thing_of(texts[0])
        part = asked_of(f"{text.rstrip('?.! ')} ({about})?" if about else text)
        parts.append(replace(part, about=about))
    if len(parts) == 1 or not all(map(_stands, parts)):
        return (asked,)
    return tuple(parts)


def _stands(part: Asked) -> bool:
    """Whether a part can be searched for: it has two words of its own, or asks who or what one thing is."""
    return len(part.stems) > 1 or bool(content_stems(part.own) and _WHO_OR_WHAT.match(part.text))


def _texts(text: str) -> list[str]:
    """The texts of the questions in a text; a comma splits them only in a list ("Who paid, who came, and why?")."""
    texts = _SEVERAL.split(text)
    if len(texts) > 1 and _INTERROGATIVE.match(text):
        texts = [*(piece for part in texts[:-1] for piece in _LISTED.split(part)), texts[-1]]
    return [piece.strip(" ,;") for piece in texts]


def asked_of(alone: str) -> Asked:
    """What a question that stands alone asks for."""
    news = _NEWS.search(alone)
    stems = tuple(dict.fromkeys(content_stems(alone)))
    return Asked(
        text=alone,
        wants=wanted(alone),
        stems=stems,
        matter=tuple(dict.fromkeys(content_stems(without_now(alone)))) or stems,
        names=tuple(dict.fromkeys(name_phrases(alone))),
        numbers=tuple(dict.fromkeys(numbers_in(alone))),
        latest=asks_of_now(alone),
        counted=counted(alone),
        news=tuple(dict.fromkeys(content_stems(timeless(news["topic"])))) if news else (),
        offered=alternatives(alone),
        compared=compared(alone),
        letters=letters_of(alone),
    )


def letters_of(text: str) -> str:
    """The initials that a question asks to have spelt out ("What does BRI stand for?"), in capitals, or nothing."""
    match = _SPELT_OUT.search(text)
    return next(filter(None, match.groups())).upper() if match else ""


def plain(text: str) -> str:
    """The text without halves of surrogate pairs, which JSON can hold and nothing can print."""
    return text.encode("utf-8", "replace").decode("utf-8")


def wanted(text: str) -> Wants:
    """What kind of words would answer the question, by the interrogative that comes first."""
    leaning = _LEANING.search(text)
    asked = leaning["last"] if leaning else text
    plain = _POLITE.sub("", " ".join(tokens(asked)))
    places = {
        wants: match.start() for wants, asks in _INTERROGATIVES.items() if (match := asks.search(plain))
    }
    return min(places, key=lambda wants: places[wants], default=Wants.OTHER)


def offers(wants: Wants, text: str, known: frozenset[str]) -> bool:
    """Whether a sentence has words of the wanted kind that the question does not have.

    Args:
        wants: the kind.
        text: the sentence.
        known: the question's tokens.
    """
    if wants is Wants.NUMBER:
        return any(not set(tokens(number)) <= known for number in NUMBER.findall(text)) or bool(
            NUMBER_WORD.search(text)
        )
    if wants is Wants.DATE:
        return any(not set(tokens(date)) <= known for date in DATE.findall(text))
    if wants is Wants.PLACE and PATH.search(text):
        return True
    if wants in (Wants.PERSON, Wants.PLACE):
        return any(not set(tokens(name)) <= known for name in name_phrases(text))
    return True
