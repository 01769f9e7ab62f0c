"""Words that give orders to whoever answers, in a question or in an article.

A question with such words is refused. A sentence of an article with them is never evidence, whatever it claims the
answer to be.
"""

from __future__ import annotations

import re
from functools import lru_cache

_OVERRIDES = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:previous|above|prior|all|your|other|these)\b.{0,30}"
    r"\b(?:instructions?|prompts?|rules?|articles?|sources?|passages?)\b"
    r"|\b(?:system|your|initial|hidden)\s+(?:system\s+)?prompt\b|\byou are now\b|\bdeveloper mode\b",
    re.IGNORECASE | re.DOTALL,
)
_ADDRESSES = re.compile(
    r"^\W*(?:system|assistant|user|admin|developer|instructions?|note to (?:the )?(?:ai|assistant|bot|model|reader))"
    r"\s*(?:message|note|override)?\s*[:>\]]"
    r"|\b(?:the|only) (?:correct|right|true|real|official|verified|final|only) answers?\b"
    r"|\bwhen (?:you are asked|users? asks?)\b.{0,80}\b(?:say|answer|reply|respond|state|tell)\b"
    r"|\b(?:in|to|from|end|begin|start|finish) your (?:\w+ )?(?:reply|response|answer|output|message)\b"
    r"|\byour (?:\w+ )?(?:reply|response|answer|output) (?:must|should|in|with|without|using)\b"
    r"|\b(?:provide|write|give|format|convert|deliver|craft|present|phrase|enhance) (?:me )?your "
    r"(?:\w+ )?(?:reply|response|answer|output|text)\b"
    r"|^\W*(?:modify|rearrange|render|scramble|rewrite|encode|translate)\b[^,]{0,30}"
    r"\byour (?:\w+ )?(?:reply|response|answer|output|message)\b"
    r"|\b(?:ai|language) (?:models?|assistants?)\b.{0,40}\b(?:must|should|reading this|have to)\b"
    r"|\b(?:cite|quote) (?:this|only this|it) as\b",
    re.IGNORECASE,
)


def overrides(text: str) -> bool:
    """Whether a question tries to override what the bot was told."""
    return bool(_OVERRIDES.search(text))


@lru_cache(maxsize=4096)  # the same sentences come up again with every question
def is_injection(sentence: str) -> bool:
    """Whether a sentence of an article addresses whoever answers, and not its readers."""
    return bool(_OVERRIDES.search(sentence) or _ADDRESSES.search(sentence))
