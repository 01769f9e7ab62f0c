"""Prepares the examples and trains the reader: each pass sees other cuts of the text and other negatives."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

import torch

from index.foreign import has_bfloat16
from training.asked import question_examples
from training.claims import claim_examples
from training.corpora import Corpora
from training.examples import Example, read_examples, write_examples
from training.memory import keep_memory
from training.more import asked_about_truth, more_claims, more_questions, yes_no_examples
from training.network import Collator, ReaderNetwork, loss_of
from training.thaw import thawed

SEED = 5
PASSES = 2
CLAIMS = 8_000  # a pass
TRUTH = 0.15  # share of the claims that are asked about, too
OTHERS = 7 / 6  # for each question of `near_misses`, so many others
_TOLD_APART = ("holder", "definition", "definition_removed")
_NEAR_MISSES = ("_struck", "_reasked")
BATCH = 16
RATE = 2e-4  # for MiniLM; MPNet wants less than half
WARM_STEPS = 60  # during which the rate rises, or an eighth of a short training
FALL = 0.25  # share of a training, its last, during which the rate falls
BUCKET = 40  # batches that are sorted by length together
KEEP_EVERY = 25  # steps
RESUME = "resume.pt"


def prepare(
    corpora: Corpora,
    out: Path,
    *,
    more: Path | None = None,
    seed: int = SEED,
    passes: int = PASSES,
    claims: int = CLAIMS,
    only_claims: int = 0,
    mostly_near: bool = False,
) -> Counter[str]:
    """Writes the examples of each pass to ``pass-N.jsonl``; what is kept aside in the sets is not among them.

    Args:
        corpora: the sets.
        out: the folder.
        more: a folder with the larger sets, see `training.more`; None for none of them.
        seed: another seed cuts other passages and draws other negatives.
        passes: how many.
        claims: about how many made claims there are in each pass.
        only_claims: leave all questions out, and take so many times as many claims of the larger sets; 0 for both.
        mostly_near: take no claims, and of the questions those of `near_misses`.

    Returns:
        How many examples there are of each kind, all passes together.
    """
    kinds: Counter[str] = Counter()
    for number in range(passes):
        turn = seed + number
        every = more_questions(more, corpora, turn) if more else corpora
        made = claim_examples(every, False, turn, claims)
        dice = random.Random(turn)
        if more and only_claims:
            examples = made + more_claims(more, corpora, turn, only_claims)
        else:
            examples = question_examples(every, False, turn)
            if more:
                examples += yes_no_examples(more, corpora, turn)
            if mostly_near:
                examples = near_misses(examples, dice)
            else:
                examples += made
                if more:
                    examples += more_claims(more, corpora, turn) + asked_about_truth(made, dice, TRUTH)
        write_examples(examples, out / f"pass-{number}.jsonl")
        kinds.update(example.kind for example in examples)
    return kinds


def near_misses(examples: Sequence[Example], dice: random.Random) -> list[Example]:
    """The questions that tell an answer from a near miss, and `OTHERS` times as many of all the others.

    Those are: questions whose answer is struck out, the same with their answer, questions for a time or a place asked
    for another thing, and who holds an office or is who.

    Args:
        examples: questions of every kind.
        dice: which others.
    """
    struck = {example.asked.lower() for example in examples if example.kind.endswith("_struck")}
    near: list[Example] = []
    others: list[Example] = []
    for example in examples:
        answered = example.answer is not None and example.asked.lower() in struck
        apart = answered or example.kind.endswith(_NEAR_MISSES) or example.kind in _TOLD_APART
        (near if apart else others).append(example)
    return near + dice.sample(others, min(len(others), round(OTHERS * len(near))))


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a training goes.

    Args:
        model: folder of the weights to start from.
        seed: of the order and of the heads.
        layers: how many layers the network has; None for those of the model.
        frozen: how many of them, and the embeddings, stay as they are.
        rate: the highest rate.
        steps: after how many batches to stop; None for once over everything that is prepared.
        minutes: after how many minutes, of all its runs together, to stop; None for no limit.
        distinct: how many different batches there are, shown again and again; None for all.
        without: names, or parts of names, of the kinds of examples that are left out.
        beside: folder of more prepared examples, of which every second batch is; None for none.
        after: folder of an exported reader whose weights the training begins with; None for those of ``model``.
    """

    model: Path
    seed: int = SEED
    layers: int | None = None
    frozen: int = 0
    rate: float = RATE
    steps: int | None = None
    minutes: float | None = None
    distinct: int | None = None
    without: Sequence[str] = ()
    beside: Path | None = None
    after: Path | None = None


