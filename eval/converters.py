"""Turns sets of questions that come with their own snippets (RGB, RAMDocs, QED, SelQA) into a shelf and cases.

Here all documents of a set stand on one shelf, as a community's articles do, so that the bot has to find the right ones
itself. Our reader was trained on QED and SelQA: only questions of theirs that were kept aside from it are asked. Every
other article of theirs is left off the shelf, so that its questions have no answer there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from eval.errors import CaseInvalid
from eval.held_out import is_held_out
from eval.jsonlines import read_lines, write_lines

Json = dict[str, Any]
_Laid = Iterator[tuple[Json, list[Json]]]
SNIPPETS = ("items.jsonl", "qa.jsonl", "sentences.jsonl")
ON_SHELF, OFF_SHELF = "answer on the shelf", "answer not on the shelf"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question on one text: which words answer it, and the sentences that hold them, any of which will do."""

    question: str
    title: str
    text: str
    answers: Sequence[str]
    holding: Sequence[str]


def snippets_of(folder: Path) -> Path | None:
    """The file of a set that comes with its own snippets, or None."""
    return next((folder / name for name in SNIPPETS if (folder / name).is_file()), None)


def laid_out(source: Path, work: Path) -> Path:
    """A folder with ``docs.jsonl`` and ``cases.jsonl``: the set itself, or what is made of its snippets.

    Args:
        source: the set.
        work: where to write what is made.

    Raises:
        CaseInvalid: if the kind of the set is not known here, or it cannot be read.
    """
    if (source / "cases.jsonl").is_file():
        return source
    file = snippets_of(source) or source / SNIPPETS[0]
    items = read_lines(file)
    known = next((how for field, how in _KINDS.items() if items and field in items[0]), None)
    if known is None:
        raise CaseInvalid(f"{file}: has none of the fields {', '.join(_KINDS)}")
    try:
        laid = list(known(items))
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        raise CaseInvalid(f"{file}: not as it should be: {error!r}") from error
    work.mkdir(parents=True, exist_ok=True)
    write_lines(work / "cases.jsonl", (case for case, _ in laid))
    write_lines(work / "docs.jsonl", (document for _, documents in laid for document in documents))
    return work


def _rgb(items: Iterable[Mapping[str, Any]]) -> _Laid:
    """RGB (Chen and others, 2024): every other question has only the snippets that miss its answer."""
    for number, item in enumerate(items):
        answerable = number % 2 == 0
        answers = item["answer"] if isinstance(item["answer"], list) else [item["answer"]]
        case = {
            "id": f"rgb-{item['id']}",
            "question": item["query"],
            "answers": [
                words for answer in answers for words in (answer if isinstance(answer, list) else [answer])
            ],
            "answerable": answerable,
            "kind": ON_SHELF if answerable else OFF_SHELF,
        }
        texts = [*(item["positive"] if answerable else ()), *item["negative"]]
        yield case, _documents(f"rgb{number:03}", texts)


def _ramdocs(items: Iterable[Mapping[str, Any]]) -> _Laid:
    """RAMDocs (Wang and others, 2025): right answers beside noise and misinformation; any right answer will do."""
    for number, item in enumerate(items):
        texts = [document["text"] for document in item["documents"]]
        wrong = any(document["type"] == "misinfo" for document in item["documents"])
        case = {
            "id": f"ramdocs-{number}",
            "question": item["question"],
            "answers": item["gold_answers"],
            "answerable": True,
            "kind": "beside misinformation" if wrong else "without misinformation",
        }
        yield case, _documents(f"ramdocs{number:03}", texts)


def _qed(items: Iterable[Mapping[str, Any]]) -> _Laid:
    """QED (Lamm and others, 2021): questions typed into a search engine, each with a paragraph that answers it."""
    asked = []
    for item in items:
        text, answers = item["context"], item["answers"]
        holding = [
            text[begin:end].strip()
            for begin, end in pairwise([*item["sentence_starts"], len(text)])
            if any(begin <= answer["start"] < end for answer in answers)
        ]
        wordings = [answer["text"] for answer in answers]
        asked.append(_Asked(item["question"], item["title"], text, wordings, holding))
    return _half_on_the_shelf("qed", (question for question in asked if question.holding))


def _selqa(items: Iterable[Mapping[str, Any]]) -> _Laid:
    """SelQA (Jurczyk and others, 2016): questions with a section's sentences and the numbers of those that answer."""
    asked = []
    for item in items:
        sentences = item["sentences"]
        holding = [sentences[at].strip() for at in item["answers"]]
        asked.append(_Asked(item["question"], item["article"], " ".join(sentences), holding, holding))
    return _half_on_the_shelf("selqa", (question for question in asked if question.answers))


def _half_on_the_shelf(source: str, asked: Iterable[_Asked]) -> _Laid:
    """The questions kept aside, each with its text if that goes on the shelf and does not stand there yet."""
    titles: dict[str, int] = {}
    files: dict[str, str] = {}
    for number, question in enumerate(question for question in asked if is_held_out(question.title)):
        answerable = titles.setdefault(question.title, len(titles)) % 2 == 0
        new = answerable and question.text not in files
        if new:
            files[question.text] = f"{source}{number:04}.txt"
        case = {
            "id": f"{source}-{number}",
            "question": question.question,
            "answers": list(question.answers),
            "answerable": answerable,
            "kind": ON_SHELF if answerable else OFF_SHELF,
            "support": [{"file": files[question.text], "text": words} for words in question.holding]
            if answerable
            else [],
        }
        yield (
            case,
            [{"file": files[question.text], "title": question.title, "text": question.text}] if new else [],
        )


def _documents(name: str, texts: Iterable[str]) -> list[Json]:
    return [{"file": f"{name}-{place}.txt", "text": text} for place, text in enumerate(texts)]


_KINDS: dict[str, Callable[[Iterable[Mapping[str, Any]]], _Laid]] = {
    "query": _rgb,
    "documents": _ramdocs,
    "context": _qed,
    "sentences": _selqa,
}
