"""When Discord is in trouble: each trouble ends in what a member can understand, and nothing is sent twice."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from discord_standin import CHANNEL, Application, BotProcess, Discord, buttons, payloads, text_of
from discord_standin.application import Request

BREAKING = (str(Path(__file__).parent / "discord_standin" / "breaking_bot.py"),)
DEFER = ("POST", "/callback")
REPLY = ("PATCH", "/messages/@original")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the bot is started."""
    return tmp_path_factory.mktemp("bot")


@pytest.fixture(scope="module")
def online(discord: Discord, folder: Path) -> Iterator[tuple[Application, BotProcess]]:
    """A bot that is online: what ships, around an answerer that does as it is told."""
    app = discord.new_application()
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_DATA": str(folder / "data"), **discord.environment}
    with BotProcess(BREAKING, environment, folder) as bot:
        yield app, bot


@pytest.fixture
def app(online: tuple[Application, BotProcess]) -> Application:
    """The bot as Discord knows it, with nothing left over from another test."""
    app, _ = online
    app.failures.clear()
    app.permissions = payloads.EVERYDAY
    return app


def sent(app: Application, method: str, route: str) -> int:
    """How many requests of this kind succeeded."""
    return sum(_is(request, (method, route)) and request.status < 300 for request in tuple(app.requests))


def _is(request: Request, kind: tuple[str, str]) -> bool:
    return request.method == kind[0] and kind[1] in request.route


def test_a_question_asked_while_the_connection_is_gone_is_answered_once(app: Application) -> None:
    """Gateway drop, resume: what was asked in between is heard again, and answered once."""
    app.ask("before")
    resumes, introductions, replies = app.resumes, len(app.introductions), sent(app, *REPLY)
    app.drop()
    app.answered(app.begin("meanwhile", unheard=True))
    assert app.resumes == resumes + 1
    assert len(app.introductions) == introductions
    app.ask("after")
    assert sent(app, *REPLY) == replies + 2


def test_a_request_to_reconnect_is_followed(app: Application, discord: Discord) -> None:
    """Gateway op 7: the bot connects anew, resumes, and answers."""
    app.ask("before")
    resumes = app.resumes
    app.ask_to_reconnect()
    discord.wait_until(lambda: app.resumes == resumes + 1)
    assert "### No answer" in app.ask("after").text


def test_a_session_that_is_gone_is_begun_anew(app: Application, discord: Discord) -> None:
    """Gateway op 9: the bot introduces itself again, and answers."""
    app.ask("before")
    introductions = len(app.introductions)
    app.invalidate(resumable=False)
    discord.wait_until(lambda: len(app.introductions) == introductions + 1)
    assert "### No answer" in app.ask("after").text


@pytest.mark.parametrize("request_", [DEFER, REPLY], ids=["the acknowledgement", "the answer"])
@pytest.mark.parametrize(("status", "more"), [(429, {"retry_after": 0.3}), (502, {})], ids=["429", "502"])
def test_discord_asks_to_wait_or_stumbles(
    app: Application, request_: tuple[str, str], status: int, more: dict[str, float]
) -> None:
    """429 and 5xx: the answer arrives all the same, once."""
    replies = sent(app, *REPLY)
    app.fail(*request_, status, **more)
    assert "### No answer" in app.ask("through trouble").text
    assert sent(app, *REPLY) == replies + 1


@pytest.mark.parametrize("request_", [DEFER, REPLY], ids=["the acknowledgement", "the answer"])
def test_a_response_that_is_lost_doubles_nothing(app: Application, request_: tuple[str, str]) -> None:
    """Discord does what it is asked and its response is lost on the way: the answer arrives all the same, once."""
    tried = len(app.requests)
    app.fail(*request_, 502, after=True)
    asked = app.ask("through trouble")
    app.wait_for(
        lambda: any(_is(request, REPLY) and request.status == 200 for request in app.requests[tried:])
    )
    assert {text_of(reply) for reply in asked.replies} == {text_of(asked.reply or {})}
    assert "### No answer" in asked.text
    assert not asked.followups


def test_a_question_that_is_declined_opens_no_thread(discord: Discord, tmp_path: Path) -> None:
    """A mention during the pause gets a line that goes away again, and leaves no thread for everybody to see."""
    app, member = discord.new_application(), payloads.Member()
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_DATA": str(tmp_path / "data"), **discord.environment}
    with BotProcess(BREAKING, {**environment, "FOOTNOTE_COOLDOWN": "60"}, tmp_path):
        first = app.say("brief first", member, mention=True)
        app.wait_for_words(first["id"], "No answer")
        second = app.say("brief second", member, mention=True)
        app.wait_for_words(CHANNEL, "you can ask again in")
        assert first["id"] in app.channels
        assert second["id"] not in app.channels


