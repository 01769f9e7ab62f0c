"""Questions made from sentences, for passages that nobody has asked about."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answering.language import YEAR, name_phrases
from eval.reading.changes import IN_QUESTIONS, changed
from eval.reading.corpora import Paragraph, Question
from eval.reading.examples import Example, cut

CLOZES = 3000  # paragraphs a pass; of many of them no question can be made


def clozes(paragraphs: Sequence[Paragraph], pool: Sequence[str], dice: random.Random) -> Iterator[Example]:
    """Questions made from sentences: a name or a year is taken out and a question word put in front.

    After Lewis, Denoyer and Riedel (2019), with rules. Half get another fact changed, and have no answer.
    """
    wanted = [
        one for one in paragraphs if one.source in ("timeqa", "squad", "selqa") and len(one.sentences) > 1
    ]
    for one in dice.sample(wanted, min(len(wanted), CLOZES)):
        number = dice.randrange(len(one.sentences))
        sentence = one.sentences[number]
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
        asked = f"{word} {sentence[: match.start()]}{sentence[match.end() :]}".rstrip(". ")
        kept = asked.split()
        kept = [w for w in kept if dice.random() > 0.12] if len(kept) > 7 else kept
        asked = " ".join(kept)
        start = sentence.index(answer, match.start())
        whole = Question(asked, one, number, (start, start + len(answer)), (answer,))
        answered = cut(whole, number, "cloze", dice)
        new = changed(asked, name_phrases(one.text) if dice.random() < 0.5 else pool, IN_QUESTIONS, dice)
        if dice.random() < 0.5 and new:
            yield replace(answered, kind="cloze_changed", asked=new, answering=None, answer=None)
        else:
            yield answered
