"""Who is heard: every way of speaking to the bot, and nothing that is not said to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from discord_standin import CHANNEL, Application, BotProcess, Discord, Member, text_of
from discord_standin.rules import Json

from bot.server.heard import is_chatter, is_question

BREAKING = (str(Path(__file__).parent / "discord_standin" / "breaking_bot.py"),)
PREVIEW: Json = {"type": "article", "title": "Rain in Quetta", "description": "Brief floods shut the road."}


def started(discord: Discord, folder: Path, **more: str) -> tuple[Application, BotProcess]:
    app = discord.new_application()
    given = {"FOOTNOTE_DATA": str(folder / "data"), "FOOTNOTE_COOLDOWN": "0", **discord.environment, **more}
    return app, BotProcess(BREAKING, {"DISCORD_TOKEN": app.token, **given}, folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the bot is started."""
    return tmp_path_factory.mktemp("bot")


@pytest.fixture(scope="module")
def app(discord: Discord, folder: Path) -> Iterator[Application]:
    """A bot that is online, and to which Discord shows only what is said to it."""
    app, bot = started(discord, folder)
    with bot:
        yield app


@pytest.fixture(scope="module")
def reading(discord: Discord, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """A bot whose host has switched the message content intent on."""
    app, bot = started(discord, tmp_path_factory.mktemp("reading"), FOOTNOTE_MESSAGE_CONTENT="1")
    with bot:
        yield app


def nothing_more(app: Application, channel: str, before: int) -> None:
    """The bot has said nothing in a channel since ``before``: what was asked later is answered already."""
    last = app.say("brief last one", mention=True)
    app.wait_for_words(last["id"], "last one")
    assert len(app.spoken(channel)) == before


def test_a_mention_of_the_bots_own_role_is_heard(app: Application, reading: Application) -> None:
    """Discord's picker offers the role beside the bot: it is answered where its words may be read, else told how."""
    said = reading.say("brief by role", mention_role=True)
    assert "by role" in text_of(reading.wait_for_words(said["id"], "No answer"))
    assert reading.channels[said["id"]]["name"] == "brief by role"
    hidden = app.say("brief by role", mention_role=True)
    app.wait_for(lambda: app.replies_to(hidden))
    (reply,) = app.replies_to(hidden)
    assert "Mention me by name" in text_of(reply)


def test_a_reply_with_the_ping_off_is_heard(app: Application, reading: Application) -> None:
    """A reply to a card needs no ping; where Discord hides its words, its writer is told so, once."""
    for bot in (reading, app):
        card = bot.ask("partial").reply or {}
        member = Member()
        said = bot.say("brief and then?", member, reply_to=card, ping=False)
        if bot is reading:
            assert "and then?" in text_of(bot.wait_for_words(said["id"], "No answer"))
            continue
        bot.wait_for(lambda said=said: app.replies_to(said))  # type: ignore[misc]
        assert "ping on" in text_of(app.replies_to(said)[0])
        again = bot.say("brief and then?", member, reply_to=card, ping=False)
        last = bot.say("brief last one", mention=True)
        bot.wait_for_words(last["id"], "last one")
        assert not bot.replies_to(again)


def test_a_reply_of_a_picture_gets_nothing(app: Application, reading: Application) -> None:
    """A reply without words, which Discord does show the bot, is not taken for one that Discord hides."""
    for bot, ping in ((reading, True), (reading, False), (app, True)):
        card = bot.ask("partial").reply or {}
        said = bot.say("", reply_to=card, ping=ping)
        last = bot.say("brief last one", mention=True)
        bot.wait_for_words(last["id"], "last one")
        assert not bot.replies_to(said)


def test_an_empty_message_is_told_what_to_do_in_its_place(app: Application) -> None:
    """A direct message needs no mention, and the line for an empty one speaks of none."""
    member = Member()
    direct = app.open_direct(member)
    app.say("", member, channel=direct)
    assert "mention" not in text_of(app.wait_for_words(direct, "I found no words in that message."))
    said = app.say("", member, mention=True)
    app.wait_for(lambda: app.replies_to(said))
    assert "in the message that mentions me" in text_of(app.replies_to(said)[0])


def test_a_mention_in_a_reply_asks_what_the_other_message_says(reading: Application) -> None:
    """Whoever mentions the bot without a word under somebody's question has that question answered."""
    question = reading.say("brief, who paid for it?")
    said = reading.say("", mention=True, reply_to=question)
    assert "who paid for it?" in text_of(reading.wait_for_words(said["id"], "No answer"))


@pytest.mark.parametrize("menu", ["Answer this message", "Fact-check this message"])
@pytest.mark.parametrize("how", ["forwarded", "forwarded preview", "preview"])
def test_menus_read_forwarded_messages_and_previews(app: Application, menu: str, how: str) -> None:
    """What a message hands on counts: a forwarded message's words, and what the preview of a link says."""
    link = "https://example.org/rain"
    origin = app.say("Brief floods shut the road." if how == "forwarded" else link, embeds=(PREVIEW,))
    said = origin if how == "preview" else app.say("", forward=origin)
    answer = app.menu(menu, said).text
    assert "Brief floods shut the road" in answer
    assert link not in answer


@pytest.mark.parametrize("menu", ["Answer this message", "Fact-check this message"])
def test_menus_say_of_the_bots_own_messages_that_they_are(app: Application, menu: str) -> None:
    """Nobody is told that an answer holds no words, or no statement."""
    reply = app.menu(menu, app.ask("partial").reply or {})
    assert reply.private
    assert reply.text == "That is my own message. I fact-check and answer what others write."


def test_a_forwarded_message_is_a_question_in_a_direct_conversation(app: Application) -> None:
    """Forwarding a message to the bot asks what the message says."""
    origin = app.say("brief, what do you make of it?")
    member = Member()
    direct = app.open_direct(member)
    app.say("", member, channel=direct, forward=origin)
    app.wait_for_words(direct, "what do you make of it?")


def test_a_members_own_thread_is_answered_inside(app: Application) -> None:
    """A mention in a thread that a member opened is answered there, as a reply, and a further one after it."""
    member = Member()
    thread, elsewhere = app.open_thread(member), len(app.spoken(CHANNEL))
    for words in ("brief and first", "brief and second"):
        said = app.say(words, member, channel=thread, mention=True)
        answer = app.wait_for_words(thread, words)
        assert answer["message_reference"]["message_id"] == said["id"]
    assert len(app.spoken(CHANNEL)) == elsewhere
    assert not [
        request
        for request in app.requests
        if "/threads" in request.route and request.body["name"].startswith("brief and")
    ]


def test_forum_posts_are_answered_inside(app: Application) -> None:
    """A mention that opens a post, or one further down, is answered there, and what follows is read with it."""
    member = Member()
    post = app.post("brief opening", member, mention=True)
    first = app.wait_for_words(post["id"], "brief opening")
    assert first["message_reference"]["message_id"] == post["id"]
    app.say("brief further down", Member(), channel=post["id"], mention=True)
    app.wait_for_words(post["id"], "brief further down")
    assert not [request for request in app.requests if "/threads" in request.route and request.status >= 400]


@pytest.mark.parametrize(
    ("title", "words", "asked"),
    [
        ("Who paid, brief please?", "", "Who paid, brief please?"),
        ("Who paid, brief please?", "It is for my homework, thanks!", "Who paid, brief please?"),
        ("The dam", "brief, who paid?", "brief, who paid?"),
        ("Is this right?", "brief, who paid?", "brief, who paid?"),
        ("brief on the dam", "", "brief on the dam"),
        ("The dam", "brief on the dam", "brief on the dam"),
    ],
)
def test_a_mention_that_opens_a_post_asks_what_the_post_asks(
    app: Application, title: str, words: str, asked: str
) -> None:
    """A post's title is the question where the message below it asks nothing; it is that message that mentions."""
    post = app.post(words, Member(), title=title, mention=True)
    assert text_of(app.wait_for_words(post["id"], "No answer")).splitlines()[0] == f"-# {asked}"


@pytest.mark.parametrize("words", ["lol", "brb dinner", "thanks!", "👍", "ok cool, thanks a lot"])
def test_chatter_gets_nothing(reading: Application, words: str) -> None:
    """In a thread of the bot, thanks and chatter are no questions: said there, as a reply, and with a mention."""
    said = reading.say("brief first?", mention=True)
    card = reading.wait_for_words(said["id"], "No answer")
    reading.say(words, channel=said["id"])
    reading.say(words, channel=said["id"], reply_to=card)
    reading.say(words, channel=said["id"], mention=True)
    nothing_more(reading, said["id"], 1)


def test_a_talk_between_others_is_left_alone(reading: Application) -> None:
    """A question to another member, in a thread of the bot, is not the bot's to answer."""
    said = reading.say("brief first?", mention=True)
    reading.wait_for_words(said["id"], "No answer")
    other = reading.say("I have been there.", channel=said["id"])
    reading.say("brief, when was that?", channel=said["id"], reply_to=other)
    nothing_more(reading, said["id"], 1)
    reading.say("brief, and why?", channel=said["id"])
    reading.wait_for_words(said["id"], "and why?")


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("Who paid?", True),
        ("and in 2024?", True),
        ("tell me more about the floods", True),
        ("what happened next", True),
        ("really?", False),
        ("lol what?", False),
        ("I think it rained.", False),
        ("that helps, thank you", False),
    ],
)
def test_questions_are_told_from_talk(words: str, asks: bool) -> None:
    """What nobody has addressed to the bot is a question only when it reads as one."""
    assert is_question(words) == asks


