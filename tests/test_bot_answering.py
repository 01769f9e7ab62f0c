"""Answers to real questions over the real index of the seeds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from bot.answering.answerer import Answerer
from bot.answering.policy import POLICY
from bot.answering.publish.asjson import to_json
from bot.answering.publish.wording import answer_text
from bot.answering.question.understand import Asked, understand
from bot.answering.reading.features import likeliest
from bot.answers import Answer, Answered, Conflicting, Coverage, Partial, Refused
from bot.records import Question, Reason
from eval.casefiles import OUR_CASES, read_cases, read_texts
from eval.doors.judging import FAST
from eval.run import choose
from index.build import build
from index.search import Index, open_index
from index.settings import IndexSettings
from tests.conftest import ROOT

TEXTS = read_texts(ROOT / "seeds")
CASES = choose(read_cases(OUR_CASES, TEXTS), None, FAST)


@pytest.fixture(scope="module")
def answers(answerer: Answerer) -> list[Answer]:
    """The answers to the fast part of our cases, which the gate asks too."""
    return [answerer.ask(Question(case.question, case.history, case.as_of)) for case in CASES]


def test_the_readme_question_is_answered_with_the_right_sentence(answerer: Answerer) -> None:
    """The question in the README gives the sentence, its file and its date."""
    answer = answerer.ask(Question("How many Afghans has Pakistan expelled since the end of March?"))
    assert isinstance(answer, Answered)
    first = answer.citations[0]
    assert "80,000 Afghan nationals" in first.quote
    assert (first.source.file, first.source.published) == ("002_48c4fcd209a9552a.txt", date(2025, 5, 21))


def test_every_quotation_stands_in_the_file_character_for_character(answers: list[Answer]) -> None:
    """In every answer, `file[start:end] == quote` holds for every citation."""
    cited = [
        citation for answer in answers if not isinstance(answer, Refused) for citation in answer.citations
    ]
    assert cited
    for citation in cited:
        assert TEXTS[citation.source.file][citation.span.start : citation.span.end] == citation.quote


def test_no_answer_goes_uncited_and_no_refusal_cites(answers: list[Answer]) -> None:
    """Over all cases, every statement has a citation and every marker in the text its line; refusals have neither."""
    for answer in answers:
        text = answer_text(answer)
        if isinstance(answer, Refused):
            assert "[1]" not in text
        else:
            assert isinstance(answer, Answered | Partial | Conflicting)
            assert all(statement.citations for statement in answer.statements)
            assert all(text.count(f"[{citation.n}]") >= 2 for citation in answer.citations)


def test_boilerplate_is_never_quoted(answers: list[Answer], index: Index) -> None:
    """No quotation touches a headline, caption, stamp or summary."""
    cut = [
        (article.file, boilerplate.span)
        for article in index.generation.articles.values()
        for boilerplate in article.boilerplate
    ]
    for answer in answers:
        for citation in () if isinstance(answer, Refused) else answer.citations:
            assert not any(
                file == citation.source.file
                and citation.span.start < span.end
                and span.start < citation.span.end
                for file, span in cut
            )


def test_an_off_topic_question_is_refused_with_places_to_look(answerer: Answerer) -> None:
    """A question about something else is refused as off topic, with the nearest articles as pointers."""
    answer = answerer.ask(Question("Which team won the chess olympiad in Budapest?"))
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.OFF_TOPIC
    assert 1 <= len(answer.pointers) <= 3
    assert len({pointer.article for pointer in answer.pointers}) == len(answer.pointers)


def test_an_article_that_was_not_out_yet_is_not_used(answerer: Answerer) -> None:
    """Asked as of a day, the bot uses nothing that was published later."""
    answer = answerer.ask(Question("What did Field Marshal Munir say about peace?", as_of=date(2025, 6, 1)))
    assert all(hit.passage.article != "002_48c4fcd209a9552a.txt#2" for hit in answer.trace.retrieved)


def test_a_sentence_that_asks_is_no_answer(answerer: Answerer, fresh: IndexSettings) -> None:
    """A question that an article asks in nearly the same words is never quoted as the answer to it."""
    (fresh.seeds / "quiz.txt").write_text("Who opened the bridge of Quetta? Readers sent us many letters.")
    build(fresh)
    index = open_index(fresh)
    answer = Answerer(lambda: index, answerer._reader).ask(Question("Who opened the bridge of Quetta?"))
    assert "Who opened" not in " ".join(statement.text for statement in getattr(answer, "statements", ()))


@pytest.mark.parametrize(("published", "refused"), [("", True), ("2019-07-21", True), ("2021-07-20", False)])
def test_the_year_of_a_question_keeps_other_years_out(
    answerer: Answerer, fresh: IndexSettings, published: str, refused: bool
) -> None:
    """For a question about a year, an article that neither mentions it nor appeared around then is no evidence."""
    head = f"---\npublished: {published}\n---\n" if published else ""
    story = "Ida Bell won the Quetta Open on Sunday." + ("" if published else " She had lost it in 2019.")
    (fresh.seeds / "golf.txt").write_text(f"{head}{story}")
    build(fresh)
    index = open_index(fresh)
    answer = Answerer(lambda: index, answerer._reader).ask(Question("Who won the Quetta Open in 2021?"))
    assert isinstance(answer, Refused) is refused


def test_before_the_first_article_nothing_is_known(answerer: Answerer, fresh: IndexSettings) -> None:
    """Asked as of a day before every article, the bot says so, and which days the articles cover."""
    for day in (3, 4):
        text = (
            f"---\npublished: 2025-02-0{day}\n---\nIt rained in Quetta on Monday the {day}rd. The river rose."
        )
        (fresh.seeds / f"{day}.txt").write_text(text)
    build(fresh)
    index = open_index(fresh)
    early = Question("When did it rain in Quetta?", as_of=date(2025, 2, 2))
    answer = Answerer(lambda: index, answerer._reader).ask(early)
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.EMPTY_INDEX
    assert answer.coverage == Coverage(2, date(2025, 2, 3), date(2025, 2, 4))
    assert "published by that day" in answer_text(answer)


@pytest.mark.networks
def test_the_same_question_gives_the_same_answer(answerer: Answerer) -> None:
    """Asked twice, also from several threads at once, a question has one answer, timings aside."""
    question = Question("Who invited Muttaqi to China?")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: answerer.ask(question), range(8)))
    assert all(answer == answers[0] for answer in answers)


def test_an_answer_says_how_it_came_about(answerer: Answerer, index: Index) -> None:
    """The answer names its generation and writer, the passages that were read, and the time of each stage."""
    answer = to_json(answerer.ask(Question("Who invited Muttaqi to China?")))
    assert (answer["generation"], answer["writer"]) == (index.generation.id, "quotes")
    assert answer["retrieved"]
    assert 0 <= answer["confidence"] <= 1
    assert answer["timings"]["total"] >= answer["timings"]["read"] > 0


def test_an_instruction_is_refused_without_looking_anything_up(answerer: Answerer) -> None:
    """A poem is not written, and nothing is searched for it."""
    answer = answerer.ask(Question("Write a poem about Kabul"))
    assert isinstance(answer, Refused)
    assert (answer.reason, answer.trace.retrieved) == (Reason.NOT_A_QUESTION, ())


def test_a_question_in_two_parts_is_answered_in_part(answerer: Answerer) -> None:
    """Where the articles answer one part only, that part is answered and the other one named as missing."""
    asked = "How many Taliban operatives has the military killed, and who won the chess olympiad in Budapest?"
    answer = answerer.ask(Question(asked))
    assert isinstance(answer, Partial)
    assert "481 Taliban operatives" in answer.citations[0].quote
    assert "chess olympiad" in answer.missing
    assert "chess" not in " ".join(statement.text for statement in answer.statements)


def test_a_refusal_says_what_the_articles_cover(answerer: Answerer) -> None:
    """A refusal names how many articles there are and from when to when, and promises no answer in them."""
    answer = answerer.ask(Question("Which team won the chess olympiad in Budapest?"))
    assert isinstance(answer, Refused)
    assert answer.coverage == Coverage(6, date(2025, 5, 21), date(2026, 3, 4))
    assert "There are 6 articles here in all, dated from 21 May 2025 to 4 March 2026." in answer_text(answer)


def test_a_suggested_question_is_answered(answerer: Answerer, answers: list[Answer]) -> None:
    """Whatever question a refusal suggests, the bot answers it."""
    suggested = [answer.suggestion for answer in answers if isinstance(answer, Refused) and answer.suggestion]
    assert suggested
    for question in set(suggested):
        assert not isinstance(answerer.ask(Question(question)), Refused), question


def test_last_thursday_is_explained_outside_the_quotation(answerer: Answerer) -> None:
    """Relative words stay as the article has them; beside them stands the day that they mean."""
    answer = answerer.ask(Question("When did fighting break out between Pakistan and Afghanistan?"))
    assert isinstance(answer, Answered)
    first = answer.statements[0]
    assert "last Thursday night" in first.text
    assert first.notes == ("last Thursday: 26 February 2026",)
    assert "(last Thursday: 26 February 2026)" in answer_text(answer)
    assert not any("February" in citation.quote for citation in first.citations)


def test_a_charge_is_shown_with_its_denial(answerer: Answerer) -> None:
    """Where the next sentence says that the accused denies it, that sentence is quoted too."""
    answer = answerer.ask(Question("Does Afghanistan shelter TTP militants?"))
    assert isinstance(answer, Answered)
    charge, denial = (statement.text for statement in answer.statements[:2])
    assert "accuses Afghanistan" in charge
    assert denial == "Kabul denies the allegations."


@pytest.mark.parametrize(
    ("asked", "as_of", "published"),
    [
        ("What is the latest on Islamabad and Kabul?", date(2026, 3, 10), date(2026, 3, 4)),
        ("any news on the ceasefire", date(2026, 3, 10), date(2026, 3, 4)),
        ("What's new with CPEC?", date(2026, 3, 10), date(2025, 5, 21)),
        ("What is the latest on Islamabad and Kabul?", date(2025, 6, 1), date(2025, 5, 21)),
    ],
)
def test_the_latest_on_a_topic_is_the_newest_report(
    answerer: Answerer, asked: str, as_of: date, published: date
) -> None:
    """A question for news of a topic is answered from the newest report that was out by then."""
    answer = answerer.ask(Question(asked, as_of=as_of))
    assert isinstance(answer, Answered)
    assert {citation.source.published for citation in answer.citations} == {published}


@pytest.mark.parametrize("asked", ["What is the latest news from Brazil?", "any news on Brazil and China?"])
def test_no_news_of_what_the_articles_do_not_cover(answerer: Answerer, asked: str) -> None:
    """The bot gives news only of a topic that some article names in full."""
    assert isinstance(answerer.ask(Question(asked, as_of=date(2026, 3, 10))), Refused)


def test_the_dead_of_one_side_are_not_those_of_the_other(answerer: Answerer) -> None:
    """Asked for Pakistani soldiers, the bot does not answer with Taliban operatives."""
    answer = answerer.ask(Question("How many Pakistani soldiers died?", as_of=date(2026, 3, 10)))
    cited = () if isinstance(answer, Refused) else answer.citations
    assert not any("481 Taliban operatives" in citation.quote for citation in cited)


STORM = {
    "a.txt": "---\npublished: 2025-02-03\n---\nThe storm destroyed 40 barns in Quetta, the town said.",
    "b.txt": "---\npublished: 2025-02-05\n---\nThe storm destroyed forty-six barns in Quetta, the army said.",
    "c.txt": "---\npublished: 2025-03-01\n---\nIda Bell opened the bridge of Quetta on Monday. People came.",
}


def test_parts_of_a_question_keep_their_own_outcome(answerer: Answerer, fresh: IndexSettings) -> None:
    """A conflict in one part is shown, its later report is of that part, and a part without an answer is named."""
    for name, text in STORM.items():
        (fresh.seeds / name).write_text(text)
    build(fresh)
    index = open_index(fresh)
    asked = "Who opened the bridge of Quetta, how many barns did the storm destroy, and who won the chess olympiad?"
    answer = Answerer(lambda: index, answerer._reader).ask(Question(asked))
    assert isinstance(answer, Conflicting)
    assert answer.later is not None
    assert answer.statements[answer.later].citations[0].source.file == "b.txt"
    assert {answer.statements[place].citations[0].source.file for place in answer.disputed} == {
        "a.txt",
        "b.txt",
    }
    assert "chess olympiad" in answer.missing
    assert "Ida Bell" in answer_text(answer)


@pytest.mark.parametrize(
    ("asked", "short"),
    [
        ("What does BWA stand for?", "Board of Water Affairs"),
        ("what is bwa short for", "Board of Water Affairs"),
        ("What do the letters GDP stand for?", None),
    ],
)
def test_letters_are_spelt_out_by_the_sentence_that_gives_them_in_brackets(
    answerer: Answerer, fresh: IndexSettings, asked: str, short: str | None
) -> None:
    """What initials stand for is told in the article's own words; letters that no article spells out are refused."""
    (fresh.seeds / "water.txt").write_text(
        "The BWA met on Monday. A clerk of the Board of Water Affairs (BWA) opened the sluice at Harn. GDP fell."
    )
    build(fresh)
    index = open_index(fresh)
    answer = Answerer(lambda: index, answerer._reader).ask(Question(asked))
    assert getattr(answer, "short", None) == short
    assert isinstance(answer, Refused) is (short is None)


