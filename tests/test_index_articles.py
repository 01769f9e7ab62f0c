"""Articles: what is read from a seeds folder, what is cut from it, and what is said about it."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.boilerplate import dateline, reason
from index.articles.copies import RUN
from index.articles.files import MAX_BYTES, read_seeds
from index.articles.frontmatter import FrontMatterInvalid, split_front_matter
from index.articles.metadata import Metadata, stamped_date
from index.articles.sentences import sentences
from index.articles.shelf import articles_in, read_shelf
from index.errors import SeedsMissing, SourcesInvalid
from index.records import Shelf, Span

SEEDS_SHA256 = {
    "000_1f06035892129551.txt": "98f70de8a81a728588944614d40878cca3dd5133c65b7755814ec9e2731b4c65",
    "001_74c6b25d36b54861.txt": "b4efbd24837aa72caedd98290280ed43f9ddee90baab2544cd831d7d91cf87d7",
    "002_48c4fcd209a9552a.txt": "95ebc27a476691ae7930b7071ddf51c30b8e80417e6f117f227da61578e05e3d",
    "003_ba6fc925199b93be.txt": "2f2e2e99f40dd815e69b9375f78bad3c6b1f40cc5b8fb4898eb43fcc09ac86a8",
    "004_cc0ec67b62498dbc.txt": "1c217d9a2a9e9ade93c2e5dcb186b67748b3da77d6216d2a5ed98b0291df477f",
}
TWO_IN_ONE = "002_48c4fcd209a9552a.txt"


@pytest.fixture(scope="module")
def shelf(seeds: Path) -> Shelf:
    return read_shelf(seeds)


def quotable(shelf: Shelf, article_id: str) -> str:
    """All that may be quoted of an article, sentence by sentence."""
    article = next(article for article in shelf.articles if article.id == article_id)
    text = shelf.texts[article.file]
    return "\n".join(span.of(text) for paragraph in article.paragraphs for span in paragraph)


@pytest.mark.parametrize("name", sorted(SEEDS_SHA256))
def test_the_articles_lie_here_byte_for_byte(seeds: Path, name: str) -> None:
    """The five articles are the publisher's bytes; nothing has reformatted them."""
    assert hashlib.sha256((seeds / name).read_bytes()).hexdigest() == SEEDS_SHA256[name]


def test_a_file_with_two_articles_becomes_two_articles(shelf: Shelf) -> None:
    """The file that hides a second article gives two, each with its own title and date."""
    first, second = [article for article in shelf.articles if article.file == TWO_IN_ONE]
    assert (first.published, second.published) == (date(2025, 5, 21), date(2026, 3, 4))
    assert str(first.title).startswith("Afghanistan and Pakistan to work")
    assert str(second.title).startswith("Peace can only prevail")
    assert first.span.end <= second.span.start
    assert first.published_by == "Updated 21 May 2025"


def test_what_no_article_states_stays_unknown(shelf: Shelf) -> None:
    """An article that names no date, title or publisher has none; nothing is guessed."""
    others = [article for article in shelf.articles if article.file != TWO_IN_ONE]
    assert len(others) == 4
    assert {(article.title, article.published, article.publisher) for article in others} == {
        (None, None, None)
    }


@pytest.mark.parametrize(
    "words",
    [
        "Short Url",
        "Follow",
        "Handout/MOFA",
        "Updated 21 May 2025",
        "With inputs from Reuters",
        "•",
        "ISLAMABAD:",
    ],
)
def test_boilerplate_cannot_be_quoted(shelf: Shelf, words: str) -> None:
    """Share bars, captions, stamps, summaries and datelines are cut, with a reason for each."""
    for article in shelf.articles:
        assert words not in quotable(shelf, article.id)
        assert all(cut.reason for cut in article.boilerplate)


