"""What an owner does to the index from Discord, told in one line."""

from __future__ import annotations

from index.build import build
from index.rollback import roll_back
from index.settings import IndexSettings


def rebuild(settings: IndexSettings) -> str:
    """Reads the articles anew and publishes what it builds.

    Raises:
        IndexingError: if there is nothing to publish; what was published stays.
    """
    report = build(settings, wait=False)
    generation = report.generation
    articles = f"{len(generation.articles):,} articles"
    if not report.published:
        return f"The articles have not changed: generation {generation.id} goes on answering, {articles}."
    skipped = f" Left out: {', '.join(one.file for one in generation.skipped)}." if generation.skipped else ""
    return (
        f"Generation {generation.id} answers: {articles}, {len(generation.passages):,} passages, "
        f"built in {report.seconds:.1f} seconds.{skipped}"
    )


def rollback(settings: IndexSettings) -> str:
    """Publishes the generation before the present one again.

    Raises:
        IndexingError: if there is none, or it is not whole; what was published stays.
    """
    old = roll_back(settings)
    return (
        f"Generation {old.id} of {old.created[:19]} UTC answers: {len(old.articles):,} articles. "
        "The next build makes a generation of the articles as they lie there: mend them first."
    )
