"""One file added to the seeds folder or removed from it: safely named, read as a build reads it, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock

from index.articles.candidate import file_name
from index.articles.files import MAX_BYTES, Unreadable
from index.articles.pasted import pasted_file
from index.build import build
from index.edits import add, closed, remove
from index.errors import AlreadyThere, EditRefused, IndexBusy, IndexingError
from index.search import open_index
from index.settings import IndexSettings

ORCHARD = b"The orchard opens on 4 May and closes on 9 October. Entry costs 7 crowns for adults.\n"
MILL = b"The mill was built in 1803 by Anna Weiss. It burned down twice and was rebuilt in stone.\n"
BAKERY = b"The bakery sells rye bread on Tuesdays. Its oven holds forty loaves at once.\n"


@pytest.fixture
def shelf(fresh: IndexSettings) -> IndexSettings:
    """A shelf of two articles, built."""
    (fresh.seeds / "mill.txt").write_bytes(MILL)
    (fresh.seeds / "guides").mkdir()
    (fresh.seeds / "guides" / "bakery.md").write_bytes(BAKERY)
    build(fresh)
    return fresh


def files(settings: IndexSettings) -> dict[str, bytes]:
    """Everything in the seeds folder, hidden files too."""
    paths = (path for path in settings.seeds.rglob("*") if not path.is_dir())
    return {path.relative_to(settings.seeds).as_posix(): path.read_bytes() for path in paths}


def published(settings: IndexSettings) -> set[str]:
    """The files from which the published generation answers."""
    return set(open_index(settings).generation.texts)


def test_a_file_that_is_added_answers_and_one_that_is_removed_is_kept(shelf: IndexSettings) -> None:
    """An added article is published; a removed one is no longer, and lies in the data folder as it was."""
    assert add(shelf, "orchard.md", ORCHARD).report.published
    assert published(shelf) == {"mill.txt", "guides/bakery.md", "orchard.md"}
    for file, content in (("mill.txt", MILL), ("guides/bakery.md", BAKERY)):
        kept = remove(shelf, file).kept
        assert kept is not None
        assert kept.read_bytes() == content
        assert kept.is_relative_to(shelf.data / "removed")
    assert published(shelf) == {"orchard.md"}
    assert files(shelf) == {"orchard.md": ORCHARD}


def test_an_existing_name_is_replaced_only_when_asked(shelf: IndexSettings) -> None:
    """A file of the same name, in capitals or not, stays unless its replacement is asked for; then it is kept."""
    before = files(shelf)
    for name in ("mill.txt", "MILL.TXT", "guides/bakery.md"):
        with pytest.raises(AlreadyThere):
            add(shelf, name, ORCHARD)
    assert files(shelf) == before
    done = add(shelf, "Mill.txt", ORCHARD, replace=True)
    assert done.file == "mill.txt"
    assert done.kept is not None
    assert done.kept.read_bytes() == MILL
    assert files(shelf) == before | {"mill.txt": ORCHARD}


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("new.txt", b"\x00\x01", "binary"),
        ("new.txt", b"caf\xe9 au lait", "not UTF-8: byte 3"),
        ("new.txt", b" \n", "empty"),
        ("new.txt", MILL, "holds the same as mill.txt"),
        ("a.txt", MILL, "holds the same as mill.txt"),
        ("new.txt", b"Copyright 2024", "no sentence to quote"),
        ("new.md", b"---\ntitle: Never closed\n\nWords.", "never closed"),
        ("new.pdf", ORCHARD, "not an article: only .adoc, "),
        ("new", ORCHARD, "not an article"),
        ("sources.toml", ORCHARD, "not an article"),
        ("../new.txt", ORCHARD, "a name with a folder in it"),
        ("/etc/new.txt", ORCHARD, "a name with a folder in it"),
        ("..\\new.txt", ORCHARD, "a name with a folder in it"),
        ("guides/new.md", ORCHARD, "a name with a folder in it"),
        ("....txt", ORCHARD, "neither a letter nor a digit"),
        (f"{'n' * 160}.txt", ORCHARD, "longer than 150 bytes"),
        ("new.txt", b"a" * (MAX_BYTES + 1), "the limit is 21 MB"),
    ],
)
def test_what_a_build_would_leave_out_is_not_added(
    shelf: IndexSettings, name: str, content: bytes, reason: str
) -> None:
    """A file that would be left out, or whose name leads elsewhere, is refused with its reason; nothing changes."""
    before, generation = files(shelf), open_index(shelf).generation.id
    with pytest.raises(EditRefused, match=reason):
        add(shelf, name, content)
    assert files(shelf) == before
    assert open_index(shelf).generation.id == generation


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Raid guide.MD", "Raid guide.md"),
        ("  .hidden.txt ", "hidden.txt"),
        ("cafe\u0301.txt", "café.txt"),
        ("a:b*c?.txt", "a-b-c.txt"),
        ("\u202etxt.exe.txt", "txt.exe.txt"),
        ("line\nbreak\x00.txt", "line-break.txt"),
        ("Überblick (neu).rst", "Überblick (neu).rst"),
    ],
)
def test_a_name_is_made_safe(given: str, name: str) -> None:
    """Accents are composed, and signs that mean more than a name to some system become dashes."""
    assert file_name(given) == name


def test_links_are_left_alone(shelf: IndexSettings, tmp_path: Path) -> None:
    """No link is followed, replaced or removed, wherever it leads."""
    outside = tmp_path / "outside.txt"
    outside.write_bytes(ORCHARD)
    (shelf.seeds / "link.txt").symlink_to(outside)
    (shelf.seeds / "nowhere.txt").symlink_to(tmp_path / "nowhere")
    for name in ("link.txt", "nowhere.txt"):
        with pytest.raises(EditRefused, match="a link or a folder"):
            add(shelf, name, b"Other words stand here, and they are enough.", replace=True)
        with pytest.raises(EditRefused, match="is no article's file"):
            remove(shelf, name)
    assert outside.read_bytes() == ORCHARD
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("file", ["../outside.txt", "guides", "sources.toml", "nothing.txt", "", "mill.TXT"])
def test_only_an_article_can_be_removed(shelf: IndexSettings, tmp_path: Path, file: str) -> None:
    """What is no article of the folder, by the very name that it has there, cannot be removed."""
    (tmp_path / "outside.txt").write_bytes(ORCHARD)
    (shelf.seeds / "sources.toml").write_text("")
    before = files(shelf)
    with pytest.raises(EditRefused, match="is no article's file"):
        remove(shelf, file)
    assert files(shelf) == before


def test_a_build_that_fails_leaves_the_folder_as_it_was(shelf: IndexSettings) -> None:
    """Where the host's own questions are no longer answered, every file is put back as it was."""
    mill, orchard = shelf.seeds / "mill.txt", "orchard.md"
    os.utime(mill, (1_000_000_000, 1_000_000_000))
    mill.chmod(0o640)
    (shelf.seeds / "expect.toml").write_text(
        '[[expect]]\nask = "Who built the mill?"\nfile = "mill.txt"\nsays = "Weiss"\n'
    )
    before, generation = files(shelf), open_index(shelf).generation.id
    for change in (
        lambda: remove(shelf, "mill.txt"),
        lambda: add(shelf, "mill.txt", ORCHARD, replace=True),
    ):
        with pytest.raises(IndexingError, match=r"expect\.toml"):
            change()
        assert files(shelf) == before
        assert (mill.stat().st_mtime, mill.stat().st_mode & 0o777) == (1_000_000_000, 0o640)
        assert open_index(shelf).generation.id == generation
    (shelf.seeds / "expect.toml").write_text("[[wrong")
    with pytest.raises(IndexingError, match=r"expect\.toml"):
        add(shelf, orchard, ORCHARD)
    assert orchard not in files(shelf)
    assert [path for path in (shelf.data / "removed").rglob("*") if path.is_file()] == []


