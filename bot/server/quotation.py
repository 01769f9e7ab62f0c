"""A footnote opened: the words that were cited, bold in their paragraph, and whether they still stand there.

The paragraph comes from the generation that answered, so that a rebuild changes nothing about what is shown.
What has become of the article since is told beside it.
"""

from __future__ import annotations

from bot.records import Citation
from bot.server.markup import shown, tidy
from bot.server.pages import whereabouts
from index.errors import IndexDamaged
from index.generations import Generations
from index.records import Article, Generation, Span

_ROOMS = (
    (2000, 350),
    (800, 250),
)  # characters of the cited words, and of the paragraph before and after them

_GONE = "This article is no longer among those that I read."
_SAME_WORDS = "The article has changed since I answered. These words still stand in it."
_OTHER_WORDS = "The article has changed since I answered. **These words no longer stand in it.**"
_NOT_KEPT = "The text that I answered from is no longer kept, so here are the cited words alone."


def quotation(citation: Citation, generation: str, generations: Generations, now: Generation) -> list[str]:
    """The text blocks that show a citation in its paragraph. Reads files.

    Args:
        citation: what was cited.
        generation: the id of the generation that answered.
        generations: where the texts of all generations lie.
        now: the generation that answers today.
    """
    source = citation.source
    title = f"### [{citation.n}] {shown(source.label, 120)}\n-# {whereabouts(source)}"
    notes = []
    as_read: str | None = None
    try:
        then = now if generation == now.id else generations.load(generation)
        text = generations.text(then, source.file)
        article = then.articles.get(source.article)
        as_read = article.span.of(text) if article else None
        words = _in_paragraph(citation.span, text, article, *_ROOMS[0])
        if len(words) > _ROOMS[0][0]:
            words = _in_paragraph(citation.span, text, article, *_ROOMS[1])
    except (IndexDamaged, KeyError):
        words = f"**{shown(citation.quote, _ROOMS[1][0])}**"
        notes.append(_NOT_KEPT)
    since = _since(citation, as_read, generations, now) if generation != now.id else ""
    notes += [since] if since else []
    return [title, f"> {words}", *(["\n".join(f"-# {note}" for note in notes)] if notes else [])]


def _in_paragraph(cited: Span, text: str, article: Article | None, quote: int, beside: int) -> str:
    start, end = cited.start, cited.end
    for paragraph in article.paragraphs if article else ():
        around = Span(paragraph[0].start, paragraph[-1].end)
        if around.overlaps(cited):
            start, end = min(start, around.start), max(end, around.end)
    before, after = tidy(text[start : cited.start]), tidy(text[cited.end : end])
    parts = [
        shown(_ending(before, beside), beside),
        f"**{shown(cited.of(text), quote)}**",
        shown(after, beside),
    ]
    return " ".join(filter(None, parts))


def _ending(words: str, room: int) -> str:
    """The last words of a text, opened with ``…`` when it is longer than ``room`` characters."""
    if len(words) <= room:
        return words
    tail = words[-(room - 1) :]
    return "…" + (tail.partition(" ")[2] or tail)


def _since(citation: Citation, as_read: str | None, generations: Generations, now: Generation) -> str:
    """What has become of the article since it was cited; empty when it is as it was.

    Args:
        citation: what was cited.
        as_read: the article when it was cited, None where that is no longer kept.
        generations: where the texts of all generations lie.
        now: the generation that answers today.
    """
    article = now.articles.get(citation.source.article)
    if article is None:
        return _GONE
    try:
        text = generations.text(now, article.file)
    except IndexDamaged:
        return ""
    reads = article.span.of(text)
    if citation.quote not in reads:
        return _OTHER_WORDS
    same = citation.span.of(text) == citation.quote if as_read is None else as_read == reads
    return "" if same else _SAME_WORDS
