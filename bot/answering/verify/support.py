"""Whether a text supports a claim, by the cross-encoder, meaning, words, numbers and names.

A logistic regression combines them; its weights and the command that makes them are in ``weights.json``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from bot.answering.english import cues
from bot.answering.english.cues import Check
from bot.answering.english.meanings import plainly, same, unsaid, without_not
from bot.answering.guards import Doubt, doubts
from bot.answering.policy import POLICY
from bot.answering.reading.calibrated import log_odds
from bot.answering.reading.model import ClaimJudge, Text
from bot.answering.verify.nearest import nearest, pieces, share_of, windows
from bot.answering.verify.quotation import supports
from index.embedder import Embedder
from index.english.lexicon import words
from index.english.numbers import quantities
from index.english.units import in_common_units
from index.initials import spelt_out
from index.stems import STOPWORDS, content_stems, shared_pairs, stem, tokens

BOUND = 8.0
UNSEEN = -4.0  # log-odds assumed for what the careful judge did not read
BESIDE = 1  # sentences before and after the nearest ones that the careful judge reads too
_ANSWERED = re.compile(r"^(?:yes|no)[.,!]\s+", re.IGNORECASE)  # to a question that is not part of the claim
_STANDS_FOR = re.compile(
    r"(?:The )?(?P<letters>[A-Z]\w{1,5}) (?:stands for|means|is (?:short|an abbreviation|an acronym) (?:for|of))"
    r" (?:the )?(?P<name>[^,;:]+?)\.?$"
)
_DIGITS = {word: str(number) for number, word in enumerate((*words("units"), "twenty"))}


class Verdict(StrEnum):
    """What a text says about a claim; *no claim* is for words that claim nothing."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_STATED = "not_stated"
    NO_CLAIM = "no_claim"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A claim laid beside a text.

    Args:
        features: the inputs of the regression.
        sentences: numbers of the first and the last of the sentences that are nearest to the claim.
        doubts: what of the claim those sentences do not confirm.
        literal: the share, 0 to 1, of the claim's words that they say in the claim's order.
        covered: the share, 0 to 1, of the claim's words that they say, as they are or by a word of the same meaning.
        known: the same share, anywhere in the text.
        replaced: whether a word of the claim stands exactly where those sentences have another one.
        named: whether those sentences have the name that opens the claim, and the text has all of its names.
        spelt_out: whether the claim says what initials stand for, and those sentences put them behind it in brackets.
    """

    features: Mapping[str, float]
    sentences: tuple[int, int]
    doubts: tuple[Doubt, ...] = ()
    covered: float = 0.0
    literal: float = 0.0
    known: float = 0.0
    replaced: bool = False
    named: bool = True
    spelt_out: bool = False


def weigh(claim: str, text: Text, judge: ClaimJudge, similarity: float) -> Weighed:
    """Compares a claim with a text of one sentence or more.

    Args:
        claim: the claim.
        text: the text.
        judge: reads the two together.
        similarity: the highest cosine of the claim with a sentence of the text, see `similarity_to`.
    """
    typed, sentences = claim, text.sentences
    claim, text = _comparable(claim, text)
    read = windows(text.sentences)
    judged = judge.judge(claim, [Text(text.title, text.sentences[start:end]) for start, end in read])
    best = max(range(len(read)), key=lambda number: judged[number].supported)
    wanted = content_stems(claim)
    owned = [(number, piece) for number, sentence in enumerate(text.sentences) for piece in pieces(sentence)]
    owners, stretches = [number for number, _ in owned], [piece for _, piece in owned]
    near, first, last = nearest(wanted, stretches)
    everywhere = {word for sentence in text.sentences for word in content_stems(sentence)}
    beside, whole = " ".join(stretches[first : last + 1]), " ".join((text.title, *text.sentences))
    spelt = _spells_out(typed, sentences[owners[first] : owners[last] + 1])
    stems = content_stems(beside)
    order = _in_order(wanted, stems)
    shortening = _is_shortening(claim, stretches, first, last)
    missing = {
        "numbers_missing_near": _missing(claim, beside, (Check.NUMBER, Check.DATE)),
        "names_missing_near": _missing(claim, beside, (Check.NAME,)),
        "negation": float(_count(claim, Check.NEGATION) != _count(beside, Check.NEGATION)),
        "negation_added": float(_missing(claim, beside, (Check.NEGATION,)) > 0),
        "modality_lost": float(_count(beside, Check.MODALITY) > 0 and not _count(claim, Check.MODALITY)),
    }
    known = _said(claim, wanted, whole)
    speaker_lost = _missing(beside, claim, (Check.SPEAKER,)) > 0
    return Weighed(
        {
            **missing,
            "entailed": _bounded(judged[best].supported),
            "careful": UNSEEN,
            "similarity": min(POLICY.like_enough, similarity),
            "otherwise": max(support.contradicted for support in judged),
            "coverage": near,
            "coverage_text": share_of(wanted, everywhere),
            "bigrams": shared_pairs(wanted, stems),
            "order": order,
            "numbers_missing": _missing(claim, " ".join(text.sentences), (Check.NUMBER, Check.DATE)),
            "names_missing": _missing(claim, " ".join(text.sentences), (Check.NAME,)),
            "shortening": float(shortening),
            "altered": float(not shortening and order >= POLICY.nearly_all),
            "complete": float(order == 1.0 and not speaker_lost and not any(missing.values())),
            "words": min(1.0, len(wanted) / 20),
        },
        (owners[first], owners[last]),
        () if spelt else doubts(claim, beside, whole, text.title),  # brackets say it, whoever says the rest
        _said(claim, wanted, beside),
        _in_order(wanted, stems, same),
        known,
        _replaced(wanted, stems),
        (known == 1.0 or not missing["names_missing_near"]) and _opens_named(claim, beside, whole),
        spelt,
    )


def is_literal(weighed: Weighed) -> bool:
    """Whether a claim is a sentence of the text, whole or validly shortened: no judge is needed."""
    features = weighed.features
    if weighed.spelt_out:
        return True
    said = (
        weighed.covered == 1.0
        and weighed.literal >= POLICY.in_order
        and features["similarity"] >= POLICY.alike
    )
    return said or bool(features["shortening"] and features["order"] == 1.0)


def looked_again(claim: str, text: Text, weighed: Weighed, judge: ClaimJudge) -> Weighed:
    """The same with a careful judge's view of the sentences that are nearest to the claim.

    It is asked only if its view decides: no slot raises a doubt, and the claim is not literally in the text.

    Args:
        claim: the claim.
        text: the text.
        weighed: the claim beside the text.
        judge: reads the two again.
    """
    if weighed.doubts or is_literal(weighed):
        return weighed
    first, last = weighed.sentences
    near = Text(text.title, text.sentences[max(0, first - BESIDE) : last + 1 + BESIDE])
    claim, near = _comparable(claim, near)
    (seen,) = judge.judge(claim, [near])
    return replace(weighed, features={**weighed.features, "careful": _bounded(seen.supported)})


def _comparable(claim: str, text: Text) -> tuple[str, Text]:
    """A claim and a text with numbers, units, verbs of two words and limits written alike."""
    claim, sentences = in_common_units(stopped(plainly(claim)), tuple(map(plainly, text.sentences)))
    bare = without_not(claim, " ".join(sentences))
    return bare, Text(text.title, tuple(without_not(sentence, claim) for sentence in sentences))


def _said(claim: str, wanted: Sequence[str], beside: str) -> float:
    """The share of a claim's words that a text says; numbers are left to the guards ("more than 3" and 3.5)."""
    numbers = {quantity.digits.replace(".", "") for quantity in quantities(claim)}
    lacking = [word for word in unsaid(wanted, content_stems(beside)) if word not in numbers]
    return 1 - len(lacking) / len(wanted) if wanted else 0.0


