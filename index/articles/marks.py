"""Takes the marks out of a line of Markdown, reStructuredText or AsciiDoc, and keeps where each word stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape

from index.articles.blocks import NOWHERE, Shown, joined

_MARKDOWN = re.compile(
    r"""
      (?P<escape>\\(?P<escaped>[!-/:-@\[-`{-~])) | \\(?=\n)
    | (?P<ticks>`+)(?P<code>(?:(?!(?P=ticks)).)+?)(?P=ticks)(?!`)
    | <!--.*?--> | \{/\*.*?\*/\} | \ufdd0+
    | \{\{[<%](?:(?![%>]\}\}).)*[%>]\}\} | \{%(?:(?!%\}).)*%\}
    | !\[\[[^\]\n]*\]\] | !\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])
    | \[\^[^\]\s]+\]
    | \[\[(?:[^\]|\n]*\|)?(?P<wiki>[^\]|\n]+)\]\]
    | (?P<link>\[)(?P<linked>(?:[^\[\]]|\[[^\[\]]*\])*)\](?:\((?:[^()]|\([^()\n]*\))*\)|\[[^\]\n]*\])
    | <(?P<address>[A-Za-z][\w+.-]{1,31}:[^<>\s]*|[\w.!\#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9][\w.-]*)>
    | </?(?P<tag>[A-Za-z][\w.:-]*)(?:[\s\ufdd0][^<>]*)?/?>
    | (?P<entity>&(?:\#\d+|\#x[0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]+);)
    | (?<=\s)(?:\#+[ \t]+)?\{[\#.:][^}\n]*\}\s*$ | (?<=\s)\^[\w-]+\s*$
    | ~~|==(?=\S)|(?<=\S)==|\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<![\w])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![\w])
    """,
    re.VERBOSE | re.DOTALL,
)
_RST = re.compile(
    r"""
      (?P<escape>\\(?P<escaped>[^\s\w]))
    | ``(?P<code>.+?)``
    | :(?:std:)?(?P<reference>ref|doc):`(?P<target>[^`<]+)`
    | :[\w:+.-]+:`(?P<role>[^`<]+?)\s*<[^`>]*>`
    | :(?:file|command|program|samp|kbd|option|envvar|pep|rfc):`!?(?P<literal>[^`]+)`
    | :[\w:+.-]+:`(?:~(?:[\w.]+\.)?(?P<short>[^`.]+)|[!./]*(?P<named>[^`]+))`
    | `(?P<linked>[^`<]+?)\s*<[^`>]*>`_{0,2}
    | `(?P<quoted>[^`]+)`_{0,2}
    | \|(?P<replaced>[^|\s](?:[^|\n]*[^|\s])?)\|_{0,2}
    | (?<=\s)\[(?:\#\w*|\d+|\*)\]_
    | (?P<refers>(?<=\w)_{1,2}(?=[\s.,;:!?)]|$))
    | \*{1,2}(?=\S)|(?<=\S)\*{1,2}
    """,
    re.VERBOSE | re.DOTALL,
)
_GIVEN = r'[\w-]+=(?:"[^"\]]*"|[^,"\]]*)'  # with a link of AsciiDoc, and not shown: `window=_blank`
_ADOC = re.compile(
    rf"""
      `\+?(?P<code>[^`\n]+?)\+?`
    | (?:<<(?=[^,>\n]+>>)|xref:(?=[^\s\[]+\[\]))(?P<anchor>[^>\[\n]+)(?:>>|\[\])
    | <<[^,>\n]+,\s*(?P<wiki>[^>]+)>>
    | (?:link:|mailto:|(?=https?://))(?P<address>[^\s\[]+)\[(?:{_GIVEN}(?:,\s*{_GIVEN})*)?\]
    | (?:https?://|link:|xref:|(?P<post>mailto:))[^\s\[]+\[(?P<quotes>"(?=[^"\]]*",))?
      (?P<linked>[^\]]*?)(?(quotes)")\^?(?(post)(?:,[^\]]*)?|(?:,\s*{_GIVEN})*)\]
    | (?:kbd|btn):\[(?P<literal>[^\]\n]+)\]
    | menu:(?P<menu>[^\s\[](?:[^\n\[]*[^\s\[])?)\[(?P<chosen>[^\]\n]*)\]
    | footnote:[\w-]*\[(?P<note>(?:[^\[\]]|\[[^\[\]]*\])*)\]
    | (?:image|icon|anchor):{{1,2}}[^\s\[]*\[[^\]\n]*\]
    | \[\[[^\]\n]*\]\] | \[[.\#][^\]\n]*\](?=[\#*_])
    | (?P<entity>&(?:\#\d+|\#x[0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]+);) | (?P<attribute>\{{[\w-]+\}})
    | (?<!\w)[*_\#]{{1,2}}(?=\S)|(?<=\S)[*_\#]{{1,2}}(?!\w)
    """,
    re.VERBOSE | re.DOTALL,
)
# Signs without which no mark stands in a text; most texts have none.
_IN_MARKDOWN = re.compile(r"[\\`<{!\[&~=*_^\ufdd0]")
_IN_RST = re.compile(r"[\\`:|\[_*]")
_LEFT = frozenset("code wiki linked address role literal short named quoted escaped".split())
_STANDS_FOR = ("replaced", "attribute", "anchor")
_INNER = {"escape": "escaped"}  # `lastgroup` names the outer group
_AGAIN = ("linked", "wiki")  # what may hold marks itself
# Tags that may stand within a word; every other one parts words.
WITHIN_WORDS = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike "
    "strong sub sup time tt u var wbr".split()
)
_ENDS = (".", "!", "?")
_LOOSE = frozenset("*_~=#")
Cleaner = Callable[[Shown], Shown]
Namer = Callable[[str, str], str]
"""What a reference is shown as that has no words of its own, from its role and what it names."""


def markdown(shown: Shown) -> Shown:
    """A Markdown text as a reader sees it (CommonMark; wiki links, footnote marks and block ids besides)."""
    return _cleaned(shown, _MARKDOWN) if _IN_MARKDOWN.search(shown.text) else shown


def rst(shown: Shown, name: Namer | None = None) -> Shown:
    """A reStructuredText as a reader sees it.

    Args:
        shown: the text.
        name: what a reference to another place is shown as; None shows what it names.
    """
    return _cleaned(shown, _RST, name) if _IN_RST.search(shown.text) else shown


def adoc(shown: Shown, name: Namer | None = None) -> Shown:
    """An AsciiDoc text as a reader sees it.

    Args:
        shown: the text.
        name: what an attribute or a reference without words is shown as; None shows its name.
    """
    return _cleaned(shown, _ADOC, name)


def entity(words: str, place: int) -> Shown:
    """What an entity of HTML stands for, its first sign where the entity begins; its own words if it is none."""
    sign = unescape(words)
    if sign == words:
        places = range(place, place + len(words)) if place >= 0 else [NOWHERE] * len(words)
        return Shown(words, tuple(places))
    return Shown(sign, (place, *[NOWHERE] * (len(sign) - 1))) if sign else Shown("", ())


def plain(shown: Shown) -> Shown:
    """A text without marks."""
    return shown


def _cleaned(shown: Shown, marks: re.Pattern[str], name_of: Namer | None = None) -> Shown:
    pieces = list(_pieces(shown, marks, name_of))
    return joined(pieces, "") if len(pieces) > 1 else pieces[0]


def _pieces(shown: Shown, marks: re.Pattern[str], name_of: Namer | None) -> Iterator[Shown]:
    last = 0
    for match in marks.finditer(shown.text):
        if match.lastgroup != "refers" and _is_literal(shown.text, match):
            continue
        yield shown.cut(last, match.start())
        last = match.end()
        if match.lastgroup is None:
            continue  # a mark that leaves nothing
        name = match.lastgroup
        name = _INNER.get(name, name)
        if name in _LEFT:
            inner = shown.cut(*match.span(name))
            yield _cleaned(inner, marks, name_of) if name in _AGAIN else inner
        elif name in _STANDS_FOR:
            yield _referred(shown.cut(*match.span()), shown.cut(*match.span(name)), name, name_of)
        elif name == "target":
            named = shown.cut(*match.span("target"))
            yield _referred(shown.cut(*match.span()), named, match["reference"], name_of)
        elif name == "tag" and match["tag"].lower() not in WITHIN_WORDS:
            yield Shown(" ", (NOWHERE,))
        elif name == "chosen":
            yield joined([shown.cut(*match.span("menu")), shown.cut(*match.span("chosen"))], " > ")
        elif name == "note" and match["note"].strip():
            note = _cleaned(shown.cut(*match.span("note")), marks, name_of).stripped()
            opens, closes = shown.at[match.start("note") - 1], shown.at[match.end("note")]
            yield from _noted(note, opens, closes, after_sentence=shown.text[: match.start()].endswith(_ENDS))
        elif name == "entity":
            yield entity(match["entity"], shown.at[match.start()])
    yield shown.cut(last)


def _noted(note: Shown, opens: int, closes: int, *, after_sentence: bool) -> Iterator[Shown]:
    """A footnote, told where its mark stands: behind a sentence as one of its own, within one in brackets."""
    yield Shown(" ", (NOWHERE,)) if after_sentence else Shown(" (", (NOWHERE, opens))
    yield note
    if not after_sentence:
        yield Shown(")", (closes,))
    elif not note.text.endswith(_ENDS):
        yield Shown(".", (closes,))


def _referred(mark: Shown, named: Shown, role: str, name_of: Namer | None) -> Shown:
    """A reference by its title, which stands elsewhere: its signs are spread over the mark, from end to end."""
    target = " ".join(named.text.split())
    words = name_of(role, target) if name_of else target
    if words == target or len(words) == 1:  # one sign cannot stand for both ends of the mark
        return named
    last = len(mark.at) - 1
    steps = max(len(words) - 1, 1)
    return Shown(words, tuple(mark.at[number * last // steps] for number in range(len(words))))


def _is_literal(text: str, match: re.Match[str]) -> bool:
    """Whether a sign of emphasis stands alone: "2 * 3", "snake_case", a mark without its pair."""
    words = match[0]
    if words[0] not in _LOOSE or not set(words) <= _LOOSE:
        return False
    start, end = match.span()
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    opens = bool(after) and not after.isspace() and (not before.isalnum() or words[0] == "*")
    if opens and not (before.isdigit() and after.isdigit()) and text.find(words, end) >= 0:
        return False
    return not before or before.isspace() or text.find(words, 0, start) < 0
