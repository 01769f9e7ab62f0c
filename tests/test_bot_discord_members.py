"""What members do in Discord, each flow from end to end: the process that ships, on the stand-in."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from discord_standin import CHANNEL, Application, BotProcess, Discord, Exchange, Member, buttons, text_of
from discord_standin.payloads import EPHEMERAL, EVERYDAY, MANAGE_GUILD, MANAGE_MESSAGES
from discord_standin.rules import COMPONENTS_V2, Json

from bot.records import day_in_words
from index.build import build
from index.search import Index
from index.settings import IndexSettings
from tests.conftest import within

DOOR = ("-m", "bot", "serve")
BREAKING = (str(Path(__file__).parent / "discord_standin" / "breaking_bot.py"),)
EXPELLED = "How many Afghans has Pakistan expelled since the end of March?"
FOLLOW_UP = "When did it begin?"
MODERATOR = Member(permissions=EVERYDAY | MANAGE_GUILD)
UNKNOWN = "Who won the football World Cup in 2018?"


@pytest.fixture(scope="module")
def app(
    discord: Discord, articles: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    """A bot that is online: the process that ships, without a pause between two questions."""
    app = discord.new_application()
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_COOLDOWN": "0", **discord.environment, **articles}
    with BotProcess(DOOR, environment, tmp_path_factory.mktemp("bot")):
        yield app


def button(message: Json | None, does: str) -> str:
    """The custom_id of the first button of a message that does this."""
    return next(name for name in buttons(message or {}) if name.startswith(f"fn:{does}"))


def question_seen(exchange: Exchange) -> str:
    return str(exchange.text).splitlines()[0]


@pytest.fixture(scope="module")
def answered(app: Application) -> tuple[Exchange, Member]:
    """An answer, and who asked for it."""
    asker = Member()
    return app.ask(EXPELLED, asker), asker


def test_a_number_shows_the_quotation_in_its_paragraph_to_the_presser_alone(
    app: Application, answered: tuple[Exchange, Member]
) -> None:
    """Whoever presses [1] sees the cited words, bold, inside the paragraph they stand in, and nobody else does."""
    card, _ = answered
    opened = app.press(card.reply or {}, button(card.reply, "see"))
    assert opened.private
    assert re.search(r"^### \[1\] ", opened.text)
    assert re.search(r"^> .*\*\*Pakistan has expelled more than 80,000 .* 2023\.\*\*", opened.text, re.M)
    assert "changed" not in opened.text


def test_a_private_question_is_answered_to_its_asker_alone(app: Application) -> None:
    """With `private`, nobody else sees that something was asked; there is nothing for others to delete."""
    exchange = app.ask(EXPELLED, private=True)
    assert exchange.private
    assert (exchange.reply or {})["flags"] == COMPONENTS_V2 | EPHEMERAL
    assert not [name for name in buttons(exchange.reply or {}) if name.startswith("fn:delete")]


def test_a_thumb_down_asks_why_and_both_thumbs_are_kept(
    app: Application, answered: tuple[Exchange, Member]
) -> None:
    """A thumb up is thanked for; a thumb down opens a short form, and is thanked for as well."""
    card, asker = answered
    assert "noted" in app.press(card.reply or {}, button(card.reply, "good")).text
    form = app.press(card.reply or {}, button(card.reply, "bad"), asker)
    thanked = app.submit(form, asker, reason=["outdated"], words="There is a newer report.")
    assert thanked.private
    assert "noted" in thanked.text
    stored = json.loads(app_file(app, asker))
    assert [(thumb["good"], thumb["reason"], thumb["words"]) for thumb in stored["feedback"]] == [
        (False, "outdated", "There is a newer report.")
    ]


def test_a_second_thumb_down_keeps_what_was_written_with_the_first(app: Application) -> None:
    """The form opens with a member's own earlier words, to mend or to leave; nobody else's form shows them."""
    member = Member()
    card = app.ask(EXPELLED, member).reply or {}

    def written() -> list[tuple[bool, str | None, str | None]]:
        given = json.loads(app_file(app, member))["feedback"]
        return [(thumb["good"], thumb["reason"], thumb["words"]) for thumb in given]

    down = button(card, "bad")
    app.submit(app.press(card, down, member), member, reason=["outdated"], words="There is a newer report.")
    again = app.press(card, down, member)
    assert written() == [(False, "outdated", "There is a newer report.")]
    app.submit(again, member, reason=["wrong"])
    assert written() == [(False, "wrong", "There is a newer report.")]
    others = json.dumps(app.press(card, down, Member()).modal)
    assert "newer report" not in others
    assert '"default": true' not in others
    app.press(card, button(card, "good"), member)
    assert written() == [(True, None, None)]


def app_file(app: Application, member: Member) -> bytes:
    """The file that `/forget-me` hands a member."""
    before = len(app.requests)
    app.command("forget-me", member)
    return next(file for request in app.requests[before:] for _, file in request.files)


def test_a_follow_up_is_read_with_the_question_before_it(
    app: Application, answered: tuple[Exchange, Member]
) -> None:
    """The button opens a form; what is typed there is understood together with what was asked before."""
    card, _ = answered
    other = Member()
    form = app.press(card.reply or {}, button(card.reply, "follow"), other)
    followed = app.submit(form, other, question=FOLLOW_UP)
    assert question_seen(followed) == f"-# {FOLLOW_UP}"
    assert "Read as: " in followed.text


def test_an_answer_is_deleted_by_its_asker_or_a_moderator_and_by_nobody_else(app: Application) -> None:
    """Others are told that they cannot; the asker and moderators can, and the audit list tells which of them did."""
    asker, moderator = Member(), Member(permissions=EVERYDAY | MANAGE_MESSAGES)
    for deleter in (asker, moderator):
        card = app.ask(UNKNOWN, asker).reply or {}
        refused = app.press(card, button(card, "delete"), Member())
        assert "Only the person who asked" in refused.text
        assert card["id"] in app.messages
        app.press(card, button(card, "delete"), deleter)
        app.wait_for(lambda card=card: card["id"] not in app.messages)  # type: ignore[misc]
        whose = "their own" if deleter is asker else "an"
        line = f"<@{deleter.id}>: Deleted {whose} answer (`{button(card, 'delete').split(':')[2]}`)"
        assert within(60, lambda line=line: line in app.command("footnote audit", MODERATOR).text)  # type: ignore[misc]


def test_a_refusal_offers_a_question_that_is_answered(app: Application) -> None:
    """Where the articles come near, the card offers a question that they do answer, one press away."""
    refused = app.ask("Who expelled Afghan nationals from Iran?")
    assert "### No answer" in refused.text
    assert "You could ask: " in refused.text
    tried = app.press(refused.reply or {}, button(refused.reply, "attempt"))
    assert re.search(r"\*\*\[1\]\*\*", tried.text)


def turn(opened: Exchange, number: int) -> str:
    """The custom_id of the button that leads to this quotation."""
    return next(name for name in buttons(opened.reply or {}) if re.fullmatch(rf"fn:turn:\w+:{number}", name))


def test_quotations_are_turned_like_pages(app: Application) -> None:
    """From an opened quotation, next and previous lead through the sources of the answer, in the same place."""
    card = app.ask("What did Ishaq Dar say?").reply or {}
    opened = app.press(card, button(card, "see"))
    assert "[1]" in opened.text
    turned = app.press(opened.reply or {}, turn(opened, 2))
    assert "### [2]" in turned.text
    assert "### [1]" not in turned.text
    back = app.press(turned.reply or {}, turn(turned, 1))
    assert "### [1]" in back.text


def test_a_mention_is_answered_in_a_thread_that_remembers(app: Application) -> None:
    """A mention opens a thread on the message; a further mention in it is read with what was asked before."""
    said = app.say(EXPELLED, mention=True)
    first = app.wait_for_words(said["id"], "80,000")
    assert app.channels[said["id"]]["name"] == EXPELLED
    assert "message_reference" not in first
    app.say(FOLLOW_UP, mention=True, channel=said["id"])
    assert "Read as: " in text_of(app.wait_for_words(said["id"], FOLLOW_UP))


def test_a_reply_to_an_answer_is_a_follow_up(app: Application, answered: tuple[Exchange, Member]) -> None:
    """Replying to the bot needs no mention and no command, and is read with the question of that answer."""
    card, _ = answered
    said = app.say(FOLLOW_UP, reply_to=card.reply)
    assert "Read as: " in text_of(app.wait_for_words(said["id"], FOLLOW_UP))


def test_without_the_permission_a_mention_is_answered_by_a_reply(app: Application) -> None:
    """Where the bot may open no thread, its answer is a reply to the message, in the channel."""
    app.fail("POST", "/threads", 403, 50013)
    said = app.say(f"{EXPELLED} Please.", mention=True)
    answer = app.wait_for_words(CHANNEL, "Please")
    assert str(answer["message_reference"]["message_id"]) == said["id"]
    assert app.replies_to(said) == [answer]


def test_a_direct_message_is_a_question(app: Application) -> None:
    """In a direct conversation no mention is needed."""
    member = Member()
    channel = app.open_direct(member)
    app.say(EXPELLED, member, channel=channel)
    assert "80,000" in text_of(app.wait_for_words(channel))


def test_a_message_that_is_not_for_the_bot_is_left_alone(app: Application) -> None:
    """The bot answers nothing in a channel that does not mention it."""
    before = len(app.spoken(CHANNEL))
    app.say("Pakistan has expelled many people, has it not?")
    app.ask(UNKNOWN)
    assert len(app.spoken(CHANNEL)) == before + 1


def test_a_fact_check_tells_of_each_claim_what_the_articles_say(app: Application) -> None:
    """Each sentence is supported, contradicted or not in the articles; how many are too short to be checked is said.

    Questions claim nothing: they are counted, and not repeated.
    """
    said = app.say(
        "Pakistan has expelled more than 80,000 Afghan nationals since the end of March as part of a renewed "
        "surge in a repatriation drive that began in 2023. "
        "The moon is made of green cheese. Is that so? Really. No way! :-)"
    )
    checked = app.menu("Fact-check this message", said)
    assert checked.private
    supported = r"✅ Pakistan has expelled .*\n-# As of 21 May 2025, the articles say this\. \*\*\[1\]\*\*"
    assert re.search(supported, checked.text)
    assert re.search(r"➖ The moon .*\n-# The articles do not say this\.", checked.text)
    assert "Is that so" not in checked.text
    assert checked.text.endswith("\n-# 1 question is not a claim. 2 sentences are too short to be checked.")
    opened = app.press(checked.reply or {}, button(checked.reply, "see"))
    assert "80,000" in opened.text


def test_a_message_without_a_claim_is_not_checked(app: Application) -> None:
    """A question alone, or a word or two, hold nothing to check, and one line says so."""
    for words, line in (
        ("Is that so?", "that I could check."),
        ("No way.", "1 sentence is too short to be checked."),
    ):
        refusal = app.menu("Fact-check this message", app.say(words)).text
        assert "no statement" in refusal
        assert refusal.endswith(line)


def test_a_message_is_answered_from_its_menu_to_the_presser_alone(app: Application) -> None:
    """Anybody's message can be answered without a word in the channel."""
    exchange = app.menu("Answer this message", app.say(EXPELLED))
    assert exchange.private
    assert "80,000" in exchange.text


