"""The pieces that a quotation is put together of, and how they are drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.articles.blocks import Block, Kind, Shown, joined
from index.articles.sentences import sentences
from index.records import Sentence, Span

ENDS = re.compile(r"[.!?:;…][\"'”’)\]]*$")


def pieces_of(block: Block) -> list[Shown]:
    """The sentences of a block."""
    return [block.shown.cut(span.start, span.end) for span in sentences(block.text, Span(0, len(block.text)))]


def within(pieces: Sequence[Shown], limit: int) -> tuple[list[Shown], list[Shown]]:
    """The first sentences, up to so many words together but at least one sentence, and the others."""
    taken, words = 1, len(pieces[0].text.split())
    while taken < len(pieces) and words + len(pieces[taken].text.split()) <= limit:
        words += len(pieces[taken].text.split())
        taken += 1
    return list(pieces[:taken]), list(pieces[taken:])


def families(items: Sequence[Block]) -> Iterator[list[Block]]:
    """The items of the highest level, each with what stands below it: items, paragraphs, code."""
    top = min((item.level for item in items if item.mark and item.kind is Kind.ITEM), default=0)
    family: list[Block] = []
    for item in items:
        opens = item.kind is Kind.ITEM and bool(item.mark) and item.level <= top
        if family and (opens or not top):
            yield family
            family = []
        family.append(item)
    if family:
        yield family


def shown_of(piece: Block | Shown) -> Shown:
    """The words of a block; a piece as it is."""
    return piece.shown if isinstance(piece, Block) else piece


def led(lead: Sequence[Shown]) -> list[Shown]:
    """What leads in, on one line."""
    return [joined(lead)] if lead else []


def led_by(sentence: Sentence | None, lead: Shown | None) -> Sentence | None:
    """A sentence with what introduces it and does not touch it."""
    span = lead.span() if lead else None
    if sentence is None or lead is None or span is None:
        return sentence
    return replace(sentence, lead=span, lead_words=lead.text)


def row(item: Block, top: int = 1) -> Shown:
    """An item or code as a line of a list: behind its mark, as deep as it lies below the items of the highest level."""
    if item.kind is Kind.CODE:
        return fenced(item.shown)
    mark = f"{'  ' * (item.level - top)}{item.mark} " if item.mark else ""
    return joined([Shown(mark, tuple([-1] * len(mark))), item.shown], "")


def fenced(shown: Shown) -> Shown:
    """Code as code: between fences, which stand nowhere."""
    if "\n" not in shown.text and len(shown.text) <= 100 and "`" not in shown.text:
        return joined([Shown("`", (-1,)), shown, Shown("`", (-1,))], "")
    return joined([Shown("```", (-1,) * 3), shown, Shown("```", (-1,) * 3)], "\n")


def first_words(shown: Shown, limit: int) -> Shown:
    """The first words of a piece, so many at most."""
    words = list(re.finditer(r"\S+", shown.text))
    return shown if len(words) <= limit else shown.cut(0, words[limit - 1].end())
