"""Passages as a language model sees them: numbered sentences, grouped by document."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.question.prompt_injection import is_injection
from bot.answering.reading.sources import source_of
from index.records import Passage

if TYPE_CHECKING:
    from index.search import Index

LONGEST = 600  # code points of a sentence that are shown; a whole table or program says enough in these


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a passage.

    Args:
        passage: the passage.
        number: which of its sentences, from 0.
    """

    passage: Passage
    number: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """Sentences under the ids that a model sees.

    Args:
        places: where each id's sentence stands; ids are ``S1``, ``S2`` and so on.
        text: the documents as they stand in the prompt.
    """

    places: Mapping[str, Place]
    text: str


def numbered(passages: Sequence[Passage], index: Index, room: int) -> Numbered:
    """Numbers the sentences of passages, each sentence once, in reading order within its document.

    Paragraphs with a sentence that gives orders are left out: a model might obey it, or believe what stands beside it.

    Args:
        passages: best first; documents come in the order of their best passage.
        index: the generation that they are of.
        room: code points that the text may have; passages beyond it are left out, but never the first.
    """
    kept: dict[str, list[Passage]] = {}
    left = room
    for passage in dict.fromkeys(passages):
        cost = sum(min(len(words), LONGEST) + 6 for words in passage.texts)
        if kept and cost > left:
            break
        left -= cost
        kept.setdefault(passage.article, []).append(passage)
    places: dict[str, Place] = {}
    lines: list[str] = []
    for document, (article, of_it) in enumerate(kept.items(), 1):
        lines += ["", _header(document, article, index)]
        _add(sorted(of_it, key=lambda one: one.span.start), _ordering(article, index), places, lines)
    return Numbered(places, "\n".join(lines).strip())


def _header(document: int, article: str, index: Index) -> str:
    source = source_of(index.generation.articles[article], index.generation, index.text)
    name = json.dumps(
        source.title or source.file, ensure_ascii=False
    )  # its first words are among the sentences
    about = (name, source.publisher, source.dated)
    return f"Document {document}: {', '.join(filter(None, about))}"


def _ordering(article: str, index: Index) -> set[tuple[int, int]]:
    """Where the sentences stand that share a paragraph with one that gives orders."""
    one = index.generation.articles[article]
    text = index.text(one.file)
    return {
        (sentence.start, sentence.end)
        for paragraph in one.paragraphs
        if any(is_injection(sentence.words_in(text)) for sentence in paragraph)
        for sentence in paragraph
    }


def _add(
    passages: Sequence[Passage], left_out: set[tuple[int, int]], places: dict[str, Place], lines: list[str]
) -> None:
    seen = set(left_out)
    section = ""
    for passage in passages:
        for number, sentence in enumerate(passage.sentences):
            words = " ".join(passage.whole(number).split())
            if (sentence.start, sentence.end) in seen:
                continue
            seen.add((sentence.start, sentence.end))
            if sentence.section != section:
                section = sentence.section
                lines.append(f"  [{section}]")
            key = f"S{len(places) + 1}"
            places[key] = Place(passage, number)
            lines.append(f"{key}: {words if len(words) <= LONGEST else words[:LONGEST] + ' …'}")