def test_the_articles_are_listed_and_found_by_a_word(app: Application) -> None:
    """`/sources` lists title, date and passages; a word narrows the list, and is completed while typed."""
    listed = app.command("sources")
    assert listed.private
    assert "### 6 articles" in listed.text
    assert listed.text.count(" passages") + listed.text.count(" passage\n") >= 5
    offered = app.complete("sources", "filter", "beijing")
    assert offered
    narrowed = app.command("sources", filter=offered[0]["value"])
    assert narrowed.text.startswith("### 1 article matches *")
    assert "Beijing" in narrowed.text
    assert re.match(r"### [2-6] articles match \*Pakistan\*", app.command("sources", filter="Pakistan").text)
    assert app.command("sources", filter="no such word").text == "### No articles match *no such word*"


def turns(listed: Exchange) -> dict[str, str]:
    """The buttons that turn the page and can be pressed: label and custom_id."""
    return {part["label"]: name for name, part in buttons(listed.reply or {}).items()}


def test_the_pages_of_the_articles_are_turned_by_their_buttons(app: Application) -> None:
    """Older and newer lead through all articles, each listed once, in the same message; the ends are ends."""
    listed = app.command("sources")
    assert list(turns(listed)) == ["Older"]
    older = app.press(listed.reply or {}, turns(listed)["Older"])
    assert "Page 2 of 2" in older.text
    assert list(turns(older)) == ["Newer"]
    entries = re.findall(r"^- .*$", f"{listed.text}\n{older.text}", re.MULTILINE)
    assert len(entries) == len(set(entries)) == 6
    newer = app.press(older.reply or {}, turns(older)["Newer"])
    assert newer.text == listed.text
    assert newer.reply is listed.reply


