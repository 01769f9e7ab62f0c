"""What Discord says about itself: users, servers, interactions and messages, with ids of today."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

_DISCORD_EPOCH_MS = 1_420_070_400_000
_serial = itertools.count()


def snowflake() -> str:
    """A fresh id; a current one, because the age of an interaction is read from it."""
    return str((int(time.time() * 1000) - _DISCORD_EPOCH_MS << 22) + next(_serial) % 4096)


GUILD, CHANNEL, MEMBER = snowflake(), snowflake(), snowflake()


def user(identity: str, name: str, *, bot: bool = False) -> Json:
    """A user, the bot's own or a member."""
    return {
        "id": identity,
        "username": name,
        "discriminator": "0",
        "global_name": None,
        "avatar": None,
        "bot": bot,
    }


def application(identity: str) -> Json:
    """What ``/oauth2/applications/@me`` tells."""
    return {
        "id": identity,
        "name": "Footnote",
        "icon": None,
        "description": "",
        "bot_public": False,
        "bot_require_code_grant": False,
        "owner": user(MEMBER, "reader"),
        "verify_key": "",
        "flags": 0,
    }


def ready(identity: str) -> Json:
    """The gateway's welcome."""
    return {
        "v": 10,
        "user": user(identity, "Footnote", bot=True),
        "guilds": [{"id": GUILD, "unavailable": True}],
        "session_id": snowflake(),
        "resume_gateway_url": "wss://gateway.discord.gg",
        "application": {"id": identity, "flags": 0},
    }


def guild() -> Json:
    """One server with one channel and one member."""
    role = {"id": GUILD, "name": "@everyone", "color": 0, "hoist": False, "position": 0, "permissions": "0"}
    return {
        "id": GUILD,
        "name": "Readers",
        "owner_id": MEMBER,
        "roles": [{**role, "managed": False, "mentionable": False, "flags": 0}],
        "emojis": [],
        "features": [],
        "channels": [channel()],
        "members": [],
        "member_count": 2,
        "unavailable": False,
    }


def channel() -> Json:
    """The server's channel."""
    return {
        "id": CHANNEL,
        "guild_id": GUILD,
        "type": 0,
        "name": "articles",
        "position": 0,
        "permission_overwrites": [],
    }


def ask(application_id: str, question: str, member_id: str) -> Json:
    """A member's ``/ask``."""
    options = [{"name": "question", "type": 3, "value": question}]
    member = {
        "user": user(member_id, "reader"),
        "roles": [],
        "joined_at": _now(),
        "deaf": False,
        "mute": False,
    }
    return {
        "id": snowflake(),
        "application_id": application_id,
        "type": 2,
        "token": f"interaction-{snowflake()}",
        "version": 1,
        "data": {"id": snowflake(), "name": "ask", "type": 1, "options": options},
        "guild_id": GUILD,
        "channel_id": CHANNEL,
        "channel": channel(),
        "member": {**member, "permissions": "0", "flags": 0},
        "locale": "en-US",
        "guild_locale": "en-US",
        "app_permissions": "0",
        "attachment_size_limit": 10_485_760,
        "entitlements": [],
        "authorizing_integration_owners": {"0": GUILD},
        "context": 0,
    }


def message(application_id: str, body: Json) -> Json:
    """A message of the bot, as Discord answers to whoever sent ``body``."""
    return {
        "id": snowflake(),
        "channel_id": CHANNEL,
        "author": user(application_id, "Footnote", bot=True),
        "content": body.get("content") or "",
        "timestamp": _now(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": body.get("embeds") or [],
        "components": [{"id": 1, **component} for component in body.get("components") or []],
        "pinned": False,
        "type": 20,
        "flags": body.get("flags", 0),
        "application_id": application_id,
        "webhook_id": application_id,
    }


def _now() -> str:
    return datetime.now(UTC).isoformat()
