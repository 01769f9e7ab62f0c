"""Words that say the same: irregular forms of a verb, who does what is done, and everyday synonyms.

What is listed holds in any text; words that are the same in one trade only are not. Opposites never share a group.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from index.stems import STOPWORDS, stem

_FORMS = (
    "be been being|begin began begun|break broke broken|bring brought|build built|buy bought|catch caught|choose "
    "chose chosen|come came|cost costs|cut cuts|deal dealt|die died dead death|do did done|draw drew drawn|drive "
    "drove driven|eat ate eaten|fall fell fallen|feel felt|fight fought|find found|fly flew flown|forbid forbade "
    "forbidden|forget forgot|freeze froze frozen|get got|give gave given|go went gone|grow grew grown|hide hid "
    "hidden|hold held|keep kept|know knew known|lay laid|lead led|leave left|lend lent|lie lay lain|lose lost "
    "loss|make made|mean meant|meet met|pay paid|ride rode|ring rang|rise rose risen|run ran|say said|see saw "
    "seen|seek sought|sell sold|send sent|set sets|shake shook|shoot shot|show shown|shut shuts|sing sang|sink sank "
    "sunk|sit sat|sleep slept|speak spoke spoken speech|spend spent|stand stood|steal stole stolen|strike "
    "struck|swear swore|swim swam|take took taken|teach taught|tell told|think thought|throw threw|understand "
    "understood|wake woke|wear wore worn|win won|withdraw withdrew withdrawn|write wrote written|child children|man "
    "men|woman women|person people persons|foot feet|life lives live|flight flew fly"
)
_SAME = (
    "begin start commence launch|end finish conclude|stop halt cease|buy purchase acquire|need require must "
    "necessary|help assist assistance aid|let allow permit|forbid ban prohibit|big large|small little|quick fast "
    "rapid|kill slay|injure wound hurt|child kid|film movie|car automobile|physician doctor|author writer|picture "
    "photo photograph image|show display|price cost fee charge|rise increase grow climb|fall decrease decline drop "
    "shrink|reject refuse decline dismiss|accept agree approve|ask request demand|answer reply respond "
    "response|return restore reinstate|choose select pick|try attempt|keep retain maintain|build construct "
    "erect|close shut|repair mend fix|leave depart exit|arrive reach|get receive obtain|give provide supply|find "
    "discover|happen occur|last lasted duration|about approximately roughly|many numerous|several various|enough "
    "sufficient|whole entire|main chief principal|important significant|near close|annual yearly year|monthly "
    "month|weekly week|daily day|begin beginning|attack assault strike|deport expel|soldier troop|talk discussion "
    "talks|deal agreement pact accord|visit travel trip journey|head lead leader|country nation state|firm "
    "company|job post position|house home|town city|use utilise utilize employ|test trial|law legislation|vote "
    "ballot|sick ill|error mistake fault|document file|folder directory|delete remove erase|install setup|send "
    "dispatch|damage harm|rule regulation|member membership|own possess|rare seldom|replace substitute|include "
    "contain comprise|cancel scrap|postpone delay|hire recruit|resign quit|locate situate lie|publish "
    "release|create make produce|examine inspect check|protect guard|run operate|work labour labor|hinder "
    "prevent|persuade convince|forecast predict|border frontier|rubbish trash garbage waste|shop store|road "
    "street|autumn fall|money fund funds|wage pay salary|dwell reside live|assembly meeting|join enter"
)
_LIGHT = frozenset(  # may come without a source; "doesn" and "t" are what is left of "doesn't"
    "per total own post both either itself themselves altogether doesn don didn isn aren wasn weren hasn haven hadn "
    "won wouldn couldn shouldn mustn t s".split()
)


def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate(f"{_FORMS}|{_SAME}".split("|")):
        for word in group.split():
            found.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


_GROUPS = _groups()


@lru_cache(maxsize=65536)
def same(one: str, other: str) -> bool:
    """Whether two stems say the same, by their forms or as synonyms; not by way of a third word."""
    if one == other or _GROUPS.get(one, frozenset()) & _GROUPS.get(other, frozenset()):
        return True
    short, long = sorted((one, other), key=len)
    if (
        len(short) >= 4
        and long[len(short) :] in ("er", "or", "ist", "ern", "abl", "ibl")
        and long.startswith(short)
    ):
        return True
    forms = _GROUPS.get(one, frozenset())
    return any(
        number in forms and _GROUPS.get(middle, frozenset()) & _GROUPS.get(other, frozenset())
        for number in forms
        if number < _FORM_COUNT
        for middle in _MEMBERS[number]
    )


_FORM_COUNT = _FORMS.count("|") + 1
_MEMBERS = tuple(tuple(stem(word) for word in group.split()) for group in f"{_FORMS}|{_SAME}".split("|"))


def unsaid(wanted: Collection[str], found: Collection[str]) -> list[str]:
    """The stems of a claim that a text says in no way known here.

    Args:
        wanted: the claim's content stems.
        found: the text's.
    """
    there = set(found)
    return [
        one
        for one in wanted
        if one not in there
        and one not in _LIGHT
        and one not in STOPWORDS
        and not any(same(one, other) for other in there)
    ]
