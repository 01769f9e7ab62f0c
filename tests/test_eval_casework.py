"""Working on cases: writing one, taking one from Discord, other people's sets, and the export."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from scripted import knowing
from typer.testing import CliRunner

from bot.server import schema
from eval.__main__ import app
from eval.casefiles import OUR_CASES, read_cases, read_texts
from eval.converters import laid_out
from eval.errors import CaseInvalid, FeedbackUnreadable
from eval.feedback import FILE, candidates
from eval.held_out import is_held_out
from eval.jsonlines import read_lines
from eval.kept import OURS, Kept, Manifest, hash_of
from eval.pairing import write_shelf
from eval.ragas import REFUSAL, export
from eval.records import Kind, Outcome, Split
from eval.run import run
from eval.tables import FIGURES_HERE, put, rivals, tables
from eval.tunesets import read_set
from eval.writing import Draft, add, block, name_for, split_for, verbatim
from index.database import database_of
from index.settings import IndexSettings
from tests.conftest import Door

TEXTS = {
    "a.txt": "The toll in Paktika was “at least 46”, the Taliban’s spokesman said.\nNobody confirmed it."
}
DRAFT = Draft(
    id="fact-toll",
    kind=Kind.FACT,
    question="How many died?",
    expect=(Outcome.ANSWERED,),
    answers=(("46", "forty-six"),),
    gold=(("a.txt", "The toll in Paktika was “at least 46”", False), ("a.txt", "Nobody confirmed it.", True)),
    note="a number in quotation marks",
    split=Split.CHECK,
    as_of=date(2026, 3, 10),
    history=("What happened in Paktika?",),
    lead=("46",),
    forbidden=("481",),
)
words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(str.strip)


def test_a_written_case_reads_back(tmp_path: Path) -> None:
    """What was written is the case that is read, quotations grouped as they were meant."""
    path = add(tmp_path, DRAFT, TEXTS)
    (case,) = read_cases(tmp_path, TEXTS)
    assert path.name == "fact.toml"
    assert (case.id, case.kind, case.question, case.expect) == (
        "fact-toll",
        "fact",
        "How many died?",
        ("answered",),
    )
    assert (case.history, case.lead, case.forbidden) == (DRAFT.history, DRAFT.lead, DRAFT.forbidden)
    assert (case.answers, case.split, case.as_of, case.note) == (
        DRAFT.answers,
        "check",
        DRAFT.as_of,
        DRAFT.note,
    )
    assert [[gold.quote for gold in item] for item in case.evidence] == [
        [quote for _, quote, _ in DRAFT.gold]
    ]


@settings(deadline=None, max_examples=40)
@given(question=words, note=words, wording=words)
def test_whatever_is_typed_can_be_written(
    tmp_path_factory: pytest.TempPathFactory, question: str, note: str, wording: str
) -> None:
    """Quotes, backslashes, line ends and every other character survive the way into the file and back."""
    folder = tmp_path_factory.mktemp("cases")
    add(folder, Draft("x", Kind.FACT, question, (Outcome.ANSWERED,), ((wording,),), DRAFT.gold, note), TEXTS)
    (case,) = read_cases(folder, TEXTS)
    assert (case.question, case.note, case.answers) == (question, note, ((wording,),))


@pytest.mark.parametrize(
    "spoilt",
    [
        {"gold": (("a.txt", "The toll was 46", False),)},
        {"answers": ()},
        {"id": "Not A Name"},
    ],
)
def test_a_case_that_cannot_be_read_is_not_written(tmp_path: Path, spoilt: dict[str, object]) -> None:
    """A mistake is told, and the file that was there stays as it was."""
    path = add(tmp_path, DRAFT, TEXTS)
    before = path.read_bytes()
    values = {name: getattr(DRAFT, name) for name in DRAFT.__slots__}
    with pytest.raises(CaseInvalid):
        add(tmp_path, Draft(**{**values, "id": "second", **spoilt}), TEXTS)
    with pytest.raises(CaseInvalid, match="two cases are called fact-toll"):
        add(tmp_path, DRAFT, TEXTS)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_typed_words_become_the_articles_own() -> None:
    """Straight quotes and single spaces find the article's curly ones; words that no article holds are refused."""
    assert verbatim('in Paktika was "at least 46", the', TEXTS) == (
        "a.txt",
        "in Paktika was “at least 46”, the",
    )
    assert verbatim("the Taliban's spokesman said", TEXTS) == ("a.txt", "the Taliban’s spokesman said")
    assert verbatim("The toll in Paktika was at most 46", TEXTS) is None


