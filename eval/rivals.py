"""Rivals on the same index and cases: what a plain search shows, and LlamaIndex's engine for cited answers.

Each answers with the machine-readable contract, so the same code marks them. Neither sees earlier questions or the
day of asking: they have no place for them.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.callbacks import CallbackManager
from llama_index.core.query_engine import CitationQueryEngine
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.llms.openai_like import OpenAILike

from bot.records import Question

if TYPE_CHECKING:
    from bot.settings import BotSettings
    from eval.run import Ask
    from index.records import Hit
    from index.search import Index

SOURCES = 3  # passages that the engine is given, as in LlamaIndex's own examples
TOP_PASSAGE, CITATION_ENGINE = "top-1-passage", "CitationQueryEngine"
_MARKER = re.compile(r"\[(\d+(?:\s*,\s*\d+)*)\]")
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?=\s|$)|[.!?]+(?=\[)|\n|$)(?:\s*\[[\d,\s]+\])*")
# It can only refuse in words: its prompt asks for that when no source helps.
_REFUSES = re.compile(
    r"none of the (?:provided )?sources|sources? (?:do|does) not|(?:no|not enough) information|not (?:mentioned|stated)"
    r"|cannot (?:answer|determine)",
    re.IGNORECASE,
)


def top_passage(index: Index) -> Ask:
    """Answers every question with the whole passage that the search puts first."""

    def ask(question: Question) -> dict[str, Any]:
        began = time.perf_counter()
        hits = index.search(question.text)
        spent = time.perf_counter() - began
        stated = (
            [{"text": hits[0].passage.text, "citations": [_citation(1, *_stretch(hits[0]))]}] if hits else []
        )
        confidence = min(1.0, max(0.0, hits[0].similarity or 0.0)) if hits else 1.0
        return _contract(index, stated, hits, {"retrieve": spent, "total": spent}, TOP_PASSAGE, confidence)

    return ask


def citation_engine(index: Index, settings: BotSettings) -> Ask:
    """Answers with LlamaIndex's ``CitationQueryEngine`` over the same index, its prompts as they ship.

    Args:
        index: what it retrieves from.
        settings: which language model, at which OpenAI-compatible address.
    """
    model = OpenAILike(
        model=settings.llm or "",
        api_base=settings.llm_base_url,
        api_key=settings.llm_key.get_secret_value() if settings.llm_key else "none",
        is_chat_model=True,
        context_window=settings.llm_context,
        max_tokens=min(settings.llm_max_tokens, 256),
        temperature=0.0,
        timeout=settings.llm_timeout,
        max_retries=settings.llm_retries,
    )
    engine = CitationQueryEngine(_Retriever(index), llm=model, callback_manager=CallbackManager())

    def ask(question: Question) -> dict[str, Any]:
        began = time.perf_counter()
        response = engine.query(question.text)
        sources = [_source(node) for node in response.source_nodes]
        text = str(response)
        stated = [] if _REFUSES.search(text) else list(statements(text, sources))
        hits = index.search(question.text)[:SOURCES]
        seconds = {"total": time.perf_counter() - began}
        return _contract(index, stated, hits, seconds, f"{CITATION_ENGINE}, {settings.llm}", 1.0, text=text)

    return ask


def statements(text: str, sources: Sequence[tuple[str, int, str]]) -> Iterator[dict[str, Any]]:
    """The sentences of an answer with markers, each with the sources it marks; a marker of no source is left out.

    Args:
        text: the answer, such as ``"More than 80,000 [2]."``.
        sources: the numbered sources from 1: file, first code point, words.
    """
    for match in _SENTENCE.finditer(text):
        words = _MARKER.sub("", match[0]).strip()
        numbers = [int(number) for marker in _MARKER.findall(match[0]) for number in marker.split(",")]
        if words.strip(" .!?"):
            cited = dict.fromkeys(number for number in numbers if 0 < number <= len(sources))
            yield {"text": words, "citations": [_citation(number, *sources[number - 1]) for number in cited]}


class _Retriever(BaseRetriever):
    """Our search, as LlamaIndex asks for it."""

    def __init__(self, index: Index) -> None:
        self._index = index
        super().__init__(callback_manager=CallbackManager())

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [
            NodeWithScore(
                node=TextNode(
                    text=hit.passage.text,
                    metadata={
                        "file": hit.passage.file,
                        "start": hit.passage.span.start,
                        "whole": hit.passage.text,
                    },
                ),
                score=hit.score,
            )
            for hit in self._index.search(query_bundle.query_str)[:SOURCES]
        ]


def _source(node: NodeWithScore) -> tuple[str, int, str]:
    """Where a numbered source stands: the engine puts ``Source 1:`` before the words and may cut them."""
    words = node.node.get_content().split(":\n", 1)[-1].strip()
    about = node.node.metadata
    return about["file"], about["start"] + about["whole"].find(words), words


def _stretch(hit: Hit) -> tuple[str, int, str]:
    return hit.passage.file, hit.passage.span.start, hit.passage.text


def _citation(number: int, file: str, start: int, words: str) -> dict[str, Any]:
    place = {
        "n": number,
        "article": file,
        "file": file,
        "start": start,
        "end": start + len(words),
        "quote": words,
    }
    return {**place, "title": None, "publisher": None, "published": None}


def _contract(
    index: Index,
    stated: Sequence[Mapping[str, Any]],
    hits: Sequence[Hit],
    seconds: Mapping[str, float],
    writer: str,
    confidence: float,
    text: str | None = None,
) -> dict[str, Any]:
    retrieved = [
        {
            "article": hit.passage.article,
            "file": file,
            "start": start,
            "end": start + len(words),
            "score": hit.score,
        }
        for hit in hits
        for file, start, words in [_stretch(hit)]
    ]
    return {
        "outcome": "answered" if stated else "refused",
        "reason": None if stated else "not_stated",
        "text": text if text is not None else "\n".join(statement["text"] for statement in stated),
        "statements": list(stated),
        "retrieved": retrieved,
        "confidence": confidence,
        "generation": index.generation.id,
        "writer": writer,
        "timings": dict(seconds),
    }
