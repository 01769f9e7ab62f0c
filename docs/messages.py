"""Lists everything that members, moderators and hosts read, as Markdown: ``python docs/messages.py > messages.md``.

Cards are built by the bot's own code, from the answers that the pictures show; what else it shows in Discord comes
from the running bot (``conversation``). Commands are those that Discord is told; settings come from their
descriptions. All other words (lines, errors, buttons, forms) are read from the source, so that none is left out; what
a program fills in is in braces.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from conversation import said
from pictures import kinds
from settings import variable

from bot.answering.publish.wording import help_lines, refusal_line
from bot.answers import Coverage, Refused
from bot.records import Question, Reason, Trace
from bot.server.client import new_client
from bot.server.commands.everything import new_tree
from bot.settings import BotSettings

ROOT = Path(__file__).parent.parent
FOLDERS = ("bot", "index", "eval")
DOORS = ("bot", "index", "eval")
LEFT_OUT = ("bench",)
FEWEST = 2  # a text with fewer words is not for readers
_LONGEST_LABEL = 60
_MARKED = re.compile(r"[.,:;?!(){}`]")
_LOGGERS = {"debug", "info", "warning", "error", "exception", "log"}
_READERS = {"compile", "sub", "fullmatch", "match", "search", "findall", "split", "execute"}
_CODE = re.compile(
    r"\(\?|\\[bwsd(]|\w\|\w+\||CREATE |PRAGMA|ALTER |BEGIN |"
    r"INSERT INTO|SELECT |UPDATE \w+ SET|DELETE FROM|^[\w./*:#@-]+$|^fn:|^(?:a|an|the|that|is|are|was)\b [a-z ]+$"
)


def listed() -> str:
    """The whole list, as Markdown."""
    parts = [
        "# Everything that Footnote says",
        "Made by `python docs/messages.py`. Read it through for odd English.",
    ]
    parts += ["## Cards", *_cards()]
    parts += ["## In Discord", *_said()]
    parts += ["## Refusals", "\n".join(_refusals())]
    parts += ["## Commands", "\n".join(_commands())]
    parts += ["## Doors", "\n".join(_doors())]
    parts += ["## Settings", "\n".join(_settings())]
    parts += ["## Lines, errors, buttons and forms", *_words()]
    return "\n\n".join(parts) + "\n"


def _cards() -> Iterator[str]:
    for name, card in kinds():
        components = card.view.to_components()  # type: ignore[no-untyped-call]
        texts = list(_texts(components))
        if card.embed:
            texts.insert(0, card.embed.description or "")
        yield f"### {name}"
        yield "````\n" + "\n---\n".join(texts) + "\n````"


def _said() -> Iterator[str]:
    for name, message in said():
        texts = [
            message.get("title") or "",
            message.get("content") or "",
            *_texts(message.get("components") or []),
        ]
        yield f"### {name}"
        yield "````\n" + "\n---\n".join(filter(None, texts)) + "\n````"


def _texts(components: list[dict[str, Any]]) -> Iterator[str]:
    for component in components:
        yield from [component["content"]] if component["type"] == 10 else []
        if component["type"] == 1:
            yield " ".join(_button(button) for button in component["components"])
        elif component["type"] == 18:  # a field of a form
            part = component["component"]
            options = " / ".join(option["label"] for option in part.get("options") or [])
            yield f"{component['label']}: [{options or part.get('placeholder') or ''}]"
        else:
            yield from _texts(component.get("components", []))


def _button(button: dict[str, Any]) -> str:
    emoji = (button.get("emoji") or {}).get("name", "")
    return f"[{' '.join(filter(None, [emoji, button.get('label') or button.get('placeholder')]))}]"


def _refusals() -> Iterator[str]:
    for reason in Reason:
        refusals = [
            Refused(Question("?"), reason, (), Trace("?"), Coverage(many, None, None)) for many in (1, 2)
        ]
        more = " / ".join(line for refusal in refusals for line in help_lines(refusal))
        yield f"- `{reason}`: {refusal_line(refusals[0])} / {more}"


def _commands() -> Iterator[str]:
    tree = new_tree(new_client(BotSettings(_env_file=None)))
    for command in tree.get_commands():
        yield from _command(command.to_dict(tree), "" if command.to_dict(tree).get("type") == 3 else "/")


def _command(command: dict[str, Any], before: str) -> Iterator[str]:
    name = f"{before}{command['name']}"
    yield f"- `{name}` {command.get('description') or '(in the menu of a message)'}"
    for option in command.get("options") or []:
        if option["type"] in (1, 2):
            yield from _command(option, f"{name} ")
        else:
            yield f"  - `{option['name']}` {option['description']}"


def _doors() -> Iterator[str]:
    for door in DOORS:
        commands: Any = typer.main.get_command(import_module(f"{door}.__main__").app)
        yield f"- `python -m {door}` {_one_line(commands.help)}"
        for name, command in commands.commands.items():
            yield f"  - `{name}` {_one_line(command.help)}"
            for option in command.params:
                if description := getattr(option, "help", None):
                    typed = option.opts[0]
                    if option.param_type_name == "argument":
                        typed = (option.metavar or typed.upper()).strip("[]")
                    yield f"    - `{typed}` {_one_line(description)}"


def _one_line(text: str | None) -> str:
    return " ".join((text or "(no description)").split())


def _settings() -> Iterator[str]:
    for name, field in sorted(BotSettings.model_fields.items()):
        yield f"- `{variable(name)}`: {field.description or '(no description)'}"


def _words() -> Iterator[str]:
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            texts = list(dict.fromkeys(_said_in(file)))
            if texts and file.parent.name not in LEFT_OUT:
                yield f"### {file.relative_to(ROOT).as_posix()}"
                yield "\n".join(f"- {text}" for text in texts)


def _said_in(file: Path) -> Iterator[str]:
    """The texts of a file that somebody may read: no docstring, no annotation, no line of the log."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    passed_over: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed_over.add(id(node.value))
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in _LOGGERS | _READERS:
            passed_over |= {id(inner) for inner in ast.walk(node)}
        if isinstance(node, ast.JoinedStr):
            passed_over |= {id(inner) for inner in ast.walk(node) if inner is not node}
    for node in ast.walk(tree):
        if id(node) in passed_over:
            continue
        text = _text(node)
        listing = len(text) > _LONGEST_LABEL and not _MARKED.search(text)  # words that the code looks for
        if len(re.findall(r"[A-Za-z]{2,}", text)) >= FEWEST and not listing and not _CODE.search(text):
            yield " ⏎ ".join(text.splitlines())


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            part.value if isinstance(part, ast.Constant) else "{" + ast.unparse(part.value) + "}"  # type: ignore[attr-defined, operator]
            for part in node.values
        )
    return ""


if __name__ == "__main__":
    sys.stdout.write(listed())