def test_the_status_tells_how_the_bot_is(
    app: Application, answered: tuple[Exchange, Member], index: Index
) -> None:
    """Articles, newest date, generation, writer, queue and the median time of an answer, for the member alone."""
    status = app.command("status")
    assert status.private
    articles = index.generation.articles.values()
    newest = day_in_words(max(article.published for article in articles if article.published))
    lines = status.text.splitlines()
    assert f"**Articles**: {len(articles)}, in {len(index.generation.passages)} passages" in lines
    assert f"**Newest article**: {newest}" in lines
    assert any(line.startswith(f"**Index**: `{index.generation.id}`, built <t:") for line in lines)
    assert "**Language model**: none: answers are the articles' own sentences" in lines
    assert "**Questions**: 0 being answered, 0 waiting" in lines
    assert re.fullmatch(r"\*\*An answer usually takes\*\*: \d+\.\d seconds", lines[-1])


def test_help_and_privacy_tell_what_a_member_wants_to_know(app: Application) -> None:
    """How to ask, and what is stored: each for the member alone."""
    guide, privacy = (app.command(name) for name in ("help", "privacy"))
    assert guide.private
    assert privacy.private
    assert "/ask" in guide.text
    assert "90 days" in privacy.text
    assert "backups and database dumps of the people who run me, until they delete them" in privacy.text
    assert "Questions that you ask privately are not shown to moderators" in privacy.text
    assert "only your thumbs on them are, with what you write there" in privacy.text
    assert "that you deleted an answer, or changed a setting or an article" in privacy.text
    assert "Moderators of this server see" in privacy.text
    assert "and what you deleted or changed" in privacy.text


