"""How many of something, in words."""

from __future__ import annotations


def counted(many: int, noun: str) -> str:
    """``1 article``, ``2 articles``, ``1,000 articles``."""
    return f"{many:,} {noun}{'' if many == 1 else 's'}"
