"""A paragraph of Markdown that is several things by how its lines open: a question and its reply, a definition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.articles import marks
from index.articles.blocks import Kind, Shown, in_one_line, joined
from index.articles.items import ANSWERS, NAMED, QUESTION, RELEASE, REPLY, TIMED, is_question

_BOLD = re.compile(r"^(?:\*\*|__)(?P<words>[^*_\n]{2,90})(?:\*\*|__):?$")
_DEFINES = re.compile(r"^[:~][ \t]+(?=\S)")
# "**Is it free?** Yes."; behind a question that is part of its sentence, a small letter follows.
_ASKED = re.compile(
    r"(?P<asked>(?P<bold>\*\*|__)(?=\S)(?:(?!(?P=bold)).){2,99}(?:\?(?P=bold)|(?P=bold)\?))[ \t]+(?=[^\sa-z])"
)
_MAY_SPEAK = re.compile(r"^[ \t*_\[(]*(?:[QA]|\d)")
_FOOTNOTE = re.compile(r"^\[\^[^\]]+\]:[ \t]*")


@dataclass(slots=True)
class Part:
    """Some lines of a paragraph that are one block: what it is, and how it opens, which is not shown."""

    kind: Kind
    lines: list[Shown]
    opens: re.Pattern[str] | None = None

    @property
    def raw(self) -> Shown:
        """Its lines, with their marks."""
        return joined(self.lines, "\n")

    def shown(self, raw: Shown) -> Shown:
        """Its words as a reader sees them, without what opens it; of a turn, from the name of who speaks."""
        if self.opens in (_DEFINES, _FOOTNOTE) and (match := self.opens.match(raw.text)):
            return in_one_line(marks.markdown(raw.cut(match.end())))
        words = in_one_line(marks.markdown(raw))
        match = self.opens.match(words.text) if self.opens else None
        if match is None:
            return words
        return words.cut(match.start("who") if self.kind is Kind.TURN else match.end())


def parted(lines: Sequence[Shown], *, talk: bool, asked: bool, defined: bool = False) -> Iterator[Part]:
    """The parts of a paragraph.

    Args:
        lines: its lines, marks included.
        talk: whether the document is a talk, in which lines open with names.
        asked: whether the paragraph before it asks.
        defined: whether the paragraph behind it says what it means.
    """
    part: Part | None = None
    for number, line in enumerate(lines):
        if not talk and (match := _ASKED.match(line.text)):
            if part:
                yield part
            yield Part(Kind.QUESTION, [line.cut(0, match.end("asked"))], QUESTION)
            line, part, asked = line.cut(match.end()), None, True
        words = line.text.strip()
        more = number + 1 < len(lines)
        asked = part.kind is Kind.QUESTION if part else asked
        opened = _spoken(line, talk, asked=asked) or _stands_for_itself(words, first=number == 0, more=more)
        if defines(words) or (number and _DEFINES.match(words)):
            if part and part.kind is Kind.PARAGRAPH and part.opens is None:
                part.kind = Kind.QUESTION
            opened = (Kind.REPLY if number or asked else Kind.PARAGRAPH, _DEFINES)
        if opened or part is None or (part.kind in (Kind.HEADING, Kind.QUESTION) and part.opens is None):
            if part:
                yield part
            kind, opens = opened or (Kind.PARAGRAPH, None)
            part = Part(kind, [line], opens)
        else:
            part.lines.append(line)
    if part:
        if defined and _is_term(part):
            part.kind = Kind.QUESTION
        yield part


def defines(words: str) -> bool:
    """Whether a paragraph says what the one above it means: ``: The name of it.``."""
    return words.startswith(":") and bool(_DEFINES.match(words))


def _is_term(part: Part) -> bool:
    """Whether a part may be a term: one line, and no sentence."""
    words = part.lines[-1].text
    return (
        part.kind is Kind.PARAGRAPH
        and part.opens is None
        and len(part.lines) == 1
        and words[-1] not in ".!:;,"
    )


def continues(words: str) -> bool:
    """Whether what is indented below a paragraph goes on with it: with a definition, or with a footnote."""
    below = words.split("\n")[1:]
    return bool(_FOOTNOTE.match(words)) or defines(words) or any(map(_DEFINES.match, below))


def _spoken(line: Shown, talk: bool, *, asked: bool) -> tuple[Kind, re.Pattern[str]] | None:
    if not talk and not _MAY_SPEAK.match(line.text):
        return None
    words = in_one_line(marks.markdown(line)).text
    reply = ANSWERS if asked else REPLY
    for opens, kind in ((QUESTION, Kind.QUESTION), (reply, Kind.REPLY), (TIMED, Kind.TURN)):
        if opens.match(words):
            return kind, opens
    return (Kind.TURN, NAMED) if talk and NAMED.match(words) else None


def _stands_for_itself(words: str, *, first: bool, more: bool) -> tuple[Kind, re.Pattern[str] | None] | None:
    """A footnote; a first line that is bold, or asks, and has others below it."""
    if _FOOTNOTE.match(words):
        return Kind.PARAGRAPH, _FOOTNOTE
    if first and RELEASE.match(words):
        return Kind.HEADING, None
    bold = _BOLD.match(words) if first else None
    if bold and not bold["words"].rstrip().endswith((".", "!", ",")):
        return Kind.HEADING, None
    if first and more and is_question(words):
        return Kind.QUESTION, None
    return None