def test_a_chroma_server_that_hangs_keeps_no_footnote_shut(discord: Discord, tmp_path: Path) -> None:
    """Opening a footnote asks no index server: one that hangs blocks neither footnotes nor the bot's end."""
    app = discord.new_application()
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_DATA": str(tmp_path / "data"), **discord.environment}
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        environment["FOOTNOTE_CHROMA_URL"] = f"http://127.0.0.1:{hanging.getsockname()[1]}"
        with BotProcess(BREAKING, environment, tmp_path) as bot:
            card = app.ask("partial").reply or {}
            opened = app.press(card, next(name for name in buttons(card) if name.startswith("fn:see")))
            assert "The floods drove 1,200 families" in opened.text
            assert bot.stop() == 0


def test_with_the_opt_in_every_message_in_a_thread_is_a_question(discord: Discord, tmp_path: Path) -> None:
    """Where the host reads message content, a thread of the bot needs no mention; other channels still do."""
    app = discord.new_application()
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_DATA": str(tmp_path / "data"), **discord.environment}
    more = {"FOOTNOTE_COOLDOWN": "0", "FOOTNOTE_MESSAGE_CONTENT": "1"}
    with BotProcess(BREAKING, {**environment, **more}, tmp_path):
        first = app.say("brief first", mention=True)
        app.wait_for_words(first["id"], "brief first")
        app.say("brief aside")
        app.say("brief second?", channel=first["id"])
        app.wait_for_words(first["id"], "brief second")
        assert not app.spoken(CHANNEL)


def test_a_question_heard_too_late_is_let_go(
    online: tuple[Application, BotProcess], discord: Discord
) -> None:
    """10062, an expired interaction: nothing is sent into the void, and the log has one line."""
    app, bot = online
    app.ask("before")
    replies = sent(app, *REPLY)
    late = app.begin("too late", age_s=app.patience_s + 1)
    discord.wait_until(
        lambda: any(request.status == 404 and "callback" in request.route for request in app.requests)
    )
    app.ask("after")
    assert not late.replies
    assert sent(app, *REPLY) == replies + 1
    assert "could not be acknowledged" in bot.stderr


@pytest.mark.parametrize(
    ("status", "code", "told_in"),
    [(401, 50027, "direct"), (404, 10015, "direct"), (404, 10008, "reply"), (403, 50013, "reply")],
    ids=["token expired", "webhook gone", "message deleted", "permission gone"],
)
def test_an_answer_that_has_nowhere_to_go_ends_there(
    online: tuple[Application, BotProcess], app: Application, status: int, code: int, told_in: str
) -> None:
    """Its asker is told once, beside the place or in a direct message, and nothing is tried again in vain."""
    _, bot = online
    logged, asker = len(bot.stderr), payloads.Member()
    tried = len(app.requests)
    app.fail(*REPLY, status, code)
    lost = app.begin("into the void", asker)
    direct = app.open_direct(asker)
    if told_in == "direct":
        app.wait_for_words(direct, "could not be shown")
        assert not lost.replies
    else:
        app.wait_for(lambda: lost.replies)
        assert "could not be shown" in text_of(lost.replies[0])
    assert "### No answer" in app.ask("after").text
    assert len(app.spoken(direct)) == (told_in == "direct")
    assert sum(request.status == status for request in app.requests[tried:]) == 1
    assert "an answer had nowhere to go" in bot.stderr[logged:]


def test_a_token_that_is_gone_while_a_question_waits_is_not_tried_again(
    discord: Discord, tmp_path: Path
) -> None:
    """50027 while the place in the line is told: no edit follows in vain, and the asker hears of it directly."""
    app, asker = discord.new_application(), payloads.Member()
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_DATA": str(tmp_path / "data"), **discord.environment}
    with BotProcess(BREAKING, {**environment, "FOOTNOTE_WORKERS": "1"}, tmp_path):
        app.begin("held")
        app.wait_for((tmp_path / "held").exists)
        app.fail(*REPLY, 401, 50027)
        app.begin("brief", asker)
        app.wait_for(lambda: not app.failures[-1].times)
        edits = len(
            [request for request in app.requests if (request.method, request.status) == ("PATCH", 401)]
        )
        (tmp_path / "held").unlink()
        direct = app.open_direct(asker)
        app.wait_for_words(direct, "could not be shown")
        assert (
            edits
            == len(
                [request for request in app.requests if (request.method, request.status) == ("PATCH", 401)]
            )
            == 1
        )
        assert len(app.spoken(direct)) == 1


