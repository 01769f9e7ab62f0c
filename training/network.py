"""The network: an encoder with a score for every token and seven for the pair, in PyTorch, for training and export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import torch
from tokenizers import Encoding
from tokenizers import Tokenizer as Pieces
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel

from bot.answering.reading.pairs import OUTSIDE, marks_of, pair
from index.foreign import WIDTHS
from training.examples import Example

SENTENCE, START, END = range(3)  # what a token is scored for
WHOLE = 7  # scores of the pair: no sentence answers, one for each verdict, and yes, no, unknown
FAR = -1e4  # a logit that never wins
NO_LABEL = -100


class ReaderNetwork(nn.Module):
    """An encoder (MPNet, Song and others, 2020; MiniLM, Wang and others, 2020) with two linear heads.

    Args:
        model: folder of the weights that training starts from, a BERT or an MPNet in transformers' format.
        layers: how many of its layers to keep, from the first; None for all.
        frozen: how many of them, and the embeddings, are not trained.
    """

    def __init__(self, model: Path, layers: int | None = None, frozen: int = 0) -> None:
        super().__init__()
        # Dropout is off: on a CPU it costs half of the speed, and passes over other cuts of the text vary enough.
        plan = AutoConfig.from_pretrained(model, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
        plan.num_hidden_layers = layers or plan.num_hidden_layers
        self.encoder = AutoModel.from_pretrained(
            model, config=plan, add_pooling_layer=False, attn_implementation="eager", dtype=torch.float32
        )
        self.types = plan.model_type == "bert"
        self.tokens = nn.Linear(plan.hidden_size, 3)
        self.whole = nn.Linear(plan.hidden_size, WHOLE)
        if frozen:
            for part in (self.encoder.embeddings, *self.encoder.encoder.layer[:frozen]):
                part.requires_grad_(False)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        """Scores, shapes (batch, tokens, 3) and (batch, `WHOLE`)."""
        kinds = {"token_type_ids": types} if self.types else {}
        hidden = self.encoder(input_ids=ids, attention_mask=mask, **kinds).last_hidden_state
        return self.tokens(hidden), self.whole(hidden[:, 0])


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples as tensors; every label of a kind that an example lacks is `NO_LABEL`.

    Args:
        ids, mask, types: shape (batch, tokens).
        pooling: shape (batch, sentences, tokens): each row averages one sentence.
        inside: shape (batch, tokens), True for the passage's tokens.
        answering: shape (batch, 1 + sentences), True for what is right: first "none", then each sentence; a row
            without any has no label.
        start, end: shape (batch,), token numbers.
        verdict, yes_no: shape (batch,).
    """

    ids: Tensor
    mask: Tensor
    types: Tensor
    pooling: Tensor
    inside: Tensor
    answering: Tensor
    start: Tensor
    end: Tensor
    verdict: Tensor
    yes_no: Tensor

    def to(self, device: str) -> Batch:
        """The same batch on another device."""
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))


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
        self._marks = marks_of(pieces.token_to_id)

    def __call__(self, examples: Sequence[Example]) -> Batch:
        """One batch."""
        rows = [
            pair(self._cut, self._marks, example.asked, example.title, example.sentences)
            for example in examples
        ]
        longest = max(len(row.ids) for row in rows)
        count, width = len(rows), longest + -longest % WIDTHS
        tall = max(len(example.sentences) for example in examples)
        mask, types = (torch.zeros(count, width, dtype=torch.long) for _ in range(2))
        ids = torch.full((count, width), self._marks.pad)
        pooling = torch.zeros(count, tall, width)
        inside = torch.zeros(count, width, dtype=torch.bool)
        answering = torch.zeros(count, 1 + tall, dtype=torch.bool)
        labels = torch.full((4, count), NO_LABEL)
        for n, (row, example) in enumerate(zip(rows, examples, strict=True)):
            size = len(row.ids)
            ids[n, :size] = torch.tensor(row.ids)
            mask[n, :size] = 1
            types[n, :size] = torch.tensor(row.types)
            places = torch.tensor(row.sentences)
            inside[n, :size] = places != OUTSIDE
            for number in range(len(example.sentences)):
                own = places == number
                if own.any():
                    pooling[n, number, :size][own] = 1 / own.sum()
            if example.yes_no is not None:
                labels[3, n] = int(example.yes_no)
            if example.verdict is not None:
                labels[2, n] = int(example.verdict)
                continue
            right = [number for number in example.right if pooling[n, number].any()]
            answering[n, [number + 1 for number in right] or [0]] = True
            if example.answer and example.answering in right:
                labels[:2, n] = torch.tensor(
                    _tokens_of(row.sentences, row.offsets, example.answering, example.answer)
                )
        return Batch(ids, mask, types, pooling, inside, answering, *labels)


def _tokens_of(
    places: Sequence[int], offsets: Sequence[tuple[int, int]], number: int, answer: tuple[int, int]
) -> tuple[int, int]:
    """The first and the last token that touch the answer."""
    touched = [
        at
        for at, (place, (begin, end)) in enumerate(zip(places, offsets, strict=True))
        if place == number and begin < answer[1] and end > answer[0]
    ]
    return (touched[0], touched[-1]) if touched else (NO_LABEL, NO_LABEL)


def sentence_logits(tokens: Tensor, whole: Tensor, batch: Batch) -> Tensor:
    """Logits of "none" and of each sentence, shape (batch, 1 + sentences)."""
    scores = torch.bmm(batch.pooling, tokens[:, :, SENTENCE].float().unsqueeze(-1)).squeeze(-1)
    scores = scores.masked_fill(~batch.pooling.any(-1), FAR)
    return torch.cat([whole[:, :1].float(), scores], dim=1)


def loss_of(network: ReaderNetwork, batch: Batch) -> Tensor:
    """How wrong a batch is read.

    Cross-entropy of the answering sentences or none (any of the right ones counts: the marginal likelihood of Clark
    and Gardner, 2018), of the answer's ends, of the verdict, and of yes, no or unknown; each weighed by the share of
    the examples that carry the label.
    """
    tokens, whole = network(batch.ids, batch.mask, batch.types)
    tokens, whole = tokens.float(), whole.float()
    ends = tokens[:, :, START:].masked_fill(~batch.inside.unsqueeze(-1), FAR)
    total = torch.zeros((), device=tokens.device)
    labelled = batch.answering.any(-1)
    if labelled.any():
        scores = sentence_logits(tokens, whole, batch)[labelled]
        right = scores.masked_fill(~batch.answering[labelled], FAR)
        total = total + labelled.float().mean() * (scores.logsumexp(-1) - right.logsumexp(-1)).mean()
    for chances, labels, weight in (
        (ends[:, :, 0].log_softmax(-1), batch.start, 0.5),
        (ends[:, :, 1].log_softmax(-1), batch.end, 0.5),
        (_with_unsupported(whole[:, 1:4]), batch.verdict, 1.0),
        (whole[:, 4:].log_softmax(-1), batch.yes_no, 1.0),
    ):
        share = (labels != NO_LABEL).float().mean()
        if share:
            total = total + weight * share * nn.functional.nll_loss(chances, labels, ignore_index=NO_LABEL)
    return total


def _with_unsupported(verdicts: Tensor) -> Tensor:
    """Log-probabilities of each verdict, and of all but the first together."""
    chances = verdicts.log_softmax(-1)
    return torch.cat([chances, chances[:, 1:].logsumexp(-1, keepdim=True)], dim=-1)
