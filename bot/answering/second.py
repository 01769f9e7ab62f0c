"""A language model reads after the small reader, and may overrule it: it chooses sentences, or says that none answers.

The small reader gives a second opinion: a choice that it finds implausible is not shown, and its own answer stands
whenever the model fails. The rules of `arranged` apply to whatever the model chose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answering.finding import Finder
from bot.answering.llm.chooser import Chooser, Spent, Told
from bot.answering.llm.language_model import LanguageModelFailed
from bot.answering.llm.numbered import Numbered, numbered
from bot.answering.llm.reply import Answerable, Choice
from bot.answering.policy import POLICY
from bot.answering.question.recency import earliest
from bot.answering.question.understand import Asked, understand
from bot.answering.reading.evidence import evidence_of, same_place
from bot.answering.reading.reader import ASKS
from bot.answering.select.decision import arranged
from bot.answering.select.part import Part
from bot.records import Evidence, ModelTrace, Question, Reason
from index.records import Hit, Passage

SHOWN = 10  # passages of each part that the model sees, besides those of the reader's best sentences
READ_BEST = 3  # sentences of the small reader whose passages come first


_IMPLAUSIBLE = "The small reader sees no answer in the sentences that the language model chose."


@dataclass(frozen=True, slots=True)
class Second:
    """The result of the second reading.

    Args:
        asked: the question as it was read.
        parts: what came of its parts.
        model: how the model was used; when it fell back, the parts are those of the first reading.
    """

    asked: Asked
    parts: tuple[Part, ...]
    model: ModelTrace


@dataclass(frozen=True, slots=True)
class SecondReading:
    """Reads one question with a language model that a trial has found fit to read.

    Args:
        chooser: the model.
        finder: finds and publishes.
        question: the question as typed.
        again: reads a question with the small reader, part by part.
    """

    chooser: Chooser
    finder: Finder
    question: Question
    again: Callable[[Asked], tuple[Part, ...]]

    def of(self, asked: Asked, parts: tuple[Part, ...], spent: Spent) -> Second:
        """The question read again; never fails.

        Args:
            asked: the question as the small reader read it.
            parts: what came of that.
            spent: the account of the question.
        """
        try:
            if self.question.history:
                asked, parts = self._rewritten(asked, parts, spent)
            hits = {hit.passage.id: hit for part in parts for hit in part.hits}
            shown = self._shown(asked, parts, [_passages(part) for part in parts], spent)
            choice, shown = self.chooser.choose(
                self._told(asked, parts),
                shown,
                spent,
                lambda queries: self._wider(queries, asked, parts, spent, hits),
            )
        except LanguageModelFailed as error:
            return Second(asked, parts, self._trace("failed", spent, str(error)))
        chosen = [
            {key: self._evidence(key, shown, part) for key in ids}
            for ids, part in zip(choice.parts, parts, strict=True)
        ]
        plausible = [self._plausible(given, part, hits) for given, part in zip(chosen, parts, strict=True)]
        pairs = list(zip(chosen, plausible, strict=True))
        unlikely = [
            sentence.text for given, kept in pairs for key, sentence in given.items() if key not in kept
        ]
        dropped = (*choice.dropped, *(f"the small reader sees no answer in “{text}”" for text in unlikely))
        if any(given and not kept for given, kept in pairs):
            return Second(asked, parts, self._trace("implausible", spent, _IMPLAUSIBLE, dropped))
        read = tuple(self._read(part, choice, kept) for part, kept in zip(parts, plausible, strict=True))
        outcome = "chose" if any(part.statements for part in read) else "refused"
        return Second(asked, read, self._trace(outcome, spent, dropped=dropped))

    def _told(self, asked: Asked, parts: Sequence[Part]) -> Told:
        return Told(asked.text, [part.asked.text for part in parts], self.finder.day, self.question.history)

    def _rewritten(
        self, asked: Asked, parts: tuple[Part, ...], spent: Spent
    ) -> tuple[Asked, tuple[Part, ...]]:
        """The follow-up in the model's words, with the small reader's parts for it; unchanged if both agree."""
        try:
            worded = self.chooser.rewrite(self.question.text, self.question.history, spent)
        except LanguageModelFailed:  # the rules have read it already
            return asked, parts
        alone = understand(replace(self.question, text=worded, history=()), self.finder.index.spelling.mend)
        if isinstance(alone, Reason) or alone.text == asked.text:
            return asked, parts
        return alone, self.again(alone)

    def _wider(
        self,
        queries: Sequence[str],
        asked: Asked,
        parts: Sequence[Part],
        spent: Spent,
        hits: dict[str, Hit],
    ) -> Numbered:
        """All sentences again, with those that the model's own queries find; those are added to ``hits``."""
        since = earliest(asked.text, self.finder.day)
        with self.finder.clock.stage("retrieve"):
            results = [self.finder.search(query, since)[:SHOWN] for query in queries]
        for result in results:
            hits.update((hit.passage.id, hit) for hit in result if hit.passage.id not in hits)
        pools = [[hit.passage for hit in result] for result in results] + [_passages(part) for part in parts]
        return self._shown(asked, parts, pools, spent)

    def _shown(
        self, asked: Asked, parts: Sequence[Part], pools: Sequence[Sequence[Passage]], spent: Spent
    ) -> Numbered:
        """The passages of several pools, the best of each first."""
        deepest = max(map(len, pools), default=0)
        merged = [pool[rank] for rank in range(deepest) for pool in pools if rank < len(pool)]
        room = self.chooser.room(self._told(asked, parts), spent)
        read = sorted(
            (sentence for part in parts for sentence in part.reading.evidence),
            key=lambda sentence: sentence.score,
        )
        # Sorted by score, so that the highest of each place stays.
        likely = {(sentence.source.file, sentence.span.end): sentence.score for sentence in read}
        return numbered(merged, self.finder.index, room, likely)

    def _read(self, part: Part, choice: Choice, chosen: Mapping[str, Evidence]) -> Part:
        """The part with what the model chose for it, by id; without statements if that is nothing."""
        silent = replace(
            part, statements=(), disputed=0, confidence=POLICY.model_agreed, writer=self.chooser.name
        )
        if not chosen:
            agreed = not part.statements
            reason = part.reason if agreed else Reason.NOT_STATED
            return replace(
                silent, reason=reason, confidence=POLICY.model_agreed if agreed else POLICY.model_alone
            )
        groups = [[chosen[key] for key in group if key in chosen] for group in choice.conflicts]
        evidence, disputed = arranged(part.asked, list(chosen.values()), part.reading.evidence, groups)
        best = part.reading.evidence[:READ_BEST]
        agreed = any(same_place(sentence, other) for sentence in chosen.values() for other in best)
        partly = choice.answerable is Answerable.PARTLY and all(choice.parts)
        return self.finder.published(
            replace(silent, whole=not partly),
            evidence,
            disputed,
            POLICY.model_agreed if agreed else POLICY.model_alone,
            self.chooser.name,
        )

    def _plausible(
        self, given: Mapping[str, Evidence], part: Part, hits: Mapping[str, Hit]
    ) -> dict[str, Evidence]:
        """The chosen sentences that may be shown: no questions, and among the likeliest by the small reader.

        Passages found for another part, or by the model's own queries, are read now, together with the best of this
        part. For the latest on a topic, any sentence of the cited report may be shown.
        """
        ids = dict.fromkeys(sentence.passage for sentence in given.values())
        unread = [hits[key] for key in ids if key not in part.reading.passages]
        beside = [hit for hit in part.hits if hit.passage.id in part.reading.passages]
        with self.finder.clock.stage("read"):
            read = self.finder.reader.read
            both = [*unread, *beside][: max(len(unread), POLICY.read_passages)]
            anew = read(part.asked, both, self.finder.index) if unread else part.reading
        shown = [citation for statement in part.statements for citation in statement.citations]
        news = {citation.source.article for citation in shown} if part.asked.news else set()

        def likely(sentence: Evidence) -> bool:
            reading = part.reading if sentence.passage in part.reading.passages else anew
            return any(same_place(sentence, other) for other in reading.evidence[: POLICY.model_among])

        return {
            key: sentence
            for key, sentence in given.items()
            if not ASKS.search(sentence.text) and (sentence.source.article in news or likely(sentence))
        }

    def _evidence(self, key: str, shown: Numbered, part: Part) -> Evidence:
        at = shown.places[key]
        evidence = evidence_of(at.passage, at.number, 0.0, self.finder.index)
        score = max(
            (sentence.score for sentence in part.reading.evidence if same_place(sentence, evidence)),
            default=0.0,
        )
        return replace(evidence, score=score)

    def _trace(
        self, outcome: str, spent: Spent, detail: str = "", dropped: tuple[str, ...] = ()
    ) -> ModelTrace:
        return spent.told(ModelTrace(self.chooser.name, outcome, detail, dropped))


def _passages(part: Part) -> list[Passage]:
    """What a model may see of a part: the passages of the small reader's best sentences, then the best retrieved."""
    hits = {hit.passage.id: hit.passage for hit in part.hits}
    read = [
        hits[sentence.passage] for sentence in part.reading.evidence[:READ_BEST] if sentence.passage in hits
    ]
    return list(dict.fromkeys([*read, *(hit.passage for hit in part.hits[:SHOWN])]))
