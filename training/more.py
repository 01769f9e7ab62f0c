"""The larger sets to train on: questions, questions for yes or no, claims and other wordings, in one schema.

Their texts are as people wrote them; what touches the questions kept aside to measure with is left out.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from eval.claims.sentences import spans_of, split
from index.records import Span
from index.stems import tokens
from training.corpora import Corpora, Paragraph, Question
from training.examples import Example, Verdict, YesNo

RUN = 12  # equal words in a row by which a record touches what is kept aside
# How many questions of each set a pass takes; sets whose licence lets no weights learn from them are not here.
QUESTIONS = {
    "ClapNQ": 600, "NQ-open": 1500, "PolicyQA": 900, "FairytaleQA": 900, "OneStopQA": 900, "Quoref-contrast": 700,
    "COVID-QA": 700, "QAMR": 1200, "MuSiQue-100": 98, "HotpotQA-100": 78, "DuoRC": 250, "BBQ": 300,
}  # fmt: skip
YES_NO = {"BoolQ": 2600, "CondaQA": 1200, "BoolQ-contrast": 300, "ConflictQA": 700, "PubMedQA": 300}
CLAIMS = {
    "FEVER-Symmetric": 900, "FEVER": 900, "FoolMeTwice": 1500, "Check-COVID": 400, "WiCE": 300, "SummEdits": 700,
    "FRANK": 700, "BEGIN": 600, "BEGIN-topicalchat": 100, "Factcheck-GPT": 500, "MNLI": 1500, "SNLI": 300,
}  # fmt: skip
WORDINGS = {"WikiSplit": 500}
ANOTHER_PASSAGE = 0.3  # share of the questions for yes or no that are asked of a passage that does not say


class Aside:
    """Tells whether a text shares `RUN` words in a row with what is kept aside.

    Args:
        texts: what is kept aside.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._runs = {run for text in texts for run in _runs(text)}

    def touches(self, text: str) -> bool:
        """Whether it does."""
        return any(run in self._runs for run in _runs(text))


def _runs(text: str) -> Iterator[int]:
    words = tokens(text)
    return (hash(tuple(words[at : at + RUN])) for at in range(len(words) - RUN + 1))


def records(path: Path, caps: Mapping[str, int], dice: random.Random) -> list[dict[str, Any]]:
    """At most so many records of each set, drawn by lot; as few as possible of one document."""
    by_set: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record["set"] in caps:
                by_set[record["set"]][record.get("group", record["id"])].append(record)
    chosen: list[dict[str, Any]] = []
    for name, cap in caps.items():
        groups = [dice.sample(of_one, len(of_one)) for of_one in by_set[name].values()]
        dice.shuffle(groups)
        tallest = max(map(len, groups), default=0)
        turns = (of_one[turn] for turn in range(tallest) for of_one in groups if turn < len(of_one))
        chosen.extend(islice(turns, cap))
    return chosen


def more_questions(folder: Path, corpora: Corpora, seed: int) -> Corpora:
    """The questions of the larger sets, as the others are; none of them is kept aside.

    Args:
        folder: with ``qa.jsonl.gz``.
        corpora: the sets that are measured on.
        seed: another seed draws other questions.
    """
    aside = Aside(paragraph.text for paragraph in corpora.paragraphs if paragraph.aside)
    dice = random.Random(seed)
    questions, paragraphs = [], []
    for line in records(folder / "qa.jsonl.gz", QUESTIONS, dice):
        if aside.touches(line["passage"]) or (line["answerable"] and not line["answers"]):
            continue
        spans = spans_of(line["passage"])
        if not spans:
            continue
        sentences = tuple(span.of(line["passage"]) for span in spans)
        paragraph = Paragraph(line["set"], line.get("title") or "", sentences, False)
        paragraphs.append(paragraph)
        if question := _placed(line, paragraph, spans):
            questions.append(question)
    return Corpora((*corpora.questions, *questions), (*corpora.paragraphs, *paragraphs))


def _placed(line: Mapping[str, Any], paragraph: Paragraph, spans: Sequence[Span]) -> Question | None:
    """The question, with every sentence that holds one of its answers; the first one listed leads."""
    if not line["answerable"]:
        return Question(line["question"], paragraph, None, None)
    places: list[int] = []
    ends = None
    for answer in line["answers"]:
        start, stop = answer["start"], answer["start"] + len(answer["text"])
        for number, span in enumerate(spans):
            if span.start < stop and start < span.end and number not in places:
                places.append(number)
                if ends is None:
                    ends = max(start, span.start) - span.start, min(stop, span.end) - span.start
    if not places:
        return None
    accepted = tuple(dict.fromkeys(answer["text"] for answer in line["answers"]))
    return Question(line["question"], paragraph, places[0], ends, accepted, tuple(places[1:]))


