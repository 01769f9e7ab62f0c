"""What a web page states of itself, in its head and in its first heading."""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape

_NAMES = {
    "title": ("og:title", "twitter:title"),
    "publisher": ("og:site_name",),
    "author": ("author",),
    "url": ("og:url",),
    "published": ("article:published_time", "datepublished", "date", "dc.date", "parsely-pub-date"),
}

_SHOWN = {"title": "<title>", "h1": "<h1>"}


class PageMeta:
    """Collects what a page states while it is read; where it states something twice, the first counts."""

    def __init__(self) -> None:
        self._meta: dict[str, str] = {}

    def note_tag(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Takes a start tag with its attributes."""
        if tag == "meta":
            name = (
                attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
            ).lower()
            self._meta.setdefault(name, attributes.get("content", ""))
        elif tag == "link" and attributes.get("rel") == "canonical":
            self._meta.setdefault("canonical", attributes.get("href", ""))

    def note_words(self, tag: str, words: str) -> None:
        """Takes words that stand in an element."""
        if tag in _SHOWN:
            self._meta.setdefault(_SHOWN[tag], words)

    def stated(self) -> dict[str, tuple[str, str]]:
        """What the page states, by field name: the words, and the tag that holds them."""
        stated: dict[str, tuple[str, str]] = {}
        for field, names in _NAMES.items():
            names = {"title": (*names, "<h1>", "<title>"), "url": (*names, "canonical")}.get(field, names)
            name = next((name for name in names if self._meta.get(name, "").strip()), None)
            if name:
                stated[field] = (unescape(self._meta[name]), name)
        return stated
