"""Other people's words inside our markdown: shown as they are, and nothing else.

An article may hold anything: asterisks, mentions, links, marks that turn the direction of a line. Here such
words become harmless on a single line, without a change to how they read. Only the display is touched: a
citation's quotation stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from discord.utils import escape_markdown, escape_mentions  # noqa: TID251

from bot.records import Source
from index.articles.sentences import sentences
from index.records import Span

# Direction marks and overrides may show a line in another order than it is written; control characters show nothing.
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CODE = re.compile(r"`([^`]+)`")
_ADDRESS = re.compile(r"https?://[^\s<>\"\\]{1,400}")
_LONGEST_ADDRESS = 512  # characters that a button takes
# Signs that would end a link too early or mean something in markdown; escaped, the address means the same.
_IN_A_LINK = {ord(sign): f"%{ord(sign):02X}" for sign in "()[]{}|*`@^"}
# Discord turns an invitation into a card of its own anywhere, with or without a scheme.
_INVITATION = re.compile(r"(?i)\b(discord(?:app)?\.com|discord\.(?:gg|gift|new|me)|dsc\.gg|discord\.li)(?=/)")
_INVITING = ("discord.gg", "discord.gift", "discord.new", "discord.me", "discord.li", "dsc.gg")


def tidy(text: str) -> str:
    """The words on one line, single-spaced, without control characters, direction marks and overrides."""
    return " ".join(_UNSEEN.sub("", text).split())


def shortened(text: str, room: int) -> str:
    """The tidy words, cut at a word and closed with ``…`` when they are longer than ``room`` characters."""
    words = tidy(text)
    if len(words) <= room:
        return words
    head = words[: room - 1]
    return (head.rpartition(" ")[0] or head) + "…"


def fitting(lines: Iterable[str], room: int) -> list[str]:
    """The first lines, as many as fit into ``room`` characters."""
    taken: list[str] = []
    for line in lines:
        if sum(map(len, taken)) + len(taken) + len(line) > room:
            break
        taken.append(line)
    return taken


def pieces(text: str, room: int) -> list[str]:
    """The tidy words in pieces of at most ``room`` characters, split between sentences; at least one piece.

    Args:
        text: any words.
        room: characters of a piece, at least ``MAX_SENTENCE``: a longer sentence is split at a space.
    """
    words = tidy(text)
    parts = [""]
    for span in sentences(words, Span(0, len(words))) if words else ():
        joined = f"{parts[-1]} {span.of(words)}".lstrip()
        if len(joined) <= room:
            parts[-1] = joined
        else:
            parts.append(span.of(words))
    return parts


def shown(text: str, room: int) -> str:
    r"""The words as markdown that shows them: ``room`` characters at most, twice that when all are escaped.

    Markdown is escaped, mentions are broken by an invisible space, and an address is not made a link
    (``https:\//``), so that it brings no preview; neither is an invitation to a server (``discord.gg\/``).
    """
    # escape_markdown passes over the inside of a masked link; without "](" there is none.
    words = r"]\(".join(
        escape_markdown(part, ignore_links=False) for part in shortened(text, room).split("](")
    )
    inert = _INVITATION.sub(r"\1\\", words.replace("<", r"\<").replace("://", r":\//"))
    return escape_mentions(inert)


def shown_lines(text: str, room: int) -> str:
    """The words as markdown that shows them line by line, code as code; on one line where they do not fit.

    Args:
        text: what is shown; lines between fences, and a line between two backticks, are code.
        room: characters at most, before they are escaped.
    """
    if ("\n" not in text and "`" not in text) or len(text) > room:
        return shown(text, room)
    lines, in_code = [], False
    for line in text.split("\n"):
        bare = _UNSEEN.sub("", line)
        code = _CODE.fullmatch(bare.strip())
        if bare.strip() == "```":
            in_code = not in_code
            lines.append("```")
        elif in_code:
            lines.append(escape_mentions(bare.replace("`", "'")))
        elif code:
            lines.append(f"`{escape_mentions(code[1])}`")
        else:
            indent = "\u2003" * ((len(bare) - len(bare.lstrip())) // 2)
            lines.append(indent + shown(bare, room))
    return "\n".join([*lines, *(["```"] if in_code else [])])


def web_address(address: str | None) -> str | None:
    """The address, safe within a link, if it is a plain web address to which a link or a button may lead.

    None for an address that hides its host behind a user's name, and for an invitation to a server.
    """
    if not address or not _ADDRESS.fullmatch(address):
        return None
    host = domain(address)
    invites = host and (host.endswith(("discord.com", "discordapp.com")) and "/invite" in address)
    if host is None or invites or f".{host}".endswith(tuple(f".{name}" for name in _INVITING)):
        return None
    safe = address.translate(_IN_A_LINK)
    return safe if len(safe) <= _LONGEST_ADDRESS else None


def domain(address: str | None) -> str | None:
    """The host of a web address as its owner registered it (``xn--...`` for other scripts); None when it has none."""
    try:
        parts = urlsplit(address or "")
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None
    named = re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*", host)
    return host.removeprefix("www.") if named and "@" not in parts.netloc else None


def link(address: str | None) -> str:
    """A link without a preview that names its domain; nothing when ``address`` is no plain web address."""
    safe = web_address(address)
    return f"[original on {domain(address)}](<{safe}>)" if safe else ""


def whereabouts(source: Source, *, named: bool = False) -> str:
    """Title, publisher and date, and the original where its address is known.

    The file's name is shown where nothing better names the article: then it is the label.

    Args:
        source: the article.
        named: whether its label stands elsewhere already.
    """
    place = " › ".join(filter(None, ("" if named else source.label, source.section)))
    names = [shown(place, 120), shown(source.publisher or "", 40), source.dated]
    return " · ".join(filter(None, [", ".join(filter(None, names)), link(source.url)]))