def test_a_name_and_a_part_are_proposed(seeds: Path) -> None:
    """A name tells kind and matter and is not taken; every third case of a kind is kept for checking."""
    cases = read_cases(OUR_CASES, read_texts(seeds))
    name = name_for(Kind.NEAR_MISS, "How many soldiers did Pakistan lose?", ["near-many-soldiers-pakistan"])
    assert name == "near-many-soldiers-pakistan-1"
    assert split_for(Kind.FACT, []) == Split.CHECK
    assert split_for(Kind.FACT, [case for case in cases if case.split == Split.CHECK]) == Split.TUNE


def written(question: str, typed: list[str], cases: Path, built: IndexSettings) -> str:
    """What `new` shows while a case is written with these lines typed."""
    call = ["new", "--question", question, "--set", cases, "--seeds", built.seeds, "--data", built.data]
    done = CliRunner().invoke(app, [*map(str, call)], input="\n".join(typed) + "\n")
    assert done.exit_code == 0, done.output
    return done.stdout


def test_new_leads_to_a_case(tmp_path: Path, built: IndexSettings) -> None:
    """`new` shows what the articles say, asks step by step, takes only what an article holds, and adds the case."""
    typed = [
        "fact",
        "answered",
        "Pakistan expelled many",  # no article says that: asked again
        "Pakistan has expelled more than 80,000 Afghan nationals",
        "",
        ";",  # nothing: asked again
        "80,000; 80 000",
        "",
        "80,000",
        "",
        "",
        "",
        "one number",
        "y",
    ]
    shown = written("How many were expelled?", typed, tmp_path, built)
    assert "80,000 Afghan nationals since the end of March" in " ".join(shown.split())
    (case,) = read_cases(tmp_path, read_texts(built.seeds))
    assert (case.question, case.answers) == ("How many were expelled?", (("80,000", "80 000"),))
    assert (case.id, case.lead, case.forbidden) == ("fact-many-were-expelled", ("80,000",), ())


def test_new_asks_what_a_follow_up_follows(tmp_path: Path, built: IndexSettings) -> None:
    """A follow-up is written with the questions before it, and with what no answer to it may say."""
    typed = [
        "follow-up",
        " ",
        "What about Afghans?",
        "",
        "refused",
        "481; four hundred",
        "",
        "",
        "lures",
        "y",
    ]
    written("And how many died?", typed, tmp_path, built)
    (case,) = read_cases(tmp_path, read_texts(built.seeds))
    assert (case.history, case.forbidden) == (("What about Afghans?",), ("481", "four hundred"))


def remember(data: Path) -> None:
    """A memory as the bot keeps it in Discord, as far as it is read here."""
    with sqlite3.connect(data / FILE) as memory:
        memory.executescript(
            """
            CREATE TABLE answers (id TEXT, asked_at FLOAT, asker BIGINT, question TEXT, outcome TEXT);
            CREATE TABLE citations (answer TEXT, n INTEGER, file TEXT, quote TEXT);
            CREATE TABLE feedback (answer TEXT, member BIGINT, given_at FLOAT, good BOOLEAN, reason TEXT, words TEXT);
            INSERT INTO answers VALUES ('a1', 1772600000, 42, 'Who is the envoy?', 'answered'),
              ('a2', 1772700000, 43, 'And who was it before?', 'refused'), ('a3', 1772800000, 44, 'Fine?', 'answered');
            INSERT INTO citations VALUES ('a1', 1, '000.txt', 'Special Envoy Mohammad Sadiq');
            INSERT INTO feedback VALUES ('a1', 7, 2, 0, 'wrong', 'not the envoy'), ('a1', 8, 1, 0, NULL, NULL),
              ('a2', 7, 3, 0, 'should answer', NULL), ('a3', 7, 4, 1, NULL, NULL), ('a1', 9, 5, 1, NULL, NULL);
            """
        )


