"""How the reader is made: what is kept aside stays aside, negatives are negative, and the recipe runs."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.english.names import name_phrases
from bot.answering.reading.calibrated import Logistic
from bot.answering.reading.model import OnnxCrossEncoder, Text
from eval.claims import changes
from eval.claims.changes import changed
from eval.claims.minimal import minimal_pairs
from eval.scores import auroc
from index.stems import tokens
from training.asked import question_examples
from training.claims import claim_examples
from training.corpora import Corpora, Paragraph, Question, read_corpora
from training.examples import Example, Verdict, read_examples, write_examples
from training.listwise import Ranked, listwise
from training.made import holders, reasked, struck
from training.measure import word_f1
from training.monotone import monotone

SENTENCE = "On 21 May 2025 Ishaq Dar said that at least 46 people may not return to Kabul before winter."


def lines(path: Path, *objects: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in objects), encoding="utf-8")


@pytest.fixture
def tune(tmp_path: Path) -> Path:
    """The five sets in small, in the format of the real ones."""
    towns = [f"Town{letter}{number}" for letter in "ABCDEF" for number in range(8)]
    texts = [
        f"{town} lies on the river Ona. It was founded in {1500 + n} by Duke Otto{n}. Trade made it rich later."
        for n, town in enumerate(towns)
    ]
    lines(
        tmp_path / "qed" / "qa.jsonl",
        *(
            {
                "question": f"when was {town.lower()} founded",
                "title": town,
                "context": text,
                "answers": [{"text": str(1500 + n), "start": text.index(str(1500 + n))}],
                "sentence_starts": [0, text.index("It was"), text.index("Trade")],
            }
            for n, (town, text) in enumerate(zip(towns, texts, strict=True))
        ),
    )
    lines(
        tmp_path / "squad_even" / "docs.jsonl",
        *({"file": f"d{n}.txt", "title": towns[n], "text": texts[n]} for n in range(4)),
    )
    lines(
        tmp_path / "squad_even" / "qa.jsonl",
        *(
            {
                "question": f"Who founded {towns[n]}?",
                "context": texts[n],
                "answers": [{"text": f"Otto{n}", "start": texts[n].index("Otto")}],
            }
            for n in range(4)
        ),
        *({"question": f"Who burned {towns[n]}?", "context": texts[n], "answers": []} for n in range(4)),
    )
    lines(
        tmp_path / "selqa" / "sentences.jsonl",
        *(
            {
                "question": f"What made {town} rich?",
                "article": town,
                "sentences": text.split(". "),
                "answers": [2],
            }
            for town, text in zip(towns[:20], texts, strict=False)
        ),
    )
    lines(
        tmp_path / "timeqa" / "paragraphs.jsonl",
        *(
            {
                "title": town,
                "paragraphs": [town, text + " " + text],
                "questions": [
                    {
                        "question": f"Who led {town} in 1600?",
                        "answers": [{"paragraph": 1, "text": f"Otto{n}"}],
                    }
                ],
            }
            for n, (town, text) in enumerate(zip(towns[:20], texts, strict=False))
        ),
    )
    lines(
        tmp_path / "ramdocs" / "items.jsonl",
        *(
            {
                "question": f"When was {town} founded?",
                "documents": [
                    {"text": text, "type": "correct", "answer": str(1500 + n)},
                    {"text": "Rivers carry water. They flow downhill.", "type": "noise", "answer": ""},
                ],
            }
            for n, (town, text) in enumerate(zip(towns[:20], texts, strict=False))
        ),
    )
    lines(
        tmp_path / "rgb" / "items.jsonl",
        {
            "id": 0,
            "answer": "Tampa",
            "fakeanswer": "Reno",
            "positive": ["It rained. The game was played in Tampa."],
        },
    )
    return tmp_path


def test_what_is_kept_aside_is_never_trained_on(tune: Path) -> None:
    """No question and no passage of an article that is kept aside is among the examples."""
    corpora = read_corpora(tune)
    aside = {
        paragraph.title for paragraph in corpora.paragraphs if paragraph.aside and paragraph.source == "qed"
    }
    assert 2 <= len(aside) < 30
    made = question_examples(corpora, False, 1) + claim_examples(corpora, False, 1, 60)
    for example in made:
        if example.kind.startswith(("qed", "selqa", "timeqa")):
            assert example.title not in aside


def test_examples_say_what_is_so(tune: Path) -> None:
    """An answering sentence holds the answer where it is marked; a passage without it holds no accepted wording."""
    made = question_examples(read_corpora(tune), False, 3)
    kinds = {example.kind for example in made}
    assert {"qed", "qed_removed", "squad_unanswerable", "selqa", "timeqa", "ramdocs"} <= kinds
    for example in made:
        if example.answering is not None and example.answer:
            assert example.sentences[example.answering][slice(*example.answer)] in example.accepted
        if example.kind.endswith(("_removed", "_other_answer", "_alike")):
            assert example.answering is None
            assert not any(wording in " ".join(example.sentences) for wording in example.accepted)


@pytest.mark.parametrize(
    ("asked", "sentence", "answer", "left"),
    [
        ("Who wrote the poem?", "The poet Ann Lee wrote it.", "Ann Lee", {"The poet wrote it."}),
        ("When was it founded?", "On 3 May 1901, it was founded.", "3 May 1901", None),
        ("How many people came?", "About 300 people came.", "300", None),
        ("Where did he go?", "He went to Lisbon by ship.", "Lisbon", None),
    ],
)
def test_a_struck_answer_leaves_a_sentence_that_answers_no_more(
    asked: str, sentence: str, answer: str, left: set[str] | None
) -> None:
    """The name, day or number that was asked for is gone, every other word stays, and nothing answers."""
    start = sentence.index(answer)
    whole = Example(
        "set", asked, "", ("Before it.", sentence), 1, (start, start + len(answer)), accepted=(answer,)
    )
    for seed in range(8):
        bare = struck(whole, random.Random(seed))
        assert bare is not None
        assert (bare.kind, bare.answering, bare.answer, bare.sentences[0]) == (
            "set_struck",
            None,
            None,
            "Before it.",
        )
        assert answer not in bare.sentences[1]
        assert left is None or bare.sentences[1] in left
        assert sentence.split()[-1] in bare.sentences[1]


def test_an_answer_that_stands_elsewhere_too_is_not_struck_out() -> None:
    """A question that the passage still answers is no negative, nor is one whose answer is of no known kind."""
    dice = random.Random(0)
    twice = Example(
        "set", "Who came?", "", ("Ann Lee came.", "Ann Lee left."), 0, (0, 7), accepted=("Ann Lee",)
    )
    assert struck(twice, dice) is None
    assert struck(Example("set", "Why did she come?", "", ("Ann Lee came.",), 0, (0, 7)), dice) is None
    assert struck(Example("set", "Who came?", "", ("Nobody came.",)), dice) is None


def test_who_holds_an_office_is_asked_of_who_names_it() -> None:
    """Malta's Interior Minister Ann Lee is asked for as the interior minister of Malta, and is the answer."""
    paragraph = Paragraph("set", "", ("It rained.", "Malta's Interior Minister Ann Lee said so."), False)
    asked = {next(holders([paragraph], random.Random(seed))).asked.lower().rstrip("?") for seed in range(30)}
    assert {"who is the interior minister of malta", "who is malta's interior minister"} <= asked
    (example,) = holders([paragraph], random.Random(1))
    assert example.answering is not None
    assert example.answer is not None
    assert example.sentences[example.answering][slice(*example.answer)] == "Ann Lee"
    assert list(holders([Paragraph("set", "", ("The minister said so.",), False)], random.Random(1))) == []


