"""The claims of ``eval/cases/claims``: written before the first was tried, asked of a shelf of their documents.

Nothing is fitted to the second and the fifth set, and nobody has read which of their claims fail; to the others the
verdicts are fitted. Each is asked with and without its full stop.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.answering.verify.checked import Checked
from bot.answering.verify.support import Verdict
from eval.jsonlines import rows_of
from eval.scores import Figure, share, with_interval

FOLDER = Path(__file__).parents[1] / "cases" / "claims"
KEPT = (FOLDER / "second", FOLDER / "fifth")
TUNED = (FOLDER / "first", FOLDER / "third", FOLDER / "fourth")  # thresholds and weights are fitted to these
CLAIMS = "claims.jsonl"
_UNSTATED = ("invented", "cut.lossy")  # every other kind that is not true is a lie


@dataclass(frozen=True, slots=True)
class KeptClaim:
    """A claim of the set.

    Args:
        id: its name, unique.
        kind: ``true``, ``invented``, ``cut.safe``, ``cut.lossy``, or what a lie changes: ``number``, ``roles``, ...
        text: the claim.
        label: what the documents say of it.
    """

    id: str
    kind: str
    text: str
    label: Verdict


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim of the set and what was found.

    Args:
        claim: the claim.
        found: with its full stop.
        bare: without it.
    """

    claim: KeptClaim
    found: Checked
    bare: Checked


def read_kept_claims(folder: Path) -> tuple[KeptClaim, ...]:
    """The claims of a folder, in order."""
    return tuple(
        KeptClaim(row["id"], row["kind"], row["claim"], Verdict(row["label"]))
        for row in rows_of(folder / CLAIMS)
    )


def write_kept_shelf(seeds: Path, to: Path, folder: Path) -> None:
    """Writes the shelf that the claims of a folder are about: the articles of ``seeds`` and the folder's documents."""
    shutil.copytree(seeds, to, dirs_exist_ok=True)
    for file in sorted(folder.glob("*.md")):
        shutil.copy(file, to)


def ask_kept(check: Callable[[str], Checked], claims: Sequence[KeptClaim]) -> list[Asked]:
    """Asks each claim with and without its full stop."""
    return [Asked(claim, check(claim.text), check(claim.text.rstrip("."))) for claim in claims]


def kept_figures(asked: Sequence[Asked], begin: str) -> Iterator[tuple[str, Figure | None]]:
    """The rows of the table that a set gives, each beginning with the same words."""
    true = [result for result in asked if result.claim.kind == "true"]
    lies = [result for result in asked if result.claim.label is not Verdict.SUPPORTED]
    lies = [result for result in lies if result.claim.kind not in _UNSTATED]
    altered = [result for result in lies if result.claim.label is Verdict.CONTRADICTED]
    invented = [result for result in asked if result.claim.kind == "invented"]
    safe = [result for result in asked if result.claim.kind == "cut.safe"]
    lossy = [result for result in asked if result.claim.kind == "cut.lossy"]
    yield from _rows(f"{begin}, true in other words", true, (Verdict.SUPPORTED, Verdict.CONTRADICTED))
    yield from _rows(f"{begin}, lies", lies, (Verdict.SUPPORTED,))
    yield from _rows(f"{begin}, lies about what is stated", altered, (Verdict.CONTRADICTED,))
    yield from _rows(f"{begin}, invented", invented, (Verdict.SUPPORTED, Verdict.CONTRADICTED))
    yield from _rows(f"{begin}, shortened, nothing lost", safe, (Verdict.SUPPORTED, Verdict.CONTRADICTED))
    yield from _rows(f"{begin}, shortened, something lost", lossy, (Verdict.SUPPORTED,))


def _rows(
    name: str, asked: Sequence[Asked], verdicts: Sequence[Verdict]
) -> Iterator[tuple[str, Figure | None]]:
    """With and without a stop together: two answers a claim, intervals over claims."""
    for verdict in verdicts:
        shares = [
            ((result.found.verdict is verdict) + (result.bare.verdict is verdict)) / 2 for result in asked
        ]
        yield f"{name}: {verdict.replace('_', ' ')}", with_interval(share, shares)
