"""Questions and answers, and talks, in documents."""

from __future__ import annotations

import pytest

from tests.documents import quotable, shown


def test_a_heading_that_asks_is_shown_with_its_answer() -> None:
    """A question in a heading, a Q: line or a summary and what follows are one quotation."""
    assert shown("# Help\n\n## Is it free?\n\nNo. It costs $5.") == ["Is it free? No. It costs $5."]
    assert shown("Q: Is it free?\nA: No.\n\nQ: For whom?\nA: For all.", "a.txt") == [
        "Is it free? No.",
        "For whom? For all.",
    ]
    page = "<details><summary>Is it free?</summary><p>No.</p></details>"
    assert shown(page, "a.html") == ["Is it free? No."]


def test_a_turn_of_a_talk_is_told_with_the_next_one() -> None:
    """What somebody said is quoted with the reply, for the answer may stand there."""
    text = "[19:02] Hedda: when is the fair?\n[19:03] Ruben: on 23 May\n"
    assert shown(text, "a.txt")[0] == "Hedda: when is the fair?\nRuben: on 23 May"


def test_a_title_that_asks_does_not_end_a_sentence() -> None:
    """A link to a page whose title is a question stands within its sentence."""
    assert shown("See [Why so slow?][why]\nfor a longer answer.\n") == [
        "See Why so slow? for a longer answer."
    ]


@pytest.mark.parametrize(
    "page",
    [
        "**Q: Is it free?**\n\nA: No.\n\n**Q: For whom?**\n**A:** For all.",
        "Q. Is it free?\nA. No.\n\nQ. For whom?\n\nA. For all.",
        "### Q: Is it free?\n\nNo.\n\n### Q: For whom?\n\nFor all.",
        "**Is it free?**\nNo.\n\n**For whom?**\nFor all.",
        "Is it free?\nNo.\n\nFor whom?\nFor all.",
    ],
)
def test_questions_and_answers_are_read_in_markdown_too(page: str) -> None:
    """Whatever marks a question and its answer, both are quoted together and without the marks."""
    assert shown(f"# Help\n\n{page}\n") == ["Is it free? No.", "For whom? For all."]


def test_a_question_in_bold_is_told_with_the_answer_on_its_line() -> None:
    """A question in bold that opens a line is quoted with what is said behind it, and with the list that this opens."""
    page = "# Help\n\n**Is it free?** Yes, for up to five users.\n\n"
    page += "**What is there**? The following:\n\n- Soup\n- Bread\n"
    assert shown(page) == [
        "Is it free? Yes, for up to five users.",
        "What is there? The following:\n• Soup\n• Bread",
    ]
    assert shown("**For whom?** For all.\n**For how long?** A year.\n") == [
        "For whom? For all.",
        "For how long? A year.",
    ]


def test_a_name_with_an_initial_is_no_answer() -> None:
    """Only behind a question does "A." open an answer."""
    assert shown("A. Smith wrote the song.\n") == ["A. Smith wrote the song."]


def test_a_talk_is_read_in_markdown_too() -> None:
    """Names in bold open the turns of a talk."""
    page = "# Meeting\n\n**Anna:** Shall we?\n\n**Bert:** Yes, for 300.\n\n**Anna:** Agreed.\n"
    assert shown(page)[0] == "Anna: Shall we?\nBert: Yes, for 300."


def test_all_of_a_long_turn_can_be_quoted() -> None:
    """What somebody says at length is quoted in full, each further sentence with the name of who says it."""
    long = " ".join(f"This is point number {n} of all that I have to say about it." for n in range(9))
    text = f"[19:02] Hedda: {long}\n[19:03] Ruben: Thanks.\n"
    first, *further, last = quotable(text, "a.txt")
    assert len(first.words_in(text).split()) <= 80
    assert further[-1].words_in(text) == "This is point number 8 of all that I have to say about it."
    assert {sentence.lead_words for sentence in further} == {"Hedda:"}
    assert last.words_in(text) == "Ruben: Thanks."


def test_talks_are_read_as_people_copy_them() -> None:
    """Discord's own copy, and times with their days, are turns: the name and what was said, without the time."""
    copied = "Hedda  Today at 19:02\nwhen is the fair?\n\nRuben  03/01/2025 19:03\non 23 May\nat ten\n"
    assert shown(copied, "a.txt")[0] == "Hedda: when is the fair?\nRuben: on 23 May at ten"
    silent = "Hedda  Today at 19:02\nRuben  Today at 19:03\non 23 May\n"  # a picture, which nobody can copy
    assert shown(silent, "a.txt")[-1] == "Ruben: on 23 May"
    dated = "[2025-01-03 19:02] Hedda: when is the fair?\n[2025-01-03 19:03] Ruben: on 23 May\n"
    assert shown(dated, "a.txt")[0] == "Hedda: when is the fair?\nRuben: on 23 May"


def test_a_question_that_stands_alone_is_told_with_what_follows() -> None:
    """A line or a paragraph that only asks is quoted with the first words of what stands below it."""
    assert shown("How do I join?\nSend us a letter.\n\nMay I leave?\nAny time.\n", "a.txt") == [
        "How do I join? Send us a letter.",
        "May I leave? Any time.",
    ]
    assert shown("How do I join?\n\nSend us a letter. We read it.\n", "a.txt") == [
        "How do I join? Send us a letter.",
        "We read it.",
    ]
    listed = "# Help\n\n1. **Is it long?** Two hours.\n2. **Is there food?** Yes: soup.\n"
    assert shown(listed) == ["Is it long? Two hours.", "Is there food? Yes: soup."]


def test_a_question_among_prose_is_not_told_with_what_it_does_not_ask() -> None:
    """Between paragraphs of a report a question belongs to the next one only if that is short or about the same."""
    prose = "\n\n".join(
        f"On day {day} the mayor of Osk opened another mill beside the river." for day in range(9)
    )
    report = (
        "The mayor went to the harbour on Friday, where she met the fishermen and talked about the new pier."
    )
    assert report in shown(f"{prose}\n\nHow do solar panels work?\n\n{report}", "a.txt")
    asked = "Why did the mayor go there?"
    assert f"{asked} {report}" in shown(f"{prose}\n\n{asked}\n\n{report}", "a.txt")


def test_numbered_questions_and_other_talks_are_read_in_plain_text() -> None:
    """A numbered question is told with its answer; the lines of a chat and of subtitles without their marks."""
    faq = (
        "HELP\n\n1. Can I bring a dog?\nNo, sorry.\n\n2. Is there food?\n\nYes.\n\nQ - And cats?\nA - Fine.\n"
    )
    assert shown(faq, "a.txt") == ["Can I bring a dog? No, sorry.", "Is there food? Yes.", "And cats? Fine."]
    chat = "[19:02] <Jo> when is it?\n[19:03] <Max> on 3 May\n[19:04] <Jo> thanks\n"
    assert shown(chat, "a.txt")[0] == "Jo: when is it?\nMax: on 3 May"
    spoken = "1\n00:01.000 --> 00:04.000\nWe meet on Friday.\n\n2\n00:05.000 --> 00:08.000\nBring soup.\n"
    assert shown(spoken, "a.txt") == ["We meet on Friday.", "Bring soup."]
    parts = "--- What to pack ---\n* Boots\n* Soup\n\n--- When ---\nSoon.\n"
    assert [sentence.section for sentence in quotable(parts, "a.txt")] == [
        "What to pack",
        "What to pack",
        "When",
    ]
