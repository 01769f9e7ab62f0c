"""Examples of questions on real documentation: what the bot's own search brings for each, right and wrong.

The documents stay where they are; what is kept of them here are questions and patterns (``eval/documentation``).
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.answering.question.understand import Asked, understand
from bot.answering.reading.features import as_read, likeliest
from bot.answering.reading.model import PassageReader, Text
from bot.records import Question
from eval.jsonlines import rows_of
from index.build import build
from index.records import Passage
from index.search import Index, open_index
from index.settings import IndexSettings
from training.examples import Example, write_examples

RIGHT = 2  # passages that answer a question which become examples, at most
WRONG = 3  # passages without the answer that become examples of an answerable question, at most
NEAR = 5  # ... and of a question that nothing answers
BARE = 0.5  # share of the questions that are also asked of the passage without what answers them
SURER = 1.0  # log-odds: a passage that is likelier than the right one by so much may answer as well, and is left out


def prepare_documented(
    documentation: Path,
    asked: Path,
    communities: Collection[str],
    reader: PassageReader,
    out: Path,
    *,
    seed: int,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Counter[str]:
    """Writes one pass of such examples to ``pass-0.jsonl``, and the indexes beside it.

    Args:
        documentation: a folder of documents for each community.
        asked: the folder with a file of questions for each, named alike.
        communities: which of them are asked about.
        reader: the reader that is to become better; of wrong passages those that it finds likeliest are taken.
        out: the folder.
        seed: another seed takes sentences away from other passages.
        progress: called with how many were asked and how many there are.

    Returns:
        How many examples there are of each kind.
    """
    dice = random.Random(seed)
    files = [file for file in sorted(asked.glob("*.jsonl")) if file.stem in communities]
    rows = {file: list(rows_of(file)) for file in files}
    count, done = sum(map(len, rows.values())), 0
    examples: list[Example] = []
    for file in files:
        settings = IndexSettings(seeds=documentation / file.stem, data=out / file.stem)
        build(settings)
        index = open_index(settings)
        for row in rows[file]:
            examples += _of_question(row, index, reader, dice)
            done += 1
            progress(done, count)
    write_examples(examples, out / "pass-0.jsonl")
    return Counter(example.kind for example in examples)


def _of_question(
    row: dict[str, Any], index: Index, reader: PassageReader, dice: random.Random
) -> Iterator[Example]:
    asked = understand(Question(str(row["question"])), index.spelling.mend)
    if not isinstance(asked, Asked):
        return
    brought = [hit.passage for hit in likeliest(asked, index.search(asked.text), index)]
    if not row["answerable"]:
        texts = [as_read(passage, index) for passage in brought]
        for _, text in _likeliest(reader, asked.text, texts)[:NEAR]:
            yield _wrong(asked.text, text, "documented_near")
        return
    pattern = re.compile(str(row["right"]))
    answering = [
        (as_read(passage, index), right)
        for passage in index.generation.passages.values()
        if passage.file == row["file"] and (right := _matching(passage, pattern))
    ]
    if not answering:
        return
    for text, (first, *others) in answering[:RIGHT]:
        yield Example("documented", asked.text, text.title, text.sentences, first, others=tuple(others))
    surest = _likeliest(reader, asked.text, [text for text, _ in answering])[0][0] + SURER
    beside = [as_read(passage, index) for passage in brought if not _matching(passage, pattern)]
    likely = [text for score, text in _likeliest(reader, asked.text, beside) if score < surest]
    for text in likely[:WRONG]:
        yield _wrong(asked.text, text, "documented_wrong")
    text, right = dice.choice(answering)
    kept = tuple(sentence for number, sentence in enumerate(text.sentences) if number not in right)
    if kept and dice.random() < BARE:
        yield _wrong(asked.text, Text(text.title, kept), "documented_removed")


def _wrong(asked: str, text: Text, kind: str) -> Example:
    return Example(kind, asked, text.title, text.sentences)


def _likeliest(reader: PassageReader, asked: str, texts: Sequence[Text]) -> list[tuple[float, Text]]:
    """The passages with how likely each answers, in log-odds, the likeliest first."""
    read = reader.read(asked, texts)
    scored = [(answering.passage, text) for answering, text in zip(read, texts, strict=True)]
    return sorted(scored, key=lambda pair: -pair[0])


def _matching(passage: Passage, pattern: re.Pattern[str]) -> tuple[int, ...]:
    """Numbers of the sentences that answer."""
    return tuple(number for number in range(len(passage.sentences)) if pattern.search(passage.whole(number)))
