"""What is known of an article: stated in front matter or ``sources.toml``, or said by its own words.

Front matter is YAML between two ``---`` lines at the start of a file. ``seeds/sources.toml`` states the same
for files that must stay untouched, one table a file::

    ["002_48c4fcd209a9552a.txt"]
    publisher = "Arab News"

Nothing is guessed: what neither states nor the words say stays unknown.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import process

from index.articles.html import Page
from index.errors import SourcesInvalid

FIELDS = ("title", "publisher", "author", "published", "url")
ALIKE = 80  # of 100: from which on an unknown field is taken to be a known one, misspelt
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, in C where it was built with it
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_OPENED = re.compile(rf"\A\ufeff?---[ \t]*\r?\n(?:{'|'.join(FIELDS)})[ \t]*:")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sept sep", "october oct", "november nov", "december dec"), 1,
    )
    for name in names.split()
}  # fmt: skip
MONTH = rf"(?:{'|'.join(name.capitalize() for name in _MONTHS)})"
_DAY = (
    r"(?:(?P<d1>\d{1,2})\s+(?P<m1>[a-z]+)\.?,?\s+(?P<y1>\d{4})|(?P<m2>[a-z]+)\.?\s+(?P<d2>\d{1,2}),?\s+(?P<y2>\d{4})"
    r"|(?P<iso>\d{4}-\d{2}-\d{2}))\b"
)
_DATED = re.compile(rf"\b{_DAY}", re.IGNORECASE)
_STAMP = re.compile(
    rf"\s*(?:updated|published|posted|last updated)(?:\s+on)?:?\s+{_DAY}[^\n]{{0,30}}\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What somebody stated about an article; None is unknown."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None
    stated_in: str | None = None


class FieldInvalid(ValueError):
    """A field with a wrong value; the message names it.

    Args:
        field: the field.
        problem: what is wrong with its value.
    """

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field


class FrontMatterInvalid(ValueError):
    """Front matter that cannot be read; the message names line and field."""


def split_front_matter(text: str) -> tuple[Metadata, int]:
    """Reads the front matter of a file.

    Returns:
        What it states, and the code point at which the article's own text begins (0 without front matter).

    Raises:
        FrontMatterInvalid: if the block is not a YAML mapping or a field has a wrong value.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        if _OPENED.match(text):
            raise FrontMatterInvalid("front matter, line 1: opened with --- and never closed")
        return Metadata(), 0
    try:
        fields = yaml.load(match[1], _LOADER) or {}  # noqa: S506  (a safe loader, by either name)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 2
        raise FrontMatterInvalid(f"front matter, line {line}: not YAML ({_problem(error)})") from error
    if not isinstance(fields, dict):
        raise FrontMatterInvalid("front matter, line 2: not a list of `field: value` lines")
    for name in map(str, fields):
        meant = process.extractOne(name.lower(), FIELDS, score_cutoff=ALIKE)
        if name not in FIELDS and meant:
            at = f"front matter, line {_line_of_field(match[1], name)}"
            raise FrontMatterInvalid(f'{at}: no field "{name}"; did you mean {meant[0]}?')
    try:
        return _checked({key: fields[key] for key in FIELDS if key in fields}, "front matter"), match.end()
    except FieldInvalid as error:
        raise FrontMatterInvalid(
            f"front matter, line {_line_of_field(match[1], error.field)}: {error}"
        ) from error


def stated_by_page(page: Page) -> Metadata:
    """What a web page states about itself; what it states wrongly is as good as not stated."""
    words = {name: " ".join(said.split()) for name, (said, _) in page.stated.items()}
    stated_in = page.stated["published"][1] if "published" in words else None
    while True:
        try:
            return _checked(words, str(stated_in))
        except FieldInvalid as error:
            del words[error.field]


