"""Turns a follow-up into a question that stands alone, with topic, time and what was asked from earlier questions.

Only rules are used, so that the same conversation is always read the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.answering.english.cues import AUXILIARIES
from bot.answering.english.dates import DATE
from bot.answering.english.names import name_phrases
from bot.answering.question.recency import timeless
from index.english.lexicon import any_of, words
from index.records import Span
from index.stems import content_stems, stem

PRONOUN = re.compile(
    r"\b(he|she|they|him|his|hers|her|them|their|theirs|it|its|the (?:whole|entire) thing)\b", re.IGNORECASE
)
_EXPLETIVE = re.compile(
    r"\b(?:is|was|be) it (?:true|possible|likely|clear|known|said)\b|\bit (?:is|was) \w+ that\b", re.I
)
_OWN = re.compile(  # "the marshal ... his troops", "the job when it hangs", "are lyrics kept when they are fetched"
    r"\bthe \w+ .*\b(?:his|her|their|its)\b"
    r"|\b(?:the|an?|my|your|our) \w+ .*\b(?:when|if|that|and|or|because|while|after|before|until|once) "
    r"(?:(?:can|may|must|does|did|is|was|will|has|when|how \w+) )?(?:it|they|he|she)\b"
    r"|(?-i:\b(?!(?:does|goes|this|thus|always|perhaps|was|has|its|happens|days|weeks|months|years)\b)"
    r"[a-z]{2,}[^s\W]s\b) .*\b(?:when|if|that|and|or|because|after|before|once) "
    r"(?:\w+ ){0,3}(?:they|them)\b"
    r"|\b[a-z]{3,} (?:with|without) .*\b(?:in|on|inside) (?:it|them)\b",
    re.IGNORECASE,
)
_HAPPENS = re.compile(  # "it" is what was asked about: a fight of Osk and Wolm begins, neither of the two does
    r"\bit (?:all )?(?:begin|began|start(?:ed)?|happen(?:ed)?|end(?:ed)?|stop(?:ped)?|over|take place|took place)\b",
    re.I,
)
_ASKED_OF_THEM = re.compile(r"\bthey \w+", re.IGNORECASE)
_POSSESSIVE = frozenset(("his", "their", "its", "hers", "theirs"))
_PERSONAL = frozenset(("he", "she", "him", "his", "her", "hers"))  # the other pronouns stand for things too
_IN_LANGUAGE = re.compile(rf"\bin (?:{any_of('languages')})\b")  # names no subject
_ELLIPSIS = re.compile(
    r"^(?:and|what about|how about|why|when|where|since when|who|how so)\b[^?]{0,40}\??$", re.IGNORECASE
)
_POINTS_BACK = re.compile(  # "in what year was that?", "where is the next one?", "who works there?"
    rf"\b(?:{AUXILIARIES}) (?:that|this|those|these)(?=\W*$| (?:mean|happen|work|cost|take|include|apply|start|end)\b)"
    r"|\b(?:the|another|that|this) (?:\w+ )?ones?\b|(?<!\bis )(?<!\bare )\bthere\W*$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:and|but|or|so|ok(?:ay)?),? )*(?:what about|how about|and|but|or)\b,? ?", re.IGNORECASE
)
_PREPOSITIONS = any_of("prepositions")
_PREPOSITION = re.compile(rf"^(?P<word>{_PREPOSITIONS}) ", re.IGNORECASE)
_ENDING = (
    rf"(?:{_PREPOSITIONS}|{AUXILIARIES}|be|been|and|or|but|that|which|who|whom|when|where|why|how|what|if|while|"
    r"as|than|because|i|you|we|he|she|they|it|me|us|not|the|a|an|my|your|our)\b"
)
_WORDS = rf"(?:(?!{_ENDING})[\w’'.-]*\w(?: (?=\w))?){{1,4}}"
_PHRASE = re.compile(rf"\b(?:the|an?|my|your|our) (?P<words>{_WORDS})", re.IGNORECASE)
_OBJECT = re.compile(  # "How do I turn on night light?", "what is night light"
    rf"\b(?:(?:do|does|did|can|could|should|must|to)(?: (?:i|you|we|one|people))? \w+(?: (?:on|off|up|out|down|in))?"
    rf"|what(?:['’]?s| is| are| was| were)) (?P<words>(?:(?:the|an?|my|your|our) )?{_WORDS})",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"(?<![\w’'-])(?:(?:the|an?|my|your|our) )?{_WORDS}", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|an?|my|your|our) ", re.IGNORECASE)
_DONE = re.compile(
    rf" (?:\w+ed|{any_of('participles')})$",
    re.I,
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been) (?P<word>\w+ed)\b", re.IGNORECASE)
_PARTICIPLE = re.compile(r"(?:the |those )?(?P<word>\w+ed|hurt)", re.IGNORECASE)
_CLAUSE = re.compile(rf"\b(?:who|whom|whose|what|when|where|which|why|how|{AUXILIARIES})\b", re.IGNORECASE)
_SUBJECT = re.compile(rf"\b(?:{AUXILIARIES}) (?:the )?(?=[A-Z])")
_PLURAL = re.compile(r"[a-z]{2,}s$")
_GROUP = re.compile(rf"\b(?:{AUXILIARIES}) (?:the )?(?P<of>(?:[a-z-]+ )?[a-z-]{{2,}}s)\b(?! of\b)")
_ATTRIBUTES = frozenset(words("attributes"))
_THE_ONE = re.compile(rf"\b(?:{AUXILIARIES}) (?P<of>(?:the|my|your|our) [a-z-]+)\b(?! of\b)")
_SEVERAL = re.compile(rf"(?:,? and|[;?]) (?=(?:{any_of('interrogatives_joined')})\b)", re.IGNORECASE)
_PERIOD = re.compile(
    r"\b(?:(?:in|on|since|during|until|before|after|by) (?:the (?:end|start|beginning|middle) of )?)?(?:"
    rf"{DATE.pattern}|yesterday|today|(?:this|last|past|previous) (?:\w+ )?(?:week|month|year|weekend)s?)\b",
    re.IGNORECASE,
)
_TIMELESS = re.compile(
    r"^(?:and )?(?:who|what)(?:['’]?s| is| are| was| were)\b|\bwhen\b|\bwhat (?:year|day|date)\b", re.I
)
_FRAGMENT = 6  # words, at most, of a follow-up that only names another thing to ask the same about


def stand_alone(text: str, history: tuple[str, ...]) -> str | None:
    """Resolves a follow-up against earlier questions.

    A follow-up that only names another thing ("And on the Leaf plan?") replaces its counterpart in the last question. A
    pronoun is replaced by the last name or thing of the conversation, and the time asked about is added. An elliptic
    question ("And when?") is put after the last question. None when there is nothing to resolve it with.

    Args:
        text: the question.
        history: the questions before it, oldest first, as typed.
    """
    earlier: list[str] = []
    for typed in history:
        if question := " ".join(typed.split()):
            earlier.append(_alone(question, earlier) or question)
    return _alone(text, earlier)


def _alone(text: str, earlier: list[str]) -> str | None:
    last = earlier[-1] if earlier else ""
    if last and (put := _in_place(text, last)):
        return put
    if pronoun := _dangling(text):
        return _resolved(text, pronoun, earlier)
    if last and not name_phrases(_IN_LANGUAGE.sub("", text)):
        if _ELLIPSIS.match(text) and len(content_stems(text)) <= 2:
            return f"{last} {text}"
        if _POINTS_BACK.search(text) and len(content_stems(text)) <= 3:
            return f"{last} {text}"
    return text


def _dangling(text: str) -> re.Match[str] | None:
    """The pronoun of a question that names nobody it could stand for."""
    pronoun = PRONOUN.search(text)
    if pronoun is None or _EXPLETIVE.search(text) or _OWN.search(text) or name_phrases(text):
        return None
    return pronoun


def _resolved(text: str, pronoun: re.Match[str], earlier: list[str]) -> str | None:
    word = pronoun[0].lower()
    if word == "it" and _HAPPENS.search(text) and len(set(name_phrases(earlier[-1] if earlier else ""))) > 1:
        return f"{earlier[-1]} {text}"
    if word in _PERSONAL:
        names = [name for question in reversed(earlier) for name in reversed(name_phrases(question))]
        meant = names[0] if names else ""
    else:
        meant = next((thing for question in reversed(earlier) if (thing := thing_of(question))), "")
    if not meant:
        # "What do they charge for ...?"
        whoever = word == "they" and len(content_stems(_ASKED_OF_THEM.sub(" ", text))) > 1
        return text if whoever or word in ("it", "its") else None
    possessive = word in _POSSESSIVE or (word == "her" and re.match(r" \w", text[pronoun.end() :]))
    resolved = text[: pronoun.start()] + meant + ("’s" if possessive else "") + text[pronoun.end() :]
    time = _PERIOD.search(earlier[-1])
    if time is None or _PERIOD.search(text) or timeless(text) != text or _TIMELESS.search(text):
        return resolved
    return _inserted(resolved, time[0])


def thing_of(question: str) -> str:
    """What a question is about: its last name, with the words that belong to it, else its object."""
    phrases = [_without_participle(match[0]) for match in _PHRASE.finditer(question)]
    if names := name_phrases(question):
        return next(
            (phrase for phrase in reversed(phrases) if re.search(rf"\b{re.escape(names[-1])}\b", phrase)),
            names[-1],
        )
    if match := _OBJECT.search(question):
        return _without_participle(match["words"])
    return phrases[0] if phrases else ""


def _without_participle(phrase: str) -> str:
    phrase = phrase.strip()
    return _DONE.sub("", phrase) if len(phrase.split()) > 2 else phrase


def _in_place(text: str, last: str) -> str | None:
    """The last question with what the text names in place of its counterpart; None if it has none."""
    lead = _LEAD.match(text)
    fragment = text[lead.end() if lead else 0 :].strip(" ?!.")
    if (
        not fragment
        or len(fragment.split()) > _FRAGMENT
        or _CLAUSE.search(fragment)
        or PRONOUN.search(fragment)
    ):
        return None
    asked = [part for part in _SEVERAL.split(last) if part.strip()][-1].strip()
    preposition = _PREPOSITION.match(fragment)
    named = fragment[preposition.end() :] if preposition else fragment
    if place := _same_kind(named, asked):
        return _replaced(asked, place, named)
    if not lead and not preposition:
        return None
    if place := next(_counterparts(fragment, named, preposition, asked), None):
        return _replaced(asked, place, fragment if _PERIOD.fullmatch(fragment) else named)
    return _inserted(asked, fragment) if _PERIOD.fullmatch(fragment) else None


def _counterparts(fragment: str, named: str, preposition: re.Match[str] | None, asked: str) -> Iterator[Span]:
    """The places in a question that what is named may replace, likeliest first."""
    if _PERIOD.fullmatch(fragment):
        yield from (Span(*match.span()) for match in reversed(list(_PERIOD.finditer(asked))))
        return
    if preposition:
        like = re.compile(
            rf"\b{preposition['word']} (?P<of>(?:(?:the|an?|my|your|our) )?{_WORDS})", re.IGNORECASE
        )
        for match in reversed(list(like.finditer(asked))):
            if not _PERIOD.fullmatch(match[0].strip()):
                start = match.start("of")
                yield Span(start, start + len(_without_participle(match["of"])))
        return
    participle, done = _PARTICIPLE.fullmatch(named), list(_PASSIVE.finditer(asked))
    if participle and done:
        yield Span(*done[-1].span("word"))
        return
    names = name_phrases(asked)
    alike = _GROUP if _PLURAL.search(named) else _THE_ONE if _ARTICLE.match(named) else None
    if named.split()[-1].lower() in _ATTRIBUTES:
        alike = None
    if not names and alike and (group := alike.search(asked)):
        yield Span(*group.span("of"))
        return
    subject = _SUBJECT.search(asked)
    for name in sorted(names, key=lambda phrase: not (subject and asked.startswith(phrase, subject.end()))):
        at = asked.index(name) if len(names) > 1 else asked.rindex(name)
        yield Span(at, at + len(name))


def _same_kind(named: str, asked: str) -> Span | None:
    """The place where a question names a thing of the same kind: "the Trunk plan" for "the Leaf plan"."""
    kind = stem(named.split()[-1].lower())
    if len(named.split()) < 2 or kind not in content_stems(asked) or _PERIOD.fullmatch(named):
        return None
    for match in reversed(list(_NAMED.finditer(asked))):
        words = match[0].split()
        ends = [place for place, word in enumerate(words) if stem(word.lower()) == kind]
        if ends and ends[-1] > 0:
            return Span(match.start(), match.start() + len(" ".join(words[: ends[-1] + 1])))
    return None


def _replaced(asked: str, place: Span, words: str) -> str:
    done, article = _PARTICIPLE.fullmatch(words), _ARTICLE.match(place.of(asked))
    if done and _PARTICIPLE.fullmatch(place.of(asked)):  # "and the wounded?" after "how many were killed?"
        words = done["word"]
    elif article and not _ARTICLE.match(words):
        words = article[0] + words
    return f"{asked[: place.start]}{words}{asked[place.end :]}".rstrip("?!. ") + "?"


def _inserted(asked: str, words: str) -> str:
    return f"{asked.rstrip('?!. ')} {words}?"
