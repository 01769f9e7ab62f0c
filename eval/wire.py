"""Opens what is measured: the bot that ships. Its parts take seconds to load, so they are imported late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.settings import BotSettings
from eval.records import Place
from eval.replies import kept
from eval.run import Ask

if TYPE_CHECKING:
    from index.records import Generation


@dataclass(frozen=True, slots=True)
class Asked:
    """Something to ask.

    Args:
        ask: answers a question.
        passages: the passages of the index that it answers from.
    """

    ask: Ask
    passages: tuple[Place, ...]


def open_bot(settings: BotSettings, notice: Callable[[str], None], trusted: bool = False) -> Asked:
    """Opens the bot as its own door does; builds the index first when there is none.

    An unknown language model is tried first, so that all questions are asked of the same bot.

    Args:
        settings: which articles, which data, which models.
        notice: told, in one line each, what a person should know.
        trusted: whether any model is taken for fit to read, without a trial.

    Raises:
        IndexingError: if the index cannot be opened or built.
    """
    from bot.answering.llm.trial import Trial
    from bot.wire import open_answerer
    from index.generations import open_generations

    answerer = open_answerer(settings, notice, Trial.NEVER if trusted else Trial.FIRST)
    generation = open_generations(settings).current()
    return Asked(lambda question: kept(answerer.ask(question)), passages_of(generation))


def open_rivals(settings: BotSettings) -> dict[str, Ask]:
    """The rivals by name, over the index that the bot answers from; the one that needs a model only when one is set.

    Raises:
        IndexingError: if the index cannot be opened or built.
    """
    from bot.wire import open_or_build
    from eval.rivals import CITATION_ENGINE, TOP_PASSAGE, citation_engine, top_passage

    index = open_or_build(settings)
    rivals = {TOP_PASSAGE: top_passage(index)}
    if settings.llm:
        rivals[CITATION_ENGINE] = citation_engine(index, settings)
    return rivals


def passages_of(generation: Generation) -> tuple[Place, ...]:
    """How a generation cut its articles."""
    return tuple(
        Place(passage.file, passage.span.start, passage.span.end) for passage in generation.passages.values()
    )
