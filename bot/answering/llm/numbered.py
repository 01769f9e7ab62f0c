"""Passages as a language model sees them: numbered sentences, grouped by document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.answering.llm.prompts import quoted
from bot.answering.question.prompt_injection import is_injection
from bot.answering.reading.sources import source_of
from index.records import Passage

if TYPE_CHECKING:
    from index.search import Index

LONGEST = 600  # code points shown of a sentence, at most; enough even for a whole table or program
SHORTEST = 60  # code points shown of a sentence, at least, however little room there is
MARK = 9  # code points around a sentence: its number, a line end, an ellipsis

At = tuple[str, int]
"""Where a sentence ends: its file, and one past its last code point."""
NOTHING: Mapping[At, float] = MappingProxyType({})
_Key = tuple[str, tuple[int, int]]


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


def numbered(
    passages: Sequence[Passage], index: Index, room: int, likely: Mapping[At, float] = NOTHING
) -> Numbered:
    """Numbers the sentences of passages, each sentence once, in reading order within its document.

    If they do not all fit, each passage keeps its likeliest sentences and their neighbours; no passage is left out.
    Paragraphs with a sentence that gives orders are left out: a model might obey it, or believe the rest of them.

    Args:
        passages: best first; documents come in the order of their best passage.
        index: the generation that they are of.
        room: code points that the text may have; with very little room sentences are cut short.
        likely: the probability, 0 to 1, that a sentence answers; 0 where it is not given.
    """
    once = tuple(dict.fromkeys(passages))
    articles = dict.fromkeys(passage.article for passage in once)
    ordering = {article: _ordering(article, index) for article in articles}
    headers = {article: _header(number, article, index) for number, article in enumerate(articles, 1)}
    choices = [
        [
            number
            for number in _likeliest_first(passage, likely)
            if _key(passage, number)[1] not in ordering[passage.article]
        ]
        for passage in once
    ]
    above = sum(len(header) + 2 for header in headers.values()) + sum(
        len(passage.section) + 5 for passage in once
    )
    kept, longest = _fitting(once, choices, room - above)
    places: dict[str, Place] = {}
    lines: list[str] = []
    for article, header in headers.items():
        lines += ["", header]
        of_it = sorted(
            (passage for passage in once if passage.article == article),
            key=lambda passage: passage.span.start,
        )
        _add(of_it, kept, longest, places, lines)
    return Numbered(places, "\n".join(lines).strip())


def _likeliest_first(passage: Passage, likely: Mapping[At, float]) -> list[int]:
    """The numbers of a passage's sentences, the likeliest first, each followed by its neighbours."""
    numbers = range(len(passage.sentences))
    best = sorted(numbers, key=lambda number: -likely.get((passage.file, passage.sentences[number].end), 0.0))
    near = (other for number in best for other in (number, number - 1, number + 1) if other in numbers)
    return list(dict.fromkeys(near))


def _fitting(
    passages: Sequence[Passage], choices: Sequence[Sequence[int]], room: int
) -> tuple[set[_Key], int]:
    """Which sentences are shown, and how many code points of each: in turn the next likeliest of every passage."""

    def cost(passage: Passage, number: int, longest: int) -> int:
        return min(len(passage.whole(number)), longest) + MARK

    first = [(passage, order[0]) for passage, order in zip(passages, choices, strict=True) if order]
    longest = LONGEST
    if sum(cost(passage, number, longest) for passage, number in first) > room:
        longest = max(SHORTEST, room // len(first) - MARK)
    kept = {_key(passage, number) for passage, number in first}
    left = room - sum(cost(passage, number, longest) for passage, number in first)
    for rank in range(1, max(map(len, choices), default=0)):
        for passage, order in zip(passages, choices, strict=True):
            key = _key(passage, order[rank]) if rank < len(order) else None
            if key and key not in kept and (price := cost(passage, order[rank], longest)) <= left:
                kept.add(key)
                left -= price
    return kept, longest


def _header(document: int, article: str, index: Index) -> str:
    source = source_of(index.generation.articles[article], index.generation, index.text)
    # Without a title the file's name: the first words are among the sentences.
    about = (quoted(source.title or source.file), source.publisher, source.dated)
    return f"Document {document}: {', '.join(filter(None, about))}"


def _ordering(key: str, index: Index) -> set[tuple[int, int]]:
    """The places of the sentences in paragraphs with a sentence that gives orders."""
    article = index.generation.articles[key]
    text = index.text(article.file)
    return {
        (sentence.start, sentence.end)
        for paragraph in article.paragraphs
        if any(is_injection(sentence.words_in(text)) for sentence in paragraph)
        for sentence in paragraph
    }


def _add(
    passages: Sequence[Passage], kept: Set[_Key], longest: int, places: dict[str, Place], lines: list[str]
) -> None:
    seen: set[_Key] = set()
    section = ""
    for passage in passages:
        for number, sentence in enumerate(passage.sentences):
            at = _key(passage, number)
            if at in seen or at not in kept:
                continue
            seen.add(at)
            if sentence.section != section:
                section = sentence.section
                lines.append(f"  [{section}]")
            key = f"S{len(places) + 1}"
            places[key] = Place(passage, number)
            words = " ".join(passage.whole(number).split())
            lines.append(f"{key}: {words if len(words) <= longest else words[:longest] + ' …'}")


def _key(passage: Passage, number: int) -> _Key:
    """What identifies a sentence, also if two passages hold it."""
    sentence = passage.sentences[number]
    return passage.article, (sentence.start, sentence.end)