def test_near_misses_come_with_their_answered_twins_and_as_many_others() -> None:
    """Each struck question has its answer somewhere else in the same pass, and other questions stand beside."""
    from training.train import near_misses  # torch takes seconds to import

    answered = [
        Example(
            "set", f"Who came at {hour}?", "", (f"Ann Lee came at {hour}.",), 0, (0, 7), accepted=("Ann Lee",)
        )
        for hour in range(6)
    ]
    bare = [example for example in (struck(whole, random.Random(1)) for whole in answered[:3]) if example]
    office = Example("holder", "Who is the mayor?", "", ("Mayor Ann Lee came.",), 0, (6, 13))
    chosen = near_misses([*answered, *bare, office], random.Random(1))
    assert {*answered[:3], *bare, office} <= set(chosen)
    assert len(chosen) == 10
    assert set(chosen) == {*answered, *bare, office}
    many = [replace(answered[5], asked=f"Who left at {hour}?") for hour in range(50)]
    assert len(near_misses([*many, *answered[:3], *bare, office], random.Random(1))) == 7 + 8


def test_the_same_seed_makes_the_same_examples(tune: Path, tmp_path: Path) -> None:
    """The recipe is reproducible: one seed, one set of examples, also through the file."""
    corpora = read_corpora(tune)
    made = question_examples(corpora, False, 9) + claim_examples(corpora, False, 9, 30)
    assert made == question_examples(corpora, False, 9) + claim_examples(corpora, False, 9, 30)
    write_examples(made, tmp_path / "examples.jsonl")
    assert read_examples(tmp_path / "examples.jsonl") == made


