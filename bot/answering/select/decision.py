"""Decides what a reading is good for: the evidence that may be published, or why there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.answering.policy import POLICY
from bot.answering.question.alternatives import Alternatives, opposed
from bot.answering.question.understand import Asked, Wants
from bot.answering.reading.evidence import same_place
from bot.answering.reading.reader import Reading
from bot.answering.select.disagreement import disagreeing
from bot.answering.select.news import ENDS, latest_news
from bot.records import Evidence, Reason
from index.english.lexicon import any_of, pattern
from index.stems import content_stems

SENTENCES = 3
NEXT = 4  # code points between a sentence and the next one of its paragraph, at most
_WHOLE = re.compile(
    rf"{ENDS.pattern}|\w: \S|:\n"
)  # as above, the row of a table, or what leads in a list or code
_CHARGE = pattern("charging")
_DENIAL = pattern("denying")
_SAID = pattern("told")
_DEED = pattern("attacking")
_DEFENCE = re.compile(rf"\b(?:{any_of('speaking')})\b.*\b(?:{any_of('defending')})\b", re.IGNORECASE)
_REASON = pattern("reasons")
_OPTION = re.compile(r"(?<!\S)--?[a-zA-Z][\w-]*|\b\w+_\w+\b")  # of a program: "--stable", "MAX_SIZE"
_ONE_ALONE = re.compile(r"\b(?:first|last|only|exactly)\b", re.IGNORECASE)  # of two answers one is so
# After what is merely said, "a legal dispute" and "dismissed as coach" are no reply to it: the reply has an object.
_REPLY = re.compile(
    r"(?:\bnot|n['’]t) (?:(?:yet|immediately|publicly|independently|so far) )*"
    r"(?:respond|repl|comment|confirm|verif|acknowledg)\w*"
    r"|\bdeclin\w+ (?:to )?(?:confirm|comment)|\bno immediate comment|\byet to (?:comment|confirm)"
    r"|\b(?:den(?:y|ies|ied)|reject\w*|dismiss(?:e[sd]|ing)?|disput(?:e[sd]|ing)|refut\w+) "
    r"(?:it|that|this|those|having|any|the (?:report|claim|allegation|accusation|charge)s?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Decided:
    """What may be published.

    Args:
        evidence: the sentences, the leading one first; at least one.
        disagree: whether they contradict each other.
        confidence: probability, 0 to 1, that they answer the question; for the latest news of a topic, the likeness of
            question and report when that is greater.
    """

    evidence: tuple[Evidence, ...]
    disagree: bool
    confidence: float


def decide(asked: Asked, reading: Reading, certainty: float = POLICY.answer_at) -> Decided | Reason:
    """The evidence that answers a question, or why it is refused.

    Args:
        asked: the question.
        reading: what was read for it.
        certainty: see `needed`.
    """
    if news := latest_news(asked, reading):
        return Decided(news, False, max(reading.answerable, reading.topic))
    if reason := _refusal(asked, reading, certainty):
        return reason
    evidence, disagree = _chosen(asked, reading)
    return Decided(evidence, disagree, reading.answerable)


def needed(asked: Asked, certainty: float = POLICY.answer_at) -> float:
    """The probability, 0 to 1, that the best sentence answers, below which a question is refused.

    Args:
        asked: the question.
        certainty: the same for a question that asks neither for yes or no nor for one of two.
    """
    either = asked.offered and asked.wants is Wants.OTHER
    return certainty - POLICY.either_less if either or asked.wants is Wants.YES_NO else certainty


def _refusal(asked: Asked, reading: Reading, certainty: float) -> Reason | None:
    """Why this reading cannot be published as an answer, or None when it can."""
    if (
        reading.evidence
        and reading.answerable >= needed(asked, certainty)
        and (reading.topic >= POLICY.far_off or _names_all(asked, reading.evidence[0].text))
    ):
        return None
    named = any(_holds(one.text, name) for name in asked.names for one in reading.evidence)
    return Reason.NOT_STATED if named else unanswered(reading.topic)


def _holds(text: str, name: str) -> bool:
    """Whether a text holds a whole name of two words or more; a single one, such as a country's, stands everywhere."""
    parts = set(content_stems(name))
    return len(parts) > 1 and parts <= set(content_stems(text))