def yes_no_examples(folder: Path, corpora: Corpora, seed: int) -> list[Example]:
    """Questions for yes or no with a passage that answers them, and some with another passage of its set.

    The sets do not say which sentence answers: any of them counts.
    """
    aside = Aside(paragraph.text for paragraph in corpora.paragraphs if paragraph.aside)
    dice = random.Random(seed)
    lines = [
        record
        for record in records(folder / "yesno.jsonl.gz", YES_NO, dice)
        if not aside.touches(record["passage"])
    ]
    made = []
    for line in lines:
        asked = line["question"][:1].upper() + line["question"][1:].rstrip("?") + "?"
        answer, source = YesNo[line["answer"].upper()], line
        kind = f"yesno_{line['answer']}"
        if dice.random() < ANOTHER_PASSAGE:
            source, answer, kind = dice.choice(lines), YesNo.UNKNOWN, "yesno_elsewhere"
            if source["group"] == line["group"]:
                continue
        sentences = _first_words(split(source["passage"]), 150)
        if not sentences:
            continue
        answers = answer is not YesNo.UNKNOWN
        made.append(
            Example(
                kind,
                asked,
                source.get("title") or "",
                sentences,
                0 if answers else None,
                others=tuple(range(1, len(sentences))) if answers else (),
                yes_no=answer,
            )
        )
    return made


def more_claims(folder: Path, corpora: Corpora, seed: int, times: int = 1) -> list[Example]:
    """Claims with the evidence that they were judged by, and sentences in other words.

    Args:
        folder: the larger sets.
        corpora: the sets of which parts are kept aside.
        seed: another seed draws other claims.
        times: how many times `CLAIMS` and `WORDINGS` are taken of each set, if it has as many.
    """
    aside = Aside(paragraph.text for paragraph in corpora.paragraphs if paragraph.aside)
    dice = random.Random(seed)
    made = []
    for line in records(folder / "claims.jsonl.gz", _times(CLAIMS, times), dice):
        if aside.touches(line["evidence"]):
            continue
        if sentences := _first_words(split(line["evidence"]), 150):
            kind, verdict = f"said_{line['label']}", Verdict[line["label"].upper()]
            made.append(Example(kind, _stopped(line["claim"], dice), "", sentences, verdict=verdict))
    for line in records(folder / "paraphrases.jsonl.gz", _times(WORDINGS, times), dice):
        if line["same"] and not aside.touches(line["a"]):
            claim, text = dice.sample((line["a"], line["b"]), 2)
            made.append(Example("said_otherwise_worded", claim, "", split(text), verdict=Verdict.SUPPORTED))
    return made


def _times(shares: Mapping[str, int], times: int) -> dict[str, int]:
    return {name: times * count for name, count in shares.items()}


def _stopped(claim: str, dice: random.Random) -> str:
    """As people type: some claims lose their full stop."""
    return claim.rstrip(". ") if dice.random() < 0.25 else claim


def _first_words(sentences: Sequence[str], limit: int) -> tuple[str, ...]:
    """As many sentences as fit into so many words, the first one in any case."""
    taken: list[str] = []
    words = 0
    for sentence in sentences:
        words += len(sentence.split())
        if taken and words > limit:
            break
        taken.append(sentence)
    return tuple(taken)


def asked_about_truth(claims: Sequence[Example], dice: random.Random, share: float) -> list[Example]:
    """Some claims about a passage as questions for yes or no, with the sentence that settles them unknown."""
    made = []
    for claim in claims:
        if claim.verdict in (None, Verdict.NOT_SUPPORTED) or dice.random() > share:
            continue
        answer = YesNo(int(claim.verdict))
        opening = dice.choice(("Is it true that", "Did they say that", "So", "Is it right that"))
        asked = f"{opening} {claim.asked.rstrip('. ')}?"
        answers = answer is not YesNo.UNKNOWN
        made.append(
            replace(
                claim,
                kind="yesno_claim",
                asked=asked,
                answering=0 if answers else None,
                others=tuple(range(1, len(claim.sentences))) if answers else (),
                verdict=None,
                yes_no=answer,
            )
        )
    return made
