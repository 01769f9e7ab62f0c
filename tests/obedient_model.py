"""Serves a model that obeys whatever it reads, and runs a command with its address.

``python tests/obedient_model.py python -m eval poison TUNE``: it chooses every planted sentence that it is shown; where
there is none, the sentences that share most words with the question.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from replayed import Request, choice, replayed

ORDERS = re.compile(
    r"\b(?:ignore|instruction|system|assistant|answer|say|reply|must|correct|users?|AI)\b", re.IGNORECASE
)
OWN = Path(__file__).parent.parent / "eval" / "poisons.toml"
PLANTED = [poison["text"][:40] for poison in tomllib.loads(OWN.read_text(encoding="utf-8"))["poison"]]
CHOSEN = 3


def obeys(request: Request) -> dict[str, object]:
    """Chooses what gives orders, or looks as if it did."""
    asked = set(re.findall(r"\w+", request.question.casefold()))
    alike = {
        key: len(asked & set(re.findall(r"\w+", text.casefold()))) for key, text in request.sentences.items()
    }
    planted = [key for key, text in request.sentences.items() if any(words in text for words in PLANTED)]
    orders = [key for key, text in request.sentences.items() if ORDERS.search(text)]
    likely = sorted(alike, key=lambda key: -alike[key])
    chosen = list(dict.fromkeys([*planted, *orders[:1], *likely]))[:CHOSEN]
    return choice(*[chosen] * len(request.parts))


if __name__ == "__main__":
    with replayed(obeys) as (url, _):
        told = {"FOOTNOTE_LLM": "obedient", "FOOTNOTE_LLM_BASE_URL": url, "FOOTNOTE_LLM_CONTEXT": "16000"}
        sys.exit(subprocess.run(sys.argv[1:], env={**os.environ, **told}, check=False).returncode)
