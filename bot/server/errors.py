"""What can keep the bot out of Discord. Each message is one line that says what, where, and what to do.

    DiscordError
    ├── TokenMissing      no token was given
    ├── TokenRejected     Discord does not know the token
    └── Unavailable       Discord cannot be reached, or closed the connection for good

``bot.server.client`` turns discord.py's own exceptions into these.
"""

from bot.errors import BotError


class DiscordError(BotError):
    """The bot cannot be in Discord."""


class TokenMissing(DiscordError):
    """No token was given."""


class TokenRejected(DiscordError):
    """Discord does not know the token."""


class Unavailable(DiscordError):
    """Discord cannot be reached, or closed the connection for good."""
