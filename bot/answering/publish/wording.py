"""How an answer reads, as plain text: the short answer first, then the sources, or a refusal that helps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.answering.english.cues import Check
from bot.answering.guards import Doubt
from bot.answering.question.chat import is_chat, is_thanks, said
from bot.answering.verify.checked import Checked
from bot.answering.verify.message import Kind, Part
from bot.answering.verify.support import Verdict
from bot.answers import Answer, Answered, Conflicting, Coverage, Lead, Partial, Refused
from bot.records import Citation, Reason, Source, Statement, day_in_words
from index.english.counted import counted

_MARKS = re.compile(
    r"https?://\S+|</?[A-Za-z][^>]*>|\]\([^)]*\)|&\w+;|^\s*(?:\d+|#|[a-z])[.)]\s", re.MULTILINE
)
Cited = Answered | Partial | Conflicting
FIRST_ANSWER = "This is a first answer. A language model is still reading, and may replace it."
_MARKS_LEFT = 0.15  # share of a quotation's words that may be marks that readers do not see
_REFUSALS = {
    Reason.OFF_TOPIC: "The articles here say nothing about that.",
    Reason.NOT_STATED: "The articles here are about something close to this, but they do not say it.",
    Reason.NOT_A_QUESTION: "I answer questions about the articles here, in their own words. Ask me one.",
    Reason.UNCLEAR: "I am not sure what you mean. Please ask in a full sentence that says who or what it is about.",
    Reason.UNSAFE: "I cannot do that. I only answer questions about the articles here, in their own words.",
    Reason.EMPTY_INDEX: "None of the articles here had been published by that day.",
}

_HELLO = (
    "Hello! I answer questions about the articles here, in their own words. Ask me one in a full sentence: who, what, "
    "when, where, why, how, or how many."
)
_WELCOME = "You are welcome. Ask me whenever you want to know what the articles here say."

_VERDICTS = {
    Verdict.SUPPORTED: "The articles say this.",
    Verdict.CONTRADICTED: "The articles say something else.",
    Verdict.NOT_STATED: "The articles do not say this.",
    Verdict.NO_CLAIM: "Not a claim.",
}
_REPORTED = "The articles report that somebody says this, not that it is so."
_NO_CLAIMS = (Kind.QUESTION, Kind.OPINION, Kind.GREETING, Kind.REQUEST)


def answer_text(answer: Answer) -> str:
    """The whole answer as a person reads it, with markers ``[1]`` and the lines they point to."""
    body = _refusal(answer) if isinstance(answer, Refused) else _cited(answer)
    return "\n".join(filter(None, (read_as_line(answer), body)))


def read_as_line(answer: Answer) -> str | None:
    """How the question was read if not as typed: a follow-up, or with its spelling corrected."""
    typed = said(answer.question.text)
    return None if answer.trace.asked_as == typed else f"Read as: {answer.trace.asked_as}"


def headline(answer: Cited) -> str:
    """The answer in a few words, or an empty line when the first statement is the answer."""
    if isinstance(answer, Conflicting):
        return "The articles do not agree."
    return f"{_capital(answer.short)}." if answer.short else ""


def lead_line(answer: Cited) -> str:
    """The lead of a language model, with its markers and whose words it is; empty if there is none."""
    if lead := answer.lead:
        return f"{lead.text} {''.join(f'[{number}]' for number in lead.numbers)} ({worded_by(lead)})"
    return ""


def worded_by(lead: Lead) -> str:
    """Whose words a lead is, for a reader who must not take it for the articles' own."""
    return f"worded by {lead.writer}, a language model"


def statement_line(answer: Cited, number: int) -> str:
    """A statement with its markers and notes; in a conflict the later report is marked."""
    statement = answer.statements[number]
    marks = "".join(f"[{citation.n}]" for citation in statement.citations)
    later = " (the later report)" if isinstance(answer, Conflicting) and answer.later == number else ""
    return f"{statement.text} {marks}{later}{note_line(statement)}"


def note_line(statement: Statement) -> str:
    """What the relative days of a statement mean, in brackets; empty when it has none."""
    return f" ({'; '.join(statement.notes)})" if statement.notes else ""


def footnote_line(answer: Cited, citation: Citation) -> str:
    """``[1]`` and where the quotation stands; with the words themselves unless a statement already has them."""
    words = " ".join(citation.quote.split())
    said = answer.statements
    shown = any(citation in statement.citations and is_its_quotations(statement) for statement in said)
    quote = "" if shown or words in (statement.text for statement in said) else f"“{words}” — "
    return f"[{citation.n}] {quote}{source_line(citation)}"


def is_its_quotations(statement: Statement) -> bool:
    """Whether a statement has all words of its quotations but for marks, so that they need not be shown again."""
    stated = Counter(re.findall(r"\w+", _MARKS.sub(" ", statement.text).casefold()))
    quotes = "\n".join(dict.fromkeys(citation.quote for citation in statement.citations))
    cited = Counter(re.findall(r"\w+", _MARKS.sub(" ", quotes).casefold()))
    return (cited - stated).total() <= _MARKS_LEFT * cited.total()


def source_line(citation: Citation) -> str:
    """Where a quotation stands: title, headings, publisher, date, file."""
    described = describe(citation.source)
    return (
        described if described.startswith(citation.source.file) else f"{described} ({citation.source.file})"
    )


