"""What a reader is shown of an article."""

from __future__ import annotations

import re

from bot.records import Source
from index.records import Article, Generation

_BELOW = " › "


def source_of(article: Article, generation: Generation, section: str = "") -> Source:
    """The article as a reader is shown it.

    Args:
        article: the article.
        generation: the one that it is of.
        section: the headings under which the cited words stand.
    """
    label = article.title or article.file
    first, _, below = section.partition(_BELOW)
    return Source(
        article=article.id,
        file=article.file,
        label=label,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        url=f"{article.url}#{_anchor(section)}"
        if article.url and article.anchored and section
        else article.url,
        story=article.story,
        section=below if first == label else section,  # the title is not told twice
        among_dated=generation.dated,
    )


def stories(generation: Generation) -> int:
    """How many independent articles there are; a copy and what it repeats are one."""
    return len({article.story for article in generation.articles.values()})


def _anchor(section: str) -> str:
    """The address of a heading within its page, as most makers of documentation form it."""
    last = section.rpartition(_BELOW)[2].lower()
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", last).strip())