@pytest.mark.parametrize("asked", ["how do I get the mason rank", "How do I get a Mason rank?"])
def test_a_question_that_an_article_asks_itself_is_answered_with_what_stands_below_it(
    answerer: Answerer, fresh: IndexSettings, asked: str
) -> None:
    """An FAQ that holds the very question gives its answer first, not another that shares more of its words."""
    (fresh.seeds / "faq.txt").write_text(
        "Q: How do I get the Mason rank?\nA: Show two finished buildings in #gallery.\n\n"
        "Q: How large is a homestead?\nA: 64 by 64 blocks at first, and 128 by 128 with the Mason rank.\n\n"
        "Q: How do I lose the Mason rank?\nA: By a year without a building.\n"
    )
    build(fresh)
    index = open_index(fresh)
    answer = Answerer(lambda: index, answerer._reader).ask(Question(asked))
    assert isinstance(answer, Answered)
    assert "two finished buildings" in answer.statements[0].text


def test_the_first_and_the_likeliest_passages_are_read(index: Index) -> None:
    """Of twenty passages some ten are read, the first among them, in the order of the search; of none, none."""
    asked = understand(Question("How many Afghan nationals has Pakistan expelled?"), index.spelling.mend)
    assert isinstance(asked, Asked)
    hits = index.search(asked.text, POLICY.retrieved)
    chosen = likeliest(asked, hits, index)
    assert chosen[0] == hits[0]
    assert POLICY.read_passages <= len(chosen) <= POLICY.read_passages + 2
    assert [*chosen] == [hit for hit in hits if hit in chosen]
    assert likeliest(asked, (), index) == ()


