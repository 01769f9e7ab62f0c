"""What Footnote asks of a language model, whoever serves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.errors import BotError


class LanguageModelFailed(BotError):
    """The language model could not be reached, did not answer in time, or answered with something else."""


class Unreadable(LanguageModelFailed):
    """It answered, but not in the form that was asked for; the connection is fine."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A model's reply.

    Args:
        text: its words, without what it thought before.
        read: tokens that it read, 0 when the server does not say.
        written: tokens that it wrote, 0 when the server does not say.
    """

    text: str
    read: int = 0
    written: int = 0


class LanguageModel(Protocol):
    """Anything that replies to a prompt."""

    def window(self, within_s: float) -> int:
        """Tokens that a request may have, instructions included: as set, or fewer where the server reads fewer.

        Args:
            within_s: seconds to ask the server, greater than 0; it is asked once.
        """
        ...

    def complete(self, system: str, prompt: str, form: Mapping[str, Any], within_s: float) -> Completion:
        """The model's reply.

        Args:
            system: the instructions.
            prompt: what is asked.
            form: the JSON schema of the reply; a server that can is held to it.
            within_s: seconds for all of it, greater than 0.

        Raises:
            LanguageModelFailed: if there is no whole reply in that time.
        """
        ...
