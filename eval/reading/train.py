"""Prepares the examples and trains the reader: each pass sees other cuts of the text and other negatives."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

import torch

from eval.reading.asked import question_examples
from eval.reading.claims import claim_examples
from eval.reading.corpora import Corpora
from eval.reading.examples import Example, read_examples, write_examples
from eval.reading.network import Collator, ReaderNetwork, loss_of

SEED = 5
PASSES = 2
CLAIMS = 8_000  # a pass
BATCH = 32
RATE = 2e-4
WARM = 0.06  # share of the steps during which the rate rises
BUCKET = 40  # batches that are sorted by length together
KEEP_EVERY = 250  # steps


def prepare(
    corpora: Corpora, out: Path, *, seed: int = SEED, passes: int = PASSES, claims: int = CLAIMS
) -> Counter[str]:
    """Writes the examples of each pass to ``pass-N.jsonl``; what is kept aside in the sets is not among them.

    Args:
        corpora: the sets.
        out: the folder.
        seed: another seed cuts other passages and draws other negatives.
        passes: how many.
        claims: about how many examples of each pass are claims.

    Returns:
        How many examples there are of each kind, all passes together.
    """
    kinds: Counter[str] = Counter()
    for number in range(passes):
        questions = question_examples(corpora, False, seed + number)
        examples = questions + claim_examples(corpora, False, seed + number, claims)
        write_examples(examples, out / f"pass-{number}.jsonl")
        kinds.update(one.kind for one in examples)
    return kinds


def train(
    prepared: Path,
    model: Path,
    out: Path,
    *,
    seed: int = SEED,
    layers: int | None = None,
    steps: int | None = None,
    distinct: int | None = None,
    without: Sequence[str] = (),
    told: Callable[[int, int, float, float], None] = lambda *_: None,
) -> Path:
    """Trains, and returns the file of the weights.

    Args:
        prepared: folder that `prepare` wrote.
        model: folder of the weights to start from.
        out: folder for ``reader.pt``, the weights on the way, and ``training.json``.
        seed: of the order and of the heads.
        layers: how many layers the network has; None for those of the model.
        steps: after how many batches to stop; None for once over everything that is prepared.
        distinct: how many different batches there are among them, shown again and again; None for all.
        without: what the kinds of examples are called that are left out, or a part of it.
        told: called with step, steps, smoothed loss and examples a second.
    """
    torch.manual_seed(seed)
    dice = random.Random(seed)
    out.mkdir(parents=True, exist_ok=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network, collate = ReaderNetwork(model, layers).train().to(device), Collator(model)
    every = [
        batch
        for path in sorted(prepared.glob("pass-*.jsonl"))
        for batch in batches([one for one in read_examples(path) if not _named(one.kind, without)], dice)
    ]
    order = list(islice(cycle(every[:distinct]), steps or len(every)))
    optimizer = _optimizer(network)
    warm = max(1, int(WARM * len(order)))
    smooth, seen, began = 0.0, 0, time.monotonic()
    losses: list[tuple[int, float]] = []
    for step, examples in enumerate(order, start=1):
        rate = RATE * min(step / warm, (len(order) - step) / (len(order) - warm))
        for group in optimizer.param_groups:
            group["lr"] = rate
        with torch.autocast(device, torch.bfloat16):
            loss = loss_of(network, collate(examples).to(device))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        smooth = loss.item() if step == 1 else 0.98 * smooth + 0.02 * loss.item()
        seen += len(examples)
        if step % 25 == 0:
            losses.append((step, round(smooth, 4)))
            told(step, len(order), smooth, seen / (time.monotonic() - began))
        if step % KEEP_EVERY == 0:
            torch.save(network.state_dict(), out / f"step{step:05d}.pt")
    weights = out / "reader.pt"
    torch.save(network.state_dict(), weights)
    facts = {"seed": seed, "steps": len(order), "examples": seen, "minutes": (time.monotonic() - began) / 60}
    (out / "training.json").write_text(json.dumps({**facts, "loss": losses}, indent=1), encoding="utf-8")
    return weights


def batches(examples: Sequence[Example], dice: random.Random) -> Iterator[list[Example]]:
    """Shuffled batches of examples of like length."""
    shuffled = dice.sample(examples, len(examples))
    size = BATCH * BUCKET
    for start in range(0, len(shuffled), size):
        near = sorted(shuffled[start : start + size], key=lambda one: sum(map(len, one.sentences)))
        cut = [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
        yield from dice.sample(cut, len(cut))


def _named(kind: str, parts: Sequence[str]) -> bool:
    return any(part in kind for part in parts)


def _optimizer(network: ReaderNetwork) -> torch.optim.Optimizer:
    plain = [p for name, p in network.named_parameters() if "bias" in name or "LayerNorm" in name]
    kept = {id(p) for p in plain}
    decayed = [p for p in network.parameters() if id(p) not in kept]
    return torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}],
        lr=RATE,
        fused=True,
    )
