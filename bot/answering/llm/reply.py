"""The form of a language model's answer: only ids that it was sent, nothing that it could make up."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.answering.llm.language_model import Unreadable

MOST_IDS = 8  # for one part; a longer list is no choice
MOST_QUERIES = 2
MOST_CONFLICTS = 4
LONGEST_QUERY = 200  # code points
LONGEST_REPLY = 20_000  # code points; the rest of a longer reply is not read

_FENCE = re.compile(r"^\s*```\w*\s*|\s*```\s*$")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_ID = re.compile(r"S?\d{1,4}", re.IGNORECASE)


class Answerable(StrEnum):
    """Whether the sentences answer, in the model's view."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a model chose.

    Args:
        answerable: whether the sentences answer.
        parts: for each part of the question the ids that answer it, best first; empty if none does.
        conflicts: groups of ids that contradict each other, at least two each.
        queries: what it would search for before it says no; at most `MOST_QUERIES`.
        dropped: what was not used of the reply, a line each.
    """

    answerable: Answerable
    parts: tuple[tuple[str, ...], ...]
    conflicts: tuple[tuple[str, ...], ...] = ()
    queries: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def form_of(ids: Sequence[str], parts: int, queries: int) -> dict[str, Any]:
    """The JSON schema of the reply (JSON Schema 2020-12, in the subset that servers hold models to).

    Args:
        ids: the ids that were sent, at least one.
        parts: how many parts the question has, at least 1.
        queries: how many queries may be written, 0 to `MOST_QUERIES`.
    """
    # One more than is allowed: the list of a small model that does not stop ends, and is recognised as no choice.
    id_list = {"type": "array", "items": {"type": "string", "enum": list(ids)}, "maxItems": MOST_IDS + 1}
    return object_of(
        answerable={"type": "string", "enum": [str(value) for value in Answerable]},
        parts={"type": "array", "items": id_list, "minItems": parts, "maxItems": parts},
        conflicts={"type": "array", "items": id_list, "maxItems": MOST_CONFLICTS},
        search={"type": "array", "items": {"type": "string"}, "maxItems": queries},
    )


def object_of(**fields: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON schema of an object with exactly these fields."""
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def read_reply(text: str, ids: Collection[str], parts: int) -> Choice:
    """What a model chose, as far as its reply can be used.

    Code fences, words around the JSON object and trailing commas are accepted; ids that were not sent are dropped.

    Args:
        text: the reply.
        ids: the ids that were sent.
        parts: how many parts the question has.

    Raises:
        Unreadable: if there is no such object in it, or it holds more unknown ids than known ones.
    """
    given = object_in(text, "answerable")
    try:
        answerable = Answerable(str(given.get("answerable")).strip().casefold())
    except ValueError:
        raise Unreadable("The language model's reply does not say whether there is an answer.") from None
    dropped: list[str] = []
    chosen = [_ids(group, ids, dropped) for group in _lists(given.get("parts"), parts)]
    chosen += [()] * (parts - len(chosen))
    conflicts = [_ids(group, ids, dropped) for group in _lists(given.get("conflicts"), MOST_CONFLICTS)]
    known = sum(map(len, chosen))
    if len(dropped) > known:
        raise Unreadable("The language model names sentences that it was not shown.")
    if answerable is not Answerable.NO and not known:
        raise Unreadable("The language model says that there is an answer and names no sentence.")
    if (most := max(map(len, chosen))) > MOST_IDS:
        raise Unreadable(f"The language model names {most} sentences, which is no choice.")
    if answerable is Answerable.NO:
        chosen = [()] * parts
    queries = given.get("search")
    written = [query for query in queries if isinstance(query, str)] if isinstance(queries, list) else []
    return Choice(
        answerable,
        tuple(chosen),
        tuple(group for group in conflicts if len(group) > 1),
        tuple(" ".join(query.split())[:LONGEST_QUERY] for query in written if query.strip())[:MOST_QUERIES],
        tuple(dropped),
    )


def object_in(text: str, name: str) -> Mapping[str, Any]:
    """The first JSON object of a reply that has a value of this name, whatever stands around it.

    Raises:
        Unreadable: if there is none.
    """
    plain = _TRAILING_COMMA.sub("", _FENCE.sub("", text[:LONGEST_REPLY]))
    decoder = json.JSONDecoder(strict=False)
    place = plain.find("{")
    while place >= 0:
        try:
            value, _ = decoder.raw_decode(plain, place)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict) and name in value:
            return value
        place = plain.find("{", place + 1)
    raise Unreadable("The language model's reply is not in the form that was asked for.")


def _lists(given: Any, most: int) -> list[list[Any]]:
    """Lists of ids; a flat list counts as the only one, and an object with a list under any name as that list."""
    if not isinstance(given, list):
        return []
    if given and not any(isinstance(entry, list | dict) for entry in given):
        return [given]
    inner = [
        next((value for value in entry.values() if isinstance(value, list)), [])
        if isinstance(entry, dict)
        else entry
        for entry in given
    ]
    return [entry for entry in inner if isinstance(entry, list)][:most]


def _ids(given: Sequence[Any], ids: Collection[str], dropped: list[str]) -> tuple[str, ...]:
    """The ids that were sent among those given, each once; the others are noted as dropped."""
    kept: dict[str, None] = {}
    for value in given:
        match = _ID.fullmatch(str(value).strip(" []():.")) if isinstance(value, str | int) else None
        key = f"S{match[0].lstrip('sS')}" if match else ""
        if key in ids:
            kept[key] = None
        else:
            dropped.append(f"not a sentence that was shown: {str(value)[:40]}")
    return tuple(kept)
