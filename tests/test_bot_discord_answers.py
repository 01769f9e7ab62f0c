"""Each kind of answer as it arrives: the shipped client around an answerer that answers as it is told."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from discord_standin import (
    CHANNEL,
    FORUM,
    GUILD,
    Application,
    BotProcess,
    Discord,
    Member,
    buttons,
    text_of,
)
from discord_standin.payloads import EVERYDAY, MANAGE_GUILD, MANAGE_MESSAGES
from discord_standin.rules import Json

BREAKING = (str(Path(__file__).parent / "discord_standin" / "breaking_bot.py"),)


@pytest.fixture(scope="module")
def app(discord: Discord, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """A bot that is online and answers as it is told."""
    app, folder = discord.new_application(), tmp_path_factory.mktemp("bot")
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_DATA": str(folder / "data"), **discord.environment}
    with BotProcess(BREAKING, environment, folder):
        yield app


def by_command(app: Application, question: str, many: int) -> list[Json]:
    """The messages of an answer to ``/ask``."""
    exchange = app.ask(question)
    app.wait_for(lambda: len(exchange.followups) == many - 1)
    return [exchange.reply or {}, *exchange.followups]


def by_mention(app: Application, question: str, many: int) -> list[Json]:
    """The messages of an answer in the thread on a mention."""
    said = app.say(question, mention=True)
    app.wait_for(lambda: len(app.spoken(said["id"])) == many)
    return app.spoken(said["id"])


Asked = Callable[[Application, str, int], list[Json]]
either_way = pytest.mark.parametrize("asked", [by_command, by_mention])


@either_way
def test_a_partial_answer_says_what_the_articles_leave_open(app: Application, asked: Asked) -> None:
    """The card says that it is a part, gives it with its footnote, and names what is missing."""
    (card,) = asked(app, "partial please", 1)
    lines = text_of(card).splitlines()
    assert lines[1:3] == ["### The articles answer part of this", "**1,200 families.**"]
    assert "> The floods drove 1,200 families from their homes. **[1]**" in lines
    assert "The articles do not say who paid." in lines
    assert "-# **[1]** Floods, 21 May 2025" in lines


@either_way
def test_a_conflict_shows_both_values_and_marks_the_later(app: Application, asked: Asked) -> None:
    """Both reports stand under their dates, the later one marked, each with its own footnote and button."""
    (card,) = asked(app, "conflicting please", 1)
    lines = text_of(card).splitlines()
    assert lines[1:3] == [
        "### The articles disagree",
        "**1,200** (21 May 2025) · **3,000** (2 June 2025, the later report)",
    ]
    assert lines.index("**21 May 2025**") < lines.index("**2 June 2025, the later report**")
    assert sum(name.startswith("fn:see") for name in buttons(card)) == 2


def test_each_outcome_has_its_colour(app: Application) -> None:
    """A member tells the four outcomes apart before reading a word."""
    kinds = ("partial", "conflicting", "two-page", "refused")
    cards = [app.ask(kind).reply or {} for kind in kinds]
    assert len({card["components"][0]["accent_color"] for card in cards}) == len(kinds)


@either_way
def test_a_long_answer_goes_on_in_a_second_message(app: Application, asked: Asked) -> None:
    """Nothing is lost between the two; the buttons stand under the second, and delete both."""
    first, second = asked(app, "two-page please", 2)
    assert text_of(first).count("It rained") + text_of(second).count("It rained") == 200
    assert text_of(second).startswith("-# … continued (2 of 2)")
    assert not buttons(first)
    delete = next(name for name in buttons(second) if name.startswith("fn:delete"))
    app.press(second, delete, Member(permissions=EVERYDAY | MANAGE_MESSAGES))
    app.wait_for(lambda: not {first["id"], second["id"]} & set(app.messages))


@either_way
def test_an_answer_beyond_reason_comes_with_a_file_that_holds_it_all(app: Application, asked: Asked) -> None:
    """One message says how much it leaves out; the file beside it has every statement."""
    before = len(app.requests)
    (card,) = asked(app, "endless please", 1)
    assert re.search(r"Left out for length: \d+ statements", text_of(card))
    assert [attachment["filename"] for attachment in card["attachments"]] == ["answer.txt"]
    ((_, held),) = [file for request in app.requests[before:] for file in request.files]
    assert [f"On day {n} it rained" in held.decode() for n in range(1, 31)] == [True] * 30


def test_every_footnote_is_one_press_away(app: Application) -> None:
    """Ten footnotes have buttons, the others a menu that names their sources; each opens its own quotation."""
    card = app.ask("sourced please").reply or {}
    (menu,) = [part for part in buttons(card).values() if part["type"] == 3]
    assert [option["label"] for option in menu["options"]] == [f"[{n}] Floods" for n in range(11, 15)]
    opened = app.press(card, menu["custom_id"], values=["13"])
    assert opened.private
    assert opened.text.startswith("### [13] Floods")
    assert "On day 13 it rained." in opened.text


def test_moderators_see_what_got_no_answer_with_links_and_a_file(app: Application) -> None:
    """The card leads to each refused question's own card, and the file beside it holds them all."""
    moderator = Member(permissions=EVERYDAY | MANAGE_GUILD)
    card = app.ask("refused, who paid for the walls?").reply or {}
    before = len(app.requests)
    listed = app.command("footnote unanswered", moderator)
    assert listed.private
    assert "refused, who paid for the walls?" in listed.text
    assert f"https://discord.com/channels/{GUILD}/{CHANNEL}/{card['id']}" in listed.text
    ((name, held),) = [file for request in app.requests[before:] for file in request.files]
    assert name == "footnote-unanswered.csv"
    assert "who paid for the walls?" in held.decode("utf-8-sig")


