"""What in a file is not an article's text: headlines said twice, share bars, photo credits, date stamps.

Every rule looks at whole lines, because boilerplate comes as lines; each returns the reason that a maintainer
is shown. What no rule names is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.articles.blocks import Block
from index.articles.metadata import MONTH, stamped_date

_BUTTON, _STAMP = "share bar or button", "date stamp"
CAPTION_WORDS = 60
HEADER_LINES = 8  # non-empty lines within which a page repeats its headline
_BUTTONS = frozenset(
    "short url|follow|follow us|share|share this|share this article|tweet|print|email|e-mail|save|listen|"
    "advertisement|read more|read also|also read|subscribe|sign up|comments|copy link|whatsapp|facebook|twitter|"
    "linkedin|telegram|skip to content|accept all|accept cookies".split("|")
)
_COOKIES = re.compile(r"^(?:we use cookies|this (?:web)?site uses cookies|manage cookies)\b", re.IGNORECASE)
_CREDIT = re.compile(
    r"^in this (?:\w+ )?(?:photo|image|picture)\b|^(?:photo|image|picture|photograph)\s*(?:by|credit|courtesy)?\s*:"
    r"|\((?:[^()]*\b(?:handout|(?:file )?photos?|image|courtesy)\b[^()]*|[A-Z][\w .]*/[A-Z][\w .]*)\)\W*$",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    r"^[(\[]?(?:with (?:additional )?(?:inputs?|reporting)|additional reporting|reporting) (?:from|by)\b"
    r"[^.]{0,80}\.?[)\]]?$",
    re.IGNORECASE,
)
# Other boilerplate around news, by whole paragraphs: reason, how it is matched, and the most words it has.
# What can only open a paragraph is looked for there alone, which is faster.
_ROUND_THE_TEXT: tuple[tuple[str, Callable[[str], object], int], ...] = tuple(
    (reason, getattr(re.compile(pattern, re.IGNORECASE), how), words)
    for reason, how, pattern, words in (
        (
            "how to reach the writer",
            "search",
            r"\b(?:reach|contact|follow|e-?mail) (?:him|her|them|me|us|the (?:reporter|writer)s?|(?:\w+ ){1,7}?)"
            r"(?:at|on|by) ?.{0,60}(?:@\w|\b(?:twitter|facebook|instagram|bluesky|threads|tiktok)\b|\bX\b)"
            r"|\bcan be reached (?:at|by|on)\b|^contact .{3,60}: ?\S+@\S+|^\S+@\S+\.\w+$",
            70,
        ),
        (
            "newsletter or subscription",
            "search",
            r"\b(?:sign up|subscribe)\b.{0,120}\b(?:newsletters?|inbox|e-?mails?|alerts?|here|podcast)\b"
            r"|\bnewsletters?\b.{0,60}\bsign up\b|^subscribe (?:to|now)\b",
            50,
        ),
        (
            "way to other pages",
            "match",
            r"^(?:read more(?: here| on\b|:)|related(?: stories| articles)? ?:|more from|see also|keep reading"
            r"|click here|need a break\?|can[’']t see the|back to (?:the )?top$)|^(?:watch|listen|see) ?: ",
            30,
        ),
        (
            "who contributed",
            "search",
            r"\bcontributed (?:reporting )?to (?:this|the) (?:report|story|article|column)\b|^contributing ?:"
            r"|^from .{0,60}\bwire reports\.?$"
            r"|\bthis (?:story|article) was (?:originally|first) published (?:by|in|on)\b",
            45,
        ),
        (
            "agency or publisher",
            "match",
            r"^(?:cnn|reuters|afp|ap|usa today|(?:the )?associated press)\s*[—–-]?$|^(?:©|\(c\)|copyright ©?)",
            14,
        ),
        ("note of the editors", "match", r"^editor[’']?s[’']? note\b", 90),
    )
)
_RULE = re.compile(r"(?:-{3,}|={3,}|_{3,}|(?:\* ?){3,})$")
# A role in a prompt is no place: an order that lost its "SYSTEM:" would read like news.
_NO_PLACE = r"(?!(?:SYSTEM|ASSISTANT|USERS?|ADMIN|DEVELOPER|INSTRUCTIONS?)\b)"
_PLACE = _NO_PLACE + r"[A-Z][A-Z.'’-]+(?:[ ,/]+[A-Z][A-Z.'’-]+){0,4}"
_COUNTRY = r"(?:, [A-Z][a-z]+\.?(?: [A-Z][a-z]+)?)?"
_ON = rf"(?:,? (?:{MONTH}\.? \d{{1,2}}|\d{{1,2}} {MONTH})(?:,? \d{{4}})?)"
_BY = r"(?: \([A-Z][A-Za-z .]{1,19}\))"
_DATELINE = re.compile(
    rf"^(?:{_PLACE}{_BY}?|{_PLACE}{_COUNTRY}(?:{_ON}{_BY}?|{_BY}{_ON}?))\s*(?::|—|–|(?<=[\d)])\s*-)\s+(?=\S)"
)


_WRITER = r"[A-Z][\w.'’-]*"
_BYLINE = re.compile(
    rf"^(?:(?:written|reported|story|words)\s+)?by:?\s+"
    rf"(?P<who>{_WRITER}(?:(?:,| and| for|, and)? {_WRITER}){{1,9}})$",
    re.IGNORECASE,
)
_DAY_NAME = re.compile(rf"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|{MONTH}")


@dataclass(frozen=True, slots=True)
class Header:
    """The boilerplate that opens an article on a news page.

    Args:
        first: number of the line that holds the headline.
        last: number of the last line of the header, the repeated headline.
        title: the headline.
    """

    first: int
    last: int
    title: str


def headers(lines: Sequence[Block]) -> list[Header]:
    """Finds where articles open: a headline that is repeated after a share bar, a caption or a date stamp.

    Lines between the two headlines must all be boilerplate, and one of them at least a date stamp or a button,
    so that a refrain in running text opens nothing.
    """
    openings: list[Header] = []
    number = 0
    while number < len(lines):
        header = _header_at(lines, number)
        if header:
            openings.append(header)
        number = header.last + 1 if header else number + 1
    return openings


def reason(line: str) -> str | None:
    """Why a line is boilerplate, or None when it is text."""
    words = line.strip()
    if words.lower().rstrip(":") in _BUTTONS:
        return _BUTTON
    if stamped_date(words):
        return _STAMP
    if _CREDIT.search(words) and len(words.split()) <= CAPTION_WORDS:
        return "photo caption with its credit"
    if _RULE.match(words):
        return "rule"
    if _AGENCY.match(words):
        return "agency credit"
    if _COOKIES.match(words):
        return "cookie notice"
    count = len(words.split())
    return next((why for why, how, most in _ROUND_THE_TEXT if count <= most and how(words)), None)


def dateline(line: str) -> int:
    """How many code points of the line's start are a dateline such as ``ISLAMABAD: ``; 0 when there is none."""
    match = _DATELINE.match(line)
    return match.end() if match else 0


def byline(line: str) -> str | None:
    """Who wrote it, in the words of a line such as ``By Mara Quill and Tom Ash``; None when it is none."""
    match = _BYLINE.match(line)
    if match is None or line.endswith("."):
        return None
    words = re.split(r",? and |,? for |,? ", match["who"])
    named = all(word[0].isupper() and not _DAY_NAME.fullmatch(word) for word in words)
    return match["who"] if named else None


def _header_at(lines: Sequence[Block], first: int) -> Header | None:
    title = lines[first].text
    near = range(first + 1, min(first + HEADER_LINES, len(lines)))
    if (
        len(title) < 12
        or title.endswith((".", ":"))
        or not any(lines[number].text == title for number in near)
    ):
        return None
    if reason(title):
        return None
    between: list[str] = []
    for number in near:
        line = lines[number]
        if line.text == title:
            opens = any(why in (_BUTTON, _STAMP) for why in between)
            return Header(first, number, title) if opens else None
        why = reason(line.text)
        if not why:
            return None
        between.append(why)
    return None
