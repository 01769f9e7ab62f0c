"""Two communities, one bot: neither reaches anything of the other; the process that ships, on a stand-in of Discord."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from discord_standin import (
    CHANNEL,
    GUILD,
    Application,
    BotProcess,
    Discord,
    Exchange,
    Member,
    buttons,
    payloads,
    text_of,
)
from discord_standin.payloads import EVERYDAY, MANAGE_GUILD, MANAGE_MESSAGES

from tests.conftest import within

MODERATING = EVERYDAY | MANAGE_GUILD
MODERATOR = Member(permissions=MODERATING | MANAGE_MESSAGES)
REEF = "The coral reef of Lindholm was mapped by Captain Odile Brandt in 1911, the harbour office wrote."
CREW = "The crew of nineteen sailors stayed at the reef for seven weeks, and Brandt wrote a report about it."
WEEKS = "The crew stayed there for seven weeks."
MILL = "The water mill of Eschenau was built by Anna Weiss in 1803, the village chronicle says."
FIRE = "The mill burned down twice, and both times the farmers of the valley paid for a new roof."
OFFICE = "The treasurer of the council is Pavel Hronek, and he keeps the key of the safe at home."
WHO_REEF, WHO_MILL = "Who mapped the coral reef of Lindholm?", "Who built the water mill of Eschenau?"
WHO_OFFICE = "Who is the treasurer of the council?"
OF_REEF = ("Brandt", "Lindholm", "nineteen", "Hronek", "reef.txt", "office.txt")
"""What only the first server may read; the questions of the other name none of it unless a test says so."""

TWO_MINUTES = 120_000 << 22  # in ids, which count milliseconds

SHELVES = """
[[shelf]]
name = "reef"
folder = "reef"
servers = [{first}]

[[shelf]]
name = "mill"
folder = "mill"
servers = [{second}]

[[shelf]]
name = "office"
folder = "office"
channels = [{office}]
"""


@dataclass
class Two:
    """A bot in two servers, and in a third that no shelf names.

    Args:
        app: the bot as Discord knows it.
        folder: where its shelves lie.
        second: a channel of the second server.
        office: a channel of the first server with a shelf of its own.
        nowhere: a channel of the third server.
        owner: an owner of the bot, who moderates everywhere.
    """

    app: Application
    folder: Path
    second: str
    office: str
    nowhere: str
    owner: Member

    def thumb(self, card: dict[str, Any], name: str = "good") -> str:
        """The custom_id of a button of a card."""
        return next(custom_id for custom_id in buttons(card) if custom_id.startswith(f"fn:{name}:"))

    def forged(self, card: dict[str, Any], channel: str) -> dict[str, Any]:
        """A card as it would look if its buttons stood in another channel, which Discord would not allow."""
        return {**card, "channel_id": channel}

    def files_of(self, exchange: Exchange) -> str:
        """The files that came with the last request that had some."""
        sent = [request.files for request in self.app.requests if request.files]
        return "".join(content.decode("utf-8-sig") for _, content in sent[-1])


@pytest.fixture(scope="module")
def two(discord: Discord, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """A bot that is online, with three shelves beside the folder that is its own by default."""
    folder, owner, app = (
        tmp_path_factory.mktemp("shelves"),
        Member(permissions=MODERATING),
        discord.new_application(),
    )
    for name, *words in (("reef", REEF, CREW), ("mill", MILL, FIRE), ("office", OFFICE)):
        (folder / name).mkdir()
        (folder / name / f"{name}.txt").write_text(f"---\ntitle: The {name}\n---\n\n" + "\n\n".join(words))
    (server, second), office = app.open_server(), app.open_channel()
    _, nowhere = app.open_server()
    (folder / "shelves.toml").write_text(SHELVES.format(first=GUILD, second=server, office=office))
    environment = discord.owned(app, owner, folder / "seeds", folder / "data") | {
        "FOOTNOTE_MESSAGE_CONTENT": "1",
        "FOOTNOTE_WORKERS": "1",
    }
    with BotProcess(("-m", "bot", "serve"), environment, folder):
        yield Two(app, folder, second, office, nowhere, owner)
        assert leaks(app, second) == set()


def leaks(app: Application, channel: str) -> set[str]:
    """What of the first server's articles the bot has said in a channel, in whatever way; questions are not counted."""
    exchanges = [
        exchange for exchange in app.exchanges.values() if exchange.interaction["channel_id"] == channel
    ]
    said = [
        [*exchange.replies, *exchange.followups, exchange.choices, exchange.modal] for exchange in exchanges
    ]
    shown = json.dumps([said, app.spoken(channel)], ensure_ascii=False)
    return {word for word in OF_REEF if word in shown}


