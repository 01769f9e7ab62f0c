"""A message as claims: what in it is checked, how it is read, and what is no claim."""

from __future__ import annotations

import pytest

from bot.answering.verify.checked import overall
from bot.answering.verify.differences import marked
from bot.answering.verify.message import Kind, parts_of
from bot.answering.verify.support import Verdict


def read(message: str) -> list[tuple[Kind, str]]:
    """The kind of each part, and how a claim is read."""
    return [(part.kind, part.read_as) for part in parts_of(message)]


def test_a_list_is_cut_into_its_claims() -> None:
    """Each line, each item of a list and each sentence is a claim of its own; a wrapped line is one line."""
    text = "- The dam cost 3.5 million crowns\n2. The dairy shut 12 shops. It\nhas 48.\n> The pool was\nclosed in May"
    assert [words for _, words in read(text)] == [
        "The dam cost 3.5 million crowns",
        "The dairy shut 12 shops.",
        "The dairy has 48.",
        "The pool was closed in May",
    ]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("I think pizza is great", Kind.OPINION),
        ("Pizza is really great!", Kind.OPINION),
        ("I hope it rains tomorrow.", Kind.OPINION),
        ("Good morning everyone", Kind.GREETING),
        ("Thanks!", Kind.GREETING),
        ("Is that so?", Kind.QUESTION),
        ("who is the mayor of Merlby", Kind.QUESTION),
        ("Please read the rules.", Kind.REQUEST),
        ("No way.", Kind.SHORT),
    ],
)
def test_what_claims_nothing_is_told_apart(words: str, kind: Kind) -> None:
    """Questions, opinions, greetings, requests and a word or two are no claims."""
    assert [part_kind for part_kind, _ in read(words)] == [kind]


@pytest.mark.parametrize(
    "words",
    [
        "Thanks to the council, the bridge was built in 2019.",
        "The worst flood in decades hit Merlby.",
        "When the county pays, work starts.",
        "It is known that Kabul denies the charge.",
        "This agreement was signed in May.",
        "These tickets cost five crowns.",
    ],
)
def test_what_claims_something_is_checked_as_it_stands(words: str) -> None:
    """A claim that only looks like a greeting, an opinion, a question or a pronoun is a claim."""
    assert read(words) == [(Kind.CLAIM, words)]


def test_i_think_is_taken_off_a_claim() -> None:
    """To say that you believe a fact is to claim it."""
    assert read("I think Pakistan expelled 80,000 Afghans.") == [
        (Kind.CLAIM, "Pakistan expelled 80,000 Afghans.")
    ]


def test_a_pronoun_is_resolved_inside_the_message_or_named() -> None:
    """A pronoun takes the one name or thing that the claim before it is about; else the claim is unresolved."""
    assert read("Gerda Vint leads the council. She voted against the bridge.")[1] == (
        Kind.CLAIM,
        "Gerda Vint voted against the bridge.",
    )
    assert read("The council met on Monday. They rejected the bridge.")[1] == (
        Kind.CLAIM,
        "The council rejected the bridge.",
    )
    assert parts_of("Vint spoke on Monday. They killed nine people.")[1].kind is Kind.UNRESOLVED
    (alone,) = parts_of("He resigned on Monday.")
    assert (alone.kind, alone.unclear) == (Kind.UNRESOLVED, "He")
    two = parts_of("Gerda Vint met Ansel Brock. He resigned on Monday.")[1]
    assert two.kind is Kind.UNRESOLVED


def test_a_message_is_as_good_as_the_worst_of_its_claims() -> None:
    """One verdict of several: contradicted before not stated before supported; a question does not count."""
    assert overall([Verdict.SUPPORTED, Verdict.NO_CLAIM]) is Verdict.SUPPORTED
    assert overall([Verdict.SUPPORTED, Verdict.NOT_STATED]) is Verdict.NOT_STATED
    assert overall([Verdict.NOT_STATED, Verdict.CONTRADICTED]) is Verdict.CONTRADICTED
    assert overall([]) is Verdict.NO_CLAIM


def test_what_differs_is_found_however_it_is_written() -> None:
    """The words that differ are marked where they stand, numbers spelt out or not, and nothing else is changed."""
    stretches = marked("Forty-six people died in Osk.", ["46"])
    assert stretches == [("Forty-six", True), (" people died in Osk.", False)]
    assert marked("At Osk 460 people died.", ["46"]) == [("At Osk 460 people died.", False)]
