"""Builds after each change of the articles."""

from __future__ import annotations

import threading
from collections.abc import Callable

from watchfiles import DefaultFilter
from watchfiles import watch as changes

from index.build import build
from index.errors import IndexingError
from index.records import BuildReport
from index.settings import IndexSettings
from index.turns import Notice

QUIET_MS = 1000  # a build begins when nothing has changed for so long
LONGEST_MS = 10_000  # or when changes have gone on for so long
LOOK_MS = 200


def watch(
    settings: IndexSettings,
    built: Callable[[BuildReport], None],
    failed: Callable[[IndexingError], None],
    strict: bool = False,
    shrink: bool = False,
    stop: threading.Event | None = None,
    notice: Notice = lambda _: None,
) -> None:
    """Builds at once and after each change, until stopped; a build that fails is reported, and watching goes on.

    Args:
        settings: where articles and built data lie; the folder of articles must exist.
        built: told of each build.
        failed: told of each build that failed.
        strict: publish nothing when anything is left out.
        shrink: publish even when most of the articles are gone.
        stop: set by whoever wants it to end; None: Ctrl-C ends it.
        notice: told, in one line each, what a maintainer would wonder about.
    """
    looks = changes(
        settings.seeds,
        watch_filter=DefaultFilter(),
        debounce=LONGEST_MS,
        step=QUIET_MS,
        stop_event=stop,
        rust_timeout=LOOK_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
    )
    # The first build waits for the first look, so that no change between the two is missed.
    for number, changed in enumerate(looks):
        if changed or not number:
            try:
                built(build(settings, strict=strict, shrink=shrink, notice=notice))
            except IndexingError as error:
                failed(error)
