"""Turns sets of questions that come with their own snippets (RGB, RAMDocs) into a shelf and cases.

Their ``items.jsonl`` gives each question its documents. Here all documents of a set stand on one shelf, as a
community's articles do, so that the bot has to find the right ones itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from eval.errors import CaseInvalid
from eval.pairing import read_lines

Json = dict[str, Any]
_Laid = Iterator[tuple[Json, list[Json]]]


def laid_out(source: Path, work: Path) -> Path:
    """A folder with ``docs.jsonl`` and ``cases.jsonl``: the set itself, or what is made of its ``items.jsonl``.

    Args:
        source: the set.
        work: where to write what is made.

    Raises:
        CaseInvalid: if the set is of a kind that nobody here knows, or cannot be read.
    """
    if (source / "cases.jsonl").is_file():
        return source
    items = read_lines(source / "items.jsonl")
    known = next((how for field, how in _KINDS.items() if items and field in items[0]), None)
    if known is None:
        raise CaseInvalid(f"{source / 'items.jsonl'}: has none of the fields {', '.join(_KINDS)}")
    try:
        laid = list(known(items))
    except (KeyError, TypeError, AttributeError) as error:
        raise CaseInvalid(f"{source / 'items.jsonl'}: not as it should be: {error!r}") from error
    work.mkdir(parents=True, exist_ok=True)
    _write(work / "cases.jsonl", (case for case, _ in laid))
    _write(work / "docs.jsonl", (document for _, documents in laid for document in documents))
    return work


def _rgb(items: Iterable[Mapping[str, Any]]) -> _Laid:
    """RGB (Chen and others, 2024): every other question has only the snippets that miss its answer."""
    for number, item in enumerate(items):
        answerable = number % 2 == 0
        answers = item["answer"] if isinstance(item["answer"], list) else [item["answer"]]
        case = {
            "id": f"rgb-{item['id']}",
            "question": item["query"],
            "answers": [words for one in answers for words in (one if isinstance(one, list) else [one])],
            "answerable": answerable,
            "kind": "answer on the shelf" if answerable else "answer not on the shelf",
        }
        texts = [*(item["positive"] if answerable else ()), *item["negative"]]
        yield case, _documents(f"rgb{number:03}", texts)


def _ramdocs(items: Iterable[Mapping[str, Any]]) -> _Laid:
    """RAMDocs (Wang and others, 2025): right answers beside noise and misinformation; any right answer will do."""
    for number, item in enumerate(items):
        texts = [one["text"] for one in item["documents"]]
        wrong = any(one["type"] == "misinfo" for one in item["documents"])
        case = {
            "id": f"ramdocs-{number}",
            "question": item["question"],
            "answers": item["gold_answers"],
            "answerable": True,
            "kind": "beside misinformation" if wrong else "without misinformation",
        }
        yield case, _documents(f"ramdocs{number:03}", texts)


def _documents(name: str, texts: Iterable[str]) -> list[Json]:
    return [{"file": f"{name}-{place}.txt", "text": text} for place, text in enumerate(texts)]


def _write(path: Path, lines: Iterable[Json]) -> None:
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), encoding="utf-8")


_KINDS: dict[str, Callable[[Iterable[Mapping[str, Any]]], _Laid]] = {"query": _rgb, "documents": _ramdocs}
