"""Every hour: deletes what is older than the host keeps it, and reads settings that other hosts changed."""

from __future__ import annotations

import asyncio
import time

import structlog

from bot.errors import MemoryUnusable
from bot.server.footnote_client import Services
from bot.server.memory import Memory

_DAY_S = 86_400.0
_LOOK_EVERY_S = 3_600.0
_FOLLOW_EVERY_S = 5.0

_log = structlog.get_logger(__name__)


async def forget_in_time(services: Services) -> None:
    """Delete what has been kept for ``keep_days``, now and every hour, until cancelled."""
    while True:
        try:
            many = await services.memory.forget_before(time.time() - services.settings.keep_days * _DAY_S)
            if many:
                _log.info("forgot old answers", answers=many)
        except MemoryUnusable as error:
            _log.error("old answers could not be forgotten", error=str(error))
        await asyncio.sleep(_LOOK_EVERY_S)


async def follow_settings(memory: Memory) -> None:
    """Learn every five seconds what moderators set through other hosts, until cancelled; where there are any."""
    while memory.shared:
        await asyncio.sleep(_FOLLOW_EVERY_S)
        try:
            await memory.learn_settings()
        except MemoryUnusable as error:
            _log.warning("servers' settings could not be read again", error=str(error))
