"""Answers in a terminal: the same ones, rendered with rich."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.live import Live
from rich.markup import escape
from rich.panel import Panel
from rich.prompt import Prompt
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.answering.publish import wording
from bot.answering.publish.explain import Explained
from bot.answering.verify.checked import Checked, CheckedPart, numbered_through
from bot.answering.verify.differences import marked
from bot.answering.verify.message import Kind, Part
from bot.answering.verify.support import Verdict
from bot.answers import Answer, Conflicting, Partial, Refused
from bot.records import Question

if TYPE_CHECKING:
    from bot.answering.answerer import Answerer

REMEMBERED = 6
_VERDICTS = {"supported": "green", "contradicted": "magenta", "not_stated": "bright_black"}
_COLOURS = {"answered": "green", "partial": "yellow", "conflicting": "magenta", "refused": "bright_black"}


def show(answer: Answer, console: Console | None = None) -> None:
    """Prints an answer."""
    (console or Console(highlight=False)).print(_card(answer))


def show_asked(answerer: Answerer, question: Question, console: Console | None = None) -> Answer:
    """Asks and prints the answer; while a language model still reads, the small reader's answer is shown.

    Args:
        answerer: what answers.
        question: what is asked.
        console: where it is printed; standard output if None.
    """
    out = console or Console(highlight=False)
    with Live(console=out, transient=True, auto_refresh=False) as live:

        def first(answer: Answer) -> None:
            live.update(Group(_card(answer), Text(wording.FIRST_ANSWER, style="dim")), refresh=True)

        answer = answerer.ask(question, first)
    show(answer, out)
    return answer


def show_checked(checked: Sequence[CheckedPart], console: Console | None = None) -> None:
    """Prints the verdict on each claim of a message, and why its other parts are no claims."""
    out = console or Console(highlight=False)
    if not checked:
        out.print("There are no words to check.", style="dim")
    results = numbered_through([entry.found for entry in checked])
    for entry, result in zip(checked, results, strict=True):
        if result.verdict is Verdict.NO_CLAIM:
            line = f"{entry.part.text}\n{wording.part_line(entry.part)}"
            out.print(
                Panel(Text(line, style="dim"), title="no claim", title_align="left", border_style="dim")
            )
        else:
            out.print(_claim(entry.part, result))


def _claim(part: Part, result: Checked) -> Panel:
    """A claim, the verdict, the words that differ, and the sentences that decide."""
    lines = [_bold(part.text, [difference.claim for difference in result.differs])]
    unclear = part.kind is Kind.UNRESOLVED
    lines += [Text(line, style="dim") for line in (wording.part_line(part),) if line]
    if not unclear:
        lines.append(Text(wording.verdict_line(result), style="bold"))
    for difference in result.differs:
        articles, message = wording.difference_words(difference)
        lines.append(Text.assemble("articles: ", (articles, "bold"), ", message: ", (message, "bold")))
    for citation in result.shown:
        quoted = _bold(citation.quote, [difference.text for difference in result.differs])
        lines += [
            Text.assemble(f"[{citation.n}] “", quoted, "”"),
            Text(wording.source_line(citation), style="dim"),
        ]
    lines += [Text(line) for line in (wording.disagreement_line(result),) if line]
    title = "unresolved" if unclear else result.verdict.replace("_", " ")
    return Panel(Group(*lines), title=title, title_align="left", border_style=_VERDICTS[result.verdict])


def _bold(text: str, words: Sequence[str]) -> Text:
    return Text.assemble(
        *((stretch, "bold") if stands_out else stretch for stretch, stands_out in marked(text, words))
    )


def show_explained(rows: Iterable[Explained], console: Console | None = None) -> None:
    """Prints how an answer was decided."""
    table = Table("", "Check", "", "Value", box=None, header_style="dim")
    for row in rows:
        mark = Text("holds", style="green") if row.passed else Text("fails", style="red")
        table.add_row(str(row.statement or ""), row.check, mark, Text(row.value))
    (console or Console(highlight=False)).print(table)


def converse(answerer: Answerer, console: Console | None = None) -> None:
    """Asks for questions and answers them until the member leaves with an empty line or Ctrl-D."""
    out = console or Console(highlight=False)
    out.print("Ask what the articles say. An empty line or Ctrl-D ends this.", style="dim")
    earlier: deque[str] = deque(maxlen=REMEMBERED)
    while True:
        try:
            asked = Prompt.ask("[bold]?[/]", console=out, default="", show_default=False)
        except (EOFError, KeyboardInterrupt):
            out.print()
            return
        if not asked.strip():
            return
        show_asked(answerer, Question(asked, tuple(earlier)), out)
        earlier.append(asked)


def _help(answer: Refused) -> Iterator[Text]:
    """Where to look instead; below each of the nearest articles its address, where it has one."""
    addresses = {f"- {wording.describe(pointer)}": pointer.url for pointer in answer.pointers if pointer.url}
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
        if lead := wording.lead_line(answer):
            parts.append(Text(lead + "\n", style="italic"))
        parts += [Text(wording.statement_line(answer, number)) for number in range(len(answer.statements))]
        if isinstance(answer, Partial | Conflicting) and answer.missing:
            parts.append(Text(answer.missing))
        parts.append(Text(""))
        parts += [Text(wording.footnote_line(answer, citation), style="dim") for citation in answer.citations]
        lines = (wording.agreement_line(answer), wording.as_of_line(answer))
        parts += [Text(line, style="dim") for line in lines if line]
    colour = _COLOURS[answer.outcome]
    return Panel(Group(*parts), title=escape(answer.outcome), title_align="left", border_style=colour)
