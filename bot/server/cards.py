"""What an answer looks like in Discord: one card, read from top to bottom.

The question, the short answer, the statements with their markers; then, for each marker, its footnote: the
quotation, where it stands and its date. A statement that is itself a quotation is shown once, as a quotation.

A message of layout components (``discord.ui.LayoutView``) takes 4,000 characters of text. A longer answer
gets shorter quotations first, then fewer footnotes, then fewer statements. A marker never loses its footnote,
and the card says what it leaves out. Nothing in here talks to Discord.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from discord import Colour, ui  # noqa: TID251

from bot.answering.wording import as_of_line, headline, read_as_line, refusal_line
from bot.records import Answer, Answered, Citation, Conflicting, Partial, Refused, Source, Statement
from bot.server.markup import link, shown, tidy

TEXT_LIMIT = 4000
_MOST_STATEMENTS = 40  # no card holds more, however short they are
_MOST_POINTERS = 3

_LOOKS: dict[type[Answer], tuple[Colour, str]] = {
    Answered: (Colour.green(), "The articles say"),
    Partial: (Colour.gold(), "The articles say a part of it"),
    Conflicting: (Colour.orange(), "The articles disagree"),
    Refused: (Colour.light_grey(), "No answer"),
}


@dataclass(frozen=True, slots=True)
class _Room:
    """How much of an answer a card shows.

    Args:
        words: characters of a statement or a quotation, before they are escaped.
        statements: how many statements.
        footnotes: how many footnotes of each statement.
    """

    words: int
    statements: int
    footnotes: int


def card(answer: Answer) -> ui.LayoutView:
    """The card of an answer, ready to be sent."""
    parts: list[ui.Item[Any]] = []
    for block in blocks(answer):
        if parts:
            parts.append(ui.Separator())
        parts.append(ui.TextDisplay(block))
    colour, _ = _LOOKS[type(answer)]
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(*parts, accent_colour=colour))
    return view


def blocks(answer: Answer) -> list[str]:
    """The text of a card in Discord's markdown, block by block, ``TEXT_LIMIT`` characters at most in all."""
    if isinstance(answer, Refused):
        return _refused(answer)
    layouts = (_cited(answer, room) for room in _rooms(answer))
    return next(layout for layout in layouts if sum(map(len, layout)) <= TEXT_LIMIT)


def _rooms(answer: Answered | Partial | Conflicting) -> Iterator[_Room]:
    """From everything down to what always fits."""
    statements = len(answer.statements)
    footnotes = max(len(statement.citations) for statement in answer.statements)
    least = 2 if isinstance(answer, Conflicting) else 1
    yield from (_Room(words, statements, footnotes) for words in (800, 400, 200))
    yield from (_Room(200, statements, fewer) for fewer in range(footnotes - 1, 0, -1))
    yield from (_Room(200, fewer, 1) for fewer in range(min(statements - 1, _MOST_STATEMENTS), least, -1))
    yield _Room(150, least, 1)


def _cited(answer: Answered | Partial | Conflicting, room: _Room) -> list[str]:
    top = _heading(answer)
    if not isinstance(answer, Conflicting) and (short := headline(answer)):
        top.append(f"**{shown(short, 150)}**")
    statements = answer.statements[: room.statements]
    quoted = {statement.text for statement in statements}
    footnotes: dict[int, str] = {}
    for place, statement in enumerate(statements):
        cited = statement.citations[: room.footnotes]
        if isinstance(answer, Conflicting):
            later = ", the later report" if place == answer.later else ""
            top.append(f"**{cited[0].source.dated}{later}**")
        top.append(_statement(statement, cited, room))
        footnotes |= {one.n: _footnote(one, room, quote=one.quote not in quoted) for one in cited}
    if isinstance(answer, Partial) and answer.missing:
        top.append(shown(answer.missing, 150))
    bottom = [footnotes[n] for n in sorted(footnotes)]
    bottom += [
        f"-# {line}" for line in (as_of_line(answer), *_omissions(answer, room, len(footnotes))) if line
    ]
    return ["\n".join(top), "\n".join(bottom)]


def _refused(answer: Refused) -> list[str]:
    top = "\n".join([*_heading(answer), shown(refusal_line(answer), 400)])
    nearest = [f"- {_whereabouts(source)}" for source in answer.pointers[:_MOST_POINTERS]]
    return [top, "\n".join(["The nearest articles, which do not answer it:", *nearest])] if nearest else [top]


def _heading(answer: Answer) -> list[str]:
    # Discord tells the others in a channel that /ask was used, but not what was asked.
    _, heading = _LOOKS[type(answer)]
    read_as = read_as_line(answer)
    asked = [answer.question.text, *([read_as] if read_as else [])]
    return [*(f"-# {shown(line, 150)}" for line in asked), f"### {heading}"]


def _statement(statement: Statement, cited: tuple[Citation, ...], room: _Room) -> str:
    verbatim = any(one.quote == statement.text for one in cited)
    markers = "".join(f"[{one.n}]" for one in cited)
    return f"{'> ' if verbatim else ''}{shown(statement.text, room.words)} **{markers}**"


def _footnote(citation: Citation, room: _Room, *, quote: bool) -> str:
    if not quote:
        return f"-# **[{citation.n}]** {_whereabouts(citation.source)}"
    return f"> **[{citation.n}]** {shown(citation.quote, room.words)}\n-# {_whereabouts(citation.source)}"


def _whereabouts(source: Source) -> str:
    """Title, publisher and date, the file, and the original where its address is known."""
    names = [shown(source.label, 120), shown(source.publisher or "", 40), source.dated]
    original = link("original", source.url) if source.url else ""
    return " · ".join(filter(None, [", ".join(filter(None, names)), shown(source.file, 60), original]))


def _omissions(answer: Answered | Partial | Conflicting, room: _Room, footnotes: int) -> Iterator[str]:
    """What the card does not show, in words."""
    statements = answer.statements[: room.statements]
    words = [s.text for s in statements] + [
        c.quote for s in statements for c in s.citations[: room.footnotes]
    ]
    if any(len(tidy(text)) > room.words for text in words):
        yield "What ends in … is shortened here; the article has it in full."
    left_out = {
        "statements": len(answer.statements) - len(statements),
        "footnotes": len(answer.citations) - footnotes,
    }
    if any(left_out.values()):
        yield f"Left out for length: {', '.join(f'{n} {what}' for what, n in left_out.items() if n)}."
