"""Other people's question sets, read as cases: a folder with ``cases.jsonl``.

Each line is an object with ``id``, ``question``, ``answers`` (accepted strings, any of them), ``answerable``,
and optionally ``kind``, ``asked`` (a date), ``file`` and ``support``, a list of quotations. Strings with a
``file``, and objects ``{file, text}``, are places that each answer alone; strings without a file come from
several articles and are all needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError, field_validator

from eval.casefiles import places_of, read_cases
from eval.errors import CaseInvalid
from eval.records import Case, Gold, Outcome, Split

_CASES = "cases.jsonl"
_ANY_ANSWER = (Outcome.ANSWERED, Outcome.PARTIAL, Outcome.CONFLICTING)


class _Support(BaseModel):
    file: str
    text: str


class _Line(BaseModel):
    id: str
    question: str = Field(min_length=1)
    answers: list[str] = []
    answerable: bool
    kind: str | None = None
    asked: date | None = None
    file: str | None = None
    support: list[str | _Support] = []

    @field_validator("asked", mode="before")
    @classmethod
    def _slashes(cls, value: object) -> object:
        """Some sets write 2025/04/11."""
        return value.replace("/", "-") if isinstance(value, str) else value


def read_set(folder: Path, texts: Mapping[str, str]) -> tuple[Case, ...]:
    """The cases of a folder: its ``cases.jsonl`` when there is one, else its ``*.toml`` files.

    Args:
        folder: where the set lies.
        texts: the articles' files, see `eval.casefiles.read_texts`.

    Raises:
        CaseInvalid: if the folder holds no cases, one of them cannot be read, or none of its quotations is in the
            articles.
    """
    source = folder / _CASES
    if source.is_file():
        lines = source.read_text(encoding="utf-8").split("\n")
        read = [_line(source, number, line) for number, line in enumerate(lines, start=1) if line.strip()]
        cases = tuple(_case(line, texts) for line in read)
        if any(line.answerable and line.support for line in read) and not any(
            case.evidence for case in cases
        ):
            raise CaseInvalid(
                f"{source}: none of its quotations is in the articles; is --seeds the right folder?"
            )
        return cases
    cases = read_cases(folder, texts)
    if not cases:
        raise CaseInvalid(f"{folder}: holds neither {_CASES} nor a *.toml file with cases")
    return cases


def _line(source: Path, number: int, line: str) -> _Line:
    try:
        read = _Line.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the line"
        raise CaseInvalid(f"{source}:{number}: not a case: {where}: {first['msg']}") from error
    if read.answerable and not any(answer.strip() for answer in read.answers):
        raise CaseInvalid(f"{source}:{number}: case {read.id} is answerable and lists no answer")
    return read


def _case(read: _Line, texts: Mapping[str, str]) -> Case:
    wordings = tuple(answer for answer in read.answers if answer.strip())
    return Case(
        id=read.id,
        kind=read.kind or ("answerable" if read.answerable else "unanswerable"),
        question=read.question.strip(),
        expect=_ANY_ANSWER if read.answerable else (Outcome.REFUSED,),
        as_of=read.asked,
        answers=(wordings,) if read.answerable else (),
        # The passage that misses the answer is support only for the refusal.
        evidence=_evidence(read, texts) if read.answerable else (),
        split=Split.TUNE,
    )


def _evidence(read: _Line, texts: Mapping[str, str]) -> tuple[tuple[Gold, ...], ...]:
    """The set's quotations; one that is not verbatim in the articles cannot be found and is left out."""
    evidence = []
    for support in read.support:
        quote = support if isinstance(support, str) else support.text
        file = read.file if isinstance(support, str) else support.file
        places = tuple(
            place for name in ([file] if file else texts) for place in places_of(quote, name, texts)
        )
        if places:
            evidence.append(Gold(places[0].file, quote, places))
    each_alone = read.file is not None or any(isinstance(support, _Support) for support in read.support)
    if each_alone:
        return (tuple(evidence),) if evidence else ()
    return tuple((gold,) for gold in evidence)
