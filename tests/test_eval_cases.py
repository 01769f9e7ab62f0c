"""The cases: that they are what their files say, and that the articles hold every word of gold."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from eval.casefiles import OUR_CASES, read_cases, read_texts
from eval.errors import CaseInvalid
from eval.records import Case, Kind, Outcome, Place, Split
from eval.tunesets import read_set
from eval.wordings import holds_any, plain
from index.errors import SeedsMissing

SEED = "000_1f06035892129551.txt"
LEAST = {
    Kind.FACT: 40,
    Kind.SEVERAL: 15,
    Kind.DISAGREEMENT: 12,
    Kind.TIME: 15,
    Kind.ATTRIBUTION: 10,
    Kind.NEAR_MISS: 35,
    Kind.FALSE_PREMISE: 10,
    Kind.OFF_TOPIC: 6,
    Kind.INJECTION: 8,
    Kind.FOLLOW_UP: 10,
    Kind.MISSPELT: 10,
    Kind.YES_NO: 15,
    Kind.DEFINITION: 15,
}
GOOD = f"""
[[case]]
id = "good"
kind = "fact"
question = "Who is the special envoy?"
expect = "answered"
answers = [["Sadiq"]]
gold = [{{ file = "{SEED}", quote = "Mohammad Sadiq visited Kabul" }}]
note = "why not"
"""


@pytest.fixture(scope="module")
def texts(seeds: Path) -> dict[str, str]:
    return read_texts(seeds)


@pytest.fixture(scope="module")
def cases(texts: dict[str, str]) -> tuple[Case, ...]:
    return read_cases(OUR_CASES, texts)


def raw_cases() -> list[dict[str, Any]]:
    """The blocks of all case files, read without the harness."""
    return [
        case
        for path in sorted(OUR_CASES.glob("*.toml"))
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    ]


def test_every_gold_quotation_is_verbatim(seeds: Path) -> None:
    """Every gold quotation stands in its article, character for character."""
    quotations = [(gold["file"], gold["quote"]) for case in raw_cases() for gold in case.get("gold", ())]
    assert len(quotations) > 100
    for file, quote in quotations:
        assert quote in (seeds / file).read_bytes().decode("utf-8"), (file, quote)


def test_gold_is_placed_where_the_file_holds_it(cases: tuple[Case, ...], texts: dict[str, str]) -> None:
    """The places of a gold quotation are all the places where its file holds these words."""
    for gold in (gold for case in cases for item in case.evidence for gold in item):
        assert all(texts[place.file][place.start : place.end] == gold.quote for place in gold.places)
        assert len(gold.places) == texts[gold.file].count(gold.quote)


def test_every_case_has_a_name_of_its_own(cases: tuple[Case, ...]) -> None:
    """No two cases share an id, and none is lost on the way from file to record."""
    assert len({case["id"] for case in raw_cases()}) == len(raw_cases()) == len(cases)


def test_no_two_questions_are_alike(cases: tuple[Case, ...]) -> None:
    """No question is asked twice, nor in nearly the same words."""
    worded = [(case.id, frozenset(plain(case.question).strip("?.! ").split())) for case in cases]
    for (first, left), (second, right) in combinations(worded, 2):
        assert len(left & right) / len(left | right) < 0.8, (first, second)


def test_the_kinds_are_all_there(cases: tuple[Case, ...]) -> None:
    """Each kind has enough cases to tell something, and near misses are plenty."""
    counts = Counter(case.kind for case in cases)
    assert set(counts) == set(LEAST) == set(Kind)
    assert {kind: counts[kind] for kind, least in LEAST.items() if counts[kind] < least} == {}
    assert len(cases) >= 160


def test_a_third_is_kept_for_checking(cases: tuple[Case, ...]) -> None:
    """About a third of the cases, and some of every kind, is never used to choose a threshold."""
    kept = [case for case in cases if case.split == Split.CHECK]
    assert 0.3 <= len(kept) / len(cases) <= 0.4
    assert {case.kind for case in kept} == set(Kind)


def test_answers_can_be_read_from_the_gold(cases: tuple[Case, ...]) -> None:
    """Every group of answers, and what must lead, is worded in the gold; no forbidden wording is."""
    for case in cases:
        gold = "\n".join(gold.quote for item in case.evidence for gold in item)
        for group in (*case.answers, *((case.lead,) if case.lead else ())):
            assert holds_any(gold, group), (case.id, group)
        assert not holds_any(gold, case.forbidden), case.id


def test_near_misses_and_off_topic_are_refused(cases: tuple[Case, ...]) -> None:
    """What no article answers has one good outcome, a refusal."""
    hopeless = [case for case in cases if case.kind in (Kind.NEAR_MISS, Kind.OFF_TOPIC)]
    assert hopeless
    assert all(case.unanswerable and not case.answerable for case in hopeless)


def test_a_block_becomes_a_case(tmp_path: Path, texts: dict[str, str]) -> None:
    """A case file's block is read field by field, quotations that say the same grouped together."""
    (tmp_path / "a.toml").write_text(
        f"""
        [[case]]
        id = "both"
        kind = "time"
        question = "And now?"
        history = ["Before?"]
        as_of = 2026-03-10
        expect = ["answered", "conflicting"]
        answers = [["Sadiq", "envoy"], ["Dar"]]
        lead = ["Sadiq"]
        forbidden = ["Munir"]
        gold = [
          {{ file = "{SEED}", quote = "Mohammad Sadiq visited Kabul" }},
          {{ file = "{SEED}", quote = "Special Envoy for Afghanistan", or = true }},
          {{ file = "{SEED}", quote = "Ishaq Dar on April 19" }},
        ]
        split = "check"
        note = "why"
        """,
        encoding="utf-8",
    )
    (case,) = read_cases(tmp_path, texts)
    assert (case.kind, case.question, case.history, str(case.as_of)) == (
        "time",
        "And now?",
        ("Before?",),
        "2026-03-10",
    )
    assert case.expect == (Outcome.ANSWERED, Outcome.CONFLICTING)
    assert (case.answers, case.lead, case.forbidden) == (
        (("Sadiq", "envoy"), ("Dar",)),
        ("Sadiq",),
        ("Munir",),
    )
    assert [[gold.quote for gold in item] for item in case.evidence] == [
        ["Mohammad Sadiq visited Kabul", "Special Envoy for Afghanistan"],
        ["Ishaq Dar on April 19"],
    ]
    assert (case.split, case.note) == (Split.CHECK, "why")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (GOOD.replace("Sadiq visited", "Sadiq left"), "these words are not in"),
        (GOOD.replace(SEED, "none.txt"), "these words are not in none.txt"),
        (GOOD + GOOD, "two cases are called good"),
        (GOOD.replace('"answered"', '"perhaps"'), "expect"),
        (GOOD.replace('"fact"', '"riddle"'), "kind"),
        (GOOD.replace("note", "remark"), "note"),
        (GOOD.replace('[["Sadiq"]]', '[["Sadiq"], []]'), "each group of answers"),
        (GOOD.replace('answers = [["Sadiq"]]', ""), "needs `answers` and `gold`"),
        (GOOD.replace('"answered"', '"refused"'), "must be refused has no"),
        (GOOD.replace('Kabul"', 'Kabul", or = true'), "the first gold quotation"),
        (GOOD.replace("[[case]]", "[[case"), "not TOML"),
        ("title = 'x'", "expected [[case]] blocks"),
    ],
)
def test_a_mistake_in_a_case_file_is_named(
    tmp_path: Path, texts: dict[str, str], wrong: str, told: str
) -> None:
    """A mistake in a case file ends in one line that names the file and the mistake."""
    (tmp_path / "mine.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(CaseInvalid) as caught:
        read_cases(tmp_path, texts)
    message = str(caught.value)
    assert message.startswith("mine.toml: ")
    assert told in message
    assert "\n" not in message


def test_a_missing_seeds_folder_is_named(tmp_path: Path) -> None:
    """A seeds folder that is not there is named in one line."""
    with pytest.raises(SeedsMissing, match="no such folder"):
        read_texts(tmp_path / "none")


def test_files_are_read_newlines_untouched(tmp_path: Path) -> None:
    """Offsets index a file as it lies on the disk: carriage returns stay; what is no text is left out."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_bytes("é\r\nb\rc".encode())
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe\xfa")
    assert read_texts(tmp_path) == {"sub/a.txt": "é\r\nb\rc"}


def put_set(folder: Path, *lines: dict[str, Any] | str) -> Path:
    written = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    (folder / "cases.jsonl").write_text("\n".join(written), encoding="utf-8")
    return folder


SHELF = {"a.txt": "Rain fell. The river rose. Rain fell.", "b.txt": "Snow fell."}


def test_another_set_is_read_as_cases(tmp_path: Path) -> None:
    """A folder with cases.jsonl is a set: any answer will do, and its date is the day of asking."""
    line = {"id": "1", "question": " What rose? ", "answers": ["the river", "river"], "answerable": True}
    folder = put_set(
        tmp_path, {**line, "file": "a.txt", "support": ["The river rose."], "asked": "2025-08-14"}
    )
    (case,) = read_set(folder, SHELF)
    assert (case.question, case.answers, str(case.as_of)) == (
        "What rose?",
        (("the river", "river"),),
        "2025-08-14",
    )
    assert case.answerable
    assert case.kind == "answerable"
    assert [gold.places for gold in case.evidence[0]] == [(Place("a.txt", 11, 26),)]


def test_support_from_several_articles_is_all_needed(tmp_path: Path) -> None:
    """Support without a file is looked for everywhere and all needed; with files it is a choice."""
    line = {"id": "1", "question": "What fell?", "answers": ["rain"], "answerable": True, "kind": "inference"}
    needed = read_set(
        put_set(tmp_path, {**line, "support": ["Rain fell.", "Snow fell.", "not there"]}), SHELF
    )
    assert [[gold.quote for gold in item] for item in needed[0].evidence] == [["Rain fell."], ["Snow fell."]]
    assert len(needed[0].evidence[0][0].places) == 2
    assert needed[0].kind == "inference"
    either = [{"file": "a.txt", "text": "Rain fell."}, {"file": "b.txt", "text": "Snow fell."}]
    (chosen,) = read_set(put_set(tmp_path, {**line, "support": either}), SHELF)
    assert [[gold.quote for gold in item] for item in chosen.evidence] == [["Rain fell.", "Snow fell."]]


def test_an_unanswerable_line_wants_a_refusal(tmp_path: Path) -> None:
    """What a set calls unanswerable is right when refused, whatever answer and passage it comes with."""
    line = {"id": "1", "question": "Who fell?", "answers": ["rain"], "answerable": False, "file": "a.txt"}
    (case,) = read_set(put_set(tmp_path, {**line, "support": ["Rain fell."]}), SHELF)
    assert case.unanswerable
    assert (case.answers, case.evidence) == ((), ())


def test_another_set_may_be_written_as_case_files(tmp_path: Path, texts: dict[str, str]) -> None:
    """A set can also be a folder of case files like ours."""
    (tmp_path / "mine.toml").write_text(GOOD, encoding="utf-8")
    assert [case.id for case in read_set(tmp_path, texts)] == ["good"]


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"id": "1"}', '{"id": "1", "question": "Who?", "answers": [], "answerable": true}'],
)
def test_a_mistake_in_another_set_is_named(tmp_path: Path, line: str) -> None:
    """A line that is no case ends in one line that names the file and the line's number."""
    with pytest.raises(CaseInvalid, match=r"cases\.jsonl:1: ") as caught:
        read_set(put_set(tmp_path, line), SHELF)
    assert "\n" not in str(caught.value)


def test_a_set_over_other_articles_is_named(tmp_path: Path) -> None:
    """A set whose quotations stand in none of the articles was given the wrong folder, and is told so."""
    line = {
        "id": "1",
        "question": "What fell?",
        "answers": ["hail"],
        "answerable": True,
        "support": ["Hail fell."],
    }
    with pytest.raises(CaseInvalid, match="is --seeds the right folder"):
        read_set(put_set(tmp_path, line), SHELF)


def test_an_empty_set_is_named(tmp_path: Path) -> None:
    """A folder without cases is named in one line."""
    with pytest.raises(CaseInvalid, match="holds neither"):
        read_set(tmp_path, SHELF)
