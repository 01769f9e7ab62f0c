"""A sentence told in other words that mean the same, or without what limits it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from index.english.lexicon import any_of, words

_CONDITION_LAST = re.compile(
    r",? (?:if|unless|provided that|as long as|only when|once|except|on condition that|in case|subject to|when|"
    r"only (?:if|with|after|in|for|on|by|to|through|during|at)|until|without|apart from|other than|but not) "
    r"[^,;]+\.?$"
)
_WHEN = re.compile(r",? (?:when|once|until|without) ")  # of past events it only gives the time
_GENERAL = re.compile(r"\b(?:will|can|may|must|should|shall|is|are|has|have|does|do)\b")
_CONDITION_FIRST = re.compile(r"^(?:If|Unless|Once|Provided|When|In case) [^,]+, ")
_SAYING = any_of("saying_trimmed")
_SPEAKER_FIRST = re.compile(
    rf"^(?:(?!said)[^,.“\"]){{3,60}} (?:{_SAYING})(?: that|,|:) (?=\S)|^According to [^,]+, "
)
_SPEAKER_LAST = re.compile(
    rf",[”\"]? (?:[^,.]{{3,50}} (?:{_SAYING})|(?:{_SAYING}) [^,.]{{3,50}}|according to [^,.]+)\.$"
)
_DOUBT = re.compile(rf"\b(?:{any_of('doubt_trimmed')}) ")
_NARROWING = re.compile(  # of whom or what it is so
    r"(?<=[a-z]) (?:with (?:fewer|less|more) than [\w,.]+ \w+|aged \d+|"
    r"(?:under|over|above|below|older than|younger than) \d[\w,.]*(?: (?:years|metres|miles|percent))|"
    r"(?:who|that|which) (?:are|is|were|was|have|has|had|do|did|can) "
    r"(?:not )?\w+(?: (?:to|in|by|from|at|for|with|of)(?: the| a| an)? \w+)?|without an? \w+)(?= \w)"
)
_BUT = re.compile(
    r"\b([Aa]ll|[Ee]very(?:body|one|thing)|[Nn]obody|[Nn]o one|[Nn]othing) but (?:one|two|\w+)(?: of)?(?= )"
)
_EXCEPT = re.compile(
    r"\b(?:except(?: for)?|but not|apart from|other than) (?=(?:in|on|at|for|the|when|to|by|from)\b)"
)
_NAME = (
    r"(?:(?!(?:He|She|It|They|We|You|This|That|These|Those|Who|There|His|Her|Its|Their)\b)"
    r"[A-Z][\w’'-]+(?: (?:of |de |van |von |al-)?[A-Z][\w’'-]+){0,3})"
)
_DEED = (  # told by names: nobody can mistake the doer
    r"(?:built|won|bought|sold|wrote|led|beat|made|founded|killed|attacked|defeated|directed|visited|"
    r"joined|hired|appointed|elected|invented|discovered|designed|produced|published|ruled|invaded|"
    r"criticised|criticized|accused|praised|helped|recorded|released|painted|captured|conquered|signed|replaced|"
    r"succeeded|supported|opposed|rejected|acquired|developed|created|composed|edited|owned|funded|opened|closed)"
)
_DONE = {"wrote": "written", "beat": "beaten"}
_BEHIND = (
    r"(?=\s*[.,;]|\s*$| (?:in|on|at|for|with|after|during|from|as|to|and|by|before|when|while|against)\b)"
)
_THING = rf"(?:(?:the |a |an )?{_NAME}|(?:the|a|an|his|her|their|its) (?:[a-z]+ )?[a-z]+){_BEHIND}"
_ACTIVE = re.compile(rf"^(?P<one>(?:The )?{_NAME}) (?P<deed>{_DEED}) (?P<other>{_THING})")
_PASSIVE = re.compile(rf"^(?P<other>(?:The )?{_NAME}) (?:was|were) (?P<deed>{_DEED}) by (?P<one>{_THING})")
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
        lambda match: _WORDED.get(int(match[0]), match[0]),
    ),
    (
        re.compile(rf"\b(?:{'|'.join(sorted(_DIGITS, key=len, reverse=True))})\b(?!-)"),
        lambda match: _DIGITS[match[0]],
    ),
    (re.compile(r"(?<=\d)\s?(?:%|pc|per ?cent)(?!\w)"), " percent"),
    (re.compile(r"(?<=\d),(?=\d{3})"), ""),
    (re.compile(r"\b(\d)\.(\d) million\b"), lambda match: f"{match[1]},{match[2]}00,000"),
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
    (re.compile(r"\b(is|are|was|were) (?:forbidden|banned|prohibited)\b(?! from)"), r"\1 not allowed"),
    (re.compile(r"\b(is|are|was|were) not (?:allowed|permitted)\b"), r"\1 forbidden"),
    (re.compile(r"\bat least (?=\d)"), "no fewer than "),
    (re.compile(r"\bat most (?=\d)"), "no more than "),
    (re.compile(r"\bup to (?=\d)"), "at most "),
    (re.compile(r"\b[Nn]obody\b"), "no one"),
    (re.compile(r"\bno one\b"), "nobody"),
    (re.compile(r"\brejected\b"), "turned down"),
    (re.compile(r"\bturned down\b"), "rejected"),
    (re.compile(r"\bdid not (\w+) any\b"), r"\1ed no"),
    (re.compile(r"\binjured\b"), "hurt"),
    (re.compile(r"\bfree of charge\b"), "for free"),
    (re.compile(r"\bfor free\b"), "at no cost"),
    (re.compile(r"\b(?:two|2) years\b"), "24 months"),
    (re.compile(r"\b(?:one|a|1) year\b"), "twelve months"),
    (re.compile(r"\bhalf an hour\b"), "30 minutes"),
    (re.compile(r"\b(?:one|an|1) hour\b"), "60 minutes"),
    (re.compile(r"\b(?:one|a|1) week\b"), "seven days"),
    (re.compile(r"\b(?:two|2) weeks\b"), "fourteen days"),
    (re.compile(r"(?<=\d) km\b"), " kilometres"),
    (re.compile(r"(?<=\d) (?:kilometres|kilometers)\b"), " km"),
    (re.compile(r"(?<=\d) (?:kilograms|kilogrammes)\b"), " kg"),
    (re.compile(r"\b[Ss]ome of the\b"), "a part of the"),
    (re.compile(r"\bended\b"), "came to an end"),
    (re.compile(r"\bmust\b"), "has to"),
    (re.compile(r"\bcaused\b"), "led to"),
    (re.compile(r"\bhalf of\b"), "50 percent of"),
    (re.compile(r"\ba quarter of\b"), "25 percent of"),
    (re.compile(r"\ba third of\b"), "one in three of"),
    (re.compile(r"^(.{12,}) in (\d{4})\.$"), r"In \2, \1."),
    (_ACTIVE, lambda match: _passive(match["one"], match["deed"], match["other"])),
    (_PASSIVE, lambda match: _active(match["one"], match["deed"], match["other"])),
    (
        re.compile(r"^In (\d{4}), (.+)\.$"),
        lambda match: f"{match[2][:1].upper()}{match[2][1:]} in {match[1]}.",
    ),
)


def _passive(doer: str, deed: str, done: str) -> str:
    return f"{_capital(done)} was {_DONE.get(deed, deed)} by {_inside(doer)}"


def _active(doer: str, deed: str, done: str) -> str:
    return f"{_capital(doer)} {deed} {_inside(done)}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _inside(words: str) -> str:
    return "the " + words[4:] if words.startswith("The ") else words


def with_roles_exchanged(sentence: str, dice: random.Random) -> str | None:
    """The sentence with doer and object, or with what is so and what is not, exchanged; None where it has neither."""
    for pattern, turned in ((_ACTIVE, _passive), (_PASSIVE, _active)):
        if match := pattern.match(sentence):
            if dice.random() < 0.5:
                return turned(match["other"], match["deed"], match["one"]) + sentence[match.end() :]
            ends = {match["one"]: match["other"], match["other"]: match["one"]}
            exchanged = "".join(ends.get(part, part) for part in _split(match)) + sentence[match.end() :]
            return _capital(exchanged)
    exchanged = re.sub(
        r"\b([\w-]{3,}), (?:and |but )?not ([\w-]{3,})(?=[.,;]|$)", r"\2, not \1", sentence, count=1
    )
    return exchanged if exchanged != sentence else None


def _split(match: re.Match[str]) -> tuple[str, str, str]:
    """The first of doer and object, what stands between them, and the second."""
    first, second = sorted((match.span("one"), match.span("other")))
    text = match.string
    return text[slice(*first)], text[first[1] : second[0]], text[slice(*second)]


def trimmed(sentence: str, dice: random.Random) -> str | None:
    """The sentence without its condition, speaker, doubt or what narrows it: it says more than the sentence."""
    shorter = []
    match = _CONDITION_LAST.search(sentence)
    if match and (not _WHEN.match(match[0]) or _GENERAL.search(sentence[: match.start()])):
        shorter.append(sentence[: match.start()].rstrip(", ") + ".")
    for pattern in (_CONDITION_FIRST, _SPEAKER_FIRST):
        if match := pattern.match(sentence):
            shorter.append(sentence[match.end() :])
    if match := _SPEAKER_LAST.search(sentence):
        shorter.append(sentence[: match.start()] + ".")
    for pattern in (_NARROWING, _EXCEPT):
        if match := pattern.search(sentence):
            shorter.append(sentence[: match.start()] + sentence[match.end() :])
    if match := _BUT.search(sentence):
        everybody = match[1] + (" of" if match[0].endswith(" of") else "")
        shorter.append(sentence[: match.start()] + everybody + sentence[match.end() :])
    if match := _DOUBT.search(sentence):
        shorter.append(sentence[: match.start()] + sentence[match.end() :])
    shorter = [text for text in shorter if len(text.split()) > 4]
    if not shorter:
        return None
    chosen = dice.choice(shorter).strip('“”" ')
    return _capital(chosen)


def in_other_words(sentence: str, dice: random.Random) -> str | None:
    """The sentence with a number, a unit, a clause or a word written in another way that means the same."""
    ways = [(pattern, new) for pattern, new in _SAME if pattern.search(sentence)]
    if not ways:
        return None
    for pattern, new in dice.sample(ways, min(len(ways), 2)):
        sentence = pattern.sub(new, sentence, count=1)
    return sentence
