"""Rivals answer the contract, so that the same code marks them."""

from __future__ import annotations

import pytest
from model_server import MODEL, model_server

from bot.records import Question
from bot.settings import BotSettings
from eval.casefiles import read_texts
from eval.judge import breach, is_intact
from eval.replies import read_reply
from eval.rivals import SOURCES as MOST
from eval.rivals import citation_engine, statements, top_passage
from index.build import build
from index.search import Index, open_index
from index.settings import IndexSettings

SOURCES = [("a.txt", 10, "first words"), ("b.txt", 0, "second words")]


def test_the_best_passage_alone_is_an_answer_like_any_other(index: Index, built: IndexSettings) -> None:
    """It cites the whole passage that the search puts first, to the character."""
    reply = read_reply(top_passage(index)(Question("How many Afghans has Pakistan expelled?")))
    assert breach(reply) is None
    assert [citation.place for citation in reply.citations] == [reply.retrieved[0]]
    assert all(is_intact(citation, read_texts(built.seeds)) for citation in reply.citations)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It rose [1]. It fell [2].", [("It rose .", [1]), ("It fell .", [2])]),
        ("Both say so [1, 2].", [("Both say so .", [1, 2])]),
        ("It rose. [1] It fell.", [("It rose.", [1]), ("It fell.", [])]),
        ("Nobody knows [7].", [("Nobody knows .", [])]),
        ("", []),
    ],
)
def test_markers_become_citations(text: str, said: list[tuple[str, list[int]]]) -> None:
    """Each sentence cites the sources whose numbers it carries; a number that no source has cites nothing."""
    made = list(statements(text, SOURCES))
    assert [
        (statement["text"], [citation["n"] for citation in statement["citations"]]) for statement in made
    ] == said
    for citation in (citation for statement in made for citation in statement["citations"]):
        file, start, words = SOURCES[citation["n"] - 1]
        assert (citation["file"], citation["start"], citation["quote"]) == (file, start, words)
        assert citation["end"] - citation["start"] == len(words)


def test_llamaindex_answers_from_the_same_index(fresh: IndexSettings) -> None:
    """Its engine for cited answers runs as it ships, on a real model, and what it cites stands where it says."""
    for number in range(MOST + 2):  # short ones: so small a model takes long to read more
        (fresh.seeds / f"{number}.txt").write_text(f"District {number} has expelled {number},300 Afghans.")
    build(fresh)
    index = open_index(fresh)
    with model_server() as url:
        settings = BotSettings(
            seeds=fresh.seeds,
            data=fresh.data,
            llm=MODEL,
            llm_base_url=url,
            llm_timeout=300,
            llm_max_tokens=24,
        )
        reply = read_reply(
            citation_engine(index, settings)(Question("How many Afghans has Pakistan expelled?"))
        )
    assert reply.text
    assert reply.outcome == ("answered" if reply.statements else "refused")
    assert len(reply.retrieved) == MOST
    assert all(is_intact(citation, read_texts(fresh.seeds)) for citation in reply.citations)
