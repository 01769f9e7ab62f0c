"""The network: MiniLM with a score for every token and four for the pair, in PyTorch, for training and export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import torch
from tokenizers import Encoding
from tokenizers import Tokenizer as Pieces
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from bot.answering.reading.pairs import OUTSIDE, pair
from eval.reading.examples import Example
from index.embedder import WIDTHS

HIDDEN = 384
SENTENCE, START, END = range(3)  # what a token is scored for
NONE = 0  # of the pair's scores: no sentence answers; then one for each verdict
FAR = -1e4  # a logit that never wins
NO_LABEL = -100


class ReaderNetwork(nn.Module):
    """MiniLM (Wang and others, 2020) with two linear heads.

    Args:
        model: folder of the weights that training starts from.
        layers: how many of its layers to keep, from the first; None for all.
    """

    def __init__(self, model: Path, layers: int | None = None) -> None:
        super().__init__()
        # Dropout is off: on a CPU it costs half of the speed, and two passes over other cuts of the text vary enough.
        plan = BertConfig.from_pretrained(model, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
        plan.num_hidden_layers = layers or plan.num_hidden_layers
        # Eager attention is faster than the fused kind at this size on a CPU in bf16.
        self.encoder = BertModel.from_pretrained(
            model, config=plan, add_pooling_layer=False, attn_implementation="eager"
        )
        self.tokens = nn.Linear(HIDDEN, 3)
        self.whole = nn.Linear(HIDDEN, 4)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        """Scores, shapes (batch, tokens, 3) and (batch, 4)."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
        return self.tokens(hidden), self.whole(hidden[:, 0])


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples as tensors; every label of a kind that an example lacks is `NO_LABEL`.

    Args:
        ids, mask, types: shape (batch, tokens).
        pooling: shape (batch, sentences, tokens): each row averages one sentence.
        inside: shape (batch, tokens), True for the passage's tokens.
        sentence: shape (batch,), 0 for none, else one more than the answering sentence.
        start, end: shape (batch,), token numbers.
        verdict: shape (batch,).
    """

    ids: Tensor
    mask: Tensor
    types: Tensor
    pooling: Tensor
    inside: Tensor
    sentence: Tensor
    start: Tensor
    end: Tensor
    verdict: Tensor

    def to(self, device: str) -> Batch:
        """The same batch on another device."""
        return Batch(*(getattr(self, one.name).to(device) for one in fields(self)))


class Collator:
    """Makes batches.

    Args:
        model: folder with ``tokenizer.json``.
    """

    def __init__(self, model: Path) -> None:
        pieces = Pieces.from_file(str(model / "tokenizer.json"))
        pieces.no_padding()
        pieces.no_truncation()

        @lru_cache(maxsize=200_000)
        def cut(text: str) -> Encoding:
            return pieces.encode(text, add_special_tokens=False)

        self._cut = cut

    def __call__(self, examples: Sequence[Example]) -> Batch:
        """One batch."""
        rows = [pair(self._cut, one.asked, one.title, one.sentences) for one in examples]
        longest = max(len(row.ids) for row in rows)
        count, width = len(rows), longest + -longest % WIDTHS
        tall = max(len(one.sentences) for one in examples)
        ids, mask, types = (torch.zeros(count, width, dtype=torch.long) for _ in range(3))
        pooling = torch.zeros(count, tall, width)
        inside = torch.zeros(count, width, dtype=torch.bool)
        labels = torch.full((4, count), NO_LABEL)
        for n, (row, one) in enumerate(zip(rows, examples, strict=True)):
            size = len(row.ids)
            ids[n, :size] = torch.tensor(row.ids)
            mask[n, :size] = 1
            types[n, :size] = torch.tensor(row.types)
            places = torch.tensor(row.sentences)
            inside[n, :size] = places != OUTSIDE
            for number in range(len(one.sentences)):
                own = places == number
                if own.any():
                    pooling[n, number, :size][own] = 1 / own.sum()
            if one.verdict is not None:
                labels[3, n] = int(one.verdict)
                continue
            if one.answering is None or not pooling[n, one.answering].any():
                labels[0, n] = 0
                continue
            labels[0, n] = one.answering + 1
            if one.answer:
                labels[1:3, n] = torch.tensor(
                    _tokens_of(row.sentences, row.offsets, one.answering, one.answer)
                )
        return Batch(ids, mask, types, pooling, inside, *labels)


def _tokens_of(
    places: Sequence[int], offsets: Sequence[tuple[int, int]], number: int, answer: tuple[int, int]
) -> tuple[int, int]:
    """The first and the last token that touch the answer."""
    found = [
        at
        for at, (place, (begin, end)) in enumerate(zip(places, offsets, strict=True))
        if place == number and begin < answer[1] and end > answer[0]
    ]
    return (found[0], found[-1]) if found else (NO_LABEL, NO_LABEL)


def sentence_logits(tokens: Tensor, whole: Tensor, batch: Batch) -> Tensor:
    """Logits of "none" and of each sentence, shape (batch, 1 + sentences)."""
    scores = torch.bmm(batch.pooling, tokens[:, :, SENTENCE].float().unsqueeze(-1)).squeeze(-1)
    scores = scores.masked_fill(~batch.pooling.any(-1), FAR)
    return torch.cat([whole[:, :1].float(), scores], dim=1)


def loss_of(network: ReaderNetwork, batch: Batch) -> Tensor:
    """Cross-entropy of the answering sentence or none, of the answer's ends, and of the verdict."""
    tokens, whole = network(batch.ids, batch.mask, batch.types)
    tokens, whole = tokens.float(), whole.float()
    ends = tokens[:, :, START:].masked_fill(~batch.inside.unsqueeze(-1), FAR)
    parts = (
        (sentence_logits(tokens, whole, batch), batch.sentence, 1.0),
        (ends[:, :, 0], batch.start, 0.5),
        (ends[:, :, 1], batch.end, 0.5),
        (whole[:, 1:], batch.verdict, 1.0),
    )
    total = torch.zeros((), device=tokens.device)
    for logits, labels, weight in parts:
        share = (labels != NO_LABEL).float().mean()
        if share:
            total = total + weight * share * nn.functional.cross_entropy(
                logits, labels, ignore_index=NO_LABEL
            )
    return total
