"""The records of the index: everything that travels from a seed file to a search hit.

All offsets are code points into the file's text as decoded from UTF-8 with newlines untouched, half open:
``text[start:end]``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

_TELLING = re.compile(r" |[A-Za-z]\d|\d\.\d")
_CODED = re.compile(r"[0-9a-f]{8,}|^\d+$", re.IGNORECASE)  # a name that says nothing
Vectors = npt.NDArray[np.float32]
"""Unit vectors, shape (texts, dimensions); or one of them, shape (dimensions,)."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file.

    Args:
        start: first code point, at least 0.
        end: one past the last code point, greater than ``start``.

    Raises:
        ValueError: if the span is empty or runs backwards.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """The words that the span covers in ``text``."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two have a code point in common, taken to be of one file."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Sentence(Span):
    """What can be quoted: mostly a sentence, else what only stands together, such as a list with its lead-in.

    Args:
        start, end: see `Span`.
        words: what a reader is shown, the quotation without its marks; empty where that is the quotation itself.
        section: the headings above it, joined by `` › ``; empty where there are none.
        lead: where the words stand that introduce it and do not touch it: the lead-in of a long list, the names of a
            table's columns, the turn before; None where it needs none.
        lead_words: those words as they are shown before it; empty where ``words`` holds them already.
        more: how many further items, or lines of code, stand behind it there.
    """

    words: str = ""
    section: str = ""
    lead: Span | None = None
    lead_words: str = ""
    more: int = 0

    def words_in(self, text: str) -> str:
        """What a reader is shown of it, without what introduces it.

        Args:
            text: the file.
        """
        return self.words or " ".join(self.of(text).split())


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """A stretch of an article that is not its text (a share bar, a repeated headline), and why we say so."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article: where it stands in its file, what is known of it, and its quotable sentences.

    Args:
        id: stable name, ``file`` or ``file#2`` for the second article of a file.
        file: path relative to the seeds folder, with forward slashes.
        span: where the article stands in the file.
        title: the headline, or None when the file states none.
        publisher: who published it, or None.
        author: who wrote it, or None.
        published: the date that front matter, ``sources.toml`` or the article's own words state, or None.
        published_by: where that date comes from: the words themselves, ``front matter`` or ``sources.toml``.
        url: where the original stands, or None.
        paragraphs: quotable sentences grouped by paragraph, in reading order.
        boilerplate: what was kept out of quotations, with reasons.
        copy_of: the article that it nearly repeats, the earliest of those that do; None when it stands alone.
            Articles that name the same one, and that one itself, count as one independent source.
        anchored: whether ``url`` is a page whose headings have addresses of their own, as ``base_url`` says.
        problems: what is wrong with what was stated about it, a line each.
        shared: the title that its file gives it, where other articles have the same and ``title`` is its own heading;
            None elsewhere.
    """

    id: str
    file: str
    span: Span
    title: str | None
    publisher: str | None
    author: str | None
    published: date | None
    published_by: str | None
    url: str | None
    paragraphs: tuple[tuple[Sentence, ...], ...]
    boilerplate: tuple[Boilerplate, ...]
    copy_of: str | None = None
    anchored: bool = False
    problems: tuple[str, ...] = ()
    shared: str | None = None

    @property
    def heading(self) -> str:
        """What it is read under: its title, else its file's name where that has several words, or a version."""
        stem = re.sub(r"[-_ ]+", " ", self.file.rpartition("/")[2].rpartition(".")[0]).strip()
        return self.title or (stem if _TELLING.search(stem) and not _CODED.search(stem) else "")

    @property
    def story(self) -> str:
        """What counts as one source: its id, or that of the article that it nearly repeats."""
        return self.copy_of or self.id

    def was_out(self, day: date, since: date | None = None) -> bool:
        """Whether it was out by ``day`` and not before ``since``; one without a date counts where ``since`` is None."""
        if self.published is None:
            return since is None
        return (since or self.published) <= self.published <= day