def test_each_server_is_answered_from_its_own_shelf(two: Two) -> None:
    """A question is answered in the server whose shelf says it, and refused in the other."""
    app = two.app
    assert "Odile Brandt" in app.ask(WHO_REEF).text
    assert "Anna Weiss" in app.ask(WHO_MILL, channel=two.second).text
    refused = app.ask("Who mapped the coral there?", channel=two.second)
    assert "Brandt" not in refused.words
    assert "Anna Weiss" not in app.ask(WHO_MILL).words
    assert "Odile Brandt" in app.ask(WHO_REEF).text  # remembered, and for this server alone


def test_a_channel_has_its_own_shelf_also_in_its_threads(two: Two) -> None:
    """In a channel that is named, and in threads on its messages, only its own shelf answers; elsewhere never."""
    app = two.app
    assert "Pavel Hronek" in app.ask(WHO_OFFICE, channel=two.office).text
    assert "Hronek" not in app.ask(WHO_OFFICE).words
    assert "Odile Brandt" not in app.ask(WHO_REEF, channel=two.office).words
    member = Member()
    said = app.say(WHO_OFFICE, member, channel=two.office, mention=True)
    app.wait_for_words(said["id"], "Pavel Hronek")
    app.say(WHO_REEF, member, channel=said["id"], mention=True)
    assert "Brandt" not in str(app.wait_for_words(said["id"], "No answer"))


def test_in_a_thread_of_an_unknown_channel_nothing_is_answered(two: Two) -> None:
    """A thread that Discord never told of may hang on a channel with another shelf: there the bot says so instead."""
    app, member = two.app, Member()
    thread = payloads.thread(payloads.snowflake(), member.id, "old", app.channels[two.office])
    app.channels[thread["id"]] = thread
    app.say(WHO_REEF, member, channel=thread["id"], mention=True)
    reply = app.wait_for_words(thread["id"], "I cannot tell which channel this thread belongs to")
    assert "Brandt" not in str(reply)


def test_a_fact_check_knows_only_the_shelf_of_its_server(two: Two) -> None:
    """What the other server's articles say is neither supported nor quoted."""
    app, member = two.app, Member()
    here = app.menu("Fact-check this message", app.say(CREW, member), member)
    assert "✅" in here.text
    there = app.menu("Fact-check this message", app.say(WEEKS, member, channel=two.second))
    assert "➖" in there.text


def test_a_follow_up_is_read_with_its_own_servers_questions_alone(two: Two) -> None:
    """A form, a reply or a thread of one server brings nothing of its conversation into the other."""
    app, member = two.app, Member()
    card = app.ask(WHO_REEF, member).reply
    assert card is not None
    opened = app.press(card, two.thumb(card, "follow"), member)
    opened.interaction["channel_id"] = two.second
    sent = app.submit(opened, member, question="How many sailors were in the crew?")
    assert "no longer have that answer" in sent.words
    pressed = app.press(two.forged(card, two.second), two.thumb(card, "follow"), member)
    assert "no longer have that answer" in pressed.words
    said = app.say("How many were in the crew?", member, channel=two.second, reply_to=card, mention=True)
    assert "nineteen" not in str(app.wait_for_words(said["id"]))


def test_no_button_of_another_servers_card_opens_anything(two: Two) -> None:
    """Footnotes, thumbs, follow-ups and the bin of a card do nothing in another server or under another shelf."""
    app, member = two.app, Member(permissions=MODERATING | 1 << 13)
    card = app.ask(WHO_REEF, member).reply
    assert card is not None
    assert "Odile Brandt" in app.press(card, two.thumb(card, "see"), member).words
    for channel in (two.second, two.office):
        for name in ("see", "good", "bad", "follow", "delete"):
            refused = app.press(two.forged(card, channel), two.thumb(card, name), member)
            assert "no longer have that answer" in refused.words
            assert refused.modal is None
    assert card["id"] not in app.deleted


def test_sources_and_suggestions_name_only_the_own_shelf(two: Two) -> None:
    """The list of articles, its filter, its suggestions and the status are those of the server's shelf."""
    app = two.app
    assert "The reef" in app.command("sources").text
    listed = app.command("sources", channel=two.second).text
    assert "The mill" in listed
    assert "The reef" not in listed
    assert "No articles" in app.command("sources", channel=two.second, filter="reef").text
    assert app.complete("sources", "filter", "reef") != []
    assert app.complete("sources", "filter", "reef", channel=two.second) == []
    assert "**Articles**: 1," in app.command("status", channel=two.second).text


