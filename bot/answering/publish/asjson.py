"""The machine-readable answer: the public contract that other programs read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from bot.answering.publish.wording import answer_text
from bot.answering.verify.checked import Checked, CheckedPart, numbered_through, overall
from bot.answering.verify.message import Part
from bot.answering.verify.support import Verdict
from bot.answers import Answer, Lead, Refused
from bot.records import Citation, ModelTrace


def to_json(answer: Answer, id: Any = None) -> dict[str, Any]:  # noqa: A002  (the contract's own name)
    """The answer as one JSON object.

    Args:
        answer: the answer.
        id: the question's id in a batch, given back as it came.
    """
    trace = answer.trace
    statements, lead = ((), None) if isinstance(answer, Refused) else (answer.statements, answer.lead)
    return {
        "id": id,
        "question": answer.question.text,
        "asked_as": trace.asked_as,
        "outcome": answer.outcome,
        "reason": str(answer.reason) if isinstance(answer, Refused) else None,
        "text": answer_text(answer),
        "lead": _lead(lead),
        "statements": [
            {
                "text": statement.text,
                "citations": [_citation(citation) for citation in statement.citations],
                "notes": list(statement.notes),
            }
            for statement in statements
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
        "timings": {stage: round(seconds, 4) for stage, seconds in asdict(trace.timings).items()},
    }


def _lead(lead: Lead | None) -> dict[str, Any] | None:
    return {"text": lead.text, "citations": list(lead.numbers), "writer": lead.writer} if lead else None


def _model(model: ModelTrace) -> dict[str, Any]:
    return {
        "name": model.name,
        "outcome": model.outcome,
        "detail": model.detail,
        "dropped": list(model.dropped),
        "requests": model.requests,
        "tokens": {"read": model.tokens_read, "written": model.tokens_written},
        "cost": model.cost,
        "seconds": round(model.seconds, 4),
    }


def checked_to_json(checked: Sequence[CheckedPart], text: str | None, id: Any = None) -> dict[str, Any]:  # noqa: A002
    """What a check of a message found as one JSON object, with one object a claim under ``claims``.

    The message's own verdict is as good as the worst of its claims, and its score the lowest; *no claim* when it
    claims nothing.

    Args:
        checked: the parts of the message, each with what was found.
        text: the text that came with the message, or None when the articles were asked.
        id: the message's id in a batch, given back as it came.
    """
    results = numbered_through([entry.found for entry in checked])
    parts = [_part(entry.part, result, text) for entry, result in zip(checked, results, strict=True)]
    claims = [part for part in parts if part["verdict"] != Verdict.NO_CLAIM]
    return {
        "id": id,
        "verdict": overall([entry.found.verdict for entry in checked]),
        "score": min((claim["score"] for claim in claims), default=0.0),
        "citations": _once(place for claim in claims for place in claim["citations"]),
        "claims": parts,
    }


def _part(part: Part, result: Checked, text: str | None) -> dict[str, Any]:
    places = [_citation(citation) for citation in result.citations]
    places += [
        {"start": quote.start, "end": quote.end, "quote": quote.of(text or "")} for quote in result.quotes
    ]
    return {
        "claim": part.text,
        "kind": part.kind,
        "read_as": part.read_as or None,
        "unclear": part.unclear or None,
        "verdict": result.verdict,
        "score": round(result.score, 4),
        "scores": {verdict: round(value, 4) for verdict, value in result.scores.items()},
        "as_of": result.as_of.isoformat() if result.as_of else None,
        "differs": [
            {"slot": difference.check, "articles": difference.text, "message": difference.claim}
            for difference in result.differs
        ],
        "citations": places,
        "otherwise": [_citation(other) for other in result.others],
        "later": result.later.n if result.later else None,
    }


def _once(places: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for place in places:
        if place not in kept:
            kept.append(place)
    return kept


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
