"""What each hand-made rule is worth: switches off one compiled pattern after another, and asks again what it matched.

Networks and embeddings are asked once, so a case costs milliseconds. A pattern that changes no answer, and that no test
needs, can go.
"""

from __future__ import annotations

import pkgutil
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper, partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import bot.answering
from bot.records import Question
from bot.settings import BotSettings
from bot.wire import open_answerer, open_checker, open_or_build
from eval.casefiles import OUR_CASES, read_cases, read_texts
from eval.claims.kept import KEPT, read_kept_claims, write_kept_shelf
from eval.judge import judge
from eval.replies import kept, read_reply

Outcome = tuple[bool, tuple[str, ...]]
"""Whether an answer or a verdict is right, and what was said."""


_NOTHING: dict[str, Callable[[], Any]] = {
    "search": lambda: None,
    "match": lambda: None,
    "fullmatch": lambda: None,
    "findall": list,
}  # what a pattern gives that finds nothing


class Switch:
    """A compiled pattern that can be switched off, and that notes whether it found anything."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.off = self.found = False
        self._pattern = pattern

    def __getattr__(self, name: str) -> Any:
        return partial(self._try, name) if name in _NOTHING else getattr(self._pattern, name)

    def _try(self, way: str, *arguments: Any) -> Any:
        found = _NOTHING[way]() if self.off else getattr(self._pattern, way)(*arguments)
        self.found |= bool(found)
        return found

    def finditer(self, *arguments: Any) -> Iterator[re.Match[str]]:
        """As that of a pattern."""
        matches = [] if self.off else list(self._pattern.finditer(*arguments))
        self.found |= bool(matches)
        return iter(matches)

    def sub(self, put: Any, text: str, count: int = 0) -> str:
        """As that of a pattern."""
        replaced = text if self.off else self._pattern.sub(put, text, count)
        self.found |= replaced != text
        return replaced

    def split(self, text: str, maxsplit: int = 0) -> list[Any]:
        """As that of a pattern."""
        parts = [text] if self.off else self._pattern.split(text, maxsplit)
        self.found |= len(parts) > 1
        return parts


@dataclass(frozen=True, slots=True)
class Worth:
    """What a rule is worth.

    Args:
        name: module and name of its pattern.
        asked: in how many cases it found something.
        changed: how many of them end otherwise without it.
        worse: those that are right with it alone.
        better: those that are right without it alone.
    """

    name: str
    asked: int = 0
    changed: int = 0
    worse: list[str] = field(default_factory=list)
    better: list[str] = field(default_factory=list)


def worth_of_rules(settings: BotSettings) -> Iterator[Worth]:
    """Each pattern of `bot.answering`, the one that found most last.

    Args:
        settings: which articles, which data.
    """
    modules = [
        import_module(info.name) for info in pkgutil.walk_packages(bot.answering.__path__, "bot.answering.")
    ]
    switches = dict(_switches(modules))
    with TemporaryDirectory() as folder:
        cases = {**_questions(settings), **_claims(settings, Path(folder))}
        base = {name: ask() for name, ask in cases.items()}  # the networks are asked here
        matched: dict[str, list[str]] = {name: [] for name in switches}
        for name, ask in cases.items():
            _forget(modules)
            for switch in switches.values():
                switch.found = False
            ask()
            for rule, switch in switches.items():
                if switch.found:
                    matched[rule].append(name)
        for rule in sorted(matched, key=lambda name: len(matched[name])):
            yield _worth(rule, switches[rule], {name: cases[name] for name in matched[rule]}, base, modules)


def _worth(
    rule: str,
    switch: Switch,
    cases: Mapping[str, Callable[[], Outcome]],
    base: Mapping[str, Outcome],
    modules: list[ModuleType],
) -> Worth:
    switch.off = True
    _forget(modules)
    now = {}
    for name, ask in cases.items():
        try:
            now[name] = ask()
        # Another rule may count on its match.
        except (ValueError, TypeError, IndexError, KeyError, AttributeError):
            now[name] = (False, ("nothing",))
    switch.off = False
    _forget(modules)
    changed = [name for name in cases if now[name] != base[name]]
    worse = [name for name in changed if base[name][0] and not now[name][0]]
    better = [name for name in changed if now[name][0] and not base[name][0]]
    return Worth(rule, len(cases), len(changed), worse, better)


def _switches(modules: list[ModuleType]) -> Iterator[tuple[str, Switch]]:
    """Puts a switch in the place of each pattern, the same one wherever it is imported."""
    made: dict[int, Switch] = {}
    for module in modules:
        for name, value in list(vars(module).items()):
            if isinstance(value, re.Pattern):
                if id(value) not in made:
                    made[id(value)] = Switch(value)
                    yield f"{module.__name__}.{name}", made[id(value)]
                setattr(module, name, made[id(value)])


def _forget(modules: list[ModuleType]) -> None:
    """Empties what is remembered of texts, which would hide a rule."""
    for module in [*modules, *(loaded for name, loaded in sys.modules.items() if name.startswith("index."))]:
        for value in list(vars(module).values()):
            if isinstance(value, _lru_cache_wrapper):
                value.cache_clear()


def _questions(settings: BotSettings) -> dict[str, Callable[[], Outcome]]:
    answerer = open_answerer(settings)

    def asking(case: Any) -> Callable[[], Outcome]:
        def ask() -> Outcome:
            reply = read_reply(kept(answerer.ask(Question(case.question, case.history, case.as_of))))
            verdict, _ = judge(case, reply)
            return verdict.value == "right", (
                reply.outcome,
                *(statement.text for statement in reply.statements),
            )

        return ask

    return {case.id: asking(case) for case in read_cases(OUR_CASES, read_texts(settings.seeds))}


def _claims(settings: BotSettings, folder: Path) -> dict[str, Callable[[], Outcome]]:
    for kept_set in KEPT:
        write_kept_shelf(settings.seeds, folder / "seeds", kept_set)
    index = open_or_build(settings.model_copy(update={"seeds": folder / "seeds", "data": folder / "data"}))
    checker = open_checker(settings)

    def checking(claim: Any) -> Callable[[], Outcome]:
        def ask() -> Outcome:
            verdict = checker.against_articles(claim.text, index).verdict
            return verdict is claim.label, (verdict.value,)

        return ask

    return {
        f"claim {kept_set.name} {claim.id}": checking(claim)
        for kept_set in KEPT
        for claim in read_kept_claims(kept_set)
    }
