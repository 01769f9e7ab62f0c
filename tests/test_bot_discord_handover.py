"""A refusal that is handed to people, and what they say to it: the process that ships, on the stand-in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from discord_standin import Application, BotProcess, Discord, Exchange, Member, buttons, text_of
from discord_standin.payloads import EVERYDAY, MANAGE_GUILD, MANAGE_MESSAGES
from discord_standin.rules import Json

from tests.conftest import within

DOOR = ("-m", "bot", "serve")
BREAKING = (str(Path(__file__).parent / "discord_standin" / "breaking_bot.py"),)
MODERATOR = Member(permissions=EVERYDAY | MANAGE_GUILD | MANAGE_MESSAGES)
LIKE = "### A moderator answered a similar question"


@pytest.fixture(scope="module")
def app(
    discord: Discord, articles: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    """A bot that is online: the process that ships, without a pause between two questions."""
    app = discord.new_application()
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_COOLDOWN": "0", **discord.environment, **articles}
    with BotProcess(DOOR, environment, tmp_path_factory.mktemp("bot")):
        yield app


@pytest.fixture
def desk(app: Application) -> str:
    """A channel of the test's own, where questions are handed to moderators."""
    place = app.open_channel("moderators")
    chosen = app.command("footnote ask-moderators", MODERATOR, post_in=place)
    assert f"<#{place}>" in chosen.text
    return place


def button(message: Json | None, does: str) -> str:
    """The custom_id of the button of a message that does this; empty where it has none."""
    return next((name for name in buttons(message or {}) if name.startswith(f"fn:{does}:")), "")


def handed(app: Application, question: str, asker: Member | None = None) -> Exchange:
    """A member asks, is refused, and presses *Ask the moderators*."""
    asker = asker or Member()
    card = app.ask(question, asker).reply
    return app.press(card or {}, button(card, "hand"), asker)


def said(app: Application, post: Json, words: str, moderator: Member = MODERATOR) -> Exchange:
    """A moderator answers a post."""
    form = app.press(post, button(post, "speak"), moderator)
    return app.submit(form, moderator, words=words)


def below(app: Application, question: str) -> str:
    """What a member reads in a second message below the refusal of a question."""
    asked = app.ask(question)
    assert "### No answer" in asked.text
    assert LIKE not in asked.text
    app.wait_for(lambda: asked.followups)
    (message,) = asked.followups
    return text_of(message)


def nothing_below(app: Application, question: str) -> bool:
    """Whether a member reads nothing below the answer to a question, also when another one has been answered since."""
    asked = app.ask(question)
    app.ask("hello")
    return not asked.followups and LIKE not in asked.text


def test_a_refusal_is_handed_to_the_moderators_once(app: Application, desk: str) -> None:
    """The button posts the question with the nearest articles and no name; who presses later is told it is there."""
    question, asker = "Who won the football World Cup in 2018?", Member()
    card = app.ask(question, asker).reply or {}
    pressed = app.press(card, button(card, "hand"), asker)
    assert pressed.private
    assert pressed.text.startswith("I have passed the question on to the moderators, without your name.")
    (post,) = app.spoken(desk)
    assert f"\n{question}\n" in text_of(post)
    assert "These articles come closest:\n- " in text_of(post)
    assert f"/{card['channel_id']}/{card['id']}>" in text_of(post)
    assert asker.id not in json.dumps(post)
    assert "already" in app.press(card, button(card, "hand"), Member()).text
    assert "already" in handed(app, f" {question.lower()}").text
    assert app.spoken(desk) == [post]


