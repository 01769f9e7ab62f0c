"""The check that a generation must pass before it is published, and the maintainer's own questions.

``seeds/expect.toml`` may hold questions whose article must be found::

    [[expect]]
    ask = "How many Afghans has Pakistan expelled since the end of March?"
    file = "002_48c4fcd209a9552a.txt"
    says = "80,000"          # optional: words that the passage found there must hold
    within = 5               # optional: how far down the list it may stand
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence, Set
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from index.articles.files import EXPECT
from index.english.counted import counted
from index.errors import IndexDamaged, SourcesInvalid
from index.faults import lost, misplaced, prove, without_vector
from index.records import Generation
from index.search import DEPTH, Index

SHELF = 10  # articles from which on a shelf that loses more than half at once is suspicious
SAMPLE = 500  # passages that were there before and are looked for again


class Expectation(BaseModel):
    """A question, and where the search must lead.

    Args:
        ask: the question.
        file: a file, relative to the seeds folder, that must be among the hits.
        says: words that its passage must hold, or None.
        within: how many hits are looked at.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: str = Field(min_length=1)
    file: str = Field(min_length=1)
    says: str | None = None
    within: int = Field(default=5, ge=1, le=50)


_EXPECTATIONS = TypeAdapter(list[Expectation])


def expectations(seeds: Path) -> list[Expectation]:
    """Reads ``expect.toml`` of a seeds folder; empty when there is none.

    Raises:
        SourcesInvalid: naming the entry and field that is wrong.
    """
    path = seeds / EXPECT
    if not path.is_file():
        return []
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourcesInvalid(f"{path}: {error}") from error
    if set(tables) - {"expect"}:
        raise SourcesInvalid(
            f"{path}: holds [[expect]] entries only, not {sorted(set(tables) - {'expect'})[0]}"
        )
    try:
        return _EXPECTATIONS.validate_python(tables.get("expect", []))
    except ValidationError as error:
        first = error.errors()[0]
        place = " ".join(str(int(part) + 1) if isinstance(part, int) else str(part) for part in first["loc"])
        raise SourcesInvalid(f"{path}: [[expect]] number {place}: {first['msg']}") from error


def check(
    index: Index,
    before: Generation | None,
    new: Set[str],
    expected: Sequence[Expectation],
    *,
    shrink: bool = False,
) -> str | None:
    """What is wrong with a generation that is to be published, or None.

    Args:
        index: the generation, ready to be searched.
        before: the generation that it replaces, or None.
        new: the vectors that were embedded for it; all of them are searched for, and a sample of the others.
        expected: the maintainer's own questions.
        shrink: whether it may have far fewer articles or passages.
    """
    now = index.generation
    if before and not shrink and len(before.articles) >= SHELF:
        for kind, were, are in (
            ("articles", before.articles, now.articles),
            ("passages", before.passages, now.passages),
        ):
            if len(are) * 2 < len(were):
                return (
                    f"the shelf shrank from {len(were)} {kind} to {len(are)}; "
                    "if that is meant, build with --shrink"
                )
    try:
        prove(now, index.store, DEPTH)
        missing = without_vector(now, index.store)
        if missing:
            return f"{counted(len(missing), 'passage')} without a vector; run `python -m index build --full`"
        elsewhere = misplaced(now, index.text)
        if elsewhere:
            return f"{elsewhere[0].file}: a passage is not where its offsets say"
        unfound = lost(now, index.store, index.words, _searched_for(now, new))
    except IndexDamaged as error:
        return str(error)
    if unfound:
        return f"{unfound[0].file}: a passage is not found by its own words ({len(unfound)} such)"
    return next((problem for problem in (_missed(index, wanted) for wanted in expected) if problem), None)


def _searched_for(generation: Generation, new: Set[str]) -> list[str]:
    """Keys of passages: all that are new, and others at even distances."""
    fresh = [key for key, passage in generation.passages.items() if passage.vector in new]
    old = [key for key, passage in generation.passages.items() if passage.vector not in new]
    return fresh + old[:: max(1, len(old) // SAMPLE)]


def _missed(index: Index, wanted: Expectation) -> str | None:
    hits = [hit.passage for hit in index.search(wanted.ask, wanted.within) if hit.passage.file == wanted.file]
    if not hits:
        return f'{EXPECT}: "{wanted.ask}" does not find {wanted.file} among the first {wanted.within}'
    if wanted.says and not any(wanted.says in hit.text for hit in hits):
        return f'{EXPECT}: "{wanted.ask}" finds {wanted.file}, but no passage there that says "{wanted.says}"'
    return None
