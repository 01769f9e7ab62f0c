"""A capable language model lifts the answers: it chooses sentences by their numbers, and its "no" is obeyed."""

from __future__ import annotations

import json
from datetime import date

import pytest
from careful_model import careful
from hypothesis import given
from hypothesis import strategies as st
from replayed import Request, choice, completion, http, replayed
from test_bot_model_faults import with_model

from bot.answering.answerer import Answerer
from bot.answering.llm.fitness import Fit
from bot.answering.llm.language_model import LanguageModelFailed
from bot.answering.llm.prompts import PromptIncomplete, render
from bot.answering.llm.reply import MOST_IDS, Answerable, form_of, read_reply
from bot.answering.publish.asjson import to_json
from bot.answering.publish.explain import explain
from bot.answers import Answer, Answered, Conflicting, Partial, Refused
from bot.records import Question
from eval.casefiles import OUR_CASES, read_cases, read_texts
from eval.doors.judging import FAST
from eval.judge import judge
from eval.records import Case, Kind, Split, Verdict
from eval.replies import kept as kept_answer
from eval.replies import read_reply as read_answer
from eval.run import choose
from index.build import build
from index.search import open_index
from index.settings import IndexSettings
from tests.conftest import ROOT

TEXTS = read_texts(ROOT / "seeds")
CASES = read_cases(OUR_CASES, TEXTS)
ASKED_ANYWAY = choose(CASES, None, FAST)
# Of the cases kept for checking the near misses, those that other tests ask too, and a third of the others.
CHECKED = [
    case
    for number, case in enumerate(choose(CASES, Split.CHECK, None))
    if case.kind is Kind.NEAR_MISS or case in ASKED_ANYWAY or number % 3 == 0
]


@pytest.fixture(scope="module")
def read(answerer: Answerer) -> list[tuple[Case, Answer, Answer]]:
    """Cases kept for checking, as replies written by hand choose over HTTP, and as the small reader answers it."""
    rows = []
    with replayed(careful) as (url, _):
        bot = with_model(answerer, url, Fit.READS, llm_timeout=30.0)
        for case in CHECKED:
            first: list[Answer] = []
            answer = bot.ask(Question(case.question, case.history, case.as_of), first.append)
            rows.append((case, answer, (first or [answer])[0]))
    return rows


def verdict(case: Case, answer: Answer) -> Verdict:
    """How the answer is judged."""
    return judge(case, read_answer(kept_answer(answer)))[0]


def test_nine_in_ten_answers_are_right_when_a_careful_reader_chooses(
    read: list[tuple[Case, Answer, Answer]],
) -> None:
    """Over at least 40 questions, replies written by hand in place of a model give nine right answers in ten."""
    replied = [row for row in read if row[1].trace.model and not row[1].trace.model.fell_back]
    assert len(replied) >= 40
    assert len(replied) == len(read)
    answerable = [row for row in read if row[0].answerable]
    right = sum(verdict(case, answer) is Verdict.RIGHT for case, answer, _ in answerable)
    before = sum(verdict(case, alone) is Verdict.RIGHT for case, _, alone in answerable)
    assert right >= 0.9 * len(answerable) > before


def test_what_a_careful_reader_does_not_find_is_refused(read: list[tuple[Case, Answer, Answer]]) -> None:
    """Where the model says that no sentence answers, the question is refused, however sure the small reader was."""
    near = [row for row in read if row[0].unanswerable]
    assert sum(case.kind == "near_miss" for case, _, _ in near) >= 10
    assert any(not isinstance(alone, Refused) for _, _, alone in near)
    for _, answer, _ in near:
        assert isinstance(answer, Refused)
        assert answer.pointers  # the nearest articles


def test_the_latest_on_a_topic_may_be_any_sentence_of_the_newest_report(answerer: Answerer) -> None:
    """For the latest on a topic the small reader judges the report, not each sentence: any chosen sentence is shown."""
    model = lambda request: choice(request.ids_of("Fighting between the two neighbors")[:1])  # noqa: E731
    question = "What is the latest on Islamabad and Kabul?"
    answer, _ = ask(answerer, question, model, as_of=date(2026, 3, 5))
    assert isinstance(answer, Answered)
    assert "Fighting between the two neighbors" in answer.statements[0].text


def test_every_sentence_that_a_model_chose_stands_in_its_file(
    read: list[tuple[Case, Answer, Answer]],
) -> None:
    """What is published is the article's own words, with their place, whoever chose them."""
    cited = [
        citation for _, answer, _ in read if not isinstance(answer, Refused) for citation in answer.citations
    ]
    assert len(cited) > 20
    assert all(citation.span.of(TEXTS[citation.source.file]) == citation.quote for citation in cited)