def stopped(claim: str) -> str:
    """The claim with a full stop, whatever was typed: the network learned from sentences."""
    bare = _ANSWERED.sub("", claim.strip())
    return bare if re.search(r"[.!?][\"'”’)]*$", bare) else f"{bare}."


def similarity_to(claim: str, sentences: Sequence[str], embedder: Embedder) -> float:
    """The highest cosine, -1 to 1, of a claim with one of the sentences, at least one."""
    vectors = embedder.embed([claim, *sentences])
    return float((vectors[1:] @ vectors[0]).max())


def _is_shortening(claim: str, sentences: Sequence[str], first: int, last: int) -> bool:
    """Whether the claim is one of the sentences, or all of them, less whole clauses; case counts only if it has any."""
    stretches = [*sentences[first : last + 1], " ".join(sentences[first : last + 1])]
    if claim == claim.lower():
        stretches = [stretch.lower() for stretch in stretches]
    return any(not supports(claim, stretch) for stretch in stretches)


def _in_order(
    wanted: Sequence[str], there: Sequence[str], alike: Callable[[str, str], bool] = str.__eq__
) -> float:
    """The longest common subsequence as a share of the claim (ROUGE-L recall, Lin, 2004)."""
    row = [0] * (len(there) + 1)
    for word in wanted:
        before = row
        row = [0]
        for place, other in enumerate(there):
            row.append(before[place] + 1 if alike(word, other) else max(row[place], before[place + 1]))
    return row[-1] / len(wanted) if wanted else 0.0


