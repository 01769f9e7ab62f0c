"""What Discord says about itself: users, servers, interactions and messages, with ids of today."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

EPHEMERAL = 1 << 6
LOADING = 1 << 7
VIEW, SEND, MANAGE_MESSAGES, EMBED, ATTACH, HISTORY = 1 << 10, 1 << 11, 1 << 13, 1 << 14, 1 << 15, 1 << 16
MANAGE_GUILD, USE_COMMANDS, PUBLIC_THREADS, SEND_IN_THREADS = 1 << 5, 1 << 31, 1 << 35, 1 << 38
EVERYDAY = VIEW | SEND | EMBED | ATTACH | HISTORY | USE_COMMANDS | PUBLIC_THREADS | SEND_IN_THREADS

_DISCORD_EPOCH_MS = 1_420_070_400_000
_serial = itertools.count()


def snowflake() -> str:
    """A fresh id; a current one, because the age of an interaction is read from it."""
    return str((int(time.time() * 1000) - _DISCORD_EPOCH_MS << 22) + next(_serial) % 4096)


GUILD, CHANNEL, OWNER, FORUM, BOT_ROLE = (snowflake() for _ in range(5))


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the server, a new member each time.

    Args:
        id: the user's id.
        name: the user's name.
        roles: ids of the roles held.
        permissions: what this member may do, as Discord counts it.
    """

    id: str = field(default_factory=snowflake)
    name: str = "reader"
    roles: tuple[str, ...] = ()
    permissions: int = EVERYDAY


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


def member(person: Member) -> Json:
    """A member, without the user and without the permissions."""
    return {"roles": list(person.roles), "joined_at": now(), "deaf": False, "mute": False, "flags": 0}


def application(identity: str) -> Json:
    """What ``/oauth2/applications/@me`` tells."""
    return {
        "id": identity,
        "name": "Footnote",
        "icon": None,
        "description": "",
        "bot_public": False,
        "bot_require_code_grant": False,
        "owner": user(OWNER, "owner"),
        "verify_key": "",
        "flags": 0,
    }


def ready(identity: str, session: str, gateway: str, shard: tuple[int, int], servers: Iterable[str]) -> Json:
    """The gateway's welcome."""
    return {
        "v": 10,
        "user": user(identity, "Footnote", bot=True),
        "guilds": [{"id": server, "unavailable": True} for server in servers],
        "session_id": session,
        "resume_gateway_url": gateway,
        "shard": list(shard),
        "application": {"id": identity, "flags": 0},
    }


def role(identity: str, name: str) -> Json:
    """A role of a server, which permits nothing by itself."""
    look = {"color": 0, "hoist": False, "position": 0, "mentionable": False, "flags": 0}
    return {**look, "id": identity, "name": name, "permissions": "0", "managed": False}


def guild(
    identity: str, permissions: int, server: str, channels: Iterable[Json], roles: Iterable[Json] = ()
) -> Json:
    """A server, with its channels, its roles, its owner and the bot."""
    everyone = {**role(server, "@everyone"), "permissions": str(permissions)}
    own = {**role(BOT_ROLE, "Footnote"), "managed": True, "tags": {"bot_id": identity}}
    bot = Member(identity, roles=(BOT_ROLE,))
    return {
        "id": server,
        "name": "Readers",
        "owner_id": OWNER,
        "roles": [everyone, own, *roles],
        "emojis": [],
        "features": [],
        "channels": [place for place in channels if place.get("guild_id") == server and place["type"] != 11],
        "threads": [],
        "members": [{**member(bot), "user": user(identity, "Footnote", bot=True)}],
        "member_count": 3,
        "joined_at": now(),
        "large": False,
        "unavailable": False,
    }


def channel(identity: str = CHANNEL, server: str = GUILD) -> Json:
    """A channel of a server."""
    return {
        "id": identity,
        "guild_id": server,
        "type": 0,
        "name": "articles",
        "position": 0,
        "permission_overwrites": [],
        "last_message_id": None,
    }


