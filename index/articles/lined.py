"""The blocks of files that are made of lines: plain text, reStructuredText and AsciiDoc."""

from __future__ import annotations

import re
from functools import partial

from index.articles import marks
from index.articles.adoc import Adoc
from index.articles.blocks import Block
from index.articles.lines import lines_of
from index.articles.plain import Plain

_IS_RST = re.compile(r"^\.\. (?:_[^:\n]+:|[\w-]+::)|^[^\n]*\S::[ \t]*\r?$|``\S|^::[ \t]*\r?$", re.MULTILINE)
_REPLACES = re.compile(
    r"^[ \t]*\.\.[ \t]+\|(?P<name>[^|\n]+)\|[ \t]+replace::[ \t]+(?P<value>\S[^\n]*)", re.MULTILINE
)
_ATTRIBUTE = re.compile(r"^:(?P<name>[\w-]+):[ \t]+(?P<value>\S[^\n]*)", re.MULTILINE)
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
            blocks = Adoc(text, lines, partial(marks.adoc, name=_naming(text, _ATTRIBUTE, name))).blocks()
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
