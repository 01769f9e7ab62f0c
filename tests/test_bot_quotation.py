"""A footnote opened after its article has changed."""

from __future__ import annotations

import shutil

import pytest

from bot.answering.sources import source_of
from bot.records import Citation
from bot.server.quotation import quotation
from index.build import build
from index.generations import open_generations
from index.records import Span
from index.settings import IndexSettings

TOLD = "Rain closed the road to Skardu on Monday."
OTHER = "Snow fell in Gilgit."


@pytest.mark.parametrize(
    ("later", "note"),
    [
        (f"{TOLD} Nobody was hurt.", None),
        (f"{TOLD} Nobody was hurt. Correction: one person was.", "These words still stand in it."),
        (f"An update. {TOLD} Nobody was hurt.", "These words still stand in it."),
        ("Rain closed the road to Hunza on Monday. Nobody was hurt.", "no longer stand in it"),
        (None, "no longer among those that I read"),
    ],
)
def test_an_opened_footnote_tells_what_became_of_its_article(
    fresh: IndexSettings, later: str | None, note: str | None
) -> None:
    """The words are shown as they were cited; a correction anywhere in the article is told beside them."""
    (fresh.seeds / "road.txt").write_text(f"{TOLD} Nobody was hurt.")
    (fresh.seeds / "other.txt").write_text(OTHER)
    then = build(fresh).generation
    article = then.articles["road.txt"]
    cited = Citation(1, source_of(article, then), Span(0, len(TOLD)), TOLD)
    (fresh.seeds / "other.txt").write_text(f"{OTHER} It went on.")
    if later is None:
        (fresh.seeds / "road.txt").unlink()
    else:
        (fresh.seeds / "road.txt").write_text(later)
    generations, now = open_generations(fresh), build(fresh).generation
    _, words, *notes = quotation(cited, then.id, generations, now)
    assert f"**{TOLD}**" in words
    assert (note in notes[0]) if note else not notes
    shutil.rmtree(fresh.data / "generations" / then.id)
    _, words, notes_without = quotation(cited, then.id, generations, now)
    assert f"**{TOLD}**" in words
    assert "no longer kept" in notes_without
