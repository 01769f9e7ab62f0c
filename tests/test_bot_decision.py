"""What may be published: how sure the reader must be, and which sentences stand beside the first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.answering.question.understand import asked_of
from bot.answering.reading.reader import Reading
from bot.answering.select.decision import Decided, arranged, decide
from bot.answering.select.disagreement import disagreeing, values_apart
from bot.records import Evidence, Reason, Source
from index.records import Span


def evidence(text: str, score: float, at: int = 0, file: str = "a.txt") -> Evidence:
    """A sentence of an article."""
    source = Source(file, file, "T", "T", None, None, None)
    return Evidence(source, Span(at, at + len(text)), text, "p", score)


def agreeing(*shown: Evidence) -> Decided:
    """What is decided of a reading with the answerability 0.9 when these are shown."""
    return Decided(shown, False, 0.9)


@pytest.mark.parametrize(
    ("question", "answerable", "reason"),
    [
        ("Did the two sides agree?", 0.47, None),
        ("Did the two sides agree?", 0.30, Reason.NOT_STATED),
        ("Who agreed?", 0.51, Reason.NOT_STATED),
        ("Who agreed?", 0.52, None),
        ("Did the two sides agree?", 0.90, None),
        ("How did they agree, by phone or in Beijing?", 0.47, None),
    ],
)
def test_a_question_for_yes_or_no_or_for_one_of_two_needs_less_certainty(
    question: str, answerable: float, reason: Reason | None
) -> None:
    """Its answer is a sentence and never a yes, so whoever reads it can tell when it does not settle the question."""
    reading = Reading((evidence("The two sides agreed.", answerable),), answerable, topic=0.6)
    decided = decide(asked_of(question), reading)
    assert (decided if isinstance(decided, Reason) else None) is reason


def test_a_bot_may_be_told_to_be_surer() -> None:
    """With a greater certainty the same reading is refused; a question for yes or no still needs a little less."""
    reading = Reading((evidence("The two sides agreed.", 0.7),), 0.7, topic=0.6)
    assert decide(asked_of("Who agreed?"), reading, certainty=0.75) is Reason.NOT_STATED
    assert isinstance(decide(asked_of("Did the two sides agree?"), reading, certainty=0.75), Decided)
    assert decide(asked_of("Did the two sides agree?"), reading, certainty=0.85) is Reason.NOT_STATED


def test_who_is_named_in_the_articles_is_not_off_topic() -> None:
    """Where the articles speak of the person asked about, "nothing about that" would be untrue."""
    spoken = Reading((evidence("Minister Attaullah Tarar spoke.", 0.2),), 0.2, topic=0.1)
    assert decide(asked_of("Who is Attaullah Tarar?"), spoken) is Reason.NOT_STATED
    assert decide(asked_of("Who is Abdullah Tarar?"), spoken) is Reason.OFF_TOPIC


def test_a_heading_stands_beside_no_answer() -> None:
    """What only repeats the answer, a heading or a byline, is not shown with it; alone, a heading may answer."""
    sentence = evidence("Spain ordered them to be taken down.", 0.9)
    heading = evidence("Spain blocks listings across country", 0.85, 100)
    further = evidence("The order was given on Monday.", 0.8, 200)
    asked = asked_of("Who ordered them down?")
    assert decide(asked, Reading((sentence, heading, further), 0.9, 0.6)) == agreeing(sentence, further)
    assert decide(asked, Reading((heading,), 0.9, 0.6)) == agreeing(heading)


@pytest.mark.parametrize(
    "reply",
    [
        "The army has not confirmed the strike.",
        "Quetta denied it.",
        "A spokesman declined to comment.",
        "The army did not immediately respond to a request for comment.",
        "The ministry hasn’t commented on it.",
    ],
)
def test_what_one_side_says_is_shown_with_what_the_other_makes_of_it(reply: str) -> None:
    """A sentence that denies or does not confirm comes along when it follows at once, and only then."""
    said = evidence("Villagers said that a strike had killed six people.", 0.9)
    answered = evidence(reply, 0.05, said.span.end + 2)
    later = evidence(reply, 0.05, said.span.end + 300)
    asked = asked_of("How many people were killed?")
    assert decide(asked, Reading((said, answered), 0.9, 0.6)) == agreeing(said, answered)
    assert decide(asked, Reading((said, later), 0.9, 0.6)) == agreeing(said)


def test_a_deed_is_shown_with_what_its_doer_says_in_defence() -> None:
    """Of an attack the next sentence comes along when it says that the attack was provoked, and only then."""
    deed = evidence("Villagers said the navy attacked two boats.", 0.9)
    defence = evidence("The navy said it had fired in response to shots.", 0.05, deed.span.end + 1)
    beside = evidence("The navy said it had fired twice.", 0.05, deed.span.end + 1)
    asked = asked_of("Who started the fighting?")
    assert decide(asked, Reading((deed, defence), 0.9, 0.6)) == agreeing(deed, defence)
    assert decide(asked, Reading((deed, beside), 0.9, 0.6)) == agreeing(deed)


@pytest.mark.parametrize(
    "neighbour",
    ["He was dismissed as coach in 2020.", "The legal dispute goes on.", "A court denied them bail."],
)
def test_a_sentence_that_replies_to_nothing_does_not_come_along(neighbour: str) -> None:
    """Words of denial that deny something else make no reply."""
    said = evidence("Villagers said that a strike had killed six people.", 0.9)
    beside = evidence(neighbour, 0.05, said.span.end + 2)
    reading = Reading((said, beside), 0.9, 0.6)
    assert decide(asked_of("How many people were killed?"), reading) == agreeing(said)


def test_two_articles_that_count_differently_disagree_on_a_choice_of_two_numbers() -> None:
    """Asked "46 or 50?", the bot shows both reports, one beside the other; within one article nothing disagrees."""
    asked = asked_of("Was it 46 or 50 people who died?")
    lead, other = (
        evidence("At least 46 people died.", 0.9),
        evidence("About 50 people died.", 0.4, file="b.txt"),
    )
    repeats = evidence("Of the 46 people dead most were children.", 0.8, file="c.txt")
    shown = decide(asked, Reading((lead, repeats, other), 0.9, 0.6))
    assert shown == Decided((lead, other), True, 0.9)
    beside = evidence("About 50 people died.", 0.4, 100)
    far = evidence("About 50 people died.", 0.1, file="b.txt")
    distance = evidence("A village 50 km off was hit when people died.", 0.4, file="b.txt")
    for quiet in (beside, far, distance):
        alone = decide(asked, Reading((lead, quiet), 0.9, 0.6))
        assert isinstance(alone, Decided)
        assert not alone.disagree


def test_what_another_article_says_of_the_other_answer_is_shown_and_may_be_so_as_well() -> None:
    """A country that the one names and another that the other names: both are shown, and no disagreement is claimed."""
    lead = evidence("Russia has agreed to receive an ambassador.", 0.9)
    other = evidence("An ambassador lives in Uzbekistan too.", 0.4, file="b.txt")
    asked = asked_of("Does Russia or Uzbekistan have an ambassador?")
    assert decide(asked, Reading((lead, other), 0.9, 0.6)) == agreeing(lead, other)


def test_of_two_answers_of_which_one_alone_can_be_so_two_articles_disagree() -> None:
    """Asked which came first, a phone call in one article and a meeting in another disagree; "fully" tells "full"."""
    lead = evidence("They first spoke by phone.", 0.9)
    other = evidence("Their first contact was a meeting.", 0.4, file="b.txt")
    asked = asked_of("How did they first speak, by phone or in a meeting?")
    assert decide(asked, Reading((lead, other), 0.9, 0.6)) == Decided((lead, other), True, 0.9)
    lead = evidence("They agreed in principle.", 0.9)
    other = evidence("They agreed to fully reopen the bridge.", 0.4, file="b.txt")
    asked = asked_of("Did they agree only in principle, or on a full reopening?")
    assert decide(asked, Reading((lead, other), 0.9, 0.6)) == Decided((lead, other), True, 0.9)


@pytest.mark.parametrize(
    ("question", "one", "other", "disagree"),
    [
        ("How many people died?", "At least 46 people died.", "About 50 people died.", True),
        ("How many people died?", "At least 46 people died.", "Some forty-six people died there.", False),
        ("How many people died?", "Forty-six people died.", "Fifty people died.", True),
        (
            "How high did the death toll rise?",
            "The death toll rose to 46.",
            "The death toll rose to 50.",
            True,
        ),
        (
            "How many tubes has the park?",
            "The northern park has 12 tubes.",
            "The southern park has 15 tubes.",
            False,
        ),
        (
            "How many tubes has the wind park?",
            "Its new wind park has 12 tubes.",
            "The old wind park has 15 tubes.",
            False,
        ),
        ("How many tubes has the mill?", "The Osk mill has 12 tubes.", "Wolm’s mill has 15 tubes.", False),
        ("How many tubes has the mill?", "The mill has 12 tubes.", "The old mill has 15 tubes.", True),
        (
            "How many tubes has the Osk mill?",
            "The Osk mill has 12 tubes.",
            "The Osk mill has fifteen tubes.",
            True,
        ),
    ],
)
def test_two_values_disagree_only_for_one_thing(question: str, one: str, other: str, disagree: bool) -> None:
    """Numbers are compared however they are spelt, and never between two things that only share a name."""
    shown = decide(
        asked_of(question), Reading((evidence(one, 0.9), evidence(other, 0.8, file="b.txt")), 0.9, 0.6)
    )
    assert isinstance(shown, Decided)
    assert shown.disagree is disagree


def test_why_is_answered_with_the_sentence_that_leans_on_what_is_asked() -> None:
    """A sentence that only restates a question for the reason brings the next one, which says "it", along."""
    restated = evidence("Do not install the old tool.", 0.9)
    both = evidence("Do not install the old tool. It is no longer maintained.", 0.5)
    apart = replace(
        evidence("Do not install the old tool. It is no longer maintained.", 0.4, at=40),
        lead=(restated.span, restated.text),
    )
    reason = evidence("It was removed because it broke.", 0.9, at=200)
    for leaning in (both, apart):
        shown = decide(
            asked_of("Why should I not install the old tool?"), Reading((restated, leaning), 0.9, 0.6)
        )
        assert shown == agreeing(leaning)
        assert decide(
            asked_of("What should I not install?"), Reading((restated, leaning), 0.9, 0.6)
        ) == agreeing(restated)
    more = evidence(f"{reason.text} It will not return.", 0.3, at=200)
    assert decide(asked_of("Why was it removed?"), Reading((reason, more), 0.9, 0.6)) == agreeing(reason)


def test_what_a_model_chose_is_held_to_the_same_guarantees() -> None:
    """Two exclusive answers from two articles disagree, and a reason comes along, whoever chose the sentence."""
    lead = evidence("They first spoke by phone.", 0.9)
    other = evidence("Their first contact was a meeting.", 0.4, file="b.txt")
    asked = asked_of("How did they first speak, by phone or in a meeting?")
    assert arranged(asked, [lead], [lead, other], []) == ((lead, other), 2)
    restated = evidence("Do not install the old tool.", 0.9)
    both = evidence("Do not install the old tool. It is no longer maintained.", 0.5)
    asked = asked_of("Why should I not install the old tool?")
    assert arranged(asked, [restated], [restated, both], []) == ((both,), 0)


def test_what_adds_something_is_shown_before_what_repeats() -> None:
    """The same sentence of three pages fills no answer: the one that says what to do comes second."""
    lead = evidence("If another program uses the port, you will see an error.", 0.9)
    again = evidence(
        "If another program uses the port, you will see an error when it starts.", 0.8, file="b.txt"
    )
    same = evidence("You will see an error if another program uses the port.", 0.8, file="c.txt")
    adds = evidence("Stop that program, or choose another number with --port.", 0.7, file="d.txt")
    shown = decide(asked_of("What if the port is taken?"), Reading((lead, again, same, adds), 0.9, 0.6))
    assert isinstance(shown, Decided)
    assert shown.evidence[:2] == (lead, adds)


def test_the_row_of_a_table_stands_beside_an_answer() -> None:
    """A row ends in no full stop, and is shown all the same."""
    lead = evidence("Clocks are repaired by Ulf Tegner.", 0.6)
    row = evidence("Keeper: Runar Eklo", 0.5, file="b.txt")
    assert decide(asked_of("Who keeps the clocks?"), Reading((lead, row), 0.9, 0.6)) == agreeing(lead, row)


def test_of_two_things_that_are_compared_both_are_shown() -> None:
    """Which of two is dearer is told by both prices, and not by one of them beside a third."""
    lead = evidence("Machine: Lathe; Price: 4 crowns", 0.6)
    third = evidence("Machine: Band saw; Price: 2 crowns", 0.5, at=100)
    other = evidence("Machine: Laser cutter; Price: 6 crowns", 0.4, at=200)
    asked = asked_of("Which costs more an hour, the laser cutter or the lathe?")
    shown = decide(asked, Reading((lead, third, other), 0.9, 0.6))
    assert isinstance(shown, Decided)
    assert shown.evidence[:2] == (lead, other)


def test_the_latest_on_a_topic_opens_with_the_sentence_that_names_most_of_it() -> None:
    """Of the newest report, the sentence on the bridge leads, and not the one that only names the town."""
    old = replace(evidence("The bridge of Brenn is closed.", 0.9), source=dated("old.txt", 1))
    opening = replace(evidence("The town hall of Brenn has done its sums.", 0.2), source=dated("new.txt", 20))
    opened = replace(evidence("The bridge of Brenn opened again.", 0.5, at=90), source=dated("new.txt", 20))
    shown = decide(
        asked_of("What is the latest on the bridge of Brenn?"), Reading((old, opened, opening), 0.9, 0.6)
    )
    assert isinstance(shown, Decided)
    assert shown.evidence == (opened,)


def test_how_things_stand_now_is_told_by_what_the_newest_report_opens_with() -> None:
    """Where the newest report answers in words far from the question, its first sentence leads, not its likeliest."""
    old = replace(evidence("Relations of Brenn and Osk have thawed.", 0.9), source=dated("old.txt", 1))
    opening = replace(evidence("Brenn and Osk exchanged fire on Monday.", 0.1), source=dated("new.txt", 20))
    detail = replace(evidence("Peace needs both sides, Brenn said.", 0.4, at=90), source=dated("new.txt", 20))
    asked = asked_of("How are relations between Brenn and Osk now?")
    shown = decide(asked, Reading((old, detail, opening), 0.9, 0.6))
    assert isinstance(shown, Decided)
    assert shown.evidence[0] == opening


def dated(file: str, day: int) -> Source:
    """An article of a day of October 2025."""
    return Source(file, file, "T", "T", None, date(2025, 10, day), None)


def test_values_that_disagree_keep_what_limits_them() -> None:
    """Side by side stand "about 50" and "at least 46", not 50 and 46."""
    told = ("The flood killed about 50 people in 2024.", "At least 46 people drowned, the mayor said.")
    assert values_apart(told) == ("about 50", "At least 46")
    assert values_apart(("It killed 50 and hurt 9.", "It killed 46.")) == ()


@pytest.mark.parametrize(
    ("other", "shown"),
    [
        ("The bridge of Brenn opened on 14 May, the town said.", True),
        ("The bridge of Brenn opened on May 12, 2025.", False),
        ("The bridge of Brenn opened in spring.", False),
        ("The fair of Brenn opened on 14 May.", False),
    ],
)
def test_reports_that_name_different_days_disagree(other: str, shown: bool) -> None:
    """Asked when something was, a member sees both days where two reports name different ones for the same thing."""
    best = replace(evidence("The bridge of Brenn opened on 12 May 2025.", 0.9), source=dated("old.txt", 1))
    against = replace(evidence(other, 0.8), source=dated("new.txt", 20))
    asked = asked_of("When did the bridge of Brenn open?")
    assert (disagreeing(asked, best, [against]) is against) is shown
    if shown:
        assert values_apart([best.text, other]) == ("12 May", "14 May")


def test_what_leads_in_a_command_or_a_list_stands_beside_an_answer() -> None:
    """A sentence that ends with the command or the list it announces is whole, and is shown beside the first one."""
    lead = evidence("The proxy runs on.", 0.9)
    command = evidence("Start the proxy like this:\n`proxy --port=1`", 0.8, at=40)
    steps = evidence("The proxy needs:\n\u2022 a port\n\u2022 a token", 0.7, at=120)
    reading = Reading((lead, command, steps), 0.9, topic=0.6)
    assert decide(asked_of("How is it started?"), reading) == agreeing(lead, command, steps)


def test_what_the_headings_name_need_not_be_named_below_them() -> None:
    """A sentence stands beside the first one if it or a heading above it names what is asked about."""
    lead = evidence("The API asks for a token.", 0.9)
    below = evidence("It is shown once.", 0.8, at=40)
    headed = replace(below, source=replace(below.source, section="API \u203a Tokens"))
    question = asked_of("What does the API ask for?")
    assert decide(question, Reading((lead, below), 0.9, topic=0.6)) == agreeing(lead)
    assert decide(question, Reading((lead, headed), 0.9, topic=0.6)) == agreeing(lead, headed)