def test_a_passage_that_holds_every_word_of_a_question_is_read(
    answerer: Answerer, fresh: IndexSettings
) -> None:
    """Where many passages are nearer to a question as a whole, the one with all of its words is read all the same."""
    for hall in range(2, 16):
        talks = " ".join(
            f"Malta and its foreign minister held friendly talks in hall {hall} at {hour} in the morning, and the "
            f"ministers of Malta left hall {hall} early, as the list on the door of the hall tells whoever reads it."
            for hour in ("six", "seven")
        )
        chairs = " ".join(
            f"The list names chair {7 * hall + n} and desk {n} by the window." for n in range(5)
        )
        (fresh.seeds / f"talks{hall}.txt").write_text(f"{talks} {chairs}")
    (fresh.seeds / "boats.txt").write_text(
        "The harbour police found 48 stolen boats, fined more than 60 captains and closed 22 piers. The piers stay "
        "closed, Malta's Information Minister Ann Lee said, and the boats lie in the dock until their owners come."
    )
    build(fresh)
    index = open_index(fresh)
    question = "Who is Malta's information minister?"
    hits = index.search(question, 20)
    nearness = {hit.passage.file: hit.similarity or 0.0 for hit in reversed(hits)}
    assert sum(near > nearness["boats.txt"] for near in nearness.values()) > POLICY.read_passages
    answer = Answerer(lambda: index, answerer._reader).ask(Question(question))
    assert "Ann Lee" in answer_text(answer)


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("What's the latest version of Amberfetch?", "2.10.0 - 2025-06-01"),
        ("which release is the newest?", "2.10.0 - 2025-06-01"),
        ("When did 2.9.1 come out?", "2.9.1 - 2025-03-01"),
        ("On which day was Amberfetch 2.8.0 released?", "2.8.0 - 2024-01-01"),
        ("When did 2.7.0 come out?", None),
        ("What is the latest version of Osklight?", None),
        ("What changed in the latest version of Python?", None),
    ],
)
def test_the_latest_version_is_the_highest_one_in_the_release_notes(
    answerer: Answerer, fresh: IndexSettings, question: str, shown: str | None
) -> None:
    """2.10 is newer than 2.9, wherever it stands, and each has its day; about other versions the bot says nothing."""
    fresh.seeds.joinpath("CHANGES.md").write_text(
        "# Changes of Amberfetch\n\n## 2.9.1 - 2025-03-01\n\n- Fixed a crash on empty files.\n\n"
        "## 2.10.0 - 2025-06-01\n\n- Added a dry run.\n\n## 2.8.0 - 2024-01-01\n\n- Dropped the old format.\n",
        encoding="utf-8",
    )
    build(fresh)
    index = open_index(fresh)
    answer = Answerer(lambda: index, answerer._reader).ask(Question(question))
    if shown is None:
        assert isinstance(answer, Refused)
    else:
        assert isinstance(answer, Answered)
        assert shown in answer_text(answer)


def test_the_sentence_with_the_number_of_the_question_leads(answerer: Answerer, fresh: IndexSettings) -> None:
    """Of sentences that are about as likely to answer, the one that has the number asked for is shown first."""
    fresh.seeds.joinpath("tarn.txt").write_text(
        "A reservoir for Tarn\n\nThe reservoir at Tarn cost 3.5 million crowns. It holds 18,000 cubic metres. The "
        "county gave three tenths of that sum.\n",
        encoding="utf-8",
    )
    build(fresh)
    index = open_index(fresh)
    question = Question("Which reservoir holds 18000 cubic metres?")
    answer = Answerer(lambda: index, answerer._reader).ask(question)
    assert isinstance(answer, Answered)
    assert "18,000" in answer.statements[0].text