def ask(answerer: Answerer, question: str, model: object, **more: object) -> tuple[Answer, list[Request]]:
    """What becomes of a question, and what the model was sent."""
    with replayed(model) as (url, requests):  # type: ignore[arg-type]
        return with_model(answerer, url, llm_timeout=30.0).ask(Question(question, **more)), requests  # type: ignore[arg-type]


def test_a_model_sees_numbered_sentences_of_ten_passages(answerer: Answerer) -> None:
    """The model gets the question, today's date and the sentences of at least ten passages with title and date."""
    question = "Who is Attaullah Tarar?"
    model = lambda request: choice(request.ids_of("Attaullah Tarar")[:1])  # noqa: E731
    answer, (request,) = ask(answerer, question, model, as_of=date(2026, 5, 1))
    assert isinstance(answer, Answered)
    assert "Information Minister Attaullah Tarar" in answer.statements[0].text
    assert answer.trace.writer == "m"
    assert request.question == question
    assert "Today is 1 May 2026." in request.prompt
    assert "4 March 2026" in request.prompt
    assert len(request.sentences) > 20
    ids = request.body["response_format"]["json_schema"]["schema"]["properties"]["parts"]["items"]["items"][
        "enum"
    ]
    assert ids == list(request.sentences)


def test_fences_thoughts_and_loose_ids_are_forgiven(answerer: Answerer) -> None:
    """JSON between Markdown marks, after thoughts, with ids in brackets, lower case or as numbers, is read."""

    def loose(request: Request) -> object:
        key = request.ids_of("expelled more than 80,000")[0]
        said = f'Sure!\n```json\n{{"answerable": "Yes", "parts": ["[{key.lower()}]", {key[1:]},],}}\n```'
        return http(completion(f"<think>Is it {{S1}}?</think>\n{said}"))

    answer, _ = ask(answerer, "How many Afghans has Pakistan expelled since the end of March?", loose)
    assert isinstance(answer, Answered)
    assert "80,000" in answer.statements[0].text
    assert answer.trace.model
    assert answer.trace.model.outcome == "chose"


def test_one_part_answered_and_one_not_is_a_partial_answer(answerer: Answerer) -> None:
    """A part for which the model names no sentence is told as missing."""
    model = lambda request: choice(request.ids_of("expelled more than 80,000")[:1], [])  # noqa: E731
    question = "How many Afghans has Pakistan expelled, and who pays for the buses?"
    answer, (request,) = ask(answerer, question, model)
    assert len(request.parts) == 2
    assert isinstance(answer, Partial)
    assert "who pays for the buses" in answer.missing


def test_reports_that_disagree_are_shown_side_by_side(answerer: Answerer) -> None:
    """Where the model chose two counts of one thing, both are shown as a conflict, even if it did not say so."""

    def model(request: Request) -> object:
        return choice(
            request.ids_of("killed at least 46 people")[:1] + request.ids_of("killed about 50 people")[:1]
        )

    answer, _ = ask(answerer, "How many people died in the Paktika strike of December 2024?", model)
    assert isinstance(answer, Conflicting)


def test_a_charge_that_a_model_chose_has_its_denial_beside_it(answerer: Answerer) -> None:
    """Where the model chose what one side alleges, what the other side says to that is shown with it."""
    model = lambda request: choice(request.ids_of("Pakistan accuses Afghanistan of sheltering")[:1])  # noqa: E731
    answer, _ = ask(answerer, "Who does Pakistan accuse of sheltering militants?", model)
    assert not isinstance(answer, Refused)
    assert [statement.text for statement in answer.statements][1] == "Kabul denies the allegations."


def test_both_answers_of_a_question_that_offers_two_are_shown(answerer: Answerer) -> None:
    """Where the model chose one of two answers that the question offers, the other article's answer is beside it."""
    question = (
        "How did India first get in touch with the Taliban government after 2021, by phone or in a meeting?"
    )
    answer, _ = ask(answerer, question, lambda request: choice(request.ids_of("held a phone call")[:1]))
    assert isinstance(answer, Conflicting)
    assert "held a phone call" in answer.statements[0].text
    assert "ministerial-level meeting" in answer.statements[1].text


REPORT = """---
title: The old mill
publisher: Norvik Post
published: 2024-05-03
---

# The mill

## Its past

The mill was built by Ada Holm in 1931. It was sold to the town in 1950 for one krone.

## Its future

The council plans to turn the mill into a school.
"""


