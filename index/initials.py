"""Names in other forms: a question's UAE is the articles' United Arab Emirates, its Tehreek their Tehrik.

They only widen the search by words: a question is never reworded, so what it names is still looked for in what is read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Mapping
from functools import cached_property

import jellyfish
from rapidfuzz.distance import OSA

from index.stems import STOPWORDS, tokens

LETTERS = 3  # of initials that stand for a name though no article says so in brackets
MOST = 6  # letters of initials
SOUNDING = 5  # letters from which on a word is compared by its sound
APART = 2  # letters by which two spellings of one name differ, at most
_PART = r"[A-Z]\w*"
_NAME = re.compile(rf"\b{_PART}(?:(?: (?:of|and|for|the|on) |[ -]|-[a-z]{{1,2}}-){_PART})+")
_BRACKETED = re.compile(rf"({_NAME.pattern})[’”\"]? \(([A-Z]{{2,6}})\)")
_INITIALS = re.compile(rf"\b[A-Za-z]{{2,{MOST}}}\b")


def names_with_initials(text: str) -> Iterator[str]:
    """The names of several words in a text that initials may stand for, as often as it says them."""
    return (name for name in _names(text) if LETTERS <= len(_initials(name)) <= MOST)


def names_told(text: str) -> Iterator[str]:
    """The names that a text gives with their initials in brackets, "Belt and Road Initiative (BRI)"."""
    for name, short in _BRACKETED.findall(text) if "(" in text else ():
        long = next((ending for ending in _endings(name) if _initials(ending) == short), None)
        if long:
            yield f"{long} ({short})"


def spelt_out(letters: str, text: str) -> str | None:
    """The name that a text gives these initials in brackets, as it stands there (after Schwartz and Hearst, 2003).

    Args:
        letters: initials, in capitals.
        text: a sentence.
    """
    bracketed = (both.removesuffix(")").rpartition(" (") for both in names_told(text))
    return next((name for name, _, short in bracketed if short == letters), None)


def short_forms(named: Mapping[str, int], told: Mapping[str, int]) -> dict[str, str]:
    """The initials that stand for names on a shelf, each with the name that they stand for.

    What a text told in brackets comes first; else three letters or more stand for the commonest name that they fit, if
    it is said more than once.

    Args:
        named: how often each of `names_with_initials` is said.
        told: how often each of `names_told` is said.
    """
    fitting: dict[str, dict[str, int]] = defaultdict(dict)
    bracketed: dict[str, dict[str, int]] = defaultdict(dict)
    for name, count in named.items():
        if count > 1:
            fitting[_initials(name)][name] = count
    for both, count in told.items():
        name, _, short = both.removesuffix(")").rpartition(" (")
        bracketed[short][name] = count
    return {
        short: max(names, key=lambda name: (names[name], name))
        for short, names in sorted((fitting | bracketed).items())
    }


class Names:
    """The forms that names have on a shelf.

    Args:
        short: initials, each with the name that they stand for.
        words: the words of the shelf, lower-cased.
        common: words that are no rare names, and so have one spelling.
    """

    def __init__(self, short: Mapping[str, str], words: Collection[str], common: Container[str]) -> None:
        self._short = short
        self._words = words
        self._common = common

    def widened(self, query: str) -> str:
        """The query, followed by the other forms of what it names."""
        others = [self._short[word.upper()] for word in _INITIALS.findall(query) if self._stands(word)]
        for name in _names(query):
            short = _initials(name)
            if short.casefold() in self._words and self._short.get(short, "").casefold() == name.casefold():
                others.append(short)
        for word in tokens(query):
            others += self._alike(word)
        return " ".join([query, *dict.fromkeys(others)])

    def _stands(self, word: str) -> bool:
        rare = word.isupper() or word.casefold() not in self._common
        return rare and word.casefold() not in STOPWORDS and word.upper() in self._short

    def _alike(self, word: str) -> list[str]:
        """Other spellings of a rare name: they sound alike and differ in few letters, and none is the other's root."""
        if not self._rare(word):
            return []
        return [
            other
            for other in self._sounds.get(jellyfish.metaphone(word), ())
            if other != word
            and not (other.startswith(word) or word.startswith(other))
            and OSA.distance(other, word, score_cutoff=APART) <= APART
        ]

    @cached_property
    def _sounds(self) -> dict[str, list[str]]:
        """The rare words of the shelf by their sound."""
        by_sound: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._words):
            if self._rare(word):
                by_sound[jellyfish.metaphone(word)].append(word)
        return by_sound

    def _rare(self, word: str) -> bool:
        return len(word) >= SOUNDING and word.isalpha() and word not in self._common


def _names(text: str) -> Iterator[str]:
    """The names of several words in a text, without a word like "The" before them."""
    for match in _NAME.finditer(text):
        name = match[0]
        while name.partition(" ")[0].lower() in STOPWORDS:
            name = name.partition(" ")[2]
        yield name


def _endings(name: str) -> Iterator[str]:
    """A name without its first word, without its first two, and so on, the whole of it first."""
    words = name.split(" ")
    return (" ".join(words[at:]) for at in range(len(words)))


def _initials(name: str) -> str:
    return "".join(part[0] for part in re.split("[ -]", name) if part[:1].isupper())
