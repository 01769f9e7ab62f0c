"""MDX: Markdown with components, and with code that a reader of the page does not see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from index.articles.blocks import BOLD_LEVEL, Block, Kind, Shown
from index.records import Span

CODE, EXPRESSION, REMARK = "code of the page", "expression of the page", "remark"
LONGEST = 20_000  # signs of an expression or of a tag; a longer one is taken to have no end
_IMPORT = (
    r"import\s+(?:[\w$*{][^;'\"`]{0,600}?\sfrom\s+|[\w$*{][^;'\"`]{0,600}?\}\s*from\s*)?"
    r"['\"][^'\"\n]+['\"];?[ \t]*\r?$"
)
_IS_MDX = re.compile(rf"^{_IMPORT}|^[ \t]*</[A-Z][\w.]*>[ \t]*\r?$|\{{/\*", re.MULTILINE)
_OPENS = re.compile(
    rf"(?P<code>^(?:{_IMPORT}|export\s+(?:const|let|var|default|function|async|class|type|interface)\b|export\s*[{{*]))"
    r"|(?P<brace>(?<!\\)\{(?!\#[\w-]+\}[ \t]*\r?$))"
    r"|(?P<tag><(?P<close>/)?(?P<name>[A-Za-z][\w.:-]*)?(?=[\s/>]))",
    re.MULTILINE,
)
_WITHIN = re.compile(
    r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|/\*.*?\*/|(?<!\S)//[^\n]*|[{}]", re.DOTALL
)
_IN_TAG = re.compile(r"\"[^\"]*\"|'[^']*'|\{|/?>|<|\n[ \t]*\r?\n")
_LITERAL = re.compile(
    r"\{\s*(?:\"(?P<double>[^\"\\\n]*)\"|'(?P<single>[^'\\\n]*)'|`(?P<ticks>[^`\\$]*)`|(?P<number>\d[\d.]*))\s*\}"
)
_REMARKS = re.compile(r"\{\s*(?:/\*.*?\*/\s*)*\}", re.DOTALL)
_ATTRIBUTE = re.compile(
    r"\s(?P<name>title|label|heading|header|summary|question|description)\s*=\s*\{?\s*(?:\"(?P<double>[^\"]+)\"|'(?P<single>[^']+)')"
)
_QUIET = re.compile(
    r"(?:.*Image|Img|Link|A|Tooltip|Icon|Video|Frame|Trans)$"
)  # whose titles show only when pointed at
_BLANK_LINE = re.compile(r"\n[ \t]*\r?(?:\n|$)|\Z")


@dataclass(slots=True)
class Page:
    """What of a file is no text.

    Args:
        gone: what is not shown: tags, expressions, code; in order.
        unseen: of that, what holds words.
        left_out: what stands for itself, and why it is not quoted.
        fillers: expressions within the tags of HTML, which would end them too soon.
        headings: the titles of components, and what describes them.
        inside: what stands between the tags of a component, which may be indented as a whole; outer ones last.
    """

    gone: list[Span] = field(default_factory=list)
    unseen: list[Span] = field(default_factory=list)
    left_out: list[tuple[Span, str]] = field(default_factory=list)
    fillers: list[Span] = field(default_factory=list)
    headings: list[Block] = field(default_factory=list)
    inside: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Open:
    """A component that is open: where its tag ends, and which headings are its own."""

    name: str
    end: int
    headings: list[int]


def is_mdx(prose: str, start: int) -> bool:
    """Whether Markdown is MDX by what it holds: a component that is closed on a line of its own, an import, a remark.

    Args:
        prose: the file, its code blanked.
        start: where its front matter ends.
    """
    return bool(_IS_MDX.search(prose, start))


def read(text: str, prose: str, start: int) -> Page:
    """What of a file is no text.

    Args:
        text: the file.
        prose: the same with its code and what is hidden blanked.
        start: where its front matter ends.
    """
    page = Page()
    opened: list[_Open] = []
    at = start
    while match := _OPENS.search(prose, at):
        at = match.end()
        if match["code"]:
            if _opens_paragraph(prose, match.start(), start, page):
                at = match.end() if match["code"].startswith("import") else _end_of_code(prose, match.start())
                _leave_out(page, Span(match.start(), at), CODE)
        elif match["brace"]:
            end = _end_of_expression(prose, match.start())
            if end > 0:
                _expression(text, prose, Span(match.start(), end), page)
                at = end
        else:
            end, inner = _end_of_tag(prose, match.start())
            if end < 0:
                continue
            at, tag, name = end, Span(match.start(), end), match["name"] or ""
            if name and name[0].islower() and "." not in name:
                page.fillers += inner
                continue
            page.gone.append(tag)
            if match["close"]:
                _close(page, opened, name, tag.start)
                continue
            own = [
                *_titles(text, prose, tag, name, sum(bool(component.headings) for component in opened), page)
            ]
            if prose[end - 2] == "/":
                _end(page, own, end)
            else:
                opened.append(_Open(name, end, own))
    return page


def _opens_paragraph(prose: str, at: int, start: int, page: Page) -> bool:
    """Whether nothing stands right above but other code."""
    above = prose[start:at].rstrip(" \t\r")
    if not above or re.search(r"\n[ \t]*\r?\n$", above) or not above.strip():
        return True
    return bool(
        page.left_out and page.left_out[-1][1] == CODE and not prose[page.left_out[-1][0].end : at].strip()
    )


def _leave_out(page: Page, span: Span, why: str) -> None:
    page.gone.append(span)
    page.unseen.append(span)
    page.left_out.append((span, why))


def _end_of_code(prose: str, at: int) -> int:
    """Where exported code ends: at the first empty line outside of all brackets, else at the first empty line."""
    first = -1
    for blank in _BLANK_LINE.finditer(prose, at, at + LONGEST):
        first = first if first >= 0 else blank.start()
        code = re.sub(
            r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`", "", prose[at : blank.start()]
        )
        if all(code.count(opening) <= code.count(closing) for opening, closing in ("{}", "()", "[]")):
            return blank.start()
    return first if first >= 0 else len(prose)


def _end_of_expression(prose: str, at: int) -> int:
    """The place behind the brace that closes the one here; -1 where none does."""
    deep = 0
    for match in _WITHIN.finditer(prose, at, at + LONGEST):
        deep += {"{": 1, "}": -1}.get(match[0], 0)
        if not deep:
            return match.end()
    return -1


def _end_of_tag(prose: str, at: int) -> tuple[int, list[Span]]:
    """The place behind the tag that begins here, -1 where it does not end; and the expressions in it."""
    inner: list[Span] = []
    place = at + 1
    while match := _IN_TAG.search(prose, place, at + LONGEST):
        place = match.end()
        if match[0] == "{":
            place = _end_of_expression(prose, match.start())
            if place < 0:
                return -1, []
            inner.append(Span(match.start(), place))
        elif match[0].endswith(">"):
            return place, inner
        elif match[0][0] not in "\"'":
            return -1, []
    return -1, []


def _expression(text: str, prose: str, span: Span, page: Page) -> None:
    """An expression: a text in quotation marks is seen without them; what any other shows is not known."""
    if literal := _LITERAL.fullmatch(text, span.start, span.end):
        inner = Span(*literal.span(literal.lastgroup or 0))
        page.gone += [Span(span.start, inner.start), Span(inner.end, span.end)]
        return
    why = REMARK if _REMARKS.fullmatch(text, span.start, span.end) else EXPRESSION
    before = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    after = text[span.end : text.find("\n", span.end) if "\n" in text[span.end :] else len(text)]
    if before.strip() or after.strip():
        page.gone.append(span)
        page.unseen.append(span)
    else:
        _leave_out(page, span, why)


def _titles(text: str, prose: str, tag: Span, name: str, deep: int, page: Page) -> Iterator[int]:
    """The headings in a component's attributes, where it opens a line; what describes it stands below them."""
    if _QUIET.match(name) or prose[prose.rfind("\n", 0, tag.start) + 1 : tag.start].strip(
        " \t>-*0123456789."
    ):
        return
    for match in _ATTRIBUTE.finditer(text, tag.start, tag.end):
        inner = Span(*match.span("double" if match["double"] else "single"))
        shown = Shown.plain(text, inner.start, inner.end)
        if match["name"] == "description":
            page.headings.append(Block(Kind.PARAGRAPH, inner, shown))
        else:
            yield len(page.headings)
            page.headings.append(Block(Kind.HEADING, inner, shown, BOLD_LEVEL + deep, reach=inner.end + 1))


def _close(page: Page, opened: list[_Open], name: str, end: int) -> None:
    """Ends the reach of the headings of a component that ends here, and of those left open in it."""
    for place in range(len(opened) - 1, -1, -1):
        if opened[place].name == name:
            page.inside.append(Span(opened[place].end, max(end, opened[place].end + 1)))
            for component in opened[place:]:
                _end(page, component.headings, end)
            del opened[place:]
            return


def _end(page: Page, own: list[int], end: int) -> None:
    for number in own:
        heading = page.headings[number]
        page.headings[number] = replace(heading, reach=max(end, heading.span.end + 1))