def test_moderators_see_only_their_servers_feedback_and_questions(two: Two) -> None:
    """The tables of feedback and of unanswered questions, and the list of changes, hold nothing of another server."""
    app, member, moderator = two.app, Member(), Member(permissions=MODERATING)
    card = app.ask(WHO_REEF, member).reply
    assert card is not None
    app.press(card, two.thumb(card), member)
    app.ask("Who sank off Lindholm in the storm of 1932?", member)
    inner = app.ask("When was the town hall painted yellow?", member, channel=two.office).reply
    assert inner is not None
    app.press(inner, two.thumb(inner), member)
    mine = app.command("footnote feedback", moderator)
    assert "Lindholm" in two.files_of(mine)
    assert "council" not in two.files_of(mine)
    own = app.ask(WHO_MILL, member, channel=two.second).reply
    assert own is not None
    app.press(own, two.thumb(own), member)
    theirs = app.command("footnote feedback", moderator, channel=two.second)
    assert "1 thumb so far" in theirs.text
    table = two.files_of(theirs)
    assert "Eschenau" in table
    assert not {word for word in OF_REEF if word in table}
    assert "Lindholm in the storm" in app.command("footnote unanswered", moderator).text
    assert "painted yellow" not in app.command("footnote unanswered", moderator).text
    assert "painted yellow" in app.command("footnote unanswered", moderator, channel=two.office).text
    assert "storm" not in app.command("footnote unanswered", moderator, channel=two.second).text


def test_an_owner_changes_the_shelf_of_the_place_alone(two: Two) -> None:
    """What is added in a server goes to its shelf, is told in its list of changes, and is removed there alone."""
    app, owner = two.app, two.owner
    words = b"The lantern of Lindholm shines for forty nautical miles, the keeper said on Friday."
    done = app.command("footnote add", owner, file=app.upload("lantern.txt", words))
    assert "lantern.txt has been added" in done.text
    assert (two.folder / "reef" / "lantern.txt").read_bytes() == words
    assert not (two.folder / "mill" / "lantern.txt").exists()
    assert "forty" in app.ask("How far does the lantern of Lindholm shine?").text
    assert "forty" not in app.ask("How far does the lantern shine?", channel=two.second).words
    assert "lantern.txt" in app.command("footnote audit", owner).text
    assert "lantern.txt" not in app.command("footnote audit", owner, channel=two.second).text
    assert app.complete("footnote remove", "article", "lantern", owner, channel=two.second) == []
    refused = app.command("footnote remove", owner, channel=two.second, article="lantern.txt")
    assert "is no article's file" in refused.text
    assert "have not changed" in app.command("footnote reindex", owner, channel=two.second).text
    assert "has been removed" in app.command("footnote remove", owner, article="lantern.txt").text


def test_an_owner_is_shown_no_record_of_another_servers_answer(two: Two) -> None:
    """`/footnote why` knows an answer in its own server alone."""
    app = two.app
    card = app.ask(WHO_REEF).reply
    assert card is not None
    link = f"https://discord.com/channels/{GUILD}/{CHANNEL}/{card['id']}"
    # Which message shows an answer is noted when it is shown.
    assert within(60, lambda: "Read as" in app.command("footnote why", two.owner, answer=link).text)
    assert (
        "do not know that answer"
        in app.command("footnote why", two.owner, channel=two.second, answer=link).text
    )
    name = two.thumb(card).split(":")[2]
    assert (
        "do not know that answer"
        in app.command("footnote why", two.owner, channel=two.second, answer=name).text
    )


def test_by_itself_it_answers_from_the_shelf_of_the_place_and_is_silent_where_none_answers(two: Two) -> None:
    """Where moderators want that: in a channel from its own shelf, in another server from that server's, else never."""
    app, member = two.app, Member()
    for place in (two.office, two.second, two.nowhere):
        app.command("footnote by-itself", MODERATOR, channel=place, add_channel=place, confidence=0.6)
    spoken = len(app.spoken(two.nowhere))
    earlier = (
        str(int(Member().id) - TWO_MINUTES) for _ in range(2)
    )  # so that it is no talk with who comes next
    unheard = [
        app.say(WHO_REEF, channel=place, identity=next(earlier)) for place in (two.office, two.nowhere)
    ]
    said = app.say(WHO_OFFICE, member, channel=two.office)
    answer = app.wait_for_words(said["id"], "Pavel Hronek")
    assert "I answered by myself" in text_of(answer)
    mill = app.say(WHO_MILL, member, channel=two.second)
    answer = app.wait_for_words(mill["id"], "Anna Weiss")
    assert "Anna Weiss" in app.press(answer, two.thumb(answer, "see"), member).words
    assert "no longer have" in app.press(two.forged(answer, CHANNEL), two.thumb(answer, "see"), member).words
    assert [message["id"] for message in unheard if message["id"] in app.channels] == []
    assert len(app.spoken(two.nowhere)) == spoken


