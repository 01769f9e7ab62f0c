"""What the maintainer's door prints."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from index.english.counted import counted
from index.records import Article, Generation, Hit
from index.upkeep import Garbage

SHOWN = 40  # articles listed by name
NAMED = 3  # files listed for one reason
LOUD = 10  # one file in so many left out is shown in red

out = Console(highlight=False)


def shelf(generation: Generation) -> None:
    """The articles of a generation, one a line."""
    shown = list(generation.articles.values())[:SHOWN]
    table = _table("Article", "Published", "Sentences", "Cut", "Title")
    for article in shown:
        named = ", ".join(filter(None, (article.title, article.publisher)))
        table.add_row(
            escape(article.id),
            str(article.published) if article.published else "[dim]undated[/]",
            str(sum(map(len, article.paragraphs))),
            str(len(article.boilerplate)),
            escape(named) or "[dim]none stated[/]",
        )
    out.print(table)
    if len(generation.articles) > SHOWN:
        out.print(f"… and {len(generation.articles) - SHOWN} more")


def skipped(generation: Generation) -> None:
    """What was left out, by reason; loud where it is a tenth of the files or more."""
    missing = [entry for entry in generation.skipped if not entry.read]
    for entry in generation.skipped:
        if entry.read:
            out.print(
                f"[yellow]Read, without a field:[/] {escape(entry.file)}: {escape(entry.reason)}",
                soft_wrap=True,
            )
    if not missing:
        return
    by_reason: dict[str, list[str]] = {}
    for entry in missing:
        by_reason.setdefault(entry.reason, []).append(entry.file)
    for reason, files in sorted(by_reason.items(), key=lambda item: -len(item[1])):
        more = f" and {len(files) - NAMED} more" if len(files) > NAMED else ""
        named = ", ".join(files[:NAMED])
        out.print(f"[yellow]Skipped[/] {escape(named)}{more}: {escape(reason)}", soft_wrap=True)
    whole = len(generation.texts) + len(missing)
    summary = f"{len(missing)} of {counted(whole, 'file')} left out"
    out.print(f"[bold red]{summary}[/]" if len(missing) * LOUD >= whole else f"[yellow]{summary}[/]")


def history(generations: Sequence[Generation], names: Sequence[str], current: str) -> None:
    """Generations, newest first, each with what it changed.

    Args:
        generations: those that can be read.
        names: the ids of all that are kept.
        current: the id of the one that answers.
    """
    table = _table("Generation", "Built (UTC)", "Articles", "Passages", "Against the one before")
    for number, generation in enumerate(generations):
        before = generations[number + 1] if number + 1 < len(generations) else None
        table.add_row(
            f"[bold]{generation.id}[/] ◂ answers" if generation.id == current else generation.id,
            generation.created[:19].replace("T", " "),
            str(len(generation.articles)),
            str(len(generation.passages)),
            _changes(before, generation),
        )
    out.print(table)
    read = {generation.id for generation in generations}
    damaged = {name: "gc" for name in names if name not in read}
    if current not in read:  # its manifest may be gone, and its name with it
        damaged[current] = "build"
    for name, mend in damaged.items():
        out.print(f"[yellow]Damaged[/] {name}: cannot be read; run `python -m index {mend}`")


def file(articles: Sequence[Article], text: str) -> None:
    """The articles of one file: what is known and who says so, what can be quoted, and what was cut and why."""
    for article in articles:
        out.print(f"[bold]{escape(article.id)}[/]  {escape(article.title or 'no title stated')}")
        dated = f"{article.published} ({article.published_by})" if article.published else "undated"
        known = [dated, article.publisher, article.author, article.url]
        out.print(escape("  ".join(part for part in known if part)), style="dim", soft_wrap=True)
        if article.copy_of:
            out.print(f"Counts as one source with {escape(article.copy_of)}.", style="yellow")
        pieces = [
            (cut.span.start, cut.span.end, cut.reason, " ".join(cut.span.of(text).split()))
            for cut in article.boilerplate
        ]
        pieces += [
            (sentence.start, sentence.end, "", sentence.words_in(text))
            for paragraph in article.paragraphs
            for sentence in paragraph
        ]
        sections = {
            sentence.start: sentence.section for paragraph in article.paragraphs for sentence in paragraph
        }
        table = _table("At", "Cut, and why", "Words")
        section = ""
        for start, end, reason, words in sorted(pieces):
            if not reason and sections[start] != section:
                section = sections[start]
                table.add_row("", "", Text(section, style="bold"))
            table.add_row(f"{start}–{end}", escape(reason), Text(words, style="dim" if reason else ""))
        out.print(table)


def hits(retrieved: Sequence[Hit], generation: Generation) -> None:
    """What a query retrieved, and why."""
    table = _table("", "By meaning", "By words", "Cosine", "Article", "Words")
    for place, hit in enumerate(retrieved, 1):
        article = generation.articles[hit.passage.article]
        table.add_row(
            str(place),
            str(hit.dense_rank or "–"),
            str(hit.sparse_rank or "–"),
            f"{hit.similarity:.2f}" if hit.similarity is not None else "–",
            escape(f"{article.id}\n{article.published or 'undated'}"),
            Text(" ".join(hit.passage.text.split())[:200] + " …"),
        )
    out.print(table if retrieved else "Nothing is found.")


def garbage(collected: Garbage, *, dry_run: bool) -> None:
    """What a collection removed, or would."""
    done = "Would remove" if dry_run else "Removed"
    for path in collected.paths:
        out.print(f"{done} {escape(str(path))}", style="dim", soft_wrap=True)
    out.print(
        f"{done} {counted(len(collected.paths), 'path')} ({collected.size / 1e6:.1f} MB) "
        f"and {counted(collected.vectors, 'vector')} that no kept generation names."
    )


def _changes(before: Generation | None, after: Generation) -> RenderableType:
    if before is None:
        return "[dim]the oldest that can be read[/]"
    was, now = before.articles, after.articles
    changed = [
        name
        for name in was.keys() & now.keys()
        if before.texts[was[name].file] != after.texts[now[name].file]
    ]
    lines = [
        f"{sign}{len(names)} {escape(', '.join(sorted(names)[:3]))}{' …' if len(names) > 3 else ''}"
        for sign, names in (("+", now.keys() - was.keys()), ("-", was.keys() - now.keys()), ("~", changed))
        if names
    ]
    return Group(*lines) if lines else "[dim]the same articles[/]"


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in columns:
        numbers = name in ("Sentences", "Cut", "Articles", "Passages", "By meaning", "By words", "Cosine")
        table.add_column(
            name, justify="right" if numbers else "left", no_wrap=name in ("Article", "Published", "At")
        )
    return table
