"""The sentences of a text that say most of a claim, and the stretches that a network reads."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.english.language import LEANS_BACK
from index.articles.sentences import sentences
from index.records import Span
from index.stems import content_stems

WINDOW_WORDS = 110  # as long as the passages of training
NEAR = 3  # sentences that are laid beside a claim together
SHORT_ANSWER = 4  # words, below which an answer does not stand without its question
_MARK = re.compile(r"^(?:[•*–-]|\d{1,3}[.)])\s+")


def windows(told: Sequence[str]) -> list[tuple[int, int]]:
    """Runs of whole sentences, each beginning with the last sentence of the one before."""
    found, start = [], 0
    while start < len(told):
        end, words = start + 1, len(told[start].split())
        while end < len(told) and words + len(told[end].split()) <= WINDOW_WORDS:
            words += len(told[end].split())
            end += 1
        found.append((start, end))
        if end == len(told):
            break
        start = max(end - 1, start + 1)
    return found


def pieces(text: str) -> list[str]:
    """The sentences of what is quoted as one: a question and its answer, a list with its lead-in, a paragraph.

    A question goes with an answer too short to stand alone; an item goes with its lead-in.
    """
    found: list[str] = []
    lead = asked = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        bare = _MARK.sub("", line)
        if bare == line:
            lead = ""
        for span in sentences(bare, Span(0, len(bare))):
            one = span.of(bare)
            if one.endswith("?"):
                asked = one
                continue
            whole = f"{asked} {one}" if asked and len(one.split()) < SHORT_ANSWER else one
            found.append(f"{lead} {whole}" if lead and bare != line else whole)
            asked = ""
        if bare == line and line.endswith(":"):
            lead = line
    return found or [text]


def nearest(wanted: Sequence[str], sentences: Sequence[str]) -> tuple[float, int, int]:
    """The shortest run of up to `NEAR` sentences that holds most of a claim's words, and their share."""
    own = [set(content_stems(sentence)) for sentence in sentences]
    runs = [
        (share_of(wanted, set().union(*own[first : first + size])), -size, -first)
        for size in range(1, NEAR + 1)
        for first in range(len(own) - size + 1)
        if all(LEANS_BACK.match(one) for one in sentences[first + 1 : first + size])
    ]
    share, size, first = max(runs)
    return share, -first, -first - size - 1


def share_of(wanted: Sequence[str], found: set[str]) -> float:
    """The share, 0 to 1, of a claim's stems that are among these; 0 for a claim without any."""
    return sum(one in found for one in wanted) / len(wanted) if wanted else 0.0