def test_what_members_marked_wrong_becomes_a_candidate(tmp_path: Path) -> None:
    """The newest comes first, with what was said and cited; what was praised is not there, and nobody is named."""
    remember(tmp_path)
    second, first = candidates(tmp_path)
    assert (second.id, second.outcome, second.complaints) == ("a2", "refused", ("should answer",))
    assert first.complaints == ("", "wrong: not the envoy")
    assert first.quotes == (("000.txt", "Special Envoy Mohammad Sadiq"),)
    listed = CliRunner().invoke(app, ["candidates", "--data", str(tmp_path)])
    assert "python -m eval new --from a1" in listed.stdout
    assert "2 answers were marked wrong" in listed.stdout
    assert "42" not in listed.stdout


def test_candidates_are_read_from_the_memory_that_the_bot_writes(tmp_path: Path) -> None:
    """The bot's own tables hold every column that is read here."""
    schema.migrate(tmp_path / FILE)
    assert candidates(tmp_path) == ()


def test_candidates_are_read_from_the_memory_of_several_hosts(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where hosts share a database, what members marked wrong is found there."""
    shared = database_of(IndexSettings(database_url=SecretStr(database)))
    assert shared
    schema.migrate_shared(shared)
    shared.run(
        "INSERT INTO answers (id, asked_at, conversation, private, question, outcome, generation) "
        "VALUES ('a1', 1772600000, '', false, 'Who is the envoy?', 'answered', '')"
    )
    shared.run("INSERT INTO feedback VALUES ('a1', 7, 2, false, 'wrong', 'not the envoy')")
    (candidate,) = candidates(tmp_path, shared)
    assert (candidate.question, candidate.complaints) == ("Who is the envoy?", ("wrong: not the envoy",))
    monkeypatch.setenv("FOOTNOTE_DATABASE_URL", database)
    listed = CliRunner().invoke(app, ["candidates", "--data", str(tmp_path)])
    assert "python -m eval new --from a1" in listed.stdout


def test_a_memory_that_cannot_be_read_is_named(tmp_path: Path, door: Door) -> None:
    """A missing or damaged memory ends in one line."""
    done = door("eval", "candidates", "--data", tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert f"{FILE}: no such file" in done.stderr
    (tmp_path / FILE).write_text("this is no database, however long it may be" * 50)
    with pytest.raises(FeedbackUnreadable, match="cannot be read"):
        candidates(tmp_path)


@pytest.fixture(scope="module")
def kept(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A perfect run over 40 of our cases."""
    texts = read_texts(seeds)
    cases = read_cases(OUR_CASES, texts)
    manifest = Manifest(
        OURS, None, str(seeds), hash_of(texts), "all", None, "2026-03-04T10:00:00+00:00", "abc1234"
    )
    folder = tmp_path_factory.mktemp("run")
    return Kept(folder, manifest, texts, run(cases[::4], knowing(cases, texts), texts, folder), {})


def test_a_run_is_exported_for_ragas(kept: Kept, tmp_path: Path) -> None:
    """One JSON object a question, with the names that RAGAS reads, contexts as text."""
    assert export(kept, tmp_path / "out.jsonl") == len(kept.results)
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    names = {"user_input", "retrieved_contexts", "response", "reference", "reference_contexts"}
    assert all(set(line) == names for line in lines)
    for result, line in zip(kept.results, lines, strict=True):
        assert line["user_input"] == result.case.question
        assert line["reference"] == ("; ".join(group[0] for group in result.case.answers) or REFUSAL)
        assert line["reference_contexts"] == [item[0].quote for item in result.case.evidence]
        assert all(context in "\n".join(kept.texts.values()) for context in line["retrieved_contexts"])


def test_the_tables_say_what_made_them(kept: Kept, tmp_path: Path) -> None:
    """The tables stand between their marks, name the commit and set apart the cases kept for checking; again, alike."""
    readme = tmp_path / "README.md"
    begin, end = FIGURES_HERE
    readme.write_text(f"before\n{begin}\nold\n{end}\nafter\n", encoding="utf-8")
    put(readme, FIGURES_HERE, tables([kept]))
    once = readme.read_text(encoding="utf-8")
    assert once.startswith(
        f"before\n{begin}\n\n| figure | our cases, {len(kept.results)} (abc1234, 2026-03-04) |"
    )
    assert "for checking only" in once
    assert "| Truthfulness | +1.00 (+1.00 to +1.00) |" in once
    assert once.endswith(f"{end}\nafter\n")
    assert "old" not in once
    put(readme, FIGURES_HERE, tables([kept]))
    assert readme.read_text(encoding="utf-8") == once


def test_rivals_are_held_against_the_bot_on_shared_cases(kept: Kept) -> None:
    """The table of rivals covers the cases that all were asked, and no others."""
    theirs = Kept(kept.folder, kept.manifest, kept.texts, kept.results, {"other": kept.results[:7]})
    made = rivals(theirs)
    assert made.startswith("Over 7 cases spread evenly, at abc1234, 2026-03-04:")
    assert "| figure | Footnote | other |" in made
    assert "| Truthfulness | +1.00 | +1.00 |" in made


def test_other_peoples_sets_are_laid_out_and_asked(tmp_path: Path, fresh: IndexSettings) -> None:
    """`sets` takes a folder of sets, builds an index of each one's articles, asks its questions and keeps the run."""
    source, data = tmp_path / "tune" / "rain", tmp_path / "out"
    source.mkdir(parents=True)
    text = "It rained in Quetta on Monday. The river rose by two metres."
    (source / "docs.jsonl").write_text(json.dumps({"file": "rain.txt", "title": "Rain", "text": text}))
    line = {
        "id": "1",
        "question": "How much did the river rise?",
        "answers": ["two metres"],
        "answerable": True,
    }
    (source / "cases.jsonl").write_text(json.dumps({**line, "support": ["The river rose by two metres."]}))
    done = CliRunner().invoke(app, ["sets", str(source.parent), "--data", str(data)])
    assert done.exit_code == 0, done.output
    assert "rain: 1 questions kept in" in " ".join(done.stdout.split())
    assert len(list((data / "sets" / "rain" / "eval").glob("*/answers.jsonl"))) == 1


def test_a_block_reads_like_the_others() -> None:
    """A written block has one line a field, as those that people wrote."""
    assert block(DRAFT).splitlines()[:4] == [
        "[[case]]",
        'id = "fact-toll"',
        'kind = "fact"',
        'question = "How many died?"',
    ]


RGB = {
    "query": "When did it rain?",
    "answer": [["Monday", "on Monday"]],
    "positive": ["It rained on Monday."],
}
RAM = {"question": "Who won?", "gold_answers": ["Ida", "Tom"]}


def test_questions_with_snippets_of_their_own_become_a_shelf_and_cases(tmp_path: Path) -> None:
    """RGB and RAMDocs become articles and cases; every other question of RGB loses the snippets that answer it."""
    rgb, ram = tmp_path / "rgb", tmp_path / "ramdocs"
    for folder in (rgb, ram):
        folder.mkdir()
    items = [{**RGB, "id": number, "negative": [f"It was dry in town {number}."]} for number in range(2)]
    (rgb / "items.jsonl").write_text("\n".join(map(json.dumps, items)))
    documents = [{"text": "Ida won.", "type": "correct"}, {"text": "Eve won.", "type": "misinfo"}]
    (ram / "items.jsonl").write_text(json.dumps({**RAM, "documents": documents}))
    for folder, cases, texts in (
        (rgb, [("rgb-0", True), ("rgb-1", False)], 3),
        (ram, [("ramdocs-0", True)], 2),
    ):
        work = laid_out(folder, tmp_path / "work" / folder.name)
        laid = read_lines(work / "docs.jsonl")
        write_shelf(work / "seeds", laid)
        read = read_set(work, read_texts(work / "seeds"))
        assert [(case.id, case.answerable) for case in read] == cases
        assert len(laid) == texts
    assert read_set(tmp_path / "work" / "rgb", {})[0].answers == (("Monday", "on Monday"),)


@pytest.mark.parametrize("source", ["qed", "selqa"])
def test_only_held_out_questions_are_asked_and_half_have_no_answer(tmp_path: Path, source: str) -> None:
    """From sets that trained the reader only unseen questions are asked, with every other article off the shelf."""
    titles = [f"Town {number}" for number in range(40)]
    aside = [title for title in titles if is_held_out(title)]
    assert 4 <= len(aside) < 20
    lines = []
    for title in titles:
        sentences = [f"Rain fell in {title}.", "It flooded the mill ."]
        text = " ".join(sentences)
        for question in ("What did rain flood?", "What was hit?"):
            if source == "qed":
                answer = {"text": "the mill", "start": text.index("the mill")}
                line = {
                    "title": title,
                    "context": text,
                    "answers": [answer],
                    "sentence_starts": [0, len(sentences[0]) + 1],
                }
            else:
                line = {"article": title, "sentences": sentences, "answers": [1]}
            lines.append(json.dumps({"question": question, **line}))
    (tmp_path / {"qed": "qa.jsonl", "selqa": "sentences.jsonl"}[source]).write_text("\n".join(lines))
    work = laid_out(tmp_path, tmp_path / "work")
    shelf = read_lines(work / "docs.jsonl")
    write_shelf(work / "seeds", shelf)
    read = read_set(work, read_texts(work / "seeds"))
    assert [case.answerable for case in read] == [at // 2 % 2 == 0 for at in range(2 * len(aside))]
    assert [document["title"] for document in shelf] == aside[::2]
    assert all(bool(case.evidence) == case.answerable for case in read)
    assert {gold.quote for case in read for group in case.evidence for gold in group} == {
        "It flooded the mill ."
    }


@pytest.mark.parametrize(
    ("line", "said"), [('{"text": "?"}', "none of the fields"), ('{"query": "?"}', "not as it should be")]
)
def test_snippets_of_an_unknown_kind_are_refused_in_one_line(tmp_path: Path, line: str, said: str) -> None:
    """A set in a form that nobody here knows is named with what is wrong."""
    (tmp_path / "items.jsonl").write_text(line)
    with pytest.raises(CaseInvalid, match=said):
        laid_out(tmp_path, tmp_path / "work")


def test_a_shelf_with_other_articles_on_it_is_not_asked(tmp_path: Path) -> None:
    """Articles left over from another time would answer too: the set is not laid beside them, and nothing is lost."""
    left = tmp_path / "old.txt"
    left.write_text("Snow fell.")
    with pytest.raises(CaseInvalid, match=r"not of the set, 1 of them \(old.txt"):
        write_shelf(tmp_path, [{"file": "new.txt", "text": "Rain fell."}])
    assert [path.name for path in tmp_path.iterdir()] == ["old.txt"]
    left.unlink()
    write_shelf(tmp_path, [{"file": "new.txt", "text": "Rain fell."}])
    write_shelf(tmp_path, [{"file": "new.txt", "text": "Rain fell again."}])
    assert "again" in (tmp_path / "new.txt").read_text()
