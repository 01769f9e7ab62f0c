"""The word lists of English: what each of them holds."""

from __future__ import annotations

import pytest

from index.english.lexicon import ROWS


@pytest.mark.parametrize("name", ROWS)
def test_a_word_list_holds_its_examples_and_no_others(name: str) -> None:
    """Every list says what it is for, matches each of its examples, and none of those that it must not."""
    row = ROWS[name]
    assert row.why
    assert row.matches
    assert row.others
    assert [example for example in row.matches if not row.holds(example)] == []
    assert [example for example in row.others if row.holds(example)] == []