def test_what_a_moderator_said_is_offered_below_the_refusal_of_a_like_question(
    app: Application, desk: str
) -> None:
    """In a card of its own, with the link and the question it was said to; no other question gets it."""
    handed(app, "How do I enable dark mode?")
    (post,) = app.spoken(desk)
    assert said(app, post, "In *Settings*, under Display.\nThen restart.").reply is post
    assert "> Then restart.\n-# Said by <@" in text_of(post)
    shown = below(app, "How can I enable the dark mode?")
    assert shown.startswith(f"{LIKE}\n-# The question was: How do I enable dark mode?")
    assert "\n> In \\*Settings\\*, under Display.\n> Then restart.\n-# This is not from the articles" in shown
    assert f"/{desk}/{post['id']}>" in shown
    for other in ("How do I disable dark mode?", "Is there a refund if I cancel?"):
        assert nothing_below(app, other)
    assert nothing_below(app, "How many Afghans has Pakistan expelled since the end of March?")


def test_only_moderators_answer(app: Application, desk: str) -> None:
    """Who cannot manage messages is told so, whatever button is pressed."""
    handed(app, "Can I bring my dog to the library?")
    (post,) = app.spoken(desk)
    assert "Only moderators" in app.press(post, button(post, "speak"), Member()).text
    said(app, post, "Yes, on a leash.")
    assert "Only moderators" in app.press(post, button(post, "withdraw"), Member()).text
    assert "Yes, on a leash." in below(app, "Can I bring my dog to the library?")


def test_a_private_question_is_posted_only_after_its_asker_agrees(app: Application, desk: str) -> None:
    """The first press says who will read it; nobody else can pass it on, and others are never shown its words."""
    asker, question = Member(), "Where may I park my bicycle overnight?"
    card = app.ask(question, asker, private=True).reply or {}
    asked = app.press(card, button(card, "hand"), asker)
    assert asked.private
    assert "the moderators of this server can read the question" in asked.text
    assert app.spoken(desk) == []
    confirm = button(asked.reply, "confirm")
    assert "only the person who asked it" in app.press(asked.reply or {}, confirm, Member()).text
    assert "passed the question on" in app.press(asked.reply or {}, confirm, asker).text
    (post,) = app.spoken(desk)
    assert "-# A member asked this privately" in text_of(post)
    said(app, post, "Behind the hall.")
    shown = below(app, "Where may I park my bike overnight?")
    assert "> Behind the hall." in shown
    assert "bicycle" not in shown


@pytest.mark.parametrize("how", ["button", "command", "deleted post"])
def test_moderators_take_their_word_back(app: Application, desk: str, how: str) -> None:
    """By the button, `/footnote words`, or by deleting the post: nobody sees it any more, and the audit list tells."""
    question = f"How much does the Opal plan cost with a {how}?"
    handed(app, question)
    (post,) = app.spoken(desk)
    said(app, post, "Five crowns.")
    assert "Five crowns." in app.command("footnote words", MODERATOR).text
    assert "> Five crowns." in below(app, question)
    match how:
        case "button":
            said(app, post, "Six crowns.")
            changed = f"<@{MODERATOR.id}>: Changed the answer to a member's question"
            assert changed in app.command("footnote audit", MODERATOR).text
            app.press(post, button(post, "withdraw"), MODERATOR)
        case "command":
            offered = app.complete("footnote words", "withdraw", f"with a {how}", MODERATOR)
            assert [choice["name"] for choice in offered] == [question]
            app.command("footnote words", MODERATOR, withdraw=offered[0]["value"])
        case _:
            app.remove(post)
    assert within(60, lambda: f"with a {how}" not in app.command("footnote words", MODERATOR).text)
    assert nothing_below(app, question)
    if how != "deleted post":
        assert button(app.messages[post["id"]], "speak")
        assert "Five crowns" not in text_of(app.messages[post["id"]])
        assert "Took back the answer" in app.command("footnote audit", MODERATOR).text
    else:
        deleted = "a member: Deleted the post of a member's question"
        assert within(60, lambda: deleted in app.command("footnote audit", MODERATOR).text)


