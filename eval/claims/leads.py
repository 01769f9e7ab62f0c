"""Could a language model word an answer itself? How many lies, and how many true leads, the checks let through.

A lead is one or two sentences above the quotations, which it cites. The lies are made of the articles' sentences by one
change each; the true ones, and more lies, are those of ``wordings``, which people wrote.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.answering.english.names import NAME, name_phrases
from bot.answering.verify.checker import Checker
from eval.claims.changes import another_date, another_name, another_number, asserted, turned
from eval.claims.people import wordings
from eval.claims.rewording import trimmed, with_roles_exchanged
from eval.claims.sentences import sentences_by_article
from eval.scores import Figure, share, with_interval

MADE = 200
_SEED = 23
_WORDS = 6  # of a sentence, at least
_WHERE = re.compile(r"\b(?:over|under|above|below)\b")
_JOINED = re.compile(r"^(?:,? (?:and|or|with)|,|[-–/])")  # two names joined like this may change places


@dataclass(frozen=True, slots=True)
class Lead:
    """What a model might say above the quotations.

    Args:
        kind: what is wrong with it, or that it is true.
        text: what it says.
        cited: the sentences that it cites, at least one.
    """

    kind: str
    text: str
    cited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence of the articles.

    Args:
        text: its words.
        article: of which article.
        names: the names of that article.
        inside: those that stand inside a sentence, and so are names for certain.
    """

    text: str
    article: str
    names: tuple[str, ...]
    inside: frozenset[str]


_Make = Callable[[_Told, Sequence[_Told], random.Random], Lead | None]


def made_lies(seeds: Path, count: int = MADE) -> list[Lead]:
    """Lies about the articles, all different, of each kind in turn as long as there are any.

    Args:
        seeds: the folder of articles.
        count: how many.
    """
    dice = random.Random(_SEED)
    sentences = _sentences(seeds)
    turns = {kind: dice.sample(sentences * 4, 4 * len(sentences)) for kind in _KINDS}
    made: dict[str, Lead] = {}
    while len(made) < count and any(turns.values()):
        for kind, make in _KINDS.items():
            while turns[kind] and len(made) < count:
                lie = make(turns[kind].pop(), sentences, dice)
                if lie and lie.text not in made and all(lie.text != sentence.text for sentence in sentences):
                    made[lie.text] = lie
                    break
    return list(made.values())


def measure_leads(checker: Checker, tune: Path, seeds: Path) -> Mapping[str, Figure | None]:
    """The share of each kind of lead that the checks let through.

    Args:
        checker: what is measured.
        tune: the folder with ``wordings/``.
        seeds: the folder of our own articles.
    """
    passed: dict[str, list[bool]] = defaultdict(list)
    for claim, cited, true in wordings(tune):
        passed["true, of wordings" if true else "lies, of wordings"].append(checker.supports(claim, (cited,)))
    for lie in made_lies(seeds):
        came = checker.supports(lie.text, lie.cited)
        passed["lies, made"].append(came)
        passed[f"lies, made: {lie.kind}"].append(came)
    return {kind: with_interval(share, came) for kind, came in passed.items()}


def _sentences(seeds: Path) -> list[_Told]:
    sentences: list[_Told] = []
    for article, lines in sentences_by_article(seeds):
        names = tuple(dict.fromkeys(name_phrases(" ".join(lines))))
        inside = frozenset(name for name in names if any(f" {name} " in words for words in lines))
        sentences += [_Told(line, article, names, inside) for line in lines if len(line.split()) >= _WORDS]
    return sentences


def _changed(kind: str, *ways: Callable[[str, Sequence[str], random.Random], str | None]) -> _Make:
    """Makes a lie of one sentence, in the first of several ways that applies."""

    def make(sentence: _Told, _: Sequence[_Told], dice: random.Random) -> Lead | None:
        lies = (way(sentence.text, sentence.names, dice) for way in ways)
        lie = next((text for text in lies if text and text != sentence.text), None)
        return Lead(kind, lie, (sentence.text,)) if lie else None

    return make


def _swapped(text: str, names: Sequence[str], dice: random.Random) -> str | None:
    """Doer and done exchanged; not two names that a list or a "with" joins, whose order says nothing."""
    if exchanged := with_roles_exchanged(text, dice):
        return exchanged
    own = name_phrases(text)
    joined = any(_JOINED.match(text[text.find(name) + len(name) :]) for name in own if name in text)
    return None if joined else turned(text, names, dice)


def _cut(text: str, _: Sequence[str], dice: random.Random) -> str | None:
    """A sentence without what limits it; not one of which only "over the border" or the like would go."""
    cut = None if _WHERE.search(text) else trimmed(text, dice)
    return cut if cut and cut.rstrip(".") != text.rstrip(".") else None


def _merged(sentence: _Told, others: Sequence[_Told], dice: random.Random) -> Lead | None:
    """What another article says of somebody else, said of the person with whose name this sentence begins."""
    name = _leading(sentence)
    for other in dice.sample(others, 20):
        other_name = _leading(other)
        if name and other_name and other.article != sentence.article and name not in other.text:
            return Lead("merged sources", name + other.text[len(other_name) :], (sentence.text, other.text))
    return None


def _leading(sentence: _Told) -> str:
    """The name with which a sentence begins; empty where that is no name inside any sentence."""
    match = NAME.match(sentence.text)
    return match[0] if match and match[0] in sentence.inside else ""


_KINDS: Mapping[str, _Make] = {
    "numbers": _changed("numbers", another_number),
    "names": _changed("names", another_name),
    "swapped roles": _changed("swapped roles", _swapped),
    "left out who says so or on what condition": _changed("left out who says so or on what condition", _cut),
    "merged sources": _merged,
    "time shifted, or a plan told as done": _changed(
        "time shifted, or a plan told as done", another_date, asserted
    ),
}
