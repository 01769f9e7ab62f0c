"""Makes the pictures of the cards in ``docs/pictures``: ``python docs/pictures.py``.

Each kind of card is built by the bot's own code, drawn as a small page that looks like Discord, and photographed
with headless Chromium. Without Chromium it says so in one line, and nothing is changed.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Template
from typing import Any

from bot.answering.checked import Checked, CheckedPart
from bot.answering.message import Kind, Part
from bot.answering.reading.support import Verdict
from bot.answers import Answered, Conflicting, Coverage, Partial, Refused
from bot.records import Citation, Question, Reason, Source, Statement, Trace
from bot.server.cards import Buttons, Card, cards
from bot.server.commands.actions import opened_card
from bot.server.commands.checking import checked_card
from bot.server.remembered import kept
from bot.settings import Cards
from index.records import Span

FOLDER = Path(__file__).parent / "pictures"
WIDTH = 620
STYLE = Path(__file__).parent / "pictures.css"
PAGE = Template(
    '<!doctype html><meta charset="utf-8"><style>$style</style><body><div class="message"><div class="face">¹</div>'
    '<div class="said"><div class="name">Footnote <span class="app">APP</span> <span class="time">$time</span></div>'
    "$body</div></div><script>document.title = document.querySelector('.message').offsetHeight</script></body>"
)
_MARKS = (
    (r"\[([^\]]+)\]\(&lt;([^)]+)&gt;\)", r'<a href="\2">\1</a>'),
    (r"\*\*(.+?)\*\*", r"<b>\1</b>"),
    (r"\*(.+?)\*", r"<i>\1</i>"),
    (r"`([^`]+)`", r"<code>\1</code>"),
)


def rendered(markdown: str) -> str:
    """Discord's markdown as HTML, as far as cards use it."""
    hidden: list[str] = []

    def hide(match: re.Match[str]) -> str:
        hidden.append(html.escape(match[1]))
        return f"\0{len(hidden) - 1}\0"

    lines = []
    for line in markdown.splitlines():
        words = html.escape(re.sub(r"\\(\W)", hide, line), quote=False)
        kind = next((mark for mark in ("### ", "-# ", "&gt; ", "- ") if words.startswith(mark)), "")
        words = words.removeprefix(kind)
        for pattern, shown in _MARKS:
            words = re.sub(pattern, shown, words)
        tag = {"### ": "h3", "-# ": "small", "&gt; ": "blockquote", "- ": "li"}.get(kind, "p")
        lines.append(f"<{tag}>{words}</{tag}>")
    return re.sub(r"\0(\d+)\0", lambda match: hidden[int(match[1])], "".join(lines))


def drawn(components: list[dict[str, Any]]) -> str:
    """Components as HTML."""
    return "".join(_drawn(one) for one in components)


def _drawn(one: dict[str, Any]) -> str:
    inside = drawn(one.get("components", []))
    match one["type"]:
        case 17:
            return f'<div class="container" style="border-color: #{one["accent_color"]:06x}">{inside}</div>'
        case 10:
            return f'<div class="text">{rendered(one["content"])}</div>'
        case 14:
            return "<hr>"
        case 1:
            return f'<div class="row">{inside}</div>'
        case 2:
            emoji = (one.get("emoji") or {}).get("name", "")
            off = " off" if one.get("disabled") else ""
            link = " ↗" if one["style"] == 5 else ""
            return f'<span class="button{off}">{emoji} {html.escape(one.get("label") or "")}{link}</span>'
    return ""


def body(card: Card) -> str:
    """A card as HTML."""
    components = drawn(card.view.to_components())  # type: ignore[no-untyped-call]
    if card.embed is None:
        return components
    colour = card.embed.colour.value if card.embed.colour else 0
    text = rendered(card.embed.description or "")
    frame = f'<div class="container" style="border-color: #{colour:06x}"><div class="text">{text}</div></div>'
    return frame + components


