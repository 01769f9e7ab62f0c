"""Training goes on from a reader that ships: its weights come back, and what it takes for an answer is mined."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from bot.answering.reading.model import Answering, Text
from eval.errors import EvalError
from index.embedder import minilm_folder, open_embedder
from training.average import average
from training.corpora import Corpora, Paragraph, Question
from training.examples import read_examples
from training.export import export
from training.mined import prepare_mined
from training.network import ReaderNetwork
from training.thaw import thawed

TOWNS = ("Aldmoor", "Brackwater", "Caddis", "Dunfell", "Esker", "Farrow")
YEARS = dict(zip(TOWNS, ("1501", "1522", "1540", "1563", "1588", "1599"), strict=True))


class TakesEverything:
    """A reader that finds an answer everywhere."""

    def read(self, question: str, passages: Sequence[Text]) -> tuple[Answering, ...]:
        """Reads a question with each passage."""
        return tuple(Answering((3.0,), ((0, 1),), 3.0) for _ in passages)


class TakesNothing(TakesEverything):
    """A reader that finds an answer nowhere."""

    def read(self, question: str, passages: Sequence[Text]) -> tuple[Answering, ...]:
        """Reads a question with each passage."""
        return tuple(Answering((-9.0,), ((0, 1),), -9.0) for _ in passages)


def corpora() -> Corpora:
    paragraphs = tuple(
        Paragraph("qed", town, (f"{town} lies on the Ona.", f"It was founded in {YEARS[town]}."), aside=False)
        for town in TOWNS
    )
    aside = Paragraph("qed", "Gorse", ("Gorse lies on the Ona.", "It was founded in 1477."), aside=True)
    questions = tuple(
        Question(f"When was {paragraph.title} founded?", paragraph, 1, (18, 22), (YEARS[paragraph.title],))
        for paragraph in paragraphs
    )
    return Corpora(questions, (*paragraphs, aside))


def test_a_mined_passage_lacks_the_answer_and_is_of_no_text_kept_aside(tmp_path: Path) -> None:
    """What the reader wrongly takes for an answer becomes an example that nothing answers, beside the answered one."""
    embedder = open_embedder(None, tmp_path)
    kinds = prepare_mined(corpora(), TakesEverything(), embedder, tmp_path, seed=1, questions=99)
    examples = read_examples(tmp_path / "pass-0.jsonl")
    mined = [example for example in examples if example.kind == "mined"]
    assert kinds["mined"] == len(mined) > kinds["mined_answered"] > 0
    for example in mined:
        assert example.answering is None
        assert example.answer is None
        assert not any(wording in " ".join(example.sentences) for wording in example.accepted)
        assert example.title != "Gorse"


def test_a_reader_that_does_not_err_gives_no_examples(tmp_path: Path) -> None:
    """Passages that the reader finds unlikely are not worth training on, nor is their question."""
    embedder = open_embedder(None, tmp_path)
    assert not prepare_mined(corpora(), TakesNothing(), embedder, tmp_path, seed=1, questions=99)


def test_the_weights_of_an_exported_reader_come_back(tmp_path: Path) -> None:
    """Training can go on from what ships: each weight is what it was, but for eight-bit rounding."""
    network = ReaderNetwork(minilm_folder(), layers=1)
    torch.save(network.state_dict(), tmp_path / "reader.pt")
    export(tmp_path / "reader.pt", minilm_folder(), tmp_path / "shipped")
    back = thawed(tmp_path / "shipped")
    state = network.state_dict()
    assert back.keys() == state.keys()
    for name, weights in state.items():
        assert torch.allclose(back[name], weights, atol=float(weights.abs().max()) / 60), name


def test_a_folder_without_a_reader_is_named(tmp_path: Path) -> None:
    """A wrong folder gets one line that says what is missing."""
    with pytest.raises(EvalError, match=r"no reader\.onnx is there"):
        thawed(tmp_path)


def test_the_mean_of_two_trainings_lies_between_them(tmp_path: Path) -> None:
    """Each weight of the averaged reader is the mean of that weight in all trainings; the facts of each stay."""
    states = {}
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        states[name] = ReaderNetwork(minilm_folder(), layers=1).state_dict()
        torch.save(states[name], tmp_path / name / "reader.pt")
        (tmp_path / name / "training.json").write_text(json.dumps({"seed": name}))
    weights = torch.load(
        average([tmp_path / "first", tmp_path / "second"], tmp_path / "mean"), weights_only=True
    )
    for name, mean in weights.items():
        assert torch.allclose(mean.float(), (states["first"][name] + states["second"][name]).float() / 2), (
            name
        )
    facts = json.loads((tmp_path / "mean" / "training.json").read_text())
    assert facts == {"mean of": [{"seed": "first"}, {"seed": "second"}]}


def test_a_reader_that_ships_can_be_averaged_with_what_went_on_from_it(tmp_path: Path) -> None:
    """The mean of a training and of the reader that it began with needs nothing but that reader's folder."""
    network = ReaderNetwork(minilm_folder(), layers=1)
    torch.save(network.state_dict(), tmp_path / "reader.pt")
    (tmp_path / "training.json").write_text(json.dumps({"seed": 2}))
    export(tmp_path / "reader.pt", minilm_folder(), tmp_path / "shipped")
    (tmp_path / "shipped" / "card.json").write_text(json.dumps({"training": {"seed": 1}}))
    mean = torch.load(average([tmp_path / "shipped", tmp_path], tmp_path / "mean"), weights_only=True)
    for name, weights in network.state_dict().items():
        assert torch.allclose(mean[name], weights, atol=float(weights.abs().max()) / 60), name
    assert json.loads((tmp_path / "mean" / "training.json").read_text()) == {
        "mean of": [{"seed": 1}, {"seed": 2}]
    }


def test_trainings_of_two_networks_have_no_mean(tmp_path: Path) -> None:
    """Trainings that do not fit together, folders without weights, and a mean over a training get one line."""
    for layers in (1, 2):
        folder = tmp_path / str(layers)
        folder.mkdir()
        torch.save(ReaderNetwork(minilm_folder(), layers=layers).state_dict(), folder / "reader.pt")
        (folder / "training.json").write_text("{}")
    with pytest.raises(EvalError, match=r"2: another network than in"):
        average([tmp_path / "1", tmp_path / "2"], tmp_path / "mean")
    with pytest.raises(EvalError, match=r"no reader\.pt is there"):
        average([tmp_path / "3"], tmp_path / "mean")
    with pytest.raises(EvalError, match=r"1: a training lies there"):
        average([tmp_path / "1"], tmp_path / "1")
    assert not (tmp_path / "mean").exists()