def read_sources(seeds: Path) -> Mapping[str, Metadata]:
    """Reads ``sources.toml`` of a seeds folder, by file name; empty when there is none.

    Raises:
        SourcesInvalid: naming the table and field that is wrong.
    """
    path = seeds / "sources.toml"
    if not path.is_file():
        return {}
    try:
        text = path.read_text(encoding="utf-8")
        tables = tomllib.loads(text)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourcesInvalid(f"{path}: {error}") from error
    found = {}
    for file, fields in tables.items():
        if not isinstance(fields, dict):
            raise SourcesInvalid(
                f'{path}, line {_line_in(text, file)}: "{file}" must be a table, as in ["{file}"]'
            )
        wrong = sorted(set(fields) - set(FIELDS))
        if wrong:
            at = f"{path}, line {_line_in(text, file, wrong[0])}"
            raise SourcesInvalid(f'{at}: ["{file}"] has no field "{wrong[0]}"; fields: {", ".join(FIELDS)}')
        try:
            found[file] = _checked(fields, "sources.toml")
        except FieldInvalid as error:
            at = f"{path}, line {_line_in(text, file, error.field)}"
            raise SourcesInvalid(f'{at}: ["{file}"] {error}') from error
    return found


def merged(own: Metadata, listed: Metadata | None) -> Metadata:
    """Front matter first; ``sources.toml`` fills what it leaves open."""
    if listed is None:
        return own
    stated_in = own.stated_in if own.published else (listed.stated_in if listed.published else own.stated_in)
    return Metadata(
        title=own.title or listed.title,
        publisher=own.publisher or listed.publisher,
        author=own.author or listed.author,
        published=own.published or listed.published,
        url=own.url or listed.url,
        stated_in=stated_in,
    )


def stamped_date(line: str) -> date | None:
    """The date of a line that is a date stamp and nothing else, such as ``Updated 21 May 2025``."""
    return _day_said(_STAMP.match(line))


def dateline_date(dateline: str) -> date | None:
    """The date in a dateline such as ``KABUL, May 21, 2025 (AP) —``; None without its year, which nobody guesses."""
    return _day_said(_DATED.search(dateline))


def _day_said(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    try:
        if match["iso"]:
            said = date.fromisoformat(match["iso"])
        else:
            month = _MONTHS.get((match["m1"] or match["m2"]).lower(), 0)
            said = date(int(match["y1"] or match["y2"]), month, int(match["d1"] or match["d2"]))
    except ValueError:
        return None
    return said if said <= _tomorrow() else None  # a slip: an article that is not out yet would never be used


def _checked(fields: Mapping[str, Any], where: str) -> Metadata:
    words = {}
    for name in ("title", "publisher", "author", "url"):
        value = fields.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, str | int | float)):
            raise FieldInvalid(name, f"{value!r} is not text")
        words[name] = (" ".join(str(value).split()) or None) if value is not None else None
    if words["url"] and not re.match(r"https?://[^\s/]+", words["url"]):
        raise FieldInvalid("url", f"{words['url']!r} is not an address; write https://…")
    return Metadata(**words, published=_day(fields.get("published")), stated_in=where)


def _tomorrow() -> date:
    """The latest day that it can be anywhere."""
    return date.today() + timedelta(days=1)


def _day(value: object) -> date | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise FieldInvalid("published", f"{value!r} is not a date; write 2025-05-21") from None
    day = value.date() if isinstance(value, datetime) else value
    if day is None:
        return None
    if not isinstance(day, date):
        raise FieldInvalid("published", f"{value!r} is not a date; write 2025-05-21")
    if day > _tomorrow():
        raise FieldInvalid("published", f"{day} lies in the future")
    return day


def _line_of_field(block: str, name: str) -> int:
    """The line in the file, from 1, of a field of a front matter block."""
    node = yaml.compose(block, _LOADER)
    fields = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((key.start_mark.line + 2 for key, _ in fields if key.value == name), 2)


def _line_in(text: str, table: str, name: str | None = None) -> int:
    """The line of a TOML file, from 1, where a table or one of its fields stands."""
    lines = text.splitlines()
    first = next((n for n, line in enumerate(lines, 1) if table in line), 1)
    if name is None:
        return first
    within = enumerate(lines[first - 1 :], first)
    return next((n for n, line in within if re.match(rf"""\s*["']?{re.escape(name)}\b""", line)), first)


def _problem(error: Exception) -> str:
    return str(getattr(error, "problem", None) or error).splitlines()[0]