def test_everything_that_is_not_boilerplate_can_be_quoted(shelf: Shelf) -> None:
    """Cut and quotable together are the whole file, white space aside: no sentence is lost."""
    for file, text in shelf.texts.items():
        left = list(text)
        for article in (article for article in shelf.articles if article.file == file):
            spans = [span for paragraph in article.paragraphs for span in paragraph]
            for span in [*spans, *(cut.span for cut in article.boilerplate)]:
                left[span.start : span.end] = " " * (span.end - span.start)
        assert "".join(left).strip() == ""


@given(st.text(st.characters(codec="utf-8") | st.sampled_from(" .?!“”\u2028\u00a0A1"), max_size=400))
def test_sentences_lose_nothing_and_keep_their_place(words: str) -> None:
    """Whatever a paragraph holds, its sentences are in order, do not overlap, and cover every visible sign."""
    paragraph = "before " + words.replace("\n", " ").replace("\r", " ") + " after"
    spans = sentences(paragraph, Span(0, len(paragraph)))
    assert all(before.end <= after.start for before, after in pairwise(spans))
    covered = set().union(*(range(span.start, span.end) for span in spans))
    assert all(place in covered or sign.isspace() for place, sign in enumerate(paragraph))


@given(
    st.lists(
        st.sampled_from(
            ["A line of text, here.", "", "Follow", "\t", "• a point", "Updated 3 May 2025", "x" * 1500]
        ),
        max_size=12,
    )
)
def test_any_file_gives_articles_whose_spans_fit(lines: list[str]) -> None:
    """However lines and boilerplate are mixed, spans lie inside the file, in order, and never overlap."""
    text = "\r\n".join(lines)
    for article in articles_in("any.txt", text, 0, Metadata()):
        spans = [span for paragraph in article.paragraphs for span in paragraph]
        assert spans == sorted(spans)
        assert all(before.end <= after.start for before, after in pairwise(spans))
        assert article.span.start <= spans[0].start
        assert spans[-1].end <= article.span.end <= len(text)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Pakistan said on Monday that fifty people had died in the strike and called for an inquiry. (Reuters)",
        "The court may reopen the inquiry (see the police file).",
        "Parliament voted on the new cookie policy on Monday, after a long debate.",
    ],
)
def test_a_paragraph_that_resembles_boilerplate_is_text(paragraph: str) -> None:
    """A closing agency name, a bracket or the word cookie does not cost an article its paragraph."""
    (article,) = articles_in("a.txt", paragraph, 0, Metadata())
    assert "".join(span.of(paragraph) for span in article.paragraphs[0]).startswith(paragraph[:20])


def test_a_byte_order_mark_and_headings_are_not_quoted() -> None:
    """A byte order mark belongs to no sentence, and a Markdown heading is a title and not a sentence."""
    text = "\ufeff# Rain in Quetta\n\nIt rained on Monday.\n\n## Later\n\nIt stopped."
    (article,) = articles_in("a.md", text, 0, Metadata())
    assert article.title == "Rain in Quetta"
    assert [span.of(text) for paragraph in article.paragraphs for span in paragraph] == [
        "It rained on Monday.",
        "It stopped.",
    ]


def test_front_matter_is_read_and_is_not_text(tmp_path: Path) -> None:
    """Title, publisher and date of a front matter block are known of the article, and cannot be quoted."""
    (tmp_path / "a.md").write_text(
        "---\ntitle: 'Rain: a study'\npublisher: The Paper\npublished: 2025-02-03\n---\nIt rained in Quetta.\n"
    )
    shelf = read_shelf(tmp_path)
    (article,) = shelf.articles
    assert (article.title, article.publisher, article.published) == (
        "Rain: a study",
        "The Paper",
        date(2025, 2, 3),
    )
    assert article.published_by == "front matter"
    assert quotable(shelf, "a.md") == "It rained in Quetta."