def _replaced(wanted: Sequence[str], there: Sequence[str]) -> bool:
    """Whether one content word takes the place of another: "the company asked for 9", "the union asked for 9"."""
    match = SequenceMatcher(None, wanted, there, autojunk=False)
    return any(
        tag == "replace"
        and stop - start == their_stop - their_start == 1
        and not same(wanted[start], there[their_start])
        for tag, start, stop, their_start, their_stop in match.get_opcodes()
    )


def _opens_named(claim: str, beside: str, whole: str) -> bool:
    """Whether a name that opens a claim is in the nearest sentences; any claim begins with a capital."""
    first = next(iter(tokens(claim)), "")
    spelt = [re.search(rf"\b{re.escape(form)}\b", whole) for form in (first.capitalize(), first)]
    named = (
        claim.startswith(first.capitalize()) and bool(spelt[0]) and not spelt[1] and first not in STOPWORDS
    )
    return not named or first in tokens(beside)


def _spells_out(claim: str, sentences: Sequence[str]) -> bool:
    """Whether a claim says what initials stand for as a sentence has it: "TTP stands for ...", "... (TTP)"."""
    claimed = _STANDS_FOR.match(claim)
    if claimed is None:
        return False
    names = (spelt_out(claimed["letters"], sentence) for sentence in sentences)
    return any(name is not None and tokens(name) == tokens(claimed["name"]) for name in names)


def _missing(claim: str, text: str, checks: Sequence[Check]) -> float:
    """The share of the claim's words under these checks that the text lacks; 0 when it has none of them."""
    wanted = {_plain(token.key) for token in cues.parsed(claim) if token.check in checks}
    there = {_plain(token.key) for token in cues.parsed(text)}
    return len(wanted - there) / len(wanted) if wanted else 0.0


def _plain(word: str) -> str:
    bare = word.replace(",", "").strip("$€£¥₹+-")
    return _DIGITS.get(bare) or (
        bare if bare[:1].isdigit() else " ".join(stem(part) for part in tokens(bare))
    )


def _count(text: str, check: Check) -> int:
    return sum(token.check is check for token in cues.parsed(text))


def _bounded(chance: float) -> float:
    return max(-BOUND, min(BOUND, log_odds(chance)))
