"""A footnote opened, after its article has changed and as its reader sees it."""

from __future__ import annotations

import pytest

from bot.answering.reading.sources import source_of
from bot.records import Citation
from bot.server.quotation import around, quotation
from index.build import build
from index.generations import open_generations
from index.records import Generation, Span
from index.settings import IndexSettings

TOLD = "Rain closed the road to Skardu on Monday."
OTHER = "Snow fell in Gilgit."


def cited(generation: Generation, words: str, text: str, file: str) -> Citation:
    start = text.index(words)
    return Citation(
        1,
        source_of(generation.articles[file], generation, lambda _: text),
        Span(start, start + len(words)),
        words,
    )


@pytest.mark.parametrize(
    ("later", "note"),
    [
        (f"{TOLD} Nobody was hurt.", None),
        (f"{TOLD} Nobody was hurt. Correction: one person was.", "These words are still in it."),
        (f"An update. {TOLD} Nobody was hurt.", "These words are still in it."),
        ("Rain closed the road to Hunza on Monday. Nobody was hurt.", "are no longer in it"),
        (None, "no longer among those that I answer from"),
    ],
)
def test_an_opened_footnote_tells_what_became_of_its_article(
    fresh: IndexSettings, later: str | None, note: str | None
) -> None:
    """The words are shown as they were cited; a correction anywhere in the article is told beside them."""
    whole = f"{TOLD} Nobody was hurt."
    (fresh.seeds / "road.txt").write_text(whole)
    (fresh.seeds / "other.txt").write_text(OTHER)
    generations, first = open_generations(fresh), build(fresh).generation
    citation = cited(first, TOLD, whole, "road.txt")
    then = around(citation, first, lambda file: generations.text(first, file))
    (fresh.seeds / "other.txt").write_text(f"{OTHER} It went on.")
    if later is None:
        (fresh.seeds / "road.txt").unlink()
    else:
        (fresh.seeds / "road.txt").write_text(later)
    now = build(fresh).generation
    _, words, *notes = quotation(citation, then, now, lambda file: generations.text(now, file))
    assert words == f"> **{TOLD}** Nobody was hurt."
    assert (note in notes[0]) if note else not notes


def test_a_footnote_of_an_earlier_version_is_opened_too(fresh: IndexSettings) -> None:
    """Words whose surroundings were not kept are shown with those in the article, or else alone."""
    whole = f"{TOLD} Nobody was hurt."
    (fresh.seeds / "road.txt").write_text(whole)
    generations, now = open_generations(fresh), build(fresh).generation
    citation = cited(now, TOLD, whole, "road.txt")
    _, words, *notes = quotation(citation, None, now, lambda file: generations.text(now, file))
    assert (words, notes) == (f"> **{TOLD}** Nobody was hurt.", [])
    elsewhere = Citation(1, citation.source, Span(1, 1 + len(TOLD)), TOLD)
    _, words, *notes = quotation(elsewhere, None, now, lambda file: generations.text(now, file))
    assert words == f"> **{TOLD}**"
    assert "I kept only the cited words" in notes[0]


def test_clean_words_stand_above_the_verbatim_quotation(fresh: IndexSettings) -> None:
    """A reader sees an article's words without their marks, in their paragraph, and below them what the file holds."""
    quote = "Run **make** with [the manual](https://example.org/m) at hand."
    whole = f"# Building\n\nFirst *install* it. {quote} Then wait.\n"
    (fresh.seeds / "guide.md").write_text(whole)
    generations, now = open_generations(fresh), build(fresh).generation
    citation = cited(now, quote, whole, "guide.md")
    _, clean, verbatim = quotation(citation, None, now, lambda file: generations.text(now, file))
    assert clean == "> First install it. **Run make with the manual at hand.** Then wait."
    assert verbatim.splitlines()[0] == "-# Exactly as written in the file:"
    assert "make" in verbatim.splitlines()[1]
    assert "](" in verbatim.replace("\\", "")
