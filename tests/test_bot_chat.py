"""Questions as people type them in Discord: what is not a word is taken out once, names stay names."""

from __future__ import annotations

import pytest

from bot.answering.publish.wording import refusal_line
from bot.answering.question.chat import is_chat, is_thanks, said, written_out
from bot.answering.question.understand import Asked, understand
from bot.answers import Refused
from bot.records import Question, Reason, Trace
from bot.server.markup import shown_lines
from index.spelling import Spelling


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("<@123456789> When did it begin? <#55512340987123456>", "When did it begin?"),
        ("<@&904> who won <:party:123> ?", "who won?"),
        ("||Who drove the first cabin?||", "Who drove the first cabin?"),
        ("**When** is the `fair`?", "When is the fair?"),
        ("> When is the fair?", "When is the fair?"),
        ("Who drove it? https://forum.example/t/9917?page=3", "Who drove it?"),
        ("who is [the mayor](https://town.example/mayor)?", "who is the mayor?"),
        ("see you <t:1700000000:R>, when is it", "see you, when is it"),
        ("```py\nwhat is 2 * 3\n```", "what is 2 * 3"),
        ("snake_case_names and 2*3*4", "snake_case_names and 2*3*4"),
        ("can I keep .git in my package ?", "can I keep .git in my package?"),
    ],
)
def test_marks_of_a_message_are_no_words(typed: str, words: str) -> None:
    """Mentions, emojis, timestamps, links and formatting change nothing about what is asked."""
    assert said(typed) == words


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "thank you so much, it works now!!",
            "hii all",
            "ty",
            "thx, that helped",
            "ok cool",
            "helo",
            "thankyou",
            "thanxx",
        ),
        *(
            "ok cool, good night all!",
            "lol thanks mate, that did it",
            "hey footnote, good morning everyone :)",
        ),
        *("plz help me", "hellp", "sup", "hii, how does this work", "what can u do?"),
    ],
)
def test_thanks_and_greetings_are_not_looked_up(typed: str) -> None:
    """A friendly word is no question, and nothing is said about articles that come near it."""
    assert understand(Question(typed)) is Reason.NOT_A_QUESTION


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("whats glow mode lol", "what is glow mode"),
        ("whos the mayor of osk", "who is the mayor of osk"),
        ("how many ppl r in osk rn?", "how many people are in osk right now?"),
        ("can u open the gate pls", "can you open the gate"),
        ("ok but when is the fair tho", "when is the fair"),
        ("does anyone know when the fair is?", "when the fair is?"),
        ("hi folks, what will a ticket cost? ty ❤️", "what will a ticket cost?"),
        ("hey 👋 can i pause a sort? 🙏", "can i pause a sort?"),
        ("When is the fair? Please.", "When is the fair?"),
        ("When is the fair? I'd like to know :) thanks in advance!!", "When is the fair?"),
        ("When is the fair? Does anybody know? Any ideas?", "When is the fair?"),
        (
            "When is the fair? I would like to know who pays.",
            "When is the fair? I would like to know who pays.",
        ),
        ("Why?" + " please tell me" * 400 + " x", "Why?" + " please tell me" * 400 + " x"),
        ("what does the emoji 🙏 stand for?", "what does the emoji 🙏 stand for?"),
        ("hi guys " * 200 + "x", "hi guys " * 200 + "x"),
        ("Who's R. Lol of Osk?", "Who's R. Lol of Osk?"),
    ],
)
def test_shorthand_is_written_out(typed: str, read: str) -> None:
    """What people leave out in a busy channel is put back, and what they add is left out; names stay as they are."""
    assert written_out(typed) == read


def test_a_message_of_nothing_but_ok_is_read_at_once() -> None:
    """However often somebody says "ok" or "haha", the bot does not hang on it."""
    assert not is_chat("ok okay cool lol haha thanks " * 60 + "who won?")
    assert not is_thanks("ok thanks pls help " * 60 + "who won?")


def test_whoever_greets_or_thanks_is_answered_in_kind() -> None:
    """A greeting or "help" gets a friendly line that says how to ask, thanks a short one, an order neither."""
    lines = [
        refusal_line(Refused(Question(typed), Reason.NOT_A_QUESTION, (), Trace(typed)))
        for typed in ("heyy <:wave:12>", "**thanx** a lot", "Write a poem")
    ]
    assert lines[0].startswith("Hello!")
    assert "how many" in lines[0]
    assert lines[1].startswith("You are welcome.")
    assert lines[2].startswith("I answer questions")


@pytest.mark.parametrize(
    "typed",
    [
        "Good dogs?",
        "No dogs",
        "Right of way",
        "Help me understand the fair of Osk",
        "Yo-yo rules?",
        "How are the roads?",
    ],
)
def test_what_begins_like_a_greeting_is_read(typed: str) -> None:
    """A question is never taken for chat because of its first word."""
    assert isinstance(understand(Question(typed)), Asked)


def test_thanks_before_a_question_do_not_hide_it() -> None:
    """A question that follows a thank-you is answered."""
    assert isinstance(understand(Question("Thanks! When did the fair open in Osk?")), Asked)


def test_a_name_is_never_turned_into_another() -> None:
    """A capitalised word stays as typed, however near another name of the shelf comes; it is only offered."""
    spelling = Spelling({"miller": 9, "becker": 3, "backer": 1, "charge": 4})
    asked = "What was Judge Müller charged with?"
    assert spelling.mend(asked) == asked
    assert spelling.meant(asked) == "What was Judge Miller charged with?"
    assert spelling.mend("Is Bäcker ill?") == spelling.meant("Is Bäcker ill?") == "Is Bäcker ill?"


def test_slips_in_other_words_are_mended() -> None:
    """A word in small letters that the shelf does not know, one slip from one that it does, is mended."""
    spelling = Spelling({"ambassador": 9, "countries": 3})
    assert spelling.mend("wich contries sent an ambasador") == "which countries sent an ambassador"
    assert spelling.mend("Wich countries?") == "Which countries?"


def test_lists_and_code_keep_their_lines_in_a_card() -> None:
    """A list stays a list and a command stays code, and nothing in them becomes markdown of its own."""
    text = "Do *this*:\n1. Hold it.\n`/load --all`\n```\nlimit: `400`\n```"
    assert shown_lines(text, 400) == ("Do \\*this\\*:\n1. Hold it.\n`/load --all`\n```\nlimit: '400'\n```")
