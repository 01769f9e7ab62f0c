"""The blocks of AsciiDoc."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from index.articles.adoctables import table
from index.articles.blocks import Block, Kind
from index.articles.lines import Line, Lines, closes, moved


class Adoc(Lines):
    """AsciiDoc."""

    _DELIMITED = re.compile(r"^(?:-{4,}|\.{4,}|`{3,})$")
    _HEADING = re.compile(r"^(?P<signs>={1,6})[ \t]+(?P<words>\S.*)$")
    _LIST = re.compile(r"^(?P<mark>\*{1,5}|\.{1,5}|-|\d{1,3}\.)[ \t]+(?=\S)")
    _TERM = re.compile(r"^(?P<term>\S.*?)(?:::|;;)(?:[ \t]+(?P<text>\S.*))?$")
    _TASK = re.compile(r"\[[ xX*]\][ \t]+(?=\S)")
    _LABEL = re.compile(r"^(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+")
    _QUIET = re.compile(
        r"^(?://|:[\w!-]+:|\[[^\]]*\]$|include::|image::|ifdef::|ifndef::|endif::|toc::|'''$|<<<$|={4,}$|\*{4,}$|_{4,}$|\+\+\+\+$|\+$|-{2}$)"
    )
    _OPENINGS = (_QUIET, _HEADING, _LIST, _DELIMITED, _TERM, re.compile(r"\|==="))

    def blocks(self) -> Iterator[Block]:
        """All blocks, in order."""
        run, paragraph, level, attached = 0, 0, 0, False
        counted: list[int] = []  # numbered items so far, by level
        attributes = ""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            if line.blank:
                paragraph = 0
                continue
            if line.words.startswith("////"):
                for inner in self.until(lambda inner: inner.words.startswith("////")):
                    if not inner.blank:
                        yield self.left_out(inner, "remark")
            elif self._DELIMITED.match(line.words):
                yield from self.code(self.until(partial(closes, line.words)))
            elif match := self._HEADING.match(line.words):
                run = 0
                first = all(
                    above.blank or self._QUIET.match(above.words) for above in self.lines[: self.at - 1]
                )
                yield self.block(Kind.HEADING, [line], match.start("words"), level=len(match["signs"]))
                if first and len(match["signs"]) == 1:
                    yield from (self.left_out(below, "author and version") for below in self._text_lines())
            elif line.words.startswith("|==="):
                yield from table(self, self.until(lambda inner: inner.words.startswith("|===")), attributes)
                attributes = ""
            elif self._QUIET.match(line.words):
                attached = line.words == "+"
                attributes = line.words if line.words.startswith("[") else attributes
                yield self.left_out(line, "mark of the page")
            elif match := self._LIST.match(line.words):
                run = run or next(self.runs)
                ordered = match["mark"].startswith(".") or match["mark"][0].isdigit()
                level = len(match["mark"]) if match["mark"][0] in "*." else 1
                counted = [*counted, *[0] * level][:level]
                counted[-1] = counted[-1] + 1 if ordered else 0
                task = self._TASK.match(line.words, match.end())
                rest = self._text_lines()
                mark = f"{counted[-1]}." if ordered else "•"
                skip = task.end() if task else match.end()
                yield self.block(Kind.ITEM, [line, *rest], skip, level=level, run=run, mark=mark)
            elif line.words.startswith(".") and line.words[1:2].isalnum():
                yield self.block(Kind.HEADING, [line], 1, level=7, reach=self._reach())
            elif attached and run:
                attached = False
                yield self.block(Kind.ITEM, [line, *self._text_lines()], level=level, run=run)
            elif match := self._TERM.match(line.words):
                run, counted, paragraph = 0, [], 0
                yield self.block(
                    Kind.QUESTION, [Line(line.start, line.start + match.end("term"), 0, match["term"])]
                )
                reply = [moved(line, match.start("text"))] if match["text"] else []
                if reply := [*reply, *self._text_lines()]:
                    yield self.block(Kind.REPLY, reply)
            else:
                run, counted = 0, []
                label = self._LABEL.match(line.words)
                paragraph = paragraph or next(self.runs)
                yield self.block(Kind.PARAGRAPH, [line, *self._text_lines()], label.end() if label else 0)

    def _text_lines(self) -> list[Line]:
        return self.before(
            lambda line: line.blank or any(opens.match(line.words) for opens in self._OPENINGS)
        )

    def _reach(self) -> int:
        """Where the block below a title ends: a delimited one, a list, else a paragraph."""
        rest = self.lines[self.at :]
        while rest and rest[0].words.startswith("["):
            rest = rest[1:]
        if not rest:
            return 0
        fence = rest[0].words
        if len(fence) > 1 and (
            self._DELIMITED.match(fence) or self._QUIET.match(fence) or fence.startswith("|===")
        ):
            return next((line.end + 1 for line in rest[1:] if line.words == fence), rest[-1].end + 1)
        for place, line in enumerate(rest):
            after = rest[place + 1].words if place + 1 < len(rest) else ""
            if line.blank and not self._LIST.match(after):
                return max(line.end, 1)
        return rest[-1].end + 1
