"""Writes a case as a block of a case file, if the block can be read back."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.answering.english import cues
from bot.answering.verify.quotation import MIN_WORDS
from eval.casefiles import read_cases
from eval.records import Case, Kind, Outcome, Split
from eval.wordings import plain
from index.disk import replace_file
from index.records import Span

# A quotation begins and ends with a whole word or number: "80" is not in "80,000", "80%" or "$80".
_BEGIN = r"(?<![\w$€£¥₹‐‑–−-])(?<!\w['’.,/:])"
_END = r"(?![\w%])(?![‐‑–−'’.,/:-]\w)"
_EDGES = cues.QUOTES + " .,;:…"


@dataclass(frozen=True, slots=True)
class Draft:
    """A case to be written.

    Args:
        id: its name.
        kind: what it tries.
        question: as a member types it.
        expect: the outcomes that will do.
        answers: groups of wordings.
        gold: file and words of each quotation, and whether it will do in place of the one before it.
        note: why the case is there.
        split: whether it may be used to choose thresholds.
        as_of: the day of asking, or None.
        history: earlier questions of the conversation, oldest first.
        lead: wordings of what must stand in the first statement; empty when the order is free.
        forbidden: wordings that no statement may hold.
    """

    id: str
    kind: Kind
    question: str
    expect: tuple[Outcome, ...]
    answers: tuple[tuple[str, ...], ...]
    gold: tuple[tuple[str, str, bool], ...]
    note: str
    split: Split = Split.TUNE
    as_of: date | None = None
    history: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


def block(draft: Draft) -> str:
    """The draft as a ``[[case]]`` block."""
    expect = draft.expect[0] if len(draft.expect) == 1 else draft.expect
    lines = ["[[case]]"]
    lines += [f"{name} = {_said(getattr(draft, name))}" for name in ("id", "kind", "question")]
    lines += [f"history = {_said(draft.history)}"] if draft.history else []
    lines += [f"as_of = {draft.as_of.isoformat()}"] if draft.as_of else []
    lines += [f"expect = {_said(expect)}"]
    for name in ("answers", "lead", "forbidden"):
        lines += [f"{name} = {_said(value)}"] if (value := getattr(draft, name)) else []
    lines += ["gold = [", *(_gold(*quotation) for quotation in draft.gold), "]"] if draft.gold else []
    lines += [f"split = {_said(draft.split)}"] if draft.split != Split.TUNE else []
    return "\n".join([*lines, f"note = {_said(draft.note)}"]) + "\n"


def add(folder: Path, draft: Draft, texts: Mapping[str, str]) -> Path:
    """Adds a case to the file of its kind; a block that cannot be read back changes nothing.

    Args:
        folder: where the case files lie.
        draft: the case.
        texts: the articles' files, see `eval.casefiles.read_texts`.

    Raises:
        CaseInvalid: if the block is not a case, its id is taken, or a quotation is not in its file.
    """
    name = _file_of(folder, draft.kind, texts)
    existing = (folder / name).read_text(encoding="utf-8") + "\n" if (folder / name).is_file() else ""
    with tempfile.TemporaryDirectory() as trial:
        for path in folder.glob("*.toml"):
            shutil.copy(path, trial)
        (Path(trial) / name).write_text(existing + block(draft), encoding="utf-8")
        read_cases(Path(trial), texts)
    folder.mkdir(parents=True, exist_ok=True)
    replace_file(folder / name, (existing + block(draft)).encode())
    return folder / name


def verbatim(words: str, texts: Mapping[str, str]) -> tuple[str, str] | None:
    """The file that holds these words, and the words as it holds them, curly quotes and all; None when none does."""
    for file, text in texts.items():
        if words in text:
            return file, words
    for file, text in texts.items():
        if span := locate(words, text, [Span(0, len(text))]):
            return file, span.of(text)
    return None


def normalise(text: str) -> str:
    """The text with quotes, dashes and spaces made plain, and without the marks around it."""
    return " ".join(text.translate(cues.PLAIN).split()).strip(_EDGES)


def locate(quote: str, text: str, spans: Sequence[Span]) -> Span | None:
    """Finds a quotation in an article's text.

    First as it is, then with quotes, dashes and spaces made plain. Letters, case and order must agree either
    way; an ellipsis stands for nothing but itself.

    Args:
        quote: the words, as a writer claims to have copied them.
        text: the text in which to look.
        spans: the stretches that may be quoted, in order of preference; a quotation lies within one of them.

    Returns:
        Where it stands, so that ``normalise(span.of(text)) == normalise(quote)``. None when it is not there,
        when it would begin or end inside a word or number, or when it has fewer than `MIN_WORDS` words.
    """
    if len(re.findall(r"\w+", quote)) < MIN_WORDS:
        return None
    signs = {"'": f"[{cues.QUOTES}]", "-": f"[{cues.DASHES}]", " ": r"\s+"}
    exact, plain = quote.strip(), normalise(quote)
    loose = "".join(signs.get(sign) or re.escape(sign) for sign in plain)
    for words, pattern in ((exact, re.escape(exact)), (plain, loose)):
        begin = _BEGIN if re.match(r"\w", words[0]) else ""
        end = _END if re.match(r"\w", words[-1]) else ""
        bounded = re.compile(begin + pattern + end)
        for span in spans:
            if match := bounded.search(text, span.start, span.end):
                return Span(*match.span())
    return None


def name_for(kind: Kind, question: str, taken: Sequence[str]) -> str:
    """A name for a case: its kind and the question's longest words, in their order."""
    words = re.findall(r"[a-z0-9]+", plain(question))
    chosen = sorted(sorted(set(words), key=words.index), key=len, reverse=True)[:3]
    name = "-".join([kind.split("_")[0], *sorted(chosen, key=words.index)])
    numbers = (f"{name}-{number}" if number else name for number in range(len(taken) + 1))
    return next(number for number in numbers if number not in taken)


def split_for(kind: Kind, cases: Sequence[Case]) -> Split:
    """``check`` while less than a third of a kind's cases is kept for checking."""
    same = [case.split for case in cases if case.kind == kind]
    return Split.CHECK if 3 * same.count(Split.CHECK) < len(same) + 1 else Split.TUNE


def _file_of(folder: Path, kind: Kind, texts: Mapping[str, str]) -> str:
    """The file that already has this kind, else one named after it."""
    marker = f'kind = "{kind}"'
    holding = [
        path.name for path in sorted(folder.glob("*.toml")) if marker in path.read_text(encoding="utf-8")
    ]
    return holding[0] if holding else f"{kind}.toml"


def _gold(file: str, quote: str, instead: bool) -> str:
    return f"  {{ file = {_said(file)}, quote = {_said(quote)}{', or = true' if instead else ''} }},"


def _said(value: object) -> str:
    """A TOML string or list of them: JSON's own spelling, but for one character that JSON leaves as it is."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