def test_a_member_sees_all_that_is_stored_of_them_and_has_it_forgotten(app: Application) -> None:
    """The file holds their questions; one press later there is nothing, and the answer's footnotes still open.

    The audit list tells that a member did so, and not who.
    """
    member = Member()
    card = app.ask(EXPELLED, member).reply
    before = len(app.requests)
    shown = app.command("forget-me", member)
    assert shown.text.startswith("### I have stored 1 question of yours\n")
    (stored,) = [file for request in app.requests[before:] for _, file in request.files]
    assert json.loads(stored)["questions"][0]["question"] == EXPELLED
    done = app.press(shown.reply or {}, "fn:forget", member)
    assert "deleted everything" in done.text
    assert "I have stored nothing about you" in app.command("forget-me", member).text
    assert "80,000" in app.press(card or {}, button(card, "see"), member).text
    audit = app.command("footnote audit", MODERATOR).text
    assert "a member: Deleted what was stored about them" in audit
    assert member.id not in audit


def test_nothing_said_to_members_pings(app: Application, answered: tuple[Exchange, Member]) -> None:
    """Every message of these flows forbids mentions."""
    bodies = [
        request.body
        for request in app.requests
        if isinstance(request.body, dict) and request.body.get("components")
    ]
    assert bodies
    assert all(body["allowed_mentions"] == {"parse": []} for body in bodies if "allowed_mentions" in body)