def test_moderators_choose_a_forum(app: Application) -> None:
    """Posts of a forum that was chosen are answered, questions elsewhere are not, until all is put back."""
    moderator = Member(permissions=EVERYDAY | MANAGE_GUILD)
    assert f"<#{FORUM}>" in app.command("footnote settings", moderator, add_channel=FORUM).text
    assert f"<#{FORUM}>" in app.ask("brief").words
    post = app.post("brief opening", Member(), mention=True)
    app.wait_for_words(post["id"], "No answer")
    app.command("footnote settings", moderator, reset=True)
    assert "No answer" in app.ask("brief").text
    listed = app.command("footnote audit", moderator).text
    assert f"<@{moderator.id}>: Settings: channels <#{FORUM}> → every channel" in listed


def test_the_list_of_changes_leaves_nothing_of_a_change_out(app: Application) -> None:
    """Of many channels the one that was added or removed is named, and a change that puts all back is shown in full."""
    moderator = Member(permissions=EVERYDAY | MANAGE_GUILD)
    places = [app.open_channel(f"place {n}") for n in range(25)]
    for place in places:
        app.command("footnote settings", moderator, add_channel=place)
    app.command("footnote settings", moderator, remove_channel=places[3], add_role=GUILD, cooldown=30)
    lines = app.command("footnote audit", moderator).text.splitlines()
    assert lines[1].endswith(
        f"Settings: channels removed <#{places[3]}>; roles everybody → <@&{GUILD}>; cooldown default → 30 seconds"
    )
    assert lines[2].endswith(f"Settings: channels added <#{places[-1]}>")
    app.command("footnote settings", moderator, reset=True)
    listed = app.command("footnote audit", moderator).text
    assert len(listed) <= 4000
    assert "→ every channel; roles <@&" in listed.splitlines()[1]
    assert listed.splitlines()[1].endswith("→ everybody; cooldown 30 seconds → default")


def test_settings_survive_a_deleted_channel(app: Application) -> None:
    """Where all chosen channels are deleted nobody is answered, and settings say why, until moderators choose anew."""
    moderator, place = Member(permissions=EVERYDAY | MANAGE_GUILD), app.open_channel("chosen")
    assert f"<#{place}>" in app.command("footnote settings", moderator, add_channel=place).text
    assert f"<#{place}>" in app.ask("brief").words
    app.lose(place)
    assert "have been deleted" in app.ask("brief").words
    assert "have been deleted" in app.command("footnote settings", moderator).text
    assert "every channel" in app.command("footnote settings", moderator, reset=True).text
    assert "No answer" in app.ask("brief").text


