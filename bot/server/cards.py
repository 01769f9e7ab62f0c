"""What an answer looks like in Discord: a card for each page, coloured by its outcome, with its buttons.

``pages`` knows the words; here they get their frame. A card is made of layout components; where a host prefers
it (``FOOTNOTE_CARDS=embed``), the same words and buttons come as an embed. Nothing in here talks to Discord.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from discord import ButtonStyle, Colour, Embed, File, SelectOption, ui  # noqa: TID251

from bot.answering.publish.wording import FIRST_ANSWER, answer_text
from bot.answers import Answer, Answered, Conflicting, Partial, Refused
from bot.records import Citation, Reason
from bot.server.custom_ids import Does, custom_id
from bot.server.markup import shortened
from bot.server.pages import TEXT_LIMIT, pages
from bot.settings import Cards

_COLOURS: dict[type[Answer], Colour] = {
    Answered: Colour.green(),
    Partial: Colour.gold(),
    Conflicting: Colour.orange(),
    Refused: Colour.light_grey(),
}
NEUTRAL = Colour.blurple()
NO_QUESTION = (Reason.NOT_A_QUESTION, Reason.UNSAFE)  # reasons of refusals that nobody needs to look at
_IN_A_ROW = 5
_MOST_NUMBERS = 10  # buttons; further footnotes are in a menu
_MOST_CHOICES = 25  # in a menu; further ones are reached by the buttons of an open footnote
_CHOICE = 100  # characters
_SMALL_PRINT = 5  # characters around a line in small print

Row = Sequence[ui.Button[Any] | ui.Select[Any]]


@dataclass(frozen=True, slots=True)
class Buttons:
    """Which buttons a card has.

    Args:
        answer: the id under which the answer is remembered.
        feedback: whether the thumbs are among them.
        delete: whether it can be deleted; its asker can dismiss what only they see.
        hand: whether a refused question can be handed to moderators.
    """

    answer: str
    feedback: bool = True
    delete: bool = True
    hand: bool = False


@dataclass(frozen=True, slots=True)
class Attached:
    """A file: its name, without spaces, and its content."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Card:
    """One message.

    Args:
        view: its components.
        embed: its text, when the components hold none.
        attached: the file that comes with it, if one does.
    """

    view: ui.LayoutView | ui.View
    embed: Embed | None = None
    attached: Attached | None = None

    def to_send(self) -> dict[str, Any]:
        """The arguments that send it."""
        arguments: dict[str, Any] = {"view": self.view}
        if self.embed:
            arguments["embed"] = self.embed
        if self.attached is not None:
            arguments["file"] = File(io.BytesIO(self.attached.content), self.attached.name)
        return arguments

    def to_edit(self) -> dict[str, Any]:
        """The arguments that put it in the place of another card."""
        arguments = self.to_send()
        file = arguments.pop("file", None)
        return {**arguments, "attachments": [file] if file else []}


def first_card(answer: Answer, style: Cards) -> Card:
    """What is shown of an answer while a language model still reads: its first page, without buttons.

    Args:
        answer: the small reader's answer.
        style: layout components or embeds.
    """
    page = pages(answer).pages[0]
    return panel([*page.blocks, f"-# {FIRST_ANSWER}"], _COLOURS[type(answer)], style)


def cards(answer: Answer, style: Cards, buttons: Buttons | None = None, note: str = "") -> list[Card]:
    """An answer as messages, in the order in which they are sent.

    Args:
        answer: the answer.
        style: layout components or embeds.
        buttons: which buttons it has; None when it could not be remembered, and no button would work.
        note: a line in small print below the answer, 400 characters at most; empty: none.
    """
    laid_out = pages(answer, TEXT_LIMIT - len(note) - _SMALL_PRINT if note else TEXT_LIMIT)
    offers = _offers(answer, buttons) if buttons else []
    messages = []
    for page in laid_out.pages:
        last = page is laid_out.pages[-1]
        cited = (
            []
            if isinstance(answer, Refused)
            else [citation for citation in answer.citations if citation.n in page.numbers]
        )
        rows = _rows(numbered(cited, buttons.answer), buttons, offers, last=last) if buttons else []
        whole = laid_out.whole or not last
        attached = None if whole else Attached("answer.txt", answer_text(answer).encode())
        blocks = [*page.blocks, *([f"-# {note}"] if note and last else [])]
        messages.append(panel(blocks, _COLOURS[type(answer)], style, rows, attached))
    return messages


