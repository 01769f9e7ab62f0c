"""From a seeds folder to a shelf of articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from index.articles import boilerplate
from index.articles.blocks import Block, Kind
from index.articles.boilerplate import Header
from index.articles.copies import marked
from index.articles.files import HTML, MARKDOWN, SOURCES, Seeds, read_seeds
from index.articles.frontmatter import FrontMatterInvalid, split_front_matter
from index.articles.helptext import with_code_parted
from index.articles.html import read_page
from index.articles.lined import lined_blocks
from index.articles.markdown import markdown_blocks
from index.articles.metadata import (
    Metadata,
    Sources,
    dateline_date,
    merged,
    read_sources,
    stamped_date,
    stated_by_page,
)
from index.articles.quotable import quotable
from index.articles.seen import seen_of
from index.articles.targets import Titles, titles_of
from index.articles.terms import with_names
from index.errors import SeedsMissing
from index.records import Article, Boilerplate, Shelf, Skipped, Span

CLEANER_VERSION = "16"
SHARED = 3  # articles of one title from which on it names the site and not the page
NOTHING_TO_QUOTE = "no sentence to quote"
DATELINE, BYLINE = "dateline", "byline"
SHOWN = {"picture", "picture and caption", "table of contents", "embedded page", "form", "formula"} | {
    f"directive {name}" for name in ("image", "figure", "toctree", "math", "raw", "include", "contents")
}  # what is left out and yet seen


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
        known: by file, articles of an earlier build whose text and ``sources.toml`` entry have not changed since.

    Raises:
        SeedsMissing: if no article in it can be read.
        SourcesInvalid: if ``sources.toml`` has a wrong field.
    """
    listed = read_sources(seeds)
    known = known or {}
    titles = titles_of(read.texts)
    articles: list[Article] = []
    texts: dict[str, str] = {}
    skipped = [*read.skipped]
    for file, text in read.texts.items():
        try:
            of_file = known.get(file) or articles_of_file(file, text, listed, titles)
        except FrontMatterInvalid as error:
            skipped.append(Skipped(file, str(error)))
            continue
        if of_file:
            articles += of_file
            texts[file] = text
        else:
            skipped.append(Skipped(file, NOTHING_TO_QUOTE))
    articles = _told_apart(articles)
    names = {*texts, *(entry.file for entry in skipped)}
    skipped += [
        Skipped(SOURCES, f'["{file}"] names no file here') for file in sorted(listed.files.keys() - names)
    ]
    skipped += [
        Skipped(article.file, problem, read=True) for article in articles for problem in article.problems
    ]
    if not articles:
        raise SeedsMissing(f"{seeds}: no article could be read ({skipped[0].file}: {skipped[0].reason})")
    return Shelf(tuple(marked(articles, texts)), texts, tuple(skipped), read.digest, read.stated)


def _told_apart(articles: Sequence[Article]) -> list[Article]:
    """The articles, each page of a site whose pages all open with the site's name under its own first heading.

    A title that an earlier build set here is undone first: which titles are shared depends on the whole shelf.
    """
    own = [replace(page, title=page.shared, shared=None) if page.shared else page for page in articles]
    times = Counter(page.title for page in own)
    return [
        replace(page, title=_own_heading(page), shared=page.title)
        if page.title and times[page.title] >= SHARED
        else page
        for page in own
    ]


def _own_heading(article: Article) -> str | None:
    """The heading that all of an article stands under, the name of its file where there is none."""
    tops = {
        sentence.section.partition(" › ")[0] for paragraph in article.paragraphs for sentence in paragraph
    }
    stem = re.sub(r"[-_]+", " ", Path(article.file).stem).strip()
    return tops.pop() or article.title if len(tops) == 1 else (stem or article.title)


def articles_of_file(file: str, text: str, sources: Sources, titles: Titles) -> list[Article]:
    """The articles of one file of a shelf; none where there is no sentence to quote.

    Args:
        file: its name.
        text: what it holds.
        sources: what ``sources.toml`` states.
        titles: what references lead to on the shelf.

    Raises:
        FrontMatterInvalid: if nobody knows where its front matter ends.
    """
    listed = sources.files.get(file)
    suffix = Path(file).suffix.lower()
    if suffix in HTML:
        articles, slug = articles_of_page(file, text, listed), None
    else:
        stated, begin = split_front_matter(text)
        articles = articles_in(file, text, begin, merged(stated, listed), titles)
        slug = stated.slug
    address = sources.address_of(file, slug)
    return [
        replace(article, url=article.url or address, anchored=not article.url and bool(address))
        for article in articles
    ]


def articles_of_page(file: str, text: str, listed: Metadata | None = None) -> list[Article]:
    """The articles of a web page; what the page shows around them is boilerplate of the first.

    Args:
        file: the page's name.
        text: its source.
        listed: what ``sources.toml`` states about it, or None.
    """
    page = read_page(text)
    return _split(file, text, page.blocks, merged(stated_by_page(page), listed), page.unseen)


