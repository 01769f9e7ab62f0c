"""The blocks of AsciiDoc."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from index.articles.adoctables import table
from index.articles.blocks import Block, Kind
from index.articles.lines import Line, Lines, closes, moved

UNEVEN = 2  # signs by which an underline may be longer or shorter than its heading


class Adoc(Lines):
    """AsciiDoc."""

    _DELIMITED = re.compile(r"^(?:-{4,}|\.{4,}|`{3,})$")
    _HEADING = re.compile(r"^(?P<signs>={1,6})[ \t]+(?P<words>\S.*)$")
    _UNDERLINE = re.compile(r"^([=~^+-])\1+$")
    _LIST = re.compile(r"^(?P<mark>\*{1,5}|\.{1,5}|-|\d{1,3}\.)[ \t]+(?=\S)")
    _TERM = re.compile(r"^(?P<term>\S.*?)(?:::|;;)(?:[ \t]+(?P<text>\S.*))?$")
    _TASK = re.compile(r"\[[ xX*]\][ \t]+(?=\S)")
    _LABEL = re.compile(r"^(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+")
    _CALLOUT = re.compile(r"^<(?:\d{1,2}|\.)>[ \t]+")  # what is said of a line of the code above
    _BOX = re.compile(r"^(?:={4,}|\*{4,}|_{4,}|-{2})$")  # a fence around text
    _ELSEWHERE = re.compile(r"^(?:include|image|toc)::")
    _QUIET = re.compile(
        r"^(?://|:[\w!-]+:|\[\[?[^\]]*\]\]?$|include::|image::|ifdef::|ifndef::|endif::|toc::|'''$|<<<$|={4,}$|\*{4,}$|_{4,}$|\+\+\+\+$|\+$|-{2}$)"
    )
    _OPENINGS = (_QUIET, _HEADING, _LIST, _DELIMITED, _TERM, re.compile(r"\|==="))

    def blocks(self) -> Iterator[Block]:
        """All blocks, in order."""
        run, paragraph, level = 0, 0, 0
        attached, box = False, ""  # whether what follows belongs to an item; the fence of a box that does
        fences: list[str] = []  # of all boxes that are open
        counted: list[int] = []  # numbered items so far, by level
        signs: list[str] = []  # what the items open with, by level
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
                code = self.code(self.until(partial(closes, line.words)))
                yield from (replace(block, run=run if attached else 0, level=level) for block in code)
                attached = bool(box)
            elif heading := self._heading(line, fences):
                run, counted, signs, attached, box, fences = 0, [], [], False, "", []
                yield heading
                if heading.level == 1 and self._is_first(line):
                    yield from (self.left_out(below, "author and version") for below in self._text_lines())
            elif line.words.startswith("|==="):
                yield from table(self, self.until(lambda inner: inner.words.startswith("|===")), attributes)
                attributes, attached = "", bool(box)
            elif self._QUIET.match(line.words):
                if self._BOX.match(line.words):
                    opens = line.words not in fences
                    fences = [*fences, line.words] if opens else fences[: fences.index(line.words)]
                    box = (box or line.words) if attached and opens else box if box in fences else ""
                    attached = bool(box)
                elif line.words == "+" or self._ELSEWHERE.match(line.words):
                    attached = bool(box) or (line.words == "+" and bool(run))
                attributes = line.words if line.words.startswith("[") else attributes
                yield self.left_out(line, "mark of the page")
            elif match := self._LIST.match(line.words):
                run, attached = run or next(self.runs), bool(box)
                ordered = match["mark"].startswith(".") or match["mark"][0].isdigit()
                sign = "1." if match["mark"][0].isdigit() else match["mark"]
                signs = signs[: signs.index(sign) + 1] if sign in signs else [*signs, sign]
                level = len(signs)
                counted = [*counted, *[0] * level][:level]
                counted[-1] = counted[-1] + 1 if ordered else 0
                task = self._TASK.match(line.words, match.end())
                rest = self._text_lines()
                mark = f"{counted[-1]}." if ordered else "•"
                skip = task.end() if task else match.end()
                yield self.block(Kind.ITEM, [line, *rest], skip, level=level, run=run, mark=mark)
            elif line.words.startswith(".") and line.words[1:2].isalnum():
                if attached:
                    yield self.block(Kind.ITEM, [line], 1, level=level, run=run)
                    continue
                run, counted, signs = 0, [], []
                yield self.block(Kind.HEADING, [line], 1, level=7, reach=self._reach())
            elif run and (attached or self._CALLOUT.match(line.words)):
                attached = bool(box)
                lines = [self._unlabelled(line), *self._text_lines()]
                yield self.block(Kind.ITEM, lines, level=level, run=run)
            elif match := self._TERM.match(line.words):
                run, counted, signs, paragraph = 0, [], [], 0
                yield self.block(
                    Kind.QUESTION, [Line(line.start, line.start + match.end("term"), 0, match["term"])]
                )
                reply = [moved(line, match.start("text"))] if match["text"] else []
                reply += self._text_lines()
                joints = []
                while self._is_joint():
                    joints.append(self.lines[self.at])
                    self.at += 2
                    reply += [self._unlabelled(self.lines[self.at - 1]), *self._text_lines()]
                if reply:
                    yield self.block(Kind.REPLY, reply)
                yield from (self.left_out(joint, "mark of the page") for joint in joints)
            else:
                run, counted, signs = 0, [], []
                paragraph = paragraph or next(self.runs)
                yield self.block(Kind.PARAGRAPH, [self._unlabelled(line), *self._text_lines()])

    def _heading(self, line: Line, fences: list[str]) -> Block | None:
        """A heading behind signs, or one that is underlined, which closes no box; the underline is passed over."""
        if match := self._HEADING.match(line.words):
            return self.block(Kind.HEADING, [line], match.start("words"), level=len(match["signs"]))
        under, above = self.near(self.at).words, self.near(self.at - 2).words
        if (
            not self._UNDERLINE.match(under)
            or under in fences
            or abs(len(under) - len(line.words)) > UNEVEN
            or (above and not self._UNDERLINE.match(above) and not self._QUIET.match(above))
            or above == "+"
            or line.words.startswith((".", "* ", "- "))
            or line.words.endswith((".", ":", ",", ";"))
            or not any(sign.isalnum() for sign in line.words)
            or self._QUIET.match(line.words)
        ):
            return None
        self.at += 1
        return self.block(Kind.HEADING, [line], level="=-~^+".index(under[0]) + 1)

    def _is_first(self, line: Line) -> bool:
        """Whether nothing but marks of the page stands above a line."""
        above = (over for over in self.lines[: self.at] if over.start < line.start)
        return all(over.blank or self._QUIET.match(over.words) for over in above)

    def _unlabelled(self, line: Line) -> Line:
        """A line without the label of a note."""
        label = self._LABEL.match(line.words)
        return moved(line, label.end()) if label else line

    def _is_joint(self) -> bool:
        """Whether a plus stands here that attaches plain text to what a term means."""
        after = self.near(self.at + 1)
        return (
            self.near(self.at).words == "+"
            and not after.blank
            and not (after.words.startswith(".") or any(opens.match(after.words) for opens in self._OPENINGS))
        )

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
