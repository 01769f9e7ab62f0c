"""What a claim may not lose or change, slot by slot."""

from __future__ import annotations

import pytest

from bot.answering.english.cues import Check
from bot.answering.english.meanings import plainly, without_not
from bot.answering.guards import doubts


def found(claim: str, text: str) -> set[tuple[Check, bool]]:
    """Which slots speak against a claim, and whether they exclude each other."""
    claim, text = plainly(claim), plainly(text)
    claim, text = without_not(claim, text), without_not(text, claim)
    return {(doubt.check, doubt.differs) for doubt in doubts(claim, text, text)}


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("Forty-six people died in Paktika.", "At Paktika 46 people died."),
        ("The town purchased the mill.", "The town bought the mill."),
        ("Sales rose by 70%.", "Sales rose by 70pc."),
        ("The pool is closed for seven days.", "The pool is closed for one week."),
        ("The dam cost more than three million crowns.", "The dam cost 3.5 million crowns."),
        ("Season tickets can't be refunded.", "Season tickets are not refundable."),
        ("31,000 people visited the pool last year.", "The pool was visited by 31,000 people last year."),
        ("In March, the town lent two buses.", "The town lent two buses in March."),
        ("Drafts are sent while the window is open.", "No, drafts are sent while the window is open."),
        ("Two men live in the United States.", "Two men, Will and Ed, live in the United States."),
        ("The Taliban say crime is their own problem.", "The Taliban claim that crime is their own problem."),
        (
            "Osk denies that it owes money.",
            "Osk denies that it owes any money to Tarn.",
        ),
        ("The mill burnt.", "The mill, which could be seen from Osk, burnt."),
        ("President Finn met the miller.", "President Orla Finn met the miller."),
        ("The fair that started in May drew 900 people.", "The fair that began in May drew 900 people."),
        ("The hall seats no more than 90 people.", "The hall seats at most 90 people."),
        ("The mill keeps a copy of its ledger.", "The mill writes a copy of its ledger and keeps it."),
        ("Stamps are sold once a week.", "Stamps are sold once a week."),
        ("The hall is let for four hours.", "The hall is let for four hours; a key is lost if you are late."),
        ("Smoking in the hall is forbidden.", "You must never smoke in the hall."),
        ("The council turned down the plan.", "The council rejected the plan."),
        ("About 90 people live in Osk.", "Some 90 people live in Osk."),
        ("Ninety-six riders arrived.", "Of the 150 riders who set out, 96 arrived."),
        ("The minimum weight is 7 kilograms.", "It must weigh at least 7 kilograms."),
        ("A tower can't be higher than 90 blocks.", "Towers may be at most 90 blocks high."),
        ("Dogs aren't allowed in the hall.", "Dogs are forbidden in the hall."),
        ("Nobody may stay for more than 7 days.", "Guests may stay for at most 7 days."),
        ("Guests may not speak unless a member listens.", "Guests may speak only while a member listens."),
        ("Nobody except members may enter.", "Only members may enter."),
        ("With a permit you may build here.", "You may build here only with a permit."),
        ("A part of the staff will move.", "Some of the staff will move."),
        ("Osk bought the mill from Tarn.", "Osk bought the mill from Tarn."),
        ("Of the seventeen riders in the last race, ten fell.", "In the last race, 10 of 17 riders fell."),
        ("The mayor handed the cup to Orla Finn.", "The cup was handed to Orla Finn by the mayor."),
        ("The ninth edition sold well.", "The 9th edition sold well."),
        ("Wax candles are not allowed in the hall.", "Candles made of wax are forbidden in the hall."),
        ("Entry is possible only by ferry.", "One can enter only by ferry."),
    ],
)
def test_the_same_in_other_words_raises_no_doubt(claim: str, text: str) -> None:
    """Numbers, units, negations and sides in other words mean the same."""
    assert found(claim, text) == set()


