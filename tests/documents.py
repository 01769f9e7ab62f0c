"""What several tests of documents share."""

from __future__ import annotations

from index.articles.frontmatter import split_front_matter
from index.articles.shelf import articles_in, articles_of_page
from index.records import Article, Sentence


def read(file: str, text: str) -> list[Article]:
    """The articles of one file."""
    if file.endswith((".html", ".htm")):
        return articles_of_page(file, text)
    stated, begin = split_front_matter(text)
    return articles_in(file, text, begin, stated)


def quotable(text: str, file: str = "a.md") -> list[Sentence]:
    """Everything that may be quoted of a file, in order."""
    return [
        sentence for article in read(file, text) for paragraph in article.paragraphs for sentence in paragraph
    ]


def shown(text: str, file: str = "a.md") -> list[str]:
    """What a reader is shown of it."""
    return [sentence.words_in(text) for sentence in quotable(text, file)]


def whole(text: str, file: str = "a.md") -> list[str]:
    """What a reader is shown of a file, each quotation after what introduces it."""
    return [
        "\n".join(filter(None, (sentence.lead_words, sentence.words_in(text))))
        for sentence in quotable(text, file)
    ]
