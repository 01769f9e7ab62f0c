"""Answers from pages that explain: release notes come last, and a sentence is shown with those that continue it."""

from __future__ import annotations

import pytest

from bot.answering.answerer import Answerer
from bot.answering.question.understand import asked_of
from bot.answering.reading.notes import asks_of_releases
from bot.answers import Answered
from bot.records import Question
from index.build import build
from index.search import open_index
from index.settings import IndexSettings

GUIDE = (
    "# Guide of Amberfetch\n\n## Platforms\n\n"
    "On platforms without a native library, such as Skerry, Amberfetch falls back to the slow engine. "
    "The slow engine does not support thumbnails. Nobody tests the slow engine. Send us a postcard.\n\n"
    "## Cache\n\nAmberfetch keeps its cache in the folder .amber of the project.\n"
)
NEWS = "# What's new in Amberfetch 1.2\n\nAmberfetch keeps its cache in the folder old of the project.\n"
NOTES = (
    "# Changes of Amberfetch\n\n## 1.4.0 (2019-03-01)\n\n"
    "- Amberfetch keeps its cache in the folder temp of the project now.\n"
)


@pytest.fixture
def pages(answerer: Answerer, fresh: IndexSettings) -> Answerer:
    """A guide and release notes beside the articles that ship."""
    fresh.seeds.joinpath("guide.md").write_text(GUIDE, encoding="utf-8")
    fresh.seeds.joinpath("changes.md").write_text(NOTES, encoding="utf-8")
    fresh.seeds.joinpath("older.md").write_text(NEWS, encoding="utf-8")
    build(fresh)
    index = open_index(fresh)
    return Answerer(lambda: index, answerer._reader)


def test_what_a_page_says_leads_before_what_a_release_once_changed(pages: Answerer) -> None:
    """The guide says where the cache is; what a release once changed comes after it."""
    answer = pages.ask(Question("In which folder does Amberfetch keep its cache?"))
    assert isinstance(answer, Answered)
    assert [statement.citations[0].source.file for statement in answer.statements[:1]] == ["guide.md"]


def test_a_sentence_of_a_page_is_told_with_those_that_go_on_with_it(pages: Answerer) -> None:
    """As long as the next sentences are about the same, they are shown and cited too, character for character."""
    answer = pages.ask(Question("What does Amberfetch do on platforms such as Skerry?"))
    assert isinstance(answer, Answered)
    first = answer.statements[0]
    assert first.text.endswith("The slow engine does not support thumbnails. Nobody tests the slow engine.")
    assert len(first.citations) == 2
    assert all(citation.span.of(GUIDE) == citation.quote for citation in first.citations)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Which Python version do I need?", False),
        ("Where is the cache kept?", False),
        ("In which version was the fax removed?", True),
        ("When did the fax go?", True),
        ("What changed in 2.1?", True),
        ("Does 2.1 read old files?", True),
    ],
)
def test_a_question_about_releases_reads_the_release_notes(question: str, asks: bool) -> None:
    """Release notes come last unless releases, changes or a time are asked for."""
    assert asks_of_releases(asked_of(question)) is asks