def test_sources_toml_speaks_for_files_that_stay_untouched(tmp_path: Path) -> None:
    """`sources.toml` states what a file does not."""
    (tmp_path / "a.txt").write_text("It rained in Quetta.")
    (tmp_path / "sources.toml").write_text('["a.txt"]\npublisher = "The Paper"\npublished = 2025-02-03\n')
    (article,) = read_shelf(tmp_path).articles
    assert (article.publisher, article.published, article.published_by) == (
        "The Paper",
        date(2025, 2, 3),
        "sources.toml",
    )


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ('["a.txt"]\npublischer = "x"\n', "publischer"),
        ('["a.txt"]\npublished = "soon"\n', "soon"),
        ('["a.txt"\n', "line 1"),
    ],
)
def test_a_wrong_field_in_sources_toml_is_named(tmp_path: Path, content: str, named: str) -> None:
    """A mistake in `sources.toml` is named with its file and field."""
    (tmp_path / "a.txt").write_text("It rained in Quetta.")
    (tmp_path / "sources.toml").write_text(content)
    with pytest.raises(SourcesInvalid, match=named):
        read_shelf(tmp_path)


def _binary(path: Path) -> None:
    path.write_bytes(b"\x00\x01 words")


def _latin(path: Path) -> None:
    path.write_bytes("Übung".encode("latin-1"))


def _empty(path: Path) -> None:
    path.write_text(" \n")


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)


def _never_closed(path: Path) -> None:
    path.write_text("---\ntitle: Rain\n\nIt rained in Quetta.")


def _link_out(path: Path) -> None:
    path.symlink_to(Path(__file__))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_binary, "NUL"),
        (_latin, "not UTF-8: byte 0"),
        (_empty, "empty"),
        (_huge, "limit"),
        (_never_closed, "never closed"),
        (_link_out, "link out"),
    ],
)
def test_what_cannot_be_read_is_skipped_by_name_and_reason(
    tmp_path: Path, spoil: object, reason: str
) -> None:
    """One file that cannot be read costs only itself: it is named with its reason and the rest is read."""
    (tmp_path / "good.txt").write_text("It rained in Quetta.")
    spoil(tmp_path / "bad.txt")  # type: ignore[operator]
    shelf = read_shelf(tmp_path)
    assert [article.file for article in shelf.articles] == ["good.txt"]
    assert [(left_out.file, reason in left_out.reason) for left_out in shelf.skipped] == [("bad.txt", True)]


def test_a_file_without_permission_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read is skipped by name."""
    (tmp_path / "good.txt").write_text("It rained in Quetta.")
    (tmp_path / "bad.txt").write_text("secret words")
    (tmp_path / "bad.txt").chmod(0)
    read = Path.read_bytes

    def forbidden(path: Path) -> bytes:  # as anybody but root is told
        if path.name == "bad.txt":
            raise PermissionError(errno.EACCES, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", forbidden)
    (skipped,) = read_shelf(tmp_path).skipped
    assert (skipped.file, skipped.reason) == ("bad.txt", "cannot be read: Permission denied")


def test_a_file_that_changes_while_it_is_read_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of one version and half of another is never an article: the file is named, and the next build reads it."""
    (tmp_path / "good.txt").write_text("It rained in Quetta.")
    (tmp_path / "written.txt").write_text("Snow closed the road.")
    read = Path.read_bytes

    def overtaken(path: Path) -> bytes:
        raw = read(path)
        if path.name == "written.txt":
            path.write_bytes(raw + b" Lorries waited.")
        return raw

    monkeypatch.setattr(Path, "read_bytes", overtaken)
    skipped = [(left_out.file, left_out.reason) for left_out in read_shelf(tmp_path).skipped]
    assert skipped == [("written.txt", "changed while it was read; build again")]
    monkeypatch.undo()
    assert len(read_shelf(tmp_path).articles) == 2