@pytest.mark.parametrize(
    ("claim", "text", "check"),
    [
        ("Work starts.", "Work starts when the county grants the money.", Check.MODALITY),
        ("Work starts; the county pays.", "Work starts if it is dry; the county pays.", Check.MODALITY),
        ("The mill will close.", "The mill might close.", Check.MODALITY),
        ("Seventy percent are pupils.", "Seventy percent are pupils, the operator suggested.", Check.SPEAKER),
        (
            "Merlby will lend its plough.",
            "Merlby will lend its plough, subject to a vote in Sarrow.",
            Check.MODALITY,
        ),
        ("The miller said the baker owes him.", "The miller, said the baker, owes him.", Check.SPEAKER),
        ("`tree.cut` is slow; use `tree.grow`.", "`tree.grow` is slow; use `tree.cut`.", Check.CUT),
        ("The operator lent the town two buses.", "The town lent the operator two buses.", Check.CUT),
        ("The villages were flooded.", "Some of the villages were flooded.", Check.NUMBER),
        ("46 people were killed.", "At least 46 people were killed.", Check.NUMBER),
        ("Thefts reported in Osk fell.", "The firm claims that thefts reported in Osk fell.", Check.SPEAKER),
        ("Osk and Tarn want a bridge.", "Osk and Tarn want a bridge, said Wang.", Check.SPEAKER),
        ("It depends on Osk.", "It depends on Osk, if the bridge is built.", Check.MODALITY),
        ("Zinc is harder than iron.", "Iron is harder than zinc.", Check.ORDER),
        ("Machines must rest at night.", "Machines that are loud must rest at night.", Check.NUMBER),
        ("Members may work here.", "Members under 16 may work here.", Check.NUMBER),
        ("The boats lie still.", "Osk will act if the boats lie still.", Check.MODALITY),
        ("Osk asked for peace.", "Tarn asked for peace with Osk.", Check.CUT),
        ("Zinc is harder.", "Which is harder, zinc or iron?", Check.QUESTION),
        ("You may build here.", "You may build here only with a permit.", Check.MODALITY),
        ("The mill will open by Easter.", "Osk expects to open the mill by Easter.", Check.MODALITY),
        ("Osk has spent 90 crowns on the mill.", "Osk pledged 90 crowns for the mill.", Check.MODALITY),
        ("The dam will hold.", "The dam will hold, according to Osk News.", Check.SPEAKER),
        (
            "Towns have asked for help.",
            "The mayor said on Monday in Osk that towns that had flooded have asked for help.",
            Check.NUMBER,
        ),
        ("Osk will open the mill.", "Osk plans to open the mill.", Check.MODALITY),
        ("Nothing can be renewed.", "Nothing can be renewed while somebody is waiting.", Check.MODALITY),
        (
            "Orla Finn handed the cup to the mayor.",
            "The cup was handed to Orla Finn by the mayor.",
            Check.CUT,
        ),
        ("All of the patients have recovered.", "All but one of the patients have recovered.", Check.NUMBER),
        ("Clubs pay half the fee.", "Clubs with fewer than ten members pay half the fee.", Check.NUMBER),
        ("Patients park free.", "Patients on dialysis park free.", Check.NUMBER),
        (
            "The hall will be ready in May.",
            "The hall will be ready in May, the builder expects.",
            Check.SPEAKER,
        ),
    ],
)
def test_what_leaves_something_out_is_doubted(claim: str, text: str, check: Check) -> None:
    """A condition, a speaker, a limit, a pause or the order of who and whom may not be lost."""
    assert (check, False) in found(claim, text)