def test_buttons_work_after_a_restart_and_show_what_was_cited_after_a_rebuild(
    discord: Discord, built: IndexSettings, tmp_path: Path
) -> None:
    """A card outlives the process and the index: the old words are shown, and that the article has changed since."""
    seeds, data = tmp_path / "seeds", tmp_path / "data"
    shutil.copytree(built.seeds, seeds)
    shutil.copytree(built.data, data)
    app = discord.new_application()
    environment = {"DISCORD_TOKEN": app.token, **discord.environment}
    environment |= {"FOOTNOTE_SEEDS": str(seeds), "FOOTNOTE_DATA": str(data), "FOOTNOTE_CARDS": "embed"}
    with BotProcess(DOOR, environment, tmp_path) as bot:
        card = app.ask(EXPELLED).reply or {}
        assert card["embeds"]
        bot.stop()
        discord.wait_until(lambda: not app.online)
    before = list((data / "generations").iterdir())
    (changed,) = [file for file in seeds.glob("*.txt") if "80,000" in file.read_text(encoding="utf-8")]
    changed.write_text(changed.read_text(encoding="utf-8").replace("80,000", "90,000"), encoding="utf-8")
    build(IndexSettings(seeds=seeds, data=data))
    for generation in before:  # to open a footnote loads no generation
        shutil.rmtree(generation)
    with BotProcess(DOOR, environment, tmp_path):
        discord.wait_until(lambda: app.online)
        opened = app.press(card, button(card, "see"))
        assert re.search(r"^> .*\*\*Pakistan has expelled more than 80,000 .* 2023\.\*\*", opened.text, re.M)
        assert "no longer in it" in opened.text


def test_a_form_that_was_open_over_a_restart_can_still_be_sent(discord: Discord, tmp_path: Path) -> None:
    """What a member was typing when the bot went away is taken when it is back: a reason, and a follow-up."""
    app, member = discord.new_application(), Member()
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_DATA": str(tmp_path / "data"), **discord.environment}
    with BotProcess(BREAKING, environment, tmp_path) as bot:
        card = app.ask("partial", member).reply or {}
        why, follow = (app.press(card, button(card, does), member) for does in ("bad", "follow"))
        bot.stop()
        discord.wait_until(lambda: not app.online)
    with BotProcess(BREAKING, environment, tmp_path):
        discord.wait_until(lambda: app.online)
        assert "noted" in app.submit(why, member, reason=["wrong"], words="It was May.").text
        (given,) = json.loads(app_file(app, member))["feedback"]
        assert (given["good"], given["reason"], given["words"]) == (False, "wrong", "It was May.")
        followed = app.submit(follow, Member(), question="partial")
        assert question_seen(followed) == "-# partial"


def test_thumbs_count_after_a_restart(discord: Discord, tmp_path: Path) -> None:
    """Both thumbs of an old card are taken, and the form of the thumb down opens and is kept."""
    app, asker, other = discord.new_application(), Member(), Member()
    environment = {"DISCORD_TOKEN": app.token, "FOOTNOTE_DATA": str(tmp_path / "data"), **discord.environment}
    with BotProcess(BREAKING, environment, tmp_path) as bot:
        card = app.ask("partial", asker).reply or {}
        bot.stop()
        discord.wait_until(lambda: not app.online)
    with BotProcess(BREAKING, environment, tmp_path):
        discord.wait_until(lambda: app.online)
        assert "noted" in app.press(card, button(card, "good"), other).text
        form = app.press(card, button(card, "bad"), asker)
        assert "noted" in app.submit(form, asker, reason=["wrong"], words="It was May.").text
        stored = [json.loads(app_file(app, member))["feedback"] for member in (other, asker)]
        given = [(thumb["answer"], thumb["good"], thumb["reason"], thumb["words"]) for (thumb,) in stored]
        name = button(card, "good").split(":")[2]
        assert given == [(name, True, None, None), (name, False, "wrong", "It was May.")]