def panel(
    blocks: Sequence[str],
    colour: Colour,
    style: Cards,
    rows: Sequence[Row] = (),
    attached: Attached | None = None,
) -> Card:
    """Text blocks above each other, then rows of buttons, in a frame.

    Args:
        blocks: Discord's markdown, 4,000 characters at most in all.
        colour: of the frame.
        style: layout components or an embed.
        rows: buttons, at most five in a row and five rows.
        attached: a file to come with it.
    """
    if style is Cards.EMBED:
        buttons = ui.View(timeout=None)
        for place, row in enumerate(rows):
            for button in row:
                button.row = place
                buttons.add_item(button)
        buttons.stop()
        return Card(buttons, Embed(description="\n\n".join(blocks), colour=colour), attached)
    parts: list[ui.Item[Any]] = []
    for block in blocks:
        if parts:
            parts.append(ui.Separator())
        parts.append(ui.TextDisplay(block))
    parts += [ui.ActionRow(*row) for row in rows]
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(*parts, accent_colour=colour))
    if attached is not None:
        view.add_item(ui.File(f"attachment://{attached.name}"))
    # A stopped view is sent like any other, but discord.py keeps no record of it: the buttons are found by their
    # custom_id, and a bot that answers for months does not grow with every card.
    view.stop()
    return Card(view, None, attached)


def button(
    label: str | None,
    does: Does,
    answer: str,
    number: int = 0,
    *,
    emoji: str | None = None,
    off: bool = False,
) -> ui.Button[Any]:
    """A button that works after a restart."""
    return ui.Button(
        label=label,
        emoji=emoji,
        style=ButtonStyle.secondary,
        custom_id=custom_id(does, answer, number),
        disabled=off,
    )


def numbered(cited: Sequence[Citation], answer: str) -> list[Row]:
    """What opens some footnotes: a button ``[n]`` for each, five in a row; for those beyond the tenth a menu."""
    cited_by = {citation.n: citation for citation in cited}
    footnotes = [cited_by[number] for number in sorted(cited_by)]
    buttons = [
        button(f"[{footnote.n}]", Does.SEE, answer, footnote.n) for footnote in footnotes[:_MOST_NUMBERS]
    ]
    rows: list[Row] = [buttons[at : at + _IN_A_ROW] for at in range(0, len(buttons), _IN_A_ROW)]
    if more := footnotes[_MOST_NUMBERS:][:_MOST_CHOICES]:
        options = [
            SelectOption(
                label=shortened(f"[{footnote.n}] {footnote.source.label}", _CHOICE), value=str(footnote.n)
            )
            for footnote in more
        ]
        name = custom_id(Does.PICK, answer)
        rows.append([ui.Select(custom_id=name, placeholder="More footnotes", options=options)])
    return rows


def _offers(answer: Answer, buttons: Buttons) -> list[ui.Button[Any]]:
    """What a refusal offers instead of an answer."""
    if not isinstance(answer, Refused):
        return []
    offers = [button("Ask that", Does.ATTEMPT, buttons.answer, emoji="💡")] if answer.suggestion else []
    if buttons.hand and answer.reason not in NO_QUESTION:
        offers.append(button("Ask the moderators", Does.HAND, buttons.answer, emoji="🙋"))
    return offers


def _rows(rows: list[Row], buttons: Buttons, offers: list[ui.Button[Any]], *, last: bool) -> list[Row]:
    name = buttons.answer
    if last:
        rows += [offers] if offers else []
        ends = [button("Ask a follow-up", Does.FOLLOW, name, emoji="💬")]
        if buttons.feedback:
            thumbs = [(Does.GOOD, "👍"), (Does.BAD, "👎")]
            ends = [*(button(None, does, name, emoji=emoji) for does, emoji in thumbs), *ends]
        if buttons.delete:
            ends.append(button(None, Does.DELETE, name, emoji="🗑️"))
        if len(rows) == 1 and len(rows[0]) + len(ends) <= _IN_A_ROW:
            return [[*rows[0], *ends]]
        rows.append(ends)
    return rows
