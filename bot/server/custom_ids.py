"""What a button or a form carries: what it does, an answer's id, and a number; so it works after a restart.

A question that was handed to moderators has the id of the answer that refused it.
"""

from __future__ import annotations

import re
from enum import StrEnum

_ANSWER = r"(?P<answer>[0-9a-f]{16})"


class Does(StrEnum):
    """What a button on an answer, or the form that it opens, does."""

    SEE = "see"  # opens the quotation with this number
    TURN = "turn"  # shows the quotation with this number in place of the one that is open
    PICK = "pick"  # opens the quotation that is chosen in a menu
    GOOD = "good"
    BAD = "bad"
    FOLLOW = "follow"
    DELETE = "delete"
    ATTEMPT = "attempt"  # asks the question that a refusal offers
    HAND = "hand"  # hands a refused question to the moderators
    CONFIRM = "confirm"  # does so with one that was asked privately
    SPEAK = "speak"  # a moderator answers a question that was handed to them
    WITHDRAW = "withdraw"  # takes that answer back


def custom_id(does: Does, answer: str, number: int = 0) -> str:
    """The custom_id of a button or a form, at most 40 of the 100 characters that Discord takes."""
    return f"fn:{does}:{answer}:{number}"


def template(*does: Does) -> re.Pattern[str]:
    """Recognises some kinds of custom_ids; names the groups ``does``, ``answer`` and ``number``."""
    return re.compile(rf"fn:(?P<does>{'|'.join(does)}):{_ANSWER}:(?P<number>\d{{1,4}})")
