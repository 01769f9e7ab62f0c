"""What moderators and owners can download: feedback as a table, an answer's record."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from bot.server.markup import shown
from bot.server.remembered import Feedback, Kept, card_link

_SHOWN_PASSAGES = 5
_COLUMNS = (
    "given",
    "thumb",
    "reason",
    "words",
    "outcome",
    "refused because",
    "question",
    "answer",
    "link",
    "id",
    "generation",
)
_PRIVATE = "(private)"


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table that spreadsheets open with all letters intact and without running anything."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")  # so that spreadsheets know the encoding


def feedback_table(opinions: Iterable[tuple[Kept, Feedback, int | None]]) -> bytes:
    """Opinions with the answers that they are about, as CSV.

    What was asked and answered privately is left out; what a member wrote to the moderators about it is not.

    Args:
        opinions: each answer, an opinion of it, and the message that shows it, where that is known.
    """
    rows = []
    for answer, opinion, message in opinions:
        record = answer.record or {}
        private = _PRIVATE if answer.private else None
        rows.append(
            (
                datetime.fromtimestamp(opinion.given_at, UTC).isoformat(timespec="seconds"),
                "up" if opinion.good else "down",
                opinion.reason or "",
                opinion.words or "",
                answer.outcome,
                record.get("reason") or "",
                private or answer.question,
                private or record.get("text") or "",
                "" if private else card_link(answer, message) or "",
                answer.id,
                answer.generation,
            )
        )
    return csv_of(_COLUMNS, rows)


def trace_lines(answer: Kept) -> str:
    """How an answer came about, 2,000 characters at most."""
    record = answer.record
    if record is None:
        return f"**{answer.outcome}**, generation `{answer.generation}`; nothing else is kept of it."
    lines = [
        f"**{record['outcome']}**" + (f" ({record['reason']})" if record.get("reason") else ""),
        f"Read as: {shown(record['asked_as'], 200)}",
        f"Confidence {record['confidence']:.2f}, writer {shown(record['writer'], 60)}, "
        f"generation `{record['generation']}`",
        "Seconds: " + ", ".join(f"{name} {value:.2f}" for name, value in record["timings"].items()),
        "The first passages that were found:",
    ]
    lines += [
        f"- {passage['score']:.3f} {shown(passage['file'], 60)} {passage['start']}–{passage['end']}"
        for passage in record["retrieved"][:_SHOWN_PASSAGES]
    ]
    return "\n".join(lines)[:2000]


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV Injection")."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell
