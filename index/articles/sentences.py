"""Cuts a paragraph into sentences without losing where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.metadata import version

import sentencex

from index.records import Span

VERSION = f"sentencex-{version('sentencex')}"
_WHITE_SPACE = re.compile(r"\s")
MAX_SENTENCE = 1000  # code points; a longer run without an end is cut at a space


def sentences(text: str, paragraph: Span) -> tuple[Span, ...]:
    """The sentences of a paragraph as spans in the file, in order, white space trimmed, nothing lost.

    Where sentences end is sentencex's decision, which keeps a quotation of several sentences whole. It is linear in
    the paragraph's length and changes no sign, so lengths alone give the offsets. It is shown plain spaces only,
    because it panics on some wider ones.
    """
    found: list[Span] = []
    at = paragraph.start
    for piece in sentencex.segment("en", _WHITE_SPACE.sub(" ", paragraph.of(text))):
        found.extend(_cut(text, at, at + len(piece)))
        at += len(piece)
    return tuple(found)


def mapped(text: str, shown: str, at: Sequence[int], start: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The sentences of a paragraph whose words stand in the file with something else between them.

    Args:
        text: the file.
        shown: the paragraph's words alone.
        at: for each sign of ``shown`` where it stands in ``text``, -1 for nowhere.
        start: the sign of ``shown`` to begin with.

    Returns:
        The sentences that stand in the file as they are, and those that something interrupts, as spans in the file.
    """
    whole: list[Span] = []
    broken: list[Span] = []
    for sentence in sentences(shown, Span(start, len(shown))):
        there = [place for place in at[sentence.start : sentence.end] if place >= 0]
        if there:
            span = Span(there[0], there[-1] + 1)
            (whole if span.of(text) == sentence.of(shown) else broken).append(span)
    return tuple(whole), tuple(broken)


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
