"""Questions on real documentation become examples: what the search brings for each, right and wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from bot.answering.reading.model import Answering, Text
from training.documentation import prepare_documented
from training.examples import Example, read_examples

PAGES = {
    "backup.md": "# Backups\n\nA backup runs every night. Copies are kept for nine days.\n",
    "restore.md": "# Restoring\n\nStop the server first. Then run the restore command with the copy's name.\n",
    "users.md": "# Users\n\nAn owner may add users. A guest may look at every album.\n",
}
ASKED = (
    {
        "question": "How long are old copies around?",
        "answerable": True,
        "file": "backup.md",
        "right": "nine days",
    },
    {"question": "How large is a backup?", "answerable": False},
)


class TakesEverything:
    """A reader that finds an answer everywhere."""

    def read(self, question: str, passages: Sequence[Text]) -> tuple[Answering, ...]:
        """Reads a question with each passage."""
        return tuple(Answering((3.0,), ((0, 1),), 3.0) for _ in passages)


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> list[Example]:
    """The examples of two questions about three pages."""
    folder = tmp_path_factory.mktemp("documented")
    for name, text in PAGES.items():
        page = folder / "docs" / "albums" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
    asked = folder / "asked"
    asked.mkdir()
    (asked / "albums.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ASKED), encoding="utf-8")
    (asked / "elsewhere.jsonl").write_text(json.dumps(ASKED[0]) + "\n", encoding="utf-8")
    kinds = prepare_documented(folder / "docs", asked, {"albums"}, TakesEverything(), folder / "work", seed=0)
    made = read_examples(folder / "work" / "pass-0.jsonl")
    assert kinds.total() == len(made)
    return made


def test_the_sentence_that_matches_answers(examples: list[Example]) -> None:
    """A passage of the page answers with the sentence that the question's pattern matches, whatever brought it."""
    (right,) = (example for example in examples if example.kind == "documented")
    assert right.answering is not None
    assert "nine days" in right.sentences[right.answering]


def test_what_else_the_search_brings_answers_nothing(examples: list[Example]) -> None:
    """Other passages become examples without an answer, and none of them holds the words that answer."""
    wrong = [example for example in examples if example.kind in ("documented_wrong", "documented_removed")]
    assert wrong
    for example in wrong:
        assert example.answering is None
        assert not any("nine days" in sentence for sentence in example.sentences)


def test_a_near_miss_is_answered_nowhere(examples: list[Example]) -> None:
    """A question that the pages do not answer gives only examples without an answer."""
    near = [example for example in examples if example.asked == ASKED[1]["question"]]
    assert near
    assert {example.kind for example in near} == {"documented_near"}
    assert all(example.answering is None for example in near)
