"""Discord's REST interface (v10): what it answers to each request that our bot makes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from discord_standin import payloads
from discord_standin.application import Application
from discord_standin.exchange import Exchange
from discord_standin.rules import Json, choice_faults, command_faults, message_faults, modal_faults

_MESSAGE, _DEFERRED, _SILENT, _UPDATE, _CHOICES, _MODAL = 4, 5, 6, 7, 8, 9  # kinds of callback


@dataclass(frozen=True, slots=True)
class Call:
    """A request: whose, about which interaction, the names in its route, its query, its body and its files."""

    application: Application
    exchange: Exchange
    names: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    files: tuple[tuple[str, bytes], ...]


class Problem(Exception):
    """What Discord refuses, with its HTTP status, its error code and its words."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


def answered(data: Any, status: int = 200) -> web.Response:
    """A response as Discord writes it."""
    # No charset in the content type: discord.py compares the whole header, and takes it for text otherwise.
    return web.Response(body=json.dumps(data).encode(), content_type="application/json", status=status)


def problem(status: int, code: int, message: str) -> web.Response:
    """A refusal as Discord writes it."""
    return answered({"code": code, "message": message}, status)


def _nothing() -> web.Response:
    return web.Response(status=204)


def _user(call: Call) -> web.Response:
    return answered(call.application.user)


def _servers(call: Call) -> web.Response:
    look = {"name": "Readers", "icon": None, "owner": False, "features": []}
    look |= {"permissions": str(call.application.permissions)}
    return answered([{"id": server, **look} for server in call.application.servers])


def _application(call: Call) -> web.Response:
    return answered(payloads.application(call.application.id))


def _gateway(call: Call) -> web.Response:
    limits = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
    return answered({"url": f"wss://{call.names['gateway']}", "shards": 1, "session_start_limit": limits})


def _commands(call: Call) -> web.Response:
    return answered(_shelf(call))


def _replace_commands(call: Call) -> web.Response:
    if faults := [fault for command in call.body for fault in command_faults(command)]:
        raise Problem(400, 50035, "; ".join(faults))
    ids = {"application_id": call.application.id, "version": payloads.snowflake()}
    _shelf(call)[:] = [
        {"id": payloads.snowflake(), "type": 1, "description": "", **ids, **command} for command in call.body
    ]
    return answered(_shelf(call))


def _shelf(call: Call) -> list[Json]:
    if "guild_id" in call.names:
        return call.application.guild_commands.setdefault(call.names["guild_id"], [])
    return call.application.commands


def _acknowledge(call: Call) -> web.Response:
    exchange, body = call.exchange, call.body
    exchange.callbacks += 1
    if exchange.acknowledged is not None:
        raise Problem(400, 40060, "Interaction has already been acknowledged.")
    if exchange.too_late:
        raise Problem(404, 10062, "Unknown interaction")
    kind, data = body["type"], body.get("data") or {}
    exchange.acknowledged_after_s = exchange.elapsed_s
    resource: Json = {"type": kind}
    if kind == _MESSAGE:
        _check(message_faults(data, files=len(call.files)))
        exchange.acknowledged = body
        resource["message"] = _first_reply(call, data)
    elif kind in (_UPDATE, _SILENT):
        exchange.reply = call.application.messages.get(exchange.interaction["message"]["id"])
        if kind == _UPDATE and exchange.reply is not None:
            _check(message_faults(data, exchange.reply["flags"], len(call.files), edit=True))
            resource["message"] = _changed(exchange.reply, data, call.files)
            exchange.replies.append(data)
    elif kind == _CHOICES:
        _check(choice_faults(data["choices"]))
        exchange.choices = data["choices"]
    elif kind == _MODAL:
        _check(modal_faults(data))
        exchange.modal = data
    exchange.acknowledged = body
    if call.query.get("with_response") not in ("1", "true"):
        return _nothing()
    interaction = {"id": exchange.interaction["id"], "type": exchange.interaction["type"]}
    return answered(
        {"interaction": {**interaction, "response_message_loading": kind == _DEFERRED}, "resource": resource}
    )


def _edit_reply(call: Call) -> web.Response:
    exchange = _alive(call)
    if exchange.acknowledged is None:
        raise Problem(404, 10015, "Unknown Webhook")
    if exchange.reply is None:
        if exchange.acknowledged["type"] != _DEFERRED or exchange.replies:
            raise Problem(404, 10008, "Unknown Message")
        _check(message_faults(call.body, files=len(call.files)))
        return answered(_first_reply(call, call.body))
    _present(call.application, exchange.reply["id"])
    _check(message_faults(call.body, exchange.reply["flags"], len(call.files), edit=True))
    exchange.told_after_s = exchange.elapsed_s
    exchange.replies.append(call.body)
    return answered(_changed(exchange.reply, call.body, call.files))


