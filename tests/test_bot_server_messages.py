"""The list of everything that the bot says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import BotSettings

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def listed() -> str:
    """The list, as its command prints it."""
    command = [sys.executable, "docs/messages.py"]
    printed = subprocess.run(
        command, cwd=ROOT, capture_output=True, env={"PYTHONPATH": str(ROOT)}, check=True
    )
    return printed.stdout.decode()


def test_one_command_lists_all_that_is_said(listed: str) -> None:
    """Every command, setting, card, form, line and error is in one file, to be read through before a release."""
    for command in (
        "/ask",
        "/forget-me",
        "/footnote unanswered",
        "/footnote audit",
        "Fact-check this message",
    ):
        assert f"- `{command}` " in listed
    for name in BotSettings.model_fields:
        assert name == "discord_token" or f"`FOOTNOTE_{name.upper()}`: " in listed
    for words in (
        "### The articles disagree",
        "Something went wrong on my side.",
        "What is wrong with this answer?",
        "### the post in the moderators' channel",
        "### /footnote rollback",
        "- `python -m index` ",
    ):
        assert words in listed
    assert "(no description)" not in listed


def test_one_is_never_many(listed: str) -> None:
    """What is counted reads right for one: no "1 articles", no "are 1 article"."""
    assert "There is 1 article here in all" in listed
    assert not re.search(r"\b1 (?:article|question|passage|footnote|statement|second|day)s\b", listed)
    assert not re.search(r"\bare 1\b", listed)
    counted_by_hand = r"(?<!of )\{[^{}]*\} (?:article|passage|vector|text|server|problem)s\b|\(s\)"
    assert re.findall(counted_by_hand, listed) == []
