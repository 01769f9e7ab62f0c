"""From a seeds folder to a shelf of articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from index.articles import furniture
from index.articles.copies import marked
from index.articles.files import HTML, SOURCES, Seeds, read_seeds
from index.articles.furniture import Header, Line
from index.articles.html import read_page
from index.articles.metadata import (
    FrontMatterInvalid,
    Metadata,
    dateline_date,
    merged,
    read_sources,
    split_front_matter,
    stamped_date,
    stated_by_page,
)
from index.articles.sentences import mapped, sentences
from index.errors import SeedsMissing
from index.records import Article, Furniture, Shelf, Skipped, Span

CLEANER_VERSION = "3"
DATELINE, BYLINE = "dateline", "byline"
BROKEN = "a tag or an entity stands in it: cannot be quoted word for word"


def read_shelf(seeds: Path) -> Shelf:
    """Reads all articles of a folder; what cannot be read is skipped with its reason.

    Raises:
        SeedsMissing: if the folder does not exist or no article in it can be read.
        SourcesInvalid: if ``sources.toml`` has a wrong field.
    """
    return shelf_of(seeds, read_seeds(seeds))


def shelf_of(seeds: Path, read: Seeds, known: Mapping[str, Sequence[Article]] | None = None) -> Shelf:
    """The articles of a folder that was read.

    Args:
        seeds: the folder, for messages and ``sources.toml``.
        read: what it held.
        known: by file, the articles of those whose text was cut up before and is the same, as is what
            ``sources.toml`` states; they are taken as they are.

    Raises:
        SeedsMissing: if no article in it can be read.
        SourcesInvalid: if ``sources.toml`` has a wrong field.
    """
    listed = read_sources(seeds)
    known = known or {}
    articles: list[Article] = []
    texts: dict[str, str] = {}
    skipped = [*read.skipped]
    for file, text in read.texts.items():
        try:
            found = known.get(file) or _articles_of(file, text, listed.get(file))
        except FrontMatterInvalid as error:
            skipped.append(Skipped(file, str(error)))
            continue
        if found:
            articles += found
            texts[file] = text
        else:
            skipped.append(Skipped(file, "no sentence to quote"))
    there = {*texts, *(one.file for one in skipped)}
    skipped += [Skipped(SOURCES, f'["{file}"] names no file here') for file in sorted(listed.keys() - there)]
    if not articles:
        raise SeedsMissing(f"{seeds}: no article could be read ({skipped[0].file}: {skipped[0].reason})")
    return Shelf(tuple(marked(articles, texts)), texts, tuple(skipped), read.digest, read.stated)


def _articles_of(file: str, text: str, listed: Metadata | None) -> list[Article]:
    if Path(file).suffix.lower() in HTML:
        return articles_of_page(file, text, listed)
    stated, begin = split_front_matter(text)
    return articles_in(file, text, begin, merged(stated, listed))


def articles_of_page(file: str, text: str, listed: Metadata | None = None) -> list[Article]:
    """The articles of a web page; what the page shows around them is furniture of the first.

    Args:
        file: the page's name.
        text: its source.
        listed: what ``sources.toml`` states about it, or None.

    Raises:
        FrontMatterInvalid: if the page states a date that is none.
    """
    page = read_page(text)
    lines = [Line(block.span, block.text, block.at) for block in page.blocks if not block.left_out]
    around = [Furniture(block.span, block.left_out) for block in page.blocks if block.left_out]
    found = _split(file, text, lines, merged(stated_by_page(page), listed))
    if not found:
        return []
    furniture = sorted([*found[0].furniture, *around], key=lambda cut: cut.span)
    return [replace(found[0], furniture=tuple(furniture)), *found[1:]]


def articles_in(file: str, text: str, begin: int, stated: Metadata) -> list[Article]:
    """The articles of one file.

    Args:
        file: the file's name, which becomes the first article's id.
        text: the whole file.
        begin: where the front matter ends, in code points.
        stated: what is stated about the file; it speaks of the first article.
    """
    return _split(file, text, furniture.lines_of(text, begin), stated)


def _split(file: str, text: str, lines: Sequence[Line], stated: Metadata) -> list[Article]:
    if not lines:
        return []
    openings: list[Header | None] = [*furniture.headers(lines)]
    if not openings or (openings[0] and openings[0].first > 0):
        openings.insert(0, None)
    starts = [opening.first if opening else 0 for opening in openings]
    articles: list[Article] = []
    for number, (opening, first) in enumerate(zip(openings, starts, strict=True)):
        last = starts[number + 1] if number + 1 < len(starts) else len(lines)
        article = _article(file, len(articles), text, lines[first:last], opening, stated)
        if article:
            articles.append(article)
    return articles


def _article(
    file: str, number: int, text: str, lines: Sequence[Line], opening: Header | None, stated: Metadata
) -> Article | None:
    known = stated if number == 0 else Metadata()
    title = known.title or (opening.title if opening else furniture.heading(lines[0].text))
    cut: list[Furniture] = []
    paragraphs: list[tuple[Span, ...]] = []
    writers: list[str | None] = []
    datelines: list[str] = []
    header_end = opening.last - opening.first if opening else -1
    for place, line in enumerate(lines):
        why = _why_cut(line, place, header_end, title, bool(paragraphs))
        if why:
            cut.append(Furniture(line.span, why))
            if why == BYLINE:
                writers.append(furniture.byline(line.text))
            continue
        skip = 0 if paragraphs else furniture.dateline(line.text)
        if skip:
            cut.append(Furniture(Span(line.span.start, _at(line, skip)), DATELINE))
            datelines.append(line.text[:skip].strip())
        if line.at is None:
            found = sentences(text, Span(line.span.start + skip, line.span.end))
        else:
            found, broken = mapped(text, line.text, line.at, skip)
            cut += [Furniture(span, BROKEN) for span in broken]
        if found:
            paragraphs.append(found)
    if not paragraphs:
        return None
    stamps = (line.text for line in lines[: furniture.HEADER_LINES] if stamped_date(line.text))
    said = next((one for one in (*stamps, *datelines) if _said_date(one)), None)
    return Article(
        id=file if number == 0 else f"{file}#{number + 1}",
        file=file,
        span=Span(lines[0].span.start, lines[-1].span.end),
        title=title,
        publisher=known.publisher,
        author=known.author or next(iter(writers), None),
        published=known.published or (_said_date(said) if said else None),
        published_by=known.stated_in if known.published else said,
        url=known.url,
        paragraphs=tuple(paragraphs),
        furniture=tuple(cut),
    )


def _at(line: Line, place: int) -> int:
    """Where in the file the sign at a place of a line stands, or the next one that stands anywhere."""
    if line.at is None:
        return line.span.start + place
    return next((at for at in line.at[place:] if at >= 0), line.span.end)


def _said_date(words: str) -> date | None:
    return stamped_date(words) or dateline_date(words)


def _why_cut(line: Line, place: int, header_end: int, title: str | None, in_text: bool) -> str | None:
    if title and line.text == title and not in_text:
        return "headline" if place == 0 else "repeated headline"
    if place <= header_end:
        return furniture.reason(line.text) or "headline"
    if place < furniture.HEADER_LINES and furniture.byline(line.text):
        return BYLINE
    if furniture.is_bullet(line.text) and not in_text and header_end >= 0:
        return "bullet summary before the text"
    return furniture.reason(line.text)
