"""The model that reads: the file that ships, the way back to the exact words, and what may take its place."""

from __future__ import annotations

import json
import shutil
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.reading.choice import open_judge, open_reader
from bot.answering.reading.model import FOLDER, GRAPH, UNREAD, OnnxCrossEncoder, Text, shipped_reader
from bot.answering.reading.pairs import MAX_TOKENS, OUTSIDE, marks_of, pair
from bot.errors import ReaderUnfit
from index.embedder import minilm_folder
from index.errors import ModelDamaged
from index.graph import Graph, open_tokenizer
from index.settings import IndexSettings
from tests.conftest import ROOT, Door
from tests.test_bot_doors import QUESTION, told

MODEL = ROOT / "bot" / "answering" / "reading" / "model"
EXPULSION = Text(
    "Pakistan expels Afghans",
    (
        "Pakistan has launched a nationwide campaign.",
        "It has expelled more than 80,000 Afghan nationals since the end of March.",
        "Kabul has protested against the expulsions.",
    ),
)


@pytest.fixture(scope="module")
def reader() -> OnnxCrossEncoder:
    """The reader that ships."""
    return shipped_reader()


def test_the_answering_sentence_and_the_words_in_it_are_marked(reader: OnnxCrossEncoder) -> None:
    """The sentence that answers scores highest and above "no answer", and the marked words hold the answer."""
    (reading,) = reader.read(QUESTION, [EXPULSION])
    best = max(range(3), key=lambda number: reading.sentences[number])
    assert best == 1
    assert reading.sentences[1] > 0
    start, end = reading.answers[1]
    assert "80,000" in EXPULSION.sentences[1][start:end]


def test_a_passage_without_its_answer_scores_lower(reader: OnnxCrossEncoder) -> None:
    """Take the answering sentence away and the passage no longer answers."""
    without = Text(EXPULSION.title, (EXPULSION.sentences[0], EXPULSION.sentences[2]))
    with_answer, without_answer = reader.read(QUESTION, [EXPULSION, without])
    assert without_answer.passage < with_answer.passage
    assert without_answer.passage < 0


@pytest.mark.networks
def test_a_passage_is_read_alike_in_any_company(reader: OnnxCrossEncoder) -> None:
    """Each passage gets its own reading back, in order, and the very same numbers whatever is read beside it."""
    texts = [Text("", EXPULSION.sentences * times) for times in (4, 1, 3, 1, 2, 6, 1, 5, 2, 3, 1)]
    with resources.as_file(resources.files("bot.answering.reading") / FOLDER) as folder:
        fresh = OnnxCrossEncoder(folder)  # it keeps what it read, so the other half has one of its own
    assert reader.read(QUESTION, texts) == tuple(
        reading for text in texts for reading in fresh.read(QUESTION, [text])
    )
    assert reader.read(QUESTION, []) == ()


def test_what_was_read_lately_is_not_read_again(
    reader: OnnxCrossEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same question of the same passage is read once: also after a rebuild that left the passage as it was."""
    first = reader.read(QUESTION, [EXPULSION, Text("", EXPULSION.sentences)])
    monkeypatch.setattr(Graph, "_one", None)  # no text can be read any more
    assert reader.read(QUESTION, [Text("", EXPULSION.sentences), EXPULSION]) == first[::-1]


def test_what_does_not_fit_is_unread_and_never_answers(reader: OnnxCrossEncoder) -> None:
    """A sentence beyond the model's reach gets the lowest score instead of a guess."""
    (reading,) = reader.read(QUESTION, [Text("", ("word " * 400, "Pakistan has expelled 80,000 Afghans."))])
    assert reading.sentences[1] == UNREAD
    assert reading.answers[1] == (0, 0)


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=200),
    st.text(max_size=60),
    st.lists(st.text(min_size=1, max_size=120), min_size=1, max_size=6),
)
def test_every_token_leads_back_into_its_sentence(asked: str, title: str, sentences: list[str]) -> None:
    """Whatever the text, a row fits the model and each of its tokens names a stretch inside its own sentence."""
    pieces = open_tokenizer(minilm_folder() / "tokenizer.json", "")
    marks = marks_of(pieces.token_to_id)
    row = pair(lambda text: pieces.encode(text, add_special_tokens=False), marks, asked, title, sentences)
    assert len(row.ids) == len(row.types) == len(row.sentences) == len(row.offsets) <= MAX_TOKENS
    last = (0, 0)
    for number, (start, end) in zip(row.sentences, row.offsets, strict=True):
        if number == OUTSIDE:
            assert (start, end) == (0, 0)
            continue
        assert 0 <= start < end <= len(sentences[number])
        assert (number, start) >= last
        last = (number, start)


