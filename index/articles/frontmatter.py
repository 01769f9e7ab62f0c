"""Front matter as people write it: YAML between ``---``, TOML between ``+++``, or a JSON object that opens the file.

Other programs keep fields of their own there, and people make slips: an invalid field is reported and ignored, and
the file is read. Only a block that is opened and never closed leaves a file out, as nobody knows where it ends.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from rapidfuzz import process

from index.articles.metadata import FIELDS, FieldInvalid, Metadata, checked

ALIKE = 80  # of 100: from which on an unknown field is taken to be a known one, misspelt
_SAFE: type[yaml.SafeLoader] = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # the same, in C where it was built
_YAML = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\ufeff?\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_JSON = re.compile(r"\A\ufeff?(?=\{\s*\"\w+\"\s*:)")
# What other programs call what we know: the first that is there counts.
_ALSO = {
    "published": (
        "published",
        "date",
        "pubDate",
        "publishDate",
        "pub_date",
        "created",
        "updated",
        "last_update",
    ),
    "author": ("author", "authors", "by"),
    "title": ("title", "sidebar_label"),
    "publisher": ("publisher", "site_name"),
    "url": ("url", "canonical", "canonical_url", "link"),
    "slug": ("slug", "permalink", "path"),
}
_UNDERSTOOD = frozenset(name for names in _ALSO.values() for name in names) | {"description", "tags"}
_OPENED = re.compile(rf"\A\ufeff?(?:---|\+\+\+)[ \t]*\r?\n(?:{'|'.join(sorted(_UNDERSTOOD))})[ \t]*[:=]")
_OTHERS = frozenset("publish draft order weight layout updated_at".split())  # of other programs, and no slips
_FIELD = re.compile(r"^(?P<name>[A-Za-z][\w.-]*)[ \t]*:[ \t]*(?P<value>.*?)[ \t]*\r?$", re.MULTILINE)


class _Loader(_SAFE):  # type: ignore[misc, valid-type]
    """Reads YAML without code; an invalid date stays text, and spoils no other field."""


def _day(loader: _Loader, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)


class FrontMatterInvalid(ValueError):
    """Front matter that is opened and never closed; the message names the line."""


def split_front_matter(text: str) -> tuple[Metadata, int]:
    """Reads the front matter of a file.

    Returns:
        What it states, with the problems that it has, and the code point at which the article's own text begins (0
        without front matter).

    Raises:
        FrontMatterInvalid: if the block is opened and never closed.
    """
    for pattern, read in ((_YAML, _read_yaml), (_TOML, _read_toml)):
        if match := pattern.match(text):
            fields, problems = read(match[1])
            if fields is None:  # two lines of dashes with prose between them are no front matter
                return Metadata(), 0
            return _understood(fields, problems, match[1]), match.end()
    if match := _JSON.match(text):
        try:
            fields, size = json.JSONDecoder().raw_decode(text[match.end() :])
        except ValueError:
            return Metadata(), 0
        end = match.end() + size
        return _understood(fields, [], text[match.end() : end]), end
    if _OPENED.match(text):
        raise FrontMatterInvalid("front matter, line 1: opened and never closed")
    return Metadata(), 0


def _read_yaml(block: str) -> tuple[Mapping[str, Any] | None, list[str]]:
    try:
        fields = yaml.load(block, _Loader) if block.strip() else {}  # noqa: S506  (a safe loader, by either name)
        if isinstance(fields, Mapping):
            return {str(name): value for name, value in fields.items()}, []
        if fields is None:
            return {}, []
    except (yaml.YAMLError, ValueError):
        pass
    return _line_by_line(block), []


def _line_by_line(block: str) -> Mapping[str, Any] | None:
    """Fields of a block that is not YAML, a line each: a title with a colon in it is a title all the same."""
    fields: dict[str, Any] = {}
    for match in _FIELD.finditer(block):
        value = match["value"]
        try:
            fields[match["name"]] = yaml.load(value, _Loader)  # noqa: S506  (see above)
        except (yaml.YAMLError, ValueError):
            fields[match["name"]] = value.strip("\"' ")
        if isinstance(fields[match["name"]], Mapping):
            fields[match["name"]] = value
    return fields or None


def _read_toml(block: str) -> tuple[Mapping[str, Any], list[str]]:
    try:
        return tomllib.loads(block.replace("\r\n", "\n")), []
    except tomllib.TOMLDecodeError as error:
        return {}, [f"front matter: not TOML ({error}); nothing in it is used"]


def _understood(fields: Mapping[str, Any], problems: Sequence[str], block: str) -> Metadata:
    noted = [*problems]
    values: dict[str, Any] = {}
    for ours, names in _ALSO.items():
        name = next((alias for alias in names if fields.get(alias) not in (None, "", [])), None)
        if name is None:
            continue
        value = _plain(ours, fields[name])
        if value is None:
            continue
        try:
            checked({ours: value}, "front matter")
            values[ours] = value
        except FieldInvalid as error:
            problem = str(error).removeprefix(f"{ours}: ")
            noted.append(
                f"front matter, line {_line_of(block, name)}: {name}: {problem}; the field is not used"
            )
    for name in (str(name) for name in fields if name not in _UNDERSTOOD | _OTHERS):
        meant = process.extractOne(name.lower(), FIELDS, score_cutoff=ALIKE)
        if meant and not any(alias in fields for alias in _ALSO[meant[0]]):
            at = f"front matter, line {_line_of(block, name)}"
            noted.append(f'{at}: no field "{name}"; did you mean {meant[0]}? It is not used')
    return checked(values, "front matter", tuple(noted))


def _plain(ours: str, value: Any) -> Any:
    """A value in our form; None for one that we cannot use."""
    if ours == "author":
        many = value if isinstance(value, list) else [value]
        names = [
            str(author.get("name", "")) if isinstance(author, Mapping) else str(author) for author in many
        ]
        return ", ".join(filter(None, names)) or None
    if ours == "published" and isinstance(value, Mapping):  # last_update: {date: ...}
        return value.get("date")
    if ours == "url" and str(value).startswith("/"):  # within a site whose address nobody states
        return None
    if ours == "slug":
        return str(value)
    return value


def _line_of(block: str, name: str) -> int:
    """The line in the file, from 1, of a field of a front matter block."""
    match = re.search(rf"""^\s*["']?{re.escape(name)}["']?\s*[:=]""", block, re.MULTILINE)
    return block.count("\n", 0, match.start()) + 2 if match else 2
