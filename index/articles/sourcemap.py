"""Where in a Markdown file the parser's tokens and their words stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from index.articles.blocks import NOWHERE, Shown, joined


class SourceMap:
    """The lines of a stretch of a file, as the parser counts them.

    Args:
        text: the file.
        start: where the stretch begins.
        end: where it ends; None: with the file.
    """

    def __init__(self, text: str, start: int, end: int | None = None) -> None:
        self._text = text
        # The parser knows \n alone, and makes \r\n and \r one of it.
        lines = (match.span() for match in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n|$)", text[start:end]))
        self._lines = [(first + start, last + start) for first, last in lines if first < last]

    def stretch(self, lines: Sequence[int] | None) -> tuple[int, int]:
        """Where the lines of a token begin and end, as the parser gives them: the first, and the one past the last."""
        first, last = lines or (0, 0)
        last = min(last, len(self._lines))
        return self._lines[first][0], self._lines[last - 1][1]

    def end_of_line(self, at: int) -> int:
        """Where the line ends that holds a place."""
        place = bisect_right(self._lines, (at, len(self._text))) - 1
        inside = place >= 0 and at < self._lines[place][1]
        return self._lines[place][1] if inside else len(self._text)

    def last_line_before(self, end: int) -> int:
        """Where the last line before a place begins; the place itself where there is none."""
        return max((start for start, _ in self._lines if start < end), default=end)

    def found(self, content: str, start: int, end: int) -> Shown:
        """Where the parser's words stand: each of its lines within one of the file's, less what precedes it there."""
        parts: list[Shown] = []
        at = start
        for line in content.split("\n"):
            words = line.strip()
            place = self._text.find(words, at, end)
            if words and place >= 0:
                parts.append(Shown.plain(self._text, place, place + len(words)))
                at = place + len(words)
            elif words:  # the parser changed it: an escaped bar in a table, a tab, a zero
                parts.append(self._loosely(words, at, end))
                at = max([at, *(where + 1 for where in parts[-1].at)])
        return joined(parts, "\n")

    def _loosely(self, words: str, start: int, end: int) -> Shown:
        at: list[int] = []
        place = start
        for sign in words:
            where = self._text.find(sign, place, end)
            at.append(where if where >= 0 else NOWHERE)
            place = where + 1 if where >= 0 else place
        return Shown(words, tuple(at))
