"""The terminal face: the same answers, rendered with rich."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.prompt import Prompt
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.answering import wording
from bot.answering.check import Checked
from bot.answering.explain import Explained
from bot.records import Answer, Conflicting, Partial, Question, Refused

if TYPE_CHECKING:
    from bot.answering.answerer import Answerer

REMEMBERED = 6
_VERDICTS = {"supported": "green", "contradicted": "magenta", "not_stated": "bright_black"}
_COLOURS = {"answered": "green", "partial": "yellow", "conflicting": "magenta", "refused": "bright_black"}


def show(answer: Answer, console: Console | None = None) -> None:
    """Prints an answer."""
    (console or Console(highlight=False)).print(_card(answer))


def show_checked(checked: Checked, console: Console | None = None) -> None:
    """Prints what became of a claim."""
    lines = [Text(wording.verdict_line(checked), style="bold")]
    for one in checked.citations:
        lines += [Text(f"“{one.quote}”"), Text(wording.source_line(one), style="dim")]
    colour = _VERDICTS[checked.verdict]
    (console or Console(highlight=False)).print(
        Panel(Group(*lines), title=checked.verdict.replace("_", " "), title_align="left", border_style=colour)
    )


def show_explained(rows: Sequence[Explained], console: Console | None = None) -> None:
    """Prints every check of an answer."""
    table = Table("", "Check", "", "Value", box=None, header_style="dim")
    for row in rows:
        mark = Text("holds", style="green") if row.passed else Text("fails", style="red")
        table.add_row(str(row.statement or ""), row.check, mark, Text(row.value))
    (console or Console(highlight=False)).print(table)


def converse(answerer: Answerer, console: Console | None = None) -> None:
    """Asks for questions and answers them until the member leaves with an empty line or Ctrl-D."""
    out = console or Console(highlight=False)
    out.print("Ask what the articles say. An empty line or Ctrl-D leaves.", style="dim")
    earlier: deque[str] = deque(maxlen=REMEMBERED)
    while True:
        try:
            asked = Prompt.ask("[bold]?[/]", console=out, default="", show_default=False)
        except (EOFError, KeyboardInterrupt):
            out.print()
            return
        if not asked.strip():
            return
        show(answerer.ask(Question(asked, tuple(earlier))), out)
        earlier.append(asked)


def _help(answer: Refused) -> Iterator[Text]:
    """Where to look instead; below each of the nearest articles its address, where it has one."""
    addresses = {f"- {wording.describe(one)}": one.url for one in answer.pointers if one.url}
    for line in wording.help_lines(answer):
        yield Text(line, style="dim")
        if address := addresses.get(line):
            yield Text(f"  {address}", style=Style(dim=True, link=address), overflow="fold")


def _card(answer: Answer) -> Panel:
    read_as = wording.read_as_line(answer)
    parts = [Text(read_as + "\n", style="dim")] if read_as else []
    if isinstance(answer, Refused):
        parts.append(Text(wording.refusal_line(answer), style="bold"))
        parts += _help(answer)
    else:
        if headline := wording.headline(answer):
            parts.append(Text(headline + "\n", style="bold"))
        parts += [Text(wording.statement_line(answer, number)) for number in range(len(answer.statements))]
        if isinstance(answer, Partial | Conflicting) and answer.missing:
            parts.append(Text(answer.missing))
        parts.append(Text(""))
        parts += [Text(wording.footnote_line(answer, one), style="dim") for one in answer.citations]
        lines = (wording.agreement_line(answer), wording.as_of_line(answer))
        parts += [Text(line, style="dim") for line in lines if line]
    colour = _COLOURS[answer.outcome]
    return Panel(Group(*parts), title=escape(answer.outcome), title_align="left", border_style=colour)
