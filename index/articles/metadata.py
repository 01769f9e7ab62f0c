"""What is known of an article: stated in front matter or ``sources.toml``, or said by its own words.

``seeds/sources.toml`` states for files that must stay untouched what front matter states, one table a file, and for a
folder where its pages stand::

    ["002_48c4fcd209a9552a.txt"]
    publisher = "Arab News"

    ["manual/"]
    base_url = "https://example.org/manual/"

Nothing is guessed: what neither states nor the words say stays unknown.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from index.articles.html import Page
from index.english import lexicon
from index.errors import SourcesInvalid

FIELDS = ("title", "publisher", "author", "published", "url")
_MONTHS = {
    form: number
    for number, name in enumerate(lexicon.words("months"), 1)
    for form in (name.lower(), *(["sept"] if name == "September" else []), name[:3].lower())
}
MONTH = rf"(?:{'|'.join(name.capitalize() for name in _MONTHS)})"
_DAY = (
    r"(?:(?P<d1>\d{1,2})\s+(?P<m1>[a-z]+)\.?,?\s+(?P<y1>\d{4})|(?P<m2>[a-z]+)\.?\s+(?P<d2>\d{1,2}),?\s+(?P<y2>\d{4})"
    r"|(?P<iso>\d{4}-\d{2}-\d{2}))\b"
)
_ADDRESS = re.compile(r"https?://[^\s/]+")
_DATED = re.compile(rf"\b{_DAY}", re.IGNORECASE)
_STAMP = re.compile(
    rf"\s*(?:updated|published|posted|last updated)(?:\s+on)?:?\s+{_DAY}[^\n]{{0,30}}\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What somebody stated about an article; None is unknown.

    Args:
        title, publisher, author, published, url: see `index.records.Article`.
        stated_in: where the date is stated.
        slug: the page's own part of its address, as front matter states it.
        problems: what is wrong with what was stated, each a line that names field and line.
    """

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None
    stated_in: str | None = None
    slug: str | None = None
    problems: tuple[str, ...] = ()


class FieldInvalid(ValueError):
    """A field with a wrong value; the message names it.

    Args:
        field: the field.
        problem: what is wrong with its value.
    """

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field


def stated_by_page(page: Page) -> Metadata:
    """What a web page states about itself; a wrong value counts as not stated."""
    words = {name: " ".join(value.split()) for name, (value, _) in page.stated.items()}
    stated_in = page.stated["published"][1] if "published" in words else None
    while True:
        try:
            return checked(words, str(stated_in))
        except FieldInvalid as error:
            del words[error.field]


@dataclass(frozen=True, slots=True)
class Sources:
    """What ``sources.toml`` states.

    Args:
        files: about files, by name.
        bases: where the pages of folders stand, by the folder's name with a slash at its end (``/`` for all).
    """

    files: Mapping[str, Metadata]
    bases: Mapping[str, str]

    def address_of(self, file: str, slug: str | None) -> str | None:
        """Where a file's page stands, by the nearest folder that states it; None where none does."""
        folders = [*(f"{parent.as_posix()}/" for parent in Path(file).parents if parent.name), "/"]
        folder = next((folder for folder in folders if folder in self.bases), None)
        if folder is None:
            return None
        base = self.bases[folder].rstrip("/") + "/"
        if slug:
            return base + slug.strip("/")
        page = file if folder == "/" else file[len(folder) :]
        stem = page.rpartition(".")[0] if "." in page.rpartition("/")[2] else page
        return base + quote(re.sub(r"(?:^|(?<=/))(?:index|README|_index)$", "", stem))


def read_sources(seeds: Path) -> Sources:
    """Reads ``sources.toml`` of a seeds folder; empty when there is none.

    Raises:
        SourcesInvalid: naming the table and field that is wrong.
    """
    path = seeds / "sources.toml"
    if not path.is_file():
        return Sources({}, {})
    try:
        text = path.read_text(encoding="utf-8")
        tables = tomllib.loads(text)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourcesInvalid(f"{path}: {error}") from error
    files: dict[str, Metadata] = {}
    bases: dict[str, str] = {}
    for table, fields in tables.items():
        file = unicodedata.normalize("NFC", table)
        if not isinstance(fields, dict):
            raise SourcesInvalid(f'{_at(path, text, file)}: "{file}" must be a table, as in ["{file}"]')
        if file.endswith("/"):
            base = fields.get("base_url")
            if set(fields) != {"base_url"} or not _ADDRESS.match(str(base)):
                states = 'it states base_url = "https://…" and nothing else'
                raise SourcesInvalid(f'{_at(path, text, file)}: ["{file}"] is a folder: {states}')
            bases[file] = str(base)
            continue
        wrong = sorted(set(fields) - set(FIELDS))
        if wrong:
            at = _at(path, text, file, wrong[0])
            raise SourcesInvalid(f'{at}: ["{file}"] has no field "{wrong[0]}"; fields: {", ".join(FIELDS)}')
        try:
            files[file] = checked(fields, "sources.toml")
        except FieldInvalid as error:
            raise SourcesInvalid(f'{_at(path, text, file, error.field)}: ["{file}"] {error}') from error
    return Sources(files, bases)


def merged(own: Metadata, listed: Metadata | None) -> Metadata:
    """Front matter first; ``sources.toml`` fills what it leaves open."""
    if listed is None:
        return own
    stated_in = listed.stated_in if listed.published and not own.published else own.stated_in
    filled = {name: getattr(own, name) or getattr(listed, name) for name in FIELDS}
    return replace(own, **filled, stated_in=stated_in)


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
            day = date.fromisoformat(match["iso"])
        else:
            month = _MONTHS.get((match["m1"] or match["m2"]).lower(), 0)
            day = date(int(match["y1"] or match["y2"]), month, int(match["d1"] or match["d2"]))
    except ValueError:
        return None
    return day if day <= _tomorrow() else None  # a slip: an article that is not out yet would never be used


def checked(fields: Mapping[str, Any], where: str, problems: tuple[str, ...] = ()) -> Metadata:
    """What fields state.

    Args:
        fields: values by name, those of `FIELDS`.
        where: where they stand.
        problems: what is wrong with other fields.

    Raises:
        FieldInvalid: if a value is invalid.
    """
    words = {}
    for name in ("title", "publisher", "author", "url"):
        value = fields.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, str | int | float)):
            raise FieldInvalid(name, f"{value!r} is not text")
        words[name] = (" ".join(str(value).split()) or None) if value is not None else None
    if words["url"] and not _ADDRESS.match(words["url"]):
        raise FieldInvalid("url", f"{words['url']!r} is not an address; write https://…")
    published = _day(fields.get("published"))
    return Metadata(**words, published=published, stated_in=where, slug=fields.get("slug"), problems=problems)


def _tomorrow() -> date:
    """The latest day that it can be anywhere on earth."""
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
        raise FieldInvalid("published", f"{day} is in the future")
    return day


def _at(path: Path, text: str, table: str, name: str | None = None) -> str:
    """The file, and the line of it, from 1, where a table or one of its fields stands."""
    lines = list(enumerate(text.splitlines(), 1))
    first = next((number for number, line in lines if table in line), 1)
    field = re.compile(rf"""\s*["']?{re.escape(name)}\b""" if name is not None else "")
    return f"{path}, line {next((number for number, line in lines[first - 1 :] if field.match(line)), first)}"
