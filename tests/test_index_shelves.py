"""`shelves.toml`: which folder of articles answers where, and the one line for each way to get it wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from index.errors import ShelvesInvalid
from index.settings import IndexSettings
from index.shelves import read_shelves, settings_of
from tests.conftest import Door

TWO = """
[[shelf]]
name = "reef"
folder = "reef"
servers = [1, "2"]

[[shelf]]
name = "mill"
folder = "mill"
channels = [11]
default = true
"""


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    """Settings of a folder in which two folders of articles lie, one in the other."""
    for name in ("reef", "mill", "mill/old"):
        (tmp_path / name).mkdir()
    return IndexSettings(_env_file=None, seeds=tmp_path / "seeds", data=tmp_path / "data")


def write(settings: IndexSettings, text: str) -> None:
    """Puts `shelves.toml` where it is looked for."""
    (settings.seeds.parent / "shelves.toml").write_text(text, encoding="utf-8")


def test_without_the_file_there_is_one_shelf_for_all(settings: IndexSettings) -> None:
    """Without `shelves.toml` there are no shelves, and nothing changes."""
    assert read_shelves(settings) is None


@pytest.mark.parametrize(
    ("server", "channel", "name"),
    [
        (1, 10, "reef"),
        (2, 10, "reef"),
        (1, 11, "mill"),
        (3, 10, "mill"),
        (None, 12, "mill"),
        (None, None, "mill"),
        (1, None, None),
    ],
)
def test_a_channel_beats_its_server_which_beats_the_default(
    settings: IndexSettings, server: int | None, channel: int | None, name: str | None
) -> None:
    """The nearest shelf answers; in a thread of an unknown channel none does, as that channel may have its own."""
    write(settings, TWO)
    shelves = read_shelves(settings)
    assert shelves is not None
    shelf = shelves.at(server, channel)
    assert (shelf.name if shelf else None) == name


def test_without_a_default_other_servers_have_no_articles(settings: IndexSettings) -> None:
    """A server that nobody names is shown no article, and neither is a direct message."""
    write(settings, TWO.replace("default = true", ""))
    shelves = read_shelves(settings)
    assert shelves is not None
    assert shelves.at(3, 10) is None
    assert shelves.at(None, 10) is None


def test_each_shelf_has_articles_and_built_data_of_its_own(settings: IndexSettings) -> None:
    """No two shelves share a folder, a data folder, or a name on a Chroma server."""
    write(settings, TWO)
    shelves = read_shelves(settings)
    assert shelves is not None
    reef, mill = (settings_of(settings, shelf) for shelf in shelves.placed)
    assert (reef.seeds, mill.seeds) == (settings.seeds.parent / "reef", settings.seeds.parent / "mill")
    assert (reef.data, mill.data) == (settings.data / "shelves/reef", settings.data / "shelves/mill")
    assert (reef.chroma_shelf, mill.chroma_shelf) == ("footnote-reef", "footnote-mill")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("[[shelf]]", "[[shelf", "line 2"),
        ('name = "reef"', "", "[[shelf]] number 1, name: Field required"),
        ('name = "reef"', 'name = "../reef"', "[[shelf]] number 1, name: String should match"),
        ('"2"', '"two"', "[[shelf]] number 1, servers: Input should be a valid integer"),
        ("servers", "guilds", "[[shelf]] number 1, guilds: Extra inputs are not permitted"),
        ('name = "mill"', 'name = "reef"', 'two shelves are called "reef"; give each a name of its own'),
        ('folder = "mill"', 'folder = "none"', "none: no such folder; make it, or name another"),
        ('folder = "reef"', 'folder = "mill"', "give each a folder beside the other"),
        ('folder = "reef"', 'folder = "mill/old"', 'shelf "mill" would also read the articles of "reef"'),
        ('folder = "mill"', 'folder = "."', 'shelf "mill" would also read the articles of "reef"'),
        ("channels = [11]", "channels = [11]\nservers = [2]", 'server 2 stands in "reef" and "mill"'),
        ('servers = [1, "2"]', "channels = [11]", 'channel 11 stands in "reef" and "mill"; name it in one'),
        ('servers = [1, "2"]', "default = true", '"reef" and "mill" are both the default; leave one'),
        ('servers = [1, "2"]', "", 'shelf "reef": answers nowhere; give it servers, channels or default'),
        (TWO, "", "holds no [[shelf]]"),
        (TWO, "shelves = 1", "shelves: holds [[shelf]] entries only"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(settings: IndexSettings, old: str, new: str, line: str) -> None:
    """The file, what in it is wrong, and what to do: bad TOML, unknown folders, a place that is named twice."""
    assert old in TWO
    write(settings, TWO.replace(old, new, 1))
    with pytest.raises(ShelvesInvalid) as raised:
        read_shelves(settings)
    message = str(raised.value)
    assert message.startswith(f"{settings.seeds.parent / 'shelves.toml'}: ")
    assert line in message
    assert "\n" not in message


def test_a_file_that_is_named_has_to_be_there(settings: IndexSettings) -> None:
    """FOOTNOTE_SHELVES with a wrong path opens no shelf to everybody: it is told."""
    named = settings.model_copy(update={"shelves": settings.seeds.parent / "other.toml"})
    with pytest.raises(ShelvesInvalid, match="unset FOOTNOTE_SHELVES"):
        read_shelves(named)


def test_the_terminal_builds_all_shelves_and_works_on_one(settings: IndexSettings, typed: Door) -> None:
    """`build` builds every shelf, or the one of FOOTNOTE_SHELF; what works on one takes that, else the default."""
    write(settings, TWO)
    place = {"FOOTNOTE_SEEDS": str(settings.seeds), "FOOTNOTE_DATA": str(settings.data)}
    for name, words in (
        ("reef", "Odile Brandt mapped the reef in 1911."),
        ("mill", "Anna Weiss built a mill."),
    ):
        (settings.seeds.parent / name / f"{name}.txt").write_text(words)
    single = typed("index", "build", **place, FOOTNOTE_SHELF="reef")
    assert (single.returncode, single.stdout.count("Published generation")) == (0, 1)
    assert "1 article, 1 passage (1 embedded, 0 reused)" in single.stdout
    both = typed("index", "build", **place)
    assert (both.stdout.count("Published generation"), both.stdout.count("Up to date")) == (1, 1)
    assert 'Shelf "mill":' in both.stderr
    assert "mill.txt" in typed("index", "status", **place).stdout
    assert "reef.txt" in typed("index", "status", **place, FOOTNOTE_SHELF="reef").stdout
    assert (
        "Odile Brandt" in typed("bot", "ask", "Who mapped the reef?", **place, FOOTNOTE_SHELF="reef").stdout
    )
    doctor = typed("bot", "doctor", **place).stdout
    assert re.findall(r"^. (index \w+) .* 1 article, 1 passage$", doctor, re.M) == [
        "index reef",
        "index mill",
    ]
    wrong = typed("index", "status", **place, FOOTNOTE_SHELF="rock")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (1, 1)
    assert "no such shelf; choose one of reef, mill" in wrong.stderr
    write(settings, TWO.replace("default = true", ""))
    asked = typed("bot", "ask", "Who mapped the reef?", **place)
    assert (asked.returncode, asked.stderr.count("\n")) == (1, 1)
    assert "choose one with FOOTNOTE_SHELF=NAME (reef, mill)" in asked.stderr
