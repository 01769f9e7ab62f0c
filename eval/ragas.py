"""A run in the format that RAGAS reads, for those who want a model as judge.

One JSON object a line, with the names of ``ragas.SingleTurnSample``; ``EvaluationDataset.from_jsonl`` loads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.jsonlines import write_lines
from eval.kept import Kept
from eval.records import Result

REFUSAL = "The articles do not say."


def export(kept: Kept, path: Path) -> int:
    """Writes a run as a file for RAGAS; questions on which the bot broke are left out.

    Returns:
        how many questions were written.
    """
    samples = [_sample(result, kept.texts) for result in kept.results if result.reply]
    write_lines(path, samples)
    return len(samples)


def _sample(result: Result, texts: Mapping[str, str]) -> dict[str, Any]:
    case, reply = result.case, result.reply
    assert reply is not None  # noqa: S101 - the caller left the others out
    stated = "\n".join(statement.text for statement in reply.statements)
    return {
        "user_input": case.question,
        "retrieved_contexts": [
            texts[place.file][place.start : place.end] for place in reply.retrieved if place.file in texts
        ],
        "response": stated or reply.text,
        "reference": "; ".join(group[0] for group in case.answers) or REFUSAL,
        "reference_contexts": [item[0].quote for item in case.evidence],
    }
