"""Decides what is published after reading: the evidence, or the reason why there is none."""

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
# A whole sentence, the row of a table, or the lead-in of a list or of code.
_WHOLE = re.compile(rf"{ENDS.pattern}|\w: \S|:\n")
_CHARGE = pattern("charging")
_DENIAL = pattern("denying")
_SAID = pattern("told")
_DEED = pattern("attacking")
_DEFENCE = re.compile(rf"\b(?:{any_of('speaking')})\b.*\b(?:{any_of('defending')})\b", re.IGNORECASE)
_REASON = pattern("reasons")
_OPTION = re.compile(r"(?<!\S)--?[a-zA-Z][\w-]*|\b\w+_\w+\b")  # of a program: "--stable", "MAX_SIZE"
_ONE_ALONE = re.compile(r"\b(?:first|last|only|exactly)\b", re.IGNORECASE)  # of two answers one can be true
# A reply to what somebody says has an object: "a legal dispute" and "dismissed as coach" are no replies.
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
        confidence: probability, 0 to 1, that they answer the question; for the latest news on a topic, the similarity
            of question and report if that is greater.
    """

    evidence: tuple[Evidence, ...]
    disagree: bool
    confidence: float


def decide(asked: Asked, reading: Reading, certainty: float = POLICY.answer_at) -> Decided | Reason:
    """The evidence that answers a question, or why it is refused.

    Args:
        asked: the question.
        reading: what the reader made of it.
        certainty: see `needed`.
    """
    if news := latest_news(asked, reading):
        return Decided(news, False, max(reading.answerable, reading.topic))
    if reason := _refusal(asked, reading, certainty):
        return reason
    evidence, disagree = _chosen(asked, reading)
    return Decided(evidence, disagree, reading.answerable)


def needed(asked: Asked, certainty: float = POLICY.answer_at) -> float:
    """The least probability, 0 to 1, that the best sentence answers; below it the question is refused.

    Args:
        asked: the question.
        certainty: the same for questions other than yes-or-no questions and choices between two answers.
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
    named = any(_holds(sentence.text, name) for name in asked.names for sentence in reading.evidence)
    return Reason.NOT_STATED if named else unanswered(reading.topic)


def _holds(text: str, name: str) -> bool:
    """Whether a text holds a whole name of two words or more; a single word, such as a country, is too common."""
    parts = set(content_stems(name))
    return len(parts) > 1 and parts <= set(content_stems(text))


def _names_all(asked: Asked, text: str) -> bool:
    """Whether a text holds every name, number and option of a question; a short question may be near no passage."""
    named = (*asked.names, *asked.numbers, *_OPTION.findall(asked.text))
    stems = {stem for name in named for stem in content_stems(name)}
    return bool(stems) and stems <= set(content_stems(text))


def unanswered(topic: float) -> Reason:
    """The reason for a refusal when nothing answers.

    Args:
        topic: the greatest cosine, -1 to 1, of the question and a passage.
    """
    return Reason.OFF_TOPIC if topic < POLICY.on_topic_at else Reason.NOT_STATED


def _chosen(asked: Asked, reading: Reading) -> tuple[tuple[Evidence, ...], bool]:
    """The evidence to publish, leading sentence first, and whether it disagrees.

    The best sentence leads. For a question about how things stand now, the newest dated report among those that answer
    about as well leads. A heading may lead, but is not shown after another sentence: it only repeats.
    """
    best = reading.evidence[0]
    able = [sentence for sentence in reading.evidence if sentence.score >= POLICY.companion_at * best.score]
    if asked.latest:
        able = _newest_first(asked, reading.evidence, able)
    lead = _with_reason(asked, able[0], reading.evidence)
    share = POLICY.names_shared if asked.offered or asked.wants is Wants.YES_NO else 1.0
    others = [sentence for sentence in _apart(lead, able[1:]) if _of_the_same(asked, lead, sentence, share)]
    other_side = _other_side(asked, lead, reading.evidence)
    likely = [sentence for sentence in reading.evidence if sentence.score >= POLICY.disagree_at * best.score]
    alike = [sentence for sentence in _apart(lead, likely) if _of_the_same(asked, lead, sentence)]
    if against := _against(asked, lead, [*others, *alike], other_side):
        return (lead, against), True
    compared = _opposite(asked.compared, lead, reading.evidence)
    shown = [lead, *_replied(lead, reading.evidence), *other_side, *compared]
    for companion in sorted(others, key=lambda sentence: _repeats(sentence, lead)):
        if companion not in shown and _WHOLE.search(companion.text):
            shown += [
                companion,
                *(sentence for sentence in _replied(companion, reading.evidence) if sentence not in shown),
            ]
    return tuple(shown[:SENTENCES]), False


def arranged(
    asked: Asked,
    chosen: Sequence[Evidence],
    read: Sequence[Evidence],
    conflicts: Sequence[Sequence[Evidence]],
) -> tuple[tuple[Evidence, ...], int]:
    """Sentences that a language model chose, in the order of publication, and how many, from the first, disagree.

    The rules of our own choice hold for them too. Reports that disagree come first, side by side. The newest leads for
    a question about how things stand now. A charge has its denial beside it, one of two answers has the other, and a
    sentence that only restates "Why ...?" has the sentence with the reason.

    Args:
        asked: the question.
        chosen: what was chosen, best first; at least one.
        read: what the small reader read, best first.
        conflicts: groups of what was chosen that are said to contradict each other.
    """
    kept = [chosen[0], *_apart(chosen[0], chosen[1:])]
    if asked.latest:
        kept.sort(key=lambda sentence: sentence.source.published or date.min, reverse=True)
    for group in conflicts:
        against = [sentence for sentence in kept if sentence in group]
        if len({sentence.source.article for sentence in against}) > 1:
            return (*against, *(sentence for sentence in kept if sentence not in against)), len(against)
    lead = _with_reason(asked, kept[0], read)
    rest = _apart(lead, kept[1:])
    other_side = _other_side(asked, lead, read)
    if other := _against(asked, lead, rest, other_side):
        return (lead, other, *(sentence for sentence in rest if sentence != other)), 2
    compared = _opposite(asked.compared, lead, read)
    replies = [
        sentence
        for sentence in (*other_side, *compared, *_replied(lead, read))
        if _apart(sentence, rest) == rest
    ]
    return (lead, *replies, *rest), 0


