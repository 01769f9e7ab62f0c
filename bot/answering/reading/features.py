"""The features of a sentence: the cross-encoder's scores, similarity, words, names, numbers and answer types."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.answering.english.counts import counts, named_apart, numbers_in
from bot.answering.english.dates import YEAR
from bot.answering.english.names import name_phrases
from bot.answering.policy import POLICY
from bot.answering.question.understand import Asked, offers
from bot.answering.reading.calibrated import log_odds
from bot.answering.reading.model import PassageReader, Text
from bot.records import day_in_words
from index.english.numbers import quantities
from index.passages import embedded_text
from index.records import Hit, Passage, Sentence
from index.stems import content_stems, shared_pairs, tokens

if TYPE_CHECKING:
    from index.search import Index

BOUND = 12.0  # log-odds beyond this make no difference


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence that was read, with its features."""

    passage: Passage
    span: Sentence
    text: str
    features: Mapping[str, float]


def likeliest(asked: Asked, hits: Sequence[Hit], index: Index) -> tuple[Hit, ...]:
    """The passages that are worth reading, in the order given.

    These are the first one, the likeliest to answer, and the first one with every word of the question; for a question
    about how things stand now, some passages of the newest article, too.

    Args:
        asked: what is asked.
        hits: what the search found, best first.
        index: the generation that was searched.
    """
    weights = {stem: index.rarity(stem) for stem in asked.matter}
    articles = index.generation.articles
    words = (embedded_text(articles[hit.passage.article], hit.passage) for hit in hits)
    shares = [_share(weights, set(content_stems(text))) for text in words]
    likely = _likely(asked, hits, shares, index)
    places = sorted(range(len(hits)), key=lambda place: -likely[place])
    whole = [place for place, share in enumerate(shares) if share > 0.999]
    chosen = {0, *places[: POLICY.read_passages], *whole[:1]}
    if asked.latest:
        newest = max((articles[hit.passage.article].published or date.min for hit in hits), default=date.min)
        late = [n for n, hit in enumerate(hits) if articles[hit.passage.article].published == newest]
        chosen |= {*[place for place in late if place not in chosen][: POLICY.read_newest]}
    return tuple(hit for place, hit in enumerate(hits) if place in chosen)


def candidates_of(
    asked: Asked, hits: Sequence[Hit], index: Index, reader: PassageReader
) -> Iterator[Candidate]:
    """Every sentence of the passages with its features, in the order of the hits."""
    sentences = [(hit, number) for hit in hits for number in range(len(hit.passage.sentences))]
    if not sentences:
        return
    texts = [hit.passage.whole(number) for hit, number in sentences]
    question = _spelt_as(texts, asked.text)
    # The questions of training end with a question mark.
    read_as = question if question.rstrip().endswith("?") else f"{question.rstrip(' .!')}?"
    meant = index.embed([question])[0]
    vectors = index.sentence_vectors([hit.passage for hit in hits])
    similar = [cosine for matrix in vectors for cosine in (matrix @ meant).tolist()]
    mean = sum(similar) / len(similar)
    known = frozenset(tokens(asked.text))
    weights = {stem: index.rarity(stem) for stem in asked.matter}
    searched = {
        hit.passage.id: embedded_text(index.generation.articles[hit.passage.article], hit.passage)
        for hit in hits
    }
    years = {hit.passage.id: _year(hit.passage, index) for hit in hits}
    named = [stem for name in asked.names for stem in content_stems(name)]
    contexts = {key: set(content_stems(text)) for key, text in searched.items()}
    lacking = {
        key: _missing(asked.numbers, numbers_in(f"{text} {years[key]}") if asked.numbers else ())
        for key, text in searched.items()
    }
    dated = bool(YEAR.search(asked.text))
    passages = [as_read(hit.passage, index, dated=dated) for hit in hits]
    shares = {key: _share(weights, context) for key, context in contexts.items()}
    read = reader.read(read_as, passages)
    answering = {hit.passage.id: found for hit, found in zip(hits, read, strict=True)}
    rarest = max([1.0, *weights.values()])
    counting = _counting(asked.counted, texts, index)
    for (hit, number), text, cosine, alike in zip(sentences, texts, similar, counting, strict=True):
        passage = hit.passage
        beside = {number - 1, number + 1} & set(range(len(passage.sentences)))
        around = " ".join(map(passage.sentence, sorted(beside)))
        own, context = content_stems(f"{passage.section} {text}"), contexts[passage.id]
        near = set(own) | set(content_stems(around))
        missing = (weight for stem, weight in weights.items() if stem not in context)
        found = answering[passage.id]
        features = {
            "read": _bounded(found.sentences[number]),
            "read_passage": _bounded(found.passage),
            "cosine": cosine,
            "cosine_over_mean": cosine - mean,
            "passage_cosine": hit.similarity or 0.0,
            "overlap": _share(weights, set(own)),
            "overlap_near": _share(weights, near),
            "overlap_context": shares[passage.id],
            "bigrams": shared_pairs(asked.matter, own),
            "rarest_missing": max([0.0, *missing]) / rarest,
            "names_missing": _missing(named, context | near),
            "numbers_missing": lacking[passage.id],
            "counted": alike,
            "offers": float(offers(asked.wants, text, known)),
            "short": float(len(text.split()) < 6),
            "long": min(1.0, len(text.split()) / 60),
            "new_names": min(1.0, sum(not set(tokens(name)) <= known for name in name_phrases(text)) / 3),
        }
        yield Candidate(passage, passage.sentences[number], text, features)


