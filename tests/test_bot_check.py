"""Checking claims: against the articles, and against a text that comes with the claim."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from bot.answering.publish.asjson import checked_to_json
from bot.answering.reading.calibrated import read_weights
from bot.answering.reading.model import ClaimJudge, Support, Text
from bot.answering.verify.checker import Checker
from bot.answering.verify.support import Verdict
from bot.settings import BotSettings
from bot.terminal import show_checked
from bot.wire import open_checker
from index.embedder import open_embedder
from index.search import Index
from index.settings import IndexSettings
from tests.conftest import Door
from tests.test_bot_doors import told

TRUE = "Pakistan has expelled more than 80,000 Afghan nationals."
TEXT = "Islamabad began the campaign in April. It has expelled more than 80,000 Afghan nationals since then."


@pytest.fixture(scope="module")
def checker(index: Index) -> Checker:
    """The checker that ships."""
    return open_checker(BotSettings(), index.embedder)


def test_what_a_text_says_is_supported_and_quoted(checker: Checker) -> None:
    """A claim in a text's own words is supported, by the very stretch that says so."""
    checked = checker.against_text("It has expelled more than 80,000 Afghan nationals since then.", TEXT)
    assert checked.verdict is Verdict.SUPPORTED
    (span,) = checked.quotes
    assert "80,000 Afghan nationals" in span.of(TEXT)


@pytest.mark.parametrize(
    "claim",
    [
        "It has expelled more than 90,000 Afghan nationals since then.",
        "It has not expelled more than 80,000 Afghan nationals since then.",
        "It has expelled more than 80,000 Iranian nationals since then.",
        "Islamabad began the campaign in June.",
    ],
)
def test_a_changed_fact_is_not_supported(checker: Checker, claim: str) -> None:
    """One other number, name or date, or a "not", and the claim is no longer supported."""
    assert checker.against_text(claim, TEXT).verdict is not Verdict.SUPPORTED


@pytest.mark.parametrize("text", ["", "   \n", "Bananas are rich in potassium."])
def test_a_text_that_says_nothing_of_it_states_nothing(checker: Checker, text: str) -> None:
    """An empty or unrelated text neither supports nor contradicts, and nothing is quoted from it."""
    checked = checker.against_text("The central bank raised its interest rate in May.", text)
    assert checked.verdict is Verdict.NOT_STATED
    assert not checked.quotes


def test_the_articles_are_cited_to_the_character(checker: Checker, index: Index) -> None:
    """A supported claim carries the article's own words and where they stand."""
    checked = checker.against_articles(TRUE, index)
    assert checked.verdict is Verdict.SUPPORTED
    (citation,) = checked.citations
    assert citation.span.of(index.text(citation.source.file)) == citation.quote
    assert "80,000" in citation.quote


@pytest.mark.parametrize(
    "claim",
    [
        "Islamabad has sent home more than 80,000 Afghans since the end of March.",
        "China was the first country to take an ambassador from the Taliban.",
        "Turkey's president offered to help restore the ceasefire.",
        "No country has formally recognised the Taliban government.",
        "The Taliban returned to power in 2021.",
    ],
)
def test_what_the_articles_say_in_other_words_is_not_contradicted(
    checker: Checker, index: Index, claim: str
) -> None:
    """A true claim in other words may be beyond the checker; it never says that the articles contradict it."""
    assert checker.against_articles(claim, index).verdict is not Verdict.CONTRADICTED


def test_another_number_is_contradicted_by_the_words_that_give_it(checker: Checker, index: Index) -> None:
    """A claim with another number than the articles is contradicted, with the sentence that has theirs."""
    checked = checker.against_articles("Pakistan has expelled more than 90,000 Afghan nationals.", index)
    assert checked.verdict is Verdict.CONTRADICTED
    assert "80,000" in checked.citations[0].quote


class _FairlySure:
    """A judge that thinks everything rather likely."""

    def judge(self, claim: str, passages: Sequence[Text]) -> tuple[Support, ...]:
        return tuple(Support(0.85, 0.05, 0.1) for _ in passages)

    ask = judge