def describe(source: Source) -> str:
    """An article in one line: label, headings, publisher, date or ``undated``."""
    place = " › ".join(filter(None, (source.label, source.section)))
    return ", ".join(filter(None, (place, source.publisher, source.dated)))


def agreement_line(answer: Cited) -> str | None:
    """``2 of 6 articles say so.``: how many independent articles give the same value, when it is more than one."""
    agreement = answer.agreement
    return f"{agreement.articles} of {agreement.of} articles say so." if agreement else None


def as_of_line(answer: Cited) -> str | None:
    """``As of 4 March 2026.``: the newest date among the sources, when one is dated."""
    return f"As of {day_in_words(answer.as_of)}." if answer.as_of else None


def refusal_line(answer: Refused) -> str:
    """Why there is no answer, in one sentence; a friendly word to whoever greets, thanks or asks for help."""
    words = said(answer.question.text)
    if answer.reason is Reason.NOT_A_QUESTION and is_thanks(words):
        return _WELCOME
    if answer.reason is Reason.NOT_A_QUESTION and is_chat(words):
        return _HELLO
    return _REFUSALS[answer.reason]


def help_lines(answer: Refused) -> list[str]:
    """Where to look instead: the nearest articles, what the shelf covers, and a question that it answers."""
    # For a question about something else, the nearest articles are no help.
    lines = [f"- {describe(source)}" for source in answer.pointers if answer.reason is Reason.NOT_STATED]
    if lines:
        lines.insert(0, "These articles come closest, but do not answer it:")
    if answer.coverage:
        lines.append(coverage_line(answer.coverage, answer.reason))
    if answer.suggestion:
        lines.append(f"You could ask: {answer.suggestion}")
    return lines


def coverage_line(coverage: Coverage, reason: Reason) -> str:
    """How many articles there are, on this matter or in all, and from when to when."""
    many, number = coverage.articles, counted(coverage.articles, "article")
    if reason is Reason.NOT_STATED:
        what = f"{number} here {'is' if many == 1 else 'are'} about something close to this"
    else:
        what = f"There {'is' if many == 1 else 'are'} {number} here in all"
    if coverage.since is None or coverage.until is None:
        return f"{what}, undated."
    if coverage.since == coverage.until:
        return f"{what}, dated {day_in_words(coverage.since)}."
    return f"{what}, dated from {day_in_words(coverage.since)} to {day_in_words(coverage.until)}."


def verdict_line(checked: Checked) -> str:
    """The verdict on a claim in one sentence, with the date of the article that decides, if it has one."""
    line = _VERDICTS[checked.verdict]
    if checked.limit:
        speaker = checked.limit.check is Check.SPEAKER
        return _REPORTED if speaker else f"The articles say this only with “{checked.limit.text}”."
    return f"As of {day_in_words(checked.as_of)}, {line[0].lower()}{line[1:]}" if checked.as_of else line


def part_line(part: Part) -> str:
    """How a claim was read, or why there is none; empty where it was checked as it stands."""
    if part.kind is Kind.UNRESOLVED:
        return f"I cannot tell what “{part.unclear}” means here: please name it."
    if part.kind is Kind.SHORT:
        return "Too short to be checked."
    if part.kind in _NO_CLAIMS:
        return f"Not a claim: {'an' if part.kind[0] in 'aeiou' else 'a'} {part.kind}."
    return f"Read as: {part.read_as}" if part.read_as != part.text else ""


def no_claims_line(parts: Sequence[Part]) -> str:
    """How many parts of a message claim nothing, by kind: ``1 question and 2 opinions are not claims.``."""
    kinds = Counter(part.kind for part in parts)
    counts = [counted(kinds[kind], kind) for kind in _NO_CLAIMS if kinds[kind]]
    if not counts:
        return ""
    alone = len(counts) == 1 and counts[0].startswith("1 ")
    listed = " and ".join(filter(None, (", ".join(counts[:-1]), counts[-1])))
    return f"{listed} {'is not a claim' if alone else 'are not claims'}."


def difference_words(difference: Doubt) -> tuple[str, str]:
    """What the articles have and what the message has, where they differ: ``46`` and ``64``."""
    return (
        difference.text or f"without “{difference.claim}”",
        difference.claim or f"without “{difference.text}”",
    )


def disagreement_line(checked: Checked) -> str:
    """That another article gives another value, and which of the two is later; empty where none does."""
    if not checked.others:
        return ""
    later = f" [{checked.later.n}] is the later report." if checked.later else ""
    return f"The articles do not agree.{later}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:].rstrip(".")


def _refusal(answer: Refused) -> str:
    return "\n".join([refusal_line(answer), *help_lines(answer)])


def _cited(answer: Cited) -> str:
    said = [
        headline(answer),
        lead_line(answer),
        *(statement_line(answer, number) for number in range(len(answer.statements))),
    ]
    if isinstance(answer, Partial | Conflicting):
        said.append(answer.missing)
    sources = [
        *(footnote_line(answer, citation) for citation in answer.citations),
        agreement_line(answer),
        as_of_line(answer),
    ]
    return "\n".join([*filter(None, said), "", *filter(None, sources)])
