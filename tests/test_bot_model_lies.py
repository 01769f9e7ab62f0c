"""A language model that lies in every field of its replies: no word of it is published."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from replayed import Model, Request, choice, completion, http, replayed
from test_bot_model_faults import with_model

from bot.answering.answerer import Answerer
from bot.answering.publish.asjson import to_json
from bot.answering.verify.support import Verdict
from bot.answers import Answer, Refused
from bot.records import Question
from eval.casefiles import read_texts
from eval.claims.kept import KEPT, TUNED, read_kept_claims
from eval.claims.leads import made_lies
from eval.claims.people import wordings
from eval.wordings import plain
from tests.conftest import ROOT

TEXTS = read_texts(ROOT / "seeds")
MADE = made_lies(ROOT / "seeds")
TUNE = ROOT.parent / "shared" / "tune"  # not everywhere
WRITTEN = [claim for claim, _, true in wordings(TUNE) if not true] if TUNE.is_dir() else []
TOLD = plain(" ".join(TEXTS.values()))
UNTRUE = [
    claim.text
    for folder in (*KEPT, *TUNED)
    for claim in read_kept_claims(folder)
    if claim.label is not Verdict.SUPPORTED
    and plain(claim.text).strip(".") not in TOLD  # else a quotation may hold it
]
LIES = [*(lie.text for lie in MADE), *UNTRUE, *WRITTEN]
QUESTIONS = (
    "How many Afghans has Pakistan expelled since the end of March?",
    "Who is Attaullah Tarar?",
    "How many people died in the Paktika strike of December 2024?",
    "Does Afghanistan shelter TTP militants?",
)


def as_lead(request: Request, lies: Sequence[str]) -> Any:
    """Right ids, with lies as the lead, as further fields, as thoughts and as words around the object."""
    said = {**choice(request.ids_of("Pakistan")[:1]), "lead": lies[0], "answer": lies, "statements": lies}
    return http(completion(f"{lies[0]}\n{json.dumps(said)}\n{lies[-1]}", reasoning_content=" ".join(lies)))


def as_ids(request: Request, lies: Sequence[str]) -> Any:
    """Lies where ids belong."""
    return choice([request.ids_of("Pakistan")[0], *lies], conflicts=[lies])


def as_search(request: Request, lies: Sequence[str]) -> Any:
    """Lies to search for, and then as the answer."""
    if "at most" in request.prompt:
        return choice([], search=lies)
    return {**choice(request.ids_of("Pakistan")[:1]), "lead": lies[0], "search": lies}


WAYS = (as_lead, as_ids, as_search)


def told(way: Any, lies: Sequence[str]) -> Model:
    """A model that lies in one way."""
    return lambda request: way(request, lies)


def shown(answer: Answer) -> str:
    """All that a member sees of an answer, in one wording."""
    said = "" if isinstance(answer, Refused) else " ".join(statement.text for statement in answer.statements)
    return plain(f"{to_json(answer)['text']} {said}")


def test_there_are_two_hundred_lies_of_six_kinds() -> None:
    """Numbers, names, swapped roles, what was left out, merged sources and shifted times: 200 different lies."""
    kinds = Counter(lie.kind for lie in MADE)
    assert len({lie.text for lie in MADE}) == 200
    assert len(kinds) == 6
    assert min(kinds.values()) >= 15


@pytest.mark.timeout(900)
def test_no_lie_of_a_model_is_published(answerer: Answerer) -> None:
    """Wherever in its reply a model puts a lie, a member sees the articles' own words, each with its place."""
    batches = [LIES[place : place + 16] for place in range(0, len(LIES), 16)]
    assert sum(map(len, batches)) >= 250
    outcomes = set()
    for number, lies in enumerate(batches):
        with replayed(told(WAYS[number % len(WAYS)], lies)) as (url, _):
            answer = with_model(answerer, url, llm_timeout=60.0).ask(
                Question(QUESTIONS[number % len(QUESTIONS)])
            )
        assert answer.trace.model
        outcomes.add(answer.trace.model.outcome)
        assert not [lie for lie in lies if plain(lie).strip(".") in shown(answer)]
        for citation in () if isinstance(answer, Refused) else answer.citations:
            assert citation.span.of(TEXTS[citation.source.file]) == citation.quote
    assert {"chose", "failed"} <= outcomes
