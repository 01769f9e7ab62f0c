"""The spelling of a question is mended by the shelf's own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search import Index
from index.spelling import Spelling


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("how mny afgans", "how mny afghans"),
        ("Afganistan", "Afghanistan"),
        ("pakstan expell", "pakistan expell"),  # the shelf has "expelled": one stem
        ("foriegn ministr", "foreign minister"),
        ("corridor extention", "corridor extension"),
    ],
)
def test_a_slip_is_mended_to_the_word_that_the_shelf_uses(index: Index, typed: str, meant: str) -> None:
    """A word with a letter too many, too few, wrong or exchanged is read as the shelf's own word."""
    assert index.spelling.mend(typed) == meant


@pytest.mark.parametrize(
    "text",
    ["Kandahar", "Tajikistan", "Qatar", "1,000,000", "Wang Li", "olympiad", "ümlaut", "attached", "county"],
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
