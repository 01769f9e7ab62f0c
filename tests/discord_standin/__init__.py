"""Discord on loopback, as far as a bot with slash commands can see it.

The bot under test is the process that ships, and environment variables are all that it is given:
``FOOTNOTE_PROXY`` leads it to ``tunnel``, which leads Discord's two hosts to ``service`` and nothing anywhere
else; ``SSL_CERT_FILE`` makes it trust the certificate that is shown there. ``application`` keeps
what a bot did, ``payloads`` is what Discord says, ``rules`` what it would not take, and ``bot_process`` starts
and ends the bot::

    with Discord(folder) as discord:
        app = discord.new_application()
        environment = {"DISCORD_TOKEN": app.token, **discord.environment}
        with BotProcess(["-m", "bot", "serve"], environment, folder):
            print(app.ask("Who invited them?").text)

Nothing here imports discord.py, so that the two cannot agree on a mistake.
"""

from discord_standin.application import Application, Exchange
from discord_standin.bot_process import BotProcess
from discord_standin.service import Discord

__all__ = ["Application", "BotProcess", "Discord", "Exchange"]