def test_a_model_sees_where_each_sentence_stands(answerer: Answerer, fresh: IndexSettings) -> None:
    """Sentences are grouped by document with title, publisher and date, and stand below their headings.

    One that leans on the sentence before it is published with that sentence.
    """
    (fresh.seeds / "mill.md").write_text(REPORT)
    build(fresh)
    index = open_index(fresh)
    shelf = Answerer(lambda: index, answerer._reader)
    model = lambda request: choice(request.ids_of("It was sold to the town")[:1])  # noqa: E731
    answer, (request,) = ask(shelf, "When was the mill sold?", model)
    heads = [line for line in request.prompt.splitlines() if line.startswith(("Document", "  ["))]
    assert heads[0] == 'Document 1: "The old mill", Norvik Post, 3 May 2024'
    assert "Its past" in heads[1]
    assert "Its future" in heads[2]
    assert not isinstance(answer, Refused)
    assert answer.statements[0].text.startswith(
        "The mill was built by Ada Holm in 1931. It was sold to the town"
    )


def test_the_newest_report_leads_when_now_is_asked(answerer: Answerer) -> None:
    """Whatever order the model gives, the newest dated report comes first for a question about now."""

    def oldest_first(request: Request) -> object:
        old = request.ids_of("agreed in principle to exchange ambassadors")[:1]
        new = request.ids_of("open war")[:1] or request.ids_of("481 Taliban")[:1]
        return choice(old + new)

    answer, _ = ask(answerer, "How are relations between Pakistan and Afghanistan now?", oldest_first)
    assert not isinstance(answer, Refused)
    assert answer.statements[0].citations[0].source.published == answer.as_of


def test_a_model_may_search_once_more(answerer: Answerer) -> None:
    """A model that finds nothing may write queries; what they find is shown to it, once."""

    def searches(request: Request) -> object:
        if "at most 2 queries" in request.prompt:
            return choice([], search=["China infrastructure energy projects under CPEC"])
        return choice(request.ids_of("has pledged over $60 billion")[:1])

    answer, requests = ask(answerer, "How much has China pledged for CPEC projects?", searches)
    assert len(requests) == 2
    assert requests[0].sentences.items() != requests[1].sentences.items()
    assert not isinstance(answer, Refused)
    assert "$60 billion" in answer.statements[0].text


def test_follow_ups_are_rewritten_by_the_model(answerer: Answerer) -> None:
    """With a model a follow-up is read as the model words it, and shown so; a rewriting with new words is not used.

    Where it chooses sentences, the model sees what was asked before, too.
    """
    earlier = ("How many Afghans has Pakistan expelled since the end of March?",)
    alone = "When did Pakistan expel the Afghans?"

    def rewrites(wording: str) -> object:
        def model(request: Request) -> object:
            if "Earlier questions" in request.prompt:
                return json.dumps({"question": wording})
            return choice([key for key, text in request.sentences.items() if "80,000" in text][:1])

        return model

    answer, requests = ask(answerer, "And when?", rewrites(alone), history=earlier)
    assert answer.trace.asked_as == alone
    assert requests[1].question == alone
    assert earlier[0] in requests[1].prompt
    answer, requests = ask(answerer, "And when?", rewrites("When did Iran resign?"), history=earlier)
    assert "Iran" not in requests[1].question


def test_orders_in_an_article_are_not_shown_to_a_model(answerer: Answerer) -> None:
    """No sentence that gives orders to whoever answers is sent, so none can be obeyed or chosen."""
    from bot.answering.question.prompt_injection import is_injection

    _, (request,) = ask(answerer, "Who is Attaullah Tarar?", lambda request: choice([]))
    assert request.sentences
    assert not any(map(is_injection, request.sentences.values()))


def test_the_small_reader_gives_a_second_opinion_on_each_sentence(answerer: Answerer) -> None:
    """A sentence that a fit model chose is not shown if the small reader puts it beyond its twentieth.

    JSON and `--explain` name it. Where nothing else was chosen, the small reader's answer stands.
    """
    question = "How many Afghans has Pakistan expelled since the end of March?"

    def right(request: Request) -> list[str]:
        return request.ids_of("expelled more than 80,000")[:1]

    def beside(request: Request) -> list[str]:
        return request.ids_of("Experts view this step")[:1]

    answer, _ = ask(answerer, question, lambda request: choice([*beside(request), *right(request)]))
    assert isinstance(answer, Answered)
    assert ["80,000" in statement.text for statement in answer.statements] == [True]
    record = to_json(answer)["model"]
    assert record["outcome"] == "chose"
    (dropped,) = record["dropped"]
    assert dropped.startswith("the small reader sees no answer in “")
    assert "Experts view this step" in dropped
    answer, _ = ask(answerer, question, lambda request: choice(beside(request)))
    assert to_json(answer)["model"]["outcome"] == "implausible"
    assert to_json(answer)["model"]["dropped"] == [dropped]
    assert answer.statements == answerer.ask(Question(question)).statements  # type: ignore[union-attr]


