"""The embedder: whose vectors they are, and what it does without."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.door import EXTRA
from index.embedder import minilm_folder, open_embedder
from index.errors import ModelDamaged
from index.kept import keeping
from index.search import Index
from index.settings import IndexSettings
from tests.conftest import GUARD, ROOT, Door
from tests.counting import Counting

ITS_OWN = """
import json, sys
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], device="cpu")
print(json.dumps(model.encode(json.load(sys.stdin)).tolist()))
"""
OURS = """
import json, sys
from pathlib import Path
from index.embedder import open_embedder
print(open_embedder(None, Path(sys.argv[1])).embed(json.load(sys.stdin)).tobytes().hex())
"""
NOT_HERE = "raise ModuleNotFoundError(f'No module named {__name__!r}', name=__name__)\n"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an installation without torch and the packages that come with it."""
    folder = tmp_path_factory.mktemp("bare")
    for name in EXTRA:
        (folder / f"{name}.py").write_text(NOT_HERE)
    return {"PYTHONPATH": f"{folder}{os.pathsep}{GUARD}"}


def told(script: str, argument: Path, texts: list[str]) -> str:
    """What a Python process of its own prints about texts."""
    done = subprocess.run(
        [sys.executable, "-c", script, str(argument)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )
    return done.stdout.splitlines()[-1]


def test_its_vectors_are_those_of_sentence_transformers(index: Index) -> None:
    """Vectors equal sentence-transformers' own: no number differs by 0.00001, no cosine distance is 0.00001."""
    passages = [passage.text for passage in index.generation.passages.values()]
    texts = [*passages[:12], "word " * 400, "a", "Who visited Kabul?"]
    expected = np.array(json.loads(told(ITS_OWN, minilm_folder(), texts)))
    vectors = index.embed(texts)
    assert np.abs(vectors - expected).max() < 1e-5
    assert 1 - (vectors * expected).sum(axis=1).min() < 1e-5


@pytest.mark.networks
def test_its_vectors_are_the_same_in_every_process_and_company(index: Index, tmp_path: Path) -> None:
    """A text has the same vector to the last bit, in another process, alone or among others."""
    texts = [passage.text for passage in index.generation.passages.values()][:6]
    embedder = open_embedder(None, tmp_path)
    vectors = embedder.embed(texts)
    assert told(OURS, tmp_path, texts) == vectors.tobytes().hex()
    assert embedder.embed(texts[3:4]).tobytes() == vectors[3:4].tobytes()


def test_no_text_is_embedded_twice(tmp_path: Path) -> None:
    """The vector of a question or a sentence is kept: asked for again, in any company, it is the same at no cost."""
    counting = Counting(open_embedder(None, tmp_path))
    kept = keeping(counting)
    assert keeping(kept) is kept
    first = kept.embed(["Who visited Kabul?", "Rain fell.", "Rain fell."])
    again = kept.embed(["Rain fell.", "Snow fell.", "Who visited Kabul?"])
    assert counting.embedded == ["Who visited Kabul?", "Rain fell.", "Snow fell."]
    assert first.tobytes() == counting.embed(["Who visited Kabul?", "Rain fell.", "Rain fell."]).tobytes()
    assert (again[0].tobytes(), again[2].tobytes()) == (first[1].tobytes(), first[0].tobytes())
    assert kept.embed([]).size == 0


def test_a_bare_installation_builds_answers_and_checks(
    door: Door, bare: dict[str, str], seeds: Path, tmp_path: Path
) -> None:
    """Building, asking and checking import no torch: they do the same where it cannot be imported."""
    places = ("--data", tmp_path / "data", "--seeds", seeds)
    built = door("index", "build", *places, **bare)
    assert built.returncode == 0, built.stderr
    asked = door("bot", "ask", "How many Afghans has Pakistan expelled?", *places, **bare)
    assert (asked.returncode, "80,000" in asked.stdout) == (0, True), asked.stderr
    checked = door("bot", "check", "Pakistan has expelled more than 80,000 Afghans.", *places, **bare)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("setting", ["FOOTNOTE_EMBEDDER", "FOOTNOTE_READER"])
def test_another_model_says_what_to_install(
    door: Door, bare: dict[str, str], built: IndexSettings, tmp_path: Path, setting: str
) -> None:
    """Where another model is set and the packages for it are not installed, one line says what to install."""
    model = tmp_path / "model"
    model.mkdir()
    (model / "config.json").write_text('{"architectures": ["BertForQuestionAnswering"]}')
    (model / "model.safetensors").write_bytes(b"weights")
    places = ("--data", built.data, "--seeds", built.seeds)
    asked = door("bot", "ask", "Who came?", *places, **bare, **{setting: str(model)})
    assert asked.returncode == 1
    assert asked.stderr.startswith("error: ")
    assert asked.stderr.count("\n") == 1
    assert "make models" in asked.stderr
    assert "✗" in door("bot", "doctor", *places, **bare, **{setting: str(model)}).stdout


def test_weights_that_are_not_the_publishers_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changed embedder is never used: its weights must hash to the publisher's own."""
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr("index.embedder.minilm_folder", lambda: tmp_path / "model")
    with pytest.raises(ModelDamaged, match="not the publisher's"):
        open_embedder(None, tmp_path)


def test_another_embedders_graph_is_made_once(tmp_path: Path) -> None:
    """A sentence-transformers model that is set has its graph made, without weights; a damaged one is made again."""
    texts = ["Who visited Kabul?", "It rained in Quetta on Monday."]
    another = open_embedder(minilm_folder(), tmp_path)
    assert another.embed(texts).tobytes() == open_embedder(None, tmp_path).embed(texts).tobytes()
    graph = next((tmp_path / "models").glob("*.onnx"))
    made = graph.read_bytes()
    assert len(made) < 1_000_000
    graph.write_bytes(made[:1000])
    assert open_embedder(minilm_folder(), tmp_path).embed(texts).shape == (2, 384)
    assert graph.read_bytes() == made
