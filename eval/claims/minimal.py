"""Minimal pairs: a true claim and the same claim with one number, name, date or negation changed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.answering.english.names import name_phrases
from bot.answering.reading.model import Text
from eval.claims.changes import another_date, another_name, another_number, changed, negated
from eval.claims.sentences import split
from eval.jsonlines import rows_of
from index.articles.shelf import read_shelf

KINDS = (another_number, another_name, another_date, negated)
WORDS = 8  # of a claim, at least; snippets hold fragments that claim nothing
AROUND = 2  # sentences on either side that belong to the text
SEED = 300


@dataclass(frozen=True, slots=True)
class MinimalPair:
    """A text, a claim that it supports, and one that it does not."""

    text: Text
    true: str
    false: str


def minimal_pairs(seeds: Path, tune: Path, count: int) -> list[MinimalPair]:
    """Pairs from the articles in ``seeds`` and from ``rgb/``, half of each as far as there are enough.

    Args:
        seeds: folder of articles.
        tune: folder with ``rgb/``.
        count: how many.
    """
    dice = random.Random(SEED)
    others = list(_from_rgb(tune / "rgb" / "items.jsonl"))
    others = dice.sample(others, min(len(others), count // 2))
    ours = _from_seeds(seeds, dice)
    return others + [next(ours) for _ in range(count - len(others))]


def _from_seeds(seeds: Path, dice: random.Random) -> Iterator[MinimalPair]:
    """Endless; a sentence is used several times, changed in other ways."""
    shelf, stretches = read_shelf(seeds), []
    for article in shelf.articles:
        text = shelf.texts[article.file]
        sentences = [span.of(text) for paragraph in article.paragraphs for span in paragraph]
        stretches += [
            (sentences, place) for place, sentence in enumerate(sentences) if len(sentence.split()) >= WORDS
        ]
    while True:
        sentences, place = dice.choice(stretches)
        claim = sentences[place]
        wrong = changed(claim, name_phrases(" ".join(sentences)), KINDS, dice)
        if wrong:
            near = sentences[max(0, place - AROUND) : place + AROUND + 1]
            yield MinimalPair(Text("", tuple(near)), claim, wrong)


def _from_rgb(path: Path) -> Iterator[MinimalPair]:
    """A snippet's sentence, and the same sentence with the falsified answer."""
    for row in rows_of(path):
        right, wrong = row["answer"], row["fakeanswer"]
        for snippet in row["positive"]:
            sentences = split(snippet)
            for sentence in sentences:
                if not isinstance(right, str) or len(sentence.split()) < WORDS:
                    continue
                if re.search(rf"(?<!\w){re.escape(right)}(?!\w)", sentence):
                    yield MinimalPair(Text("", sentences), sentence, sentence.replace(right, wrong))
