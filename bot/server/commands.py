"""``/ask``: from a member's question to a card.

Discord wants to hear from us within three seconds, so a question is acknowledged before anything else is done
with it. It is answered in a worker thread, because the event loop also carries the heartbeat that keeps us
connected. Whatever goes wrong with one question stays with that question.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import discord  # noqa: TID251
import structlog
from discord import app_commands  # noqa: TID251

from bot.answering.question import MAX_LENGTH
from bot.records import Answer, Question
from bot.server.cards import card
from bot.settings import BotSettings

Ask = Callable[[Question], Answer]
_Result = TypeVar("_Result")

_EMPTY = "That question is empty. Try `/ask` with a question about the articles."
_TOO_LONG = f"That question is too long for me: please ask in {MAX_LENGTH:,} characters or fewer."
_TOO_SLOW = "I could not finish that in time. Please try again, perhaps in fewer words. (incident {})"
_BROKEN = "Something broke on my side while I looked that up. Please try again. (incident {})"
_CLOSING = "I was switched off before I could answer. Please ask again when I am back."

_log = structlog.get_logger(__name__)


class Desk:
    """Where questions are taken in and answers are handed out.

    Args:
        open_ask: makes what answers a question. Both may take seconds; what it makes is thread-safe.
        settings: how many questions are answered at once, the seconds after which a member is told that it
            takes too long (Discord forgets a question after 900), and whether the log may hold questions.
    """

    def __init__(self, open_ask: Callable[[], Ask], settings: BotSettings) -> None:
        self._open_ask = open_ask
        self._settings = settings
        self._workers = ThreadPoolExecutor(settings.workers, thread_name_prefix="desk")
        self._jobs: set[Future[Any]] = set()
        self._waiting: dict[asyncio.Task[None], discord.Interaction] = {}

    async def open(self) -> None:
        """Make ready to answer.

        Raises:
            Exception: whatever ``open_ask`` raises.
        """
        self._ask = await self._work(self._open_ask)

    async def take(self, interaction: discord.Interaction, text: str) -> None:
        """Acknowledge a question, then answer it in the place that was acknowledged."""
        answering = asyncio.create_task(self._answer(interaction, text.strip()))
        self._waiting[answering] = interaction
        answering.add_done_callback(self._waiting.pop)
        await answering

    async def close(self, grace_s: float) -> None:
        """Let answers under way finish for ``grace_s`` seconds, then tell the others that none will come."""
        if self._waiting:
            await asyncio.wait(self._waiting, timeout=grace_s)
        late = dict(self._waiting)
        for answering in late:
            answering.cancel()
        told = [interaction.edit_original_response(content=_CLOSING) for interaction in late.values()]
        await asyncio.gather(*told, return_exceptions=True)
        self._workers.shutdown(wait=False, cancel_futures=True)

    @property
    def busy(self) -> bool:
        """Whether a worker thread is still at work."""
        return any(job.running() for job in tuple(self._jobs))

    async def _answer(self, interaction: discord.Interaction, text: str) -> None:
        await interaction.response.defer(thinking=True)
        if not text or len(text) > MAX_LENGTH:
            await interaction.edit_original_response(content=_TOO_LONG if text else _EMPTY)
            return
        try:
            answer = await asyncio.wait_for(self._work(self._ask, Question(text)), self._settings.deadline)
            await interaction.edit_original_response(view=card(answer))
        except Exception as error:
            incident = uuid.uuid4().hex[:8]
            question = text if self._settings.log_questions else "(not logged)"
            _log.exception("a question failed", incident=incident, question=question)
            apology = _TOO_SLOW if isinstance(error, TimeoutError) else _BROKEN
            await interaction.edit_original_response(content=apology.format(incident))

    async def _work(self, job: Callable[..., _Result], *args: Any) -> _Result:
        future = self._workers.submit(job, *args)
        self._jobs.add(future)
        future.add_done_callback(self._jobs.discard)
        return await asyncio.wrap_future(future)


def add_commands(tree: app_commands.CommandTree, desk: Desk) -> None:
    """Put ``/ask`` on the command tree."""

    @tree.command(description="Ask the articles. Every sentence of the answer shows where it stands.")
    @app_commands.describe(question="What do you want to know?")
    async def ask(interaction: discord.Interaction, question: app_commands.Range[str, 1, MAX_LENGTH]) -> None:
        await desk.take(interaction, question)
