"""The headings of files that are made of lines: underlined, with hashes before them, numbered, or standing alone."""

from __future__ import annotations

import re

from index.articles import marks
from index.articles.blocks import BOLD_LEVEL, TERM, Block, Kind, Shown
from index.articles.items import ITEM, RELEASE
from index.articles.lines import Line, Lines
from index.records import Span

_UNDERLINE = re.compile(r"^([=\-~^\"'`#*+.:_<>])\1{2,}[ \t]*$")
_HASHES = re.compile(r"^(?P<hashes>#{1,6})[ \t]+(?P<words>.*?)[ \t#]*$")
_NUMBERED = re.compile(r"^(?:§[ ]?)?\d{1,2}(?:\.\d{1,2}){0,3}\.?[ \t]+(?P<words>[A-Z].{1,70})$")
_BETWEEN_RULES = re.compile(r"^([-=*~_#])\1+[ \t]*(?P<words>[^\W_](?:.{0,60}\w)?[?!)]?)[ \t]*\1{2,}$")
_LISTS = re.compile(r": [^,]+, ")  # "Present: Anna, Bert"
_ENDS = re.compile(r"[.!?:;,…][\"'”’)\]]*$")
_NAME = re.compile(r"^``[^`]+``$")  # a heading that is a name in a program, such as an option
HEADING_WORDS = 10


class Headed(Lines):
    """Lines with headings among them.

    Args:
        text, lines, clean: see `Lines`.
        levels: the signs that underline headings, the highest first, as far as they are known.
    """

    def __init__(self, text: str, lines: list[Line], clean: marks.Cleaner, levels: list[str]) -> None:
        super().__init__(text, lines, clean)
        self.rst = clean is not marks.plain
        self.levels = levels
        self.numbered = sum(bool(self._is_numbered(number)) for number in range(len(lines))) > 1

    def heading(self) -> Block | None:
        """A heading at this place: underlined, with hashes before it, or numbered among other numbered ones."""
        line = self.lines[self.at]
        after, under = self.near(self.at + 1), self.near(self.at + 2)
        ruled = _UNDERLINE.match(line.words) and _UNDERLINE.match(under.words)
        if ruled and not after.blank and under.words[0] == line.words[0]:
            self.at += 3
            return self.block(Kind.HEADING, [after], level=self._level(line.words[0] * 2))
        if _is_underline(line, after) and (self.rst or after.words[0] in "=-~"):
            self.at += 2
            mark = TERM if self.rst and _NAME.match(line.words) else ""
            return self.block(Kind.HEADING, [line], level=self._level(after.words[0]), mark=mark)
        if match := _HASHES.match(line.words):
            if not match["words"]:
                return None
            self.at += 1
            start = line.start + match.start("words")
            shown = self.clean(Shown.plain(self.text, start, start + len(match["words"])))
            return Block(Kind.HEADING, Span(line.start, line.end), shown, level=len(match["hashes"]))
        if match := _BETWEEN_RULES.match(line.words):
            self.at += 1
            inner = Line(
                line.start + match.start("words"), line.start + match.end("words"), 0, match["words"]
            )
            return self.block(Kind.HEADING, [inner], level=BOLD_LEVEL if match[1] in "*_" else 2)
        if RELEASE.match(line.words) and self.near(self.at - 1).blank:
            self.at += 1
            return self.block(Kind.HEADING, [line], level=2)
        if self.numbered and self._is_numbered(self.at):
            self.at += 1
            depth = line.words.split()[0].rstrip(".").count(".")
            return self.block(Kind.HEADING, [line], level=3 + depth)
        return None

    def is_isolated(self, place: int, headed: bool) -> bool:
        """Whether a short line without an end stands alone before text: it acts as a heading."""
        line = self.lines[place]
        return (
            not self.filled(place + 1).blank
            and self.near(place - 1).blank
            and self.near(place + 1).blank
            and len(line.words.split()) <= HEADING_WORDS
            and not _ENDS.search(line.words)
            and not _LISTS.search(line.words)
            and not line.indent
            and (line.words[0].isupper() or line.words[0].isdigit())
        )

    def _level(self, sign: str) -> int:
        if sign not in self.levels:
            self.levels.append(sign)
        return self.levels.index(sign) + 1

    def _is_numbered(self, place: int) -> bool:
        """Whether the line is a short numbered one that stands alone, or opens a paragraph that is not a list."""
        line = self.lines[place]
        match = _NUMBERED.match(line.words)
        if not match or _ENDS.search(line.words) or len(match["words"].split()) > HEADING_WORDS:
            return False
        follows = place + 1 < len(self.lines)
        return follows and self.near(place - 1).blank and not ITEM.match(self.near(place + 1).words)


def _is_underline(line: Line, after: Line) -> bool:
    return bool(
        _UNDERLINE.match(after.words)
        and not _UNDERLINE.match(line.words)
        and 2 * len(after.words) >= len(line.words)
        and len(line.words) <= 100
    )
