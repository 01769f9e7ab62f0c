"""Lists the files that a question passes from ``Answerer.ask`` to the card, with the lines of each that ran.

``PYTHONPATH=. python docs/path.py "QUESTION"``, in the root folder of the repository.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from types import FrameType
from typing import Any

from bot.records import Question
from bot.server.cards import cards
from bot.settings import BotSettings
from bot.wire import open_answerer

ROOT = Path.cwd()
ASKED = "How many Afghans has Pakistan expelled since the end of March?"


def traced(question: str) -> dict[Path, set[int]]:
    """The project's files that ran, each with the numbers of its lines that did."""
    settings = BotSettings()
    answerer = open_answerer(settings)
    ran: dict[Path, set[int]] = defaultdict(set)

    def note(frame: FrameType, event: str, _: Any) -> Any:
        file = Path(frame.f_code.co_filename)
        if file.parts[: len(ROOT.parts)] != ROOT.parts or ".venv" in file.parts:
            return None
        if event == "line":
            ran[file.relative_to(ROOT)].add(frame.f_lineno)
        return note

    sys.settrace(note)
    cards(answerer.ask(Question(question)), settings.cards)
    sys.settrace(None)
    return ran


if __name__ == "__main__":
    found = traced(" ".join(sys.argv[1:]) or ASKED)
    long = {file: len(file.read_text("utf-8").splitlines()) for file in found}
    for file, lines in found.items():
        print(f"{len(lines):5} of {long[file]:5} lines  {file}")
    print(f"{sum(map(len, found.values())):5} of {sum(long.values()):5} lines, {len(found)} files")
