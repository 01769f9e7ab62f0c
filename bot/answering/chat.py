"""What Discord puts into a message besides words: taken out once, for every door."""

from __future__ import annotations

import re

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
_BEFORE_MARK = re.compile(r"[ \t]+(?=[?!.,;:])")


def said(text: str) -> str:
    """The words of a message as its reader sees them, on one line.

    Mentions, channels, emojis of a server, timestamps and bare links say nothing about what is asked; of a link with
    words, and of what is bold, hidden behind a spoiler, quoted or code, the words stay.

    Args:
        text: as typed.
    """
    text = _UNSAID.sub(" ", _LINK.sub(r"\1", text))
    text = _LINE.sub("", _FENCE.sub(" ", text))
    for _ in range(3):  # bold within a spoiler within a quotation
        text = _AROUND.sub(r"\2", text)
    return _BEFORE_MARK.sub("", " ".join(text.split())).strip(" ,")
