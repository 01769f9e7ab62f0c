"""Web pages: what is quoted stands in the source, and what surrounds an article is kept out."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.html import read_page
from index.articles.shelf import articles_of_page, read_shelf
from index.errors import SourcesInvalid

PAGE = """<!doctype html>
<html><head><title>Rain in Quetta | The Paper</title>
<meta property="og:title" content="Rain in Quetta"><meta property="og:site_name" content="The Paper">
<meta property="article:published_time" content="2025-02-03T10:00:00Z">
<link rel="canonical" href="https://example.org/rain"><script>var sold = "80,000 times";</script></head>
<body><nav><a href="/">Home of news. Read it daily.</a></nav>
<article><h1>Rain in Quetta</h1>
<p>It rained in Quetta on Monday. The <a href="/river-2024">river</a> rose by two metres.</p>
<p>Nobody was hurt,\n   officials said. Rain &amp; wind closed a road.</p>
<figure><img src="x.jpg"><figcaption>A street under water.</figcaption></figure></article>
<footer>We use cookies. Accept them all.</footer></body></html>
"""


def test_only_words_that_stand_in_the_source_are_quoted() -> None:
    """Each quotation is in the page's source to the character, tags and entities too; what is shown has neither."""
    (article,) = articles_of_page("rain.html", PAGE)
    sentences = [sentence for paragraph in article.paragraphs for sentence in paragraph]
    assert [(sentence.of(PAGE), sentence.words_in(PAGE)) for sentence in sentences] == [
        ("It rained in Quetta on Monday.", "It rained in Quetta on Monday."),
        ('The <a href="/river-2024">river</a> rose by two metres.', "The river rose by two metres."),
        ("Nobody was hurt,\n   officials said.", "Nobody was hurt, officials said."),
        ("Rain &amp; wind closed a road.", "Rain & wind closed a road."),
    ]
    reasons = {cut.reason for cut in article.boilerplate}
    assert {"navigation", "heading", "picture and caption", "page footer", "page head"} <= reasons


def test_a_page_states_its_title_publisher_date_and_address() -> None:
    """The page's own tags are known of the article, and the date says which tag stated it."""
    (article,) = articles_of_page("rain.html", PAGE)
    assert (article.title, article.publisher, article.url) == (
        "Rain in Quetta",
        "The Paper",
        "https://example.org/rain",
    )
    assert (article.published, article.published_by) == (date(2025, 2, 3), "article:published_time")


def test_a_byline_and_a_dateline_are_read_through_their_markup() -> None:
    """On a page, links and bold letters in a byline or a dateline are not part of what they say."""
    page = (
        '<p>By <a href="/m">Mara Quill</a></p><p><b>KABUL, May 21, 2025 (AP)</b> &mdash; The river rose.</p>'
        "<p>Nobody was hurt.</p>"
    )
    (article,) = articles_of_page("rain.html", page)
    assert (article.author, article.published) == ("Mara Quill", date(2025, 5, 21))
    assert article.published_by == "KABUL, May 21, 2025 (AP) —"
    quoted = [span.of(page) for paragraph in article.paragraphs for span in paragraph]
    assert quoted == ["The river rose.", "Nobody was hurt."]
    dateline = next(cut.span.of(page) for cut in article.boilerplate if cut.reason == "dateline")
    assert dateline.endswith("&mdash; ")


@given(st.text(st.sampled_from("ab <>&;/p\n\"'!-=#x1é"), max_size=200))
def test_any_source_gives_blocks_that_stand_where_they_say(source: str) -> None:
    """However broken a page is, every sign of its text is found at its place in the source."""
    for block in read_page(source).blocks:
        places = zip(block.shown.at, block.text, strict=True)
        assert all(source[at] in (sign, "&") or sign == " " for at, sign in places if at >= 0)


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("title: Rain\npublischer: The Paper", 'line 3: no field "publischer"; did you mean publisher'),
        ("title: Rain\nurl: example", "line 3: url"),
        ("published: 2999-01-01", "line 2: published: 2999-01-01 is in the future"),
    ],
)
def test_a_wrong_field_of_front_matter_is_named_with_its_line(tmp_path: Path, block: str, told: str) -> None:
    """A mistake in front matter costs only its field, and names file and line."""
    (tmp_path / "good.txt").write_text("It rained in Quetta.")
    (tmp_path / "bad.md").write_text(f"---\n{block}\n---\nIt snowed in Skardu.")
    (skipped,) = read_shelf(tmp_path).skipped
    assert (skipped.file, skipped.read) == ("bad.md", True)
    assert told in skipped.reason
    assert [article.id for article in read_shelf(tmp_path).articles] == ["bad.md", "good.txt"]


def test_a_wrong_field_of_sources_toml_is_named_with_its_line(tmp_path: Path) -> None:
    """A mistake in `sources.toml` names the line of the field."""
    (tmp_path / "a.txt").write_text("It rained in Quetta.")
    (tmp_path / "sources.toml").write_text('["a.txt"]\ntitle = "Rain"\nurl = "nowhere"\n')
    with pytest.raises(SourcesInvalid, match=r"line 3: \[.a.txt.\] url"):
        read_shelf(tmp_path)


def test_odd_files_are_left_out_by_name_and_reason(tmp_path: Path) -> None:
    """The same bytes twice, a huge line, a link to nothing, a pipe and a name without a file have their own reasons."""
    (tmp_path / "a.txt").write_text("It rained in Quetta.")
    (tmp_path / "b.txt").write_text("It rained in Quetta.")
    (tmp_path / "c.txt").write_text("word " * 400_000)
    (tmp_path / "d.txt").symlink_to(tmp_path / "nothing")
    os.mkfifo(tmp_path / "f.txt")
    (tmp_path / "sources.toml").write_text('["e.txt"]\ntitle = "Rain"\n')
    shelf = read_shelf(tmp_path)
    assert [article.file for article in shelf.articles] == ["a.txt"]
    assert {left_out.file: left_out.reason for left_out in shelf.skipped} == {
        "b.txt": "holds the same as a.txt",
        "c.txt": "a line of 2 million characters: not an article",
        "d.txt": "a link to nothing",
        "f.txt": "a pipe, a socket or a device, not a file",
        "sources.toml": '["e.txt"] names no file here',
    }


def test_odd_comments_hide_what_a_browser_hides() -> None:
    """A mark that HTML does not know is a comment to its end, and no further; a closed dialog is not seen."""
    page = "<p>It rang.<![if x]> Twice.<p><!x>It <b>was</b> sold.<dialog>Sign up.</dialog><p>It <![CDATA[never]]>stood."
    (article,) = articles_of_page("a.html", page)
    words = [sentence.words_in(page) for paragraph in article.paragraphs for sentence in paragraph]
    assert words == ["It rang.", "Twice.", "It was sold."]
