"""Answers that nobody asked the bot for: where moderators want them, when it is sure enough, and silence otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from discord_standin import CHANNEL, FORUM, Application, BotProcess, Discord, Member, buttons, text_of
from discord_standin.payloads import EVERYDAY, MANAGE_GUILD
from discord_standin.rules import Json

BREAKING = (str(Path(__file__).parent / "discord_standin" / "breaking_bot.py"),)
SURE, UNSURE = "certain 0.9 how many families?", "certain 0.7 how many families?"
MODERATOR = Member(permissions=EVERYDAY | MANAGE_GUILD)
BY_MYSELF = "I answered by myself"
TWO_MINUTES = 120_000 << 22  # in ids, which count milliseconds


def started(discord: Discord, folder: Path, **more: str) -> tuple[Application, BotProcess]:
    """A bot that reads one question at a time, with a long pause between two questions of a member."""
    app = discord.new_application()
    given = {"FOOTNOTE_DATA": str(folder / "data"), "FOOTNOTE_COOLDOWN": "600", "FOOTNOTE_WORKERS": "1"}
    environment = {"DISCORD_TOKEN": app.token, **given, **discord.environment, **more}
    return app, BotProcess(BREAKING, environment, folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the bot is started."""
    return tmp_path_factory.mktemp("reading")


@pytest.fixture(scope="module")
def app(discord: Discord, folder: Path) -> Iterator[Application]:
    """A bot whose host lets it read messages, told to answer by itself in the forum from a confidence of 0.8 on."""
    app, bot = started(discord, folder, FOOTNOTE_MESSAGE_CONTENT="1")
    with bot:
        app.command("footnote by-itself", MODERATOR, add_channel=FORUM, confidence=0.8)
        yield app


@pytest.fixture
def channel(app: Application) -> str:
    """A channel of the test's own, where the bot answers by itself, in threads."""
    place = app.open_channel()
    app.command("footnote by-itself", MODERATOR, add_channel=place, place="thread")
    return place


def quiet(app: Application, *said: Json) -> None:
    """The bot is done with these messages: it said nothing, opened no thread, and nobody saw it typing."""
    places = {message["channel_id"] for message in said}
    last = app.say("brief last one", mention=True)  # is read after them
    app.wait_for_words(last["id"], "last one")
    assert [text_of(message) for place in places for message in app.spoken(place)] == []
    assert [
        message["id"] for message in said if message["id"] in app.channels and message["id"] not in places
    ] == []
    assert len([request for request in app.requests if request.route.endswith("/typing")]) == len(
        [message for message in app.messages.values() if f"<@{app.id}>" in message["content"]]
    )


def test_the_first_message_of_a_forum_post_is_answered_in_the_post(app: Application) -> None:
    """A new post of a help forum gets an answer in it; the card says why it came, and how to switch that off."""
    post = app.post(SURE, Member())
    answer = app.wait_for_words(post["id"], "1,200 families")
    assert answer["message_reference"]["message_id"] == post["id"]
    assert re.search(
        rf"\n-# .*{BY_MYSELF}.*Moderators can switch that off with `/footnote by-itself`\.", text_of(answer)
    )
    app.say(SURE, Member(), channel=post["id"])
    last = app.say("brief last one", mention=True)
    app.wait_for_words(last["id"], "last one")
    assert len(app.spoken(post["id"])) == 1


def test_a_post_asks_what_its_title_asks(app: Application) -> None:
    """Where the title of a post is a question, that is answered, and not the story below it."""
    post = app.post("It rained, and I have tried everything.", Member(), title=SURE)
    assert SURE in text_of(app.wait_for_words(post["id"], BY_MYSELF))


def test_a_question_in_a_channel_is_answered_in_a_thread(app: Application, channel: str) -> None:
    """In a text channel the answer stands in a thread on the question, and its writer can have it deleted."""
    member = Member()
    said = app.say(SURE, member, channel=channel)
    answer = app.wait_for_words(said["id"], BY_MYSELF)
    assert app.channels[said["id"]]["name"] == SURE
    assert app.spoken(channel) == []
    delete = next(name for name in buttons(answer) if name.startswith("fn:delete"))
    app.press(answer, delete, member)
    app.wait_for(lambda: answer["id"] not in app.messages)


def test_moderators_may_want_a_reply(app: Application, channel: str) -> None:
    """With `place:reply`, and where no thread can be opened, the answer is a reply in the channel."""
    app.command("footnote by-itself", MODERATOR, place="reply")
    said = app.say(SURE, channel=channel)
    app.wait_for(lambda: app.replies_to(said))
    (answer,) = app.replies_to(said)
    assert BY_MYSELF in text_of(answer)
    assert answer["id"] not in app.channels


@pytest.mark.parametrize(
    "words", [UNSURE, "brief, when was that?", "raise an error?", "certain 0.9 families."]
)
def test_an_unsure_answer_a_refusal_a_fault_and_a_remark_are_silence(
    app: Application, channel: str, words: str
) -> None:
    """Nothing is said or shown, the question is not stored, and its writer can ask at once in spite of the pause."""
    member = Member()
    post = app.post(words.replace("0.9", "0.5"), Member())
    quiet(app, app.say(words, member, channel=channel), post)
    assert "stored nothing about you" in app.command("forget-me", member).text
    assert "No answer" in app.ask("brief", member).text