def _reply(call: Call) -> web.Response:
    exchange = _alive(call)
    if exchange.reply is None:
        if exchange.withdrawn or (exchange.acknowledged or {}).get("type") != _DEFERRED:
            raise Problem(404, 10008, "Unknown Message")
        flags = payloads.LOADING | (payloads.EPHEMERAL if exchange.private else 0)
        place = exchange.interaction["channel_id"]
        return answered(payloads.message(call.application.user, place, {"flags": flags}))
    return answered(_present(call.application, exchange.reply["id"]))


def _delete_reply(call: Call) -> web.Response:
    exchange = _alive(call)
    if exchange.reply is not None:
        _forget(call.application, exchange.reply["id"])
        exchange.reply = None
    elif exchange.acknowledged is None or exchange.acknowledged["type"] != _DEFERRED:
        raise Problem(404, 10008, "Unknown Message")
    exchange.withdrawn = True
    return _nothing()


def _follow_up(call: Call) -> web.Response:
    exchange = _alive(call)
    if exchange.acknowledged is None:
        raise Problem(404, 10015, "Unknown Webhook")
    _check(message_faults(call.body, files=len(call.files)))
    if exchange.acknowledged["type"] == _DEFERRED and exchange.reply is None and not exchange.withdrawn:
        # As Discord does: the first message after a deferral takes the deferral's place, and its privacy.
        return answered(_first_reply(call, call.body))
    message = _kept(call, exchange.interaction["channel_id"], call.body)
    exchange.told_after_s = exchange.elapsed_s
    exchange.followups.append(message)
    return answered(message)


def _edit_follow_up(call: Call) -> web.Response:
    exchange = _alive(call)
    message = _present(call.application, call.names["message_id"])
    _check(message_faults(call.body, message["flags"], len(call.files), edit=True))
    if exchange.reply is message:
        exchange.replies.append(call.body)
    return answered(_changed(message, call.body, call.files))


def _delete_follow_up(call: Call) -> web.Response:
    _alive(call)
    _forget(call.application, call.names["message_id"])
    return _nothing()


def _open_direct(call: Call) -> web.Response:
    member = payloads.Member(id=str(call.body["recipient_id"]))
    return answered(call.application.channels[call.application.open_direct(member)])


def _channel(call: Call) -> web.Response:
    return answered(_place(call))


def _edit_channel(call: Call) -> web.Response:
    _place(call).update(call.body)
    return answered(_place(call))


def _message(call: Call) -> web.Response:
    _place(call)
    return answered(_present(call.application, call.names["message_id"]))


def _send(call: Call) -> web.Response:
    place = _place(call)
    if place.get("thread_metadata", {}).get("locked"):
        raise Problem(400, 50083, "Thread is archived")
    if place["type"] != 1:
        _may(call.application, payloads.SEND_IN_THREADS if place["type"] == 11 else payloads.SEND)
    _check(message_faults(call.body, files=len(call.files)))
    reference = call.body.get("message_reference") or {}
    answers = str(reference.get("message_id") or "")
    if answers and answers not in call.application.messages and reference.get("fail_if_not_exists", True):
        raise Problem(400, 50035, "Invalid Form Body: message_reference: Unknown message")
    if (sent := _sent_before(call)) is not None:
        return answered(sent)
    message = _kept(call, place["id"], call.body)
    message["nonce"] = call.body.get("nonce")
    if answers:
        message |= {"message_reference": {**reference, "message_id": answers}, "type": 19}
    return answered(message)


def _sent_before(call: Call) -> Json | None:
    """The message that came with the same ``nonce``, where the bot wants it sent once (``enforce_nonce``)."""
    if not call.body.get("enforce_nonce"):
        return None
    sent = (
        message
        for message in call.application.messages.values()
        if message.get("nonce") == call.body["nonce"]
    )
    return next(sent, None)


def _edit(call: Call) -> web.Response:
    place = _place(call)
    if place.get("thread_metadata", {}).get("locked"):
        raise Problem(400, 50083, "Thread is archived")
    message = _present(call.application, call.names["message_id"])
    if message["author"]["id"] != call.application.id:
        raise Problem(403, 50005, "Cannot edit a message authored by another user")
    _check(message_faults(call.body, message["flags"], len(call.files), edit=True))
    return answered(_changed(message, call.body, call.files))


def _delete(call: Call) -> web.Response:
    _place(call)
    if _present(call.application, call.names["message_id"])["author"]["id"] != call.application.id:
        _may(call.application, payloads.MANAGE_MESSAGES)
    _forget(call.application, call.names["message_id"])
    return _nothing()