class _SaysNo(_FairlySure):
    """The same, that denies what it is asked."""

    def ask(self, claim: str, passages: Sequence[Text]) -> tuple[Support, ...]:
        return tuple(Support(0.05, 0.85, 0.1) for _ in passages)


@pytest.mark.parametrize(
    ("claim", "judge", "verdict"),
    [
        ("The council likes the plan for the quay.", _FairlySure(), Verdict.SUPPORTED),
        ("The council likes the plan for the quay.", _SaysNo(), Verdict.NOT_STATED),
        ("The council welcomed the plan for the quay.", _SaysNo(), Verdict.NOT_STATED),
    ],
)
def test_nothing_in_other_words_is_supported_without_a_yes(
    checker: Checker, claim: str, judge: ClaimJudge, verdict: Verdict
) -> None:
    """What a judge finds likely, but denies when it is asked, is not supported, nor is a sentence less a day."""
    asking = Checker(judge, checker.weights, open_embedder(None, Path()))
    assert (
        asking.against_text(claim, "The council welcomed the plan for the quay on Monday.").verdict is verdict
    )


@pytest.mark.parametrize(
    ("claim", "text", "differs"),
    [
        (
            "The company had asked for 9 percent.",
            "The union had asked for 9 percent, and settled for 6.",
            ("company", "union"),
        ),
        (
            "The council praised the plan on Monday.",
            "The council criticised the plan on Monday.",
            ("praised", "criticised"),
        ),
    ],
)
def test_other_words_in_their_place_are_contradicted(
    checker: Checker, claim: str, text: str, differs: tuple[str, str]
) -> None:
    """A claim with another doer or another deed is contradicted, and both words are named."""
    checked = checker.against_text(claim, text)
    assert checked.verdict is Verdict.CONTRADICTED
    assert [(doubt.claim, doubt.text) for doubt in checked.differs] == [differs]


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("The council approved of the plan on Monday.", "The council welcomed the plan on Monday."),
        ("Sales of bread in the town shrank by 50 percent.", "Sales of bread in the town shrank by half."),
    ],
)
def test_the_same_in_other_words_is_not_contradicted(checker: Checker, claim: str, text: str) -> None:
    """A word of the same meaning in a word's place, or a share told as a number, denies nothing."""
    checked = checker.against_text(claim, text)
    assert checked.verdict is not Verdict.CONTRADICTED


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        (
            "Taliban forces attacked the Pakistani post.",
            "He dismissed claims Taliban forces attacked the Pakistani post.",
        ),
        ("The dam will burst.", "Engineers said the dam will burst."),
    ],
)
def test_a_claim_that_loses_its_speaker_is_not_supported_by_its_words_alone(
    index: Index, claim: str, text: str
) -> None:
    """What somebody said, or denied, is no fact: a claim without the speaker takes more than the sentence's words."""
    unsure = Checker(_FairlySure(), read_weights(), index.embedder)
    assert unsure.against_text(claim, text).verdict is not Verdict.SUPPORTED


def test_a_lost_not_is_not_supported(checker: Checker, index: Index) -> None:
    """A claim whose words stand near each other in a sentence that denies it is not supported."""
    claim = "Several countries have formally recognised the Taliban government."
    assert checker.against_articles(claim, index).verdict is not Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("TTP stands for Tehreek-e-Taliban Pakistan.", Verdict.SUPPORTED),
        ("BRI is short for the Belt and Road Initiative", Verdict.SUPPORTED),
        ("TTP stands for Tehreek-e-Taliban.", Verdict.NOT_STATED),
        ("BRI stands for Big Road Idea.", Verdict.NOT_STATED),
    ],
)
def test_what_initials_stand_for_is_what_the_articles_put_in_brackets(
    claim: str, verdict: Verdict, checker: Checker, index: Index
) -> None:
    """Whole and exactly, whoever says the rest of that sentence."""
    assert checker.against_articles(claim, index).verdict is verdict


def test_what_is_not_in_the_articles_is_not_stated(checker: Checker, index: Index) -> None:
    """A claim about something else has no citation."""
    checked = checker.against_articles("The football team of Brazil won the World Cup in 2002.", index)
    assert checked.verdict is Verdict.NOT_STATED
    assert not checked.citations


