"""What a reader is shown of an article."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.answering.question.prompt_injection import is_injection
from bot.records import Source
from index.records import Article, Generation

_BELOW = " › "
_OPENING = 60  # characters of the words that stand for a title


def source_of(
    article: Article, generation: Generation, text: Callable[[str], str], section: str = ""
) -> Source:
    """The article as a reader sees it.

    An article without a title is called by its file's name if that says something, else by its first words.

    Args:
        article: the article.
        generation: the one that it is of.
        text: gives a file's text.
        section: the headings under which the cited words stand.
    """
    label = article.title or (article.heading and article.file) or _opening(article, text) or article.file
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
        section=below if first == label else section,  # without the title, which the label has
        among_dated=generation.dated,
    )


def stories(generation: Generation) -> int:
    """How many independent articles there are; an article and its copies count as one."""
    return len({article.story for article in generation.articles.values()})


def _opening(article: Article, text: Callable[[str], str]) -> str:
    """The first words of an article, without sentences that give orders; empty if there are none."""
    if not article.paragraphs:
        return ""
    whole = text(article.file)
    sentences = (sentence.words_in(whole) for paragraph in article.paragraphs for sentence in paragraph)
    words = " ".join(next((sentence for sentence in sentences if not is_injection(sentence)), "").split())
    if len(words) <= _OPENING:
        return words and f"“{words}”"
    return f"“{words[:_OPENING].rsplit(' ', 1)[0]}…”"


def _anchor(section: str) -> str:
    """The address of a heading within its page, as most documentation generators form it."""
    last = section.rpartition(_BELOW)[2].lower()
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", last).strip())