@pytest.mark.parametrize(
    ("words", "chatter"), [("thanks, and the second one", False), ("What?", False), ("haha great", True)]
)
def test_a_question_is_never_taken_for_chatter(words: str, chatter: bool) -> None:
    """Only a message of nothing but greetings, thanks and laughter is passed over."""
    assert is_chatter(words) == chatter


def test_mentions_in_quick_succession_open_one_thread(app: Application, folder: Path) -> None:
    """While the first question is read, the second is told to wait, in a line, and opens none."""
    member, held = Member(), folder / "held"
    first = app.say("held first", member, mention=True)
    app.wait_for(held.exists)
    second = app.say("brief second", member, mention=True)
    app.wait_for(lambda: app.replies_to(second))
    assert "last question" in text_of(app.replies_to(second)[0])
    held.unlink()
    app.wait_for_words(first["id"], "held first")
    assert second["id"] not in app.channels


def test_a_full_line_opens_no_thread(discord: Discord, tmp_path: Path) -> None:
    """Where nobody more may wait, whoever mentions the bot is told so, and no empty thread is left."""
    app, bot = started(discord, tmp_path, FOOTNOTE_WORKERS="1", FOOTNOTE_QUEUE="0")
    with bot:
        app.begin("held")
        held = tmp_path / "held"
        app.wait_for(lambda: held.exists())
        said = app.say("brief", mention=True)
        app.wait_for(lambda: app.replies_to(said))
        assert "waiting" in text_of(app.replies_to(said)[0])
        assert said["id"] not in app.channels


def test_a_broken_question_leaves_no_empty_thread(app: Application) -> None:
    """When answering breaks, the line that says so is a reply, and no thread is opened for it."""
    said = app.say("raise an error", mention=True)
    app.wait_for(lambda: app.replies_to(said))
    assert "incident" in text_of(app.replies_to(said)[0])
    assert said["id"] not in app.channels
