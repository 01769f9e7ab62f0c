"""Passages with questions and claims that were written for training."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.errors import EvalError
from training.examples import Verdict, YesNo, read_examples, write_examples
from training.written import prepare_written, read_written, written_examples

WRITTEN = """
=== Boat club
# Guests
1 A member may bring two guests.
2 Guests pay $4 at the gate.
3 Nobody rows after dark.
Q what does a guest pay | 2 | $4
N How much does a member pay?
Y May a member bring three guests? | no | 1
S Two guests are allowed for each member.
C Guests get in free of charge.
U Guests pay only on Sundays.
# Boats
1 Boats are washed after every outing.
2 Whoever breaks an oar tells the boatman.
Q who do I tell about a broken oar? | 2 | the boatman
"""


ANSWERS = {"what does a guest pay": "$4", "who do I tell about a broken oar?": "the boatman"}


def test_what_is_written_becomes_examples(tmp_path: Path) -> None:
    """Answers stand where they are said to, near misses have none, and claims keep their verdicts."""
    (tmp_path / "boats.txt").write_text(WRITTEN, encoding="utf-8")
    for seed in range(8):
        questions, claims = written_examples(tmp_path, seed)
        assert {claim.verdict for claim in claims} == {
            Verdict.SUPPORTED,
            Verdict.CONTRADICTED,
            Verdict.NOT_STATED,
        }
        for question in questions:
            if question.kind == "written" and question.answer:
                start, end = question.answer
                assert question.answering is not None
                assert question.sentences[question.answering][start:end] in ("$4", "the boatman")
            elif question.kind in ("written_near", "written_removed", "written_neighbour"):
                assert question.answering is None
                assert ANSWERS.get(question.asked, "nothing") not in " ".join(question.sentences)
        (denied,) = [question for question in questions if question.yes_no is YesNo.NO]
        assert denied.right == (0,)


def test_other_examples_come_beside_what_is_written(tmp_path: Path) -> None:
    """A network that learns from new examples goes on seeing some of the old ones."""
    (tmp_path / "boats.txt").write_text(WRITTEN, encoding="utf-8")
    others = written_examples(tmp_path, 1)[1]
    write_examples(others, tmp_path / "old" / "pass-0.jsonl")
    kinds = prepare_written(tmp_path, tmp_path / "new", [tmp_path / "old"], seed=1, passes=2, share=0.25)
    for turn in range(2):
        assert any(example in others for example in read_examples(tmp_path / "new" / f"pass-{turn}.jsonl"))
    assert kinds["written_near"] == 2


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("Q Who? | 2 | the boatman", "does not stand"),
        ("Q Who? | 9 | the boatman", "no such sentence"),
        ("What is this?", "not a line"),
        ("5 A fifth sentence.", "is missing"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, wrong: str, told: str) -> None:
    """Whoever writes examples is told the file, the line and what is wrong."""
    path = tmp_path / "boats.txt"
    path.write_text(WRITTEN.replace("# Boats", f"{wrong}\n# Boats"), encoding="utf-8")
    with pytest.raises(EvalError, match=f"boats.txt:13: .*{told}"):
        read_written(path)
