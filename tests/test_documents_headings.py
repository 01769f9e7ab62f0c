"""Headings, definitions and releases in documents."""

from __future__ import annotations

import pytest

from tests.documents import quotable, read, shown, whole


def test_headings_are_the_path_of_what_stands_under_them() -> None:
    """Every sentence knows the headings above it; the title of the article is not told again."""
    text = "# Changes\n\n## 3.0.0\n\n### Removed\n\n- The fax is gone.\n\n## 2.0.0\n\nIt began."
    assert [sentence.section for sentence in quotable(text)] == ["3.0.0 › Removed", "2.0.0"]
    rst = "Manual\n======\n\nMoving\n------\n\nCopy it.\n"
    assert [(sentence.section, sentence.words_in(rst)) for sentence in quotable(rst, "a.rst")] == [
        ("Moving", "Copy it.")
    ]


SETTINGS = """Settings
========

.. data:: COOKIE_NAME

    What the cookie is called.

    Default: ``'session'``

.. tab:: Windows

    Use the registry.

Every setting can be read from a file.
"""


def test_a_described_name_stands_before_what_describes_it() -> None:
    """A setting's name is told with its description and its default, in reStructuredText and in Markdown."""
    assert whole(SETTINGS, "a.rst")[:2] == [
        "COOKIE_NAME: What the cookie is called.",
        "COOKIE_NAME\nDefault: 'session'",
    ]
    page = "# Server\n\n## `bodyLimit`\n\n+ Default: `1048576` (1MiB)\n\nThe most that a body may hold.\n"
    assert whole(page) == ["bodyLimit\n• Default: 1048576 (1MiB)\nThe most that a body may hold."]


def test_what_follows_a_box_does_not_stand_under_its_heading() -> None:
    """A tab, a box or a described name is the heading of what it holds, and of nothing after it."""
    sections = {sentence.words_in(SETTINGS): sentence.section for sentence in quotable(SETTINGS, "a.rst")}
    assert sections["Use the registry."] == "Windows"
    assert sections["Every setting can be read from a file."] == ""


def test_the_title_is_not_the_sites_name_above_it() -> None:
    """A site's name in a heading of its own, right above the title, is not the title."""
    page = '<h1 align="center">Saddle</h1>\n\n# Testing\n\nTests are run at night.\n\n## Tools\n\nThere is one.\n'
    assert [article.title for article in read("a.md", page)] == ["Testing"]


def test_definitions_are_told_behind_what_they_define() -> None:
    """A term with a colon below it is told with its meaning; what goes on indented is no code."""
    page = "# Words\n\nAnchor\n: What holds a *boat*.\n\nBow\n:   The front.\n\n    It is pointed.\n"
    assert shown(page) == ["Anchor: What holds a boat.", "Bow: The front.", "It is pointed."]
    notes = "It weighs 2 tons.[^1]\n\n[^1]: As of 1990.\n[^2]: Not on Sundays.\n\n    It rests.\n"
    assert shown(notes) == ["It weighs 2 tons.", "As of 1990.", "Not on Sundays.", "It rests."]


def test_definitions_may_stand_below_an_empty_line() -> None:
    """A term is told with its meaning though an empty line parts them; a sentence or a lead-in is no term."""
    page = "# Options\n\n`name`\n\n:   The name\n    of it.\n\n    It is short.\n\n`size`\n\n:   How large it is.\n"
    assert shown(page) == ["name: The name of it.", "It is short.", "size: How large it is."]
    assert shown("It was old.\n\n: It was sold.\n") == ["It was old.", "It was sold."]
    assert shown("These are old:\n\n: the bells\n") == ["These are old: the bells"]


def test_a_heading_within_a_box_is_none_of_what_follows() -> None:
    """A heading in a quotation, a summary and a caption reach as far as what they stand in."""
    page = "# Rules\n\n> ## Note\n> Be kind.\n\nBe quiet.\n\n<details><summary>Why?</summary>\n\nSo.\n"
    page += "\n</details>\n\nGo.\n"
    assert [sentence.section for sentence in quotable(page)] == ["Note", "", "Why?", ""]
    html = "<table><caption>Fees</caption><tr><td>Adult<td>4</table><p>Pay at the door.</p>"
    assert [(sentence.section, sentence.words_in(html)) for sentence in quotable(html, "a.html")] == [
        ("Fees", "Adult: 4"),
        ("", "Pay at the door."),
    ]


def test_boxes_and_tabs_of_markdown_have_headings() -> None:
    """The title of a box or a tab stands over what it holds, and over nothing after it."""
    page = '# Help\n\n!!! warning "Mind the gap"\n    It is wide.\n\nGo on.\n\n=== "Linux"\n    Pull it.\n\n'
    page += ":::tip[On time]\nCome early.\n:::\n\n::: details More\nStay.\n:::\n\nLeave.\n"
    assert [(sentence.section, sentence.words_in(page)) for sentence in quotable(page)] == [
        ("Mind the gap", "It is wide."),
        ("", "Go on."),
        ("Linux", "Pull it."),
        ("On time", "Come early."),
        ("More", "Stay."),
        ("", "Leave."),
    ]


def test_what_a_release_changed_is_told_with_the_release() -> None:
    """A sentence of a changelog says in which version it was so, and when: later ones may have changed it."""
    page = "# Changes\n\n## 2.1.0 (March 1, 2025)\n\n- Python 3.9 is the oldest now.\n\n### Removed\n\n- dark mode\n\n"
    page += "## 2.0.0\n\nIt runs on Python 3.8.\n\n## Thanks\n\nWe thank you all.\n"
    assert [(sentence.lead_words, sentence.words_in(page)) for sentence in quotable(page)] == [
        ("2.1.0 (March 1, 2025)", "Python 3.9 is the oldest now."),
        ("Removed", "dark mode"),
        ("2.0.0", "It runs on Python 3.8."),
        ("", "We thank you all."),
    ]