def test_a_reader_that_is_not_the_cards_own_is_refused(tmp_path: Path) -> None:
    """A damaged or exchanged file is never used: one line names it and says what to do."""
    shutil.copytree(MODEL, tmp_path / "model")
    graph = tmp_path / "model" / GRAPH
    graph.write_bytes(graph.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelDamaged, match="not the reader that its card describes"):
        open_reader(tmp_path / "model")
    (tmp_path / "model" / "card.json").unlink()
    with pytest.raises(ModelDamaged, match="cannot be read"):
        open_judge(tmp_path / "model")


def test_the_file_gives_the_figures_of_its_card(reader: OnnxCrossEncoder, seeds: Path) -> None:
    """The card's figures on our own cases are what the shipped file gives, to a hundredth."""
    from training.own import measure_own

    card = json.loads((MODEL / "card.json").read_text("utf-8"))["figures"]["Reading"]
    for name, figure in measure_own(reader, seeds).items():
        assert figure is not None
        assert card[name]["value"] == pytest.approx(figure["value"], abs=0.015)
        assert card[name]["n"] == figure["n"]


def test_the_file_is_small_enough_to_ship() -> None:
    """The model stays below 100 MB, the most that common hosts of code take for one file."""
    assert (MODEL / GRAPH).stat().st_size < 100e6


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Small models of other people's making, one of each kind, in the format of transformers."""
    import torch
    import transformers as hf

    torch.manual_seed(1)
    small = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    tokenizer = hf.AutoTokenizer.from_pretrained(minilm_folder(), local_files_only=True)
    nli = {0: "contradiction", 1: "entailment", 2: "neutral"}
    made = {
        "relevance": hf.BertForSequenceClassification(hf.BertConfig(**small, num_labels=1)),
        "nli": hf.BertForSequenceClassification(hf.BertConfig(**small, id2label=nli)),
        "extractive": hf.BertForQuestionAnswering(hf.BertConfig(**small)),
        "tagger": hf.BertForTokenClassification(hf.BertConfig(**small)),
    }
    folders = {}
    for name, model in made.items():
        folders[name] = tmp_path_factory.mktemp(name)
        model.save_pretrained(folders[name])
        tokenizer.save_pretrained(folders[name])
    return folders


def test_other_models_read_in_its_place(foreign: dict[str, Path]) -> None:
    """A CrossEncoder with one score, and an extractive model, read: each sentence gets a score and words inside it."""
    for kind in ("relevance", "extractive"):
        (reading,) = open_reader(foreign[kind]).read(QUESTION, [EXPULSION])
        assert len(reading.sentences) == len(reading.answers) == 3
        assert reading.passage == max(reading.sentences)
        for sentence, (start, end) in zip(EXPULSION.sentences, reading.answers, strict=True):
            assert 0 <= start < end <= len(sentence)


def test_other_models_judge_in_its_place(foreign: dict[str, Path]) -> None:
    """An NLI CrossEncoder judges: three probabilities, by the labels that its own config names."""
    judge = open_judge(foreign["nli"])
    (support,) = judge.judge("Pakistan expelled Afghans.", [EXPULSION])
    assert support.supported + support.contradicted + support.not_stated == pytest.approx(1)
    assert judge.ask("Pakistan expelled Afghans.", [EXPULSION]) == (support,)


def test_asked_whether_a_claim_is_true_it_answers_yes_or_no(reader: OnnxCrossEncoder) -> None:
    """The reader that ships says yes to what a passage says, and no to its opposite."""
    claims = ("Pakistan expelled Afghans.", "Pakistan expelled nobody.")
    yes, no = (reader.ask(claim, [EXPULSION])[0] for claim in claims)
    assert yes.supported > 0.5 > yes.contradicted
    assert no.contradicted > no.supported


def test_a_model_for_something_else_is_named(foreign: dict[str, Path], tmp_path: Path) -> None:
    """A model that cannot do what is asked of it says so in one line, at once."""
    for kind in ("tagger", "nli"):
        with pytest.raises(ReaderUnfit, match="does not read passages"):
            open_reader(foreign[kind])
    for kind in ("tagger", "relevance", "extractive"):
        with pytest.raises(ReaderUnfit, match="does not judge claims"):
            open_judge(foreign[kind])
    with pytest.raises(ModelDamaged, match=r"neither our reader nor a model's config\.json"):
        open_reader(tmp_path)


def test_the_bot_answers_with_the_reader_that_is_set(
    foreign: dict[str, Path], built: IndexSettings, typed: Door
) -> None:
    """`FOOTNOTE_READER` puts another model in; one that cannot read ends in one line."""
    asked = ("bot", "ask", QUESTION, "--json", "--data", built.data)
    done = typed(*asked, FOOTNOTE_READER=str(foreign["relevance"]))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outcome"] in ("answered", "conflicting", "refused")
    done = typed(*asked, FOOTNOTE_READER=str(foreign["nli"]))
    assert done.returncode == 1
    assert "does not read passages" in told(done)
