"""The sentences of a text that say most of a claim, and the stretches that a network reads."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.english.cues import LEANS_BACK
from index.articles.sentences import sentences
from index.records import Span
from index.stems import content_stems

WINDOW_WORDS = 110  # as long as the passages of training
NEAR = 3  # sentences that are laid beside a claim together
SHORT_ANSWER = 4  # words; a shorter answer needs its question
_MARK = re.compile(r"^(?:[•*–-]|\d{1,3}[.)])\s+")


def windows(sentences: Sequence[str]) -> list[tuple[int, int]]:
    """Runs of whole sentences, each beginning with the last sentence of the one before."""
    runs, start = [], 0
    while start < len(sentences):
        end, words = start + 1, len(sentences[start].split())
        while end < len(sentences) and words + len(sentences[end].split()) <= WINDOW_WORDS:
            words += len(sentences[end].split())
            end += 1
        runs.append((start, end))
        if end == len(sentences):
            break
        start = max(end - 1, start + 1)
    return runs


def pieces(text: str) -> list[str]:
    """The sentences of a text that is quoted in one piece: a question and its answer, a list, a paragraph.

    A question goes with an answer too short to stand alone; an item goes with its lead-in.
    """
    quoted: list[str] = []
    lead = asked = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        bare = _MARK.sub("", line)
        if bare == line:
            lead = ""
        for span in sentences(bare, Span(0, len(bare))):
            sentence = span.of(bare)
            if sentence.endswith("?"):
                asked = sentence
                continue
            whole = f"{asked} {sentence}" if asked and len(sentence.split()) < SHORT_ANSWER else sentence
            quoted.append(f"{lead} {whole}" if lead and bare != line else whole)
            asked = ""
        if bare == line and line.endswith(":"):
            lead = line
    return quoted or [text]


def nearest(wanted: Sequence[str], sentences: Sequence[str]) -> tuple[float, int, int]:
    """The share of a claim's words in the shortest run of up to `NEAR` sentences that has most, and its ends."""
    own = [set(content_stems(sentence)) for sentence in sentences]
    runs = [
        (share_of(wanted, set().union(*own[first : first + size])), -size, -first)
        for size in range(1, NEAR + 1)
        for first in range(len(own) - size + 1)
        if all(LEANS_BACK.match(sentence) for sentence in sentences[first + 1 : first + size])
    ]
    share, size, first = max(runs)
    return share, -first, -first - size - 1


def share_of(wanted: Sequence[str], stems: set[str]) -> float:
    """The share, 0 to 1, of a claim's stems that are among these; 0 for a claim without stems."""
    return sum(stem in stems for stem in wanted) / len(wanted) if wanted else 0.0