def _names_all(asked: Asked, text: str) -> bool:
    """Whether a text holds every name, number and option of a question, which may be hardly more: near to nothing."""
    named = (*asked.names, *asked.numbers, *_OPTION.findall(asked.text))
    stems = {stem for name in named for stem in content_stems(name)}
    return bool(stems) and stems <= set(content_stems(text))


def unanswered(topic: float) -> Reason:
    """Why nothing is said where nothing answers.

    Args:
        topic: the greatest cosine, -1 to 1, of the question and a passage.
    """
    return Reason.OFF_TOPIC if topic < POLICY.on_topic_at else Reason.NOT_STATED


def _chosen(asked: Asked, reading: Reading) -> tuple[tuple[Evidence, ...], bool]:
    """The evidence to publish, leading sentence first, and whether it disagrees.

    The leading sentence is the best one; a question about how things stand now is led by the newest dated report
    among those that answer about as well. A heading may lead, but is no companion: it only repeats.
    """
    best = reading.evidence[0]
    able = [one for one in reading.evidence if one.score >= POLICY.companion_at * best.score]
    if asked.latest:
        able = _newest_first(asked, reading.evidence, able)
    lead = _with_reason(asked, able[0], reading.evidence)
    share = POLICY.names_shared if asked.offered or asked.wants is Wants.YES_NO else 1.0
    others = [one for one in _apart(lead, able[1:]) if _of_the_same(asked, lead, one, share)]
    other_side = _other_side(asked, lead, reading.evidence)
    likely = [one for one in reading.evidence if one.score >= POLICY.disagree_at * best.score]
    alike = [one for one in _apart(lead, likely) if _of_the_same(asked, lead, one)]
    if against := _against(asked, lead, [*others, *alike], other_side):
        return (lead, against), True
    shown = [lead, *_replied(lead, reading.evidence), *other_side, *_compared(asked, lead, reading.evidence)]
    for companion in sorted(others, key=lambda one: _repeats(one, lead)):
        if companion not in shown and _WHOLE.search(companion.text):
            shown += [companion, *(one for one in _replied(companion, reading.evidence) if one not in shown)]
    return tuple(shown[:SENTENCES]), False


def arranged(
    asked: Asked,
    chosen: Sequence[Evidence],
    read: Sequence[Evidence],
    conflicts: Sequence[Sequence[Evidence]],
) -> tuple[tuple[Evidence, ...], int]:
    """Sentences that something else chose, as they are published, and how many of them, from the first, disagree.

    What guarantees something holds for them too: reports that disagree come first, side by side; the newest leads
    when it is asked how things stand now; a charge has its denial beside it, one of two answers the other, and what
    restates a question for the reason the sentence that gives it.

    Args:
        asked: the question.
        chosen: what was chosen, best first; at least one.
        read: what the small reader read, best first.
        conflicts: groups of what was chosen that are said to contradict each other.
    """
    kept = [chosen[0], *_apart(chosen[0], chosen[1:])]
    if asked.latest:
        kept.sort(key=lambda one: one.source.published or date.min, reverse=True)
    for group in conflicts:
        against = [one for one in kept if one in group]
        if len({one.source.article for one in against}) > 1:
            return (*against, *(one for one in kept if one not in against)), len(against)
    lead = _with_reason(asked, kept[0], read)
    rest = _apart(lead, kept[1:])
    other_side = _other_side(asked, lead, read)
    if other := _against(asked, lead, rest, other_side):
        return (lead, other, *(one for one in rest if one != other)), 2
    replies = [one for one in (*other_side, *_replied(lead, read)) if _apart(one, rest) == rest]
    return (lead, *replies, *rest), 0


def _against(
    asked: Asked, lead: Evidence, others: Sequence[Evidence], other_side: Sequence[Evidence]
) -> Evidence | None:
    """What contradicts the lead: another value for the same, or the other one of two exclusive answers."""
    if other := disagreeing(asked, lead, [*others, *other_side]):
        return other
    return other_side[0] if other_side and _ONE_ALONE.search(asked.text) else None


