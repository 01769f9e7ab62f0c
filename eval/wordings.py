"""Whether a text contains an accepted wording, regardless of quotes, dashes, accents, case and spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_SAME = str.maketrans("‘’ʼ“”„‐‑–—−", "'''\"\"\"-----")


def plain(text: str) -> str:
    """The text in lower case without accents, with straight quotes, hyphens for dashes and single spaces."""
    decomposed = unicodedata.normalize("NFKD", text).translate(_SAME)
    kept = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(kept.casefold().split())


def holds(text: str, wording: str) -> bool:
    """Whether the text contains the wording as whole words: "46" is not in "460", "4.46" or "46,000"."""
    looked_for = plain(wording).strip(" .,;:!?\"'")
    if not looked_for:
        return False
    return re.search(rf"(?<!\w)(?<!\d[.,]){re.escape(looked_for)}(?!\w)(?![.,]\d)", plain(text)) is not None


def holds_any(text: str, wordings: Iterable[str]) -> bool:
    """Whether the text contains at least one of the wordings."""
    return any(holds(text, wording) for wording in wordings)