def test_a_thread_that_is_locked_meanwhile_is_not_tried_again(app: Application, folder: Path) -> None:
    """50083: the asker of a question in a thread that a moderator closes hears of it directly, once."""
    asker = payloads.Member()
    said = app.say("brief first", asker, mention=True)
    app.wait_for_words(said["id"], "No answer")
    tried, other = len(app.requests), payloads.Member()
    app.say("held second", other, channel=said["id"], mention=True)
    app.wait_for((folder / "held").exists)
    app.lock(said["id"])
    (folder / "held").unlink()
    direct = app.open_direct(other)
    app.wait_for_words(direct, "could not be shown")
    assert len(app.spoken(said["id"])) == len(app.spoken(direct)) == 1
    assert sum(request.status == 400 for request in app.requests[tried:]) == 1


def test_a_button_that_is_pressed_too_late_is_let_go(
    online: tuple[Application, BotProcess], app: Application
) -> None:
    """Discord tells whoever pressed that it failed; the bot does not apologise into the void."""
    _, bot = online
    card = app.ask("partial").reply or {}
    logged, tried = len(bot.stderr), len(app.requests)
    app.fail("POST", "/callback", 404, 10062)
    app.begin_press(card, next(name for name in buttons(card) if name.startswith("fn:good")))
    app.wait_for(lambda: any(request.status == 404 for request in app.requests[tried:]))
    app.ask("after")
    assert sum(request.status == 404 for request in app.requests[tried:]) == 1
    assert "incident" not in bot.stderr[logged:]


def test_no_empty_choice_is_offered(app: Application) -> None:
    """An article or publisher whose name cannot be seen is not among what is completed: Discord would refuse all."""
    assert [choice["name"] for choice in app.complete("sources", "filter", "")] == ["Floods in Quetta"]


@pytest.mark.parametrize(
    ("status", "code", "line"),
    [
        (403, 50013, "The rest of my answer could not be shown"),
        (400, 50035, "Something went wrong on my side"),
    ],
)
def test_the_rest_of_an_answer_that_cannot_be_shown(
    app: Application, status: int, code: int, line: str
) -> None:
    """A member who has the first page of an answer keeps it, and is told once that something is missing."""
    app.fail("POST", "/webhooks/{webhook_id}/{webhook_token}", status, code)
    asked = app.ask("two-page")
    app.wait_for(lambda: asked.followups)
    assert text_of(asked.followups[0]).startswith(line)
    assert "It rained" in asked.text
    assert len(asked.followups) == 1


def test_a_lost_thread_loses_one_answer(
    online: tuple[Application, BotProcess], app: Application, discord: Discord, folder: Path
) -> None:
    """A thread that is deleted while the bot reads: its asker is told directly, and the next mention is answered."""
    _, bot = online
    logged = len(bot.stderr)
    asker = payloads.Member()
    said = app.say("brief first", mention=True)
    app.wait_for_words(said["id"], "No answer")
    tried = len(app.requests)
    app.say("held, please", asker, channel=said["id"], mention=True)
    app.wait_for((folder / "held").exists)
    app.lose(said["id"])
    (folder / "held").unlink()
    discord.wait_until(
        lambda: any(
            "/messages" in request.route and request.status == 404 for request in app.requests[tried:]
        )
    )
    again = app.say("Is anybody there?", mention=True)
    discord.wait_until(lambda: again["id"] in app.channels)
    app.wait_for_words(again["id"], "No answer")
    assert "an answer had nowhere to go" in bot.stderr[logged:]
    assert "could not be shown" in text_of(app.wait_for_words(app.open_direct(asker)))


def test_who_takes_no_direct_messages_costs_nothing(app: Application, discord: Discord) -> None:
    """Where the bot may neither write nor tell its asker so, the next question is answered all the same."""
    app.permissions &= ~payloads.PUBLIC_THREADS
    app.fail("POST", "/channels/{channel_id}/messages", 403, 50013)
    app.fail("POST", "/channels/{channel_id}/messages", 403, 50007)
    app.say("Is anybody there?", mention=True)
    discord.wait_until(lambda: not any(failure.times for failure in app.failures))
    assert "### No answer" in app.ask("after").text


def test_a_deleted_channel_stops_nothing(app: Application) -> None:
    """A channel that is gone when the answer comes: its asker hears so once, directly, and nothing is tried again."""
    asker = payloads.Member()
    app.fail("POST", "/threads", 404, 10003)
    app.fail("POST", "/messages", 404, 10003)
    spoken = len(app.spoken(CHANNEL))
    tried = len(app.requests)
    app.say("slow, please", asker, mention=True)
    direct = app.open_direct(asker)
    assert "could not be shown" in text_of(app.wait_for_words(direct))
    assert "### No answer" in app.ask("after").text
    posted = [request.status for request in app.requests[tried:] if request.route.endswith("/messages")]
    assert posted == [404, 200]  # in the channel, and to its asker
    assert len(app.spoken(direct)) == 1
    assert len(app.spoken(CHANNEL)) == spoken + 1  # of the question after it
