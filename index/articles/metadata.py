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
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from index.errors import SourcesInvalid

FIELDS = ("title", "publisher", "author", "published", "url")
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
_STAMP = re.compile(
    r"\s*(?:updated|published|posted|last updated)(?:\s+on)?:?\s+"
    r"(?:(?P<d1>\d{1,2})\s+(?P<m1>[a-z]+)\.?,?\s+(?P<y1>\d{4})|(?P<m2>[a-z]+)\.?\s+(?P<d2>\d{1,2}),?\s+(?P<y2>\d{4})"
    r"|(?P<iso>\d{4}-\d{2}-\d{2}))\b[^\n]{0,30}\Z",
    re.IGNORECASE,
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
        fields = yaml.safe_load(match[1]) or {}
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 2}" if mark else "line 2"
        raise FrontMatterInvalid(f"front matter, {line}: not YAML") from error
    if not isinstance(fields, dict):
        raise FrontMatterInvalid("front matter, line 2: not a list of `field: value` lines")
    known = {key: value for key, value in fields.items() if key in FIELDS}
    return _checked(known, "front matter"), match.end()


def read_sources(seeds: Path) -> Mapping[str, Metadata]:
    """Reads ``sources.toml`` of a seeds folder, by file name; empty when there is none.

    Raises:
        SourcesInvalid: naming the table and field that is wrong.
    """
    path = seeds / "sources.toml"
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourcesInvalid(f"{path}: {error}") from error
    found = {}
    for file, fields in tables.items():
        if not isinstance(fields, dict):
            raise SourcesInvalid(f'{path}: "{file}" must be a table, as in ["{file}"]')
        wrong = sorted(set(fields) - set(FIELDS))
        if wrong:
            raise SourcesInvalid(f'{path}: ["{file}"] has no field "{wrong[0]}"; fields: {", ".join(FIELDS)}')
        try:
            found[file] = _checked(fields, "sources.toml")
        except FrontMatterInvalid as error:
            raise SourcesInvalid(f'{path}: ["{file}"] {error}') from error
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
    match = _STAMP.match(line)
    if match is None:
        return None
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        month = _MONTHS.get((match["m1"] or match["m2"]).lower(), 0)
        return date(int(match["y1"] or match["y2"]), month, int(match["d1"] or match["d2"]))
    except ValueError:
        return None


def _checked(fields: Mapping[str, Any], where: str) -> Metadata:
    published = fields.get("published")
    if isinstance(published, datetime):
        published = published.date()
    elif isinstance(published, str):
        try:
            published = datetime.fromisoformat(published).date()
        except ValueError:
            raise FrontMatterInvalid(f"published: {published!r} is not a date; write 2025-05-21") from None
    elif published is not None and not isinstance(published, date):
        raise FrontMatterInvalid(f"published: {published!r} is not a date; write 2025-05-21")
    words = {}
    for name in ("title", "publisher", "author", "url"):
        value = fields.get(name)
        if value is not None and not isinstance(value, str | int | float):
            raise FrontMatterInvalid(f"{name}: {value!r} is not text")
        words[name] = (" ".join(str(value).split()) or None) if value is not None else None
    return Metadata(**words, published=published, stated_in=where)
