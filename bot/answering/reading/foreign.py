"""Other people's cross-encoders: the only place in the bot that loads torch, and only when such a model is set."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from bot.answering.reading.model import UNREAD, Answering, Support, Text, best_span, softmax
from bot.errors import ReaderUnfit
from index.errors import ModelDamaged

Model = TypeVar("Model")
WINDOW = 384  # tokens of question and passage that an extractive model reads


def open_reader(folder: Path) -> RelevanceReader | ExtractiveReader:
    """Opens a model that reads, by what its ``config.json`` says it does.

    Raises:
        ModelDamaged: if it cannot be loaded.
        ReaderUnfit: if it is neither a cross-encoder with one score nor an extractive question-answering model.
    """
    architecture, labels = _described(folder)
    if architecture.endswith("ForQuestionAnswering"):
        return _opened(ExtractiveReader, folder)
    if architecture.endswith("ForSequenceClassification") and len(labels) == 1:
        return _opened(RelevanceReader, folder)
    raise ReaderUnfit(
        f"{folder}: {architecture or 'the model'} does not read passages; set a CrossEncoder with one score, or an "
        "extractive question-answering model"
    )


def open_judge(folder: Path) -> InferenceJudge:
    """Opens a model that judges claims, by what its ``config.json`` says it does.

    Raises:
        ModelDamaged: if it cannot be loaded.
        ReaderUnfit: if it is no NLI model.
    """
    architecture, labels = _described(folder)
    if architecture.endswith("ForSequenceClassification") and any("entail" in label for label in labels):
        return _opened(InferenceJudge, folder)
    raise ReaderUnfit(
        f"{folder}: {architecture or 'the model'} does not judge claims; set an NLI CrossEncoder"
    )


class _CrossEncoder:
    """What both kinds of ``CrossEncoder`` share.

    Args:
        folder: the model.
    """

    def __init__(self, folder: Path) -> None:
        from sentence_transformers import CrossEncoder

        self._model = CrossEncoder(str(folder), device="cpu", local_files_only=True)

    def _scores(self, pairs: Sequence[tuple[str, str]]) -> Any:
        from torch.nn import Identity

        return self._model.predict(list(pairs), activation_fn=Identity(), show_progress_bar=False)


class RelevanceReader(_CrossEncoder):
    """A ``CrossEncoder`` with one score: it is shown each sentence alone, and marks no answer in it."""

    def read(self, question: str, passages: Sequence[Text]) -> tuple[Answering, ...]:
        """Reads a question with each passage."""
        pairs = [(question, sentence) for passage in passages for sentence in passage.sentences]
        scores = iter(self._scores(pairs).reshape(-1).tolist())
        read = []
        for passage in passages:
            own = tuple(next(scores) for _ in passage.sentences)
            read.append(Answering(own, tuple((0, len(sentence)) for sentence in passage.sentences), max(own)))
        return tuple(read)


class InferenceJudge(_CrossEncoder):
    """An NLI ``CrossEncoder``: the passage is the premise, the claim the hypothesis.

    Args:
        folder: the model.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        _, labels = _described(folder)
        self._entails = next(number for number, label in enumerate(labels) if "entail" in label)
        self._contradicts = next(
            (number for number, label in enumerate(labels) if "contradict" in label), None
        )

    def judge(self, claim: str, passages: Sequence[Text]) -> tuple[Support, ...]:
        """Reads a claim with each passage."""
        judged = []
        for row in self._scores([(" ".join(passage.sentences), claim) for passage in passages]):
            shares = softmax(row)
            supported = shares[self._entails]
            contradicted = 0.0 if self._contradicts is None else shares[self._contradicts]
            judged.append(Support(supported, contradicted, 1 - supported - contradicted))
        return tuple(judged)

    def ask(self, claim: str, passages: Sequence[Text]) -> tuple[Support, ...]:
        """What it judges, again: such a model answers no questions, so that a yes is *supported* above one half."""
        return self.judge(claim, passages)


class ExtractiveReader:
    """An extractive question-answering model with "no answer" at its first token, as SQuAD 2.0 trains them.

    Args:
        folder: the model.
    """

    def __init__(self, folder: Path) -> None:
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self._model = AutoModelForQuestionAnswering.from_pretrained(folder, local_files_only=True).eval()

    def read(self, question: str, passages: Sequence[Text]) -> tuple[Answering, ...]:
        """Reads a question with each passage."""
        return tuple(self._read(question, passage) for passage in passages)

    def _read(self, question: str, passage: Text) -> Answering:
        import torch

        encoded = self._tokenizer(
            question,
            " ".join(passage.sentences),
            truncation="only_second",
            max_length=WINDOW,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping")[0].numpy()
        inside = np.array([part == 1 for part in encoded.sequence_ids(0)])
        with torch.inference_mode():
            output = self._model(**encoded)
        starts, ends = output.start_logits[0].float().numpy(), output.end_logits[0].float().numpy()
        none = float(starts[0] + ends[0])
        scores, answers, at = [], [], 0
        for sentence in passage.sentences:
            own = np.flatnonzero(inside & (offsets[:, 0] >= at) & (offsets[:, 1] <= at + len(sentence)))
            if own.size:
                first, last = best_span(starts[own], ends[own])
                scores.append(float(starts[own[first]] + ends[own[last]]) - none)
                answers.append((int(offsets[own[first]][0]) - at, int(offsets[own[last]][1]) - at))
            else:
                scores.append(UNREAD)
                answers.append((0, 0))
            at += len(sentence) + 1
        return Answering(tuple(scores), tuple(answers), max(scores))


def _described(folder: Path) -> tuple[str, list[str]]:
    """A model's architecture and its labels, lower-cased, in order."""
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelDamaged(f"{folder}: holds neither our reader nor a model's config.json") from error
    architecture = next(iter(config.get("architectures") or ()), "")
    return architecture, [str(label).lower() for label in (config.get("id2label") or {}).values()]


def _opened(kind: Callable[[Path], Model], folder: Path) -> Model:
    import transformers

    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call,unused-ignore]
    try:
        return kind(folder)
    except Exception as error:  # whatever a damaged model folder provokes
        raise ModelDamaged(f"{folder}: the model cannot be loaded ({error})") from error