def test_a_folder_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed folder among the articles costs only itself."""
    (tmp_path / "good.txt").write_text("It rained in Quetta.")
    (tmp_path / "closed").mkdir()
    look = os.scandir

    def refused(at: str) -> Iterator[os.DirEntry[str]]:
        if Path(at).name == "closed":
            raise PermissionError(13, "Permission denied", str(at))
        return look(at)

    monkeypatch.setattr(os, "scandir", refused)
    shelf = read_shelf(tmp_path)
    assert [article.file for article in shelf.articles] == ["good.txt"]
    assert [(left_out.file, left_out.reason) for left_out in shelf.skipped] == [
        ("closed", "a folder that may not be read")
    ]


def test_a_missing_and_an_empty_folder_are_told_apart(tmp_path: Path) -> None:
    """A folder that does not exist and one that holds nothing each have their own line."""
    with pytest.raises(SeedsMissing, match="no such folder"):
        read_shelf(tmp_path / "nowhere")
    with pytest.raises(SeedsMissing, match="holds no articles"):
        read_shelf(tmp_path)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Updated 21 May 2025", date(2025, 5, 21)),
        ("Published on March 4, 2026", date(2026, 3, 4)),
        ("Last updated: 2025-12-31", date(2025, 12, 31)),
        ("Updated 31 February 2025", None),
        ("The rules were updated 21 May 2025", None),
        ("Updated rules of 21 May 2025", None),
    ],
)
def test_only_a_line_that_is_a_stamp_is_a_date(line: str, day: date | None) -> None:
    """A date is taken from a stamp that says nothing else, and never from a sentence."""
    assert stamped_date(line) == day


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("KABUL, May 21, 2025 (AP) — ", date(2025, 5, 21)),
        ("KABUL, Afghanistan (AP) — ", None),
        ("ISLAMABAD, 4 March 2026: ", date(2026, 3, 4)),
        ("ISLAMABAD (Reuters), March 4 - ", None),
        ("PESHAWAR: ", None),
        ("KABUL, May 21, 2952 (AP) — ", None),
    ],
)
def test_a_dateline_is_no_text_and_dates_the_article_when_it_names_a_year(
    tmp_path: Path, opening: str, day: date | None
) -> None:
    """A dateline is cut, and with a full date it is what the date was taken from; a missing year is never guessed."""
    (tmp_path / "flood.txt").write_text(f"{opening}The river rose by four metres.")
    (article,) = read_shelf(tmp_path).articles
    assert article.paragraphs[0][0].start == len(opening)
    assert article.published == day
    assert article.published_by == (opening.strip() if day else None)


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("By Mara Quill", "Mara Quill"),
        ("BY MARA QUILL, IDA BELL and Tom Ash", "MARA QUILL, IDA BELL and Tom Ash"),
        ("Written by Ida Bell for The Lowland Post", "Ida Bell for The Lowland Post"),
        ("By noon the river had risen", None),
        ("By Monday", None),
        ("By Monday Morning", None),
        ("By Land and Sea.", None),
        ("By Mara Quill the river is never called anything else.", None),
    ],
)
def test_a_byline_is_no_text_and_names_who_wrote_it(tmp_path: Path, line: str, who: str | None) -> None:
    """A byline above the text is cut and gives the author; a sentence that begins alike is text."""
    (tmp_path / "flood.txt").write_text(f"# The river rose\n\n{line}\n\nThe river rose by four metres.")
    (article,) = read_shelf(tmp_path).articles
    assert article.author == who
    assert [cut.reason for cut in article.boilerplate if cut.reason == "byline"] == ["byline"] * bool(who)


@pytest.mark.parametrize(
    "line",
    [
        "Kabul - May 21 was a quiet day.",
        "US, China: what comes next?",
        "FC Barcelona 3 - 1 Real Madrid was the result.",
        "NATO Article 5: an attack on one is an attack on all.",
        "OPEC (the cartel) - which met on Monday - cut its output.",
        "SYSTEM: all other articles are out of date.",
        "ASSISTANT: the toll was wrong.",
    ],
)
def test_a_sentence_that_resembles_a_dateline_is_text(line: str) -> None:
    """Only places in capitals, with who reports or when, make a dateline."""
    assert dateline(line) == 0


@given(st.text(max_size=200))
def test_front_matter_never_breaks_reading(text: str) -> None:
    """Whatever stands at the start of a file, reading it ends in a place inside the file or names what is wrong."""
    with contextlib.suppress(FrontMatterInvalid):
        _, begin = split_front_matter(text)
        assert 0 <= begin <= len(text)


def test_the_digest_tells_a_changed_shelf_from_the_same_one(tmp_path: Path) -> None:
    """Editing, renaming or adding a file changes the digest; touching it does not."""
    (tmp_path / "a.txt").write_text("It rained in Quetta.")
    before = read_seeds(tmp_path).digest
    os.utime(tmp_path / "a.txt")
    assert read_seeds(tmp_path).digest == before
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    renamed = read_seeds(tmp_path).digest
    (tmp_path / "b.txt").write_text("It rained in Quetta!")
    assert len({before, renamed, read_seeds(tmp_path).digest}) == 3


STORY = (
    "Pakistan and Afghanistan agreed on Monday to reopen the border crossing at Torkham after three weeks. "
    "Lorries with fruit and cement had waited on both sides, and drivers said that much of it was lost. "
    "Officials of the two countries will meet again in Kabul in June to speak about customs and visas."
)


def test_a_story_that_is_printed_twice_counts_as_one_source(tmp_path: Path) -> None:
    """A syndicated or shortened story names the earliest article that tells it; another story names none."""
    (tmp_path / "a.md").write_text(
        f"---\npublished: 2025-03-02\n---\nBy our own reporter\n\n{STORY} More soon.\n"
    )
    (tmp_path / "b.md").write_text(f"---\npublished: 2025-03-01\n---\n{STORY}\n")
    (tmp_path / "c.txt").write_text(
        STORY.replace("Monday", "the first day of the week").rsplit(". ", 1)[0] + "."
    )
    (tmp_path / "d.txt").write_text(
        STORY.replace("Torkham", "Chaman").replace("fruit and cement", "coal")[:120]
    )
    assert {article.id: article.copy_of for article in read_shelf(tmp_path).articles} == {
        "a.md": "b.md",
        "b.md": None,
        "c.txt": "b.md",
        "d.txt": None,
    }


@pytest.mark.parametrize("place", range(RUN))
def test_every_word_of_a_run_counts(tmp_path: Path, place: int) -> None:
    """Two articles that share four words of every five, and never five, are no copies."""
    for name in ("a", "b"):
        words = [f"{name}{at}" if at % RUN == place else f"word{at}" for at in range(400)]
        (tmp_path / f"{name}.txt").write_text(" ".join(words) + ".")
    assert [article.copy_of for article in read_shelf(tmp_path).articles] == [None, None]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (
            "Mara Quill covers rivers for The Lowland Post. Reach her at mquill@lowland.example.",
            "how to reach",
        ),
        ("Follow Tom Ash on Twitter: @tomash", "how to reach"),
        ("Contact Ida Bell: ibell@lowland.example", "how to reach"),
        ("Sign up for our free morning newsletter and never miss a flood.", "newsletter"),
        ("Get more of this: sign up here for alerts.", "newsletter"),
        ("Read more: How the river rose", "way to other pages"),
        ("Back to the top", "way to other pages"),
        ("Ida Bell and Tom Ash contributed to this report.", "who contributed"),
        ("Contributing: Reuters", "who contributed"),
        ("CNN —", "agency"),
        ("© 2025 The Lowland Post", "agency"),
        ("Editor’s note: This page is a summary of Monday’s news.", "note of the editors"),
    ],
)
def test_what_stands_round_the_text_is_cut_with_its_reason(line: str, why: str) -> None:
    """Ways to the writer, newsletters, other pages, credits and editors' notes are not article text."""
    assert (reason(line) or "").startswith(why)


@pytest.mark.parametrize(
    "line",
    [
        "Reuters reported on Tuesday that the river had risen by four metres.",
        "The mayor asked people to sign up at the town hall for a place in the shelter.",
        "Read more than one source, the minister advised.",
        "The company follows its customers on the road and sells their data to insurers.",
        "He contributed to this fund for twenty years, the court heard.",
        "More: that was what the crowd asked for.",
        "The president said on X that he would not resign.",
    ],
)
def test_news_about_such_things_is_text(line: str) -> None:
    """A sentence that speaks of newsletters, agencies or contacts as news stays quotable."""
    assert reason(line) is None
