"""Runs on the disk: what was asked of which code, over which articles, and how to find it again.

A run's folder is ``<data>/eval/<time>-<commit>``. ``run.json`` says what was run, ``passages.json`` how the articles
were cut, ``answers.jsonl`` holds every answer; figures are made from these, so an old run can be marked by new rules.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from eval.casefiles import OUR_CASES, read_texts
from eval.errors import RunExists, RunUnreadable
from eval.records import Case, Mark, Place, Result, Split
from eval.run import ANSWERS, choose, read_back
from eval.tunesets import read_set

OURS = "our cases"
RIVALS = "rivals"
_MANIFEST, _PASSAGES = "run.json", "passages.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run was.

    Args:
        set: the name of the set of cases.
        cases: the folder of the set; None for our own.
        seeds: the folder of articles.
        articles: a hash of their texts.
        split: which part of the set was asked: ``tune``, ``check`` or ``all``.
        limit: at most so many cases were asked; None for all.
        made: when it began, ISO 8601 in UTC.
        commit: the code that answered.
        workers: how many questions were asked at once.
        memory: the most memory that the process held, in MiB; None while it runs.
        certainty: what the bot was told to need to answer, 0 to 1; None for its own.
    """

    set: str
    cases: str | None
    seeds: str
    articles: str
    split: str
    limit: int | None
    made: str
    commit: str
    workers: int = 1
    memory: float | None = None
    certainty: float | None = None

    @property
    def whole(self) -> bool:
        """Whether it asked all of our cases."""
        return self.set == OURS and self.split == "all" and self.limit is None

    def same_task(self, other: Manifest) -> bool:
        """Whether both ask the same of the same code."""
        task = {"made": "", "workers": 1, "memory": None}
        return replace(self, **task) == replace(other, **task)  # type: ignore[arg-type]