def test_an_answer_that_nobody_asked_for_costs_its_writer_nothing(app: Application, channel: str) -> None:
    """A member who was answered like that has asked nothing: no pause begins."""
    member = Member()
    app.wait_for_words(app.say(SURE, member, channel=channel)["id"], BY_MYSELF)
    assert "No answer" in app.ask("brief", member).text


def test_a_talk_between_others_is_left_alone(app: Application, channel: str) -> None:
    """A reply, a mention of somebody, and a question within a minute of somebody else's message are not the bot's."""
    asker, other = Member(), Member()
    quiet(app, app.say(SURE, asker, channel=channel, others=(other,)), app.post(SURE, asker, others=(other,)))
    earlier = app.say("I was there.", other, channel=channel)
    quiet(
        app,
        app.say(SURE, asker, channel=channel),
        app.say(SURE, asker, channel=channel, reply_to=earlier),
    )


def test_a_talk_is_over_after_a_minute(app: Application, channel: str) -> None:
    """Where nobody else wrote within the last minute, a question is for everybody."""
    asker = Member()
    early = str(int(Member().id) - TWO_MINUTES)
    app.say("I was there.", channel=channel, identity=early)
    app.say("By the way:", asker, channel=channel)
    app.wait_for_words(app.say(SURE, asker, channel=channel)["id"], BY_MYSELF)


@pytest.mark.parametrize("meanwhile", ["answered", "deleted", "switched off"])
def test_an_answer_that_comes_too_late_is_not_shown(
    app: Application, channel: str, folder: Path, meanwhile: str
) -> None:
    """Somebody else was quicker, the question is gone, or moderators have switched it off: the bot keeps silent."""
    held = folder / "held"
    said = app.say(f"held certain 0.9 how many, when it is {meanwhile}?", channel=channel)
    app.wait_for(lambda: held.exists())
    match meanwhile:
        case "answered":
            app.say("It was 1,200.", channel=channel)
        case "deleted":
            app.remove(said)
        case _:
            app.command("footnote by-itself", MODERATOR, remove_channel=channel)
    app.command("help")  # is answered after the bot has heard of it
    held.unlink()
    quiet(app, said)


def test_moderators_see_and_change_where_it_answers_by_itself(app: Application, channel: str) -> None:
    """The settings are shown, each change stands in the audit, and `off` and `reset` end it."""
    app.command("footnote settings", MODERATOR, reset=True)
    for place in (FORUM, channel):
        app.command("footnote by-itself", MODERATOR, add_channel=place)
    shown = app.command("footnote by-itself", MODERATOR, confidence=0.9)
    assert shown.private
    assert f"<#{channel}>" in shown.text
    assert "when my confidence is 0.90 or more" in shown.text
    for place, words in (("reply", "as a reply"), ("thread", "in a thread")):
        app.command("footnote by-itself", MODERATOR, place=place)
        shown = app.command("footnote settings", MODERATOR)
        assert (
            f"**Where I answer by myself**: <#{FORUM}>, <#{channel}>, {words} (in a forum: in" in shown.text
        )
    assert "by itself from 0.80 → 0.90" in app.command("footnote audit", MODERATOR).text
    assert f"**In <#{FORUM}>" in app.command("privacy").text
    quiet(app, app.say("certain 0.85 how many?", channel=channel))
    narrow = app.command("footnote settings", MODERATOR, add_channel=CHANNEL)
    assert f"Not in <#{FORUM}>, <#{channel}>: I was told to answer in other channels only" in narrow.text
    quiet(app, app.say(SURE, channel=channel))
    assert "by myself**: nowhere" in app.command("footnote settings", MODERATOR, reset=True).text
    again = app.command("footnote by-itself", MODERATOR, add_channel=FORUM)
    assert "when my confidence is 0.80 or more" in again.text
    assert "by myself**: nowhere" in app.command("footnote by-itself", MODERATOR, off=True).text
    quiet(app, app.post(SURE, Member()))
    app.command("footnote by-itself", MODERATOR, add_channel=FORUM)


def test_only_moderators_choose_it(app: Application) -> None:
    """Where a server shows the command to everybody, it is still for moderators alone."""
    assert "Only moderators" in app.command("footnote by-itself", Member(), off=True).text


def test_a_host_that_lets_it_read_nothing_is_named(discord: Discord, tmp_path: Path) -> None:
    """Without the message content intent one line says why it cannot answer by itself, and nothing is set."""
    app, bot = started(discord, tmp_path)
    with bot:
        refusal = app.command("footnote by-itself", MODERATOR, add_channel=FORUM).text
        assert refusal.startswith("I cannot answer by myself here.")
        assert "\n" not in refusal
        assert "FOOTNOTE_MESSAGE_CONTENT" in refusal
        assert "by myself**: nowhere" in app.command("footnote settings", MODERATOR).text
        quiet(app, app.post(SURE, Member()))
