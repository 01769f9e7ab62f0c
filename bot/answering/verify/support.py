"""Lays a claim beside a text: what the network says of the two, and what their words, numbers, names and limits say.

All of it is features of one regression, which says how likely each verdict is; see `bot.answering.verify.verdict`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from bot.answering.english.meanings import plainly, same, unsaid, without_not
from bot.answering.guards import Doubt, doubts
from bot.answering.policy import POLICY
from bot.answering.reading.calibrated import log_odds
from bot.answering.reading.model import ClaimJudge, Text
from bot.answering.verify.nearest import beside, nearest, windows
from bot.answering.verify.quotation import supports
from index.english.numbers import quantities
from index.english.units import in_common_units
from index.initials import spelt_out
from index.stems import STOPWORDS, content_stems, shared_pairs, stem, tokens

BOUND = 6.0  # log-odds beyond this make no difference
AROUND = 1  # sentences before and after the nearest ones that are read with them
LONG = 20  # content words; a longer claim is no longer
_ANSWERED = re.compile(r"^(?:yes|no)[.,!]\s+", re.IGNORECASE)  # to a question that is not part of the claim
_STANDS_FOR = re.compile(
    r"(?:The )?(?P<letters>[A-Z]\w{1,5}) (?:stands for|means|is (?:short|an abbreviation|an acronym) (?:for|of))"
    r" (?:the )?(?P<name>[^,;:]+?)\.?$"
)


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
        exchanged: words of the claim and the words that those sentences have in their place, as pairs.
        certain: whether the claim is those sentences, character for character, or says what initials stand for as
            they do.
        shortened: whether nothing is doubted, and the claim is one of those sentences less whole clauses, or says all
            of their words in their order.
    """

    features: Mapping[str, float]
    sentences: tuple[int, int]
    doubts: tuple[Doubt, ...] = ()
    covered: float = 0.0
    literal: float = 0.0
    exchanged: tuple[tuple[str, str], ...] = ()
    certain: bool = False
    shortened: bool = False


def weigh(claim: str, text: Text, cosines: Sequence[float], judge: ClaimJudge) -> Weighed:
    """Lays a claim beside a text of one sentence or more.

    Args:
        claim: the claim.
        text: the text.
        cosines: of the claim and each sentence of the text, -1 to 1.
        judge: reads the two together: the nearest sentences alone, with those around them, and all of the text.
    """
    typed, shown = claim, text.sentences
    claim, text = _comparable(claim, text)
    wanted = content_stems(claim)

    def share(piece: str) -> float:
        return said(claim, wanted, piece)

    first, last = nearest(text.sentences, cosines, share)
    near = beside(text.sentences[first : last + 1], share)
    stems = content_stems(near)
    spelt = _spells_out(typed, shown[first : last + 1])
    whole = " ".join((text.title, *text.sentences))
    # Brackets say it, whoever says the rest.
    doubted = () if spelt else doubts(claim, near, whole, text.title)
    covered, literal = said(claim, wanted, near), _in_order(wanted, stems)
    exchanged = _exchanged(claim, near)
    shortening = not supports(claim, near)
    unchanged = covered == 1.0 and literal >= POLICY.in_order and not exchanged and not doubted
    features = {
        **_judged(claim, text, first, last, judge),
        "covered": covered,
        "literal": literal,
        "similarity": min(POLICY.like_enough, max(cosines[first : last + 1])),
        "bigrams": shared_pairs(wanted, stems),
        "shortening": float(shortening),
        "exchanged": float(bool(exchanged)),
        "named": float(_opens_named(claim, near, whole)),
        "words": min(1.0, len(wanted) / LONG),
        "unchanged": float(unchanged),
        "all_said": float(covered == 1.0 and not doubted),
        "doubted": float(bool(doubted)),
    }
    return Weighed(
        features,
        (first, last),
        doubted,
        covered,
        literal,
        exchanged,
        certain=spelt or _bare(claim) in map(_bare, (near, *text.sentences[first : last + 1])),
        shortened=not doubted
        and (shortening or (unchanged and literal == 1.0 and not unsaid(stems, wanted))),
    )