def commit_of(folder: Path) -> str:
    """A working tree's short commit, ``-dirty`` when it differs from it; ``unversioned`` outside git."""
    git = shutil.which("git")
    if git is None:
        return "unversioned"
    command = [git, "-C", str(folder), "describe", "--always", "--dirty", "--abbrev=7", "--exclude=*"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed command
    return done.stdout.strip() or "unversioned"


def hash_of(texts: Mapping[str, str]) -> str:
    """A short hash of the articles' files."""
    digest = hashlib.sha256()
    for file, text in texts.items():
        digest.update(f"{file}\0{text}\0".encode())
    return digest.hexdigest()[:12]


def start(data: Path, moment: datetime, manifest: Manifest) -> Path:
    """Makes the folder of a run.

    Raises:
        RunExists: if it is there already.
    """
    folder = data / "eval" / f"{moment:%Y%m%dT%H%M%S}-{manifest.commit}"
    try:
        folder.mkdir(parents=True)
    except FileExistsError as error:
        raise RunExists(f"{folder}: a run of this second is already there; start again") from error
    write_manifest(folder, manifest)
    return folder


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes what a run is, or replaces it."""
    (folder / _MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """What a run was.

    Raises:
        RunUnreadable: if the folder is no run.
    """
    try:
        return TypeAdapter(Manifest).validate_json((folder / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        raise RunUnreadable(f"{folder}: is not the folder of a run (no readable {_MANIFEST})") from error


def write_passages(folder: Path, passages: Sequence[Place]) -> None:
    """Keeps how the articles were cut."""
    stretches = [[place.file, place.start, place.end] for place in passages]
    (folder / _PASSAGES).write_text(json.dumps(stretches, ensure_ascii=False), encoding="utf-8")


def read_passages(folder: Path) -> tuple[Place, ...] | None:
    """The passages of the index that answered; None when the run does not say."""
    path = folder / _PASSAGES
    if not path.is_file():
        return None
    return tuple(Place(*stretch) for stretch in json.loads(path.read_text(encoding="utf-8")))


def unfinished(data: Path, manifest: Manifest) -> Path | None:
    """The newest run of the same task that was cut off, or None."""
    runs = ((folder, read_manifest(folder)) for folder in _folders(data))
    alike = (folder for folder, known in runs if known.memory is None and known.same_task(manifest))
    return next(alike, None)


def find(data: Path, name: str | None, *, whole: bool = False) -> Path:
    """The folder of a run.

    Args:
        data: where runs are kept.
        name: a run's folder or the folder's name, or a beginning of it; None for the newest finished one.
        whole: whether the newest one must have asked all of our cases.

    Raises:
        RunUnreadable: if there is none.
    """
    if name and Path(name).is_dir():
        read_manifest(Path(name))
        return Path(name)
    named = (folder for folder in _folders(data) if name and folder.name.startswith(name))
    folder = next(named, None) if name else newest(data, whole=whole)
    if folder:
        return folder
    sought = f"run {name}" if name else "finished run of all our cases" if whole else "finished run"
    raise RunUnreadable(f"{data / 'eval'}: holds no {sought}; see `python -m eval run`")


def newest(data: Path, *, whole: bool = False) -> Path | None:
    """The newest finished run, or the newest that asked all of our cases; None when there is none."""
    manifests = ((folder, read_manifest(folder)) for folder in _folders(data))
    finished = (
        folder
        for folder, manifest in manifests
        if manifest.memory is not None and (manifest.whole or not whole)
    )
    return next(finished, None)


def contested(data: Path) -> Path | None:
    """The newest run of all our cases that rivals joined, or None."""
    whole = (folder for folder in _folders(data) if read_manifest(folder).whole)
    return next((folder for folder in whole if (folder / RIVALS).is_dir()), None)


@dataclass(frozen=True, slots=True)
class Kept:
    """A run, read back and marked.

    Args:
        folder: where it lies.
        manifest: what it was.
        texts: the articles it was asked about.
        results: its cases, answers and marks.
        rivals: what rivals made of the same cases, by name.
    """

    folder: Path
    manifest: Manifest
    texts: Mapping[str, str]
    results: tuple[Result, ...]
    rivals: Mapping[str, tuple[Result, ...]]

    def contest(self) -> dict[str, list[Mark]]:
        """The marks of the bot and of each rival, over the cases that all of them were asked."""
        everybody = {"Footnote": self.results, **self.rivals}
        shared = set.intersection(*({result.case.id for result in results} for results in everybody.values()))
        return {
            name: [result.mark for result in results if result.case.id in shared]
            for name, results in everybody.items()
        }


def read_run(folder: Path) -> Kept:
    """Reads a run and marks it with today's cases and rules.

    Raises:
        RunUnreadable: if it is no run, or the articles have changed since.
        CaseInvalid: if its cases cannot be read any more.
    """
    manifest = read_manifest(folder)
    texts = read_texts(Path(manifest.seeds))
    if hash_of(texts) != manifest.articles:
        raise RunUnreadable(f"{folder}: the articles in {manifest.seeds} have changed since; run again")
    cases, passages = cases_of(manifest, texts), read_passages(folder)
    results = read_back(cases, folder, texts, passages)
    if not results:
        raise RunUnreadable(f"{folder}: none of its answers is to a case of {manifest.set}; run again")
    rivals = {
        path.name: read_back(cases, path, texts, passages)
        for path in sorted((folder / RIVALS).glob("*"))
        if (path / ANSWERS).is_file()
    }
    return Kept(folder, manifest, texts, results, rivals)


def cases_of(manifest: Manifest, texts: Mapping[str, str]) -> tuple[Case, ...]:
    """The cases that a run asks."""
    everything = read_set(Path(manifest.cases) if manifest.cases else OUR_CASES, texts)
    return choose(everything, None if manifest.split == "all" else Split(manifest.split), manifest.limit)


def _folders(data: Path) -> list[Path]:
    """The runs, newest first."""
    folders = (data / "eval").glob(f"*/{_MANIFEST}")
    return sorted((path.parent for path in folders), key=lambda folder: folder.name, reverse=True)
