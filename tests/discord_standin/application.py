"""A bot as Discord knows it, what it says and does, and the members who use it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from discord_standin import payloads
from discord_standin.exchange import Exchange, buttons, text_of
from discord_standin.filling import command_data, form_data, published
from discord_standin.gateway import Connection, Session
from discord_standin.payloads import BOT_ROLE, CHANNEL, FORUM, GUILD, Member
from discord_standin.rules import Json

_WITHHELD: Json = {"content": "", "embeds": [], "components": [], "attachments": [], "message_snapshots": []}
_CONTENT, _GUILD_MESSAGES, _DIRECT_MESSAGES = 1 << 15, 1 << 9, 1 << 12  # intents


@dataclass(frozen=True, slots=True)
class Request:
    """One REST request: its method, its route as Discord describes it, its body, and the files with it."""

    method: str
    route: str
    body: Any
    files: tuple[tuple[str, bytes], ...] = ()
    status: int = 0


@dataclass(slots=True)
class Failure:
    """What goes wrong on purpose: the next ``times`` requests whose method and route fit get this answer.

    Args:
        method: ``POST`` and so on.
        route: a part of the route.
        status: the HTTP status.
        code: Discord's error code.
        times: how often.
        retry_after: seconds that a 429 asks to wait.
        after: whether the request is carried out all the same, and only Discord's answer is lost.
    """

    method: str
    route: str
    status: int
    code: int = 0
    times: int = 1
    retry_after: float = 0.0
    after: bool = False


class Application:
    """A bot as Discord knows it: what a test may look at, and what members do.

    Args:
        run: does something on the stand-in's event loop.
        wait_until: waits for something that a bot brings about.
        close_code: the code with which the gateway closes the connection when the bot introduces itself, or None.
        patience_s: how long Discord waits for an acknowledgement.
    """

    def __init__(
        self,
        run: Callable[[Coroutine[Any, Any, None]], None],
        wait_until: Callable[[Callable[[], object]], None],
        close_code: int | None,
        patience_s: float,
    ) -> None:
        self.id = payloads.snowflake()
        self._telling: set[asyncio.Future[None]] = set()
        self.token = f"{self.id}.standin.token"
        self.close_code = close_code
        self.patience_s = patience_s
        self.permissions = payloads.EVERYDAY  # what the bot may do in the server
        self.resumable = True
        self.commands: list[Json] = []
        self.guild_commands: dict[str, list[Json]] = {}
        self.requests: list[Request] = []
        self.failures: list[Failure] = []
        self.introductions: list[Json] = []
        self.resumes = 0
        self.goodbyes: list[int | None] = []
        self.sessions: dict[int, Session] = {}
        self.exchanges: dict[str, Exchange] = {}
        self.channels: dict[str, Json] = {CHANNEL: payloads.channel(), FORUM: payloads.forum()}
        self.servers = [GUILD]
        self.roles: dict[str, Json] = {}
        self.messages: dict[str, Json] = {}
        self.deleted: list[str] = []
        self.uploads: dict[str, Json] = {}
        self.contents: dict[str, bytes] = {}
        self._run = run
        self._wait_until = wait_until

    @property
    def user(self) -> Json:
        """The bot's own user."""
        return payloads.user(self.id, "Footnote", bot=True)

    @property
    def session(self) -> Session | None:
        """The session of the shard that serves our server."""
        for session in self.sessions.values():
            index, count = session.shard
            if (int(GUILD) >> 22) % count == index:
                return session
        return None

    @property
    def online(self) -> Connection | None:
        """The connection over which the bot hears of our server, once it knows that server."""
        return self.session.connection if self.session and self.session.begun else None

    def spoken(self, channel: str) -> list[Json]:
        """The bot's messages in a channel or thread that everybody sees, oldest first."""
        return [
            message
            for message in tuple(self.messages.values())
            if message["channel_id"] == channel
            and message["author"]["id"] == self.id
            and not message["flags"] & payloads.EPHEMERAL
        ]

    @property
    def _published(self) -> list[Json]:
        return [*self.commands, *self.guild_commands.get(GUILD, [])]

    def replies_to(self, said: Json) -> list[Json]:
        """The bot's messages that reply to a member's message."""
        return [
            message
            for message in self.spoken(said["channel_id"])
            if message.get("message_reference", {}).get("message_id") == said["id"]
        ]

    # What members do. The first half begins something, the second half also waits for the bot.

    def begin(self, question: str, member: Member | None = None, **options: Any) -> Exchange:
        """A member, a new one each time, uses ``/ask`` as soon as the bot is online."""
        return self.begin_command("ask", member, question=question, **options)

    def begin_command(
        self,
        name: str,
        /,
        member: Member | None = None,
        *,
        channel: str = CHANNEL,
        age_s: float = 0.0,
        unheard: bool = False,
        **options: Any,
    ) -> Exchange:
        """A member uses a command; a subcommand is named after its group: ``footnote settings``.

        The bot hears of it when it is ``age_s`` old; ``unheard``: as soon as it is back.
        """
        if not unheard:
            self._wait_until(lambda: self.online)
        data = command_data(self._published, self.channels, self.uploads, name, options)
        return self._interact(2, data, member, channel, age_s=age_s)

    def begin_press(
        self, message: Json, custom_id: str, member: Member | None = None, values: list[str] | None = None
    ) -> Exchange:
        """A member presses a button of a message, or chooses ``values`` in its menu."""
        part = buttons(message)[custom_id]
        data = {"custom_id": custom_id, "component_type": part["type"]}
        if values is not None:
            data["values"] = values
        return self._interact(3, data, member, message["channel_id"], message=message)

    def begin_menu(self, name: str, message: Json, member: Member | None = None) -> Exchange:
        """A member chooses a command from the menu of a message."""
        self._wait_until(lambda: self.online)
        command = published(self._published, name, 3)
        data = {
            "id": command["id"],
            "name": name,
            "type": 3,
            "target_id": message["id"],
            "resolved": {"messages": {message["id"]: message}},
        }
        return self._interact(2, data, member, message["channel_id"])

    def say(
        self,
        text: str,
        member: Member | None = None,
        *,
        channel: str = CHANNEL,
        mention: bool = False,
        mention_role: bool = False,
        others: tuple[Member, ...] = (),
        reply_to: Json | None = None,
        ping: bool = True,
        forward: Json | None = None,
        embeds: tuple[Json, ...] = (),
        identity: str | None = None,
    ) -> Json:
        """A member writes a message.

        Args:
            text: the words.
            member: who; somebody new when not given.
            channel: where.
            mention: whether the bot's mention comes before the words.
            mention_role: whether the mention of the bot's own role does.
            others: whose mentions come before them.
            reply_to: the message that it replies to.
            ping: whether that reply mentions whoever wrote the message.
            forward: the message that it hands on.
            embeds: the previews of its links.
            identity: the message's id, when it has to have a certain one.
        """
        member = member or Member()
        called = [f"<@{self.id}>"] * mention + [f"<@&{BOT_ROLE}>"] * mention_role
        called += [f"<@{other.id}>" for other in others]
        body = {"content": " ".join([*called, text]), "embeds": list(embeds)}
        said = payloads.message(payloads.user(member.id, member.name), channel, body)
        said |= {"id": identity or said["id"], "mention_roles": [BOT_ROLE] * mention_role}
        if reply_to is not None:
            server = self.channels[channel].get("guild_id")
            reference = {"message_id": reply_to["id"], "channel_id": channel, "guild_id": server}
            said |= {"type": 19, "message_reference": reference, "referenced_message": reply_to}
        if forward is not None:
            reference = {"type": 1, "message_id": forward["id"], "channel_id": forward["channel_id"]}
            said |= {"message_reference": reference, "message_snapshots": [{"message": _snapshot(forward)}]}
        said["mentions"] = [
            {**payloads.user(other.id, other.name), "member": payloads.member(other)} for other in others
        ]
        if mention or (ping and reply_to and reply_to["author"]["id"] == self.id):
            said["mentions"].append({**self.user, "member": payloads.member(Member())})
        self.messages[said["id"]] = said
        self._wait_until(lambda: self.online)
        self._run(self._tell_of(said, member))
        return said

    def post(self, text: str, member: Member, title: str = "A question", **how: Any) -> Json:
        """A member opens a post in the forum; returns its first message, which has the post's id."""
        self._wait_until(lambda: self.online)
        place = payloads.thread(payloads.snowflake(), member.id, title, self.channels[FORUM])
        self.channels[place["id"]] = place
        self._run(self.dispatch("THREAD_CREATE", {**place, "newly_created": True}))
        return self.say(text, member, channel=place["id"], identity=place["id"], **how)

    def open_thread(self, member: Member, title: str = "A talk") -> str:
        """A member opens a thread of their own in the channel; returns its id."""
        self._wait_until(lambda: self.online)
        place = payloads.thread(payloads.snowflake(), member.id, title, self.channels[CHANNEL])
        self.channels[place["id"]] = place
        self._run(self.dispatch("THREAD_CREATE", {**place, "newly_created": True}))
        return str(place["id"])

    def lock(self, thread: str) -> None:
        """A moderator closes a thread for good."""
        self.channels[thread]["thread_metadata"] |= {"archived": True, "locked": True}
        self._run(self.dispatch("THREAD_UPDATE", self.channels[thread]))

    def open_direct(self, member: Member) -> str:
        """The id of the direct conversation of a member with the bot, which either of them opens."""
        direct = (place for place in self.channels.values() if place["type"] == 1)
        known = next(
            (conversation for conversation in direct if conversation["recipients"][0]["id"] == member.id),
            None,
        )
        place = known or payloads.direct(payloads.snowflake(), member)
        self.channels[place["id"]] = place
        return str(place["id"])

    def upload(self, name: str, content: bytes) -> str:
        """A member chooses a file of theirs for an option of a command; returns the option's value."""
        attachment = payloads.upload(self.id, name, len(content))
        self.uploads[attachment["id"]], self.contents[attachment["id"]] = attachment, content
        return str(attachment["id"])

    def ask(self, question: str, member: Member | None = None, **options: Any) -> Exchange:
        """A member uses ``/ask`` and waits for the reply."""
        return self.answered(self.begin(question, member, **options))

    def command(self, name: str, /, member: Member | None = None, **options: Any) -> Exchange:
        """A member uses a command and waits for the reply."""
        return self.answered(self.begin_command(name, member, **options))

    def complete(
        self, name: str, option: str, typed: str, member: Member | None = None, *, channel: str = CHANNEL
    ) -> list[Json]:
        """A member types into an option; returns what is offered."""
        self._wait_until(lambda: self.online)
        data = command_data(
            self._published, self.channels, self.uploads, name, {option: typed}, focused=option
        )
        exchange = self._interact(4, data, member, channel)
        self._wait_until(lambda: exchange.choices is not None)
        return list(exchange.choices or [])

    def press(
        self, message: Json, custom_id: str, member: Member | None = None, values: list[str] | None = None
    ) -> Exchange:
        """A member presses a button and waits for what happens: a reply, or a form."""
        return self.answered(self.begin_press(message, custom_id, member, values))

    def menu(self, name: str, message: Json, member: Member | None = None) -> Exchange:
        """A member chooses a command from a message's menu and waits for the reply."""
        return self.answered(self.begin_menu(name, message, member))

    def submit(self, opened: Exchange, member: Member, **values: str | list[str]) -> Exchange:
        """A member fills in the form that ``opened`` brought, by the custom ids of its inputs, and sends it."""
        assert opened.modal is not None
        origin = opened.interaction
        filled = form_data(opened.modal["components"], values)
        data = {"custom_id": opened.modal["custom_id"], "components": filled}
        return self.answered(
            self._interact(5, data, member, origin["channel_id"], message=origin.get("message"))
        )

    def answered(self, exchange: Exchange) -> Exchange:
        """Waits until there is something to read that is not only a place in the queue."""
        self._wait_until(lambda: exchange.told or exchange.modal or exchange.silent)
        return exchange

    def wait_for(self, happened: Callable[[], object]) -> None:
        """Waits for something that the bot brings about."""
        self._wait_until(happened)

    def wait_for_words(self, channel: str, words: str = "") -> Json:
        """Waits for a message of the bot in a channel that holds these words; returns it."""

        def found() -> list[Json]:
            return [message for message in self.spoken(channel) if words in text_of(message)]

        self._wait_until(found)
        return found()[-1]

    def open_channel(self, name: str = "talk", server: str = GUILD) -> str:
        """A server gets another channel, also before the bot is online; returns its id."""
        place = {**payloads.channel(payloads.snowflake(), server), "name": name}
        self.channels[place["id"]] = place
        if self.online:
            self._run(self.dispatch("CHANNEL_CREATE", place))
        return str(place["id"])

    def open_role(self, name: str = "readers") -> str:
        """Our server gets another role, also before the bot is online; returns its id."""
        role = payloads.role(payloads.snowflake(), name)
        self.roles[role["id"]] = role
        if self.online:
            self._run(self.dispatch("GUILD_ROLE_CREATE", {"guild_id": GUILD, "role": role}))
        return str(role["id"])

    def open_server(self) -> tuple[str, str]:
        """The bot is added to another server, also before it is online; returns the ids of server and channel."""
        self.servers.append(payloads.snowflake())
        return self.servers[-1], self.open_channel(server=self.servers[-1])

    # What Discord does to a bot.

    def fail(self, method: str, route: str, status: int, code: int = 0, **more: Any) -> None:
        """The next request whose method and route fit fails; see ``Failure``."""
        self.failures.append(Failure(method, route, status, code, **more))

    def drop(self) -> None:
        """The connection breaks, without a goodbye."""
        if self.online:
            self._run(_cut(self.online))

    def ask_to_reconnect(self) -> None:
        """Discord asks the bot to connect anew (op 7)."""
        assert self.online is not None
        self._run(self.online.send({"op": 7, "d": None}))

    def invalidate(self, *, resumable: bool) -> None:
        """Discord ends the session (op 9)."""
        assert self.online is not None
        self._run(self.online.send({"op": 9, "d": resumable}))

    def lose(self, channel: str) -> None:
        """Somebody deletes a channel or a thread, and all that was said there."""
        place = self.channels.pop(channel)
        for key in [key for key, message in self.messages.items() if message["channel_id"] == channel]:
            del self.messages[key]
        event = "THREAD_DELETE" if place["type"] == 11 else "CHANNEL_DELETE"
        self._run(self.dispatch(event, place))

    def lose_role(self, role: str) -> None:
        """Somebody deletes a role; the bot hears of it, unless it is not online."""
        del self.roles[role]
        if self.online:
            self._run(self.dispatch("GUILD_ROLE_DELETE", {"guild_id": GUILD, "role_id": role}))

    def remove(self, message: Json) -> None:
        """Somebody deletes a message."""
        del self.messages[message["id"]]
        server = self.channels[message["channel_id"]].get("guild_id")
        gone = {"id": message["id"], "channel_id": message["channel_id"], "guild_id": server}
        self._run(self.dispatch("MESSAGE_DELETE", gone))

    def tell(self, event: str, data: Json) -> None:
        """Tells the bot of an event, from within the loop that serves it."""
        telling = asyncio.ensure_future(self.dispatch(event, data))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def dispatch(self, event: str, data: Json) -> None:
        """Tells the bot of an event, now or when it is back."""
        assert self.session is not None
        await self.session.dispatch(event, data)

    def _interact(
        self,
        kind: int,
        data: Json,
        member: Member | None,
        channel: str,
        *,
        message: Json | None = None,
        age_s: float = 0.0,
    ) -> Exchange:
        place = self.channels[channel]
        interaction = payloads.interaction(self.id, kind, data, member or Member(), place, self.permissions)
        if message is not None:
            interaction["message"] = message
        exchange = self.exchanges[interaction["token"]] = Exchange(interaction, age_s, self.patience_s)
        self._run(self.dispatch("INTERACTION_CREATE", interaction))
        return exchange

    async def _tell_of(self, said: Json, member: Member) -> None:
        """MESSAGE_CREATE, as far as the bot's intents let it see."""
        intents = self.introductions[-1]["intents"]
        place = self.channels[said["channel_id"]]
        direct = place["type"] == 1
        if not intents & (_DIRECT_MESSAGES if direct else _GUILD_MESSAGES):
            return
        named = any(mention["id"] == self.id for mention in said["mentions"])
        seen = direct or named or intents & _CONTENT
        shown = said if seen else {**said, **_WITHHELD}
        here = {} if direct else {"guild_id": place["guild_id"], "member": payloads.member(member)}
        await self.dispatch("MESSAGE_CREATE", {**shown, **here})


def _snapshot(message: Json) -> Json:
    """What Discord hands on of a forwarded message."""
    kept = (
        "content",
        "timestamp",
        "edited_timestamp",
        "embeds",
        "attachments",
        "components",
        "flags",
        "type",
        "mentions",
        "mention_roles",
    )
    return {key: message[key] for key in kept}


async def _cut(connection: Connection) -> None:
    connection.cut()