QUERIES = ["China CPEC projects", "trilateral meeting in Kabul"]


def test_what_a_model_searched_for_itself_has_a_second_opinion_too(answerer: Answerer) -> None:
    """The small reader reads what only the model's own queries found beside its own best, and may set it aside."""
    beside = "Recent diplomatic efforts have aimed to turn the tide."

    def strays(request: Request) -> object:
        more = "at most 2 queries" in request.prompt
        return choice([], search=QUERIES) if more else choice(request.ids_of(beside)[:1])

    question = "How many Afghans has Pakistan expelled since the end of March?"
    answer, requests = ask(answerer, question, strays)
    assert [bool(request.ids_of(beside)) for request in requests] == [False, True]
    record = to_json(answer)["model"]
    assert record["outcome"] == "implausible"
    assert beside in record["dropped"][0]


def test_what_a_model_cost_is_told(answerer: Answerer) -> None:
    """The machine-readable answer names the model, its tokens, and what of its reply was not used."""
    model = lambda request: choice([*request.ids_of("expelled more than 80,000")[:2], "S999"])  # noqa: E731
    answer, _ = ask(answerer, "How many Afghans has Pakistan expelled?", model)
    record = to_json(answer)["model"]
    assert (record["name"], record["outcome"], record["requests"]) == ("m", "chose", 1)
    assert record["tokens"] == {"read": 900, "written": 30}
    assert record["cost"] is None
    assert record["dropped"] == ["not a sentence that was shown: S999"]


def test_what_a_question_costs_is_told_where_prices_are_set(answerer: Answerer) -> None:
    """With prices of a million tokens, JSON and `--explain` tell what a question cost, all its requests together."""

    def searches(request: Request) -> object:
        more = "at most 2 queries" in request.prompt
        return choice([], search=["CPEC projects"]) if more else choice(list(request.sentences)[:1])

    with replayed(searches) as (url, requests):
        bot = with_model(answerer, url, Fit.READS, llm_timeout=60.0, llm_price_in=3, llm_price_out=15)
        answer = bot.ask(Question("How much has China pledged for CPEC projects?"))
    assert len(requests) == 2
    record = to_json(answer)["model"]
    assert record["tokens"] == {"read": 1800, "written": 60}
    assert record["cost"] == pytest.approx(2 * (900 * 3 + 30 * 15) / 1_000_000)
    (row,) = [row for row in explain(answer) if row.check == "language model"]
    assert "1800 + 60 tokens" in row.value
    assert "cost 0.0063" in row.value


IDS = [f"S{n}" for n in range(1, 31)]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 40) | st.sampled_from([*IDS, "yes", "no", "x"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["answerable", "parts", "conflicts", "search", "x"]), inner, max_size=4
        )
    ),
)


@given(reply=JSON.map(json.dumps) | st.text(max_size=200), parts=st.integers(1, 3))
def test_a_reply_of_any_kind_is_read_or_refused(reply: str, parts: int) -> None:
    """Whatever a model says, it is a choice of ids that were sent, or one clear failure."""
    try:
        chosen = read_reply(reply, IDS, parts)
    except LanguageModelFailed:
        return
    assert len(chosen.parts) == parts
    assert all(set(ids) <= set(IDS) and len(ids) <= MOST_IDS for ids in chosen.parts)
    assert (chosen.answerable is Answerable.NO) == (not any(chosen.parts))


def test_the_form_allows_nothing_but_the_ids_that_were_sent() -> None:
    """A server that holds its model to the form cannot let it invent: ids are an enumeration, nothing may be added."""
    form = form_of(IDS, 2, 0)
    assert form["additionalProperties"] is False
    assert set(form["required"]) == set(form["properties"])
    assert form["properties"]["parts"]["items"]["items"]["enum"] == IDS
    assert form["properties"]["parts"]["items"]["maxItems"] == MOST_IDS + 1  # nobody runs on for ever
    assert form["properties"]["parts"]["minItems"] == form["properties"]["parts"]["maxItems"] == 2


def test_a_prompt_that_names_an_unknown_variable_is_told() -> None:
    """A prompt file with a variable that nobody fills in is one clear line, and a dollar in a value stays."""
    with pytest.raises(PromptIncomplete, match=r"prompts/rewrite\.md: nothing was given for \$"):
        render("rewrite", history="[]")
    assert "costs $5" in render("rewrite", history="[]", question="costs $5")
