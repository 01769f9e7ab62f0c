"""Examples of what the reader takes for an answer and is none: it reads what a search over all texts finds.

Hard negatives mined with the model that is trained (Xiong and others, 2021, "Approximate nearest neighbor negative
contrastive learning"): of the passages that the search brings for a question, those without the answer's wording that
the reader finds likeliest to answer.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answering.reading.model import PassageReader, Text
from index.embedder import Embedder
from index.stems import content_stems
from training.corpora import Corpora, Question
from training.examples import Example, cut, says, write_examples

WORDS = 110  # of a passage, at most, if it has more than one sentence
ANSWER_WORDS = 6  # a longer answer may stand elsewhere in other words
FOUND = 5  # passages of each question that are read
TAKEN = 2  # of these, at most so many become examples
ALONE = frozenset(
    {"qed", "squad", "selqa", "timeqa", "ClapNQ", "NQ-open", "COVID-QA", "MuSiQue-100", "HotpotQA-100"}
)
LIKELY = -2.0  # log-odds from which a passage without the answer counts as taken for one
RANKS = 60  # reciprocal rank fusion, Cormack and others, 2009


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What is searched: the texts, their vectors, and which hold a stem."""

    texts: Sequence[Text]
    vectors: NDArray[np.float32]
    holding: dict[str, list[int]]

    @classmethod
    def within(cls, texts: Sequence[Text], embedder: Embedder) -> _Shelf:
        words = [" ".join((text.title, *text.sentences)) for text in texts]
        holding: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(words):
            for stem in set(content_stems(text)):
                holding[stem].append(number)
        return cls(texts, np.asarray(embedder.for_many(len(words))(words), np.float32), holding)

    def likest(self, question: str, vector: NDArray[np.float32]) -> list[int]:
        """Numbers of texts, the likest first: in meaning and in words, by their ranks."""
        sparse = np.zeros(len(self.texts))
        for stem in set(content_stems(question)):
            if holders := self.holding.get(stem):
                sparse[holders] += np.log(len(self.texts) / len(holders))
        fused: dict[int, float] = defaultdict(float)
        for scores in (self.vectors @ vector, sparse):
            for rank, number in enumerate(np.argsort(-scores)[: 4 * FOUND]):
                fused[int(number)] += 1 / (RANKS + rank)
        return sorted(fused, key=lambda number: -fused[number])


def prepare_mined(
    corpora: Corpora,
    reader: PassageReader,
    embedder: Embedder,
    out: Path,
    *,
    seed: int,
    questions: int,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Counter[str]:
    """Writes one pass of such examples, and beside them each question with its answer, to ``pass-0.jsonl``.

    Args:
        corpora: the sets; what is kept aside is neither asked nor searched.
        reader: the reader that is to become better.
        embedder: searches by meaning.
        out: the folder.
        seed: another seed draws other questions.
        questions: how many are asked.
        progress: called with how many were asked and how many there are.

    Returns:
        How many examples there are of each kind.
    """
    dice = random.Random(seed)
    asked = [question for question in corpora.questions if _has_short_answer(question)]
    asked = dice.sample(asked, min(questions, len(asked)))
    titles = {question.paragraph.title for question in asked}
    paragraphs = {
        paragraph.text: paragraph
        for paragraph in corpora.paragraphs
        if not paragraph.aside and (paragraph.title in titles or not paragraph.title)
    }
    texts = [
        Text(paragraph.title, part)
        for paragraph in paragraphs.values()
        for part in _parts(paragraph.sentences)
    ]
    shelf = _Shelf.within(texts, embedder)
    vectors = np.asarray(embedder.for_many(len(asked))([question.text for question in asked]), np.float32)
    examples: list[Example] = []
    for number, (question, vector) in enumerate(zip(asked, vectors, strict=True)):
        examples += _of_question(question, vector, shelf, reader, dice)
        progress(number + 1, len(asked))
    write_examples(examples, out / "pass-0.jsonl")
    return Counter(example.kind for example in examples)


def _has_short_answer(question: Question) -> bool:
    """Whether it can be asked of a whole shelf, and a passage without the answer's wording is likely none."""
    return (
        question.paragraph.source in ALONE
        and question.answering is not None
        and question.answer is not None
        and not question.paragraph.aside
        and 0 < max((len(wording.split()) for wording in question.accepted), default=0) <= ANSWER_WORDS
    )


def _parts(sentences: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Runs of sentences of at most `WORDS` words, as passages are cut."""
    part: list[str] = []
    for sentence in sentences:
        if part and sum(len(other.split()) for other in part) + len(sentence.split()) > WORDS:
            yield tuple(part)
            part = []
        part.append(sentence)
    if part:
        yield tuple(part)


def _of_question(
    question: Question,
    vector: NDArray[np.float32],
    shelf: _Shelf,
    reader: PassageReader,
    dice: random.Random,
) -> list[Example]:
    gold = cut(question, question.answering, "mined_answered", dice)
    own = set(question.paragraph.sentences)
    others = [
        text
        for text in (shelf.texts[number] for number in shelf.likest(question.text, vector))
        if own.isdisjoint(text.sentences) and not says(" ".join(text.sentences), question.accepted)
    ][:FOUND]
    if not others:
        return []
    read = reader.read(question.text, others)
    likely = sorted(
        ((answering.passage, number) for number, answering in enumerate(read) if answering.passage > LIKELY),
        reverse=True,
    )
    bare = replace(gold, kind="mined", answering=None, answer=None, others=())
    negative = [
        replace(bare, title=others[number].title, sentences=others[number].sentences)
        for _, number in likely[:TAKEN]
    ]
    return [gold, *negative] if negative else []
