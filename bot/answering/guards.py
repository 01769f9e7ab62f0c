"""What of a claim the text beside it does not bear out, told slot by slot where English is regular.

The network says how likely a text supports a claim; here is what it may not overlook: numbers with their bounds, names,
negation, who says so, under which condition, how sure, who does it to whom, and where commas and quotation marks stand.
A claim is supported only if the network is sure and nothing is lacking here; it is contradicted only if something here
differs in the sentence that is shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.answering import cues
from bot.answering.cues import Check
from bot.answering.language import MONTHS, YEAR
from bot.answering.meanings import same
from index.english.numbers import Quantity, quantities, written
from index.stems import content_of, content_stems, stem, tokens

_SPEAKING = re.compile(
    r"\b(?:according to|sa(?:y|id|ys|ying)|claim(?:s|ed|ing)?|alleg\w+|accus\w+|suggest(?:s|ed|ing)?|contend(?:s|ed)?|"
    r"argu(?:e|es|ed)|insist(?:s|ed)?|assert(?:s|ed)?|believ(?:e|es|ed)|think(?:s|ing)?|thought|warn(?:s|ed)?|"
    r"estimat(?:e|es|ed)|report(?:s|ed|edly)?|told|tells?|stat(?:e|es|ed)|announc(?:e|es|ed)|declar(?:e|es|ed)|"
    r"admit(?:s|ted)?|acknowledg(?:e|es|ed)|predict(?:s|ed)?|fear(?:s|ed)?|dispute[sd]?|"
    r"den(?:y|ies|ied)|blam(?:e|es|ed|ing)|"
    r"interpret(?:s|ed|ing)?|(?:regard|view|describ)(?:s|es|ed)(?: \w+){0,3} as|seen as|"
    r"considered|f(?:ind|inds|ound) that|"
    r"reckon(?:s|ed)?|confirm(?:s|ed)?|wrote|writes|accusations?|allegations?|rumou?rs?)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|unless|provided(?: that)?|as long as|on condition|subject to|in case|only when|once|until|except|"
    r"pending|depending on|should (?:they|he|she|it|the)|without (?:which|it))\b"
    r"|\bwhen(?:ever)?\b(?= (?:the|a|an|it|they|he|she|you|all|its|their|[A-Z]))",
    re.IGNORECASE,
)
_HYPOTHETICAL = (
    re.compile(  # of "if it rains" not "it rains" may be told, as "it rained" of "once it had rained"
        r"if|unless|provided|as long|on condition|subject|in case|pending|depending|should", re.IGNORECASE
    )
)
_RESTRICTING = re.compile(
    r"(?<=\w) (?:that|who|whose|which|where)\b|(?<=\w) (?:under|over|above|below|before|after|older than|younger than|"
    r"longer than|shorter than|larger than|smaller than|heavier than|louder than|more than|less than|except|excluding|"
    r"other than|apart from|outside|within)\b",
    re.IGNORECASE,
)
_DAY_OF = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{'|'.join(MONTHS)})|"
    rf"(?P<before>{'|'.join(MONTHS)}) (?P<after>\d{{1,2}}))\b(?!\d)"
)
_DOUBTING = re.compile(
    r"\b(?:may(?! \d)|might|could|would|should|must|can|will|shall|plans?|planned|planning|intends?|"
    r"intended|propos\w+|aims?|aimed|"
    r"seeks?|sought|hop(?:e|es|ed|ing)|expect(?:s|ed)?|likely|unlikely|possibl[ey]|perhaps|maybe|probabl[ey]|"
    r"potential(?:ly)?|apparently|alleged(?:ly)?|suspected|supposed(?:ly)?|purported(?:ly)?|reportedly|appear(?:s|ed)?|"
    r"seem(?:s|ed)?|willing(?:ness)?|attempt\w*|tr(?:y|ies|ied|ying)|wants?|wanted|agreed to|offered to|"
    r"threatened to|draft|proposal|claims? to|meant to|due to begin|set to)\b",
    re.IGNORECASE,
)
_SURE = frozenset("can will shall must should would could may might".split())
_SCOPE = re.compile(
    r"\b(?:some|most|part|half|many|several|few|only|partly|partially|largely|mainly|mostly|sometimes|usually|often|"
    r"rarely|in principle|at first|temporarily|so far|for now|officially|formally|publicly|first|last|initially|likely|"
    r"probably|possibly|perhaps|maybe|allegedly|reportedly|apparently|supposedly|almost|nearly|virtually)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|no(?!,)|never|nor|neither|none|nobody|nothing|nowhere|without|cannot|hardly|barely|scarcely|fail(?:s|ed)?|"
    r"refus(?:e|es|ed)|reject(?:s|ed)?|den(?:y|ies|ied)|lack(?:s|ed)?|unable|stop(?:s|ped)?|ceased?)\b|n[’']t\b",
    re.IGNORECASE,
)
_FORBIDDING = re.compile(
    r"\b(?:forbid(?:s|den|ding)?|forbade|ban(?:s|ned)?|prohibit(?:s|ed)?|disallow(?:s|ed)?|unsupported|impossible)\b",
    re.IGNORECASE,
)
_AFTER_WHAT = re.compile(  # stands after what it makes doubtful: "rain is likely"
    r"(?:likely|unlikely|possible|probable|expected|planned|proposed|suspected|alleged|supposed)$",
    re.IGNORECASE,
)
_SIDE = re.compile(  # a clause about something of the sentence, not the sentence itself
    r",? \b(?:which|who|whose|where)\b[^,;.:“”\"]*|, as other [^,;.:“”\"]*"
)
_THAN = re.compile(r"\bthan\b(?! (?:\d|[$€£]))", re.IGNORECASE)
_QUOTES = frozenset('“”"«»')
NEAR_SPEAKING = 3  # words between a pause and the word of speaking beside which it tells who speaks
_DENYING = re.compile(r"den(?:y|ies|ied)|reject|refus|fail|lack|unable|stop|cease", re.IGNORECASE)
_OPPOSITES = tuple(
    tuple(one.split("/"))
    for one in (
        "for/against with/without before/after more/less more/fewer most/least first/last increase/decrease rise/fall "
        "rose/fell "
        "up/down above/below inside/outside won/lost win/lose accept/reject allow/ban open/close begin/end start/stop "
        "born/died bought/sold buy/sell support/oppose include/exclude agree/refuse arrive/leave north/south east/west "
        "northern/southern eastern/western early/late old/new upper/lower left/right public/private import/export "
        "largest/smallest highest/lowest oldest/youngest male/female day/night summer/winter always/never all/none "
        "cheap/expensive fast/slow hot/cold long/short true/false major/minor husband/wife father/mother son/daughter"
    ).split()
)
_OPPOSITE = {stem(a): stem(b) for pair in _OPPOSITES for a, b in (pair, pair[::-1])}
_PASSIVE = re.compile(
    r"\b(?:(?:is|was|are|were|been|being|be)\b.{0,40}|\w+(?:ed|en|wn|ade|ilt|eld|ought)) by\b", re.IGNORECASE
)
_SUBJECT = re.compile(  # what stands before the first verb of a claim that tells a deed, not what something is
    r"^(?P<who>(?:[Tt]he |[Aa]n? )?(?:[\w’'-]+ ){1,3}?)(?:(?:had|has|have|will|would|first|also) )*"
    r"(?=\w{2,}(?:ed|es|s)\b|met\b|won\b|lost\b|made\b|told\b|gave\b|lent\b|sent\b|built\b|bought\b|sold\b|held\b)"
)
_PAUSES = re.compile(r"[,;:“”\"«»()—–]|(?<=\s)-(?=\s)")
NAME_BEGINS = 6  # letters by which a name and what is made of it are known
NEGATED = 40  # code points after a negation in which what it denies is looked for
_NAMED_DAYS = frozenset(
    [month.lower() for month in MONTHS if month not in ("May", "March")]
    + "monday tuesday wednesday thursday friday saturday sunday".split()
)
COVERED = 0.5  # share of a claim's words that stand in a sentence which contradicts it
WITHIN = 2  # "more than three million" is borne out by 3.5 million, and not by 30
MOVED = (
    0.75  # share of a claim's words that stand in the sentence's order, below which it says something else
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something of a claim that the text beside it does not bear out.

    Args:
        check: which slot.
        claim: what the claim says there; empty where it leaves out what the text says.
        text: what the text says there; empty where it says nothing.
        differs: whether the two exclude each other, so that the text says otherwise.
    """

    check: Check
    claim: str
    text: str
    differs: bool = False


