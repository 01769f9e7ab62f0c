"""Cuts a paragraph into sentences without losing where they stand."""

from __future__ import annotations

import pysbd

from index.records import Span

VERSION = f"pysbd-{getattr(pysbd, '__version__', '0')}-1"
MAX_SENTENCE = 1000  # code points; a longer run without an end is cut at a space


def sentences(text: str, paragraph: Span) -> tuple[Span, ...]:
    """The sentences of a paragraph as spans in the file, in order, white space trimmed, nothing lost.

    Rules for where sentences end are pySBD's (Sadvilkar and Neumann, 2020), which keep a quotation of several
    sentences whole; their offsets are not used, each sentence is found again in the text.
    """
    words = paragraph.of(text)
    found: list[Span] = []
    at = 0
    for piece in pysbd.Segmenter(language="en", clean=False).segment(words) if words.strip() else ():
        piece = piece.strip()
        start = words.find(piece, at) if piece else -1
        if start < 0:
            continue
        if words[at:start].strip():  # words that the segmenter dropped or changed belong to this sentence
            start = at
        found.extend(_cut(words, start, start + len(piece)))
        at = found[-1].end
    if words[at:].strip():
        found.extend(_cut(words, at, len(words)))
    return tuple(Span(s.start + paragraph.start, s.end + paragraph.start) for s in found)


def _cut(words: str, start: int, end: int) -> list[Span]:
    """One span a sentence, trimmed; a sentence beyond `MAX_SENTENCE` becomes several."""
    cuts = []
    while start < end:
        stop = end
        if end - start > MAX_SENTENCE:
            space = words.rfind(" ", start + 1, start + MAX_SENTENCE)
            stop = space if space > start else start + MAX_SENTENCE
        piece = words[start:stop]
        if piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            cuts.append(Span(left, left + len(piece.strip())))
        start = stop
    return cuts
