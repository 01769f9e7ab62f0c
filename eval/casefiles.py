"""From files of cases to `Case` records, each gold quotation found in the articles.

A file holds blocks like this one; ``eval/README.md`` explains each line::

    [[case]]
    id = "fact-expelled"
    kind = "fact"
    question = "How many Afghans has Pakistan expelled since the end of March?"
    expect = "answered"
    answers = [["80,000", "80 000"]]
    gold = [{ file = "002_48c4fcd209a9552a.txt", quote = "expelled more than 80,000 Afghan nationals" }]
    note = "one number, one source"
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from eval.errors import CaseInvalid
from eval.records import Case, Gold, Kind, Outcome, Place, Split
from index.errors import SeedsMissing

OUR_CASES = Path(__file__).parent / "cases"


class _GoldBlock(BaseModel):
    """A gold quotation as it is written in a file; ``or``: it will do in place of the one before it."""

    model_config = ConfigDict(extra="forbid")

    file: str
    quote: str = Field(min_length=1)
    instead: bool = Field(default=False, alias="or")


class _CaseBlock(BaseModel):
    """A case as it is written in a file."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    kind: Kind
    question: str = Field(min_length=1)
    expect: list[Outcome] = Field(min_length=1)
    history: list[str] = []
    as_of: date | None = None
    answers: list[list[str]] = []
    lead: list[str] = []
    gold: list[_GoldBlock] = []
    forbidden: list[str] = []
    split: Split = Split.TUNE
    note: str = Field(min_length=1)

    @field_validator("expect", mode="before")
    @classmethod
    def _one_or_more(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @model_validator(mode="after")
    def _fits(self) -> _CaseBlock:
        if not all(words and all(word.strip() for word in words) for words in self.answers):
            raise ValueError("each group of answers needs at least one wording, and none may be blank")
        if self.gold and self.gold[0].instead:
            raise ValueError("the first gold quotation has none before it, so it cannot say `or = true`")
        may_answer = any(outcome != Outcome.REFUSED for outcome in self.expect)
        if may_answer and not (self.answers and self.gold):
            raise ValueError("a case that may be answered needs `answers` and `gold`")
        if not may_answer and (self.answers or self.lead or self.gold):
            raise ValueError("a case that must be refused has no `answers`, `lead` or `gold`")
        return self


def read_texts(seeds: Path) -> dict[str, str]:
    """The text of every file in the seeds folder, newlines untouched, by path relative to the folder.

    The harness reads the disk by itself, so that it never takes the bot's word for what a file holds.
    Files that are not UTF-8 are left out.

    Raises:
        SeedsMissing: if the folder does not exist.
    """
    if not seeds.is_dir():
        raise SeedsMissing(f"{seeds}: no such folder; name the folder of articles with --seeds")
    texts = {}
    for path in sorted(seeds.rglob("*")):
        if path.is_file():
            try:
                texts[path.relative_to(seeds).as_posix()] = path.read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                continue
    return texts


def read_cases(folder: Path, texts: Mapping[str, str]) -> tuple[Case, ...]:
    """All cases of a folder's ``*.toml`` files, in file order.

    Args:
        folder: where the case files lie.
        texts: the articles' files, see `read_texts`.

    Raises:
        CaseInvalid: if a file cannot be read, two cases share an id, or a gold quotation is not in its file.
    """
    cases: dict[str, Case] = {}
    for path in sorted(folder.glob("*.toml")):
        for block in _blocks(path):
            case = _case(path, block, texts)
            if case.id in cases:
                raise CaseInvalid(f"{path.name}: two cases are called {case.id}; rename one")
            cases[case.id] = case
    return tuple(cases.values())


def places_of(quote: str, file: str, texts: Mapping[str, str]) -> tuple[Place, ...]:
    """Every place where a quotation occurs in a file; none when the file is not there."""
    text = texts.get(file, "")
    places = []
    start = text.find(quote)
    while start >= 0:
        places.append(Place(file, start, start + len(quote)))
        start = text.find(quote, start + 1)
    return tuple(places)


def _blocks(path: Path) -> Iterator[dict[str, Any]]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CaseInvalid(f"{path.name}: not TOML: {error}") from error
    blocks = content.get("case")
    if set(content) != {"case"} or not isinstance(blocks, list):
        raise CaseInvalid(f"{path.name}: expected [[case]] blocks and nothing else")
    yield from blocks


def _case(path: Path, block: dict[str, Any], texts: Mapping[str, str]) -> Case:
    name = f"{path.name}: case {block.get('id', 'without id')}"
    try:
        read = _CaseBlock.model_validate(block)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise CaseInvalid(f"{name}: {where}: {message}" if where else f"{name}: {message}") from error
    evidence: list[list[Gold]] = []
    for gold in read.gold:
        places = places_of(gold.quote, gold.file, texts)
        if not places:
            raise CaseInvalid(f"{name}: these words are not in {gold.file}: {gold.quote!r}")
        located = Gold(gold.file, gold.quote, places)
        if gold.instead:
            evidence[-1].append(located)
        else:
            evidence.append([located])
    return Case(
        id=read.id,
        kind=read.kind,
        question=read.question,
        expect=tuple(read.expect),
        history=tuple(read.history),
        as_of=read.as_of,
        answers=tuple(map(tuple, read.answers)),
        lead=tuple(read.lead),
        evidence=tuple(map(tuple, evidence)),
        forbidden=tuple(read.forbidden),
        split=read.split,
        note=read.note,
    )