def test_claims_carry_their_verdict(tune: Path) -> None:
    """True claims stand in their passage, claims from nearby do not."""
    for example in claim_examples(read_corpora(tune), False, 2, 80):
        text = " ".join(example.sentences).lower()
        if example.kind == "claim_near":
            assert example.verdict is Verdict.NOT_STATED
        elif example.kind == "claim_true":
            assert example.verdict is Verdict.SUPPORTED
            assert example.asked.rstrip(".").lower() in text
        elif example.kind == "claim_changed":
            assert example.verdict is Verdict.CONTRADICTED


@pytest.mark.parametrize(
    "change",
    [*dict.fromkeys(changes.IN_CLAIMS), *dict.fromkeys(changes.IN_QUESTIONS)],
    ids=lambda change: change.__name__,
)
def test_a_change_changes_one_thing(change: changes.Change) -> None:
    """Each kind of change leaves most words as they are and never gives the same sentence back."""
    names = name_phrases("Maryam Nawaz met Wang Yi in Doha")
    for seed in range(30):
        new = change(SENTENCE, names, random.Random(seed))
        assert new != SENTENCE
        if new:
            assert len(set(SENTENCE.split()) - set(new.split())) <= 5


def test_a_sentence_without_facts_stays_as_it_is() -> None:
    """Where nothing can be changed, nothing is made up."""
    assert changed("it rained", [], changes.IN_QUESTIONS, random.Random(1)) is None


def test_minimal_pairs_differ_in_what_their_text_says(seeds: Path, tune: Path) -> None:
    """Each true claim says what its text says, in the text's own words; its twin is another claim."""
    pairs = minimal_pairs(seeds, tune, 40)
    assert len(pairs) == 40
    for pair in pairs:
        assert pair.true != pair.false
        assert set(tokens(pair.true)) <= set(tokens(" ".join(pair.text.sentences)))


def test_the_recipe_runs_from_examples_to_a_graph(tune: Path, tmp_path: Path) -> None:
    """Prepared examples are trained on and exported, and what comes out reads."""
    from index.embedder import minilm_folder
    from training.export import export
    from training.train import Recipe, prepare, train

    full = read_corpora(tune)
    few = Corpora(full.questions[:4], full.paragraphs[:4])
    work = tmp_path / "work"
    kinds = prepare(few, work, passes=1, claims=8)
    assert kinds["qed"] > 0
    weights = train(work, work, Recipe(minilm_folder()))
    sha256 = export(weights, minilm_folder(), tmp_path / "model")
    (tmp_path / "model" / "card.json").write_text(json.dumps({"sha256": sha256}))
    encoder = OnnxCrossEncoder(tmp_path / "model")
    (reading,) = encoder.read("Who?", [Text("", ("One sentence.", "Another one."))])
    assert len(reading.sentences) == 2
    (judged,) = encoder.judge("One sentence.", [Text("", ("One sentence.",))])
    assert judged.supported + judged.contradicted + judged.not_stated == pytest.approx(1, abs=1e-4)
    assert json.loads((work / "training.json").read_text())["examples"] == kinds.total()


def test_what_was_not_measured_keeps_its_figures(tmp_path: Path) -> None:
    """Measuring one thing anew does not take the other figures off the model's card."""
    from training.card import write_card

    training = {"examples": 1, "steps": 1, "minutes": 1.0, "seed": 1, "kinds": {"qed": 1}}
    card = {"sha256": "0", "training": training, "figures": {"Reading": {"a": 1}, "Judging": {"b": 2}}}
    (tmp_path / "card.json").write_text(json.dumps(card))
    (tmp_path / "reader.onnx").write_bytes(b"graph")
    write_card(tmp_path, {"Judging": {"b": 3}})
    assert json.loads((tmp_path / "card.json").read_text())["figures"] == {
        "Reading": {"a": 1},
        "Judging": {"b": 3},
    }
    assert "| b | 3 |" in (tmp_path / "CARD.md").read_text()


def test_what_is_left_out_is_not_trained_on(tune: Path, tmp_path: Path) -> None:
    """A training without claims sees every other example, and no claim."""
    from index.embedder import minilm_folder
    from training.curve import LEFT_OUT
    from training.train import Recipe, prepare, train

    full = read_corpora(tune)
    kinds = prepare(Corpora(full.questions[:4], full.paragraphs[:4]), tmp_path, passes=1, claims=8)
    train(tmp_path, tmp_path, Recipe(minilm_folder(), layers=1, without=LEFT_OUT["claims"]))
    claims = sum(count for kind, count in kinds.items() if kind.startswith("claim"))
    assert 0 < claims < kinds.total()
    assert json.loads((tmp_path / "training.json").read_text())["examples"] == kinds.total() - claims


