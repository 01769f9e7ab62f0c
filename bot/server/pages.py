"""An answer as text for Discord, page by page: what a card says, before it has colours and buttons.

The question, the short answer, the statements with their markers; then, for each marker, its footnote: the
quotation, where it stands and its date. A statement that is itself a quotation is shown once, as a quotation.

A message of Discord takes 4,000 characters. A longer answer continues in a second and a third message, split
between statements, or between the sentences of a long one; a marker always has its footnote on the same page.
What is longer still is shortened to one page that says so, and comes complete as a file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.answering.llm.lead import LONGEST_LEAD
from bot.answering.publish.wording import (
    agreement_line,
    as_of_line,
    coverage_line,
    headline,
    is_its_quotations,
    note_line,
    read_as_line,
    refusal_line,
    worded_by,
)
from bot.answering.question.chat import is_chat, said
from bot.answering.select.disagreement import values_apart
from bot.answers import Answer, Answered, Conflicting, Partial, Refused
from bot.records import Citation, Reason, Statement
from bot.server.markup import pieces, shown, shown_lines, tidy, whereabouts
from index.english.counted import counted

TEXT_LIMIT = 4000  # characters in one message of layout components
MOST_PAGES = 3
_PIECE = 1200  # characters of a statement in one piece, before they are escaped
_CONTINUED = 40  # characters of the line that says that a page goes on
_MOST_STATEMENTS = 40  # no page holds more, however short they are
_MOST_POINTERS = 3

HEADINGS: dict[type[Answer], str] = {
    Answered: "The articles say",
    Partial: "The articles answer part of this",
    Conflicting: "The articles disagree",
    Refused: "No answer",
}

_Cited = Answered | Partial | Conflicting


@dataclass(frozen=True, slots=True)
class Page:
    """The text of one message in Discord's markdown.

    Args:
        blocks: the text from top to bottom, with a line between two blocks.
        numbers: the footnotes on this page.
    """

    blocks: tuple[str, ...]
    numbers: tuple[int, ...] = ()

    def __len__(self) -> int:
        return sum(map(len, self.blocks)) + len(self.blocks)


@dataclass(frozen=True, slots=True)
class Pages:
    """All pages of an answer; ``whole`` is False when they leave something out that a file has to carry."""

    pages: tuple[Page, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class _Room:
    """How much of an answer one page shows.

    Args:
        words: characters of a statement or a quotation, before they are escaped.
        statements: how many statements.
        footnotes: how many footnotes of each statement.
    """

    words: int
    statements: int
    footnotes: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """What must stay together: a statement, or a piece of one, with the footnotes of its markers."""

    line: str
    footnotes: dict[int, str]

    def __len__(self) -> int:
        return len(self.line) + 1 + sum(len(footnote) + 1 for footnote in self.footnotes.values())


def pages(answer: Answer, limit: int = TEXT_LIMIT) -> Pages:
    """The text of an answer, page by page.

    Args:
        answer: the answer.
        limit: characters of a page at most; not much less than ``TEXT_LIMIT``.
    """
    if isinstance(answer, Refused):
        return Pages((Page(tuple(_refused(answer))),), whole=True)
    for quotes in (800, 400, 200):
        laid_out = _paged(answer, quotes, limit)
        many = 1 if quotes > 200 else MOST_PAGES
        if len(laid_out) <= many and all(len(page) <= limit for page in laid_out):
            return Pages(tuple(laid_out), whole=True)
    shortened = (_trimmed(answer, room) for room in _rooms(answer))
    return Pages((next(page for page in shortened if len(page) <= limit),), whole=False)


def _paged(answer: _Cited, quotes: int, limit: int) -> list[Page]:
    """The whole answer over as many pages as it takes; quotations beside a statement up to ``quotes`` characters."""
    heading, missing = _heading(answer), _missing(answer)
    closing = _closing(answer, [_shortened(answer.citations, quotes)])
    room = limit - sum(len(line) + 1 for line in (*heading, *missing, *closing)) - _CONTINUED
    gathered: list[list[_Unit]] = [[]]
    for unit in _units(answer, quotes):
        taken = sum(map(len, gathered[-1]))
        if gathered[-1] and taken + len(unit) > room:
            gathered.append([])
        gathered[-1].append(unit)
    laid_out = []
    for place, units in enumerate(gathered):
        footnotes = {number: line for unit in units for number, line in unit.footnotes.items()}
        top = heading if place == 0 else [f"-# … continued ({place + 1} of {len(gathered)})"]
        top = [*top, *(unit.line for unit in units)]
        last = place == len(gathered) - 1
        laid_out.append(_page([*top, *(missing if last else [])], footnotes, closing if last else []))
    return laid_out


def _units(answer: _Cited, quotes: int) -> Iterator[_Unit]:
    texts = {statement.text for statement in answer.statements}
    for place, statement in enumerate(answer.statements):
        footnotes = _footnotes(statement, statement.citations, quotes, texts)
        if "\n" in statement.text and len(statement.text) <= _PIECE:
            line = _line(statement, shown_lines(statement.text, _PIECE), _markers(statement.citations))
            yield _Unit(_label(answer, place) + line + _notes(statement), footnotes)
            continue
        words = pieces(statement.text, _PIECE)
        label = _label(answer, place)
        for number, piece in enumerate(words, 1):
            last = number == len(words)
            line = _line(statement, shown(piece, _PIECE), _markers(statement.citations) if last else "")
            line += _notes(statement) if last else ""
            yield _Unit(label + line if number == 1 else line, footnotes if last else {})


def _rooms(answer: _Cited) -> Iterator[_Room]:
    """What one page can show of an answer that is too long, from the most to what always fits."""
    statements = len(answer.statements)
    footnotes = max(len(statement.citations) for statement in answer.statements)
    least = 2 if isinstance(answer, Conflicting) else 1
    yield from (_Room(words, statements, footnotes) for words in (800, 400, 200))
    yield from (_Room(200, statements, fewer) for fewer in range(footnotes - 1, 0, -1))
    yield from (_Room(200, fewer, 1) for fewer in range(min(statements - 1, _MOST_STATEMENTS), least, -1))
    yield _Room(150, least, 1)


def _trimmed(answer: _Cited, room: _Room) -> Page:
    statements = answer.statements[: room.statements]
    texts = {statement.text for statement in statements}
    footnotes: dict[int, str] = {}
    top = _heading(answer)
    for place, statement in enumerate(statements):
        cited = statement.citations[: room.footnotes]
        words = shown_lines(statement.text, room.words)
        top.append(_label(answer, place) + _line(statement, words, _markers(cited)) + _notes(statement))
        footnotes |= _footnotes(statement, cited, room.words, texts)
    closing = _closing(answer, _omissions(answer, room, len(footnotes)))
    return _page([*top, *_missing(answer)], footnotes, closing)


def _page(top: Sequence[str], footnotes: dict[int, str], closing: Sequence[str]) -> Page:
    blocks = ["\n".join(top), "\n".join([*(footnotes[number] for number in sorted(footnotes)), *closing])]
    return Page(tuple(filter(None, blocks)), tuple(sorted(footnotes)))


def _refused(answer: Refused) -> list[str]:
    blocks = ["\n".join([*_heading(answer), shown(refusal_line(answer), 400)])]
    # If a question is about something else, articles that are near by chance only look like help.
    near = answer.pointers if answer.reason is Reason.NOT_STATED else ()
    if nearest := [f"- {whereabouts(source)}" for source in near[:_MOST_POINTERS]]:
        blocks.append("\n".join(["These articles come closest, but do not answer it:", *nearest]))
    if answer.coverage:
        blocks[-1] += f"\n-# {coverage_line(answer.coverage, answer.reason)}"
    if answer.suggestion:
        blocks.append(f"You could ask: “{shown(answer.suggestion, 150)}”")
    return blocks


def _heading(answer: Answer) -> list[str]:
    # Discord tells the others in a channel that /ask was used, but not what was asked.
    lines = [f"-# {shown(line, 150)}" for line in (answer.question.text, read_as_line(answer)) if line]
    if not is_chat(said(answer.question.text)):  # a greeting is greeted
        lines.append(f"### {HEADINGS[type(answer)]}")
    if isinstance(answer, Conflicting):
        texts = (answer.statements[place].text for place in answer.reports)
        pairs = zip(answer.reports, values_apart([*texts]), strict=False)
        both = [f"**{shown(value, 40)}** ({_report(answer, place)})" for place, value in pairs]
        lines += [" · ".join(both)] if both else []
    elif not isinstance(answer, Refused):
        lines += [f"**{shown(short, 150)}**"] if (short := headline(answer)) else []
        if lead := answer.lead:
            lines += [
                shown(lead.text, LONGEST_LEAD),
                f"-# {shown(worded_by(lead), 100)}; what follows is the articles' own",
            ]
    return lines


def _label(answer: _Cited, place: int) -> str:
    """The label above a statement: in a conflict the date of its report, with the later one marked."""
    reports = answer.reports if isinstance(answer, Conflicting) else ()
    return f"**{_report(answer, place)}**\n" if isinstance(answer, Conflicting) and place in reports else ""


def _report(answer: Conflicting, place: int) -> str:
    """The date of a report, and whether it is the later one."""
    later = ", the later report" if place == answer.later else ""
    return f"{answer.statements[place].citations[0].source.dated}{later}"


def _line(statement: Statement, words: str, markers: str) -> str:
    verbatim = any(citation.quote == statement.text for citation in statement.citations)
    return f"{'> ' if verbatim else ''}{words}{markers and f' **{markers}**'}"


def _notes(statement: Statement) -> str:
    return f"\n-# {shown(note_line(statement), 150)}" if statement.notes else ""


def _markers(cited: Sequence[Citation]) -> str:
    return "".join(f"[{citation.n}]" for citation in cited)


def _footnotes(
    statement: Statement, cited: Sequence[Citation], room: int, texts: Collection[str]
) -> dict[int, str]:
    """Footnotes of a statement, by number; a quotation that is shown as a statement is not shown again."""
    shows = is_its_quotations(statement)
    return {citation.n: _footnote(citation, room, shows or citation.quote in texts) for citation in cited}


def _footnote(citation: Citation, room: int, shown_above: bool) -> str:
    if shown_above:
        return f"-# **[{citation.n}]** {whereabouts(citation.source)}"
    return f"> **[{citation.n}]** {shown(citation.quote, room)}\n-# {whereabouts(citation.source)}"


def _missing(answer: _Cited) -> list[str]:
    missing = answer.missing.strip() if isinstance(answer, Partial | Conflicting) else ""
    return [shown(missing, 150)] if missing else []


def _closing(answer: _Cited, omissions: Sequence[str]) -> list[str]:
    return [f"-# {line}" for line in (agreement_line(answer), as_of_line(answer), *omissions) if line]


def _shortened(cited: Sequence[Citation], room: int) -> str:
    long = any(len(tidy(citation.quote)) > room for citation in cited)
    return "Quotations that end in … are shortened here. The article has them in full." if long else ""


def _omissions(answer: _Cited, room: _Room, footnotes: int) -> list[str]:
    """What a page does not show, in words."""
    statements = answer.statements[: room.statements]
    long = any(len(tidy(statement.text)) > room.words for statement in statements)
    cited = [citation for statement in statements for citation in statement.citations[: room.footnotes]]
    left_out = {
        "statement": len(answer.statements) - len(statements),
        "footnote": len(answer.citations) - footnotes,
    }
    counted_out = ", ".join(counted(many, kind) for kind, many in left_out.items() if many)
    return [
        "Text that ends in … is shortened here." if long or _shortened(cited, room.words) else "",
        f"Left out for length: {counted_out}." if counted_out else "",
        "The whole answer is in the attached file.",
    ]
