"""What the cross-references of reStructuredText lead to is called.

``:doc:`/cli``` and ``:ref:`dotenv``` hold the name of a page or of a label; a reader of the page is shown the title
that stands there, which may lie in another file of the shelf.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from posixpath import normpath

from index.articles import marks
from index.articles.blocks import Shown

_LABELS = re.compile(
    r"(?P<labels>(?:^[ \t]*\.\.[ \t]+_[^\r\n]+:[ \t]*\r?\n(?:[ \t]*\r?\n)*)+)"
    r"(?P<over>[ \t]*([=\-~^\"'`#*+.:_<>])\3{2,}[ \t]*\r?\n)?"
    r"[ \t]*(?P<title>\S[^\r\n]*)\r?\n[ \t]*([=\-~^\"'`#*+.:_<>])\5{2,}[ \t]*\r?$",
    re.MULTILINE,
)
_LABEL = re.compile(r"\.\.[ \t]+_`?(?P<name>[^\r\n]+?)`?:[ \t]*(?:\r?$)", re.MULTILINE)
_TITLE = re.compile(
    r"^(?P<title>(?!\.\.[ \t])\S[^\r\n]*)\r?\n([=\-~^\"'`#*+.:_<>])\2{2,}[ \t]*\r?$", re.MULTILINE
)
_LEADS = re.compile(r":(?P<role>(?:std:)?(?:ref|doc)):`(?P<target>[^`<]+)`")
_SUFFIX = ".rst"


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles that references lead to.

    Args:
        labels: titles by label, in lower case, as Sphinx compares them.
        pages: titles by file, without its suffix.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, role: str, target: str, file: str) -> str:
        """What a reader is shown of a reference without words of its own.

        Args:
            role: ``ref`` or ``doc``.
            target: what it names.
            file: the file that it stands in, relative to the seeds folder.

        Returns:
            The title that stands there; the readable part of the name where there is none.
        """
        if role not in ("ref", "doc"):
            return target
        if role == "ref":
            return self.labels.get(" ".join(target.lower().split())) or readable(target)
        folder = PurePosixPath(file).parent
        at = normpath((folder / target).as_posix())
        from_top = target.lstrip("/")
        absolute = [
            from_top,
            *((parent / from_top).as_posix() for parent in folder.parents),
            f"{folder}/{from_top}",
        ]
        places = absolute if target.startswith("/") else [at]
        titles = (self.pages.get(place.removeprefix("./")) for place in places)
        return next(filter(None, titles), "") or readable(target)

    def names_in(self, text: str, file: str) -> tuple[str, ...]:
        """What all references of a file without words of their own are shown as, in order."""
        return tuple(self.name_of(role, target, file) for role, target in _references(text))


def titles_of(texts: Mapping[str, str]) -> Titles:
    """The titles of a shelf.

    Args:
        texts: the texts of its files, by name.
    """
    labels: dict[str, str] = {}
    pages: dict[str, str] = {}
    for file, text in texts.items():
        if file.lower().endswith(_SUFFIX) and (title := _TITLE.search(text)):
            pages[file[: -len(_SUFFIX)]] = _clean(title["title"])
        if ".. _" not in text:
            continue
        for match in _LABELS.finditer(text):
            for label in _LABEL.finditer(match["labels"]):
                labels.setdefault(" ".join(label["name"].lower().split()), _clean(match["title"]))
    return Titles(labels, pages)


def _references(text: str) -> Iterator[tuple[str, str]]:
    if ":`" in text:
        for match in _LEADS.finditer(text):
            yield match["role"].rpartition(":")[2], match["target"]


def _clean(title: str) -> str:
    return marks.rst(Shown.plain(title, 0, len(title))).text.strip()


def readable(target: str) -> str:
    """``/patterns/app_factories`` as ``app factories``; a label that was written to be read stays as it is."""
    if " " in target:
        return target
    parts = [part for part in re.split(r"[/:]", target) if part]
    while len(parts) > 1 and parts[-1] == "index":
        parts.pop()
    return re.sub(r"[-_]+", " ", parts[-1]).strip() if parts else target