def forum() -> Json:
    """The server's forum: members open posts in it, each a thread of its own."""
    return {**channel(), "id": FORUM, "type": 15, "name": "help", "position": 1, "available_tags": []}


def thread(identity: str, owner: str, name: str, parent: Json) -> Json:
    """A thread on a message of a channel: it has the message's id."""
    metadata = {"archived": False, "auto_archive_duration": 1440, "archive_timestamp": now(), "locked": False}
    return {
        "id": identity,
        "guild_id": parent["guild_id"],
        "parent_id": parent["id"],
        "owner_id": owner,
        "type": 11,
        "name": name,
        "last_message_id": None,
        "message_count": 0,
        "member_count": 1,
        "thread_metadata": {**metadata, "create_timestamp": now()},
    }


def direct(identity: str, person: Member) -> Json:
    """A direct conversation of a member with the bot."""
    return {"id": identity, "type": 1, "last_message_id": None, "recipients": [user(person.id, person.name)]}


def interaction(
    application_id: str, kind: int, data: Json, person: Member, place: Json, permissions: int
) -> Json:
    """Something a member did with the bot.

    Args:
        application_id: whose bot it is.
        kind: 2 a command, 3 a component, 4 autocomplete, 5 a modal.
        data: what was done.
        person: who did it.
        place: the channel.
        permissions: what the bot may do there.
    """
    here: Json = {
        "guild_id": place.get("guild_id"),
        "guild_locale": "en-US",
        "member": {
            **member(person),
            "user": user(person.id, person.name),
            "permissions": str(person.permissions),
        },
        "authorizing_integration_owners": {"0": place.get("guild_id")},
        "context": 0,
    }
    elsewhere: Json = {
        "user": user(person.id, person.name),
        "authorizing_integration_owners": {"0": "0"},
        "context": 1,
    }
    return {
        "id": snowflake(),
        "application_id": application_id,
        "type": kind,
        "token": f"interaction-{snowflake()}",
        "version": 1,
        "data": data,
        "channel_id": place["id"],
        "channel": place,
        "locale": "en-US",
        "app_permissions": str(permissions),
        "attachment_size_limit": 10_485_760,
        "entitlements": [],
        **(here if place["type"] != 1 else elsewhere),
    }


def message(author: Json, channel_id: str, body: Json, files: Iterable[tuple[str, bytes]] = ()) -> Json:
    """A message, as Discord tells of it to whoever sent ``body``."""
    return {
        "id": snowflake(),
        "channel_id": channel_id,
        "author": author,
        "content": body.get("content") or "",
        "timestamp": now(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": body.get("mention_roles") or [],
        "attachments": [
            {"id": snowflake(), "filename": name, "size": len(content), "url": "", "proxy_url": ""}
            for name, content in files
        ],
        "embeds": body.get("embeds") or [],
        "components": numbered(body.get("components") or []),
        "pinned": False,
        "type": 0,
        "flags": body.get("flags") or 0,
    }


def upload(application_id: str, name: str, size: int) -> Json:
    """A file that a member gives to a command: where it lies on Discord's own host for files."""
    identity = snowflake()
    address = f"https://cdn.discordapp.com/ephemeral-attachments/{application_id}/{identity}/{name}"
    return {
        "id": identity,
        "filename": name,
        "size": size,
        "url": address,
        "proxy_url": address,
        "ephemeral": True,
    }


def numbered(components: list[Json]) -> list[Json]:
    """Components as Discord gives them back: each has an id."""
    count = itertools.count(1)

    def given(component: Json) -> Json:
        inner = (
            {"components": [given(child) for child in component["components"]]}
            if "components" in component
            else {}
        )
        accessory = {"accessory": given(component["accessory"])} if component.get("accessory") else {}
        return {"id": next(count), **component, **inner, **accessory}

    return [given(component) for component in components]


def now() -> str:
    """This instant, as Discord writes it."""
    return datetime.now(UTC).isoformat()
