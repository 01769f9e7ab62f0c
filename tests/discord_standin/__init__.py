"""Discord on loopback, as far as this bot can see it.

The bot under test is the process that ships, and environment variables are all that it is given:
``FOOTNOTE_PROXY`` leads it to ``tunnel``, which leads Discord's two hosts to ``service`` and nothing anywhere
else; ``SSL_CERT_FILE`` makes it trust the certificate that is shown there::

    with Discord(folder) as discord:
        app = discord.new_application()
        environment = {"DISCORD_TOKEN": app.token, **discord.environment}
        with BotProcess(["-m", "bot", "serve"], environment, folder):
            asked = app.ask("Who invited them?")
            print(asked.text)
            app.press(asked.reply, "a-custom-id")

``application`` keeps what a bot did, and has a method for everything that a member or Discord may do to it;
``exchange`` is what became of one interaction. ``gateway`` numbers events and replays them to a bot that comes
back, ``rest`` answers requests, ``payloads`` is what Discord says, ``filling`` what members fill in, ``rules``
what Discord would not take, and ``bot_process`` starts and ends the bot. What goes wrong on purpose
(429, 5xx, missing permissions, anything with a status) is ordered with ``Application.fail``.

Nothing here imports discord.py, so that the two cannot agree on a mistake.
"""

from discord_standin.application import Application, Request
from discord_standin.bot_process import BotProcess
from discord_standin.exchange import Exchange, buttons, text_of
from discord_standin.payloads import BOT_ROLE, CHANNEL, FORUM, GUILD, OWNER, Member
from discord_standin.service import Discord

__all__ = [
    "BOT_ROLE",
    "CHANNEL",
    "FORUM",
    "GUILD",
    "OWNER",
    "Application",
    "BotProcess",
    "Discord",
    "Exchange",
    "Member",
    "Request",
    "buttons",
    "text_of",
]
