"""Claims that people judged: QAGS, and an equal draw of larger public sets."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.answering.verify.support import Verdict
from eval.jsonlines import rows_of

# Shipped weights may learn from these.
SETS = (
    "FEVER-Symmetric",
    "FoolMeTwice",
    "Check-COVID",
    "MNLI",
    "FEVER",
    "WiCE",
    "Factcheck-GPT",
    "SummEdits",
)
# These may only calibrate: they give two weights and a bias.
CALIBRATING = ("RTE", "Climate-FEVER", "HealthVer")
EACH = 40  # claims of a set and label
LONGEST = 250  # words of the evidence
SEED = 7


@dataclass(frozen=True, slots=True)
class PublicClaim:
    """A claim that people judged by its evidence.

    Args:
        set: where it is from.
        group: its document.
        claim: the words.
        evidence: the text beside it.
        label: what people found; None for *not supported*, where the set does not tell denied from unstated.
    """

    set: str
    group: str
    claim: str
    evidence: str
    label: Verdict | None

    @property
    def held_out(self) -> bool:
        """Whether its document is kept from the fit."""
        return zlib.crc32(f"{self.set} {self.group}".encode()) % 2 == 1


def wordings(tune: Path) -> Iterator[tuple[str, str, bool]]:
    """Claim, sentence and whether it says so, of ``wordings/``: careful wordings, and lies beside them."""
    for row in rows_of(tune / "wordings" / "pairs.jsonl"):
        yield row["claim"], row["evidence"], bool(row["true"])


def public_claims(train: Path, sets: Sequence[str] = SETS, each: int = EACH) -> list[PublicClaim]:
    """An equal draw of each set and label.

    Args:
        train: the folder with ``claims.jsonl.gz``.
        sets: which sets.
        each: at most so many claims of a set and label.
    """
    drawn: dict[tuple[str, str], list[PublicClaim]] = {}
    with gzip.open(train / "claims.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["set"] not in sets or len(row["evidence"].split()) > LONGEST:
                continue
            label = None if row["label"] == "not_supported" else Verdict(row["label"])
            claim = PublicClaim(row["set"], str(row["group"]), row["claim"], row["evidence"], label)
            drawn.setdefault((row["set"], row["label"]), []).append(claim)
    dice = random.Random(SEED)
    return [
        claim for _, claims in sorted(drawn.items()) for claim in dice.sample(claims, min(each, len(claims)))
    ]


def qags(tune: Path) -> Iterator[tuple[str, str, str, bool]]:
    """Claims of QAGS: set, premise, claim, supported."""
    for row in rows_of(tune / "qags" / "pairs.jsonl"):
        yield row["set"], row["premise"], row["claim"], bool(row["supported"])