def _judged(claim: str, text: Text, first: int, last: int, judge: ClaimJudge) -> dict[str, float]:
    """What the network says, in log-odds, of the nearest sentences, of those around them, and of all of the text.

    Of the first two it is also asked whether the claim is true.
    """
    around = max(0, first - AROUND), min(len(text.sentences), last + 1 + AROUND)
    runs = [(first, last + 1), around, *windows(text.sentences)]
    texts = [Text(text.title, text.sentences[start:end]) for start, end in runs]
    alone, beside_others, *anywhere = judge.judge(claim, texts)
    asked_alone, asked_around = judge.ask(claim, texts[:2])
    return {
        "supported_alone": _bounded(alone.supported),
        "supported_around": _bounded(beside_others.supported),
        "supported_anywhere": _bounded(max(view.supported for view in anywhere)),
        "contradicted_alone": _bounded(alone.contradicted),
        "contradicted_around": _bounded(beside_others.contradicted),
        "contradicted_anywhere": _bounded(max(view.contradicted for view in anywhere)),
        "yes_alone": _bounded(asked_alone.supported),
        "yes_around": _bounded(asked_around.supported),
        "no_alone": _bounded(asked_alone.contradicted),
        "no_around": _bounded(asked_around.contradicted),
    }


def _comparable(claim: str, text: Text) -> tuple[str, Text]:
    """A claim and a text with numbers, units, verbs of two words and limits written alike."""
    claim, sentences = in_common_units(stopped(plainly(claim)), tuple(map(plainly, text.sentences)))
    bare = without_not(claim, " ".join(sentences))
    return bare, Text(text.title, tuple(without_not(sentence, claim) for sentence in sentences))


def said(claim: str, wanted: Sequence[str], text: str) -> float:
    """The share of a claim's words that a text says; numbers are left to the slots ("more than 3" and 3.5).

    Args:
        claim: the claim.
        wanted: its content stems.
        text: any text.
    """
    numbers = {quantity.digits.replace(".", "") for quantity in quantities(claim)}
    lacking = [word for word in unsaid(wanted, content_stems(text)) if word not in numbers]
    return 1 - len(lacking) / len(wanted) if wanted else 0.0


def stopped(claim: str) -> str:
    """The claim with a full stop, whatever was typed: the network learned from sentences."""
    bare = _ANSWERED.sub("", claim.strip())
    return bare if re.search(r"[.!?][\"'”’)]*$", bare) else f"{bare}."


def _bare(text: str) -> str:
    """A text without its full stop, in lower case, with single spaces."""
    return " ".join(text.lower().split()).rstrip(" .")


def _in_order(wanted: Sequence[str], there: Sequence[str]) -> float:
    """The longest common subsequence as a share of the claim (ROUGE-L recall, Lin, 2004)."""
    row = [0] * (len(there) + 1)
    for word in wanted:
        before = row
        row = [0]
        for place, other in enumerate(there):
            row.append(before[place] + 1 if same(word, other) else max(row[place], before[place + 1]))
    return row[-1] / len(wanted) if wanted else 0.0


def _exchanged(claim: str, near: str) -> tuple[tuple[str, str], ...]:
    """Words in the place of others: "company" and "union" in "the company asked for 9", "the union asked for 9"."""
    mine, theirs = ([word for word in tokens(text) if word not in STOPWORDS] for text in (claim, near))
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


def _opens_named(claim: str, near: str, whole: str) -> bool:
    """Whether a name that opens a claim is in the nearest sentences; any claim begins with a capital."""
    first = next(iter(tokens(claim)), "")
    spelt = [re.search(rf"\b{re.escape(form)}\b", whole) for form in (first.capitalize(), first)]
    named = (
        claim.startswith(first.capitalize()) and bool(spelt[0]) and not spelt[1] and first not in STOPWORDS
    )
    return not named or first in tokens(near)


def _spells_out(claim: str, sentences: Sequence[str]) -> bool:
    """Whether a claim says what initials stand for as a sentence has it: "TTP stands for ...", "... (TTP)"."""
    claimed = _STANDS_FOR.match(claim)
    if claimed is None:
        return False
    names = (spelt_out(claimed["letters"], sentence) for sentence in sentences)
    return any(name is not None and tokens(name) == tokens(claimed["name"]) for name in names)


def _bounded(chance: float) -> float:
    return max(-BOUND, min(BOUND, log_odds(chance)))
