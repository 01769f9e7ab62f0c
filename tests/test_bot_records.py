"""Answers are typed so that a wrong one cannot be built."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from rich.console import Console

from bot import terminal
from bot.answering.publish import wording
from bot.answering.publish.asjson import to_json
from bot.answering.publish.outcome import combined
from bot.answering.question.understand import asked_of
from bot.answering.reading.sources import source_of
from bot.answering.select.part import Part
from bot.answers import Agreement, Answered, Conflicting, Partial, Refused
from bot.records import Citation, Question, Reason, Source, Statement, Trace
from index.articles.shelf import read_shelf
from index.generations import new_generation
from index.records import Span

ASKED = Question("How many?")
TRACE = Trace(asked_as="How many?")


def source(published: date | None = None, title: str | None = None) -> Source:
    return Source("a.txt", "a.txt", title or "“Forty-six were…”", title, None, published, None)


def statement(n: int = 1, quote: str = "Forty-six were counted.", published: date | None = None) -> Statement:
    return Statement(quote, (Citation(n, source(published), Span(5, 5 + len(quote)), quote),))


@pytest.mark.parametrize("kind", [Answered, Partial])
def test_an_answer_without_a_statement_cannot_be_built(kind: type[Answered]) -> None:
    """There is no answer without a statement."""
    with pytest.raises(ValueError, match="without a statement"):
        kind(ASKED, (), None, None, TRACE)


def test_a_statement_without_a_citation_cannot_be_built() -> None:
    """There is no statement without a footnote."""
    with pytest.raises(ValueError, match="at least one citation"):
        Statement("Forty-six were counted.", ())


def test_a_refusal_has_no_place_for_a_citation() -> None:
    """A refusal can point to articles, and can cite nothing."""
    refused = Refused(ASKED, Reason.NOT_STATED, (source(),), TRACE)
    assert not hasattr(refused, "statements")
    assert to_json(refused)["statements"] == []
    assert "[1]" not in wording.answer_text(refused)


def test_a_conflict_needs_two_sides() -> None:
    """One statement alone is no disagreement."""
    with pytest.raises(ValueError, match="at least two"):
        Conflicting(ASKED, (statement(),), None, None, TRACE)


def test_a_quotation_fits_its_offsets() -> None:
    """A citation whose words do not fill its offsets cannot be built."""
    with pytest.raises(ValueError, match="does not fit"):
        Citation(1, source(), Span(0, 4), "five!")


def test_a_short_answer_is_quoted() -> None:
    """The short answer stands in the first quotation, word for word."""
    with pytest.raises(ValueError, match="short answer"):
        Answered(ASKED, (statement(),), "Forty-seven", None, TRACE)


def test_an_answer_reads_from_the_short_answer_to_the_source() -> None:
    """A person reads the short answer, then the sentence with its marker, then source and date."""
    answer = Answered(ASKED, (statement(published=date(2025, 5, 21)),), "Forty-six", date(2025, 5, 21), TRACE)
    text = wording.answer_text(answer)
    places = [
        text.index(part)
        for part in ("Forty-six.", "counted. [1]", "[1] “Forty", "21 May 2025", "As of 21 May 2025")
    ]
    assert all(before < after for before, after in pairwise(places))


def test_an_undated_source_is_called_undated() -> None:
    """Where no date is known the answer says so, and makes no claim as of when."""
    text = wording.answer_text(Answered(ASKED, (statement(),), None, None, TRACE))
    assert "undated" in text
    assert "As of" not in text


def test_undated_is_said_only_on_a_shelf_with_dates(tmp_path: Path) -> None:
    """Where no article has a date, no source is called undated."""
    dates = []
    for name, text in (("a.md", "It rained."), ("b.md", "---\ndate: 2025-05-21\n---\nIt snowed.")):
        (tmp_path / name).write_text(text)
        shelf = new_generation(read_shelf(tmp_path), (), "none")
        dates.append(source_of(shelf.articles["a.md"], shelf, lambda _: "It rained.").dated)
    assert dates == ["", "undated"]


def test_the_later_report_is_marked() -> None:
    """In a disagreement the newest dated report is marked."""
    sides = (statement(1, published=date(2025, 5, 21)), statement(2, "Fifty were counted.", date(2026, 3, 4)))
    text = wording.answer_text(Conflicting(ASKED, sides, None, date(2026, 3, 4), TRACE, later=1))
    assert text.index("do not agree") < text.index("Forty-six") < text.index("Fifty")
    assert "Fifty were counted. [2] (the later report)" in text


@pytest.mark.parametrize("reason", list(Reason))
def test_every_refusal_has_its_sentence(reason: Reason) -> None:
    """Each reason is told in a sentence of its own."""
    assert wording.refusal_line(Refused(ASKED, reason, (), TRACE)).endswith(".")


def test_the_contract_names_every_field() -> None:
    """The machine-readable answer has exactly the public field names."""
    answer = to_json(Answered(ASKED, (statement(published=date(2025, 5, 21)),), None, None, TRACE), "q1")
    assert set(answer) == {
        "id", "question", "asked_as", "outcome", "reason", "text", "lead", "statements", "retrieved", "confidence",
        "generation", "writer", "parts", "model", "timings",
    }  # fmt: skip
    (citation,) = answer["statements"][0]["citations"]
    assert set(citation) == {
        "n",
        "article",
        "file",
        "start",
        "end",
        "quote",
        "title",
        "publisher",
        "published",
    }
    assert set(answer["timings"]) == {"retrieve", "read", "write", "verify", "total"}
    assert (answer["id"], citation["published"]) == ("q1", "2025-05-21")


def told(n: int, quote: str, story: str) -> Statement:
    told_by = Source(f"{n}.txt", f"{n}.txt", "T", "T", None, None, None, story)
    return Statement(quote, (Citation(n, told_by, Span(5, 5 + len(quote)), quote),))


def part(question: str, *statements: Statement, disputed: int = 0) -> Part:
    return Part(asked_of(question), (), statements=statements, disputed=disputed)


def test_a_conflict_in_the_second_part_is_shown_as_one() -> None:
    """Where only the second part is disputed, the later report is one of its own, not of the first part."""
    first = statement(1, "The raid was on Monday.", date(2026, 9, 9))
    sides = (
        statement(2, "46 died.", date(2025, 5, 21)),
        statement(3, "About 50 died.", date(2026, 3, 4)),
    )
    parts = [part("When was the raid?", first), part("How many died?", *sides, disputed=2)]
    answer = combined(ASKED, parts, TRACE, stories=5)
    assert isinstance(answer, Conflicting)
    assert (answer.disputed, answer.later) == ((1, 2), 2)


def test_a_part_without_an_answer_is_named_even_beside_a_conflict() -> None:
    """A part that the articles do not answer is told, whatever became of the others."""
    sides = (statement(1, "46 died."), statement(2, "About 50 died."))
    parts = [part("How many died?", *sides, disputed=2), part("Who pays for the damage?")]
    answer = combined(ASKED, parts, TRACE, stories=5)
    assert isinstance(answer, Conflicting)
    assert "do not say: Who pays for the damage?" in wording.answer_text(answer)


def test_agreement_counts_independent_articles() -> None:
    """Articles that cite the same figure are counted, a copy of a story not twice."""
    first, copy = told(1, "At least 46 died.", "1.txt"), told(2, "It was 46, they said.", "1.txt")
    other, silent = told(3, "The count is 46.", "3.txt"), told(4, "About 50 died.", "4.txt")
    answer = combined(ASKED, [part("How many died?", first, copy, other, silent)], TRACE, stories=5)
    assert isinstance(answer, Answered)
    assert answer.agreement == Agreement(2, 5)
    assert "2 of 5 articles say so." in wording.answer_text(answer)


def test_one_article_agrees_with_nobody() -> None:
    """Where a single independent article gives the figure, nothing is said of agreement."""
    statements = (told(1, "At least 46 died.", "1.txt"), told(2, "It was 46, they said.", "1.txt"))
    answer = combined(ASKED, [part("How many died?", *statements)], TRACE, stories=5)
    assert "articles say so" not in wording.answer_text(answer)


def test_a_refusal_in_the_terminal_links_the_nearest_articles() -> None:
    """Below each of the nearest articles stands its address, with that of the heading, where it is known."""
    linked = replace(source(), label="Tolls", url="https://example.org/tolls#the-dead")
    refused = Refused(ASKED, Reason.NOT_STATED, (linked, replace(source(), label="Roads", url=None)), TRACE)
    shown = StringIO()
    terminal.show(refused, Console(file=shown, width=80))
    printed = shown.getvalue()
    assert "https://example.org/tolls#the-dead" in printed
    assert printed.count("https://") == 1
