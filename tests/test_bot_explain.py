"""Why an answer reads as it does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answering.answerer import Answerer
from bot.answering.publish.explain import explain
from bot.answering.verify.checker import Checker
from bot.answers import Answered
from bot.records import Question
from bot.settings import BotSettings
from bot.wire import open_checker
from index.records import Span
from index.search import Index
from tests.conftest import Door


@pytest.fixture(scope="module")
def checker(index: Index) -> Checker:
    """The checker that ships."""
    return open_checker(BotSettings(), index.embedder)


@pytest.fixture(scope="module")
def answer(answerer: Answerer) -> Answered:
    """An answer with one statement or more."""
    answered = answerer.ask(Question("How many Afghans has Pakistan expelled since the end of March?"))
    assert isinstance(answered, Answered)
    return answered


def test_every_check_of_a_published_statement_holds(answer: Answered, index: Index, checker: Checker) -> None:
    """What is published passes every check when it is checked again, and each check shows its value."""
    rows = explain(answer, index.text, checker)
    assert all(row.passed and row.value for row in rows)
    assert {row.statement for row in rows} == {0, *range(1, len(answer.statements) + 1)}
    assert {"quotation [1]", "number", "negation", "speaker", "support"} <= {row.check for row in rows}


def test_a_moved_citation_and_an_added_number_are_seen(
    answer: Answered, index: Index, checker: Checker
) -> None:
    """An answer that was tampered with fails the very check that it breaks."""
    first = answer.statements[0]
    moved = replace(first.citations[0], span=Span(*(end + 1 for end in _ends(first.citations[0].span))))
    broken = replace(
        answer,
        statements=(replace(first, text=first.text.replace("80,000", "90,000"), citations=(moved,)),),
        short=None,
    )
    failed = {row.check for row in explain(broken, index.text, checker) if not row.passed}
    assert {"quotation [1]", "number"} <= failed


def test_a_refusal_is_explained_by_its_probability(
    answerer: Answerer, index: Index, checker: Checker
) -> None:
    """A refusal shows how sure the reader was, and what it would have needed."""
    refused = answerer.ask(Question("Which team won the chess olympiad in Budapest?"))
    rows = {row.check: row for row in explain(refused, index.text, checker)}
    assert not rows["answerable"].passed
    assert rows["refused"].value == "off_topic"


def test_the_door_explains(typed: Door, built: BotSettings) -> None:
    """``ask --explain`` prints the checks under the answer; with ``--json`` it is refused in one line."""
    asked = ("bot", "ask", "Who invited Muttaqi to China?", "--explain", "--data", built.data)
    shown = typed(*asked)
    assert shown.returncode == 0, shown.stderr
    assert "quotation [1]" in shown.stdout
    wrong = typed(*asked, "--json")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end