@pytest.mark.parametrize(
    ("heading", "shown_as"),
    [
        ("tarnfetch 2.1.0 (2025-03-01)", "tarnfetch 2.1.0 (2025-03-01)"),
        ("[2.1.0](https://tarn.example/2.1.0) - 2025-03-01 ## {: #tarn-2.1.0 }", "2.1.0 - 2025-03-01"),
        ("Tarn 2.1.0 (2025-03-01) {: #tarn-2.1.0 }", "Tarn 2.1.0 (2025-03-01)"),
    ],
)
def test_a_release_is_known_by_its_heading(heading: str, shown_as: str) -> None:
    """A product in lower case, a link, and the attributes of a heading do not hide a release."""
    page = f"# Changes\n\n## {heading}\n\n- The fax is gone.\n"
    assert [sentence.lead_words for sentence in quotable(page)] == [shown_as]


def test_headings_that_are_names_of_options_lead_what_describes_them() -> None:
    """An option's name, marked as code or not, leads short sentences about it; a small word only among such names."""
    text = "Options\n=======\n\n"
    for name in ("max_size", "va_name", "id3v23", "clutter"):
        text += f"{name}\n{'~' * len(name)}\n\nWhat is written. Default: no.\n\n"
    assert [sentence.lead_words for sentence in quotable(text, "a.rst")] == [
        "",
        "max_size",
        "",
        "va_name",
        "",
        "id3v23",
        "",
        "clutter",
    ]
    assert shown(text, "a.rst")[:2] == ["max_size: What is written.", "Default: no."]
    assert shown("# Help\n\n## usage\n\nRun it. It rings.\n")[0] == "Run it."


def test_a_dot_that_opens_a_name_ends_no_sentence() -> None:
    """A pattern or a hidden file that begins with a dot stands in its sentence."""
    page = "# Files\n\nBy default this consists of `.*`, `*~`, `lost+found`. Others are read.\n"
    assert shown(page) == ["By default this consists of .*, *~, lost+found.", "Others are read."]


def test_lines_that_name_a_release_are_headings() -> None:
    """What changed stands under its own release, however its heading is written."""
    page = "# Changes\n\n## 2.1.0 - 2025-03-01\n\n- Faster.\n\n**2.0.0** - 2024-11-01\n\n- Slower.\n"
    assert [sentence.section for sentence in quotable(page)] == [
        "2.1.0 - 2025-03-01",
        "2.1.0 - 2025-03-01 › 2.0.0 - 2024-11-01",
    ]
    text = "CHANGES\n\nVersion 1.2 (March 3, 2025)\n* Faster.\n\nVersion 1.1 (2024-01-01)\n* Slower.\n"
    assert [sentence.section for sentence in quotable(text, "a.txt")] == [
        "Version 1.2 (March 3, 2025)",
        "Version 1.1 (2024-01-01)",
    ]


def test_a_release_may_be_headed_by_the_name_of_what_was_released() -> None:
    """With a day behind it, "Amberfetch 2.8.0 (2023-02-02)" heads a release; without one it is a chapter."""
    page = (
        "# News\n\n## Amberfetch 2.8.0 (2023-02-02)\n\nIt obeys now.\n\n## Amberfetch 2.8.0\n\nIt is here.\n"
    )
    assert [sentence.lead_words for sentence in quotable(page)] == ["Amberfetch 2.8.0 (2023-02-02)", ""]


def test_a_line_in_bold_stands_below_the_underlined_headings() -> None:
    """A bold line between underlined headings is a heading within them: the release above it is still told."""
    text = "Changes\n*******\n\n2.0.0\n=====\n\n**Audio**\n\n- It is louder.\n\n"
    text += "1.0.0\n=====\n\n**Video**\n\n- It flickers.\n"
    assert [sentence.section for sentence in quotable(text, "a.rst")] == ["2.0.0 › Audio", "1.0.0 › Video"]


def test_every_sentence_about_a_name_is_led_by_it() -> None:
    """What describes an option tells which one, however long the sentence is."""
    text = "Options\n=======\n\n.. confval:: buffer_time\n\n    Size of the buffer.\n\n    "
    text += (
        "If there are gaps before a song begins, it may help to increase this, by at least a few seconds.\n"
    )
    assert [sentence.lead_words for sentence in quotable(text, "a.rst")] == ["", "buffer_time"]


def test_headings_of_asciidoc_may_be_underlined() -> None:
    """A line with an underline of about its length is a heading; the fences of code and of boxes are none."""
    text = (
        "Manual\n======\nJo Doe\n\nRead it.\n\nSettings\n--------\n\nSet them.\n\n[[name]]\nNames\n~~~~~\n"
        "Short ones.\n\nRun:\n----\nls\n----\n\n[NOTE]\n====\nTake care.\n\nBeware\n====\n"
    )
    assert [(sentence.section, sentence.words_in(text)) for sentence in quotable(text, "a.adoc")] == [
        ("", "Read it."),
        ("Settings", "Set them."),
        ("Settings › Names", "Short ones."),
        ("Settings › Names", "Run:\n`ls`"),
        ("Settings › Names", "Take care."),
        ("Settings › Names", "Beware"),
    ]
