"""Every threshold that decides what is published, and the command that chose it.

Probabilities, shares and cosines are from 0 to 1, log-odds from -8 to 8. How much is read, and what weighs how much
for that, is chosen here too: docs/design/0019 and 0027 have the tables.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """When an answer, a refusal or a verdict may be published.

    Chosen by ``python -m eval thresholds`` on our tune cases, unless the field says otherwise: docs/design/0004, 0019.

    Args:
        answer_at: probability that the best sentence answers, below which a question is refused; ``FOOTNOTE_CERTAINTY``
            replaces it.
        either_less: how much lower that is for a yes-or-no question or a choice between two answers; the reader saw few
            of them in training.
        on_topic_at: cosine of question and passage below which a refusal says "off topic".
        far_off: the same, below which nothing answers, however sure the reader is.
        companion_at: least share of the best sentence's score for a further sentence to be shown.
        names_shared: share of the names common to the question and the leading sentence that a further sentence must
            have, for a yes-or-no question or a choice between two answers; for others it must have all.
        repeats_at: least share of a further sentence's content words in the leading one for it to add nothing.
        disagree_at: least share of the best sentence's score for a sentence to contradict it.
        state_at: the same for the newest report on a state of affairs, and for the other of two answers.
        same_matter_at: least share of the smaller sentence's content words in common for two sentences to disagree
            (``eval run``, the cases of disagreement).
        told_of_both: least share of a question's content words in both of two sentences for their days to disagree.
        suggested_at: least probability that a suggested question is answered (``eval run``; eval/messy).
        supported_at: least probability of *supported* for that verdict (``eval claims``, as all below) ...
        shortened_at: ... of a sentence of the text less what does not matter ...
        limited_at: ... and of a claim that leaves out a condition, a speaker, or which part of a whole is meant.
        contradicted_at: least probability of *contradicted* for that verdict.
        exchanged_words: words in each other's place are so many, or fewer, in the claim and in the text.
        nearly_all: least share of a claim's words in a sentence of another article for it to say otherwise.
        in_order: least share of a claim's words in a sentence's order for it to be that sentence, less a limit ...
        nearly_the_sentence: ... with as many of them in it; then another number, day or name contradicts it.
        unheard_of: factor on the probability of an answer if the question names something that no article does.
        about_as_likely: least share of the best sentence's score for the numbers of a question to decide what leads.
        counts_else: a sentence with a count counts something else, and does not answer, where its feature ``counted``
            (-0.5 to 0.5) is this or less.
        notes_less: log-odds that a sentence of release notes loses.
        certain: confidence of a sentence that answers by its form.
        shares_with_denial: least share of a claim's words in a sentence that contradicts it.
        retrieved: passages that the search finds.
        read_passages: passages that are read, besides the first one of the search.
        read_newest: passages of the newest article that are read besides, for a question about now.
        worded: how much all words of a question in a passage count, beside its cosine and that of its best sentence,
            when the passages to read are chosen, ...
        later: ... and how much less each place counts for which another passage stands before it.
        unknown_count: cosine that a number gets if the sentence does not say what it counts.
        judged: passages that are searched for a claim ...
        laid_beside: passages of these that say most of it, in words and meaning, and are laid beside it.
        like_enough: cosine above which a copy of a sentence with a fact changed is as near as a true copy.
        moved: share of a claim's words in the sentence's order below which it says something else.
        model_among: a language model may choose among so many of the small reader's best sentences (docs/design/0020
            has the table).
        model_agreed: confidence of an answer that a language model and the small reader agree on; a guess.
        model_alone: confidence of an answer that only the language model gives; a guess.
    """

    answer_at: float = 0.52
    either_less: float = 0.1
    on_topic_at: float = 0.3
    far_off: float = 0.15
    companion_at: float = 0.66
    names_shared: float = 0.5
    repeats_at: float = 0.8
    disagree_at: float = 0.5
    state_at: float = 0.25
    same_matter_at: float = 0.3
    told_of_both: float = 0.7
    suggested_at: float = 0.6
    supported_at: float = 0.6
    shortened_at: float = 0.3
    limited_at: float = 0.9
    contradicted_at: float = 0.6
    exchanged_words: int = 2
    nearly_all: float = 0.7
    in_order: float = 0.75
    nearly_the_sentence: float = 0.85
    unheard_of: float = 0.75
    about_as_likely: float = 0.8
    counts_else: float = -0.2
    notes_less: float = 2.0
    certain: float = 0.97
    shares_with_denial: float = 0.5
    retrieved: int = 30
    read_passages: int = 12
    read_newest: int = 4
    worded: float = 0.4
    later: float = 0.005
    unknown_count: float = 0.5
    judged: int = 10
    laid_beside: int = 3
    like_enough: float = 0.8
    moved: float = 0.75
    model_among: int = 20
    model_agreed: float = 0.85
    model_alone: float = 0.7


POLICY = Policy()