def doubts(claim: str, beside: str, whole: str) -> tuple[Doubt, ...]:
    """What speaks against a claim, slot by slot; empty where nothing does.

    Args:
        claim: the claim, numbers plain.
        beside: the sentences nearest to it, numbers plain: what is shown.
        whole: all of the text, in which names may be told in full.
    """
    return tuple(
        one
        for slot in (
            _numbers,
            _days,
            _names,
            _negation,
            _speaker,
            _condition,
            _certainty,
            _restricted,
            _scope,
            _opposite,
            _asked,
            _compared,
            _turned,
            _doer,
            _pauses,
        )
        for one in slot(claim, beside, whole)
    )


def _numbers(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    said, there = quantities(claim), quantities(beside)
    free = [one for one in there if not any(_agree(other, one) for other in said)]
    for one in said:
        if one.value == 1:
            continue
        borne_out = [other for other in there if _agree(one, other)]
        if borne_out:
            if rival := _counted_otherwise(claim, one, beside, borne_out, there):
                yield Doubt(_kind(one), claim[one.start : one.end], beside[rival.start : rival.end], True)
            continue
        rival = next((other for other in free if _alike(claim, one, beside, other)), None)
        told = beside[rival.start : rival.end] if rival else ""
        yield Doubt(_kind(one), claim[one.start : one.end], told, rival is not None)
    for one in there:  # "at least 46" may not become 46
        for other in said:
            if other.value == one.value and one.bound and not other.bound:
                yield Doubt(Check.NUMBER, "", one.bound)


def _days(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Months and days of the week by name."""
    said, told = (
        list(dict.fromkeys(one for one in tokens(text) if one in _NAMED_DAYS)) for text in (claim, beside)
    )
    mine, theirs = _days_of(claim), _days_of(beside)
    for day, month in mine - theirs:
        rival = next((f"{d} {m}" for d, m in sorted(theirs - mine) if d == day or m == month), "")
        if rival:
            yield Doubt(Check.DATE, f"{day} {month}", rival, True)
    rivals = [one for one in told if one not in said]
    for one in said:
        if one not in told:
            yield Doubt(Check.DATE, one, rivals[0] if rivals else "", bool(rivals))


def _days_of(text: str) -> set[tuple[str, str]]:
    """Day and month where both are told: "1 April"."""
    return {(one["day"] or one["after"], one["month"] or one["before"]) for one in _DAY_OF.finditer(text)}


def _kind(one: Quantity) -> Check:
    return Check.DATE if YEAR.fullmatch(written(one.value)) and not one.unit else Check.NUMBER


def _agree(claim: Quantity, text: Quantity) -> bool:
    """Whether a number of a text bears out one of a claim."""
    if (claim.unit or text.unit) and claim.unit != text.unit and "%" in (claim.unit, text.unit):
        return False
    if claim.bound and claim.bound == text.bound:
        return claim.value == text.value
    if claim.bound == "more":
        near = claim.value < text.value <= WITHIN * claim.value
        return near or (text.value == claim.value and text.bound != "less")
    if claim.bound == "less":
        near = claim.value / WITHIN <= text.value < claim.value
        return near or (text.value == claim.value and text.bound != "more")
    if claim.bound == "near":
        return abs(text.value - claim.value) <= 0.1 * max(text.value, claim.value)
    return text.value == claim.value


def _alike(claim: str, one: Quantity, text: str, other: Quantity) -> bool:
    """Whether both count the same: the same unit, or the same word after them, or years both."""
    if _kind(one) is not _kind(other) or one.unit != other.unit:
        return False
    if one.unit or _kind(one) is Check.DATE:
        return True
    mine, theirs = (
        content_stems(claim[one.end : one.end + 40])[:2],
        content_stems(text[other.end : other.end + 40])[:2],
    )
    return bool(set(mine) & set(theirs))


def _counted_otherwise(
    claim: str, one: Quantity, text: str, borne_out: Sequence[Quantity], there: Sequence[Quantity]
) -> Quantity | None:
    """Another number where the claim has this one, if the text has this one elsewhere: "killed 481, injured 690"."""
    mine = _sides(claim, one.start, one.end)
    if any(_meets(mine, _sides(text, other.start, other.end)) for other in borne_out):
        return None
    others = (
        other
        for other in there
        if other not in borne_out and other.unit == one.unit and _kind(other) is _kind(one)
    )
    return next((other for other in others if _meets(mine, _sides(text, other.start, other.end))), None)


def _sides(text: str, start: int, end: int) -> tuple[str, str]:
    """The content words before and after a stretch, stemmed; empty where there is none."""
    earlier = content_stems(text[max(0, start - 2 * NEGATED) : start])
    later = content_stems(text[end : end + 2 * NEGATED])
    return earlier[-1] if earlier else "", later[0] if later else ""


def _meets(mine: tuple[str, str], theirs: tuple[str, str]) -> bool:
    return any(a and b and same(a, b) for a, b in zip(mine, theirs, strict=True))


def _names(claim: str, beside: str, whole: str) -> Iterator[Doubt]:
    """Names that the text lacks, and names that stand where the sentence has another one."""
    near, there = set(tokens(beside)), set(tokens(whole))
    own = [one.word for one in cues.tokens(beside) if one.check is Check.NAME]
    for word in dict.fromkeys(one.word for one in cues.tokens(claim) if one.check is Check.NAME):
        parts = [one for one in tokens(word) if len(one) > 1]
        if all(_is_named(one, near) for one in parts):
            if moved := _named_otherwise(claim, word, beside, own):
                yield Doubt(Check.NAME, word, moved)
            continue
        rival = next((one for one in own if one not in claim and _same_place(claim, word, beside, one)), "")
        told = all(_is_named(one, there) for one in parts)  # elsewhere in the text, perhaps of somebody else
        if rival or not told:
            yield Doubt(Check.NAME, word, rival, bool(rival) and not told)


def _named_otherwise(claim: str, word: str, beside: str, own: Sequence[str]) -> str:
    """Another name that stands where the claim has this one, if this one stands elsewhere in the text; else empty."""
    mine = _around(claim, word)
    places = [
        _sides(beside, one.start(), one.end())
        for one in re.finditer(rf"\b{re.escape(word[:NAME_BEGINS])}\w*", beside)
    ]
    if not places or any(_meets(mine, one) for one in places):
        return ""
    others = (one for one in own if one not in claim and not _same_name(one, word))
    return next((one for one in others if _comes_before(mine[1], _around(beside, one)[1])), "")


def _comes_before(mine: str, other: str) -> bool:
    """Whether both names have the same word behind them: what one of them does."""
    return bool(mine and other) and same(mine, other)


def _is_named(part: str, words: Collection[str]) -> bool:
    return part in words or any(_same_name(part, one) for one in words)


def _same_place(claim: str, one: str, text: str, other: str) -> bool:
    """Whether two words stand between the same words: "Ishaq [Dar] travelled", "Ishaq [Khan] travelled"."""
    mine, theirs = _around(claim, one), _around(text, other)
    return any(a and a == b for a, b in zip(mine, theirs, strict=True))


def _around(text: str, word: str) -> tuple[str, str]:
    """The content words before and after a word, stemmed; empty where there is none."""
    before, _, after = text.partition(word)
    earlier, later = content_stems(before), content_stems(after)
    return earlier[-1] if earlier else "", later[0] if later else ""


def _same_name(one: str, other: str) -> bool:
    """Whether one is the other with an ending: "Pakistan" and "Pakistani", "Afghans" and "Afghanistan"."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 5 and long.startswith(short[:-1] if short.endswith("s") else short)


def _negation(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """A "not" more or less; the two exclude each other only if the very word that it denies stands in both."""
    said, told = _unmatched(_denied(claim, beside), beside), _unmatched(_denied(beside, claim), claim)
    if len(said) % 2 != len(told) % 2:
        sharp = any(one for _, one in (*said, *told))
        mine, theirs = (" ".join(word for word, _ in one) for one in (said, told))
        yield Doubt(Check.NEGATION, mine, theirs, sharp)


def _unmatched(denied: Sequence[tuple[str, bool]], other: str) -> list[tuple[str, bool]]:
    """Those that the other text has not at all: who denies a charge in both is no negation of one of them."""
    there = {stem(one) for one in tokens(other)}
    return [one for one in denied if not (_DENYING.match(one[0]) and stem(one[0].lower()) in there)]


def _denied(text: str, other: str) -> list[tuple[str, bool]]:
    """The negations of a text that touch words which the other one has, and whether it has the very next word."""
    shared = set(content_stems(other))
    denied = []
    for match in _NEGATION.finditer(text):
        after = tokens(text[match.end() : match.end() + NEGATED])
        near = content_of(after)[:2]
        if set(near) & shared:
            first = content_of(one for one in after if not one.endswith("ly"))[:1]
            denied.append((match[0], any(same(a, b) for a in first for b in shared)))
    for match in _FORBIDDING.finditer(text):  # "smoking is forbidden": what is denied may stand before it
        around = content_stems(text[max(0, match.start() - NEGATED) : match.end() + NEGATED])
        if set(around) & shared and not _FORBIDDING.search(other):
            denied.append((match[0], True))
    return denied


def _speaker(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Who says so; a word of speaking may be another one ("stated" for "said"), but none may be left out."""
    if _told_beside(beside, claim):
        return
    said, sentence = _spoken(claim), _without_sides(beside, claim)
    told = _spoken(sentence)
    lost = [one for key, one in told.items() if key not in said and (not said or _governs(sentence, one))]
    if lost and not any(key not in told for key in said):
        yield Doubt(Check.SPEAKER, "", lost[0][0])


def _spoken(text: str) -> dict[str, re.Match[str]]:
    """The words of speaking that are no names, each with its stem."""
    found: dict[str, re.Match[str]] = {}
    for match in _SPEAKING.finditer(text):
        if not _in_name(text, match):
            found.setdefault(stem(match[0].split()[0].lower()), match)
    return found


def _governs(text: str, match: re.Match[str]) -> bool:
    """Whether a word of speaking tells who says the sentence: "claims that ...", "..., said Wang"."""
    after, before = text[match.end() :], text[: match.start()]
    return bool(re.match(r"\s+that\b", after) or re.search(r"[,”\"]\s+(?:[\w’'.-]+\s+){0,4}$", before))


def _in_name(text: str, match: re.Match[str]) -> bool:
    """Whether a match is capitalised in the middle of a sentence."""
    before = text[: match.start()].rstrip()
    opens = not before or before[-1] in '.!?:;“"•*-\n'
    return match[0][0].isupper() and not match[0].isupper() and not opens


def _without_sides(text: str, claim: str) -> str:
    """The text without the relative clauses of which the claim uses nothing."""
    used = set(content_stems(claim))
    return _SIDE.sub(lambda one: one[0] if used & set(content_stems(one[0])) else " ", text)


def _told_beside(beside: str, claim: str) -> bool:
    """Whether who speaks stands in a sentence of which the claim uses nothing."""
    used = set(content_stems(claim))
    return all(
        not _SPEAKING.search(one) or not used & set(content_stems(one))
        for one in re.split(r"(?<=[.!?])\s+", beside)
    )


def _condition(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Under which condition; it may be told otherwise, but not left out."""
    used = set(content_stems(claim))
    said = [one[0].lower() for one in _CONDITION.finditer(claim)]
    lost = []
    for told in _CONDITION.finditer(beside):
        clause = re.split(r"[,.;]", beside[told.end() :])[0]
        stems = set(content_stems(clause))
        if told[0].lower() in said:
            said.remove(told[0].lower())
        elif _HYPOTHETICAL.match(told[0]) or not (len(stems) > 1 and stems <= used):
            lost.append(f"{told[0]}{clause}".strip())
    if len(lost) > len(said):
        yield Doubt(Check.MODALITY, "", lost[0])


def _restricted(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """What narrows a word of the claim right behind it: "members [under 16]", "boats [that leak]"."""
    used = set(content_stems(claim))
    for match in _RESTRICTING.finditer(beside):
        narrowed = tokens(beside[max(0, match.start() - NEGATED) : match.start()])[-1:]
        by = content_stems(re.split(r"[,.;:]", beside[match.end() :])[0])[:1]
        spoken = _SPEAKING.search(beside[max(0, match.start() - NEGATED) : match.start() + 1])
        if not narrowed or stem(narrowed[0]) not in used or not by or set(by) & used:
            continue
        goes_on = used & set(content_stems(beside[match.end() :]))  # the sentence is about what is narrowed
        if goes_on and not (spoken and match[0].strip() == "that"):
            yield Doubt(Check.NUMBER, "", f"{narrowed[0]}{match[0]} {' '.join(by)}")
            return


def _certainty(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    told = _marks(_DOUBTING, _without_sides(beside, claim), set(content_stems(claim)))
    said = _marks(_DOUBTING, claim)
    if told and not said:
        yield Doubt(Check.MODALITY, "", ", ".join(sorted(told)))
    elif said - told - _SURE and not _marks(_DOUBTING, beside):
        yield Doubt(Check.MODALITY, ", ".join(sorted(said)), "")


def _marks(pattern: re.Pattern[str], text: str, used: Collection[str] | None = None) -> set[str]:
    """The matches that are no names, in lower case; with `used`, only those beside words that are among them."""
    found = set()
    for match in pattern.finditer(text):
        near = content_stems(
            re.split(r"[.;:]", text[match.end() :])[0]
        )  # "agreed to meet and to exchange ..."
        if not near or _AFTER_WHAT.match(match[0]):
            near += content_stems(text[max(0, match.start() - NEGATED) : match.start()])[-2:]
        if not _in_name(text, match) and (used is None or set(near) & set(used)):
            found.add(match[0].lower())
    return found


def _scope(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """A limit right before words that the claim uses: of "some of the villages" not "the villages" may be told."""
    used = set(content_stems(claim))
    lower = claim.lower()
    for match in _SCOPE.finditer(beside):
        after = content_stems(beside[match.end() : match.end() + 40])[:1]
        if (
            match[0].lower() not in lower
            and after
            and after[0] in used
            and match[0].lower() not in ("first", "last")
        ):
            yield Doubt(Check.NUMBER, "", match[0])
            return


def _opposite(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    said, told = [stem(one) for one in tokens(claim)], [stem(one) for one in tokens(beside)]
    for one in dict.fromkeys(said):
        other = _OPPOSITE.get(one)
        if other and other in told and one not in told and other not in said:
            yield Doubt(Check.WORDS, one, other, _same_place(claim.lower(), one, beside.lower(), other))


def _asked(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """A question states nothing."""
    if beside.rstrip("”\"') ").endswith("?") and not claim.rstrip().endswith("?"):
        yield Doubt(Check.QUESTION, "", "?")


def _compared(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Which of two is more: "than" and what stands before and after it."""
    if not _THAN.search(claim) or quantities(claim):
        return
    told = _THAN.search(beside)
    after = set(content_stems(_THAN.split(claim)[-1])[:3])
    if not told or not after & set(content_stems(beside[told.end() :])):
        yield Doubt(Check.ORDER, "than", told[0] if told else "")


def _turned(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Who did it to whom: the sentence's words in another order, where it is not told from the other side."""
    said, told = _keys(claim), _keys(beside)
    shared = [one for one in said if one in told]
    if (
        len(said) < 4
        or len(shared) < 0.9 * len(said)
        or bool(_PASSIVE.search(claim)) != bool(_PASSIVE.search(beside))
    ):
        return
    kept = [one for one in told if one in set(said)]
    match = SequenceMatcher(None, shared, kept, autojunk=False)
    in_order = sum(block.size for block in match.get_matching_blocks()) / len(shared)
    named = {one for token in cues.tokens(beside) if token.check is Check.NAME for one in _keys(token.word)}
    mine, theirs = (list(dict.fromkeys(one for one in words if one in named)) for words in (shared, kept))
    swapped = len(mine) > 1 and sorted(mine) == sorted(theirs) and mine != theirs
    if swapped or (in_order < MOVED and not _is_fronted(shared, kept)):
        yield Doubt(Check.CUT, " ".join(shared), " ".join(kept))


def _doer(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Who does it: the claim's subject may not stand only behind what the sentence has somebody else do."""
    subject = _SUBJECT.match(claim)
    if not subject or _PASSIVE.search(claim) or _PASSIVE.search(beside):
        return
    who, does = content_stems(subject["who"])[-1:], content_stems(claim[subject.end() :])[:1]
    told = content_stems(beside)
    if not who or not does:
        return
    doers = [at for at, one in enumerate(told) if same(one, who[0])]
    deeds = [at for at, one in enumerate(told) if same(one, does[0])]
    if doers and deeds and min(doers) > max(deeds):
        yield Doubt(Check.CUT, who[0], does[0])


def _keys(text: str) -> list[str]:
    """Content words by how they begin: "Pakistan" and "Pakistani" are one."""
    return [one[:NAME_BEGINS] for one in content_stems(text)]


def _is_fronted(said: Sequence[str], told: Sequence[str]) -> bool:
    """Whether the claim only tells the sentence's end first, or its beginning last: "In March, ..."."""
    return any([*said[at:], *said[:at]] == list(told) for at in range(1, len(said)))


def _pauses(claim: str, beside: str, _whole: str) -> Iterator[Doubt]:
    """Commas and quotation marks between words that stand beside each other in both: they tell who speaks."""
    mine, theirs = cues.tokens(claim), cues.tokens(beside)
    keys = [one.key for one in mine], [one.key for one in theirs]
    match = SequenceMatcher(None, keys[0], keys[1], autojunk=False)
    speaking = {at for at, one in enumerate(theirs) if _SPEAKING.fullmatch(one.word)}
    indirect = not _QUOTES & set(claim)  # what was quoted may be told without its marks
    for block in match.get_matching_blocks():
        for step in range(block.size - 1):
            a, b = block.a + step, block.b + step
            if not speaking & set(range(b - NEAR_SPEAKING + 1, b + NEAR_SPEAKING + 1)):
                continue
            said = _between(claim, mine[a].start + len(mine[a].word), mine[a + 1].start)
            told = _between(beside, theirs[b].start + len(theirs[b].word), theirs[b + 1].start)
            if indirect:
                told = "".join(one for one in told if one not in _QUOTES)
            if said != told:
                yield Doubt(Check.SPEAKER, said or mine[a].word, told or theirs[b].word)
                return


def _between(text: str, start: int, end: int) -> str:
    return "".join(sorted(set(_PAUSES.findall(text[start:end]))))
