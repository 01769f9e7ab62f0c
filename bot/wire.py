"""The one place where real parts are joined."""

from __future__ import annotations

from collections.abc import Callable

from bot.answering.answerer import Answerer
from bot.answering.reader import default_reader
from bot.answering.writers.language_model import LanguageModelWriter
from bot.settings import BotSettings
from index.build import build
from index.errors import IndexMissing
from index.search import Index, open_index


def open_answerer(settings: BotSettings, on_build: Callable[[], None] = lambda: None) -> Answerer:
    """Opens everything that answering needs.

    Args:
        settings: which articles, which data, which language model.
        on_build: called when an index is being built because there is none yet.

    Raises:
        IndexingError: if the index cannot be opened or built.
    """
    return Answerer(_open_or_build(settings, on_build), default_reader(), _drafter(settings))


def _drafter(settings: BotSettings) -> LanguageModelWriter | None:
    if settings.llm is None:
        return None
    from bot.answering.writers.clients import open_language_model  # seconds to import, and seldom wanted

    window = settings.llm_context - settings.llm_max_tokens
    return LanguageModelWriter(open_language_model(settings), settings.llm, window)


def _open_or_build(settings: BotSettings, on_build: Callable[[], None]) -> Index:
    try:
        return open_index(settings)
    except IndexMissing:
        build(settings, progress=lambda done, _: None if done else on_build())
        return open_index(settings)
