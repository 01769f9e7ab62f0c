"""Discord on loopback, as far as a bot with slash commands can see it.

The bot under test is the process that ships, started with nothing but environment variables: ``FOOTNOTE_PROXY`` leads
it to ``tunnel``, which leads ``discord.com`` and ``gateway.discord.gg`` to ``service`` and nothing anywhere
else, and ``SSL_CERT_FILE`` makes it trust the certificate that is found there. ``rules`` holds what Discord would not
take, and ``bot_process`` starts and ends the bot::

    with Discord(folder) as discord:
        app = discord.new_application()
        with BotProcess(["-m", "bot", "serve"], {"DISCORD_TOKEN": app.token, **discord.environment}) as bot:
            exchange = app.ask("Who invited them?")
            assert exchange.acknowledged.body == {"type": 5}

Nothing here imports discord.py, so that the two cannot agree on a mistake.
"""

from discord_standin.bot_process import BotProcess
from discord_standin.service import Application, Discord, Exchange, Request

__all__ = ["Application", "BotProcess", "Discord", "Exchange", "Request"]
