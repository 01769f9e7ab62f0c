"""Owners add and remove articles from Discord: the process that ships, on a stand-in of Discord on loopback."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from discord_standin import Application, BotProcess, Discord, Member
from discord_standin.payloads import EVERYDAY, MANAGE_GUILD

from index.build import build
from index.settings import IndexSettings

MODERATING = EVERYDAY | MANAGE_GUILD
OPENED = "Engineer Mariam Baloch opened the lighthouse of Gwadar on Sunday, the port authority said."
ASKED = "Who opened the lighthouse of Gwadar?"
LIGHTHOUSE = f"New lighthouse in Gwadar\n\n{OPENED}\n".encode()


@dataclass
class Place:
    """A bot that is online, its folders, and an owner."""

    app: Application
    seeds: Path
    data: Path
    owner: Member

    @property
    def files(self) -> set[str]:
        """What lies in the seeds folder."""
        return {path.name for path in self.seeds.iterdir()}

    def audit(self) -> str:
        """The list of changes."""
        return self.app.command("footnote audit", self.owner).text


@pytest.fixture(scope="module")
def place(
    discord: Discord, built: IndexSettings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    """A bot that is online, over articles of its own."""
    folder = tmp_path_factory.mktemp("editing")
    seeds, data, owner = folder / "seeds", folder / "data", Member(permissions=MODERATING)
    shutil.copytree(built.seeds, seeds)
    shutil.copytree(built.data, data, symlinks=True)
    app = discord.new_application()
    environment = discord.owned(app, owner, seeds, data)
    with BotProcess(("-m", "bot", "serve"), environment, folder):
        yield Place(app, seeds, data, owner)


def test_an_owner_adds_replaces_and_removes_an_article(place: Place) -> None:
    """A file is answered from as soon as it is added, replaced only when asked, and no more once it is removed."""
    app, owner, before = place.app, place.owner, place.files
    assert OPENED not in app.ask(ASKED).text
    done = app.command("footnote add", owner, file=app.upload("lighthouse.txt", LIGHTHOUSE))
    assert done.private
    assert "lighthouse.txt has been added. I now answer from generation" in done.text
    assert "Mariam Baloch" in app.ask(ASKED).text

    newer = LIGHTHOUSE.replace(b"Mariam", b"Zainab")
    refused = app.command("footnote add", owner, file=app.upload("lighthouse.txt", newer))
    assert "nothing has changed" in refused.text
    assert "exists already" in refused.text
    assert "Mariam Baloch" in app.ask(ASKED).text
    given = {"file": app.upload("again.txt", newer), "name": "lighthouse.txt", "replace": True}
    assert "What it replaced is kept" in app.command("footnote add", owner, **given).text
    assert "Zainab Baloch" in app.ask(ASKED).text

    (choice,) = app.complete("footnote remove", "article", "lighthouse", owner)
    assert choice["value"] == "lighthouse.txt"
    gone = app.command("footnote remove", owner, article=choice["value"])
    assert "lighthouse.txt has been removed" in gone.text
    assert "Baloch" not in app.ask(ASKED).text
    assert place.files == before
    kept = sorted(path.read_bytes() for path in (place.data / "removed").rglob("*.txt"))
    assert kept == sorted([LIGHTHOUSE, newer])
    assert str(place.data) not in gone.text
    assert [line.partition(": ")[2][:24] for line in place.audit().splitlines()[1:4]] == [
        "Removed an article: ligh",
        "Added an article: lighth",
        "Added an article: lighth",
    ]


def test_what_is_published_is_shown_at_once(place: Place) -> None:
    """As soon as a line says what answers now, the lists of articles say the same."""
    app, owner, added = place.app, place.owner, "added to be counted"

    def counted(line: str) -> None:
        many = next(word for word in line.split(": ", 1)[1].split() if word.isdecimal())
        assert app.command("sources").text.startswith(f"### {many} articles\n")
        assert f"**Articles**: {many}, in" in app.command("status").text

    file = app.upload("counted.txt", f"The ferry of Pasni was {added}, its owner said.".encode())
    counted(app.command("footnote add", owner, file=file).text.split("I now answer from generation")[1])
    for name, given in (
        ("rollback", {}),
        ("reindex", {}),
        ("remove", {"article": "counted.txt"}),
    ):
        line = app.command(f"footnote {name}", owner, **given).text
        counted(line.split("I now answer from generation")[1].replace(" UTC", ""))


def test_an_article_less_a_field_is_not_told_as_left_out(place: Place) -> None:
    """The bot says what it could not use of an added file, and does not list the file as left out."""
    app, owner = place.app, place.owner
    head = b"---\ntitle: The mast\npublished: 2999-01-01\nauthr: Karim\n---\n\n"
    answer = app.command("footnote add", owner, file=app.upload("mast.txt", head + OPENED.encode())).text
    assert "mast.txt has been added" in answer
    assert "published: 2999-01-01 is in the future; the field is not used" in answer
    assert 'no field "authr"; did you mean author?' in answer
    assert "Left out" not in answer
    assert "Left out" not in app.command("footnote remove", owner, article="mast.txt").text


def test_an_article_that_is_not_there_is_not_removed(place: Place) -> None:
    """A title, which several articles may have, and a name of no article change nothing; the line says what to do."""
    for named in ("The lighthouse", "../seeds/x.txt", " "):
        refused = place.app.command("footnote remove", place.owner, article=named)
        assert "nothing has changed" in refused.text
        assert "choose one from the list that opens while you type" in refused.text


def test_an_owner_pastes_an_article_into_a_form(place: Place) -> None:
    """Without a file a form asks for title, link, date and text; the answer shows what was typed there."""
    app, owner = place.app, place.owner
    form = app.command("footnote add", owner)
    assert form.modal is not None
    typed = {"title": "The tower of Ormara", "url": "https://example.org/tower", "published": "2025-03-09"}
    text = "The tower of Ormara is 41 metres high, the builders said. It was painted white in March."
    done = app.submit(form, owner, text=text, **typed)
    assert "the-tower-of-ormara.txt has been added" in done.text
    asked = app.ask("How high is the tower of Ormara?")
    assert "41 metres" in asked.text
    assert "9 March 2025" in asked.text
    again = app.submit(
        app.command("footnote add", owner), owner, text="Other words, and enough of them.", **typed
    )
    assert "exists already" in again.text
    (file,) = [request.files for request in app.requests if request.files][-1:]
    assert b"Other words, and enough of them." in file[0][1]  # what was typed is not lost
    form = app.command("footnote add", owner, replace=True)
    newer = text.replace("41", "43")
    assert "has been added" in app.submit(form, owner, text=newer, **typed).text
    assert "43 metres" in app.ask("How high is the tower of Ormara?").text
    app.command("footnote remove", owner, article="the-tower-of-ormara.txt")


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("picture.png", b"\x89PNG", "not an article: only .adoc"),
        ("broken.txt", b"\x00\x01", "broken.txt: binary"),
        ("empty.md", b"", "empty.md: empty"),
        ("open.md", b"---\ntitle: x\n\nWords.", "opened and never closed"),
        ("short.txt", b"Copyright 2024", "no sentence to quote"),
    ],
)
def test_what_would_be_left_out_is_refused_with_its_reason(
    place: Place, name: str, content: bytes, line: str
) -> None:
    """One line says why a file cannot be used, and neither the folder nor the list of changes knows of it."""
    before, audit = place.files, place.audit()
    refused = place.app.command("footnote add", place.owner, file=place.app.upload(name, content))
    assert refused.text.startswith("That did not work, and nothing has changed: ")
    assert line in refused.text.replace("\\", "")
    assert "\n" not in refused.text
    assert place.files == before
    assert place.audit() == audit


def test_a_file_that_discord_no_longer_has_changes_nothing(place: Place) -> None:
    """A file that cannot be fetched, or is too large to be read, is told in one line."""
    app = place.app
    lost = app.upload("lost.txt", LIGHTHOUSE)
    del app.contents[lost]
    assert "did not hand the file over" in app.command("footnote add", place.owner, file=lost).text
    large = app.upload("large.txt", LIGHTHOUSE)
    app.uploads[large]["size"] = 30_000_000
    assert "the limit is 21 MB" in app.command("footnote add", place.owner, file=large).text


def test_nobody_but_an_owner_changes_the_articles(place: Place) -> None:
    """Moderators are told who may, and are offered no article to remove."""
    app, moderator, before = place.app, Member(permissions=MODERATING), place.files
    file = app.upload("lighthouse.txt", LIGHTHOUSE)
    assert "Only the owners" in app.command("footnote add", moderator, file=file).text
    assert "Only the owners" in app.command("footnote add", moderator).text
    first = sorted(before)[0]
    assert "Only the owners" in app.command("footnote remove", moderator, article=first).text
    assert app.complete("footnote remove", "article", "", moderator) == []
    form = app.command("footnote add", place.owner)
    assert "Only the owners" in app.submit(form, moderator, title="Mine", text=OPENED).text
    assert place.files == before


def test_a_host_can_switch_it_off(discord: Discord, fresh: IndexSettings, tmp_path: Path) -> None:
    """With FOOTNOTE_EDIT_ARTICLES=0 both commands say so in one line; rebuilding goes on working."""
    (fresh.seeds / "mill.txt").write_text("The mill was built in 1803 by Anna Weiss, who ran it for years.\n")
    build(fresh)
    app, owner = discord.new_application(), Member(permissions=MODERATING)
    environment = discord.owned(app, owner, fresh.seeds, fresh.data) | {"FOOTNOTE_EDIT_ARTICLES": "0"}
    with BotProcess(("-m", "bot", "serve"), environment, tmp_path):
        for name, given in (("add", {}), ("remove", {"article": "mill.txt"})):
            refused = app.command(f"footnote {name}", owner, **given)
            assert "switched off here" in refused.text
            assert refused.private
        assert "have not changed" in app.command("footnote reindex", owner).text
    assert (fresh.seeds / "mill.txt").exists()
