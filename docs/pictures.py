"""Makes the pictures of the cards in ``docs/pictures``: ``python docs/pictures.py``.

Each card is the bot's own answer about the articles in ``seeds``, drawn as a small page that looks like Discord, for a
desktop in the dark and a phone in the light, and photographed with headless Chromium. Without Chromium it says so in
one line, and nothing is changed.
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

from bot.records import Question
from bot.server.cards import Buttons, Card, cards
from bot.server.commands.actions import opened_card
from bot.server.commands.checking import checked_card
from bot.server.quotation import quotation
from bot.server.remembered import kept
from bot.settings import BotSettings, Cards
from bot.wire import open_answerer, open_checker, open_or_build

FOLDER = Path(__file__).parent / "pictures"
LOOKS = {"": (620, "dark"), "-phone": (390, "light")}  # by the ending of their names: pixels, theme
AS_OF = date(2026, 3, 6)
QUESTIONS = (
    ("answered", "How many Taliban operatives has Pakistan's military killed?"),
    ("conflicting", "How many people died in the Paktika strike of December 2024?"),
    ("partial", "Which field marshal visited Wana, and who pays for the embassies?"),
    ("refused", "Who won the election in Pakistan?"),
)
CLAIMS = (
    "Tarar said that Pakistan’s military has killed 481 Taliban operatives. Munir visited Wana in North Waziristan. "
    "Turkey has sent soldiers to Kabul."
)
STYLE = Path(__file__).parent / "pictures.css"
PAGE = Template(
    '<!doctype html><meta charset="utf-8"><style>$style</style><body class="$theme" style="width: ${width}px">'
    '<div class="message"><div class="face">¹</div>'
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
        words = html.escape(re.sub(r"\\([\W_])", hide, line), quote=False)
        kind = next((mark for mark in ("### ", "-# ", "&gt; ", "- ") if words.startswith(mark)), "")
        words = words.removeprefix(kind)
        for pattern, shown in _MARKS:
            words = re.sub(pattern, shown, words)
        tag = {"### ": "h3", "-# ": "small", "&gt; ": "blockquote", "- ": "li"}.get(kind, "p")
        lines.append(f"<{tag}>{words}</{tag}>")
    return re.sub(r"\0(\d+)\0", lambda match: hidden[int(match[1])], "".join(lines))


def drawn(components: list[dict[str, Any]]) -> str:
    """Components as HTML."""
    return "".join(_drawn(component) for component in components)


def _drawn(component: dict[str, Any]) -> str:
    inside = drawn(component.get("components", []))
    match component["type"]:
        case 17:
            return f'<div class="container" style="border-color: #{component["accent_color"]:06x}">{inside}</div>'
        case 10:
            return f'<div class="text">{rendered(component["content"])}</div>'
        case 14:
            return "<hr>"
        case 1:
            return f'<div class="row">{inside}</div>'
        case 2:
            emoji = (component.get("emoji") or {}).get("name", "")
            off = " off" if component.get("disabled") else ""
            link = " ↗" if component["style"] == 5 else ""
            return (
                f'<span class="button{off}">{emoji} {html.escape(component.get("label") or "")}{link}</span>'
            )
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


def photograph(chromium: str, page: str, picture: Path, width: int) -> None:
    """Draws a page in Chromium, ``width`` pixels wide and as high as its content."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        flags = (
            "--headless --no-sandbox --disable-gpu --disable-background-networking --hide-scrollbars".split()
        )
        command = [chromium, *flags, f"--user-data-dir={folder}/profile"]
        dom = subprocess.run(  # noqa: S603  (our own page in our own browser)
            [*command, f"--window-size={width},900", "--dump-dom", file.as_uri()],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        height = int(re.findall(r"<title>(\d+)</title>", dom)[0])
        subprocess.run(  # noqa: S603  (as above)
            [*command, f"--window-size={width},{height}", f"--screenshot={picture}", file.as_uri()],
            capture_output=True,
            check=True,
            timeout=60,
        )


def kinds() -> Iterator[tuple[str, Card]]:
    """One card of each kind, by the name of its picture: the bot's own answers about the articles in ``seeds``."""
    name = "0123456789abcdef"
    with tempfile.TemporaryDirectory() as folder:
        settings = BotSettings(data=Path(folder))
        index = open_or_build(settings)
        ask, checker = open_answerer(settings).ask, open_checker(settings)
        for picture, text in QUESTIONS:
            answer = ask(Question(text, as_of=AS_OF))
            yield picture, cards(answer, Cards.COMPONENTS, Buttons(name))[0]
        answer = ask(Question(QUESTIONS[0][1], as_of=AS_OF))
        yield "embed", cards(answer, Cards.EMBED, Buttons(name))[0]
        answer = ask(Question(QUESTIONS[1][1], as_of=AS_OF))
        known = kept(answer, asker=1, guild=None, channel=None)
        blocks = quotation(known.citations[0], None, index.generation, index.text)
        yield "quotation", opened_card(blocks, known, 0, Cards.COMPONENTS)
        yield (
            "fact-check",
            checked_card(checker.message_against_articles(CLAIMS, index), Cards.COMPONENTS, known),
        )


def main() -> None:
    """Makes all pictures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("No Chromium here: the pictures stay as they are.", file=sys.stderr)
        return
    FOLDER.mkdir(exist_ok=True)
    style = STYLE.read_text(encoding="utf-8")
    for name, card in kinds():
        for ending, (width, theme) in LOOKS.items():
            page = PAGE.substitute(
                style=style, theme=theme, width=width, time="Today at 09:41", body=body(card)
            )
            picture = FOLDER / f"{name}{ending}.png"
            photograph(chromium, page, picture, width)
            print(f"{FOLDER.name}/{picture.name}: {picture.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
