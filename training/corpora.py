"""The sets that may be trained on, as questions on paragraphs, each marked as kept aside or not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.claims.sentences import split
from eval.held_out import HELD_OUT_SQUAD_ARTICLES, is_held_out

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


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def _placed(
    text: str, paragraph: Paragraph, spans: list[tuple[int, int]], answers: list[dict[str, Any]]
) -> Question | None:
    """A question whose answer's offset in the paragraph is known."""
    accepted = tuple(dict.fromkeys(answer["text"] for answer in answers))
    if not answers:
        return Question(text, paragraph, None, None)
    start, words = answers[0]["start"], answers[0]["text"]
    for number, (begin, end) in enumerate(spans):
        if begin <= start < end:
            return Question(
                text, paragraph, number, (start - begin, min(start + len(words), end) - begin), accepted
            )
    return None


def _qed(folder: Path) -> Iterator[Question | Paragraph]:
    for line in _lines(folder / "qed" / "qa.jsonl"):
        context, starts = line["context"], line["sentence_starts"] or [0]
        raw = [
            (begin, end)
            for begin, end in zip(starts, [*starts[1:], len(context)], strict=True)
            if context[begin:end].strip()
        ]
        spans = [
            (
                begin + len(context[begin:end]) - len(context[begin:end].lstrip()),
                begin + len(context[begin:end].rstrip()),
            )
            for begin, end in raw
        ]
        paragraph = Paragraph(
            "qed",
            line["title"],
            tuple(context[begin:end] for begin, end in spans),
            is_held_out(line["title"]),
        )
        yield paragraph
        if question := _placed(line["question"], paragraph, spans, line["answers"]):
            yield question


def _squad(folder: Path) -> Iterator[Question | Paragraph]:
    documents = sorted(_lines(folder / "squad_even" / "docs.jsonl"), key=lambda document: document["file"])
    known: dict[str, tuple[Paragraph, list[tuple[int, int]]]] = {}
    for line in _lines(folder / "squad_even" / "qa.jsonl"):
        context = line["context"]
        if context not in known:
            place = next(
                number for number, document in enumerate(documents) if context[:80] in document["text"]
            )
            spans = split(context)
            paragraph = Paragraph(
                "squad",
                documents[place]["title"],
                tuple(context[begin:end] for begin, end in spans),
                place >= len(documents) - HELD_OUT_SQUAD_ARTICLES,
            )
            known[context] = paragraph, spans
            yield paragraph
        paragraph, spans = known[context]
        if question := _placed(line["question"], paragraph, spans, line["answers"]):
            yield question


def _selqa(folder: Path) -> Iterator[Question | Paragraph]:
    for line in _lines(folder / "selqa" / "sentences.jsonl"):
        paragraph = Paragraph(
            "selqa",
            line["article"],
            tuple(sentence.strip() or "." for sentence in line["sentences"]),
            is_held_out(line["article"]),
        )
        yield paragraph
        if line["answers"]:
            yield Question(
                line["question"], paragraph, line["answers"][0], None, others=tuple(line["answers"][1:])
            )


def _timeqa(folder: Path) -> Iterator[Question | Paragraph]:
    for line in _lines(folder / "timeqa" / "paragraphs.jsonl"):
        made: list[Paragraph | None] = []
        for text in line["paragraphs"]:
            spans = split(text)
            made.append(
                Paragraph(
                    "timeqa",
                    line["title"],
                    tuple(text[begin:end] for begin, end in spans),
                    is_held_out(line["title"]),
                )
                if spans
                else None
            )
        yield from (paragraph for paragraph in made if paragraph and len(paragraph.text) > 150)
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
    for line in _lines(folder / "ramdocs" / "items.jsonl"):
        for document in line["documents"]:
            spans = split(document["text"])
            paragraph = Paragraph(
                "ramdocs",
                "",
                tuple(document["text"][begin:end] for begin, end in spans),
                is_held_out(line["question"]),
            )
            if not spans:
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
