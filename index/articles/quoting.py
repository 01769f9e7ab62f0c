"""Makes one quotation of pieces, under the headings that they stand below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.articles.alone import LEADING_WORDS
from index.articles.blocks import TERM, Block, Shown, joined
from index.articles.items import VERSION
from index.articles.pieces import led_by
from index.records import Boilerplate, Sentence, Span

UNSEEN = "words that no reader sees stand in it: cannot be quoted"
_WORD = re.compile(r"\w")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]+);")


class Quoting:
    """The headings of a document while it is read, and the quotations made below them.

    Args:
        text: the file.
        title: of the article, which is no heading path.
        unseen: stretches that hold words which no reader sees.
    """

    def __init__(self, text: str, title: str | None, unseen: Sequence[Span]) -> None:
        self.text = text
        self.boilerplate: list[Boilerplate] = []
        self.heading: Shown | None = None  # the one right above, where it is short enough to lead an item
        self.term: Shown | None = None  # what is described here
        self._releases: list[tuple[int, Shown]] = []  # level and words of the headings that name a release
        self._title = " ".join((title or "").split()).casefold()
        self._unseen = sorted(unseen)
        self._path: list[tuple[int, str, int]] = []  # level, words, and where what it stands over ends

    def enter(self, block: Block) -> None:
        """Adds a heading to the path; the title of the article is not repeated."""
        while self._path and self._path[-1][0] >= block.level:
            self._path.pop()
        while self._releases and self._releases[-1][0] >= block.level:
            self._releases.pop()
        words = " ".join(block.text.split())
        if VERSION.match(words):
            self._releases.append((block.level, block.shown))
        is_title = words.casefold() == self._title
        self._path.append((block.level, "" if is_title else words, block.reach))
        self.heading = block.shown if len(words.split()) <= LEADING_WORDS and not is_title else None
        self.term = block.shown if block.mark == TERM else None

    def leave(self, place: int) -> None:
        """Leaves the headings whose reach has ended."""
        while self._path and 0 < self._path[-1][2] <= place:
            self._path.pop()
            self.heading = self.term = None

    @property
    def release(self) -> Shown | None:
        """The release whose changes are listed here: what was so in one may no longer be so in a later one."""
        return self._releases[-1][1] if self._releases else None

    def level(self) -> int:
        """How deep the heading right above lies; 0 where there is none."""
        return self._path[-1][0] if self._path else 0

    def section(self) -> str:
        """The headings above, joined."""
        return " › ".join(words for _, words, _ in self._path if words)

    def sentence(self, piece: Shown) -> Sentence | None:
        """A sentence; led in by the name of what is described here where it lacks that, else by the release."""
        sentence, term = self.together([piece], ""), self.term
        return led_by(sentence, term if term and term.text not in piece.text else self.release)

    def together(self, parts: Sequence[Shown], between: str) -> Sentence | None:
        """One quotation from the first sign of the parts to the last, shown as the parts; None if there is none."""
        shown = joined(parts, between).stripped()
        span = shown.span()
        if span is None or not _WORD.search(shown.text):
            if span:
                self.boilerplate.append(Boilerplate(span, "no words"))
            return None
        span = self._with_marks(span)
        if not self.is_seen(span):
            self.boilerplate.append(Boilerplate(span, UNSEEN))
            return None
        raw = " ".join(span.of(self.text).split())
        words = "" if raw == " ".join(shown.text.split()) and "\n" not in shown.text else shown.text
        return Sentence(span.start, span.end, words, self.section())

    def _with_marks(self, span: Span) -> Span:
        """The span with the marks that stand right around it: of what is bold, both ends."""
        text, start, end = self.text, span.start, span.end
        if text[end - 1] == "&" and (whole := _ENTITY.match(text, end - 1)):
            end = whole.end()
        while end < len(text) and text[end] in "*_`~" and start < end:
            end += 1
        while start > 0 and text[start - 1] in "*_`~":
            start -= 1
        return Span(start, end)

    def is_seen(self, span: Span) -> bool:
        """Whether a reader sees all of a stretch."""
        return not any(hidden.overlaps(span) for hidden in self._unseen)
