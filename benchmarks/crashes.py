"""Breaks rebuilds on purpose: killed at random instants, or out of disk space at a random byte."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from index.build import build
from index.search import open_index
from index.settings import IndexSettings
from index.upkeep import problems

DISK = "256m"  # a rebuild takes about two
ARTICLES = 40
CHANGED = 3


def small_disk(folder: Path) -> list[str]:
    """The start of a command line that mounts a small disk on a folder; empty where none may be mounted."""
    mount = f'mount -t tmpfs -o size={DISK} tmpfs "$0" && exec "$@"'
    before = ["unshare", "-rm", "sh", "-c", mount, str(folder)]
    if shutil.which("unshare") is None:
        return []
    tried = subprocess.run([*before, "true"], capture_output=True, check=False)  # noqa: S603
    return [] if tried.returncode else before


def broken_rebuilds(
    settings: IndexSettings, rounds: int, *, disk_full: bool, disk: Path | None = None, seed: int = 1
) -> dict[str, int]:
    """Breaks one rebuild a round, looks at what is left, and builds again.

    Args:
        settings: where to make articles and built data; empty folders.
        rounds: how many rebuilds to break.
        disk_full: whether they run out of space at a random byte, instead of being killed at a random instant.
        disk: the disk that holds the data and is filled for that; None limits the size of the files that they write.
        seed: of sizes and instants.

    Returns:
        How many rebuilds were broken and how many ended first; how often the old and the new generation answered, how
        often one held a part of the changes only, how often `verify` was clean, and how often the next build
        succeeded; and how many articles were lost.
    """
    chance = random.Random(seed)  # noqa: S311  (instants, no secret)
    settings.seeds.mkdir(parents=True, exist_ok=True)
    for number in range(ARTICLES):
        _write(settings, number, 0)
    build(settings)
    _write(settings, 0, -1)
    began = time.perf_counter()
    _start(settings).wait()
    usual = time.perf_counter() - began
    names = "broken, ended first, old answers, new answers, mixed, verify clean, next build succeeds, articles lost"
    counts = dict.fromkeys(names.split(", "), 0)
    for round_ in range(1, rounds + 1):
        before = open_index(settings).generation.id
        for number in range(CHANGED):
            _write(settings, number, round_)
        if disk_full:
            status = _short_of_space(settings, int(10 ** chance.uniform(2, 5.8)), disk)
        else:
            job = _start(settings)
            time.sleep(chance.uniform(0.1, 1.0) * usual)
            job.send_signal(signal.SIGKILL)
            status = job.wait()
        counts["broken" if status else "ended first"] += 1
        left = open_index(settings)
        counts["old answers" if left.generation.id == before else "new answers"] += 1
        changed = [f"round {round_} " in left.text(f"{number}.txt") for number in range(CHANGED)]
        counts["mixed"] += any(changed) != all(changed)
        counts["verify clean"] += not list(problems(settings))
        build(settings)
        after = open_index(settings)
        counts["next build succeeds"] += f"round {round_} " in after.text("0.txt")
        counts["articles lost"] += ARTICLES - len(after.generation.articles)
    return counts


def _short_of_space(settings: IndexSettings, size: int, disk: Path | None) -> int:
    """The exit status of a build that may write so many bytes: on the disk, or else in each file."""
    if disk is None:
        return _start(settings, size).wait()
    ballast = disk / "ballast"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, free - size))
    try:
        return _start(settings).wait()
    finally:
        ballast.unlink()


def _start(settings: IndexSettings, limit: int | None = None) -> subprocess.Popen[bytes]:
    where = ["--seeds", str(settings.seeds), "--data", str(settings.data)]
    return subprocess.Popen(  # noqa: S603  (our own command line)
        [sys.executable, "-m", "index", "build", *where],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        preexec_fn=partial(_limit, limit) if limit else None,
    )


def _limit(size: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that writing fails with an error, as on a full disk
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _write(settings: IndexSettings, number: int, round_: int) -> None:
    words = f"The market in town number {number} opened on Monday. It was round {round_} of the fair."
    (settings.seeds / f"{number}.txt").write_text(words, encoding="utf-8")
