"""Prepares the examples and trains the reader: each pass sees other cuts of the text and other negatives.

Training has two rounds, each with a learning rate that rises and falls (warm restarts; Loshchilov and Hutter, 2017).
The second one is harder: questions made from sentences, of news too, and negatives that a search brings.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from eval.reading.corpora import Corpora
from eval.reading.examples import (
    Example,
    claim_examples,
    question_examples,
    read_examples,
    write_examples,
)
from eval.reading.nearest import Nearest
from eval.reading.network import Collator, ReaderNetwork, loss_of
from index.embedder import Embedder

SEED = 5
ROUNDS = (2, 1)  # passes of each round
CLAIMS = 8_000  # a pass
MADE = 4_500  # questions made from sentences, in a pass of the second round
BATCH = 32
RATES = (2e-4, 1.2e-4)  # the highest of each round
WARM = 0.06  # share of the steps during which the rate rises
BUCKET = 40  # batches that are sorted by length together
KEEP_EVERY = 250  # steps


def prepare(
    corpora: Corpora, out: Path, embedder: Embedder, *, seed: int = SEED, claims: int = CLAIMS
) -> Counter[str]:
    """Writes the examples of each pass to ``round-R-pass-N.jsonl``; what is kept aside is not among them.

    Args:
        corpora: the sets.
        out: the folder.
        embedder: what the search for negatives embeds with.
        seed: another seed cuts other passages and draws other negatives.
        claims: about how many examples of each pass are claims.

    Returns:
        How many examples there are of each kind, all passes together.
    """
    kinds: Counter[str] = Counter()
    trained = [one for one in corpora.paragraphs if not one.aside and one.source != "timeqa"]
    number = 0
    for place, passes in enumerate(ROUNDS):
        search, made = (Nearest(trained, embedder), MADE) if place else (None, 0)
        for _ in range(passes):
            examples = question_examples(corpora, False, seed + number, search, made)
            examples += claim_examples(corpora, False, seed + number, claims, news=bool(place))
            write_examples(examples, out / f"round-{place}-pass-{number}.jsonl")
            kinds.update(one.kind for one in examples)
            number += 1
    return kinds


def train(
    prepared: Path,
    model: Path,
    out: Path,
    *,
    after: Path | None = None,
    seed: int = SEED,
    told: Callable[[int, int, float, float], None] = lambda *_: None,
) -> Path:
    """Trains, and returns the file of the weights.

    Args:
        prepared: folder that `prepare` wrote.
        model: folder of the weights to start from.
        out: folder for ``reader.pt``, the weights on the way, and ``training.json``.
        after: weights of the first round, when only the second one is to be trained.
        seed: of the order and of the heads.
        told: called with step, steps, smoothed loss and examples a second.
    """
    torch.manual_seed(seed)
    dice = random.Random(seed)
    out.mkdir(parents=True, exist_ok=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network, collate = ReaderNetwork(model), Collator(model)
    if after:
        network.load_state_dict(torch.load(after, weights_only=True))
    network.train().to(device)
    steps = [step for step in _schedule(prepared, dice) if not (after and step.round == 0)]
    optimizer = _optimizer(network)
    smooth, seen, began = 0.0, 0, time.monotonic()
    losses: list[tuple[int, float]] = []
    for number, step in enumerate(steps, start=1):
        for group in optimizer.param_groups:
            group["lr"] = step.rate
        with torch.autocast(device, torch.bfloat16):
            loss = loss_of(network, collate(step.examples).to(device))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        smooth = loss.item() if number == 1 else 0.98 * smooth + 0.02 * loss.item()
        seen += len(step.examples)
        if number % 25 == 0:
            losses.append((number, round(smooth, 4)))
            told(number, len(steps), smooth, seen / (time.monotonic() - began))
        if number % KEEP_EVERY == 0:
            torch.save(network.state_dict(), out / f"step{number:05d}.pt")
    weights = out / "reader.pt"
    torch.save(network.state_dict(), weights)
    facts = {"seed": seed, "steps": len(steps), "examples": seen, "minutes": (time.monotonic() - began) / 60}
    (out / "training.json").write_text(json.dumps({**facts, "loss": losses}, indent=1), encoding="utf-8")
    return weights


@dataclass(frozen=True, slots=True)
class Step:
    """One step of training: the examples, the learning rate, and the round it belongs to."""

    examples: Sequence[Example]
    rate: float
    round: int


def _schedule(prepared: Path, dice: random.Random) -> Iterator[Step]:
    """The steps of every round; within each, the rate rises for a while and then falls to nothing."""
    for place, highest in enumerate(RATES):
        files = sorted(prepared.glob(f"round-{place}-pass-*.jsonl"))
        order = [batch for path in files for batch in batches(read_examples(path), dice)]
        warm = max(1, int(WARM * len(order)))
        for number, examples in enumerate(order, start=1):
            share = min(number / warm, (len(order) - number) / max(1, len(order) - warm))
            yield Step(examples, highest * share, place)


def batches(examples: Sequence[Example], dice: random.Random) -> Iterator[list[Example]]:
    """Shuffled batches of examples of like length."""
    shuffled = dice.sample(examples, len(examples))
    size = BATCH * BUCKET
    for start in range(0, len(shuffled), size):
        near = sorted(shuffled[start : start + size], key=lambda one: sum(map(len, one.sentences)))
        cut = [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
        yield from dice.sample(cut, len(cut))


def _optimizer(network: ReaderNetwork) -> torch.optim.Optimizer:
    plain = [p for name, p in network.named_parameters() if "bias" in name or "LayerNorm" in name]
    kept = {id(p) for p in plain}
    decayed = [p for p in network.parameters() if id(p) not in kept]
    return torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}],
        lr=RATES[0],
        fused=True,
    )