def train(
    prepared: Path,
    out: Path,
    recipe: Recipe,
    *,
    progress: Callable[[int, int, float, float], None] = lambda *_: None,
) -> Path:
    """Trains, and returns the file of the weights; one that was stopped goes on at the batch after its last save.

    The rate rises, stays, and falls to nothing over the last part (warm-up, stable, decay: Hu and others, 2024), so a
    stopped training can go on for longer than was planned.

    Args:
        prepared: folder that `prepare` wrote.
        out: folder for ``reader.pt``, ``resume.pt``, and ``training.json``.
        recipe: how.
        progress: called with step, steps, smoothed loss and examples a second.
    """
    keep_memory()
    torch.manual_seed(recipe.seed)
    dice = random.Random(recipe.seed)
    out.mkdir(parents=True, exist_ok=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network = ReaderNetwork(recipe.model, recipe.layers, recipe.frozen).train()
    if recipe.after and not (out / RESUME).is_file():
        network.load_state_dict(thawed(recipe.after))
    network.to(device)
    collate = Collator(recipe.model)
    order = batch_order(prepared, recipe, dice)
    optimizer = _optimizer(network, recipe.rate)
    begun = _resumed(out / RESUME, network, optimizer)
    warm = min(WARM_STEPS, max(1, len(order) // 8))
    smooth, seen, step = begun.smooth, begun.seen, begun.step
    losses = list(begun.losses)
    began = time.monotonic() - begun.seconds
    while step < len(order):
        seconds = time.monotonic() - began
        done = max(step / len(order), seconds / (60 * recipe.minutes) if recipe.minutes else 0.0)
        if done >= 1:
            break
        examples = order[step]
        step += 1
        rate = recipe.rate * min(1.0, step / warm, (1 - done) / FALL)
        for group in optimizer.param_groups:
            group["lr"] = rate
        # Only a GPU, or a CPU that multiplies bfloat16 itself, gains from it.
        with torch.autocast(device, torch.bfloat16, enabled=device == "cuda" or has_bfloat16()):
            loss = loss_of(network, collate(examples).to(device))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        smooth = loss.item() if step == 1 else 0.98 * smooth + 0.02 * loss.item()
        seen += len(examples)
        losses.append((step, round(loss.item(), 4)))
        progress(step, len(order), smooth, seen / (time.monotonic() - began))
        if step % KEEP_EVERY == 0:
            stand = _Stand(step, seen, smooth, time.monotonic() - began, losses)
            _keep(out / RESUME, network, optimizer, stand)
    stand = _Stand(step, seen, smooth, time.monotonic() - began, losses)
    _keep(out / RESUME, network, optimizer, stand)
    weights = out / "reader.pt"
    torch.save(network.state_dict(), weights)
    facts = {
        "seed": recipe.seed,
        "start": recipe.model.name,
        "frozen": recipe.frozen,
        "rate": recipe.rate,
        "steps": step,
        "examples": seen,
        "minutes": stand.seconds / 60,
    }
    (out / "training.json").write_text(
        json.dumps({**facts, "loss": losses[::25]}, indent=1), encoding="utf-8"
    )
    return weights


@dataclass(frozen=True, slots=True)
class _Stand:
    """How far a training has come: batches, examples, smoothed loss, seconds, and each batch's loss."""

    step: int = 0
    seen: int = 0
    smooth: float = 0.0
    seconds: float = 0.0
    losses: Sequence[tuple[int, float]] = ()


def _keep(path: Path, network: ReaderNetwork, optimizer: torch.optim.Optimizer, stand: _Stand) -> None:
    """Saves a training so that it can go on; a crash meanwhile leaves the last one whole."""
    fresh = path.with_suffix(".new")
    state = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "stand": asdict(stand)}
    torch.save(state, fresh)
    fresh.replace(path)


def _resumed(path: Path, network: ReaderNetwork, optimizer: torch.optim.Optimizer) -> _Stand:
    """Takes up what `_keep` saved, if anything is there."""
    if not path.is_file():
        return _Stand()
    state = torch.load(path, map_location="cpu", weights_only=True)
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    return _Stand(**state["stand"])


def batch_order(prepared: Path, recipe: Recipe, dice: random.Random) -> list[list[Example]]:
    """The batches of a training, in order; with ``beside``, every second one, from the first, is of that folder.

    Args:
        prepared: folder that `prepare` wrote.
        recipe: how many, what is left out, and what stands beside.
        dice: of the order.
    """
    every = _all_batches(prepared, recipe.without, dice)
    order = list(islice(cycle(every[: recipe.distinct]), recipe.steps or len(every)))
    if recipe.beside is None:
        return order
    others = cycle(_all_batches(recipe.beside, recipe.without, dice))
    return [batch if place % 2 else next(others) for place, batch in enumerate(order)]


def batches(examples: Sequence[Example], dice: random.Random) -> Iterator[list[Example]]:
    """Shuffled batches of examples of like length."""
    shuffled = dice.sample(examples, len(examples))
    size = BATCH * BUCKET
    for start in range(0, len(shuffled), size):
        near = sorted(shuffled[start : start + size], key=lambda example: sum(map(len, example.sentences)))
        cut = [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
        yield from dice.sample(cut, len(cut))


def _all_batches(folder: Path, without: Sequence[str], dice: random.Random) -> list[list[Example]]:
    every: list[list[Example]] = []
    for path in sorted(folder.glob("pass-*.jsonl")):
        examples = (
            example for example in read_examples(path) if not any(part in example.kind for part in without)
        )
        every += batches([*examples], dice)
    return every


def _optimizer(network: ReaderNetwork, rate: float) -> torch.optim.Optimizer:
    trained = [(name, parameter) for name, parameter in network.named_parameters() if parameter.requires_grad]
    plain = [parameter for name, parameter in trained if "bias" in name or "LayerNorm" in name]
    kept = {id(parameter) for parameter in plain}
    decayed = [parameter for _, parameter in trained if id(parameter) not in kept]
    return torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}],
        lr=rate,
        fused=True,
    )