def photograph(chromium: str, page: str, picture: Path) -> None:
    """Draws a page in Chromium, as high as it is."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        flags = (
            "--headless --no-sandbox --disable-gpu --disable-background-networking --hide-scrollbars".split()
        )
        command = [chromium, *flags, f"--user-data-dir={folder}/profile"]
        told = subprocess.run(  # noqa: S603  (our own page in our own browser)
            [*command, f"--window-size={WIDTH},900", "--dump-dom", file.as_uri()],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        height = int(re.findall(r"<title>(\d+)</title>", told)[0])
        subprocess.run(  # noqa: S603  (as above)
            [*command, f"--window-size={WIDTH},{height}", f"--screenshot={picture}", file.as_uri()],
            capture_output=True,
            check=True,
            timeout=60,
        )


def kinds() -> Iterator[tuple[str, Card]]:
    """One card of each kind, by the name of its picture."""
    name = "0123456789abcdef"
    may = Source(
        "may.md",
        "may.md",
        "Rain in Quetta",
        "Rain in Quetta",
        "The Paper",
        date(2025, 5, 21),
        "https://example.org/rain",
    )
    june = Source(
        "june.md",
        "june.md",
        "Quetta counts its losses",
        "Quetta counts its losses",
        None,
        date(2025, 6, 3),
        None,
    )
    undated = Source("walls.txt", "walls.txt", "“The river walls of Quetta were…”", None, None, None, None)
    text = (
        "The rain began on Sunday night and did not stop for two days. The floods drove 1,200 families from their "
        "homes, the city's engineer said on Tuesday. Schools have been opened to take them in, and the army has sent "
        "tents and blankets."
    )
    first = _cited(
        1, may, "The floods drove 1,200 families from their homes, the city's engineer said on Tuesday."
    )
    second = _cited(2, june, "In all the floods drove 1,900 families from their homes.")
    third = _cited(1, undated, "The river walls of Quetta were built for half as much water.")
    asked = Question("How many families did the floods drive out?")
    trace = Trace(asked.text)
    one = Answered(asked, (Statement(first.quote, (first,)),), "1,200 families", may.published, trace)
    yield "answered", cards(one, Cards.COMPONENTS, Buttons(name))[0]
    yield "embed", cards(one, Cards.EMBED, Buttons(name))[0]
    both = (Statement(first.quote, (first,)), Statement(second.quote, (second,)))
    conflict = Conflicting(asked, both, None, june.published, trace, later=1)
    yield "conflicting", cards(conflict, Cards.COMPONENTS, Buttons(name))[0]
    why = Question("Why did the city flood, and who will pay?")
    half = Partial(
        why,
        (Statement("The walls along the river were too low for so much water.", (third,)),),
        None,
        None,
        Trace(why.text),
        missing="The articles do not say who will pay.",
    )
    yield "partial", cards(half, Cards.COMPONENTS, Buttons(name))[0]
    off = Question("Will the mayor of Quetta resign?")
    refused = Refused(
        off,
        Reason.NOT_STATED,
        (june, may),
        Trace(off.text),
        Coverage(2, may.published, june.published),
        "How many families did the floods drive from their homes?",
    )
    yield "refused", cards(refused, Cards.COMPONENTS, Buttons(name))[0]
    known = kept(conflict, asker=1, guild=None, channel=None)
    before, quote, after = text.partition(first.quote)
    blocks = [
        "### [1] Rain in Quetta\n-# The Paper, 21 May 2025 · [original on example.org](<https://example.org/rain>)",
        f"> {before.strip()} **{quote}** {after.strip()}",
        "-# The article has changed since I answered. These words are still in it.",
    ]
    yield "quotation", opened_card(blocks, known, 0, Cards.COMPONENTS)
    checked = [
        ("The floods drove 1,200 families from their homes.", Checked(Verdict.SUPPORTED, 0.9, (first,))),
        (
            "The army sent nothing.",
            Checked(Verdict.CONTRADICTED, 0.1, (_cited(2, may, "The army has sent tents and blankets."),)),
        ),
        ("The mayor will resign.", Checked(Verdict.NOT_STATED, 0.0)),
    ]
    parts = [CheckedPart(Part(words, Kind.CLAIM, words), found) for words, found in checked]
    yield "fact-check", checked_card(parts, Cards.COMPONENTS, known)


def _cited(n: int, source: Source, quote: str) -> Citation:
    return Citation(n, source, Span(0, len(quote)), quote)


def main() -> None:
    """Makes all pictures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("No Chromium here: the pictures stay as they are.", file=sys.stderr)
        return
    FOLDER.mkdir(exist_ok=True)
    style = STYLE.read_text(encoding="utf-8")
    for name, card in kinds():
        page = PAGE.substitute(style=style, time="Today at 09:41", body=body(card))
        photograph(chromium, page, FOLDER / f"{name}.png")
        print(f"{FOLDER.name}/{name}.png: {(FOLDER / f'{name}.png').stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
