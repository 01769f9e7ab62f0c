"""The sets that may be trained on, as questions on paragraphs, each marked as kept aside or not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from eval.claims.sentences import spans_of, split
from eval.held_out import HELD_OUT_SQUAD_ARTICLES, is_held_out
from eval.jsonlines import rows_of
from index.records import Span

TIMEQA_QUESTIONS = 8  # of one article: neighbouring questions differ by little


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in sentences.

    Args:
        source: the set it comes from.
        title: its article's title.
        sentences: in reading order, none of them empty.
        aside: True if it is never trained on.
    """

    source: str
    title: str
    sentences: tuple[str, ...]
    aside: bool

    @property
    def text(self) -> str:
        """The sentences with single spaces between them."""
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Question:
    """A question on a paragraph.

    Args:
        text: the question.
        paragraph: where it is asked.
        answering: the number of the answering sentence, or None if the paragraph does not answer.
        answer: start and end of the answer in that sentence, code points; None where only the sentence is known.
        accepted: every accepted wording.
        others: numbers of other sentences that answer as well.
    """

    text: str
    paragraph: Paragraph
    answering: int | None
    answer: tuple[int, int] | None
    accepted: tuple[str, ...] = ()
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Corpora:
    """Everything that may be read.

    Args:
        questions: real questions on real paragraphs, answerable or not.
        paragraphs: every paragraph of the sets, with or without questions, by title in reading order.
    """

    questions: tuple[Question, ...]
    paragraphs: tuple[Paragraph, ...]


def read_corpora(folder: Path) -> Corpora:
    """Reads QED, SQuAD, SelQA, TimeQA and RAMDocs below ``folder``.

    Raises:
        OSError: if one of the sets is not there.
    """
    questions: list[Question] = []
    paragraphs: list[Paragraph] = []
    for read in (_qed, _squad, _selqa, _timeqa, _ramdocs):
        for item in read(folder):
            if isinstance(item, Question):
                questions.append(item)
            else:
                paragraphs.append(item)
    return Corpora(tuple(questions), tuple(paragraphs))


def _placed(
    text: str, paragraph: Paragraph, spans: Sequence[Span], answers: list[dict[str, Any]]
) -> Question | None:
    """A question whose answer's offset in the paragraph is known."""
    accepted = tuple(dict.fromkeys(answer["text"] for answer in answers))
    if not answers:
        return Question(text, paragraph, None, None)
    start, words = answers[0]["start"], answers[0]["text"]
    for number, span in enumerate(spans):
        if span.start <= start < span.end:
            end = min(start + len(words), span.end)
            return Question(text, paragraph, number, (start - span.start, end - span.start), accepted)
    return None


def _qed(folder: Path) -> Iterator[Question | Paragraph]:
    for line in rows_of(folder / "qed" / "qa.jsonl"):
        context, starts = line["context"], line["sentence_starts"] or [0]
        pieces = ((begin, context[begin:end]) for begin, end in pairwise([*starts, len(context)]))
        spans = [
            Span(begin + len(piece) - len(piece.lstrip()), begin + len(piece.rstrip()))
            for begin, piece in pieces
            if piece.strip()
        ]
        sentences = tuple(span.of(context) for span in spans)
        paragraph = Paragraph("qed", line["title"], sentences, is_held_out(line["title"]))
        yield paragraph
        if question := _placed(line["question"], paragraph, spans, line["answers"]):
            yield question


def _squad(folder: Path) -> Iterator[Question | Paragraph]:
    documents = sorted(rows_of(folder / "squad_even" / "docs.jsonl"), key=lambda document: document["file"])
    known: dict[str, Paragraph] = {}
    for line in rows_of(folder / "squad_even" / "qa.jsonl"):
        context = line["context"]
        if context not in known:
            place = next(
                number for number, document in enumerate(documents) if context[:80] in document["text"]
            )
            aside = place >= len(documents) - HELD_OUT_SQUAD_ARTICLES
            known[context] = Paragraph("squad", documents[place]["title"], split(context), aside)
            yield known[context]
        if question := _placed(line["question"], known[context], spans_of(context), line["answers"]):
            yield question


def _selqa(folder: Path) -> Iterator[Question | Paragraph]:
    for line in rows_of(folder / "selqa" / "sentences.jsonl"):
        sentences = tuple(sentence.strip() or "." for sentence in line["sentences"])
        paragraph = Paragraph("selqa", line["article"], sentences, is_held_out(line["article"]))
        yield paragraph
        if line["answers"]:
            yield Question(
                line["question"], paragraph, line["answers"][0], None, others=tuple(line["answers"][1:])
            )


def _timeqa(folder: Path) -> Iterator[Question | Paragraph]:
    for line in rows_of(folder / "timeqa" / "paragraphs.jsonl"):
        aside = is_held_out(line["title"])
        made = [Paragraph("timeqa", line["title"], split(text), aside) for text in line["paragraphs"]]
        yield from (paragraph for paragraph in made if len(paragraph.text) > 150)
        asked = [
            question
            for question in line["questions"]
            if any(answer["text"] for answer in question["answers"])
        ]
        for question in asked[:: max(1, len(asked) // TIMEQA_QUESTIONS)]:
            accepted = tuple(answer["text"] for answer in question["answers"] if answer["text"])
            for answer in question["answers"]:
                paragraph = made[answer["paragraph"]] if answer["paragraph"] < len(made) else None
                located = _first(paragraph, answer["text"]) if paragraph and answer["text"] else None
                if paragraph and located:
                    yield Question(question["question"], paragraph, located[0], located[1], accepted)
                    break


def _ramdocs(folder: Path) -> Iterator[Question | Paragraph]:
    for line in rows_of(folder / "ramdocs" / "items.jsonl"):
        for document in line["documents"]:
            paragraph = Paragraph("ramdocs", "", split(document["text"]), is_held_out(line["question"]))
            if not paragraph.sentences:
                continue
            yield paragraph
            if document["type"] == "noise":
                yield Question(line["question"], paragraph, None, None)
            elif located := _first(paragraph, document["answer"]):
                yield Question(line["question"], paragraph, located[0], located[1], (document["answer"],))


def _first(paragraph: Paragraph, words: str) -> tuple[int, tuple[int, int]] | None:
    """The first sentence that holds the words, and where."""
    for number, sentence in enumerate(paragraph.sentences):
        match = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", sentence)
        if match:
            return number, (match.start(), match.end())
    return None