def test_moderators_words_are_of_their_server_and_shelf(two: Two) -> None:
    """A question is posted with the articles of its own shelf; what is said to it is offered where that answers."""
    app, member, question = two.app, Member(), "Who painted the walls of the old hall?"

    def handed(channel: str) -> Exchange:
        card = app.ask(question, member, channel=channel).reply or {}
        return app.press(card, two.thumb(card, "hand"), member)

    def below(channel: str, *, word: bool) -> str:
        asked = app.ask(question, member, channel=channel)
        app.ask("hello", member)  # is answered after whatever is shown below the refusal
        app.wait_for(lambda: asked.followups or not word)
        assert "No answer" in asked.words
        return "".join(map(text_of, asked.followups))

    desks = {}
    for place in (CHANNEL, two.second):
        server = app.channels[place]["guild_id"]
        desks[place] = app.open_channel("moderators", server)
        chosen = app.command("footnote ask-moderators", MODERATOR, channel=place, post_in=desks[place])
        assert f"<#{desks[place]}>" in chosen.text
    for place in (two.office, CHANNEL, two.second):
        assert "passed the question on" in handed(place).words  # to nobody else it has been before
        assert "already" in handed(place).words
    inner, outer = app.spoken(desks[CHANNEL])
    (other,) = app.spoken(desks[two.second])
    app.submit(app.press(inner, two.thumb(inner, "speak"), MODERATOR), MODERATOR, words="Old Karel.")
    app.submit(app.press(other, two.thumb(other, "speak"), MODERATOR), MODERATOR, words="Young Ida.")
    for post, title in ((inner, "The office"), (outer, "The reef"), (other, "The mill")):
        shown = text_of(app.messages[post["id"]])
        assert [heading for heading in ("The office", "The reef", "The mill") if heading in shown] == [title]
    assert "Old Karel." in below(two.office, word=True)
    assert below(CHANNEL, word=False) == ""
    assert "Old Karel." not in below(two.second, word=True)
    assert "Young Ida." in below(two.second, word=True)
    name = two.thumb(inner, "speak").split(":")[2]
    for place, words in (
        (CHANNEL, "No moderator has answered"),
        (two.second, "Young Ida"),
        (two.office, "Old Karel"),
    ):
        assert words in app.command("footnote words", MODERATOR, channel=place).text
        kept = app.complete("footnote words", "withdraw", "walls", MODERATOR, channel=place)
        assert [choice["value"] for choice in kept if choice["value"] == name] == [name] * (
            place == two.office
        )
    for place in (CHANNEL, two.second):
        refused = app.command("footnote words", MODERATOR, channel=place, withdraw=name)
        assert "no longer have" in refused.words
    assert (
        "no longer have"
        in app.press(two.forged(inner, two.second), two.thumb(inner, "speak"), MODERATOR).words
    )


def test_where_no_shelf_answers_one_line_says_so(two: Two) -> None:
    """A server that nobody named and a direct message get one clear line, and nothing of any shelf."""
    app, member = two.app, Member(permissions=MODERATING)
    line = "No articles are set for this channel or server."
    assert line in app.ask(WHO_REEF, member, channel=two.nowhere).words
    assert line in app.command("sources", member, channel=two.nowhere).words
    assert line in app.command("status", member, channel=two.nowhere).words
    assert line in app.command("footnote feedback", member, channel=two.nowhere).words
    assert app.complete("sources", "filter", "", channel=two.nowhere) == []
    assert "Settings of this server" in app.command("footnote settings", member, channel=two.nowhere).text
    direct = app.open_direct(member)
    assert "No articles are set for direct messages" in app.ask(WHO_REEF, member, channel=direct).words
    assert leaks(app, two.nowhere) | leaks(app, direct) == set()


def test_a_wrong_file_ends_the_start_in_one_line(discord: Discord, tmp_path: Path) -> None:
    """A bot whose shelves.toml is wrong answers nobody: it says what to mend, and ends with status 1."""
    (tmp_path / "shelves.toml").write_text('[[shelf]]\nname = "reef"\nfolder = "none"\ndefault = true\n')
    app = discord.new_application()
    environment = {
        "DISCORD_TOKEN": app.token,
        "FOOTNOTE_SEEDS": str(tmp_path / "seeds"),
        **discord.environment,
    }
    with BotProcess(("-m", "bot", "serve"), environment, tmp_path) as bot:
        assert bot.wait() == 1
        assert "none: no such folder; make it, or name another" in bot.stderr
        assert "Traceback" not in bot.stderr
