"""Questions on real documentation are asked, and what comes back is counted by a pattern for each."""

from __future__ import annotations

import json
from pathlib import Path

from eval.documented import ask_documentation, total

PAGE = """# Copies

## How long are copies kept?

Copies of the album are kept for nine days.

## Users

An owner may add users. A guest may look at every album.
"""
ASKED = (
    {
        "id": "1",
        "question": "How long are copies kept?",
        "answerable": True,
        "file": "a.md",
        "right": "nine days",
    },
    {
        "id": "2",
        "question": "Who may add users?",
        "answerable": True,
        "file": "a.md",
        "right": "An owner may",
    },
    {"id": "3", "question": "Which bank runs the city tram?", "answerable": False},
)


def test_what_comes_back_is_counted(tmp_path: Path) -> None:
    """Each question counts once: answered right, beside it or refused; a near miss is refused or answered."""
    for name in ("albums", "elsewhere"):
        (tmp_path / "asked").mkdir(exist_ok=True)
        lines = "".join(json.dumps(row) + "\n" for row in ASKED)
        (tmp_path / "asked" / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    page = tmp_path / "docs" / "albums" / "a.md"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE, encoding="utf-8")
    (told,) = ask_documentation(tmp_path / "docs", tmp_path / "work", questions=tmp_path / "asked")
    assert (told.name, told.answerable, told.retrieved, told.right, told.near_refused) == (
        "albums",
        2,
        2,
        2,
        1,
    )
    assert total([told, told]).right == 4
    assert told.line().startswith(
        "albums: of 2 answerable 2 found by the search, 2 right, 0 beside it, 0 refused"
    )
