"""Where a server's moderators let members ask, and how often."""

from __future__ import annotations

from collections.abc import Callable

from bot.server.errors import Declined
from bot.server.limits import Asker, Rule
from bot.server.remembered import GuildSettings


def rule(settings_of: Callable[[int], GuildSettings], cooldown_s: float) -> Rule:
    """The rule of every server; in a direct message everybody may ask.

    Args:
        settings_of: what the moderators of a server have set.
        cooldown_s: the host's pause, where a server has none of its own.
    """

    def pause_s(asker: Asker) -> float:
        if asker.guild is None:
            return cooldown_s
        set_here = settings_of(asker.guild)
        if set_here.channels and asker.channel not in set_here.channels:
            places = ", ".join(f"<#{channel}>" for channel in sorted(set_here.channels))
            raise Declined(f"The moderators of this server want questions elsewhere: {places}.")
        if set_here.roles and not set_here.roles & asker.roles:
            roles = ", ".join(f"<@&{role}>" for role in sorted(set_here.roles))
            raise Declined(f"In this server I take questions from these roles: {roles}.")
        return cooldown_s if set_here.cooldown is None else set_here.cooldown

    return pause_s
