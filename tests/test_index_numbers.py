"""Numbers: however one is written, it is one number for search, reading and verification."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.english.numbers import Quantity, quantities
from index.english.plain import plain
from index.english.units import in_common_units, in_days
from index.stems import tokens


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("12,000 people", "12000 people"),
        ("twelve thousand people", "12000 people"),
        ("12 thousand people", "12000 people"),
        ("forty-six of one hundred and five", "46 of 105"),
        ("2.5 million and 2,500,000", "2500000 and 2500000"),
        ("70pc, seventy percent, 70 per cent, 70%", "70%, 70%, 70%, 70%"),
        ("two and a half metres", "2.5 metres"),
        ("$60 billion", "$60000000000"),
        ("1.6\u00a0million", "1600000"),
        ("a million voters", "1000000 voters"),
    ],
)
def test_a_number_is_written_in_one_way(text: str, read: str) -> None:
    """Digits, words, scales and shares of the same value are the same."""
    assert plain(text) == read


@pytest.mark.parametrize(
    "text", ["version 2.8.0 at 19:02", "COVID-19", "the 21st of May", "twenty twenty five", "one of them"]
)
def test_what_is_no_number_stays(text: str) -> None:
    """Versions, times, ordinals, names and "one of them" are left as they are."""
    assert plain(text) == text


def test_a_bound_is_told_with_its_number() -> None:
    """More than, up to and about are known of a number."""
    amounts = quantities("more than 80,000 people, up to 60 days, about half a dozen or some 50")
    assert [(quantity.value, quantity.bound) for quantity in amounts] == [
        (80000.0, "more"),
        (60.0, "less"),
        (50.0, "near"),
    ]


@pytest.mark.parametrize(
    "spans",
    [
        ("one week", "seven days"),
        ("half an hour", "30 minutes"),
        ("two and a half hours", "150 minutes"),
        ("48 hours", "two days"),
        ("two years", "24 months"),
    ],
)
def test_a_span_of_time_is_told_in_one_unit(spans: tuple[str, str]) -> None:
    """One week and seven days are one span of time, and so are two years and 24 months."""
    assert in_days(f"for {spans[0]}") == in_days(f"for {spans[1]}")


def test_an_age_keeps_its_years() -> None:
    """An age of two years is not turned into 24 months."""
    assert in_days("a boat two years old") == "a boat 2 years old"


@given(st.integers(min_value=2, max_value=10**12))
def test_every_whole_number_survives(number: int) -> None:
    """With and without signs between its thousands a number is its digits."""
    assert (
        plain(f"{number:,} things")
        == plain(f"{number} things")
        == f"{Quantity(0, 0, number, '').digits} things"
    )


def test_the_tokeniser_reads_numbers_and_letters_alike() -> None:
    """What search, features and verification compare is the same for every spelling of a number or a name."""
    assert tokens("12,000 in Łódź") == tokens("twelve thousand in Lodz") == ["12000", "in", "lodz"]
    assert tokens("v2.8.0") == tokens("2.8.0")


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("0.84 metres", "84 centimetres"),
        ("14 km", "14000 metres"),
        ("0.5 crown", "half a crown"),
        ("20% of the members", "1 fifth of the members"),
        ("20% of the rooms", "1 in 5 rooms"),
    ],
)
def test_measures_are_compared_in_one_unit(claim: str, text: str) -> None:
    """84 centimetres are 0.84 metres, a fifth is 20%, and half a crown is 0.5 crowns."""
    mine, (theirs,) = in_common_units(claim, (text,))
    assert mine == theirs


def test_units_stay_where_both_have_the_same() -> None:
    """Where nothing differs, or a range leaves its first number without a unit, nothing is rewritten."""
    assert in_common_units("0.1 metres", ("5 to 10 cm",)) == ("0.1 metres", ("5 to 10 cm",))
    assert in_common_units("14 km", ("a detour of 15 km",)) == ("14 km", ("a detour of 15 km",))


def test_digits_without_end_are_no_number() -> None:
    """Two thousand ones in a row, or a hundred hundreds, are too large for a number and are none."""
    assert quantities("1" * 2000) == ()
    assert quantities("one hundred " * 166) == ()