@dataclass(frozen=True, slots=True)
class Skipped:
    """What could not be read, and why.

    Args:
        file: the file.
        reason: why.
        read: whether the file was read all the same, less a field.
    """

    file: str
    reason: str
    read: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that a seeds folder holds.

    Args:
        articles: its articles, in file order.
        texts: the files' texts by file name.
        skipped: what was left out, with reasons.
        digest: a hash over names and bytes of the files, to tell whether an index is stale.
        stated: a hash of ``sources.toml`` alone.
    """

    articles: tuple[Article, ...]
    texts: Mapping[str, str]
    skipped: tuple[Skipped, ...] = ()
    digest: str = ""
    stated: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of consecutive sentences of one article, the unit that is embedded and retrieved.

    Args:
        id: content address of the passage in its article.
        vector: content address of its vector: a hash of the words embedded and of what embeds them, so that
            the same words in a renamed or copied file are embedded once.
        article: the ``Article.id`` it belongs to.
        file: the article's file.
        span: from the first sentence's start to the last sentence's end.
        sentences: the sentences' spans in the file, in order.
        text: the words of ``span``.
    """

    id: str
    vector: str
    article: str
    file: str
    span: Span
    sentences: tuple[Sentence, ...]
    text: str

    @property
    def texts(self) -> tuple[str, ...]:
        """The words of every sentence, in order, as a reader is shown them."""
        return tuple(self.sentence(number) for number in range(len(self.sentences)))

    def sentence(self, number: int) -> str:
        """The words of the sentence at position ``number`` (from 0), as a reader is shown them."""
        at = self.sentences[number]
        raw = self.text[at.start - self.span.start : at.end - self.span.start]
        return at.words or (" ".join(raw.split()) if "\n" in raw else raw)

    def whole(self, number: int) -> str:
        """The same with the words that introduce it."""
        return "\n".join(filter(None, (self.sentences[number].lead_words, self.sentence(number))))

    @property
    def section(self) -> str:
        """The headings above it, joined by `` › ``; it never stretches over two sections."""
        return self.sentences[0].section

    @property
    def words(self) -> str:
        """Its words as a reader is shown them; where nothing in it is a mark, those of the file."""
        if not any(sentence.words for sentence in self.sentences):
            return self.text
        return "\n".join(self.texts)


@dataclass(frozen=True)  # no slots, which a cached property does not allow
class Generation:
    """One complete state of the index: which articles and passages are live, and what made them.

    Args:
        id: a hash of everything below.
        created: when it was built, ISO 8601 in UTC.
        fingerprint: names and versions of embedder, splitter and cleaner.
        source: hash over names and bytes of the files in the seeds folder.
        articles: the live articles by id, in file order.
        passages: the live passages by id, in file order.
        texts: hash of each file's text by file name.
        skipped: what was left out, with reasons.
        stated: a hash of ``sources.toml`` alone.
    """

    id: str
    created: str
    fingerprint: str
    source: str
    articles: Mapping[str, Article]
    passages: Mapping[str, Passage]
    texts: Mapping[str, str]
    skipped: tuple[Skipped, ...] = ()
    stated: str = ""

    @cached_property
    def dated(self) -> bool:
        """Whether any of its articles has a date."""
        return any(article.published for article in self.articles.values())


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a query retrieved, and why.

    Args:
        passage: the passage.
        score: cosine, and the share of the highest BM25 score, in one; greater is better.
        similarity: cosine of query and passage, -1 to 1; None when only the words found it.
        dense_rank: place in the dense ranking from 1, or None.
        sparse_rank: place in the BM25 ranking from 1, or None.
    """

    passage: Passage
    score: float
    similarity: float | None = None
    dense_rank: int | None = None
    sparse_rank: int | None = None


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Args:
        generation: the generation that is now current.
        published: whether this build made it (False: nothing had changed).
        embedded: how many passages were embedded anew.
        reused: how many passages were already in the store.
        seconds: wall time.
    """

    generation: Generation
    published: bool
    embedded: int
    reused: int
    seconds: float = field(compare=False)
