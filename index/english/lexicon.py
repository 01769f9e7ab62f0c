"""The word lists of English, read once from ``lexicon.toml``: that file is where a word is added.

A module takes a list by its name and says what it does with the words. Every row of the file has examples that must
match and examples that must not; one test checks them all.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Row:
    """A list of words of one kind, in the order of the file.

    Args:
        why: what it is for, and why it is not one with another list like it.
        matches: examples that hold one of its words; of groups, two words of one group: ``buy/purchase``.
        others: examples that do not.
        words: single words.
        patterns: regular expressions of whole words.
        groups: words that belong together.
        table: what is written for what.
    """

    why: str
    matches: tuple[str, ...]
    others: tuple[str, ...]
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    table: Mapping[str, str] = field(default_factory=dict)

    def holds(self, example: str) -> bool:
        """Whether an example is one of this list."""
        if self.groups:
            pair = set(example.split("/"))
            return any(pair <= set(group) for group in self.groups)
        if self.table:
            return example in self.table
        return bool(_compiled((*map(re.escape, self.words), *self.patterns)).search(example))


def words(*rows: str) -> tuple[str, ...]:
    """The single words of some rows, in order."""
    return tuple(word for row in rows for word in ROWS[row].words)


def any_of(*rows: str) -> str:
    """The words and patterns of some rows as the inside of a group of a regular expression."""
    return "|".join(
        alternative for row in rows for alternative in (*map(re.escape, ROWS[row].words), *ROWS[row].patterns)
    )


def pattern(*rows: str) -> re.Pattern[str]:
    """Any word or pattern of some rows, whole words, whatever their case."""
    return _compiled((any_of(*rows),))


def groups(*rows: str) -> tuple[tuple[str, ...], ...]:
    """The groups of some rows, in order."""
    return tuple(group for row in rows for group in ROWS[row].groups)


def table(row: str) -> Mapping[str, str]:
    """What is written for what in a row."""
    return ROWS[row].table


def _compiled(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.IGNORECASE)


def _read() -> Mapping[str, Row]:
    """The rows by their names; a key that no row has is an error."""
    text = files("index.english").joinpath("lexicon.toml").read_text(encoding="utf-8")
    return MappingProxyType({name: _row(**values) for name, values in tomllib.loads(text).items()})


def _row(
    why: str,
    matches: list[str],
    others: list[str],
    words: str = "",
    patterns: tuple[str, ...] = (),
    groups: str = "",
    table: Mapping[str, str] | None = None,
) -> Row:
    return Row(
        why=why,
        matches=tuple(matches),
        others=tuple(others),
        words=tuple(words.split()),
        patterns=tuple(patterns),
        groups=tuple(tuple(group.split()) for group in groups.split(",") if group.strip()),
        table=MappingProxyType(table or {}),
    )


ROWS = _read()
