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
from bot.answering.reading.model import ClaimJudge, Support, Text
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
        exchanged: words of the claim and the words that those sentences have in their place, as pairs.
        named: whether those sentences have the name that opens the claim, and the text has all of its names.
        spelt_out: whether the claim says what initials stand for, and those sentences put them behind it in brackets.
        verbatim: whether the claim's words are those sentences' words, all of them, in order.
    """

    features: Mapping[str, float]
    sentences: tuple[int, int]
    doubts: tuple[Doubt, ...] = ()
    covered: float = 0.0
    literal: float = 0.0
    known: float = 0.0
    exchanged: tuple[tuple[str, str], ...] = ()
    named: bool = True
    spelt_out: bool = False
    verbatim: bool = False

    @property
    def replaced(self) -> bool:
        """Whether one word of the claim stands exactly where those sentences have another one."""
        return any(" " not in mine + theirs for mine, theirs in self.exchanged)


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
    # Brackets say it, whoever says the rest.
    doubted = () if spelt else doubts(claim, beside, whole, text.title)
    return Weighed(
        {
            **missing,
            "entailed": _bounded(judged[best].supported),
            "doubted": float(bool(doubted)),
            "careful": UNSEEN,
            "denied": 0.0,
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
        doubted,
        _said(claim, wanted, beside),
        _in_order(wanted, stems, same),
        known,
        _exchanged(claim, beside),
        (known == 1.0 or not missing["names_missing_near"]) and _opens_named(claim, beside, whole),
        spelt,
        bool(wanted) and wanted == stems,
    )


def is_literal(weighed: Weighed) -> bool:
    """Whether a claim is a sentence of the text, whole or validly shortened."""
    features = weighed.features
    said = (
        weighed.covered == 1.0
        and weighed.literal >= POLICY.in_order
        and features["similarity"] >= POLICY.alike
    )
    return said or bool(features["shortening"] and features["order"] == 1.0)


def looked_again(claim: str, text: Text, weighed: Weighed, judge: ClaimJudge) -> Weighed:
    """The same with a careful judge's view of the sentences that are nearest to the claim.

    It reads them with one sentence before and after. Where something in them may contradict the claim, it reads them
    alone too, and ``denied`` is the mean of both.

    Args:
        claim: the claim.
        text: the text.
        weighed: the claim beside the text.
        judge: reads the two again.
    """
    first, last = weighed.sentences
    near = Text(text.title, text.sentences[max(0, first - BESIDE) : last + 1 + BESIDE])
    seen = _read(claim, near, judge)
    denied = seen.contradicted
    if weighed.exchanged or weighed.doubts:
        alone = _read(claim, Text("", text.sentences[first : last + 1]), judge)
        denied = (denied + alone.contradicted) / 2
    view = {"careful": _bounded(seen.supported), "denied": denied}
    return replace(weighed, features={**weighed.features, **view})


def _read(claim: str, text: Text, judge: ClaimJudge) -> Support:
    claim, text = _comparable(claim, text)
    return judge.judge(claim, [text])[0]


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


def _exchanged(claim: str, beside: str) -> tuple[tuple[str, str], ...]:
    """Words in the place of others: "company" and "union" in "the company asked for 9", "the union asked for 9"."""
    mine, theirs = ([word for word in tokens(text) if word not in STOPWORDS] for text in (claim, beside))
    wanted, there = [*map(stem, mine)], [*map(stem, theirs)]
    match = SequenceMatcher(None, wanted, there, autojunk=False)
    pairs = (
        (slice(start, stop), slice(their_start, their_stop))
        for tag, start, stop, their_start, their_stop in match.get_opcodes()
        if tag == "replace" and max(stop - start, their_stop - their_start) <= POLICY.exchanged_words
    )
    return tuple(
        (" ".join(mine[ours]), " ".join(theirs[others]))
        for ours, others in pairs
        if not any(same(word, other) for word in wanted[ours] for other in there[others])
        and _has_digits(mine[ours]) == _has_digits(theirs[others])  # 50 percent may be half
    )


def _has_digits(some: Sequence[str]) -> bool:
    return any(word[:1].isdigit() for word in some)


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
