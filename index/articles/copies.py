"""Finds articles that nearly repeat another one, so that a story printed twice counts as one source.

Candidates come from MinHash and locality-sensitive hashing (Broder 1997, as datasketch does it) over runs of five
words; each pair is then compared exactly.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from index.records import Article

RUN = 5  # words
FEWEST = 12  # runs; a shorter article is compared with none
CANDIDATE = 0.35  # Jaccard similarity from which on two articles are compared exactly
HELD = 0.7  # share of the shorter one's runs that the other holds, from which on it is a copy
PERMUTATIONS = 64
# Bands, and their length: what datasketch finds best for the two above, in a hundredth of a second each time.
BANDS = (21, 3)
_PLACES = np.array([0x9E3779B97F4A7C15**at % 2**64 for at in range(1, RUN + 1)], np.uint64)
_WORD = re.compile(rb"[a-z0-9\x80-\xff]+")  # in UTF-8, lower-cased

Runs = NDArray[np.uint64]
"""Hashes, 32 bits each, of an article's runs of words: sorted, none twice."""


def marked(articles: Sequence[Article], texts: Mapping[str, str]) -> list[Article]:
    """The articles in the same order, each that nearly repeats an earlier one naming it as ``copy_of``.

    The earliest of a group by date stands for it; undated ones come last, and among equals the first by file.

    Args:
        articles: the articles of a shelf.
        texts: their files' texts.
    """
    from datasketch import MinHash, MinHashLSH  # half a second to import, and only a build wants it

    order = sorted(range(len(articles)), key=lambda number: (articles[number].published or date.max, number))
    blank = MinHash(PERMUTATIONS, hashfunc=int)  # a run is a hash already
    known = MinHashLSH(threshold=CANDIDATE, num_perm=PERMUTATIONS, params=BANDS)
    runs: dict[int, Runs] = {}
    first: dict[int, int] = {}
    for number in order:
        own = _runs(articles[number], texts[articles[number].file])
        if len(own) < FEWEST:
            continue
        sketch = blank.copy()
        sketch.update_batch(own.tolist())
        alike = sorted(earlier for earlier in known.query(sketch) if _copies(own, runs[earlier]))
        if alike:
            first[number] = min((first.get(earlier, earlier) for earlier in alike), key=order.index)
        known.insert(number, sketch)
        runs[number] = own
    return [
        replace(article, copy_of=articles[first[number]].id if number in first else None)
        for number, article in enumerate(articles)
    ]


def _runs(article: Article, text: str) -> Runs:
    spans = (span for paragraph in article.paragraphs for span in paragraph)
    words = _WORD.findall(" ".join(span.of(text) for span in spans).casefold().encode())
    if len(words) < RUN:
        return np.empty(0, np.uint64)
    codes = np.fromiter(map(zlib.crc32, words), np.uint64, len(words))
    return np.unique((sliding_window_view(codes, RUN) * _PLACES).sum(axis=1) >> np.uint64(32))


def _copies(left: Runs, right: Runs) -> bool:
    both = np.intersect1d(left, right, assume_unique=True)
    return both.size >= HELD * min(left.size, right.size)
