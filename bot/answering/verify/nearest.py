"""The sentences of a text that say most of a claim, and the stretches that a network reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.answering.english.cues import LEANS_BACK
from index.articles.sentences import sentences
from index.records import Span

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


def nearest(
    sentences: Sequence[str], cosines: Sequence[float], share: Callable[[str], float]
) -> tuple[int, int]:
    """Numbers of the first and the last of the sentences that say most of a claim, in words and in meaning together.

    Up to `NEAR` sentences are taken together if each leans on the one before it; as few as say as much.

    Args:
        sentences: at least one.
        cosines: of the claim and each, -1 to 1.
        share: the share of the claim's words, 0 to 1, in a text.
    """
    runs = [
        (first, first + size - 1)
        for size in range(1, NEAR + 1)
        for first in range(len(sentences) - size + 1)
        if all(map(LEANS_BACK.match, sentences[first + 1 : first + size]))
    ]

    def says(run: tuple[int, int]) -> float:
        first, last = run
        return share(" ".join(sentences[first : last + 1])) + max(cosines[first : last + 1])

    return max(runs, key=says)


def beside(sentences: Sequence[str], share: Callable[[str], float]) -> str:
    """What of some sentences is compared with a claim, slot by slot: of a list, a pair or a row the likest piece alone.

    Args:
        sentences: the nearest ones.
        share: the share of the claim's words, 0 to 1, in a text.
    """
    if len(sentences) > 1:
        return " ".join(piece for sentence in sentences for piece in pieces(sentence))
    return max(pieces(sentences[0]), key=share)


def share_of(wanted: Sequence[str], stems: set[str]) -> float:
    """The share, 0 to 1, of a claim's stems that are among these; 0 for a claim without stems."""
    return sum(stem in stems for stem in wanted) / len(wanted) if wanted else 0.0
