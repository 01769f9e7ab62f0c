"""A sentence of a passage as evidence: what is shown, with the words around it that it needs to be understood."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answering.english.cues import LEANS_BACK
from bot.answering.question.prompt_injection import is_injection
from bot.answering.reading.sources import source_of
from bot.records import Citation, Evidence
from index.records import Passage, Span

if TYPE_CHECKING:
    from index.search import Index


def same_place(first: Evidence | Citation, second: Evidence | Citation) -> bool:
    """Whether two quotations of the same file overlap."""
    return first.source.file == second.source.file and first.span.overlaps(second.span)


def footnote(footnotes: dict[tuple[str, Span], Citation], cited: Citation) -> Citation:
    """The footnote of a place, by file and span: as it was cited first, or a new one with the next number."""
    return footnotes.setdefault((cited.source.file, cited.span), replace(cited, n=len(footnotes) + 1))


def evidence_of(passage: Passage, number: int, score: float, index: Index) -> Evidence:
    """A sentence with what introduces it, and with the sentence before it if it refers back to that.

    Args:
        passage: where it stands.
        number: which of its sentences, from 0.
        score: the probability, 0 to 1, that it answers.
        index: the generation that it is of.
    """
    sentence, words = passage.sentences[number], passage.whole(number)
    span = Span(sentence.start, sentence.end)
    before = passage.sentence(number - 1) if number else "?"
    article = index.generation.articles[passage.article]
    text = index.text(article.file)
    lead = sentence.lead
    listed = bool(number and lead and lead == passage.sentences[number - 1].lead)  # below one lead-in
    leans = LEANS_BACK.match(words) and not listed
    if leans and not before.rstrip().endswith("?") and not is_injection(before):
        earlier = passage.sentences[number - 1]
        if not sentence.words and text[earlier.end : sentence.start].strip() == "":
            span = Span(earlier.start, sentence.end)
        elif not lead:
            lead = Span(earlier.start, earlier.end)
        words = f"{before} {words}"
    return Evidence(
        source=source_of(article, index.generation, index.text, sentence.section),
        span=span,
        text=words,
        passage=passage.id,
        score=score,
        quote=span.of(text),
        lead=(lead, lead.of(text)) if lead else None,
        more=sentence.more,
    )