def test_examples_of_another_folder_are_every_second_batch(tune: Path, tmp_path: Path) -> None:
    """Claims that are prepared on their own are learned from in turns with everything else."""
    from training.train import Recipe, batch_order, prepare

    full = read_corpora(tune)
    few = Corpora(full.questions[:24], full.paragraphs[:24])
    prepare(few, tmp_path / "all", passes=1, claims=20)
    (tmp_path / "claims").mkdir()
    write_examples(claim_examples(few, False, 7, 40), tmp_path / "claims" / "pass-0.jsonl")
    recipe = Recipe(tmp_path, beside=tmp_path / "claims")
    order = batch_order(tmp_path / "all", recipe, random.Random(1))
    assert all(example.verdict is not None for batch in order[::2] for example in batch)
    assert any(example.verdict is None for batch in order[1::2] for example in batch)


def test_a_point_of_the_learning_curve_is_trained_and_measured(tune: Path, tmp_path: Path) -> None:
    """A network of one layer learns from a few examples shown twice, and is measured on what is kept aside."""
    from index.embedder import minilm_folder
    from training.curve import Point, measured
    from training.options import MODEL
    from training.train import BATCH, prepare

    full = read_corpora(tune)
    prepare(Corpora(full.questions[:24], full.paragraphs[:24]), tmp_path, passes=1, claims=20)
    point = Point(layers=1, distinct=BATCH, shown=2 * BATCH)
    figures = measured(point, tmp_path, minilm_folder(), MODEL, full)
    assert json.loads((tmp_path / f"curve-1-{BATCH}" / "training.json").read_text())["examples"] == 2 * BATCH
    figure = figures["squad: answering sentence found"]
    assert figure
    assert 0 <= figure["value"] <= 1


@pytest.mark.parametrize(
    ("words", "wanted", "f1"),
    [
        ("the Taliban", "Taliban", 1),
        ("in 1861", "1861", 2 / 3),
        ("Kabul", "Doha", 0),
        ("The", "a", 1),
        ("80,000 Afghans", "80,000", 2 / 3),
    ],
)
def test_word_f1_is_squads(words: str, wanted: str, f1: float) -> None:
    """Articles, case and punctuation do not count; shared words do."""
    assert word_f1(words, wanted) == pytest.approx(f1)


def test_a_figure_of_nothing_is_none() -> None:
    """AUROC needs both sorts."""
    assert auroc([]) is None


def test_paragraphs_join_their_sentences() -> None:
    """A paragraph's text is its sentences with single spaces."""
    paragraph = Paragraph("qed", "T", ("A b.", "C d."), aside=False)
    assert paragraph.text == "A b. C d."
    assert Question("q", paragraph, None, None).accepted == ()


def test_more_evidence_never_makes_an_answer_less_likely() -> None:
    """The fit of the decision keeps each feature on its side, even where a few questions seem to say the opposite."""
    dice = random.Random(5)
    rows = [{"read": dice.gauss(0, 1), "missing": dice.gauss(0, 1)} for _ in range(60)]
    contrary = [row["read"] - row["missing"] + dice.gauss(0, 1) < 0 for row in rows]
    fitted = monotone(rows, contrary, {"read": 1, "missing": -1}, [1.0] * 60)
    assert fitted.weights == {"read": 0.0, "missing": 0.0}
    fair = monotone(rows, [not label for label in contrary], {"read": 1, "missing": -1}, [1.0] * 60)
    assert fair.weights["read"] > 0 > fair.weights["missing"]


def test_a_question_for_a_time_asked_for_a_reason_is_a_near_miss_where_none_is_told() -> None:
    """A question for when becomes one for why or where, never for what the passage tells, and nothing answers it."""
    example = Example("set", "When was it sold?", "", ("It was sold on 3 May 1901.",), 0, (15, 25))
    others = {reasked(example, random.Random(seed)) for seed in range(8)}
    assert {other.asked for other in others if other} == {"Why was it sold?", "Where was it sold?"}
    assert all(
        other and other.kind == "set_reasked" and other.answering is None and other.answer is None
        for other in others
    )
    reason = replace(example, sentences=("It was sold on 3 May 1901 in Lund because it leaked.",))
    assert reasked(reason, random.Random(0)) is None


def test_the_sentences_of_a_question_compete() -> None:
    """The ranking learns what tells the right sentence from the others, not what all those of a question share."""
    dice = random.Random(3)
    questions = []
    for _ in range(80):
        shared, right = dice.gauss(0, 5), [True, False, False]
        rows = [{"read": dice.gauss(2 * is_right, 1), "shared": shared} for is_right in right]
        questions.append(Ranked(rows, right))
    rank = listwise(questions, Logistic(0.0, {"read": 0.1, "shared": 0.3}))
    assert rank.weights["read"] > 1
    assert rank.weights["shared"] == pytest.approx(0.3, abs=1e-3)  # says nothing here, and stays
    won = [max(question.rows, key=rank.log_odds) is question.rows[0] for question in questions]
    assert sum(won) / len(won) > 0.8
