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


def parted(lines: Sequence[Shown], *, talk: bool, asked: bool) -> Iterator[Part]:
    """The parts of a paragraph.

    Args:
        lines: its lines, marks included.
        talk: whether the document is a talk, in which lines open with names.
        asked: whether the paragraph before it asks.
    """
    part: Part | None = None
    for number, line in enumerate(lines):
        words = line.text.strip()
        more = number + 1 < len(lines)
        asked = part.kind is Kind.QUESTION if part else asked
        opened = _spoken(line, talk, asked=asked) or _stands_for_itself(words, first=number == 0, more=more)
        if part and number and _DEFINES.match(words):
            part.kind = Kind.QUESTION if part.kind is Kind.PARAGRAPH and part.opens is None else part.kind
            opened = (Kind.REPLY, _DEFINES)
        if opened or part is None or (part.kind in (Kind.HEADING, Kind.QUESTION) and part.opens is None):
            if part:
                yield part
            kind, opens = opened or (Kind.PARAGRAPH, None)
            part = Part(kind, [line], opens)
        else:
            part.lines.append(line)
    if part:
        yield part


def continues(words: str) -> bool:
    """Whether what is indented below a paragraph goes on with it: with a definition, or with a footnote."""
    last = words.rsplit("\n", 1)[-1]
    return bool(_FOOTNOTE.match(words) or ("\n" in words and _DEFINES.match(last)))


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
