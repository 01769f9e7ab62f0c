"""The log on stderr: one event a line, for people or, by setting, as JSON.

An event has a name, a time, a level and fields; whatever goes wrong for a member has an incident id, which the
member sees too. What members ask is in no field unless the host wants it, and no address has its password.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import discord  # noqa: TID251
import structlog

_log = structlog.get_logger(__name__)
_PASSWORD = re.compile(r"(?<=://)[^/@\s'\"]+@")


def without_passwords(text: str) -> str:
    """The same text without user names and passwords in addresses: libraries' messages about a proxy contain them."""
    return _PASSWORD.sub("", text)


class _ToStructlog(logging.Handler):
    """Hands log records of libraries and of the answering code to our log."""

    def emit(self, record: logging.LogRecord) -> None:
        _log.log(record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info)


def log_to_stderr(*, as_json: bool) -> None:
    """Sets up the log of this process.

    Args:
        as_json: one JSON object a line instead of words for people.
    """
    # Traces without local variables: those hold what members ask.
    shown: list[Any]
    if as_json:
        traces = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        shown = [structlog.processors.ExceptionRenderer(traces), structlog.processors.JSONRenderer()]
    else:
        plain = structlog.dev.plain_traceback
        shown = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    structlog.configure(
        [
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            *shown,
            lambda _logger, _level, line: without_passwords(str(line)),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    for name, level in (("discord", logging.WARNING), ("bot", logging.INFO), ("index", logging.INFO)):
        logger = logging.getLogger(name)
        logger.handlers = [_ToStructlog()]
        logger.setLevel(level)
        logger.propagate = False
    # We do not speak: its hints about missing voice libraries would puzzle whoever starts the bot.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