def test_the_only_article_stays(fresh: IndexSettings) -> None:
    """A folder is never emptied; the line says what to do, and names no folder of the host."""
    add(fresh, "mill.txt", MILL)
    with pytest.raises(EditRefused) as refused:
        remove(fresh, "mill.txt")
    assert str(refused.value) == "mill.txt is the only article; add another one first"
    assert set(files(fresh)) == {"mill.txt"}


def test_nothing_is_changed_while_another_build_or_change_runs(shelf: IndexSettings) -> None:
    """Who comes second is told so, and the folder is as it was."""
    before = files(shelf)
    for lock in ("build.lock", "edits.lock"):
        with FileLock(shelf.data / lock), pytest.raises(IndexBusy):
            add(shelf, "orchard.md", ORCHARD)
        assert files(shelf) == before


def test_a_folder_that_may_only_be_read_is_told_in_one_line(
    shelf: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the bot may not write, neither command does anything, and the line says what to do."""
    monkeypatch.setattr(os, "access", lambda path, how: False)  # root may write anywhere
    why = closed(shelf)
    assert why is not None
    assert "may only be read here" in why
    with pytest.raises(EditRefused, match="may only be read here"):
        add(shelf, "orchard.md", ORCHARD)
    with pytest.raises(EditRefused, match="may only be read here"):
        remove(shelf, "mill.txt")


def test_what_cannot_be_used_of_a_file_is_told(shelf: IndexSettings) -> None:
    """A wrong field costs the field alone, and whoever adds the file learns of it."""
    done = add(shelf, "orchard.md", b"---\npublished: some day\n---\n" + ORCHARD)
    assert done.problems == (
        "front matter, line 2: published: 'some day' is not a date; write 2025-05-21; the field is not used",
    )


def test_pasted_text_keeps_what_is_said_of_it(shelf: IndexSettings) -> None:
    """Title, address and date of a pasted text, whatever signs they hold, are those of the article."""
    title = 'The "orchard": #1 — what\'s new'
    name, raw = pasted_file(f" {title}\n", ORCHARD.decode(), "https://example.org/a", "2025-05-04")
    assert name == "the-orchard-1-what-s-new.txt"
    add(shelf, name, raw)
    article = open_index(shelf).generation.articles[name]
    assert (article.title, article.url, str(article.published)) == (
        title,
        "https://example.org/a",
        "2025-05-04",
    )


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"title": "?!"}, "neither a letter nor a digit"),
        ({"published": "May"}, "'May' is not a date; write 2025-05-21"),
        ({"url": "example"}, "'example' is not an address"),
    ],
)
def test_a_form_that_is_filled_in_wrongly_is_refused(given: dict[str, str], reason: str) -> None:
    """A title of signs alone, an address or a date that is none: the reason says what to write."""
    with pytest.raises(Unreadable, match=reason):
        pasted_file(**{"title": "Orchard", "text": ORCHARD.decode(), **given})