def _against(
    asked: Asked, lead: Evidence, others: Sequence[Evidence], other_side: Sequence[Evidence]
) -> Evidence | None:
    """What contradicts the lead: another value for the same thing, or the other of two exclusive answers."""
    if other := disagreeing(asked, lead, [*others, *other_side]):
        return other
    return other_side[0] if other_side and _ONE_ALONE.search(asked.text) else None


def _other_side(asked: Asked, lead: Evidence, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """What another article says for the other of two answers that a question offers; both may be true."""
    elsewhere = [sentence for sentence in evidence if sentence.source.article != lead.source.article]
    return _opposite(asked.offered, lead, elsewhere)


def _opposite(
    pair: Alternatives | None, lead: Evidence, evidence: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """The first likely sentence about one of a pair (the saw) alone, if the lead is about the other (the lathe)."""
    likely = (sentence for sentence in evidence if sentence.score >= POLICY.state_at * lead.score)
    return tuple(sentence for sentence in likely if pair and opposed(pair, lead.text, sentence.text))[:1]


def _with_reason(asked: Asked, lead: Evidence, evidence: Sequence[Evidence]) -> Evidence:
    """The lead, with the next sentence if that refers back to it and the question asks why.

    "Do not install it" restates the question; "It is not maintained any more" behind it gives the reason.
    """
    if asked.wants is not Wants.REASON or _REASON.search(lead.text):
        return lead
    both = (
        sentence
        for sentence in evidence
        if sentence.source.file == lead.source.file and _leans_on(sentence, lead)
    )
    return min(both, key=lambda sentence: sentence.span.end, default=lead)


def _leans_on(sentence: Evidence, lead: Evidence) -> bool:
    """Whether a sentence follows the lead and is quoted together with it."""
    joined = sentence.span.start == lead.span.start and sentence.span.end > lead.span.end
    return joined or (sentence.lead is not None and sentence.lead[0] == lead.span)


def _replied(lead: Evidence, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The other side's reply to a charge, a statement or an attack, if the next sentence gives it."""
    replies = ((_CHARGE, _DENIAL), (_SAID, _REPLY), (_DEED, _DEFENCE))
    awaited = [reply for told, reply in replies if told.search(lead.text)]
    return tuple(
        sentence
        for sentence in evidence
        if sentence.source.article == lead.source.article
        and 0 <= sentence.span.start - lead.span.end <= NEXT
        and any(reply.search(sentence.text) for reply in awaited)
    )[:1]


def _newest_first(asked: Asked, evidence: Sequence[Evidence], able: Sequence[Evidence]) -> list[Evidence]:
    """The evidence that may be shown, the newest dated report first.

    If a question asks for a state of affairs ("How are relations now?") and not for a figure or a name, the newest
    report leads, even if the words of older reports are nearer to the question.
    """
    least = POLICY.state_at if asked.wants in (Wants.OTHER, Wants.YES_NO) else POLICY.companion_at
    late = [sentence for sentence in evidence if sentence.score >= least * evidence[0].score]
    newest = max((sentence.source.published or date.min for sentence in late), default=date.min)
    lead = [sentence for sentence in late if sentence.source.published == newest]
    if lead and lead[0] not in able:
        lead = [_opening(lead[0], evidence), *lead]
    rest = [sentence for sentence in able if sentence not in lead]
    return lead + sorted(rest, key=lambda sentence: sentence.source.published or date.min, reverse=True)


def _opening(lead: Evidence, evidence: Sequence[Evidence]) -> Evidence:
    """The first sentence of a report that was read: news reports begin with a summary (the inverted pyramid)."""
    report = (
        sentence
        for sentence in evidence
        if sentence.source.article == lead.source.article and ENDS.search(sentence.text)
    )
    return min(report, key=lambda sentence: sentence.span.start, default=lead)


def _of_the_same(asked: Asked, lead: Evidence, other: Evidence, share: float = 1.0) -> bool:
    """Whether ``other``, or a heading above it, names what the question and ``lead`` both name: all, or a share."""
    named = {stem for name in asked.names for stem in content_stems(name)} & set(content_stems(lead.text))
    return len(named & set(content_stems(f"{other.source.section} {other.text}"))) >= share * len(named)


def _repeats(sentence: Evidence, lead: Evidence) -> bool:
    """Whether a sentence adds nothing to the lead; it is shown after those that do."""
    said = set(content_stems(sentence.text))
    return len(said & set(content_stems(lead.text))) >= POLICY.repeats_at * len(said)


def _apart(lead: Evidence, others: Sequence[Evidence]) -> list[Evidence]:
    """Evidence that neither repeats nor overlaps what comes before it."""
    kept: list[Evidence] = [lead]
    for sentence in others:
        if not any(same_place(sentence, earlier) or sentence.text == earlier.text for earlier in kept):
            kept.append(sentence)
    return kept[1:]
