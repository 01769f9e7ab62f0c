"""Removes what Discord puts into a message besides words, once for every way in."""

from __future__ import annotations

import re

from index.english.lexicon import any_of, table

_UNSAID = re.compile(
    r"<(?:@[!&]?|#)\d+>"  # somebody, a role, a channel
    r"|<a?:\w+:\d+>"  # an emoji of a server
    r"|<t:-?\d+(?::[a-zA-Z])?>"  # a point in time
    r"|</[\w -]+:\d+>"  # a command
    r"|<id:\w+>"
    r"|<?https?://[^\s>]+>?"
    r"|@(?:everyone|here)\b"
)
_LINK = re.compile(r"\[([^\[\]\n]+)\]\(<?https?://[^\s)]*>?\)")
_FENCE = re.compile(r"```(?:[\w+-]*\n)?|``?")
_LINE = re.compile(r"^(?:>>>|>|#{1,3}|-#|[-*])[ \t]+", re.MULTILINE)
_AROUND = re.compile(r"(?<![\w*_~|])(\*{1,3}|_{1,3}|~~|\|\|)(?=\S)(.+?)(?<=\S)\1(?![\w*_~|])", re.DOTALL)
_BEFORE_MARK = re.compile(r"[ \t]+(?=[?!,;:]|\.(?!\w))")  # not before the dot of a file such as ".env"

# At most so many: a message of nothing but "ok" is tried in every way.
_PHRASES = rf"(?:(?:{any_of('greeting', 'thanking', 'chat_alone', 'chat_with')})(?!\w)\W*)"
_THANKED = re.compile(
    rf"\W*{_PHRASES}{{0,12}}?(?:{any_of('thanking')})\b"
    r"(?:(?!\b(?:who|what|when|where|why|how|which)\b)[^?]){0,80}\W*",
    re.IGNORECASE,
)
_CHAT = re.compile(
    rf"\W*(?:{_PHRASES}{{1,12}}|{_PHRASES}{{0,12}}(?:{any_of('about_the_bot')})\W*)", re.IGNORECASE
)

_SHORTHAND = table("shorthand")
_SHORT = re.compile(
    rf"(?<![\w.’'-])(?:{'|'.join(re.escape(word) for word in sorted(_SHORTHAND, key=len, reverse=True))})(?![\w.’'/-])"
)
_BEFORE = re.compile(
    rf"^(?>(?:{any_of('said_before')})\b[,:!]*\s+)++"  # nothing is tried twice: "hi guys hi guys ..."
    r"(?=(?:who|what|when|where|why|how|which|is|are|was|were|do|does|did|has|have|can|could|will|would)\b)",
    re.IGNORECASE,
)
_ANYONE = re.compile(
    r"^(?:(?:does|do|did) )?(?:any(?:one|body)|some(?:one|body)|you(?: guys)?) (?:know|remember|got any idea)s?:? "
    r"(?=(?:who|what|when|where|why|how|which)\b)",
    re.IGNORECASE,
)
_ABOUT_A_SIGN = re.compile(
    r"\b(?:emojis?|symbols?|signs?|marks?|icons?|means?|reactions?|ratings?)\b", re.IGNORECASE
)
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u200d\u20e3\ufe0f]+")
_BEHIND = re.compile(rf"(?:,?\s+(?:{any_of('said_behind')}))+(?=[?!.]*$)")
_COURTESIES = re.compile(
    rf"(?<=[?!.])(?>\W+(?:{any_of('courtesies')})\b)++\W*$",  # nothing is tried twice: "please please ..."
    re.IGNORECASE,
)


def written_out(text: str) -> str:
    """A question without chat shorthand: "ppl" becomes people; "ok but", "lol" and emojis are removed.

    So are "Please." and "Does anybody know?" around it: the question has the same answer without them.

    Args:
        text: as `said` gives it.
    """
    if not _ABOUT_A_SIGN.search(text):
        text = " ".join(_EMOJI.sub(" ", text).split()) or text
    text = _ANYONE.sub("", _BEFORE.sub("", _SHORT.sub(lambda match: _SHORTHAND[match[0]], text)))
    return _BEHIND.sub("", _COURTESIES.sub("", text))


def is_chat(text: str) -> bool:
    """Whether a text, as `said` gives it, is nothing but a greeting, thanks, "help" or a question about the bot."""
    return bool(_CHAT.fullmatch(text)) or is_thanks(text)


def is_thanks(text: str) -> bool:
    """Whether a text, as `said` gives it, is nothing but thanks."""
    return bool(_THANKED.fullmatch(text))


def said(text: str) -> str:
    """The words of a message as its reader sees them, on one line.

    Mentions, channels, emojis of a server, timestamps and bare links are removed. The words of a link, and words that
    are bold, hidden behind a spoiler, quoted or code, stay.

    Args:
        text: as typed.
    """
    text = _UNSAID.sub(" ", _LINK.sub(r"\1", text))
    text = _LINE.sub("", _FENCE.sub(" ", text))
    for _ in range(3):  # bold within a spoiler within a quotation
        text = _AROUND.sub(r"\2", text)
    return _BEFORE_MARK.sub("", " ".join(text.split())).strip(" ,")
