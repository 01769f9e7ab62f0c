"""Questions with what is known of their answers, for `training.fit`: public sets, our own cases, documentation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.answering.reading.features import Candidate
from bot.records import Question
from eval.casefiles import OUR_CASES, read_cases, read_texts
from eval.held_out import Example, is_held_out
from eval.jsonlines import rows_of
from eval.pairing import write_shelf
from eval.places import shows_any
from eval.records import Gold, Place, Split
from training.news import news_questions

QUESTIONS = 350  # of each set, evenly spaced
NEWS_WORDS = 60  # code points of a sentence by which it is recognised
OTHERS = 6  # one in so many of the articles without questions stands on the shelf too
READ_IN_TRAINING = frozenset(
    "ansiblelint beets black borgbackup borgmatic celery copier fastify flask gunicorn httpie jupyterhub khal kivy "
    "mopidy nextjs nikola nox npm pip pyinstaller pytest radicale rdiffbackup reviewboard roundup salt scrapy synapse "
    "vdirsyncer ytdlp".split()
)  # communities whose questions are for training; the card says which the reader that ships has read
HELD_DOCUMENTATION = frozenset(
    "hatch molecule ocrmypdf sphinx streamlink supervisor".split()
)  # ... whose questions are kept aside


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question, how its answer is known, and whether it is kept aside."""

    question: Question
    answers: Callable[[Candidate], bool]
    held: bool


def labelled(example: Example) -> Labelled:
    """A question of a public set; a sentence is right when it holds the answer's words."""
    return Labelled(
        Question(example.question),
        lambda candidate: (
            candidate.passage.file in example.files
            and any(words in candidate.text for words in example.answers)
        ),
        example.held,
    )


def ours(seeds: Path) -> Iterator[Labelled]:
    """Our own tune cases; a sentence is right when it shows gold words."""
    for case in read_cases(OUR_CASES, read_texts(seeds)):
        if case.split is Split.TUNE and (case.answerable or case.unanswerable):
            gold = [quotation for group in case.evidence for quotation in group]
            yield Labelled(
                Question(case.question, case.history, case.as_of), partial(_shown, gold), held=False
            )


def _shown(gold: Sequence[Gold], candidate: Candidate) -> bool:
    return shows_any([Place(candidate.passage.file, candidate.span.start, candidate.span.end)], gold)


def documented(file: Path) -> Iterator[Labelled]:
    """Questions on documentation; a sentence is right when it is of the file and matches the pattern ``right``."""
    for row in rows_of(file):
        where, pattern = row.get("file"), re.compile(str(row.get("right", "")))
        yield Labelled(
            Question(str(row["question"])),
            partial(_matches, str(where), pattern) if row["answerable"] else lambda _: False,
            file.stem in HELD_DOCUMENTATION,
        )


def _matches(file: str, pattern: re.Pattern[str], candidate: Candidate) -> bool:
    return candidate.passage.file == file and bool(pattern.search(candidate.text))


def timeqa(tune: Path, seeds: Path) -> Iterator[Example]:
    """The articles kept aside and some others on the shelf; every third of those kept aside to measure with."""
    shelf = {
        f"timeqa{number:04}.txt": (number, doc)
        for number, doc in enumerate(rows_of(tune / "timeqa" / "paragraphs.jsonl"))
        if is_held_out(str(doc["title"])) or number % OTHERS == 0
    }
    texts = {file: "\n\n".join(doc["paragraphs"]) for file, (_, doc) in shelf.items()}
    write_shelf(
        seeds,
        ({"file": file, "title": doc["title"], "text": texts[file]} for file, (_, doc) in shelf.items()),
    )
    for file, (number, doc) in shelf.items():
        for question in doc["questions"] if is_held_out(str(doc["title"])) else ():
            answers = tuple(answer["text"] for answer in question["answers"] if answer["text"])
            yield Example(
                question["question"], frozenset([file] if answers else []), answers, number % 3 == 0
            )


def news(tune: Path, seeds: Path) -> Iterator[Example]:
    """The likely passages of every so many-th news question as one shelf, and these questions."""
    asked = [question for question in news_questions(tune) if question.passages]
    asked = asked[:: max(1, len(asked) // QUESTIONS)][:QUESTIONS]
    docs, examples = [], []
    for number, question in enumerate(asked):
        files: set[str] = set()
        answers: set[str] = set()
        for place, (passage, gold) in enumerate(zip(question.passages, question.gold, strict=True)):
            file = f"news{number:04}-{place:02}.txt"
            title = " ".join(passage.title.split())
            docs.append({"file": file, "title": title, "text": " ".join(passage.sentences)})
            if question.answerable and gold:
                files.add(file)
                answers |= {passage.sentences[at][:NEWS_WORDS] for at in gold}
        examples.append(Example(question.text, frozenset(files), tuple(answers), number % 3 == 0))
    write_shelf(seeds, docs)
    yield from examples
