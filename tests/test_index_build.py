"""The index: what a build embeds, publishes and survives."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from filelock import FileLock

from index import passages
from index.articles import sentences, shelf
from index.build import build, is_stale
from index.embedder import open_embedder
from index.errors import CheckFailed, IndexBusy, IndexDamaged, IndexMissing, SeedsMissing
from index.generations import open_generations
from index.search import DEPTH, Index, open_index
from index.settings import IndexSettings
from tests.conftest import GUARD, ROOT, Door, environment, lose_vectors


def put(settings: IndexSettings, name: str, words: str) -> None:
    (settings.seeds / name).write_text(words, encoding="utf-8")


RAIN = "It rained in Quetta on Monday. The river rose by two metres."
SNOW = "Snow closed the road to Skardu. Lorries waited for three days."
WIND = "Wind took the roof of the school in Gwadar. Nobody was hurt."


def test_every_passage_and_sentence_is_where_it_says(index: Index) -> None:
    """Every passage and sentence of the index is found at its offsets in the file on disk, to the character."""
    for passage in index.generation.passages.values():
        text = (ROOT / "seeds" / passage.file).read_bytes().decode("utf-8")
        assert passage.span.of(text) == passage.text
        assert [span.of(text) for span in passage.sentences] == [
            passage.sentence(number) for number in range(len(passage.sentences))
        ]


def test_every_passage_is_found_by_its_own_words(index: Index) -> None:
    """A passage searched for with its own words comes first or second."""
    for passage in index.generation.passages.values():
        assert passage.id in [hit.passage.id for hit in index.search(passage.text)[:2]]


def test_a_hit_says_why_it_was_found(index: Index) -> None:
    """A hit carries its cosine and its place in both rankings, and hits come best first."""
    hits = index.search("How many people were killed in Paktika?")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    first = hits[0]
    assert (first.dense_rank, first.sparse_rank) == (1, 1)
    assert 0 < (first.similarity or 0) <= 1


def test_a_second_build_of_the_same_articles_does_nothing(anywhere: IndexSettings) -> None:
    """Nothing changed means nothing is embedded and nothing is published."""
    put(anywhere, "a.txt", RAIN)
    first, second = build(anywhere), build(anywhere)
    assert (first.published, first.embedded) == (True, 1)
    assert (second.published, second.embedded) == (False, 0)
    assert not is_stale(second.generation, anywhere.seeds)


def test_only_what_is_new_is_embedded(anywhere: IndexSettings) -> None:
    """An added article costs its own passages; an edited one its own; a renamed one nothing."""
    put(anywhere, "a.txt", RAIN)
    put(anywhere, "b.txt", SNOW)
    assert build(anywhere).embedded == 2
    put(anywhere, "c.txt", WIND)
    assert build(anywhere).embedded == 1
    put(anywhere, "a.txt", RAIN + " It stopped at dawn.")
    assert build(anywhere).embedded == 1
    (anywhere.seeds / "b.txt").rename(anywhere.seeds / "d.txt")
    report = build(anywhere)
    assert (report.published, report.embedded) == (True, 0)


def test_a_build_after_changes_makes_what_a_build_from_scratch_makes(
    fresh: IndexSettings, tmp_path: Path
) -> None:
    """Titles that depend on other files, and words that do, are those of the shelf as it is now."""

    def page(name: str, words: str) -> None:
        put(fresh, f"{name}.md", f"# Saddle\n\n## About {name}\n\n{words}\n")

    def built() -> None:
        after = build(fresh).generation
        scratch = IndexSettings(seeds=fresh.seeds, data=tmp_path / "scratch")
        whole = build(scratch, full=True).generation
        assert after.articles == whole.articles
        assert after.passages == whole.passages

    put(fresh, "leads.rst", "Start\n=====\n\nThe roads are told of in :doc:`roads`, at length.\n")
    put(fresh, "roads.rst", "Roads\n=====\n\nSnow closed the road to Skardu.\n")
    page("rain", RAIN)
    page("snow", SNOW)
    built()
    page("wind", WIND)  # three pages have one title: they are told apart from now on
    built()
    page("rain", SNOW + " It stopped at dawn.")
    put(fresh, "roads.rst", "All Roads\n=========\n\nSnow closed the road to Skardu.\n")
    built()
    (fresh.seeds / "snow.md").unlink()  # and no longer
    built()


def test_a_deleted_article_is_not_found_any_more(anywhere: IndexSettings) -> None:
    """Once a build without it is published, a deleted article is never retrieved."""
    put(anywhere, "a.txt", RAIN)
    put(anywhere, "b.txt", SNOW)
    built_before = build(anywhere).generation
    (anywhere.seeds / "b.txt").unlink()
    assert is_stale(built_before, anywhere.seeds)
    build(anywhere)
    assert {hit.passage.file for hit in open_index(anywhere).search("Snow closed the road to Skardu")} == {
        "a.txt"
    }


def test_the_same_words_in_two_files_are_both_found(anywhere: IndexSettings) -> None:
    """A copied text is embedded once and both files are known to hold it."""
    put(anywhere, "a.txt", RAIN)
    put(anywhere, "b.txt", RAIN + "\n")
    assert build(anywhere).embedded == 1
    assert {hit.passage.file for hit in open_index(anywhere).search("rain in Quetta")} == {"a.txt", "b.txt"}


def test_a_file_that_is_not_utf8_is_named_and_the_rest_is_built(fresh: IndexSettings, door: Door) -> None:
    """A maintainer sees which file was skipped and why, and the others answer."""
    put(fresh, "a.txt", RAIN)
    (fresh.seeds / "b.txt").write_bytes("Übung".encode("latin-1"))
    done = door("index", "build", "--seeds", fresh.seeds, "--data", fresh.data)
    assert done.returncode == 0, done.stderr
    assert "Skipped b.txt: not UTF-8" in done.stdout


@pytest.mark.parametrize("folder", ["missing", "empty"])
def test_without_articles_what_was_published_stays(fresh: IndexSettings, folder: str) -> None:
    """A seeds folder that vanishes or is emptied is an error, and the last generation goes on answering."""
    put(fresh, "a.txt", RAIN)
    before = build(fresh).generation.id
    (fresh.seeds / "a.txt").unlink()
    if folder == "missing":
        fresh.seeds.rmdir()
    with pytest.raises(SeedsMissing):
        build(fresh)
    assert open_generations(fresh).pointer().generation == before
    assert open_index(fresh).search("rain")


def test_asking_before_any_build_says_what_to_do(anywhere: IndexSettings) -> None:
    """Without an index the error names the command that makes one."""
    with pytest.raises(IndexMissing, match="python -m index build"):
        open_index(anywhere)


DAMAGE = {
    "pointer": lambda data: (data / "current").write_bytes(b"\xff\xfe"),
    "manifest": lambda data: next(data.glob("generations/*/manifest.json")).write_bytes(b'{"id": "ha'),
    "words": lambda data: next(data.glob("generations/*/words/vocab*.json")).write_bytes(b"{"),
    "store": lambda data: next(data.glob("stores/*/chroma.sqlite3")).write_bytes(b"not a database" * 1000),
    "text": lambda data: next(data.glob("texts/*.txt")).write_bytes(b"changed"),
}


@pytest.mark.parametrize("part", sorted(DAMAGE))
def test_damaged_data_is_named_and_a_build_mends_it(fresh: IndexSettings, part: str) -> None:
    """Whatever breaks in the data folder is one named error, and `build --full` mends it from the articles."""
    put(fresh, "a.txt", RAIN)
    build(fresh)
    DAMAGE[part](fresh.data)
    with pytest.raises(IndexDamaged, match="python -m index build"):
        open_index(fresh).text("a.txt")
    build(fresh, full=True)
    assert open_index(fresh).search("rain")[0].passage.text == RAIN
    assert open_index(fresh).text("a.txt") == RAIN


def test_a_lost_store_is_named_and_the_next_build_mends_it(anywhere: IndexSettings) -> None:
    """Without its vectors the index does not answer as if nothing were there; a plain build mends it."""
    put(anywhere, "a.txt", RAIN)
    build(anywhere)
    lose_vectors(anywhere)
    with pytest.raises(IndexDamaged, match="run `python -m index build`"):
        open_index(anywhere)
    assert build(anywhere).embedded == 1
    assert open_index(anywhere).search("rain")


def test_an_index_of_another_embedder_is_not_searched(anywhere: IndexSettings) -> None:
    """Vectors are only compared with vectors of the embedder that made them."""
    put(anywhere, "a.txt", RAIN)
    build(anywhere)
    another = open_embedder(None, anywhere.data)
    another.name = "another"
    with pytest.raises(IndexDamaged, match="another embedder"):
        open_index(anywhere, another)


@pytest.mark.parametrize(
    ("part", "version"),
    [(passages, "VERSION"), (sentences, "VERSION"), (shelf, "CLEANER_VERSION")],
)
def test_another_way_of_cutting_is_told_and_embeds_everything_anew(
    fresh: IndexSettings, monkeypatch: pytest.MonkeyPatch, part: ModuleType, version: str
) -> None:
    """A changed splitter or cleaner is told, and what it changed is embedded while the old generation answers."""
    put(fresh, "a.txt", RAIN)
    put(fresh, "b.txt", SNOW)
    old = build(fresh).generation
    monkeypatch.setattr(part, version, "another")
    answering: set[str] = set()
    notices: list[str] = []

    def embedding(done: int, wanted: int) -> None:
        answering.add(open_generations(fresh).pointer().generation)

    report = build(fresh, progress=embedding, notice=notices.append)
    assert report.embedded == 2
    assert answering == {old.id}
    assert [line.split(" ")[:2] for line in notices] == [["Made", "by"]]
    assert not report.generation.passages.keys() & old.passages.keys()


def test_odd_names_are_shown_as_they_are(fresh: IndexSettings, door: Door) -> None:
    """Brackets in names are no markup, and a file whose name cannot be shown is skipped."""
    put(fresh, "[bold]a.txt", RAIN)
    (Path(os.fsencode(fresh.seeds).decode()) / os.fsdecode(b"bad\xff.txt")).write_text(SNOW)
    done = door("index", "build", "--seeds", fresh.seeds, "--data", fresh.data)
    assert done.returncode == 0, done.stderr
    assert "[bold]a.txt" in done.stdout
    assert "its name cannot be shown" in done.stdout


def test_a_second_build_at_the_same_time_is_refused(fresh: IndexSettings) -> None:
    """While one build runs, another one ends with a line that says so."""
    put(fresh, "a.txt", RAIN)
    with FileLock(fresh.data / "build.lock"), pytest.raises(IndexBusy, match="another build"):
        build(fresh, wait=False)


def test_a_killed_build_leaves_the_old_generation_answering(
    anywhere: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build killed at any instant leaves a complete generation, and the next build succeeds."""
    # On a server the next build waits so long for the killed one.
    monkeypatch.setattr("index.turns.DEAD_S", 0.5)
    put(anywhere, "a.txt", RAIN)
    build(anywhere)
    chance = random.Random(1)
    for round_ in range(3):
        put(anywhere, "b.txt", f"{SNOW} Round {round_}.")
        job = subprocess.Popen(
            [sys.executable, "-m", "index", "build"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(GUARD), **environment(anywhere)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(1.0, 4.0))
        job.send_signal(signal.SIGKILL)
        job.wait()
        opened = open_index(anywhere)
        assert opened.search("rain in Quetta")[0].passage.text == RAIN
        assert all(opened.text(file) for file in opened.generation.texts)
        build(anywhere)
        hits = open_index(anywhere).search("Snow closed the road")
        assert any(f"Round {round_}" in hit.passage.text for hit in hits)


def test_status_shows_what_answers(built: IndexSettings, door: Door) -> None:
    """`status` lists every article with its date or `undated`, and names the generation."""
    done = door("index", "status", "--seeds", built.seeds, "--data", built.data)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("undated") == 4
    assert "2026-03-04" in done.stdout
    assert open_generations(built).pointer().generation in done.stdout


def test_a_search_as_of_a_day_reaches_under_what_came_later(fresh: IndexSettings) -> None:
    """What an article said is found as of its day, however many later ones say it better; so are undated ones."""
    template = "---\npublished: {}\n---\nRain flooded the bazaar of Quetta{}.\n"
    put(fresh, "early.txt", template.format("2025-01-02", " and its mill"))
    put(fresh, "undated.txt", "Rain flooded the bazaar of Quetta, a reader writes.")
    for number in range(DEPTH + 10):
        put(fresh, f"late{number}.txt", template.format("2026-01-02", f" in week {number}"))
    build(fresh)
    index = open_index(fresh)
    hits = index.search("rain flooded bazaar Quetta", day=date(2025, 6, 1))
    assert {hit.passage.file for hit in hits} == {"early.txt", "undated.txt"}
    assert all(hit.dense_rank and hit.sparse_rank for hit in hits)
    assert len(index.search("rain flooded bazaar Quetta", DEPTH, date(2026, 6, 1))) == DEPTH


def test_counts_of_an_older_release_are_made_again(
    fresh: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When another release counts words in another way, the next build counts them all, and embeds nothing."""
    put(fresh, "a.txt", RAIN)
    monkeypatch.setattr("index.counts.VERSION", "0")
    build(fresh)
    monkeypatch.undo()
    report = build(fresh)
    assert (report.published, report.embedded) == (True, 0)
    assert not build(fresh).published


@pytest.mark.parametrize(
    ("part", "found", "said"),
    [
        ("without_vector", {"a"}, "1 passage without a vector"),
        ("misplaced", None, "a passage is not where its offsets say"),
        ("lost", None, "a passage is not found by its own words"),
    ],
)
def test_a_generation_with_a_fault_is_not_published(
    fresh: IndexSettings, monkeypatch: pytest.MonkeyPatch, part: str, found: set[str] | None, said: str
) -> None:
    """A passage without a vector, out of place or not to be found keeps a generation aside; the last one answers."""
    put(fresh, "a.txt", RAIN)
    old = build(fresh).generation
    put(fresh, "b.txt", SNOW)
    monkeypatch.setattr(f"index.check.{part}", lambda of, *_: found or list(of.passages.values())[-1:])
    with pytest.raises(CheckFailed, match=said):
        build(fresh, full=True)
    monkeypatch.undo()
    assert open_index(fresh).generation.id == old.id
    assert build(fresh).published


def test_a_shelf_that_loses_most_of_its_words_is_not_published(fresh: IndexSettings) -> None:
    """As many articles, and less than half of the passages: something has cut them, so it is not published unasked."""
    long = "\n\n".join(
        f"{RAIN} It was day {day} of the flood, and nobody had seen the like." for day in range(60)
    )
    for number in range(10):
        put(fresh, f"{number}.txt", f"{long} Town {number}.")
    build(fresh)
    for number in range(10):
        put(fresh, f"{number}.txt", f"{RAIN} Town {number}.")
    with pytest.raises(CheckFailed, match="passages to 10; if that is meant, build with --shrink"):
        build(fresh)
    assert build(fresh, shrink=True).published


def test_another_embedder_embeds_everything_anew(
    anywhere: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another embedder is told, and embeds every passage; until that is published, the old generation answers."""
    put(anywhere, "a.txt", RAIN)
    put(anywhere, "b.txt", SNOW)
    old = build(anywhere).generation
    another = open_embedder(None, anywhere.data)
    another.name = "another"
    monkeypatch.setattr("index.build.open_embedder", lambda *_, **__: another)
    notices: list[str] = []
    answering: list[str] = []
    report = build(
        anywhere,
        notice=notices.append,
        progress=lambda *_: answering.append(open_index(anywhere).generation.id),
    )
    assert notices[0].startswith("Made by another/")
    assert report.embedded == 2
    assert set(answering) == {old.id}
    assert open_index(anywhere, another).generation.id == report.generation.id