def test_check_prints_the_verdict_and_the_words(built: IndexSettings, door: Door, typed: Door) -> None:
    """`check` tells a person the verdict and the words, and a program the same as one object."""
    done = door("bot", "check", TRUE, "--data", built.data)
    assert done.returncode == 0, done.stderr
    assert "supported" in done.stdout
    assert "80,000" in done.stdout
    done = typed("bot", "check", TRUE, "--json", "--data", built.data)
    printed = json.loads(done.stdout)
    assert set(printed) == {"id", "verdict", "score", "citations", "claims"}
    assert printed["verdict"] == "supported"
    assert 0.5 <= printed["score"] <= 1
    (claim,) = printed["claims"]
    assert claim["as_of"] == "2025-05-21"
    assert sum(claim["scores"].values()) == pytest.approx(1, abs=0.001)


def test_each_claim_of_a_message_is_told_by_itself(checker: Checker, index: Index) -> None:
    """Each claim of a message has its verdict, sentence and words that differ; a question or a greeting has none."""
    message = f"Hello all!\n- {TRUE}\n- Pakistan has expelled more than ninety thousand Afghan nationals.\nIs that so?"
    checked = checked_to_json(checker.message_against_articles(message, index), None)
    assert checked["verdict"] == "contradicted"
    assert [claim["verdict"] for claim in checked["claims"]] == [
        "no_claim",
        "supported",
        "contradicted",
        "no_claim",
    ]
    assert [claim["kind"] for claim in checked["claims"]] == ["greeting", "claim", "claim", "question"]
    (differs,) = checked["claims"][2]["differs"]
    assert differs == {"slot": "number", "articles": "80,000", "message": "ninety thousand"}
    out = Console(record=True, width=100)
    show_checked(checker.message_against_articles(message, index), out)
    printed = out.export_text()
    assert "articles: 80,000, message: ninety thousand" in printed
    assert "As of 21 May 2025, the articles say something else." in printed
    assert "Not a claim: a question." in printed


def test_articles_that_disagree_are_both_shown(checker: Checker, index: Index) -> None:
    """Where another article has another value for the claim's own, it is shown too."""
    claim = "An attack by Pakistan in Afghanistan’s Paktika province killed about 90 people."
    checked = checker.against_articles(claim, index)
    assert checked.verdict is Verdict.CONTRADICTED
    assert "50" in checked.citations[0].quote


def test_a_batch_of_claims_is_checked_in_order(built: IndexSettings, typed: Door, tmp_path: Path) -> None:
    """`check --batch` prints one object a line, ids kept, each claim against its own text or the articles."""
    batch = tmp_path / "claims.jsonl"
    lines = [
        {"id": 1, "claim": "It has expelled more than 80,000 Afghan nationals since then.", "evidence": TEXT},
        {"id": "b", "claim": "It has expelled more than 12 Afghan nationals since then.", "evidence": TEXT},
        {"id": None, "claim": TRUE},
    ]
    batch.write_text("\n".join(map(json.dumps, lines)))
    done = typed("bot", "check", "--batch", batch, "--data", built.data)
    assert done.returncode == 0, done.stderr
    printed = [json.loads(line) for line in done.stdout.splitlines()]
    assert [checked["id"] for checked in printed] == [1, "b", None]
    assert printed[0]["verdict"] == "supported"
    assert printed[1]["verdict"] != "supported"
    for citation in printed[0]["citations"]:
        assert TEXT[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"claim": 5}', '{"claim": "x", "evidence": 7}'])
def test_a_broken_batch_is_one_line(typed: Door, tmp_path: Path, line: str) -> None:
    """A line that is no claim is named by file and number, before anything is checked."""
    batch = tmp_path / "claims.jsonl"
    batch.write_text('{"claim": "Fine."}\n' + line + "\n")
    done = typed("bot", "check", "--batch", batch)
    assert done.returncode == 2
    assert f"{batch}, line 2" in told(done)


def test_check_without_a_claim_is_one_line(typed: Door) -> None:
    """Neither a claim nor a file, or an empty claim: one line."""
    assert "give a claim or --batch FILE" in told(typed("bot", "check"))
    assert "the claim is empty" in told(typed("bot", "check", "  "))
