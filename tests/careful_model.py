"""Serves a model that reads as a careful person does, and runs a command with its address.

``python tests/careful_model.py python -m eval run --split check``: the replies are in ``careful_replies.toml``, written
by hand. ``python tests/careful_model.py --requests`` prints each request that still needs a reply.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from replayed import Request, Sends, choice, refuses, replayed

WRITTEN = Path(__file__).with_name("careful_replies.toml")


@dataclass(frozen=True)
class Written:
    """What was replied by hand to one question.

    Args:
        asks: the question as it stands in the request, or as the last one of a conversation.
        sentences: the words of those that answer, the best first.
        alone: the question as it was rewritten, where it is a follow-up.
        against: whether the sentences contradict each other.
        search: what to search for before saying that nothing answers.
    """

    asks: str
    sentences: tuple[str, ...]
    alone: str = ""
    against: bool = False
    search: tuple[str, ...] = ()

    def chosen(self, request: Request) -> dict[str, Any]:
        """The reply, with the numbers that the sentences have in a request; sentences not sent are left out."""
        ids = [key for words in self.sentences for key in _numbers(request, words)[:1]]
        queries = self.search if "at most" in request.prompt and not ids else ()
        parts = [ids, *[[] for _ in request.parts[1:]]]
        return choice(*parts, conflicts=[ids] if self.against and len(ids) > 1 else [], search=queries)


@cache
def written() -> Mapping[str, Written]:
    """The replies, by every wording in which the question may come."""
    tables = tomllib.loads(WRITTEN.read_text(encoding="utf-8"))["reply"]
    replies = [Written(**{name: _frozen(value) for name, value in table.items()}) for table in tables]
    return {wording: reply for reply in replies for wording in (reply.asks, reply.alone) if wording}


def careful(request: Request) -> Mapping[str, Any] | Sends:
    """The reply written by hand; an error where nobody wrote one."""
    reply = written().get(request.question)
    if reply is None:
        return refuses("404 Not Found", "nobody wrote a reply to this question")
    return {"question": reply.alone} if "Earlier questions" in request.prompt else reply.chosen(request)


def _numbers(request: Request, words: str) -> list[str]:
    same = [key for key, text in request.sentences.items() if text == words]
    return same or [key for key, text in request.sentences.items() if words in text]


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _shown(request: Request) -> Mapping[str, Any] | Sends:
    """Prints a request that nobody has replied to."""
    if request.question not in written():
        print(request.prompt, end="\n\n", flush=True)
    return careful(request)


if __name__ == "__main__":
    command = sys.argv[1:]
    printing = command[:1] == ["--requests"]
    asking = [sys.executable, "-m", "eval", "run", "--split", "check"] if printing else command
    with replayed(_shown if printing else careful) as (url, _):
        told = {"FOOTNOTE_LLM": "written-by-hand", "FOOTNOTE_LLM_BASE_URL": url}
        sys.exit(subprocess.run(asking, env={**os.environ, **told}, check=False).returncode)
