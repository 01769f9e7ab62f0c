"""Why an answer reads as it does."""

from __future__ import annotations

import pytest

from bot.answering.answerer import Answerer
from bot.answering.publish.explain import explain
from bot.answers import Answered
from bot.records import Question
from bot.settings import BotSettings
from index.search import Index
from tests.conftest import Door


@pytest.fixture(scope="module")
def answer(answerer: Answerer) -> Answered:
    """An answer with one statement or more."""
    answered = answerer.ask(Question("How many Afghans has Pakistan expelled since the end of March?"))
    assert isinstance(answered, Answered)
    return answered


def test_what_was_decided_is_shown_and_where_each_quotation_stands(answer: Answered, index: Index) -> None:
    """Each decision shows its value, each statement its place in the file and how likely the reader thought it."""
    rows = list(explain(answer))
    assert all(row.passed and row.value for row in rows)
    assert {row.statement for row in rows} == {0, *range(1, len(answer.statements) + 1)}
    assert {"passages", "answerable", "quotation [1]", "reading"} <= {row.check for row in rows}
    first = answer.statements[0].citations[0]
    place = next(row.value for row in rows if row.check == "quotation [1]")
    assert place == f"{first.source.file}[{first.span.start}:{first.span.end}]"
    assert first.span.of(index.text(first.source.file)) == first.quote


def test_a_refusal_is_explained_by_its_probability(answerer: Answerer) -> None:
    """A refusal shows how sure the reader was, and what it would have needed."""
    refused = answerer.ask(Question("Which team won the chess olympiad in Budapest?"))
    rows = {row.check: row for row in explain(refused)}
    assert not rows["answerable"].passed
    assert rows["refused"].value == "off_topic"


def test_the_door_explains(typed: Door, built: BotSettings) -> None:
    """``ask --explain`` prints the decisions under the answer; with ``--json`` it is refused in one line."""
    asked = ("bot", "ask", "Who invited Muttaqi to China?", "--explain", "--data", built.data)
    shown = typed(*asked)
    assert shown.returncode == 0, shown.stderr
    assert "quotation [1]" in shown.stdout
    wrong = typed(*asked, "--json")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
