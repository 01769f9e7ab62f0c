"""What moderators and owners can download: feedback as a table, an answer's record."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from bot.server.markup import shown
from bot.server.remembered import Feedback, Kept, card_link

_SHOWN_PASSAGES = 5
_PRIVATE = "(private)"


def csv_of(rows: Sequence[Mapping[str, str]]) -> bytes:
    """A table that spreadsheets open with all letters intact and without running anything.

    Args:
        rows: the cells by the names of their columns; at least one row.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(rows[0])
    writer.writerows(map(_inert, row.values()) for row in rows)
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
            {
                "given": datetime.fromtimestamp(opinion.given_at, UTC).isoformat(timespec="seconds"),
                "thumb": "up" if opinion.good else "down",
                "reason": opinion.reason or "",
                "words": opinion.words or "",
                "outcome": answer.outcome,
                "refused because": record.get("reason") or "",
                "question": private or answer.question,
                "answer": private or record.get("text") or "",
                "link": "" if private else card_link(answer, message) or "",
                "id": answer.id,
                "generation": answer.generation,
            }
        )
    return csv_of(rows)


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
