"""HTML's elements: which ones a reader does not see, and which ones end others."""

from __future__ import annotations

import re
from collections.abc import Mapping

from index.articles.marks import WITHIN_WORDS

# What a page shows around an article, and what it does not show at all.
_LEFT_OUT = {
    "script": "script", "style": "style", "noscript": "script", "template": "script", "svg": "picture",
    "nav": "navigation", "header": "page header", "footer": "page footer", "aside": "aside", "form": "form",
    "button": "share bar or button", "figure": "picture and caption", "iframe": "embedded page",
    "select": "field of a form", "textarea": "field of a form", "head": "page head", "math": "formula",
    "object": "embedded page",
}  # fmt: skip
INLINE = WITHIN_WORDS | {"br"}
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# What a start tag ends when it was left open (HTML, section 13.1.2.4, optional tags), within which element.
ENDS = {
    "li": ("li", {"ul", "ol"}), "dt": ("dt dd", {"dl"}), "dd": ("dt dd", {"dl"}), "tr": ("tr td th", {"table"}),
    "td": ("td th", {"tr", "table"}), "th": ("td th", {"tr", "table"}), "option": ("option", {"select"}),
}  # fmt: skip
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
SUMMARY = 7  # level of what folds and of a table's caption, which are headings of what they stand over
HEADINGS = {f"h{level}": level for level in range(1, 7)} | {"summary": SUMMARY, "caption": SUMMARY}
HEADED = {"details": "summary", "table": "caption"}
HIDDEN = "hidden"


_HIDDEN = re.compile(r"\shidden(?![\w-])(?!\s*=\s*[\"'{]?(?:false|until))", re.IGNORECASE)
_IN_QUOTES = re.compile(r"\"[^\"]*\"|'[^']*'")
_STYLE = re.compile(r"\sstyle\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|\{\{(.*?)\}\})", re.IGNORECASE | re.DOTALL)


def is_hidden(attributes: str) -> bool:
    """Whether the attributes of a tag, as they are written, hide what stands in it."""
    style = _STYLE.search(attributes)
    css = next(filter(None, style.groups()), "") if style else ""
    return bool(_HIDING.search(re.sub(r"[\"']", "", css))) or bool(
        _HIDDEN.search(_IN_QUOTES.sub('""', attributes))
    )


def why_left_out(tag: str, attributes: Mapping[str, str], *, in_article: bool) -> str | None:
    """Why what stands in an element is not quoted; None where it is.

    Args:
        tag: its name.
        attributes: its attributes.
        in_article: whether it stands in an ``<article>`` or in ``<main>``, whose header is no page header.
    """
    hidden = "hidden" in attributes or bool(_HIDING.search(attributes.get("style", "")))
    if hidden or (tag == "dialog" and "open" not in attributes):
        return HIDDEN
    return None if tag == "header" and in_article else _LEFT_OUT.get(tag)