def articles_in(
    file: str, text: str, begin: int, stated: Metadata, titles: Titles | None = None
) -> list[Article]:
    """The articles of one file.

    Args:
        file: the file's name, which becomes the first article's id.
        text: the whole file.
        begin: where the front matter ends, in code points.
        stated: what is stated about the file; it speaks of the first article.
        titles: what references lead to on the shelf; None knows only those within the file.
    """
    suffix = Path(file).suffix.lower()
    if suffix in MARKDOWN:
        seen = seen_of(text, begin, is_mdx=suffix == ".mdx")
        return _split(file, text, markdown_blocks(text, begin, seen), stated, seen.unseen)
    known = titles or titles_of({file: text})
    read = lined_blocks(text, begin, suffix, partial(known.name_of, file=file))
    return _split(file, text, read, stated)


def _split(
    file: str, text: str, read: Sequence[Block], stated: Metadata, unseen: Sequence[Span] = ()
) -> list[Article]:
    """One article a header of a news page, or one for the whole file."""
    around = [Boilerplate(block.span, block.left_out) for block in read if block.left_out]
    walls = [piece.span.start for piece in around if piece.reason in SHOWN]
    blocks = with_names([*with_code_parted([block for block in read if not block.left_out])])
    if not blocks:
        return []
    openings: list[Header | None] = [*boilerplate.headers(blocks)]
    if not openings or (openings[0] and openings[0].first > 0):
        openings.insert(0, None)
    starts = [opening.first if opening else 0 for opening in openings]
    articles: list[Article] = []
    for number, (opening, first) in enumerate(zip(openings, starts, strict=True)):
        last = starts[number + 1] if number + 1 < len(starts) else len(blocks)
        article = _article(file, len(articles), text, blocks[first:last], opening, stated, unseen, walls)
        if article:
            articles.append(article)
    if articles and around:
        cut = sorted([*articles[0].boilerplate, *around], key=lambda piece: piece.span)
        articles[0] = replace(articles[0], boilerplate=tuple(cut))
    return articles


def _article(
    file: str,
    number: int,
    text: str,
    blocks: Sequence[Block],
    opening: Header | None,
    stated: Metadata,
    unseen: Sequence[Span],
    walls: Sequence[int],
) -> Article | None:
    known = stated if number == 0 else Metadata()
    title = known.title or (opening.title if opening else _first_heading(blocks))
    cut: list[Boilerplate] = []
    kept: list[Block] = []
    writers: list[str | None] = []
    datelines: list[str] = []
    header_end = opening.last - opening.first if opening else -1
    in_text = False
    for place, block in enumerate(blocks):
        why = _why_cut(block, place, header_end, title, in_text)
        if why:
            cut.append(Boilerplate(block.span, why))
            if why == BYLINE:
                writers.append(boilerplate.byline(block.text))
            continue
        skip = 0 if in_text or block.kind is not Kind.PARAGRAPH else boilerplate.dateline(block.text)
        if skip:
            rest = block.shown.cut(skip)
            begin = rest.span() or block.span
            cut.append(Boilerplate(Span(block.span.start, begin.start), DATELINE))
            datelines.append(block.text[:skip].strip())
            block = replace(block, span=Span(begin.start, block.span.end), shown=rest)
        in_text = in_text or block.kind is not Kind.HEADING
        kept.append(block)
    quoted = quotable(text, kept, title, unseen, walls)
    if not quoted.paragraphs:
        return None
    stamps = (block.text for block in blocks[: boilerplate.HEADER_LINES] if stamped_date(block.text))
    stamp = next((words for words in (*stamps, *datelines) if _said_date(words)), None)
    return Article(
        id=file if number == 0 else f"{file}#{number + 1}",
        file=file,
        span=Span(blocks[0].span.start, max(block.span.end for block in blocks)),
        title=title,
        publisher=known.publisher,
        author=known.author or next(iter(writers), None),
        published=known.published or (_said_date(stamp) if stamp else None),
        published_by=known.stated_in if known.published else stamp,
        url=known.url,
        paragraphs=quoted.paragraphs,
        boilerplate=tuple(sorted([*cut, *quoted.boilerplate], key=lambda piece: piece.span)),
        problems=known.problems,
    )


def _first_heading(blocks: Sequence[Block]) -> str | None:
    """The heading that a document opens with, which is its title, if there is no other as high below it.

    Where a site's name stands above the title, it is an empty chapter: the next heading, as high, follows at once.
    """
    for place, block in enumerate(blocks):
        if block.kind is not Kind.HEADING or block.reach:
            return None
        others = [
            other
            for other in blocks[place + 1 :]
            if other.kind is Kind.HEADING and other.level <= block.level
        ]
        if not others:
            return None if block.text.endswith("?") else block.text
        if blocks[place + 1].kind is not Kind.HEADING or blocks[place + 1].level > block.level:
            return None
    return None


def _said_date(words: str) -> date | None:
    return stamped_date(words) or dateline_date(words)


def _why_cut(block: Block, place: int, header_end: int, title: str | None, in_text: bool) -> str | None:
    is_title = bool(title) and block.text == title and not in_text
    if is_title and (block.kind is not Kind.HEADING or header_end >= 0):
        return "headline" if place == 0 else "repeated headline"
    if place <= header_end:
        return boilerplate.reason(block.text) or "headline"
    if block.kind in (Kind.CODE, Kind.ROW, Kind.HEADER, Kind.QUESTION, Kind.REPLY, Kind.TURN):
        return None
    if place < boilerplate.HEADER_LINES and boilerplate.byline(block.text):
        return BYLINE
    if block.kind is Kind.ITEM and block.mark == "•" and not in_text and header_end >= 0:
        return "bullet summary before the text"
    return boilerplate.reason(block.text)
