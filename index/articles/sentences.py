"""Cuts a paragraph into sentences without losing where they stand."""

from __future__ import annotations

import re
from importlib.metadata import version

import sentencex

from index.records import Span

VERSION = f"sentencex-{version('sentencex')}"
_WHITE_SPACE = re.compile(r"\s")
_SMALL_WORD = re.compile(
    r"(?:for|to|and|or|in|on|of|with|as|if|when|which|that|before|after|but|is|are|was|were)\b"
)
MAX_SENTENCE = 1000  # code points; a longer run without an end is cut at a space


def sentences(text: str, paragraph: Span) -> tuple[Span, ...]:
    """The sentences of a paragraph as spans in the file, in order, white space trimmed, nothing lost.

    Where sentences end is sentencex's decision, which keeps a quotation of several sentences whole. It is linear in
    the paragraph's length and changes no sign, so lengths alone give the offsets. It is shown plain spaces only,
    because it panics on some wider ones.
    """
    spans: list[Span] = []
    at = start = paragraph.start
    for piece in sentencex.segment("en", _WHITE_SPACE.sub(" ", paragraph.of(text))):
        at += len(piece)
        if at < paragraph.end and _goes_on(text[start:at], text[at : paragraph.end]):
            continue
        spans.extend(_cut(text, start, at))
        start = at
    return tuple(spans)


def _goes_on(before: str, after: str) -> bool:
    """Whether no sentence ends here: in ``blinker.base.Signal`` or ``.*``, or after a title that asks, in a text."""
    if not before[-1].isspace():
        return after[0].isalnum() or after[0] == "_" or before[-2:-1].isspace()
    return before.rstrip().endswith(("?", "!")) and bool(_SMALL_WORD.match(after))


def _cut(text: str, start: int, end: int) -> list[Span]:
    """One trimmed span a sentence, none for white space; a sentence beyond `MAX_SENTENCE` becomes several."""
    cuts = []
    while start < end:
        stop = end
        if end - start > MAX_SENTENCE:
            space = text.rfind(" ", start + 1, start + MAX_SENTENCE)
            stop = space if space > start else start + MAX_SENTENCE
        piece = text[start:stop]
        if piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            cuts.append(Span(left, left + len(piece.strip())))
        start = stop
    return cuts