@pytest.mark.parametrize("who", ["asker", "moderator"])
def test_what_was_handed_on_is_forgotten_with_its_member(app: Application, desk: str, who: str) -> None:
    """/forget-me shows and deletes a question that was handed on, and what a moderator said; the word goes with it."""
    asker, moderator = Member(), Member(permissions=EVERYDAY | MANAGE_MESSAGES)
    question = f"Which bus stops at the {who} market?"
    handed(app, question, asker)
    (post,) = app.spoken(desk)
    said(app, post, "Number nine.", moderator)
    member = asker if who == "asker" else moderator
    before = len(app.requests)
    shown = app.command("forget-me", member)
    (stored,) = [file for request in app.requests[before:] for _, file in request.files]
    kept = json.loads(stored)
    assert [row["question"] for row in kept["handed"]] == ([question] if who == "asker" else [])
    assert [row["words"] for row in kept["words"]] == (["Number nine."] if who == "moderator" else [])
    app.press(shown.reply or {}, "fn:forget", member)
    assert "stored nothing" in app.command("forget-me", member).text
    assert nothing_below(app, question)
    again = app.press(post, button(post, "speak"), MODERATOR)
    assert ("no longer have" in again.text) if who == "asker" else again.modal


def test_a_channel_where_the_bot_may_not_write_is_told(app: Application, desk: str) -> None:
    """Whoever presses hears that it could not be posted, and can press again when that is mended."""
    card = app.ask("When is the swimming pool closed?").reply or {}
    app.fail("POST", "/channels/{channel_id}/messages", 403, 50013)
    assert "not allowed to write" in app.press(card, button(card, "hand")).text
    assert "passed the question on" in app.press(card, button(card, "hand")).text
    assert len(app.spoken(desk)) == 1


@pytest.mark.parametrize("how", ["off", "lost"])
def test_without_a_channel_of_the_moderators_nothing_is_offered(
    app: Application, desk: str, how: str
) -> None:
    """Moderators can switch it off; where it is off, or its channel is deleted, an old button says so."""
    assert f"<#{desk}>" in app.command("footnote settings", MODERATOR).text
    assert "Ask the moderators" in app.command("privacy").text
    card = app.ask("Who repairs the old clock?").reply or {}
    if how == "off":
        app.command("footnote ask-moderators", MODERATOR, off=True)
        assert button(app.ask("Who repairs the old clock?").reply, "hand") == ""
        assert "Ask the moderators" not in app.command("privacy").text
    else:
        app.lose(desk)
    assert "ask the moderators**: nowhere" in app.command("footnote settings", MODERATOR).text
    assert "take no questions" in app.press(card, button(card, "hand")).text


def test_only_moderators_choose_the_channel_and_read_the_list(app: Application) -> None:
    """Where a server shows these commands to everybody, they are still for moderators alone."""
    for name in ("ask-moderators", "words"):
        assert "Only moderators" in app.command(f"footnote {name}", Member()).text


def test_thanks_and_greetings_are_not_for_moderators(app: Application, desk: str) -> None:
    """What asks nothing has no button."""
    assert button(app.ask("hello").reply, "hand") == ""


def test_buttons_and_forms_outlive_a_restart(discord: Discord, tmp_path: Path) -> None:
    """A refusal, a post and an open form go on working when the bot was away in between."""
    app, asker = discord.new_application(), Member()
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_DATA": str(tmp_path / "data"), **discord.environment}
    environment["FOOTNOTE_COOLDOWN"] = "0"
    with BotProcess(BREAKING, environment, tmp_path) as bot:
        desk = app.open_channel("moderators")
        app.command("footnote ask-moderators", MODERATOR, post_in=desk)
        card = app.ask("brief, who paid for the walls?", asker).reply or {}
        handed(app, "brief, who came?")
        (post,) = app.spoken(desk)
        form = app.press(post, button(post, "speak"), MODERATOR)
        bot.stop()
        discord.wait_until(lambda: not app.online)
    with BotProcess(BREAKING, environment, tmp_path):
        discord.wait_until(lambda: app.online)
        app.submit(form, MODERATOR, words="Nobody.")
        assert "> Nobody." in below(app, "brief, who came?")
        assert "passed the question on" in app.press(card, button(card, "hand"), asker).text
        assert len(app.spoken(desk)) == 2