def _other_side(asked: Asked, lead: Evidence, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """What another article says for the other one of two answers that a question offers; it may be so as well."""
    elsewhere = [one for one in evidence if one.source.article != lead.source.article]
    return _opposite(asked.offered, lead, elsewhere)


def _compared(asked: Asked, lead: Evidence, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Of "Which is dearer, the lathe or the saw?" what tells of the other one, where the lead tells of one alone."""
    return _opposite(asked.compared, lead, evidence)


def _opposite(
    pair: Alternatives | None, lead: Evidence, evidence: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """The first evidence likely enough that tells the one of a pair alone of which the lead tells the other alone."""
    likely = (one for one in evidence if one.score >= POLICY.state_at * lead.score)
    return tuple(one for one in likely if pair and opposed(pair, lead.text, one.text))[:1]


def _with_reason(asked: Asked, lead: Evidence, evidence: Sequence[Evidence]) -> Evidence:
    """The lead, with the next sentence when that leans on it and the question asks why.

    "Do not install it" restates the question; "It is not maintained any more" behind it gives the reason.
    """
    if asked.wants is not Wants.REASON or _REASON.search(lead.text):
        return lead
    both = (one for one in evidence if one.source.file == lead.source.file and _leans_on(one, lead))
    return min(both, key=lambda one: one.span.end, default=lead)


def _leans_on(one: Evidence, lead: Evidence) -> bool:
    """Whether evidence is the sentence after another one, and takes it along."""
    joined = one.span.start == lead.span.start and one.span.end > lead.span.end
    return joined or (one.lead is not None and one.lead[0] == lead.span)


def _replied(lead: Evidence, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """What the other side makes of a charge, of what somebody says, or of a deed, where the next sentence tells it."""
    if _CHARGE.search(lead.text):
        said = _DENIAL
    elif _SAID.search(lead.text):
        said = _REPLY
    elif _DEED.search(lead.text):
        said = _DEFENCE
    else:
        return ()
    return tuple(
        one
        for one in evidence
        if one.source.article == lead.source.article
        and 0 <= one.span.start - lead.span.end <= NEXT
        and said.search(one.text)
    )[:1]


def _newest_first(asked: Asked, evidence: Sequence[Evidence], able: Sequence[Evidence]) -> list[Evidence]:
    """The evidence that may be shown, the newest dated report first.

    When a state of affairs is asked for ("How are relations now?") and not a certain figure or name, what the newest
    report says leads, even if older reports speak of it in words nearer to the question.
    """
    least = POLICY.state_at if asked.wants in (Wants.OTHER, Wants.YES_NO) else POLICY.companion_at
    late = [one for one in evidence if one.score >= least * evidence[0].score]
    newest = max((one.source.published or date.min for one in late), default=date.min)
    lead = [one for one in late if one.source.published == newest]
    if lead and lead[0] not in able:
        lead = [*_opening(lead[0], evidence), *lead]
    rest = [one for one in able if one not in lead]
    return lead + sorted(rest, key=lambda one: one.source.published or date.min, reverse=True)


def _opening(told: Evidence, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """What a report opens with, if it was read: of all its sentences that one sums it up (the inverted pyramid)."""
    report = (one for one in evidence if one.source.article == told.source.article and ENDS.search(one.text))
    return tuple(sorted(report, key=lambda one: one.span.start))[:1]


def _of_the_same(asked: Asked, lead: Evidence, other: Evidence, share: float = 1.0) -> bool:
    """Whether ``other`` speaks of what is named in the question and ``lead`` speaks of: of all, or a share of it.

    What the headings above it name, it speaks of.
    """
    named = {stem for name in asked.names for stem in content_stems(name)} & set(content_stems(lead.text))
    return len(named & set(content_stems(f"{other.source.section} {other.text}"))) >= share * len(named)


def _repeats(one: Evidence, lead: Evidence) -> bool:
    """Whether evidence says nothing that the lead does not say; it is shown after what adds something."""
    said = set(content_stems(one.text))
    return len(said & set(content_stems(lead.text))) >= POLICY.repeats_at * len(said)


def _apart(lead: Evidence, others: Sequence[Evidence]) -> list[Evidence]:
    """Evidence that neither repeats nor overlaps what comes before it."""
    kept: list[Evidence] = [lead]
    for one in others:
        if not any(same_place(one, other) or one.text == other.text for other in kept):
            kept.append(one)
    return kept[1:]