def test_settings_survive_deleted_roles(app: Application) -> None:
    """A deleted role is named to nobody; where all are deleted nobody is answered, until moderators choose anew."""
    moderator = Member(permissions=EVERYDAY | MANAGE_GUILD)
    first, second, third = (app.open_role(name) for name in ("readers", "editors", "guests"))
    for role in (first, second):
        shown = app.command("footnote settings", moderator, add_role=role).text
    assert f"**Who can ask**: <@&{first}>, <@&{second}>" in shown
    assert "one of these roles" in app.ask("brief", Member(roles=(third,))).words
    app.lose_role(first)
    refusal = app.ask("brief").words
    assert first not in refusal
    assert f"<@&{second}>" in refusal
    shown = app.command("footnote settings", moderator).text
    assert f"**Who can ask**: <@&{second}>\n" in shown
    assert "No answer" in app.ask("brief", Member(roles=(second,))).text
    app.lose_role(second)
    for asker in (Member(), moderator, Member(roles=(third,))):
        assert "The roles that I was told to answer have been deleted" in app.ask("brief", asker).words
    said = app.say("brief", mention=True)
    app.wait_for(lambda: any("have been deleted" in text_of(reply) for reply in app.replies_to(said)))
    assert (
        "nobody: the roles that were chosen have been deleted"
        in app.command("footnote settings", moderator).text
    )
    shown = app.command("footnote settings", moderator, add_role=third).text
    assert f"**Who can ask**: <@&{third}>\n" in shown
    assert "No answer" in app.ask("brief", Member(roles=(third,))).text
    assert "everybody" in app.command("footnote settings", moderator, reset=True).text
    assert "No answer" in app.ask("brief").text


def test_settings_survive_what_is_deleted_while_the_bot_is_off(discord: Discord, tmp_path: Path) -> None:
    """A bot that comes back notices which of its channels and roles are gone, and opens the server to nobody."""
    app, moderator = discord.new_application(), Member(permissions=EVERYDAY | MANAGE_GUILD)
    role, place = app.open_role(), app.open_channel("chosen")
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_DATA": str(tmp_path / "data"), **discord.environment}
    with BotProcess(BREAKING, environment, tmp_path) as bot:
        app.command("footnote settings", moderator, add_role=role, add_channel=place)
        assert bot.stop() == 0
    app.wait_for(lambda: not app.online)
    app.lose_role(role)
    del app.channels[place]
    with BotProcess(BREAKING, environment, tmp_path):
        shown = app.command("footnote settings", moderator).text
        assert "none: the channels that were chosen have been deleted" in shown
        assert "nobody: the roles that were chosen have been deleted" in shown
        assert "The channels that I was told to answer in have been deleted" in app.ask("brief").words
        app.command("footnote settings", moderator, add_channel=CHANNEL)
        assert "The roles that I was told to answer have been deleted" in app.ask("brief", moderator).words


def test_no_export_holds_the_words_of_a_private_question(app: Application) -> None:
    """Moderators' tables hold answers, links and reasons; of a private question no word."""
    moderator = Member(permissions=EVERYDAY | MANAGE_GUILD)
    for words, private in (("partial who paid openly?", False), ("partial my secret?", True)):
        asker = Member()
        card = app.ask(words, asker, private=private).reply or {}
        down = next(name for name in buttons(card) if name.startswith("fn:bad"))
        app.submit(app.press(card, down, asker), asker, reason=["wrong"], words="It was May.")
    held = ""
    for name in ("feedback", "unanswered"):
        before = len(app.requests)
        assert "secret" not in app.command(f"footnote {name}", moderator).text
        files = [file for request in app.requests[before:] for _, file in request.files]
        held += b"".join(files).decode("utf-8-sig")
    assert "secret" not in held
    assert "(private)" in held
    given = [row for row in csv.reader(held.splitlines(keepends=True)) if "partial who paid openly?" in row]
    assert {"down", "wrong", "It was May."} <= set(given[0])
    assert any("1,200 families" in cell for cell in given[0])
    assert any(f"/channels/{GUILD}/{CHANNEL}/" in cell for cell in given[0])
