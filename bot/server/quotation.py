"""A footnote opened: the words that were cited, bold in their paragraph, and whether they still stand there.

What stood around them is remembered with the answer: to open a footnote reads one article, however many there are,
and a rebuild changes nothing about what is shown. What has happened to the article since is shown beside it.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.records import Citation
from bot.server.markup import shown, shown_lines, tidy, whereabouts
from bot.server.remembered import Around
from index.disk import digest
from index.errors import IndexDamaged
from index.records import Article, Generation

# Characters of the cited words, beside them, and of the cited words with their markup.
_WORDS, _BESIDE, _VERBATIM = 1000, 350, 600
_GONE = "This article is no longer among those that I answer from."
_SAME_WORDS = "The article has changed since I answered. These words are still in it."
_OTHER_WORDS = "The article has changed since I answered. **These words are no longer in it.**"
_ALONE = "I kept only the cited words of this article, not the text around them."
_VERBATIM_LINE = "-# Exactly as written in the file:"

Text = Callable[[str], str]
"""Gives a file's text as the generation that answers now read it; raises `IndexDamaged` where it cannot."""


def around(citation: Citation, now: Generation, text: Text) -> Around | None:
    """The text around a citation; None where its words are no longer there.

    Args:
        citation: what was cited.
        now: the generation that answers.
        text: gives a file's text. Reads files.
    """
    article = now.articles.get(citation.source.article)
    content = _read(article, text)
    if article is None or content is None or citation.span.of(content) != citation.quote:
        return None
    words, before, after = _in_paragraph(citation, article, content)
    return Around(words, _ending(before, _BESIDE), after[:_BESIDE], digest(article.span.of(content).encode()))


def quotation(citation: Citation, then: Around | None, now: Generation, text: Text) -> list[str]:
    """The text blocks that show a citation in its paragraph. Reads one file at most.

    Args:
        citation: what was cited.
        then: what stood around it when it was cited, where that is known.
        now: the generation that answers today.
        text: gives a file's text as that generation read it.
    """
    then = then or around(citation, now, text)
    source = citation.source
    title = f"### [{citation.n}] {shown(source.label, 120)}\n-# {whereabouts(source, named=True)}"
    blocks = [title.removesuffix("\n-# "), *_shown(citation, then)]
    notes = [*([] if then else [_ALONE]), *_since(citation, then, now, text)]
    return [*blocks, *(["\n".join(f"-# {note}" for note in notes)] if notes else [])]


def _shown(citation: Citation, then: Around | None) -> list[str]:
    """The words as a reader sees them, then as they are in the file, if their markup makes a difference."""
    words = then.words if then else citation.quote
    before, after = (then.before, then.after) if then else ("", "")
    if "\n" in words:
        lines = shown_lines(words, _WORDS).split("\n")
        parts = [shown(before, _BESIDE), *lines, shown(after, _BESIDE)]
        clean = "\n".join(f"> {part}" for part in parts if part)
    else:
        parts = [shown(before, _BESIDE), f"**{shown(words, _WORDS)}**", shown(after, _BESIDE)]
        clean = "> " + " ".join(filter(None, parts))
    if tidy(words) == tidy(citation.quote):
        return [clean]
    return [clean, f"{_VERBATIM_LINE}\n> {shown(citation.quote, _VERBATIM)}"]


def _in_paragraph(citation: Citation, article: Article, content: str) -> tuple[str, str, str]:
    """The cited words without their markup, and the words before and after them in their paragraph."""
    cited = citation.span
    for paragraph in article.paragraphs:
        inside = [sentence for sentence in paragraph if sentence.overlaps(cited)]
        if not inside:
            continue
        before = [sentence.words_in(content) for sentence in paragraph if sentence.end <= cited.start]
        after = [sentence.words_in(content) for sentence in paragraph if sentence.start >= cited.end]
        whole_sentences = cited.start <= inside[0].start and inside[-1].end <= cited.end
        clean = " ".join(sentence.words_in(content) for sentence in inside) if whole_sentences else ""
        return clean or tidy(citation.quote), tidy(" ".join(before)), tidy(" ".join(after))
    return tidy(citation.quote), "", ""


def _ending(words: str, room: int) -> str:
    """The last words of a text, opened with ``…`` when it is longer than ``room`` characters."""
    if len(words) <= room:
        return words
    tail = words[-(room - 1) :]
    return "…" + (tail.partition(" ")[2] or tail)


def _since(citation: Citation, then: Around | None, now: Generation, text: Text) -> list[str]:
    """What has happened to the article since it was cited; nothing when it is unchanged, or cannot be read now."""
    article = now.articles.get(citation.source.article)
    if article is None:
        return [_GONE]
    content = _read(article, text)
    if content is None:
        return []
    reads = article.span.of(content)
    if citation.quote not in reads:
        return [_OTHER_WORDS]
    return [] if then and then.reads == digest(reads.encode()) else [_SAME_WORDS]


def _read(article: Article | None, text: Text) -> str | None:
    try:
        return text(article.file) if article else None
    except (IndexDamaged, KeyError):
        return None
