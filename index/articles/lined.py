"""The blocks of files that are made of lines: plain text, reStructuredText and AsciiDoc."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from index.articles import marks
from index.articles.adoc import Adoc
from index.articles.blocks import Block, Shown
from index.articles.lines import lines_of
from index.articles.plain import Plain
from index.articles.targets import readable

_IS_RST = re.compile(r"^\.\. (?:_[^:\n]+:|[\w-]+::)|^[^\n]*\S::[ \t]*\r?$|``\S|^::[ \t]*\r?$", re.MULTILINE)
_REPLACES = re.compile(
    r"^[ \t]*\.\.[ \t]+\|(?P<name>[^|\n]+)\|[ \t]+replace::[ \t]+(?P<value>\S[^\n]*)", re.MULTILINE
)
_ATTRIBUTE = re.compile(r"^:(?P<name>[\w-]+):[ \t]+(?P<value>\S[^\n]*)", re.MULTILINE)
_CHAPTER = re.compile(
    r"^(?:\[(?:\[(?P<id>[^\],\n]+)[^\]\n]*\]|\#(?P<short>[\w.:-]+)[^\]\n]*)\]\r?\n)?"
    r"={1,6}[ \t]+(?P<title>\S[^\r\n]*)",
    re.MULTILINE,
)
_SIGNS = (".. ", "::", "``")


def lined_blocks(text: str, start: int, suffix: str, name: marks.Namer | None = None) -> list[Block]:
    """The blocks of a plain text, a reStructuredText or an AsciiDoc.

    Args:
        text: the file.
        start: where its front matter ends, in code points.
        suffix: of the file: ``.rst``, ``.adoc``, or ``.txt``, which may look like the first.
        name: what a reference to another place is shown as; None shows what it names.

    Raises:
        ValueError: for any other suffix.
    """
    lines = list(lines_of(text, start))
    match suffix:
        case ".adoc":
            named = partial(_crossed, _chapters(text), _naming(text, _ATTRIBUTE, name))
            blocks = Adoc(text, lines, partial(marks.adoc, name=named)).blocks()
        case ".rst" | ".txt":
            blocks = Plain(text, lines, _cleaner(text, start, suffix, name)).blocks()
        case _:
            raise ValueError(f"no reader for {suffix} files")
    return [block for block in blocks if block.text.strip()]


def _cleaner(text: str, start: int, suffix: str, name: marks.Namer | None) -> marks.Cleaner:
    """What takes the marks out of reStructuredText, if the file is that; plain text has none."""
    is_rst = suffix == ".rst" or (any(sign in text for sign in _SIGNS) and bool(_IS_RST.search(text, start)))
    return partial(marks.rst, name=_naming(text, _REPLACES, name)) if is_rst else marks.plain


def _naming(text: str, stated: re.Pattern[str], name: marks.Namer | None) -> marks.Namer | None:
    """What references are shown as, with those that the file itself states: ``.. |version| replace:: 3.2``."""
    values = {match["name"]: match["value"].strip() for match in stated.finditer(text)}
    if not values:
        return name

    def named(role: str, target: str) -> str:
        if role in ("replaced", "attribute"):
            return values.get(target.strip("{}"), target)
        return name(role, target) if name else target

    return named


def _chapters(text: str) -> dict[str, str]:
    """The titles of an AsciiDoc's chapters, by what they may be referred to as: their own id, and one made of them."""
    titles: dict[str, str] = {}
    for match in _CHAPTER.finditer(text):
        title = marks.adoc(Shown.plain(text, *match.span("title"))).text.strip()
        made = re.sub(r"[\W_]+", "_", title.lower()).strip("_")
        titles |= {name: title for name in (match["id"], match["short"], made) if name}
    return titles


def _crossed(titles: Mapping[str, str], name: marks.Namer | None, role: str, target: str) -> str:
    """What is shown of a reference to another place: the title there, else its name in readable words."""
    if role != "anchor":
        return name(role, target) if name else target
    place = target.rpartition("#")[2].strip() or target.rstrip("#")
    made = re.sub(r"[\W_]+", "_", place.lower()).strip("_")
    return titles.get(place) or titles.get(made) or readable(place.removesuffix(".adoc"))
