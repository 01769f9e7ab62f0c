"""The stand-in of Discord refuses what Discord would: its own rules, where Discord's description knows none.

No description is at hand here, so that each refusal is the work of a rule.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest
from discord_standin import CHANNEL, Application, Discord, Exchange, Member, payloads
from discord_standin.rules import COMPONENTS_V2, Json

SEND = f"/channels/{CHANNEL}/messages"


@pytest.fixture(scope="module")
def standin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Discord]:
    """Discord without its description."""
    with Discord(tmp_path_factory.mktemp("discord")) as standin:
        yield standin


@pytest.fixture(scope="module")
def app(standin: Discord) -> Application:
    """A bot that is known and not running: the tests send its requests."""
    return standin.new_application()


def request(standin: Discord, app: Application, method: str, route: str, body: Any) -> tuple[int, Json]:
    """Sends a request as the bot would; returns the status and what Discord says."""

    async def sent() -> tuple[int, Json]:
        trust = ssl.create_default_context(cafile=standin.trust)
        async with (
            aiohttp.ClientSession(headers={"Authorization": f"Bot {app.token}"}) as session,
            session.request(method, f"{standin.address}/v10{route}", json=body, ssl=trust) as answer,
        ):
            return answer.status, json.loads(await answer.text() or "{}")

    return standin.run(sent())


def callback(app: Application, kind: int) -> str:
    """The route on which the bot acknowledges something that a member just did."""
    place = app.channels[CHANNEL]
    interaction = payloads.interaction(app.id, kind, {}, Member(), place, app.permissions)
    app.exchanges[interaction["token"]] = Exchange(interaction)
    return f"/interactions/{interaction['id']}/{interaction['token']}/callback"


def text(words: str = "x") -> Json:
    return {"type": 10, "content": words}


def button(name: str) -> Json:
    return {"type": 2, "style": 2, "label": "x", "custom_id": name}


def row(many: int) -> Json:
    return {"type": 1, "components": [button(str(n)) for n in range(many)]}


def section(many: int) -> Json:
    return {"type": 9, "components": [text()] * many, "accessory": button("a")}


def layout(*components: Json) -> Json:
    return {"flags": COMPONENTS_V2, "components": list(components)}


def rows(*names: str) -> list[Json]:
    return [{"type": 1, "components": [button(name)]} for name in names]


GOOD_MESSAGES = [
    {"content": "x" * 2000},
    {"content": "x", "components": rows(*"12345")},
    {"embeds": [{"description": "x" * 4000}, {"description": "x" * 2000}]},
    layout(*[text("x" * 100)] * 40),
    layout(section(1), section(3) | {"accessory": button("b")}),
    layout({"type": 17, "components": [text("x" * 4000), row(5)]}),
]
BAD_MESSAGES = [
    ("a custom_id twice", {"content": "x", "components": rows("a", "a")}),
    ("a custom_id twice", layout({"type": 17, "components": rows("a", "a")})),
    ("neither content nor embeds", layout(text()) | {"content": "x"}),
    ("neither content nor embeds", layout(text()) | {"embeds": [{"title": "x"}]}),
    ("a message of layout components is empty", layout()),
    ("41 components, nested ones counted", layout(*[text()] * 41)),
    ("41 components, nested ones counted", layout({"type": 17, "components": [text()] * 40})),
    ("4001 characters of text", layout(text("x" * 4000), text())),
    ("a text display is empty", layout(text(" "))),
    ("a section holds 1 to 3 texts", layout(section(0))),
    ("a section holds 1 to 3 texts", layout(section(4))),
    ("a row holds 1 to 5 buttons", layout(row(0))),
    ("a row holds 1 to 5 buttons", layout(row(6))),
    ("layout components without their flag", {"content": "x", "components": [text()]}),
    ("5 rows are allowed", {"content": "x", "components": rows(*"123456")}),
    ("at most 2000 characters", {"content": "x" * 2001}),
    ("a message is empty", {"content": " "}),
    (
        "6000 characters are allowed over all embeds",
        {"embeds": [{"description": "x" * 3000, "title": "x"}] * 2},
    ),
    (
        "6000 characters are allowed over all embeds",
        {
            "embeds": [
                {"description": "x" * 3000, "fields": [{"name": "x" * 200, "value": "x" * 1000}]},
                {"footer": {"text": "x" * 1800}, "author": {"name": "x"}},
            ]
        },
    ),
]


@pytest.mark.parametrize("message", GOOD_MESSAGES)
def test_a_message_within_the_limits_is_taken(standin: Discord, app: Application, message: Json) -> None:
    """The rules begin where the limits end, and not before."""
    assert request(standin, app, "POST", SEND, message)[0] == 200


@pytest.mark.parametrize(("fault", "message"), BAD_MESSAGES)
def test_a_message_that_breaks_a_rule_is_refused(
    standin: Discord, app: Application, fault: str, message: Json
) -> None:
    """Sent in a channel or as the answer to a command, it is refused for this rule alone, and nobody sees it."""
    before = len(app.messages)
    acknowledged = {"type": 4, "data": message}
    for route, body in ((SEND, message), (callback(app, 2), acknowledged)):
        status, refusal = request(standin, app, "POST", route, body)
        assert (status, refusal["code"]) == (400, 50035)
        assert fault in refusal["message"]
        assert ";" not in refusal["message"]
    assert len(app.messages) == before


def test_an_edit_keeps_to_what_the_message_is(standin: Discord, app: Application) -> None:
    """A message of layout components takes no content for good; an edit may leave out what it does not change."""
    _, sent = request(standin, app, "POST", SEND, layout(text()))
    route = f"{SEND}/{sent['id']}"
    status, refusal = request(standin, app, "PATCH", route, {"content": "x"})
    assert (status, "neither content nor embeds" in refusal["message"]) == (400, True)
    assert "is empty" in request(standin, app, "PATCH", route, {"components": []})[1]["message"]
    assert request(standin, app, "PATCH", route, {"flags": 0})[0] == 200


def form(many: int = 1, title: str = "x", name: str = "{}") -> Json:
    inputs = [{"type": 4, "style": 1, "custom_id": name.format(n)} for n in range(many)]
    parts = [{"type": 18, "label": "x", "component": field} for field in inputs]
    return {"custom_id": "form", "title": title, "components": parts}


@pytest.mark.parametrize(
    ("fault", "given"),
    [
        ("", form(5, "x" * 45)),
        ("a form has 1 to 5 components", form(0)),
        ("a form has 1 to 5 components", form(6)),
        ("a form's title has 1 to 45 characters", form(title="")),
        ("a form's title has 1 to 45 characters", form(title="x" * 46)),
        ("a custom_id twice", form(2, name="same")),
    ],
)
def test_a_form_that_breaks_a_rule_is_not_opened(
    standin: Discord, app: Application, fault: str, given: Json
) -> None:
    """One to five inputs, each with a name of its own, under a short title."""
    route = callback(app, 3)
    status, reply = request(standin, app, "POST", route, {"type": 9, "data": given})
    assert (status, fault in reply.get("message", "")) == (400 if fault else 204, True)


@pytest.mark.parametrize(
    ("choices", "status"),
    [
        ([("x" * 100, "x")] * 25, 204),
        ([("x", "x")] * 26, 400),
        ([("x" * 101, "x")], 400),
        ([("x", "x"), (" ", "x")], 400),
        ([("x", "x"), ("x", "")], 400),
    ],
)
def test_only_so_many_choices_are_offered(
    standin: Discord, app: Application, choices: list[tuple[str, str]], status: int
) -> None:
    """Autocomplete takes 25 choices of 100 characters, none of them empty."""
    offered = {"choices": [{"name": name, "value": value} for name, value in choices]}
    assert request(standin, app, "POST", callback(app, 4), {"type": 8, "data": offered})[0] == status


def test_a_locked_thread_takes_nothing(standin: Discord, app: Application) -> None:
    """50083: neither a message nor an edit."""
    thread = payloads.thread(payloads.snowflake(), app.id, "x", app.channels[CHANNEL])
    app.channels[thread["id"]] = thread
    route = f"/channels/{thread['id']}/messages"
    status, said = request(standin, app, "POST", route, {"content": "x"})
    assert status == 200
    thread["thread_metadata"] |= {"archived": True, "locked": True}
    for method, where in (("POST", route), ("PATCH", f"{route}/{said['id']}")):
        status, refusal = request(standin, app, method, where, {"content": "y"})
        assert (status, refusal["code"]) == (400, 50083)


def command(name: str = "ask", kind: int = 1, **more: Any) -> Json:
    described = {"description": "x"} if kind == 1 else {}
    return {"name": name, "type": kind, **described, **more}


def option(name: str, *, required: bool = False, **more: Any) -> Json:
    return {"name": name, "type": 3, "description": "x", "required": required, **more}


LONG = [{"name": "x" * 100, "value": "y" * 100}] * 20  # 4,000 characters


@pytest.mark.parametrize(
    ("fault", "given"),
    [
        ("", command("forget-me", options=[option("a", required=True), option("b", choices=LONG)])),
        ("", command("Fact-check this message", 3)),
        ("not a command name", command("Ask")),
        ("not a command name", command("ask me")),
        ("not a command name", command("x" * 33)),
        ("a name has 1 to 32 characters", command("x" * 33, 3)),
        ("a name has 1 to 32 characters", command("", 3)),
        (
            "a required option after an optional one",
            command(options=[option("a"), option("b", required=True)]),
        ),
        (
            "more than 8000 characters",
            command(options=[option("a", choices=LONG), option("b", choices=LONG)]),
        ),
    ],
)
def test_commands_that_break_a_rule_are_not_published(
    standin: Discord, app: Application, fault: str, given: Json
) -> None:
    """Everywhere and in one server: a command with a fault leaves those that were published as they are."""
    for place in ("", f"/guilds/{payloads.GUILD}"):
        route = f"/applications/{app.id}{place}/commands"
        before = request(standin, app, "PUT", route, [command("before")])[1]
        status, reply = request(standin, app, "PUT", route, [given])
        if fault:
            assert (status, fault in reply["message"]) == (400, True)
            assert [app.commands, app.guild_commands.get(payloads.GUILD)][bool(place)] == before
        else:
            assert (status, reply[0]["name"]) == (200, given["name"])
