"""The blocks of files that are made of lines: plain text, reStructuredText and AsciiDoc.

No parser of these keeps where each word stands, so their lines are read here. Lines of running text stay lines, with
the number of the paragraph that they may belong to: what of them is page furniture is told line by line, and only what
remains is joined (`index.articles.quotable`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

from index.articles import marks
from index.articles.blocks import NOWHERE, TERM, Block, Kind, Shown, in_one_line, joined
from index.records import Span

_ITEM = re.compile(r"^(?P<mark>[-*+•▪●‣–]|\(?\d{1,3}[.)]|\(?[a-z]\)|#\.)[ \t]+(?=\S)")
_BULLETS = frozenset("-*+•▪●‣–")
_QUESTION = re.compile(r"^(?:Q|Question)[ \t]*\d*[:.)][ \t]+(?=\S)")
_REPLY = re.compile(r"^(?:A|Answer)[ \t]*\d*[:.)][ \t]+(?=\S)")
_TIMED = re.compile(
    r"^[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp][Mm])?[\])]?[ \t]*(?:[-–—|][ \t]*)?"
    r"(?P<who>[^\s:\[\]][^:\[\]]{0,39}):[ \t]+"
)
_NAMED = re.compile(r"^(?P<who>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,2}):[ \t]+(?=\S)")
_UNDERLINE = re.compile(r"^([=\-~^\"'`#*+.:_<>])\1{2,}[ \t]*$")
_HASHES = re.compile(r"^(?P<hashes>#{1,6})[ \t]+(?P<words>.*?)[ \t#]*$")
_NUMBERED = re.compile(r"^(?:§[ ]?)?\d{1,2}(?:\.\d{1,2}){0,3}\.?[ \t]+(?P<words>[A-Z].{1,70})$")
_ENDS = re.compile(r"[.!?:;,…][\"'”’)\]]*$")
_DIRECTIVE = re.compile(r"^\.\.[ \t]+(?P<name>[\w:+-]+)::[ \t]*(?P<rest>.*)$")
_REMARK = re.compile(r"^\.\.(?:[ \t]+|$)")
_RULE = re.compile(r"^([-*_=~#.])(?:[ \t]*\1){2,}$")
_FIELD = re.compile(r"^:[\w \t-]+:(?:[ \t]|$)")
_IS_RST = re.compile(r"^\.\. (?:_[^:\n]+:|[\w-]+::)|^[^\n]*\S::[ \t]*\r?$|``\S|^::[ \t]*\r?$", re.MULTILINE)
_SIGNS = (".. ", "::", "``")
_OBJECTS = frozenset(
    "data class attribute function method option envvar confval exception property describe cmdoption setting "
    "decorator module currentfield program object classmethod staticmethod".split()
)
_HEADED = frozenset("admonition topic sidebar tab group-tab code-tab details dropdown tab-item".split())
_SPOKEN_DIRECTIVES = frozenset(
    "note warning tip important hint caution danger attention error admonition seealso versionadded versionchanged "
    "deprecated topic sidebar epigraph rubric container only glossary tabs tab group-tab details dropdown tab-set "
    "tab-item card grid hint".split()
)
_CODE_DIRECTIVES = frozenset(
    "code code-block sourcecode parsed-literal prompt console literalinclude".split()
)
_VERSIONS = {
    "versionadded": "New in version ",
    "versionchanged": "Changed in version ",
    "deprecated": "Deprecated since version ",
}
_SIMPLE = re.compile(r"^=+(?:[ ]+=+)+$")
_GRID = re.compile(r"^\+(?:[-=]+\+)+$")
_NAME = re.compile(r"^``[^`]+``$")  # a heading that is a name in a program, such as an option
OBJECT_LEVEL = 8  # of the name of what a directive describes: below every heading
TURNS = 3  # lines of "Name: words" from which on a text is a talk, if they are half of it
HEADING_WORDS = 10


@dataclass(frozen=True, slots=True)
class _Line:
    """A line: where it stands, its words without indentation and marks of quotation, and how far it is indented.

    ``raw`` is where its first visible sign stands, a mark of quotation included.
    """

    start: int
    end: int
    indent: int
    words: str
    raw: int = 0

    @property
    def blank(self) -> bool:
        return not self.words


def lined_blocks(text: str, start: int, suffix: str, name: marks.Namer | None = None) -> list[Block]:
    """The blocks of a plain text, a reStructuredText or an AsciiDoc.

    Args:
        text: the file.
        start: where its front matter ends, in code points.
        suffix: of the file: ``.rst``, ``.adoc``, or another for plain text, which may look like the first.
        name: what a reference to another place is shown as; None shows what it names.
    """
    lines = list(_lines(text, start))
    if suffix == ".adoc":
        found = _Adoc(text, lines).blocks()
    else:
        found = _Plain(text, lines, _cleaner(text, start, suffix, name)).blocks()
    return [block for block in found if block.text.strip()]


def _cleaner(text: str, start: int, suffix: str, name: marks.Namer | None) -> marks.Cleaner:
    """What takes the marks out of reStructuredText, where the file is that; else of plain text, which has none."""
    is_rst = suffix == ".rst" or (any(sign in text for sign in _SIGNS) and bool(_IS_RST.search(text, start)))
    return partial(marks.rst, name=name) if is_rst else marks.plain


def _lines(text: str, start: int) -> Iterator[_Line]:
    for match in re.finditer(r"([^\r\n]*)(?:\r\n|\r|\n|$)", text[start:]):
        raw = match[1]
        if not match[0]:
            return
        bare = raw.lstrip(" \t\ufeff\xa0")
        quoted = re.match(r"(?:>[ \t]?)+", bare)
        if quoted and not bare.startswith(">>>"):
            bare = bare[quoted.end() :].lstrip()
        words = bare.rstrip()
        at = start + match.start() + (len(raw) - len(raw.lstrip(" \t\ufeff\xa0")))
        if words:
            at = start + match.start() + raw.index(words)
        indent = len(raw) - len(raw.lstrip(" \t"))
        yield _Line(at, at + len(words), indent, words, start + match.start() + indent)


class _Reader:
    """What the readers of lines share."""

    def __init__(self, text: str, lines: list[_Line], clean: marks.Cleaner) -> None:
        self._text = text
        self._lines = lines
        self._clean = clean
        self._runs = count(1)
        self._at = 0

    def _shown(self, line: _Line, skip: int = 0) -> Shown:
        return self._clean(Shown.plain(self._text, line.start + skip, line.end)).stripped()

    def _block(self, kind: Kind, lines: list[_Line], skip: int = 0, **more: object) -> Block:
        """A block of several lines, joined; ``skip`` signs of the first are a mark."""
        raw = joined(
            [
                Shown.plain(self._text, one.start + (skip if n == 0 else 0), one.end)
                for n, one in enumerate(lines)
            ],
            "\n",
        )
        shown = in_one_line(self._clean(raw))
        return Block(kind, Span(lines[0].start, max(lines[-1].end, lines[0].start + 1)), shown, **more)  # type: ignore[arg-type]

    def _code(self, lines: list[_Line], language: str = "") -> Block | None:
        while lines and lines[0].blank:
            lines = lines[1:]
        while lines and lines[-1].blank:
            lines = lines[:-1]
        if not lines:
            return None
        least = min(one.indent for one in lines if not one.blank)
        parts = [
            Shown.plain(self._text, max(one.raw - one.indent + least, 0), one.end)
            for one in lines
            if not one.blank
        ]
        shown = joined(parts, "\n")
        return Block(Kind.CODE, shown.span() or Span(lines[0].start, lines[-1].end), shown, mark=language)

    def _left_out(self, line: _Line, why: str) -> Block:
        shown = Shown.plain(self._text, line.start, line.end)
        return Block(Kind.PARAGRAPH, Span(line.start, line.end), shown, left_out=why)

    def _until(self, ends: Callable[[_Line], bool]) -> list[_Line]:
        """The lines from here on to the one that ends them, which is passed over."""
        taken: list[_Line] = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            if ends(line):
                break
            taken.append(line)
        return taken

    def _indented(self, indent: int) -> list[_Line]:
        """The lines from here on that are indented more, blank ones between them included."""
        taken: list[_Line] = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not line.blank and line.indent <= indent:
                break
            taken.append(line)
            self._at += 1
        while taken and taken[-1].blank:
            taken.pop()
        return taken

    def _continued(self, indent: int) -> list[_Line]:
        """The lines that go on with an item: not blank, no item themselves, and indented or wrapped."""
        taken: list[_Line] = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if line.blank or _ITEM.match(line.words) or line.indent < indent or self._opens(line):
                break
            taken.append(line)
            self._at += 1
        return taken

    def _opens(self, line: _Line) -> bool:
        return bool(_QUESTION.match(line.words) or _REPLY.match(line.words) or _TIMED.match(line.words))


class _Plain(_Reader):
    """Plain text and reStructuredText."""

    def __init__(
        self, text: str, lines: list[_Line], clean: marks.Cleaner, within: _Plain | None = None
    ) -> None:
        super().__init__(text, lines, clean)
        self._rst = clean is not marks.plain
        self._depth: int = within._depth + 1 if within else 0
        self._levels: list[str] = within._levels if within else []
        self._runs = within._runs if within else self._runs
        filled = [one for one in lines if not one.blank]
        named = Counter(match["who"] for one in filled if (match := _NAMED.match(one.words)))
        self._talk = (
            named.total() >= TURNS
            and len(named) > 1
            and 2 * named.total() >= len(filled)
            and named.total() > len(named)
        )
        self._numbered = sum(bool(self._is_numbered(n)) for n in range(len(lines))) > 1

    def _inside(self, lines: list[_Line]) -> _Plain:
        """A reader of lines that stand within something."""
        return _Plain(self._text, lines, self._clean, self)

    def blocks(self) -> Iterator[Block]:
        list_run, paragraph, headed, counted = 0, 0, False, 0
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if line.blank:
                self._at += 1
                paragraph = 0
                if not self._next_is_item():
                    list_run, counted = 0, 0
                continue
            if block := self._heading():
                yield block
                list_run, paragraph, headed = 0, 0, True
                continue
            if self._rst and (found := self._directive(line)) is not None:
                yield from found
                paragraph = 0
                continue
            if self._rst and (found := self._table(line)) is not None:
                yield from found
                continue
            if line.words.startswith(("```", "~~~")):
                fence = line.words[:3]
                self._at += 1
                code = self._code(self._until(partial(_closes, fence)), line.words[3:].strip())
                yield from [code] if code else []
                continue
            if line.words.startswith(">>> "):
                session = self._text_until_blank()
                yield from [code] if (code := self._code(session, "python")) else []
                continue
            if block := self._speech(line):
                yield block
                paragraph = 0
                continue
            if _RULE.match(line.words):
                self._at += 1
                yield self._left_out(line, "rule")
                continue
            if match := _ITEM.match(line.words):
                list_run = list_run or next(self._runs)
                self._at += 1
                rest = self._continued(line.indent + 1)
                mark = "•" if match["mark"] in _BULLETS else match["mark"]
                level = 1 + line.indent // 2
                if mark == "#.":
                    counted += 1
                    mark = f"{counted}."
                yield self._item([line, *rest], match.end(), level=level, run=list_run, mark=mark)
                yield from self._rest_of_item(line, level, list_run)
                paragraph = 0
                continue
            if self._rst and self._defines(line):
                self._at += 1
                yield self._block(Kind.QUESTION, [line])
                yield from self._inside(self._indented(line.indent)).blocks()
                continue
            if self._rst:
                yield from self._paragraph(line)
                list_run = 0
                continue
            self._at += 1
            if self._is_isolated(self._at - 1, headed):
                headed = True
                level = 1 if not self._levels and self._at == self._first() + 1 else 2
                yield self._block(Kind.HEADING, [line], level=level)
                continue
            paragraph = paragraph or next(self._runs)
            list_run = 0
            shown = self._shown(line)
            if shown.text:
                yield Block(Kind.PARAGRAPH, Span(line.start, line.end), shown, run=paragraph)

    def _text_until_blank(self) -> list[_Line]:
        first = self._at
        while self._at < len(self._lines) and not self._lines[self._at].blank:
            self._at += 1
        return self._lines[first : self._at]

    def _item(self, lines: list[_Line], skip: int, **more: object) -> Block:
        """An item; the two colons at its end that open code in reStructuredText are one."""
        block = self._block(Kind.ITEM, lines, skip, **more)
        if self._rst and block.text.endswith("::"):
            return replace(block, shown=block.shown.cut(0, len(block.text) - 1))
        return block

    def _rest_of_item(self, line: _Line, level: int, run: int) -> Iterator[Block]:
        """What stands indented below an item after an empty line belongs to it: paragraphs and code."""
        ahead = self._at
        while ahead < len(self._lines) and self._lines[ahead].blank:
            ahead += 1
        if ahead == self._at or ahead == len(self._lines) or self._lines[ahead].indent <= line.indent + 1:
            return
        if _ITEM.match(self._lines[ahead].words):
            return
        body = self._indented(line.indent + 1)
        if line.words.endswith("::") and self._rst:
            code = self._code(body)
            yield from [replace(code, run=run)] if code else []
            return
        for block in self._inside(body).blocks():
            if block.kind is Kind.PARAGRAPH and not block.left_out:
                yield replace(block, kind=Kind.ITEM, level=level, run=run)
            elif block.kind is Kind.CODE:
                yield replace(block, run=run)
            else:
                yield block

    def _defines(self, line: _Line) -> bool:
        """Whether the next line is indented below this one, without an empty line between: a term and what it means."""
        after = self._lines[self._at + 1] if self._at + 1 < len(self._lines) else None
        return (
            after is not None
            and not after.blank
            and after.indent > line.indent
            and not line.words.endswith("::")
        )

    def _paragraph(self, line: _Line) -> Iterator[Block]:
        """A paragraph of reStructuredText, whole, and the code that two colons at its end open."""
        lines: list[_Line] = []
        while self._at < len(self._lines):
            one = self._lines[self._at]
            if one.blank or (
                lines and (_DIRECTIVE.match(one.words) or _ITEM.match(one.words) or self._opens(one))
            ):
                break
            lines.append(one)
            self._at += 1
        block = self._block(Kind.PARAGRAPH, lines)
        if lines[-1].words.endswith("::"):
            keep = len(block.text) - (2 if block.text in ("::",) or block.text.endswith(" ::") else 1)
            shown = block.shown.cut(0, max(keep, 0)).stripped()
            if shown.text:
                yield replace(block, shown=shown)
            code = self._code(self._indented(line.indent))
            yield from [code] if code else []
        else:
            yield block

    def _table(self, line: _Line) -> list[Block] | None:
        """A simple or a grid table; None where none stands here."""
        if not _SIMPLE.match(line.words) and not _GRID.match(line.words):
            return None
        grid = bool(_GRID.match(line.words))
        rows: list[list[_Line]] = [[]]
        first: list[_Line] | None = None
        self._at += 1
        while self._at < len(self._lines):
            one = self._lines[self._at]
            ends = bool((_GRID if grid else _SIMPLE).match(one.words))
            if one.blank and (grid or (first is not None and not self._more_rows())):
                break
            self._at += 1
            if ends:
                if "=" in one.words and first is None:
                    first = [row for row in rows if row][-1] if any(rows) else None
                rows.append([])
                if not grid and first is not None and len([row for row in rows if row]) > 1:
                    break
            elif grid:
                rows[-1].append(one)
            elif not one.blank:
                if rows[-1] and one.indent > line.indent:  # its first column is empty: the row goes on
                    rows[-1].append(one)
                else:
                    rows.append([one])
        run = next(self._runs)
        made = []
        for row in (one for one in rows if one):
            cells = self._cells(line, row, grid)
            span = Span(row[0].start, row[-1].end)
            kind = Kind.HEADER if first is not None and row is first else Kind.ROW
            made.append(Block(kind, span, joined(cells, " | "), run=run, cells=tuple(cells)))
        return made

    def _more_rows(self) -> bool:
        """Whether after this empty line the table goes on."""
        rest = self._lines[self._at + 1 : self._at + 2]
        return (
            bool(rest)
            and not rest[0].blank
            and any(_SIMPLE.match(one.words) for one in self._lines[self._at :][:40])
        )

    def _cells(self, line: _Line, row: list[_Line], grid: bool) -> list[Shown]:
        columns: list[list[Shown]] = []
        for one in row:
            places = (
                [match.span(1) for match in re.finditer(r"\|([^|]*)(?=\|)", one.words)]
                if grid
                else _columns(line.words, one, line.indent)
            )
            for number, (a, b) in enumerate(places):
                while len(columns) <= number:
                    columns.append([])
                columns[number].append(Shown.plain(self._text, one.start + a, one.start + b).stripped())
        return [
            in_one_line(self._clean(joined([part for part in parts if part.text], "\n"))) for parts in columns
        ]

    def _first(self) -> int:
        return next((n for n, one in enumerate(self._lines) if not one.blank), 0)

    def _next_is_item(self) -> bool:
        after = next((one for one in self._lines[self._at :] if not one.blank), None)
        return bool(after and (_ITEM.match(after.words) or after.indent > 1))

    def _heading(self) -> Block | None:
        """A heading at this place: underlined, with hashes before it, or numbered among other numbered ones."""
        line = self._lines[self._at]
        after = self._lines[self._at + 1] if self._at + 1 < len(self._lines) else None
        over = bool(_UNDERLINE.match(line.words)) and after is not None
        if over and after and not after.blank and self._at + 2 < len(self._lines):
            under = self._lines[self._at + 2]
            if _UNDERLINE.match(under.words) and under.words[0] == line.words[0]:
                self._at += 3
                return self._block(Kind.HEADING, [after], level=self._level(line.words[0] * 2))
        if after and _is_underline(line, after) and (self._rst or after.words[0] in "=-~"):
            self._at += 2
            mark = TERM if self._rst and _NAME.match(line.words) else ""
            return self._block(Kind.HEADING, [line], level=self._level(after.words[0]), mark=mark)
        if match := _HASHES.match(line.words):
            if not match["words"]:
                return None
            self._at += 1
            start = line.start + match.start("words")
            shown = self._clean(Shown.plain(self._text, start, start + len(match["words"])))
            return Block(Kind.HEADING, Span(line.start, line.end), shown, level=len(match["hashes"]))
        if self._numbered and self._is_numbered(self._at):
            self._at += 1
            depth = line.words.split()[0].rstrip(".").count(".")
            return self._block(Kind.HEADING, [line], level=3 + depth)
        return None

    def _level(self, sign: str) -> int:
        if sign not in self._levels:
            self._levels.append(sign)
        return self._levels.index(sign) + 1

    def _is_numbered(self, place: int) -> bool:
        """Whether the line is a short numbered one that stands alone, or opens a paragraph that is not a list."""
        line = self._lines[place]
        match = _NUMBERED.match(line.words)
        if not match or _ENDS.search(line.words) or len(match["words"].split()) > HEADING_WORDS:
            return False
        after = self._lines[place + 1] if place + 1 < len(self._lines) else None
        before = self._lines[place - 1] if place else None
        return (before is None or before.blank) and after is not None and not _ITEM.match(after.words)

    def _is_isolated(self, place: int, headed: bool) -> bool:
        """Whether a short line without an end stands alone before text: it acts as a heading."""
        line = self._lines[place]
        before = self._lines[place - 1] if place else None
        after = self._lines[place + 1] if place + 1 < len(self._lines) else None
        rest = any(not one.blank for one in self._lines[place + 1 :])
        return (
            rest
            and (before is None or before.blank)
            and (after is None or after.blank)
            and len(line.words.split()) <= HEADING_WORDS
            and not _ENDS.search(line.words)
            and not line.indent
            and (line.words[0].isupper() or line.words[0].isdigit())
        )

    def _speech(self, line: _Line) -> Block | None:
        """A question, a reply or a turn, with the lines that go on with it."""
        for pattern, kind in (
            (_QUESTION, Kind.QUESTION),
            (_REPLY, Kind.REPLY),
            (_TIMED, Kind.TURN),
            (_NAMED, Kind.TURN),
        ):
            match = pattern.match(line.words)
            if match is None or (pattern is _NAMED and not self._talk):
                continue
            self._at += 1
            rest: list[_Line] = []
            while self._at < len(self._lines):
                more = self._lines[self._at]
                if (
                    more.blank
                    or self._opens(more)
                    or (self._talk and _NAMED.match(more.words))
                    or _ITEM.match(more.words)
                ):
                    break
                rest.append(more)
                self._at += 1
            skip = match.start("who") if kind is Kind.TURN else match.end()
            return self._block(kind, [line, *rest], skip)
        return None

    def _directive(self, line: _Line) -> list[Block] | None:
        """What a directive, a target or a remark of reStructuredText holds; None where none stands here."""
        if match := _DIRECTIVE.match(line.words):
            name = match["name"].rpartition(":")[2]
            self._at += 1
            body = self._indented(line.indent)
            options = 0
            while options < len(body) and not body[options].blank and _FIELD.match(body[options].words):
                options += 1
            found = [self._left_out(one, "option of a directive") for one in body[:options]]
            body = body[options:]
            if name in _CODE_DIRECTIVES:
                code = self._code(body, match["rest"])
                return [*found, *([code] if code else [])]
            if name == "list-table":
                return [
                    *found,
                    *self._list_table(body, any("header-rows: 1" in one.text for one in found)),
                ]
            if name not in _SPOKEN_DIRECTIVES | _OBJECTS | _HEADED:
                return [
                    *found,
                    *(self._left_out(one, f"directive {name}") for one in [line, *body] if not one.blank),
                ]
            rest = _Line(line.start + match.start("rest"), line.end, line.indent, match["rest"])
            if name in _VERSIONS:
                return [*found, *self._version(_VERSIONS[name], line, rest, body)]
            if match["rest"] and name in _OBJECTS | _HEADED:
                level = OBJECT_LEVEL + self._depth
                mark = TERM if name in _OBJECTS else ""
                reach = body[-1].end + 1 if body else rest.end + 1
                found.append(self._block(Kind.HEADING, [rest], level=level, mark=mark, reach=reach))
            elif match["rest"]:
                body = [rest, *body]
            return [*found, *self._inside(body).blocks()]
        if _REMARK.match(line.words):
            self._at += 1
            body = self._indented(line.indent)
            return [self._left_out(one, "remark or target") for one in [line, *body] if not one.blank]
        if _FIELD.match(line.words) and not self._text[line.end :].startswith("`"):
            self._at += 1
            return [self._left_out(line, "field")]
        if line.words == "::":
            self._at += 1
            code = self._code(self._indented(line.indent))
            return [code] if code else []
        return None

    def _version(self, told: str, line: _Line, rest: _Line, body: list[_Line]) -> Iterator[Block]:
        """Since which version something is so, as a reader of the page is told it; nothing for a number alone."""
        inner = list(self._inside(body).blocks())
        first = inner[0] if inner and inner[0].kind is Kind.PARAGRAPH else None
        number = self._shown(rest)
        if first is None or not number.text:
            yield self._left_out(line, "number of a version")
            yield from inner
            return
        opening = joined([Shown(told, tuple([NOWHERE] * len(told))), number, Shown(":", (NOWHERE,))], "")
        yield replace(first, span=Span(rest.start, first.span.end), shown=joined([opening, first.shown]))
        yield from inner[1:]

    def _list_table(self, body: list[_Line], headed: bool) -> Iterator[Block]:
        """A table whose rows are items of items."""
        rows: list[list[list[_Line]]] = []
        for line in body:
            opens = re.match(r"^\* - ?", line.words)
            cell = re.match(r"^- ?", line.words)
            if opens:
                rows.append([[_moved(line, opens.end())]])
            elif cell and rows:
                rows[-1].append([_moved(line, cell.end())])
            elif rows and not line.blank:
                rows[-1][-1].append(line)
        run = next(self._runs)
        for number, row in enumerate(rows):
            cells = [
                self._block(Kind.ROW, [one for one in cell if one.words] or cell[:1]).shown for cell in row
            ]
            last = row[-1][-1]
            span = Span(row[0][0].start, max(last.end, row[0][0].start + 1))
            kind = Kind.HEADER if number == 0 and headed else Kind.ROW
            yield Block(kind, span, joined(cells, " | "), run=run, cells=tuple(cells))


def _moved(line: _Line, by: int) -> _Line:
    return _Line(min(line.start + by, line.end), line.end, line.indent + by, line.words[by:])


def _columns(ruler: str, line: _Line, indent: int) -> list[tuple[int, int]]:
    """Where the columns of a simple table stand in the words of one of its lines."""
    starts = [match.start() for match in re.finditer("=+", ruler)]
    shift = line.indent - indent
    ends = [*starts[1:], len(line.words) + shift + 1]
    size = len(line.words)
    places = [(max(a - shift, 0), max(b - shift, 0)) for a, b in zip(starts, ends, strict=True)]
    return [(min(a, size), min(b, size)) for a, b in places]


class _Adoc(_Reader):
    """AsciiDoc."""

    _DELIMITED = re.compile(r"^(?:-{4,}|\.{4,}|`{3,})$")
    _HEADING = re.compile(r"^(?P<signs>={1,6})[ \t]+(?P<words>\S.*)$")
    _LIST = re.compile(r"^(?P<mark>\*{1,5}|\.{1,5}|-|\d{1,3}\.)[ \t]+(?=\S)")
    _LABEL = re.compile(r"^(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+")
    _QUIET = re.compile(
        r"^(?://|:[\w!-]+:|\[[^\]]*\]$|include::|image::|ifdef::|ifndef::|endif::|toc::|'''$|<<<$|={4,}$|\*{4,}$|_{4,}$|\+\+\+\+$|\+$|-{2}$)"
    )

    def __init__(self, text: str, lines: list[_Line]) -> None:
        super().__init__(text, lines, marks.adoc)

    def blocks(self) -> Iterator[Block]:
        run, paragraph, counted = 0, 0, 0
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            if line.blank:
                paragraph = 0
                continue
            if line.words.startswith("////"):
                for one in self._until(lambda one: one.words.startswith("////")):
                    if not one.blank:
                        yield self._left_out(one, "remark")
            elif self._DELIMITED.match(line.words):
                code = self._code(self._until(partial(_closes, line.words)))
                yield from [code] if code else []
            elif match := self._HEADING.match(line.words):
                run = 0
                yield self._block(Kind.HEADING, [line], match.start("words"), level=len(match["signs"]))
            elif line.words.startswith("|==="):
                yield from self._table()
            elif self._QUIET.match(line.words):
                yield self._left_out(line, "mark of the page")
            elif match := self._LIST.match(line.words):
                run = run or next(self._runs)
                ordered = match["mark"].startswith(".") or match["mark"][0].isdigit()
                counted = counted + 1 if ordered else 0
                rest = self._text_lines()
                mark = f"{counted}." if ordered else "•"
                yield self._block(
                    Kind.ITEM, [line, *rest], match.end(), level=len(match["mark"]), run=run, mark=mark
                )
            elif line.words.startswith(".") and line.words[1:2].isalnum():
                yield self._block(Kind.HEADING, [line], 1, level=7)
            else:
                run, counted = 0, 0
                label = self._LABEL.match(line.words)
                paragraph = paragraph or next(self._runs)
                yield self._block(Kind.PARAGRAPH, [line, *self._text_lines()], label.end() if label else 0)

    def _text_lines(self) -> list[_Line]:
        taken: list[_Line] = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            stops = (self._QUIET, self._HEADING, self._LIST, self._DELIMITED)
            if line.blank or line.words.startswith("|===") or any(one.match(line.words) for one in stops):
                break
            taken.append(line)
            self._at += 1
        return taken

    def _table(self) -> Iterator[Block]:
        run = next(self._runs)
        lines = self._until(lambda one: one.words.startswith("|==="))
        rows: list[list[_Line]] = [[]]
        for line in lines:
            if line.blank:
                rows.append([])
            elif line.words.count("|") > 1:
                rows.append([line])
            else:
                rows[-1].append(line)
        rows = [row for row in rows if row]
        columns = max((sum(one.words.count("|") for one in row) for row in rows[:1]), default=0)
        for number, row in enumerate(rows):
            cells = [
                in_one_line(self._clean(Shown.plain(self._text, one.start + a, one.start + b)))
                for one in row
                for a, b in (match.span(1) for match in re.finditer(r"\|([^|]*)", one.words))
            ]
            if cells:
                kind = Kind.HEADER if number == 0 and columns > 1 else Kind.ROW
                span = Span(row[0].start, row[-1].end)
                yield Block(kind, span, joined(cells, " | "), run=run, cells=tuple(cells))


def _closes(fence: str, line: _Line) -> bool:
    return line.words.startswith(fence)


def _is_underline(line: _Line, after: _Line) -> bool:
    return bool(
        _UNDERLINE.match(after.words)
        and not _UNDERLINE.match(line.words)
        and len(after.words) >= min(len(line.words), 3) * 1
        and 2 * len(after.words) >= len(line.words)
        and len(line.words) <= 100
    )
