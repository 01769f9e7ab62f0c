"""How often the words of the articles occur; a build counts only the articles that changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from index.initials import names_told, names_with_initials, short_forms
from index.stems import content_of, tokens

VERSION = "2"  # of what is counted; counts of another version are not carried over


@dataclass(frozen=True, slots=True)
class Counts:
    """What the words of a shelf are.

    Args:
        words: in how many passages each word occurs.
        stems: in how many passages each stem of a content word occurs.
        named: how often each name of several words is said that initials may stand for.
        told: how often each name is said with its initials in brackets, "Belt and Road Initiative (BRI)".
        version: of what is counted; empty in what was written before there were versions.
    """

    words: Counter[str] = field(default_factory=Counter)
    stems: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    version: str = ""

    @classmethod
    def of(cls, texts: Iterable[str]) -> Counts:
        """Counts the words of passages."""
        words, stems, named, told = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
        for text in texts:
            held = set(tokens(text))
            words.update(held)
            stems.update(set(content_of(held)))
            named.update(names_with_initials(text))
            told.update(names_told(text))
        return cls(words, stems, named, told, VERSION)

    @property
    def current(self) -> bool:
        """Whether words are counted so today."""
        return self.version == VERSION

    def short_forms(self) -> dict[str, str]:
        """The initials that stand for names on the shelf, each with the name that they stand for."""
        return short_forms(self.named, self.told)

    def changed(self, gone: Iterable[str], new: Iterable[str]) -> Counts:
        """The counts of the same shelf without some passages and with some others."""
        less, more = Counts.of(gone), Counts.of(new)
        return Counts(
            self.words - less.words + more.words,
            self.stems - less.stems + more.stems,
            self.named - less.named + more.named,
            self.told - less.told + more.told,
            VERSION,
        )