@pytest.mark.parametrize(
    ("claim", "text", "check"),
    [
        ("Radios are banned in races.", "Radios are banned except in races.", Check.NEGATION),
        ("Zinc costs more than iron.", "Zinc costs less than iron.", Check.WORDS),
        ("Guide dogs may not enter.", "No dogs may enter, with the exception of guide dogs.", Check.NEGATION),
        ("Finn is the prime minister of Osk.", "The foreign minister of Osk, Orla Finn, came.", Check.NAME),
        (
            "Members of the club pay 41 marks.",
            "Members of the club pay 28 marks, others pay 41 marks.",
            Check.NUMBER,
        ),
        ("The first hour is free.", "The first forty minutes are free.", Check.NUMBER),
        ("She may be elected twice.", "She may be elected once.", Check.WORDS),
        ("Osk came ninth in the race.", "In the race Osk came fourth.", Check.NUMBER),
        ("The hall is let for four days.", "The hall is let for four hours.", Check.NUMBER),
        ("Finn met her miller.", "Finn met his miller.", Check.NAME),
        ("The bridge cost 460,000 crowns.", "The bridge cost 640,000 crowns.", Check.NUMBER),
        ("Line 9 takes bicycles.", "Line 9 takes no bicycles.", Check.NEGATION),
        ("Bicycles are allowed on line 9.", "Bicycles are forbidden on line 9.", Check.NEGATION),
        ("Pay rises on 1 May.", "Pay rises on 1 April and falls on 3 May.", Check.DATE),
        ("The army killed 69 men.", "The army killed 48 men and injured 69.", Check.NUMBER),
        ("More than 60 people drowned.", "More than 80 people drowned.", Check.NUMBER),
        ("The mayor voted for the bridge.", "The mayor voted against the bridge.", Check.WORDS),
        ("It opened in 2019 in Osk.", "It opened in 2021 in Osk.", Check.DATE),
        ("The track was sold, not razed.", "The track was razed, not sold.", Check.NEGATION),
        (
            "Dogs may enter the yard but not the hall.",
            "Dogs may enter the hall but not the yard.",
            Check.NEGATION,
        ),
        ("It is paid back when you move in.", "It is paid back when you move out.", Check.WORDS),
        (
            "Osk visited the port in April.",
            "In March 2025, Osk visited the port. The mayor came in April.",
            Check.DATE,
        ),
    ],
)
def test_what_says_otherwise_differs(claim: str, text: str, check: Check) -> None:
    """Another number of the same thing, a "not", an opposite or another year exclude each other."""
    assert (check, True) in found(claim, text)


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("No town had a pool before Osk did.", "Osk was the first town to have a pool."),
        (
            "Osk had not seen the port for more than a year.",
            "Osk saw the port for the first time in over a year.",
        ),
        (
            "Osk has not yet named its mayor.",
            "Osk has not yet named its mayor, and Tarn has not openly replied.",
        ),
    ],
)
def test_a_not_that_says_of_what_is_does_not_differ(claim: str, text: str) -> None:
    """That no town did before Osk says that Osk was the first: it is no denial; nor do two days tell two stories."""
    assert not any(doubt.differs for doubt in doubts(plainly(claim), plainly(text), text))


def test_a_count_is_no_year() -> None:
    """A number between 1500 and 2099 that counts something is not taken for another year."""
    assert (Check.DATE, True) not in found("Osk has 1,800 members.", "Osk has had members since 1995.")
    assert (Check.DATE, True) not in found("Osk has 1800 members.", "Osk has had members since 1995.")


def test_dollars_are_no_euros() -> None:
    """A sum is not confirmed by the same number in another currency."""
    assert Check.NUMBER in {check for check, _ in found("A pass costs $20.", "A pass costs €20.")}
    assert not found("A pass costs $20.", "A pass costs $20.")


def test_who_speaks_is_not_missed_where_the_claim_is_of_the_speaker() -> None:
    """In "Osk, a former miller, said that ...", that Osk was a miller needs no speaker; what was said does."""
    text = "Osk, a former miller, said that the dam had burst."
    assert not doubts("Osk is a former miller.", text, text)
    assert any(doubt.check is Check.SPEAKER for doubt in doubts("The dam had burst.", text, text))


def test_a_deed_told_from_the_other_side_does_not_differ() -> None:
    """Buying from somebody is not contradicted by their selling; selling in place of buying is."""
    assert (Check.WORDS, True) not in found("Osk bought the mill from Tarn.", "Tarn sold the mill to Osk.")
    assert (Check.WORDS, True) in found("Osk bought the mill.", "Osk sold the mill.")


def test_a_release_in_the_heading_is_a_number_of_the_text() -> None:
    """Under "Release 4.0" a sentence says what 4.0 brought, and need not repeat the number."""
    claim, text = plainly("Before 4.0, copies were made daily."), "Copies are made hourly, no longer daily."
    assert any(doubt.claim == "4" for doubt in doubts(claim, text, text))
    assert not any(doubt.claim == "4" for doubt in doubts(claim, text, text, "Changelog › Release 4.0"))
