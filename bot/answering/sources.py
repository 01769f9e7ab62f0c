"""What a reader is shown of an article."""

from __future__ import annotations

from bot.records import Source
from index.records import Article

LABEL_LENGTH = 60


def source_of(article: Article, text: str) -> Source:
    """The article as a reader is shown it.

    Args:
        article: the article.
        text: the text of its file; its opening words stand in for a title that nobody stated.
    """
    return Source(
        article=article.id,
        file=article.file,
        label=article.title or _opening(article.paragraphs[0][0].of(text)),
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        url=article.url,
        story=article.copy_of or article.id,
    )


def _opening(sentence: str) -> str:
    words = " ".join(sentence.split())
    if len(words) <= LABEL_LENGTH:
        return f"“{words}”"
    return f"“{words[:LABEL_LENGTH].rsplit(' ', 1)[0]}…”"
