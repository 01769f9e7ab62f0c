"""The report: one file that says how good the bot is, where it fails, and whether a change helped."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser import CHROMIUM, look
from scripted import contract, knowing

from bot.records import Question
from eval.casefiles import OUR_CASES, read_cases, read_texts
from eval.kept import OURS, Kept, Manifest, hash_of, read_run, start
from eval.page import write_page
from eval.report import summarise
from eval.run import choose, run


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> tuple[Kept, Kept]:
    """Two kept runs of 60 of our cases: one perfect, one that refuses each fourth question."""
    texts = read_texts(seeds)
    cases = read_cases(OUR_CASES, texts)
    good = knowing(cases, texts)
    data = tmp_path_factory.mktemp("data")

    def worse(question: Question) -> object:
        return contract("refused") if len(question.text) % 4 == 0 else good(question)

    kept = []
    for second, ask in enumerate((good, worse)):
        moment = datetime(2026, 3, 4, 10, 0, second, tzinfo=UTC)
        manifest = Manifest(OURS, None, str(seeds), hash_of(texts), "all", 60, moment.isoformat(), "abc1234")
        folder = start(data, moment, manifest)
        run(choose(cases, None, 60), ask, texts, folder)
        kept.append(read_run(folder))
    return kept[0], kept[1]


@pytest.fixture(scope="module")
def page(runs: tuple[Kept, Kept]) -> Path:
    """The report of the worse run, compared with the perfect one."""
    good, bad = runs
    return write_page(
        bad, summarise(bad.results, of=OURS, split="all", made=bad.manifest.made, commit="abc"), good
    )


def test_a_reader_is_told_in_the_first_screen(page: Path, runs: tuple[Kept, Kept]) -> None:
    """The head of the report says how good it is, where it fails and whether the last change helped."""
    words = " ".join(re.sub(r"<style.*?</style>|<[^>]+>", " ", page.read_text("utf-8"), flags=re.S).split())
    head = words[: words.index("The figures")]
    failed = sum(result.mark.verdict != "right" for result in runs[1].results)
    assert "How good is it?" in head
    assert "Every quotation stands word for word where its footnote says" in head
    assert f"{60 - failed} of 60 cases ended right" in head
    assert f"not retrieved {failed}" in head
    assert "The worst kinds:" in head
    assert f"0 cases became right and {failed} are no longer right" in head
    assert "Truthfulness: +1.00 →" in head


def test_every_failure_stands_side_by_side(page: Path, runs: tuple[Kept, Kept]) -> None:
    """Each case that did not end right is shown with what was expected, what came, and the gold in its article."""
    html = page.read_text("utf-8")
    failures = [result for result in runs[1].results if result.mark.verdict != "right"]
    assert len(failures) > 5
    for result in failures:
        shown = html[html.index(f'id="{result.case.id}"') :].split("</article>")[0]
        assert "Expected" in shown
        assert "Got" in shown
        assert shown.count("<mark>") == len(result.case.evidence)


def test_the_report_stands_alone(page: Path) -> None:
    """The file runs no script and asks for nothing from elsewhere; what members type in markup is only text in it."""
    requests: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            requests.extend([tag] if tag in ("script", "iframe", "object") else [])
            requests.extend(
                f"{name}={value}"
                for name, value in attrs
                if name == "src" or (name == "href" and value and value[0] != "#")
            )

    Reader().feed(page.read_text("utf-8"))
    assert requests == ["href=data:,"]
    assert "http" not in page.read_text("utf-8")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: the report was not opened in a browser")
def test_the_report_reads_well_on_a_phone_by_day_and_by_night(page: Path) -> None:
    """In a real browser: no word in the console, nothing asked for, nothing wider than a phone, light and dark."""
    ground = "getComputedStyle(document.body).backgroundColor"
    width = "document.documentElement.scrollWidth"
    sizes = (
        "[...document.querySelectorAll('p, td, svg text')].map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    for dark in (False, True):
        seen = look(page, (width, ground, f"Math.min(...{sizes})"), 360, dark=dark)
        assert seen.complaints == ()
        assert [url for url in seen.asked_for if not url.startswith(("file:", "data:"))] == []
        assert seen.values[0] <= 360
        assert seen.values[2] >= 12
        brightness = sum(map(int, re.findall(r"\d+", seen.values[1])[:3]))
        assert (brightness < 200) if dark else (brightness > 600)
