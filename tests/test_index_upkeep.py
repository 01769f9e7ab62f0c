"""What a maintainer does to built data: look at it, go back, verify, collect, watch."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from index.build import build
from index.errors import CheckFailed, IndexBusy, IndexDamaged, NoSuchGeneration, ShelfRefused, SourcesInvalid
from index.generations import open_generations
from index.records import BuildReport, Generation
from index.rollback import roll_back
from index.search import open_index
from index.settings import IndexSettings
from index.turns import writing
from index.upkeep import collect, problems
from index.watch import watch
from tests.conftest import Door, lose_vectors, within

RAIN = "It rained in Quetta on Monday. The river in Quetta rose by two metres."
SNOW = "Snow closed the road to Skardu on Friday. Lorries waited there for three days."
WIND = "Wind took the roof of the school in Gwadar. Nobody was hurt by it."


def put(settings: IndexSettings, **files: str) -> None:
    for name, words in files.items():
        (settings.seeds / f"{name}.txt").write_text(words, encoding="utf-8")


def found(settings: IndexSettings, query: str) -> list[str]:
    return [hit.passage.file for hit in open_index(settings).search(query)]


IN_A_FOLDER = pytest.mark.parametrize("anywhere", ["folder"], indirect=True)


@pytest.fixture
def twice(anywhere: IndexSettings) -> IndexSettings:
    """An index of two generations: rain, then rain and snow."""
    put(anywhere, rain=RAIN)
    build(anywhere)
    put(anywhere, snow=SNOW)
    build(anywhere)
    return anywhere


def test_a_rollback_answers_as_before_and_embeds_nothing(twice: IndexSettings) -> None:
    """Going back publishes the older generation whole, and going forward again is as quick."""
    generations = open_generations(twice)
    older, newer = generations.ids()
    roll_back(twice, older)
    assert generations.pointer().generation == older
    assert found(twice, "snow on the road") == ["rain.txt"]
    roll_back(twice, newer)
    assert found(twice, "snow on the road")[0] == "snow.txt"
    assert list(problems(twice)) == []


def test_going_back_while_a_build_runs_undoes_that_build(twice: IndexSettings) -> None:
    """A rollback that had to wait goes back one step from what is published then, not from what was before."""
    newest = open_generations(twice).ids()[-1]
    put(twice, wind=WIND)
    waits = threading.Event()
    with ThreadPoolExecutor() as aside:
        going: list[Future[Generation]] = []

        def embedding(done: int, wanted: int) -> None:
            if not going:
                going.append(aside.submit(roll_back, twice, notice=lambda _: waits.set()))
                assert waits.wait(60)

        built = build(twice, progress=embedding).generation.id
        assert going[0].result(60).id == newest
    assert built in open_generations(twice).ids()
    assert open_generations(twice).pointer().generation == newest


def test_a_generation_whose_vectors_were_lost_can_be_gone_back_to(twice: IndexSettings) -> None:
    """Going back needs only the texts: vectors that are not there any more are made again."""
    lose_vectors(twice)
    roll_back(twice, open_generations(twice).ids()[0])
    assert found(twice, "rain in Quetta") == ["rain.txt"]
    assert list(problems(twice)) == []


def test_a_collection_says_first_and_then_removes_what_nobody_needs(twice: IndexSettings) -> None:
    """`gc --dry-run` names what `gc` removes; the published generation and the last ones stay whole."""
    (twice.seeds / "rain.txt").unlink()
    build(twice)
    promised = collect(twice, keep=1, dry_run=True)
    assert len(open_generations(twice).ids()) == 3
    removed = collect(twice, keep=1)
    assert (promised.vectors, removed.vectors) == (1, 1)
    assert {path.name for path in promised.paths} <= {path.name for path in removed.paths}
    assert len(open_generations(twice).ids()) == 1
    assert list(problems(twice)) == []
    assert found(twice, "rain in Quetta") == ["snow.txt"]
    assert collect(twice, keep=1).paths == ()


@IN_A_FOLDER  # on a server dead vectors are dropped where they stand
def test_what_answers_is_never_collected(twice: IndexSettings) -> None:
    """An index that somebody has open goes on answering from its own texts and vectors through a collection."""
    opened = open_index(twice)
    (twice.seeds / "snow.txt").unlink()
    build(twice)
    collect(twice, keep=1)
    assert opened.search("snow on the road")[0].passage.text == SNOW
    assert opened.text("snow.txt") == SNOW


DAMAGE = {
    "manifest": ("generations/*/manifest.json", -10),
    "words": ("generations/*/words/data.csc.index.npy", -3),
    "seal": ("generations/*/seal.json", -3),
    "text": ("texts/*.txt", -1),
    "store": ("stores/*/chroma.sqlite3", -5000),
    "pointer": ("current", -4),
}


@pytest.mark.parametrize("part", sorted(DAMAGE))
def test_verify_names_what_was_truncated_and_the_next_build_mends_it(fresh: IndexSettings, part: str) -> None:
    """A part that lost its end is named with what to do, and a plain build makes it whole again."""
    put(fresh, rain=RAIN)
    build(fresh)
    pattern, end = DAMAGE[part]
    path = next(fresh.data.glob(pattern))
    path.write_bytes(path.read_bytes()[:end])
    faults = list(problems(fresh))
    assert faults
    assert all("python -m index build" in fault for fault in faults)
    build(fresh)
    assert list(problems(fresh)) == []
    assert found(fresh, "rain") == ["rain.txt"]


def test_strictness_publishes_nothing_when_a_file_is_left_out(fresh: IndexSettings) -> None:
    """With --strict one unreadable file is an error that names it, and the last generation stays."""
    put(fresh, rain=RAIN)
    before = build(fresh, strict=True).generation.id
    (fresh.seeds / "bad.txt").write_bytes(b"\xff\xfd")
    with pytest.raises(ShelfRefused, match=r"bad\.txt: not UTF-8"):
        build(fresh, strict=True)
    assert open_generations(fresh).pointer().generation == before


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ('[[expect]]\nask = "Where did it rain?"\nfile = "snow.txt"', "does not find snow.txt"),
        ('[[expect]]\nask = "Where did it rain?"\nfile = "rain.txt"\nsays = "Lahore"', 'says "Lahore"'),
    ],
)
def test_a_generation_that_misses_an_expectation_is_kept_aside(
    fresh: IndexSettings, content: str, named: str
) -> None:
    """A question of `expect.toml` that leads elsewhere keeps the generation from being published."""
    put(fresh, rain=RAIN)
    before = build(fresh).generation.id
    (fresh.seeds / "expect.toml").write_text(content)
    with pytest.raises(CheckFailed, match=named):
        build(fresh)
    assert open_generations(fresh).pointer().generation == before
    assert len(list((fresh.data / "refused").iterdir())) == 1
    (fresh.seeds / "expect.toml").write_text('[[expect]]\nask = "Where did it rain?"\nfile = "rain.txt"')
    assert build(fresh).published


def test_a_wrong_field_in_expect_toml_is_named(fresh: IndexSettings) -> None:
    """A mistake in `expect.toml` is named with entry and field, before anything is built."""
    put(fresh, rain=RAIN)
    (fresh.seeds / "expect.toml").write_text('[[expect]]\nask = "Rain?"\nfile = "rain.txt"\nwithinn = 3')
    with pytest.raises(SourcesInvalid, match="number 1 withinn"):
        build(fresh)


def test_a_shelf_that_loses_most_articles_at_once_is_not_published(fresh: IndexSettings) -> None:
    """Ten articles that become four are taken for an accident, unless the maintainer says otherwise."""
    put(fresh, **{f"a{number}": f"{RAIN} It was day {number} of the rain." for number in range(10)})
    before = build(fresh).generation.id
    for number in range(6):
        (fresh.seeds / f"a{number}.txt").unlink()
    with pytest.raises(CheckFailed, match="shrank from 10 articles to 4"):
        build(fresh)
    assert open_generations(fresh).pointer().generation == before
    assert build(fresh, shrink=True).published


def test_a_second_build_waits_and_says_so(fresh: IndexSettings) -> None:
    """A build that meets another one waits for it with a message, and both end well."""
    put(fresh, rain=RAIN)
    notices: list[str] = []
    reports: list[BuildReport] = []
    with writing(fresh):
        other = threading.Thread(target=lambda: reports.append(build(fresh, notice=notices.append)))
        other.start()
        assert within(60, lambda: bool(notices))
        assert not reports
        with pytest.raises(IndexBusy):
            build(fresh, wait=False)
    other.join(60)
    assert reports[0].published
    assert "waiting" in notices[0]


@IN_A_FOLDER
def test_a_damaged_generation_stops_neither_history_nor_going_back_nor_collecting(
    twice: IndexSettings, typed: Door
) -> None:
    """History names it and says what to do, going back passes it over, and a collection removes it."""
    put(twice, wind=WIND)
    build(twice)
    oldest, middle, newest = open_generations(twice).ids()
    manifest = twice.data / "generations" / middle / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:-9])
    history = typed("index", "history", "--data", twice.data).stdout
    assert [line.split()[0] for line in history.splitlines() if line[:12] in (oldest, newest)] == [
        newest,
        oldest,
    ]
    assert f"Damaged {middle}: cannot be read; run `python -m index gc`" in history
    assert roll_back(twice).id == oldest
    roll_back(twice, newest)
    collect(twice)
    assert open_generations(twice).ids() == [oldest, newest]
    assert found(twice, "the roof of the school")[0] == "wind.txt"
    assert list(problems(twice)) == []
    (twice.data / "generations" / newest / "manifest.json").unlink()
    history = typed("index", "history", "--data", twice.data).stdout
    assert f"Damaged {newest}: cannot be read; run `python -m index build`" in history


def test_a_collection_that_waits_for_a_build_says_so(twice: IndexSettings) -> None:
    """`gc` tells which build has to end before it begins, and then collects."""
    notices: list[str] = []
    with ThreadPoolExecutor() as aside:
        with writing(twice):
            collected = aside.submit(collect, twice, notice=notices.append)
            assert within(60, lambda: bool(notices))
            assert not collected.done()
        assert collected.result(60).vectors == 0
    assert ["waiting for it to end" in line for line in notices] == [True]


def test_a_watched_folder_is_built_after_a_change(fresh: IndexSettings) -> None:
    """`watch` builds at once and after each change, and a change that cannot be built does not end it.

    Where it has to wait for another build, it says so.
    """
    put(fresh, rain=RAIN)
    reported: list[object] = []
    waits: list[str] = []
    news, stop = threading.Semaphore(0), threading.Event()

    def tell(what: object) -> None:
        reported.append(what)
        news.release()

    watcher = threading.Thread(target=watch, args=(fresh, tell, tell, False, False, stop, waits.append))
    try:
        with writing(fresh):
            watcher.start()
            assert within(60, lambda: bool(waits))
        assert news.acquire(timeout=60)
        (fresh.seeds / "sources.toml").write_text('["rain.txt"]\nbad = 1\n')
        assert news.acquire(timeout=60)
        (fresh.seeds / "sources.toml").unlink()
        put(fresh, snow=SNOW)
        assert news.acquire(timeout=60)
    finally:
        stop.set()
        watcher.join(60)
    assert isinstance(reported[0], BuildReport)
    assert isinstance(reported[1], SourcesInvalid)
    assert found(fresh, "snow on the road")[0] == "snow.txt"


@IN_A_FOLDER
def test_the_door_shows_history_files_and_why_a_passage_is_found(twice: IndexSettings, typed: Door) -> None:
    """`history`, `show` and `search` tell what changed, what can be quoted, and both ranks of a hit."""
    data = ("--data", twice.data)
    listed = typed("index", "history", *data)
    assert "+1 snow.txt" in listed.stdout
    assert open_generations(twice).pointer().generation in listed.stdout
    shown = typed("index", "show", "snow.txt", *data)
    assert "Lorries waited there for three days." in shown.stdout
    hits = typed("index", "search", "snow on the road", *data)
    assert [hits.returncode, "snow.txt" in hits.stdout] == [0, True]
    missing = typed("index", "show", "wind.txt", *data)
    assert (missing.returncode, "not in the index" in missing.stderr) == (1, True)


@IN_A_FOLDER
def test_an_unknown_generation_is_told_in_one_line(twice: IndexSettings) -> None:
    """An id that nothing begins with, or a damaged older generation, is an error that says what to do."""
    generations = open_generations(twice)
    with pytest.raises(NoSuchGeneration, match="python -m index history"):
        generations.find("zzz")
    older = generations.ids()[0]
    next((twice.data / "generations" / older).glob("manifest.json")).write_bytes(b"{")
    with pytest.raises(IndexDamaged):
        roll_back(twice, older)
    assert Path(twice.data / "current").read_text().split()[0] != older