def _open_thread(call: Call) -> web.Response:
    application, name = call.application, call.body["name"]
    place = _place(call)
    _may(application, payloads.PUBLIC_THREADS)
    message = _present(application, call.names["message_id"])
    if place["type"] != 0 or not 1 <= len(name) <= 100:
        raise Problem(400, 50035, "Invalid Form Body")
    if message["id"] in application.channels:
        raise Problem(400, 160004, "A thread has already been created for this message")
    thread = payloads.thread(message["id"], application.id, name, place)
    application.channels[thread["id"]] = thread
    application.tell("THREAD_CREATE", {**thread, "newly_created": True})
    return answered(thread, 201)


def _typing(call: Call) -> web.Response:
    _place(call)
    return _nothing()


def _check(faults: Any) -> None:
    if listed := list(faults):
        raise Problem(400, 50035, "; ".join(listed))


def _may(application: Application, permission: int) -> None:
    if not application.permissions & permission:
        raise Problem(403, 50013, "Missing Permissions")


def _alive(call: Call) -> Exchange:
    if call.exchange.expired:
        raise Problem(401, 50027, "Invalid Webhook Token")
    return call.exchange


def _place(call: Call) -> Json:
    if (place := call.application.channels.get(call.names["channel_id"])) is None:
        raise Problem(404, 10003, "Unknown Channel")
    return place


def _present(application: Application, message_id: str) -> Json:
    if message_id not in application.messages:
        raise Problem(404, 10008, "Unknown Message")
    return application.messages[message_id]


def _forget(application: Application, message_id: str) -> None:
    del application.messages[_present(application, message_id)["id"]]
    application.deleted.append(message_id)


def _kept(call: Call, channel_id: str, body: Json) -> Json:
    message = payloads.message(call.application.user, channel_id, body, call.files)
    message |= {"application_id": call.application.id}
    call.application.messages[message["id"]] = message
    return message


def _first_reply(call: Call, body: Json) -> Json:
    """The message that takes the place of the interaction's acknowledgement."""
    exchange = call.exchange
    exchange.told_after_s = exchange.elapsed_s
    message = _kept(call, exchange.interaction["channel_id"], body)
    # An edit cannot say who sees it; the acknowledgement did.
    message["flags"] |= payloads.EPHEMERAL if exchange.private else 0
    message |= {"type": 20, "webhook_id": call.application.id}
    exchange.replies.append(body)
    exchange.reply = message
    return message


def _changed(message: Json, body: Json, files: tuple[tuple[str, bytes], ...]) -> Json:
    fresh = payloads.message(message["author"], message["channel_id"], {**message, **body}, files)
    for key in ("content", "embeds", "components", "flags"):
        if key in body:
            message[key] = fresh[key] if key != "flags" else message["flags"] | (body["flags"] or 0)
    message["attachments"] = [*message["attachments"], *fresh["attachments"]]
    message["edited_timestamp"] = payloads.now()
    return message


_HOOK = "/webhooks/{webhook_id}/{webhook_token}"
_IN_CHANNEL = "/channels/{channel_id}/messages"
ROUTES: dict[tuple[str, str], Callable[[Call], web.Response]] = {
    ("GET", "/users/@me"): _user,
    ("GET", "/users/@me/guilds"): _servers,
    ("GET", "/oauth2/applications/@me"): _application,
    ("GET", "/gateway/bot"): _gateway,
    ("GET", "/applications/{application_id}/commands"): _commands,
    ("PUT", "/applications/{application_id}/commands"): _replace_commands,
    ("GET", "/applications/{application_id}/guilds/{guild_id}/commands"): _commands,
    ("PUT", "/applications/{application_id}/guilds/{guild_id}/commands"): _replace_commands,
    ("POST", "/interactions/{interaction_id}/{interaction_token}/callback"): _acknowledge,
    ("POST", _HOOK): _follow_up,
    ("GET", f"{_HOOK}/messages/@original"): _reply,
    ("PATCH", f"{_HOOK}/messages/@original"): _edit_reply,
    ("DELETE", f"{_HOOK}/messages/@original"): _delete_reply,
    ("PATCH", f"{_HOOK}/messages/{{message_id}}"): _edit_follow_up,
    ("DELETE", f"{_HOOK}/messages/{{message_id}}"): _delete_follow_up,
    ("POST", "/users/@me/channels"): _open_direct,
    ("GET", "/channels/{channel_id}"): _channel,
    ("PATCH", "/channels/{channel_id}"): _edit_channel,
    ("POST", "/channels/{channel_id}/typing"): _typing,
    ("POST", _IN_CHANNEL): _send,
    ("GET", f"{_IN_CHANNEL}/{{message_id}}"): _message,
    ("PATCH", f"{_IN_CHANNEL}/{{message_id}}"): _edit,
    ("DELETE", f"{_IN_CHANNEL}/{{message_id}}"): _delete,
    ("POST", f"{_IN_CHANNEL}/{{message_id}}/threads"): _open_thread,
}
