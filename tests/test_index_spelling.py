"""The spelling of a question is mended by the shelf's own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.build import build
from index.counts import Counts
from index.initials import Names
from index.search import Index, open_index
from index.settings import IndexSettings
from index.spelling import Spelling


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("how mny afgans", "how many afghans"),
        ("wich contries hav envoys", "which countries have envoys"),
        ("wer teh talks held", "were the talks held"),
        ("pakstan expell", "pakistan expell"),  # the shelf has "expelled": one stem
        ("foriegn ministr", "foreign minister"),
        ("afgan actng minister", "afghan acting minister"),
        ("corridor extention", "corridor extension"),
    ],
)
def test_a_slip_is_mended_to_the_word_that_the_shelf_uses(index: Index, typed: str, meant: str) -> None:
    """A word with a letter too many, too few, wrong or exchanged is read as the shelf's own word."""
    assert index.spelling.mend(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Kandahar",
        "Tajikistan",
        "Qatar",
        "1,000,000",
        "Wang Li",
        "Zaeef",
        "Tolos",
        "dari",
        "Teh Hav",
        "ttp",
        "isi",
        "olympiad",
        "ümlaut",
        "attached",
        "county",
    ],
)
def test_other_words_stay_as_they_are(index: Index, text: str) -> None:
    """A name or word that merely is not on the shelf is not turned into one that is."""
    assert index.spelling.mend(text) == text


@given(st.text(max_size=80))
def test_mending_is_done_once(text: str) -> None:
    """Mending what was mended changes nothing, whatever the text."""
    spelling = Spelling({"afghanistan": 3, "expelled": 1, "minister": 2})
    once = spelling.mend(text)
    assert spelling.mend(once) == once


@pytest.mark.parametrize(
    ("asked", "wording"),
    [
        ("What will the UAE host?", "The United Arab Emirates will host the talks on Monday."),
        ("What will the United Arab Emirates host?", "The UAE will host the talks on Monday."),
        ("What did the Tehreek-e-Insaf want?", "The Tehrik-i-Insaf asked for a vote on Monday."),
        ("When was trade normalised?", "Trade was normalized on Monday."),
        ("What does the TWB lend?", "The Tarbela Water Board (TWB) lends pumps. The board is old."),
    ],
)
def test_a_name_in_another_form_is_found(fresh: IndexSettings, asked: str, wording: str) -> None:
    """Initials and the name they stand for, and two spellings of a name or a word, find the same passage by words."""
    (fresh.seeds / "a.txt").write_text(wording + " Dates for the United Arab Emirates and the UAE follow.")
    for number in range(5):
        (fresh.seeds / f"other{number}.txt").write_text(f"Snow closed road {number} to Skardu.")
    build(fresh)
    files = [hit.passage.file for hit in open_index(fresh).search(asked) if hit.sparse_rank]
    assert files == ["a.txt"]


@pytest.mark.parametrize(
    ("query", "added"),
    [
        ("What will the UAE host?", "United Arab Emirates"),
        ("what will the uae host", "United Arab Emirates"),
        ("What did Sam say of the cap on prices?", ""),
        ("Who is Ali?", ""),
        ("What does the IMF want?", "International Monetary Fund"),
    ],
)
def test_only_initials_stand_for_names(query: str, added: str) -> None:
    """A word or a first name that happens to be somebody's initials adds nothing; what brackets say counts most."""
    said = "The United Arab Emirates spoke. Saad Ali Malik met Chief Aid Planners. Anwar Latif Iqbal left. "
    counts = Counts.of(
        [2 * said, 3 * "Ibn Musa Foundation paid. ", "The International Monetary Fund (IMF) met."]
    )
    names = Names(counts.short_forms(), {"emirates"}, frozenset({"sam", "cap", "ali", "on", "prices"}))
    assert names.widened(query) == f"{query} {added}".rstrip()


@given(st.lists(st.text(alphabet="ABCab -’of()", max_size=40), max_size=5), st.text(max_size=60))
def test_other_forms_only_add_to_a_query(texts: list[str], query: str) -> None:
    """Whatever the shelf and the query, widening keeps the query and adds words of the shelf to it."""
    short = Counts.of(texts).short_forms()
    assert Names(short, {"tehrik"}, frozenset()).widened(query).startswith(query)
    assert all(2 <= len(initials) <= 6 for initials in short)


_SHELF = st.lists(st.text(alphabet="ABCab -’of()", max_size=40), max_size=4)


@given(_SHELF, _SHELF, _SHELF)
def test_a_changed_shelf_is_counted_as_a_whole_one(stay: list[str], gone: list[str], new: list[str]) -> None:
    """Counting only what an edit took away and added gives what counting every passage again gives."""
    assert Counts.of([*stay, *gone]).changed(gone, new) == Counts.of([*stay, *new])
