"""Passages with questions and claims that were written for training: the format, and the examples made of it.

A document opens with ``=== title``, a passage with ``# heading`` and its numbered sentences. Then, a line each::

    Q question | numbers of the sentences that answer it | the words that answer, of the first of them
    N a near miss: a question that shares its words with the passage, which does not answer it
    Y question | yes, no or unknown | numbers of the sentences that decide
    S a claim that follows    C one that contradicts    U one that is not stated
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from eval.errors import EvalError
from index.stems import content_stems
from training.examples import Example, Verdict, YesNo, read_examples, says, write_examples
from training.more import asked_about_truth

_NUMBERED = re.compile(r"(\d+) (.+)")
_VERDICTS = {"S": Verdict.SUPPORTED, "C": Verdict.CONTRADICTED, "U": Verdict.NOT_STATED}
REMOVED = 0.4  # share of the questions that are also asked of the passage without what answers them
NEIGHBOUR = 0.5  # ... and of the passage of the same document that is most like them
PART = 0.35  # share of the examples of which only a part of the passage is read
WORN = 0.2  # share of the questions and claims that lose their mark, and of the questions that lose their capitals
UNTITLED = 0.1
TRUTH = 0.4  # share of the claims that are also asked about


@dataclass(slots=True)
class WrittenPassage:
    """A passage, and what was written about it.

    Args:
        title: the document's title and the heading, as the bot puts them together.
        document: which document of the file it is of.
        sentences: the passage.
        asked: questions with the numbers of the sentences that answer and the place of the answer in the first.
        near: questions that it does not answer.
        yes_no: questions for yes or no, with the numbers of the sentences that decide.
        claims: claims with what the passage says of them.
    """

    title: str
    document: int
    sentences: list[str] = field(default_factory=list)
    asked: list[tuple[str, tuple[int, ...], tuple[int, int]]] = field(default_factory=list)
    near: list[str] = field(default_factory=list)
    yes_no: list[tuple[str, YesNo, tuple[int, ...]]] = field(default_factory=list)
    claims: list[tuple[str, Verdict]] = field(default_factory=list)

    def take(self, line: str) -> None:
        """Adds what a line tells.

        Raises:
            ValueError: if the line is none of the format, or names what the passage lacks.
        """
        kind, _, rest = line.partition(" ")
        parts = [part.strip() for part in rest.split("|")]
        if numbered := _NUMBERED.fullmatch(line):
            if int(numbered[1]) != len(self.sentences) + 1:
                raise ValueError(f"a sentence {len(self.sentences) + 1} is missing")
            self.sentences.append(numbered[2])
        elif kind == "Q" and len(parts) > 2:
            numbers = self._numbers(parts[1])
            if not numbers:
                raise ValueError("no sentence is named")
            first, answer = self.sentences[numbers[0]], rest.split("|", 2)[2].strip()
            if not answer or answer not in first:
                raise ValueError("the answer does not stand in its sentence")
            start = first.index(answer)
            self.asked.append((parts[0], numbers, (start, start + len(answer))))
        elif kind == "N":
            self.near.append(rest)
        elif kind == "Y" and len(parts) > 1 and parts[1].upper() in YesNo.__members__:
            self.yes_no.append((parts[0], YesNo[parts[1].upper()], self._numbers(" ".join(parts[2:]))))
        elif kind in _VERDICTS:
            self.claims.append((rest, _VERDICTS[kind]))
        else:
            raise ValueError("not a line of a passage")

    def _numbers(self, text: str) -> tuple[int, ...]:
        numbers = tuple(int(number) - 1 for number in re.findall(r"\d+", text))
        if not all(0 <= number < len(self.sentences) for number in numbers):
            raise ValueError("the passage has no such sentence")
        return numbers


def read_written(path: Path) -> list[WrittenPassage]:
    """The passages of a file.

    Raises:
        EvalError: naming the first line that is wrong.
    """
    passages: list[WrittenPassage] = []
    title, document = "", 0
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if line.startswith("==="):
            title, document = line.removeprefix("===").strip(), document + 1
        elif line.startswith("# "):
            passages.append(WrittenPassage(f"{title} › {line[2:].strip()}", document))
        elif line:
            try:
                if not passages:
                    raise ValueError("no heading stands before it")
                passages[-1].take(line)
            except ValueError as error:
                raise EvalError(f"{path}:{number}: {error}") from error
    return passages


def written_examples(folder: Path, seed: int) -> tuple[list[Example], list[Example]]:
    """The questions and the claims of a folder of such files.

    Args:
        folder: with ``*.txt``.
        seed: another seed removes, exchanges and cuts other ones.

    Raises:
        EvalError: naming the first line that is wrong.
    """
    dice = random.Random(seed)
    questions: list[Example] = []
    claims: list[Example] = []
    for path in sorted(folder.glob("*.txt")):
        passages = read_written(path)
        for passage in passages:
            beside = [
                other for other in passages if other.document == passage.document and other is not passage
            ]
            questions += _questions(passage, beside, dice)
            claims += [
                Example("written_claim", claim, passage.title, tuple(passage.sentences), verdict=verdict)
                for claim, verdict in passage.claims
            ]
    return questions, claims


def prepare_written(
    folder: Path, out: Path, others: Sequence[Path], *, seed: int, passes: int, share: float
) -> Counter[str]:
    """Writes the examples of each pass to ``pass-N.jsonl``, among others that were prepared before.

    Args:
        folder: what was written.
        out: where to.
        others: folders that `training.train.prepare` wrote.
        seed: another seed draws, removes and cuts other ones.
        passes: how many.
        share: how many examples of each of the others, as a share of what was written.

    Returns:
        How many examples there are of each kind, all passes together.

    Raises:
        EvalError: naming the first line that is wrong.
    """
    kinds: Counter[str] = Counter()
    known = [_prepared(other) for other in others]
    for turn in range(seed, seed + passes):
        dice = random.Random(turn)
        questions, claims = written_examples(folder, turn)
        truth = asked_about_truth(claims, dice, TRUTH)
        examples = [_worn(example, dice) for example in (*questions, *claims, *truth)]
        many = round(share * len(examples))
        for other in known:
            examples += dice.sample(other, min(many, len(other)))
        write_examples(examples, out / f"pass-{turn - seed}.jsonl")
        kinds.update(example.kind for example in examples)
    return kinds


def _prepared(folder: Path) -> list[Example]:
    return [example for path in sorted(folder.glob("pass-*.jsonl")) for example in read_examples(path)]


def _worn(example: Example, dice: random.Random) -> Example:
    """As people type, and as pages come without a title."""
    asked, title = example.asked, "" if dice.random() < UNTITLED else example.title
    if dice.random() < WORN:
        asked = asked.rstrip(". ") if example.verdict is not None else asked.lower().rstrip("?")
    return replace(example, asked=asked, title=title)


def _questions(
    passage: WrittenPassage, beside: Sequence[WrittenPassage], dice: random.Random
) -> Iterator[Example]:
    text = tuple(passage.sentences)
    for asked, numbers, (start, end) in passage.asked:
        accepted = (text[numbers[0]][start:end],)
        whole = Example(
            "written",
            asked,
            passage.title,
            text,
            numbers[0],
            (start, end),
            accepted=accepted,
            others=numbers[1:],
        )
        yield _part(whole, dice)
        bare = replace(whole, answering=None, answer=None, others=())
        rest = tuple(sentence for number, sentence in enumerate(text) if number not in numbers)
        if rest and dice.random() < REMOVED and not says(" ".join(rest), accepted):
            yield replace(bare, kind="written_removed", sentences=rest)
        likest = max(beside, key=lambda other: _shared(asked, other), default=None)
        if likest and dice.random() < NEIGHBOUR and not says(" ".join(likest.sentences), accepted):
            yield replace(
                bare, kind="written_neighbour", title=likest.title, sentences=tuple(likest.sentences)
            )
    for asked in passage.near:
        yield _part(Example("written_near", asked, passage.title, text), dice)
    for asked, answer, numbers in passage.yes_no:
        known = answer is not YesNo.UNKNOWN
        places = (numbers or tuple(range(len(text)))) if known else ()
        yield Example(
            f"written_{answer.name.lower()}",
            asked,
            passage.title,
            text,
            places[0] if known else None,
            others=places[1:],
            yes_no=answer,
        )


def _shared(asked: str, passage: WrittenPassage) -> int:
    return len(set(content_stems(asked)) & set(content_stems(" ".join(passage.sentences))))


def _part(example: Example, dice: random.Random) -> Example:
    """Some passages lose sentences at an end, as they are cut elsewhere; what answers first stays."""
    count = len(example.sentences)
    if count < 4 or dice.random() > PART:
        return example
    kept = dice.randrange(count) if example.answering is None else example.answering
    first, last = dice.randint(0, kept), dice.randint(kept, count - 1)
    if last == first:
        return example
    return replace(
        example,
        sentences=example.sentences[first : last + 1],
        answering=None if example.answering is None else example.answering - first,
        others=tuple(number - first for number in example.others if first <= number <= last),
    )
