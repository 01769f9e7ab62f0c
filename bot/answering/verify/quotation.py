"""Decides whether a quotation supports a statement.

A statement is supported when it is a shortening of its quotation: the quotation's words, in their order, less
whole clauses at the edges or between commas. Nothing else passes. A paraphrase may be true, but no rule that looks
at words alone can tell it from an invention. For the same reason no word may be added: one can reverse a claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.answering.english import cues
from bot.answering.english.cues import Check, Token, parsed

MIN_WORDS = 4  # "Kabul denies the allegations" is evidence; a match of fewer words proves nothing


@dataclass(frozen=True, slots=True)
class Failure:
    """One reason why a statement is not supported.

    Args:
        check: what failed.
        detail: what exactly, for a person: ``adds "481"``.
    """

    check: Check
    detail: str


def supports(statement: str, quote: str) -> tuple[Failure, ...]:
    """Whether a quotation supports a statement.

    Numbers with their units and comparatives, dates, names, negation, modality and who says it are checked
    both ways: none may be added, and none may be dropped from a clause that the statement uses.

    Args:
        statement: what is to be published.
        quote: the quotation it rests on.

    Returns:
        The reasons why not; empty when it does.
    """
    whole = parsed(quote)
    if not whole or len(parsed(statement)) < MIN_WORDS:
        return (Failure(Check.WORDS, "says too little"),)
    readings = (_differences(parsed(reading), whole) for reading in _readings(statement))
    return min(readings, key=len)


def _readings(statement: str) -> Iterator[str]:
    """The statement, then with its speaker at the other end: "X said Y" means what "Y, X said" means."""
    yield statement
    bare = statement.strip().rstrip(".")
    words = bare.split()
    for place, word in enumerate(words[:8], start=1):
        if word.casefold() in cues.SPEAKER:
            that_at = (
                words.index("that", place, place + 5) if "that" in words[place : place + 5] else place - 1
            )
            split = max(place, that_at)
            yield f"{' '.join(words[max(split, that_at + 1) :])}, {' '.join(words[:split])}"
            break
    body, _, speaker = bare.rpartition(", ")
    if body and any(word.casefold() in cues.SPEAKER for word in speaker.split()):
        yield f"{speaker} {body}"


def _differences(said: list[Token], whole: list[Token]) -> tuple[Failure, ...]:
    """Compares a statement with the sentence it is taken from, and judges every difference.

    Args:
        said: the statement.
        whole: the sentence.
    """
    failures: list[Failure] = []
    kept: dict[int, Token] = {}
    source = [token.key for token in whole]
    changes = SequenceMatcher(None, source, [token.key for token in said], autojunk=False).get_opcodes()
    for change, start, stop, said_start, said_stop in changes:
        if change == "equal":
            kept |= zip(range(start, stop), said[said_start:said_stop], strict=True)
            continue
        added = (token for token in said[said_start:said_stop] if token.key not in cues.ADDABLE)
        failures.extend(Failure(token.check, f'adds "{token.word}"') for token in added)
    used = {whole[place].clause for place in kept if whole[place].key not in cues.DROPPABLE}
    for start, stop in _left_out(kept, whole):
        run = whole[start:stop]
        guards = (token for token in run if token.check in cues.GUARDS and token.clause in used)
        failures.extend(Failure(token.check, f'leaves out "{token.word}"') for token in guards)
        if not _clean(start, stop, kept, whole):
            failures.append(Failure(Check.CUT, f'leaves out "{" ".join(token.word for token in run)}"'))
    failures.extend(_altered(kept, whole))
    return tuple(failures)


def _altered(kept: Mapping[int, Token], whole: list[Token]) -> Iterator[Failure]:
    """Words written differently ("us" for "US"), and sentences joined or split."""
    for number, (place, token) in enumerate(kept.items()):
        source = whole[place]
        if number and token.opens != source.opens:
            yield Failure(Check.CUT, f'joins or parts sentences at "{token.word}"')
        free = token.opens or source.opens or token.key in cues.DROPPABLE  # its first letter may be either
        if token.word[free:] != source.word[free:]:
            yield Failure(Check.NAME, f'writes "{token.word}" for "{source.word}"')


def _left_out(kept: Mapping[int, Token], whole: list[Token]) -> Iterator[tuple[int, int]]:
    """The runs of words that a statement leaves out, none of them longer than a sentence."""
    start = 0
    for place in range(len(whole) + 1):
        if place == len(whole) or place in kept or whole[place].opens:
            if start < place:
                yield start, place
            start = place + (place in kept)


def _clean(start: int, stop: int, kept: Mapping[int, Token], whole: list[Token]) -> bool:
    """Whether a run can be left out without breaking a clause: a whole sentence, an edge, or between two commas."""
    if all(token.key in cues.DROPPABLE for token in whole[start:stop]):
        return True
    first, begins = whole[start], whole[start].opens
    ends = stop == len(whole) or whole[stop].opens
    if begins and ends:
        return True
    if ends:
        ranked = any(whole[place].key in cues.RANKS and whole[place].clause == first.clause for place in kept)
        return first.marked or (first.key in cues.ADJUNCTS and not ranked)
    while whole[stop - 1].key in cues.DROPPABLE:  # "after the [Afghan forces attacked]"
        stop -= 1
    if begins:
        # A dateline is upper case: "ISLAMABAD:".
        leads_in = first.key in cues.ADVERBIALS or first.word.isupper()
        return whole[stop - 1].key in cues.OPENERS or (whole[stop].marked and leads_in)
    return first.marked and whole[stop].marked
