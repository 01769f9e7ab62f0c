"""Questions made from sentences, for passages that nobody has asked about."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answering.english.counts import CARDINAL, NUMBER
from bot.answering.english.dates import DATE, YEAR
from bot.answering.english.names import NAME, name_phrases
from eval.claims.changes import IN_QUESTIONS, changed
from index.english.lexicon import pattern
from training.corpora import Paragraph, Question
from training.examples import Example, cut, says

CLOZES = 3000  # paragraphs a pass; of many of them no question can be made
DEFINITIONS = 1400  # questions a pass: who somebody is, what letters stand for, why something is so
HOLDERS = 1400  # questions a pass: who holds an office
_NAME = r"[A-Z][\w’'-]+(?: (?:of |the |al-|bin |de |van )?[A-Z][\w’'-]+)+"
_WHO = (
    # a title before the name: "Information Minister Attaullah Tarar said"
    (
        re.compile(
            rf"\b(?P<answer>(?:(?:the|a|an|its|his|their|former|deputy|prime|foreign|chief|[A-Z][a-z]+(?:['’]s)?) )*"
            rf"(?:[Mm]inister|[Pp]resident|[Ss]ecretary|[Ss]pokes(?:man|woman|person)|[Dd]irector|[Cc]hairman|[Cc]hief|"
            rf"[Gg]eneral|[Cc]oach|[Aa]uthor|[Ss]inger|[Aa]ctor|[Aa]ctress|[Pp]rofessor|[Aa]rchitect|[Ee]ngineer|[Pp]oet|"
            rf"[Ff]ounder|[Mm]anager|[Jj]udge|[Mm]ayor|[Gg]overnor|[Ee]ditor|[Cc]aptain|[Kk]ing|[Qq]ueen|[Bb]ishop)) "
            rf"(?P<name>{_NAME})"
        ),
        ("who", "Who"),
    ),
    # an apposition after it: "Mary Shelley, an English novelist,"
    (
        re.compile(rf"(?P<name>{_NAME}), (?P<answer>(?:an?|the|who (?:is|was)) [^,.;()]{{6,70}})[,.]"),
        ("Who", "who", "What"),
    ),
    (
        re.compile(rf"^(?P<name>{_NAME})(?: \([^)]*\))? (?:is|was) (?P<answer>(?:an?|the) [^,.;()]{{6,90}})"),
        ("Who", "What", "what"),
    ),
)
_LITTLE = r"(?:by|as|the|and|of|with|when|that|to|from|in|for|is|was|were|are|his|her|its)\b"
_HOLDER = re.compile(
    rf"\b(?:(?P<of>[A-Z][\w-]+(?: [A-Z][\w-]+)?)['’]s )?"
    rf"(?P<office>(?:[Dd]eputy |[Aa]cting |[Ff]ormer )*(?:(?!{_LITTLE})[A-Z]?[a-z]{{2,}} )?"
    rf"(?:[Mm]inister|[Pp]resident|[Ss]ecretary|"
    rf"[Ss]pokes(?:man|woman|person)|[Cc]hair(?:man|woman)|[Cc]oach|[Mm]ayor|[Gg]overnor|[Ee]ditor|[Cc]ommander|"
    rf"[Aa]mbassador|[Ee]nvoy|[Mm]anager|[Dd]irector)) (?P<name>{_NAME})"
)
_LETTERS = re.compile(
    r"\b(?P<answer>[A-Z][\w-]+(?: (?:of|and|for|the|in|[A-Z][\w-]+)){1,7}) \((?P<name>[A-Z]{2,6})\)"
)
_REASON = re.compile(
    r"^(?P<asked>[A-Z][^,;:]{15,110}?),? (?P<answer>(?:because|due to|in response to|owing to|as a result of|so that|"
    r"in order to|amid|since it|since they)\b [^;]{8,140}?)[.]?$"
)

_ADVERBIAL = re.compile(
    r"(?P<word>when|where) (?:did|was|were|is|are|does|do|has|have|had|will)\b", re.IGNORECASE
)
_TELLS = {  # by how it is asked: what nearly every sentence that tells it has
    "why": re.compile(
        r"\b(?:because|due|owing|reasons?|caus\w+|therefore|hence|so|order|as|since|for|after|amid|in response|led|"
        r"result\w*|wanted|to (?:avoid|protect|prevent|help|ensure|allow|make|give|provide))\b",
        re.IGNORECASE,
    ),
    "when": pattern("telling_time"),
    "where": re.compile(
        r"\b(?:in|at|near|from|into|outside|inside|along|across|around|there|here|where)\b(?! (?:\d|[A-Z]\w+ \d))",
        re.IGNORECASE,
    ),
}

_VAGUE = (  # what an answer is asked by, what it looks like, and what may stand in its place
    (
        re.compile(r"\b(?:who|whom|whose)\b", re.IGNORECASE),
        NAME,
        ("someone", "a man", "a woman", "an official", "one of them", "a group of people", "others"),
    ),
    (
        re.compile(r"\b(?:when|(?:what|which) (?:year|day|date|month))\b", re.IGNORECASE),
        DATE,
        ("", "", "", "at some time", "later", "some time before"),
    ),
    (
        re.compile(r"\bhow (?:many|much|long|far|old|often|tall|high|large|big)\b", re.IGNORECASE),
        NUMBER,
        ("many", "several", "a number of", "some", "more"),
    ),
    (
        re.compile(r"\b(?:how (?:many|much|long|far|old|often)|what number)\b", re.IGNORECASE),
        CARDINAL,
        ("many", "several", "a number of", "some"),
    ),
    (
        re.compile(
            r"\bwhere(?:abouts)?\b|\b(?:what|which) (?:city|town|country|place|state)\b", re.IGNORECASE
        ),
        NAME,
        ("a town", "the area", "the region", "another country", "several places"),
    ),
)
_BEFORE = re.compile(
    r"(?:,? ?\b(?:in|on|by|since|from|until|till|at|around|during|of|before|after|about|early|late))+ $",
    re.IGNORECASE,
)
_TAKES = re.compile(
    r"(?:^|[,;:(“\"]|\b(?:by|with|to|from|and|for|that|as|than|is|was|were|are|in|at|near|when|while|but)) ?$",
    re.IGNORECASE,
)  # before a noun phrase


def struck(example: Example, dice: random.Random) -> Example | None:
    """The same question over the same passage, whose answer is replaced by something vague, so that it answers no more.

    "On 3 May she visited the port" tells when; "She visited the port" does not, and matches every other word.

    Args:
        example: a question with one answering sentence and the place of the answer in it.
        dice: which vague words.

    Returns:
        The example; None where there is no such place, the answer is of no kind that can be struck out, or it stands
        elsewhere in the passage too.
    """
    if (
        example.answering is None
        or example.answer is None
        or example.others
        or example.kind in ("cloze", "definition")
    ):
        return None
    sentence = example.sentences[example.answering]
    start, end = example.answer
    for asks, kind, vague in _VAGUE:
        if not asks.search(example.asked) or not kind.fullmatch(sentence[start:end]):
            continue
        before = sentence[:start]
        # "The poet Ann Lee wrote" gives "The poet wrote"
        put = "" if kind is NAME and not _TAKES.search(before) else dice.choice(vague)
        if kind is DATE:
            before = _BEFORE.sub(" ", before)
        left = " ".join(f"{before}{put}{sentence[end:]}".replace(" ,", ",").split()).lstrip(", ")
        left = left[:1].upper() + left[1:]
        after = (*example.sentences[: example.answering], left, *example.sentences[example.answering + 1 :])
        if says(" ".join(after), example.accepted or (sentence[start:end],)):
            return None
        return replace(
            example, kind=f"{example.kind}_struck", sentences=after, answering=None, answer=None, accepted=()
        )
    return None


def reasked(example: Example, dice: random.Random) -> Example | None:
    """A question for a time or a place, asked for another thing that the passage does not tell.

    "When was it built?" becomes "Why was it built?" where no word of the passage gives a reason; it is a near miss.

    Args:
        example: a question with an answer.
        dice: what it is asked for.

    Returns:
        The example; None where it asks for neither, or the passage may tell everything else.
    """
    opening = _ADVERBIAL.match(example.asked)
    if opening is None or example.answering is None:
        return None
    text = " ".join(example.sentences)
    others = [
        word
        for word, telling in _TELLS.items()
        if word != opening["word"].lower() and not telling.search(text)
    ]
    if not others:
        return None
    word = dice.choice(others)
    new = (word.capitalize() if opening["word"][0].isupper() else word) + example.asked[opening.end("word") :]
    return replace(
        example,
        kind=f"{example.kind}_reasked",
        asked=new,
        answering=None,
        answer=None,
        others=(),
        accepted=(),
    )


def clozes(paragraphs: Sequence[Paragraph], pool: Sequence[str], dice: random.Random) -> Iterator[Example]:
    """Questions made from sentences: a name or a year is taken out and a question word put in front.

    After Lewis, Denoyer and Riedel (2019), with rules. Half get another fact changed, and have no answer.
    """
    wanted = [
        paragraph
        for paragraph in paragraphs
        if paragraph.source in ("timeqa", "squad", "selqa") and len(paragraph.sentences) > 1
    ]
    for paragraph in dice.sample(wanted, min(len(wanted), CLOZES)):
        number = dice.randrange(len(paragraph.sentences))
        sentence = paragraph.sentences[number]
        if not 8 <= len(sentence.split()) <= 30:
            continue
        names = name_phrases(sentence[:1].lower() + sentence[1:])
        years = YEAR.findall(sentence)
        answer = dice.choice([*names, *years]) if names or years else ""
        match = (
            re.search(rf"(?:\b(?:in|by|on) )?(?<!\w){re.escape(answer)}(?!\w)", sentence) if answer else None
        )
        if not match:
            continue
        word = "when" if answer in years else dice.choice(("who", "what", "which one"))
        text = f"{word} {sentence[: match.start()]}{sentence[match.end() :]}".rstrip(". ")
        kept = text.split()
        kept = [word for word in kept if dice.random() > 0.12] if len(kept) > 7 else kept
        text = " ".join(kept)
        start = sentence.index(answer, match.start())
        whole = Question(text, paragraph, number, (start, start + len(answer)), (answer,))
        answered = cut(whole, number, "cloze", dice)
        new = changed(text, name_phrases(paragraph.text) if dice.random() < 0.5 else pool, IN_QUESTIONS, dice)
        if dice.random() < 0.5 and new:
            yield replace(answered, kind="cloze_changed", asked=new, answering=None, answer=None)
        else:
            yield answered


def definitions(paragraphs: Sequence[Paragraph], dice: random.Random) -> Iterator[Example]:
    """Who somebody is, what letters stand for, why something is so: asked of sentences that say it and of those near.

    A third is asked of the passage without the sentence, where a name that is there is not explained.
    """
    made = 0
    for paragraph in dice.sample(paragraphs, len(paragraphs)):
        if made >= DEFINITIONS:
            return
        options = [
            (asked, number, ends)
            for number, sentence in enumerate(paragraph.sentences)
            if len(sentence) < 400
            for asked, ends in _explained(sentence, dice)
        ]
        if not options:
            continue
        asked, number, (start, end) = dice.choice(options)
        answer = paragraph.sentences[number][start:end]
        made += 1
        if dice.random() < 0.33 and len(paragraph.sentences) > 1:
            rest = tuple(sentence for place, sentence in enumerate(paragraph.sentences) if place != number)
            if answer.lower() in " ".join(rest).lower():
                continue
            bare = Question(asked, replace(paragraph, sentences=rest), None, None)
            yield cut(bare, min(number, len(rest) - 1), "definition_removed", dice)
        else:
            yield cut(Question(asked, paragraph, number, (start, end), (answer,)), number, "definition", dice)


def holders(paragraphs: Sequence[Paragraph], dice: random.Random) -> Iterator[Example]:
    """Who holds an office, asked of sentences that name it before its holder ("Information Minister Ann Lee")."""
    asks = ("Who is {}?", "Who is {}?", "who is {}", "What is the name of {}?", "Who's {}?", "who was {}")
    made = 0
    for paragraph in dice.sample(paragraphs, len(paragraphs)):
        options = [
            (number, match)
            for number, sentence in enumerate(paragraph.sentences)
            for match in _HOLDER.finditer(sentence)
            if match["of"] or len(match["office"].split()) > 1
        ]
        if not options or made >= HOLDERS:
            continue
        made += 1
        number, match = dice.choice(options)
        of, office = match["of"], match["office"].lower()
        forms = (f"{of}'s {office}", f"the {office} of {of}") if of else (f"the {office}",)
        asked = dice.choice(asks).format(dice.choice(forms))
        answered = Question(asked, paragraph, number, match.span("name"), (match["name"],))
        yield cut(answered, number, "holder", dice)


def _explained(sentence: str, dice: random.Random) -> Iterator[tuple[str, tuple[int, int]]]:
    """Questions that the sentence answers with an explanation, with the place of the answer."""
    for told_by, words in _WHO:
        if match := told_by.search(sentence):
            asked = dice.choice(("{} is {}?", "{} was {}?", "{}'s {}", "Tell me {} {} is."))
            yield asked.format(dice.choice(words), match["name"]), match.span("answer")
    if match := _LETTERS.search(sentence):
        asked = dice.choice(("What does {} stand for?", "what is {}", "What is the {}?", "{} meaning?"))
        yield asked.format(match["name"]), match.span("answer")
    if match := _REASON.match(sentence):
        clause = match["asked"]
        clause = clause if name_phrases(clause) else clause[:1].lower() + clause[1:]
        yield (
            dice.choice(("Why {}?", "why {}", "What is the reason that {}?")).format(clause),
            match.span("answer"),
        )