def _likely(asked: Asked, hits: Sequence[Hit], shares: Sequence[float], index: Index) -> list[float]:
    """How likely each passage is to answer before it is read: its cosine, that of its best sentence, words and place.

    Args:
        asked: what is asked.
        hits: the passages, best first; one without a cosine has the lowest of all.
        shares: the share of the question's words in each, 0 to 1, weighted by their rarity.
        index: the generation that was searched.
    """
    least = min((hit.similarity for hit in hits if hit.similarity is not None), default=0.0)
    near = (least if hit.similarity is None else hit.similarity for hit in hits)
    meant = index.embed([asked.text])[0]
    vectors = index.sentence_vectors([hit.passage for hit in hits])
    return [
        cosine + float((matrix @ meant).max()) + POLICY.worded * share - POLICY.later * place
        for place, (cosine, matrix, share) in enumerate(zip(near, vectors, shares, strict=True))
    ]


def ranking(
    candidates: Sequence[Candidate], rank: Callable[[Mapping[str, float]], float]
) -> list[tuple[float, Candidate]]:
    """The sentences with their probabilities, best first; at least one."""
    return sorted(
        ((rank(candidate.features), candidate) for candidate in candidates),
        key=lambda pair: (-pair[0], pair[1].passage.file, pair[1].span.start),
    )


def decision_features(score: float, best: Candidate) -> dict[str, float]:
    """The features of the decision: those of the sentence that is likeliest by itself, and its log-odds."""
    return {**best.features, "score": log_odds(score)}


def as_read(passage: Passage, index: Index, *, dated: bool = False) -> Text:
    """A passage as a cross-encoder reads it.

    Args:
        passage: what is read.
        index: the generation that it is of.
        dated: put the article's date before the title, for a question that names a year.
    """
    article = index.generation.articles[passage.article]
    day = day_in_words(article.published) if dated and article.published else None
    return Text(" › ".join(filter(None, (day, article.heading, passage.section))), passage.texts)


def _bounded(log_odds: float) -> float:
    return max(-BOUND, min(BOUND, log_odds))


def _year(passage: Passage, index: Index) -> str:
    """The year in which a passage's article was published, or an empty string."""
    published = index.generation.articles[passage.article].published
    return str(published.year) if published else ""


def _counting(counted: str, texts: Sequence[str], index: Index) -> list[float]:
    """How well each sentence counts what the question asks the number of, -0.5 to 0.5; 0 if it asks for no number.

    That is the cosine of what is counted ("Afghan nationals" for "Afghans"), less `Policy.unknown_count`. The cosine
    is 0 for a sentence without a count, or with a count of somebody else.
    """
    if not counted:
        return [0.0] * len(texts)
    held = [counts(text) for text in texts]
    phrases = sorted({phrase for things in held for phrase in things if phrase})
    first, *others = index.embed([counted, *phrases])
    cosines = {phrase: float(first @ other) for phrase, other in zip(phrases, others, strict=True)}
    known = {phrase: 0.0 if named_apart(counted, phrase) else cosine for phrase, cosine in cosines.items()}
    alike = ((known.get(phrase, POLICY.unknown_count) for phrase in things) for things in held)
    return [max([0.0, *values]) - POLICY.unknown_count for values in alike]


def _share(weights: Mapping[str, float], stems: set[str]) -> float:
    total = sum(weights.values())
    return sum(weight for stem, weight in weights.items() if stem in stems) / total if total else 0.0


def _missing(wanted: Sequence[str], there: Collection[str]) -> float:
    return sum(word not in there for word in wanted) / len(wanted) if wanted else 0.0


def _spelt_as(texts: Sequence[str], question: str) -> str:
    """The question with its numbers as the texts write them: 18000 becomes "18,000" where that is what they say."""
    pieces, last = [], 0
    for mine in quantities(question):
        spelling = question[mine.start : mine.end]
        alike = [
            text[other.start : other.end]
            for text in texts
            for other in quantities(text)
            if (other.value, other.unit) == (mine.value, mine.unit)
        ]
        pieces += [question[last : mine.start], spelling if spelling in alike or not alike else alike[0]]
        last = mine.end
    return "".join([*pieces, question[last:]])
