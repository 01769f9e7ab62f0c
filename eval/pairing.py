"""Takes the support of half of a set's questions away: ``python -m eval pair SET OUT``.

The questions stay as they are typed; only the shelf changes. So a bot cannot tell by the question's looks which ones
to refuse. Questions that share a supporting article all keep it or all lose it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from eval.errors import CaseInvalid
from eval.jsonlines import read_lines, write_lines
from index.articles.files import SUFFIXES

SEED = 17


def pair(source: Path, out: Path) -> tuple[int, int, int]:
    """Writes ``out/seeds/`` and ``out/cases.jsonl``.

    Args:
        source: folder with ``docs.jsonl`` and ``cases.jsonl``, whose support names files.
        out: where the new set goes.

    Returns:
        How many questions stay answerable, how many lost their support, and how many articles went with it.

    Raises:
        CaseInvalid: if the set is not there, its support names no files, or ``out/seeds/`` holds other articles.
    """
    documents, cases = read_lines(source / "docs.jsonl"), read_lines(source / "cases.jsonl")
    answerable = [case for case in cases if case["answerable"] and _files(case)]
    if not answerable:
        raise CaseInvalid(f"{source}: no question's support names files; nothing can be taken away")
    groups = _together(answerable)
    random.Random(SEED).shuffle(groups)  # noqa: S311  (a seeded draw, no secret)
    bereft: list[dict[str, Any]] = []
    for group in groups:
        if len(bereft) + len(group) <= len(answerable) // 2:
            bereft += group
    gone = {file for case in bereft for file in _files(case)}
    lost = {case["id"] for case in bereft}
    seeds = out / "seeds"
    write_shelf(seeds, (document for document in documents if document["file"] not in gone))
    bare = {"answerable": False, "support": [], "kind": "support taken away"}
    kept = [case | bare if case["id"] in lost else case for case in answerable]
    write_lines(out / "cases.jsonl", kept)
    return len(answerable) - len(bereft), len(bereft), len(gone)


def _files(case: dict[str, Any]) -> set[str]:
    return {quotation["file"] for quotation in case.get("support", ()) if isinstance(quotation, dict)}


def _together(cases: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Groups of cases that share supporting articles, directly or through others."""
    groups: list[tuple[set[str], list[dict[str, Any]]]] = []
    for case in cases:
        files, members = _files(case), [case]
        apart = []
        for other_files, other_members in groups:
            if files & other_files:
                files, members = files | other_files, other_members + members
            else:
                apart.append((other_files, other_members))
        groups = [*apart, (files, members)]
    return [members for _, members in groups]


def write_shelf(seeds: Path, documents: Iterable[Mapping[str, Any]]) -> None:
    """Writes the lines of a set's ``docs.jsonl`` as articles with front matter.

    Args:
        seeds: the folder.
        documents: each with ``file`` and ``text``, and with ``title``, ``publisher``, ``published``, ``url`` if known.

    Raises:
        CaseInvalid: if the folder holds other articles, which would answer too; nothing is written then.
    """
    shelf = {str(document["file"]): document for document in documents}
    existing = {
        path.relative_to(seeds).as_posix() for path in seeds.rglob("*") if path.suffix.lower() in SUFFIXES
    }
    others = sorted(existing - set(shelf))
    if others:
        raise CaseInvalid(
            f"{seeds}: holds articles that are not of the set, {len(others)} of them ({others[0]}, ...); "
            "remove the folder or choose another"
        )
    seeds.mkdir(parents=True, exist_ok=True)
    for file, document in shelf.items():
        stated = ((key, document.get(key)) for key in ("title", "publisher", "published", "url"))
        head = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in stated if value)
        (seeds / file).write_text(f"---\n{head}---\n{document['text']}\n", encoding="utf-8")
