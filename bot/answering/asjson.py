"""The machine-readable answer: the public contract that other programs read."""

from __future__ import annotations

from typing import Any

from bot.answering.check import Checked
from bot.answering.wording import answer_text
from bot.records import Answer, Citation, ModelTrace, Refused


def to_json(answer: Answer, id: Any = None) -> dict[str, Any]:  # noqa: A002  (the contract's own name)
    """The answer as one JSON object.

    Args:
        answer: the answer.
        id: the question's id in a batch, given back as it came.
    """
    refused = isinstance(answer, Refused)
    trace = answer.trace
    return {
        "id": id,
        "question": answer.question.text,
        "asked_as": trace.asked_as,
        "outcome": answer.outcome,
        "reason": str(answer.reason) if isinstance(answer, Refused) else None,
        "text": answer_text(answer),
        "statements": []
        if refused
        else [
            {
                "text": one.text,
                "citations": [_citation(citation) for citation in one.citations],
                "notes": list(one.notes),
            }
            for one in answer.statements  # type: ignore[union-attr]
        ],
        "retrieved": [
            {
                "article": hit.passage.article,
                "file": hit.passage.file,
                "start": hit.passage.span.start,
                "end": hit.passage.span.end,
                "score": round(hit.score, 6),
            }
            for hit in trace.retrieved
        ],
        "confidence": round(trace.confidence, 4),
        "generation": trace.generation,
        "writer": trace.writer,
        "parts": [
            {
                "question": part.asked,
                "outcome": part.outcome,
                "answerable": round(part.answerable, 4),
                "needed": round(part.needed, 4),
            }
            for part in trace.parts
        ],
        "model": _model(trace.model) if trace.model else None,
        "timings": {
            "retrieve": round(trace.timings.retrieve, 4),
            "read": round(trace.timings.read, 4),
            "write": round(trace.timings.write, 4),
            "verify": round(trace.timings.verify, 4),
            "total": round(trace.timings.total, 4),
        },
    }


def _model(model: ModelTrace) -> dict[str, Any]:
    return {
        "name": model.name,
        "outcome": model.outcome,
        "detail": model.detail,
        "dropped": list(model.dropped),
        "requests": model.requests,
        "tokens": {"read": model.tokens_read, "written": model.tokens_written},
        "seconds": round(model.seconds, 4),
    }


def checked_to_json(checked: Checked, text: str | None, id: Any = None) -> dict[str, Any]:  # noqa: A002
    """What a check found as one JSON object.

    Args:
        checked: what was found.
        text: the text that came with the claim, or None when the articles were asked.
        id: the claim's id in a batch, given back as it came.
    """
    places = [_citation(one) for one in checked.citations]
    places += [{"start": one.start, "end": one.end, "quote": one.of(text or "")} for one in checked.quotes]
    return {"id": id, "verdict": checked.verdict, "score": round(checked.score, 4), "citations": places}


def _citation(citation: Citation) -> dict[str, Any]:
    source = citation.source
    return {
        "n": citation.n,
        "article": source.article,
        "file": source.file,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        "title": source.title,
        "publisher": source.publisher,
        "published": source.published.isoformat() if source.published else None,
    }
