"""Generations on disk: written aside, then published by replacing one small file.

    <data>/current                      the generation that answers, and the store that holds its vectors
    <data>/generations/<id>/            manifest.json, words/, and seal.json with their hashes
    <data>/refused/<id>/                a generation that failed its check before it was published
    <data>/texts/<hash>.txt             the files as they were read, so that a quotation can always be checked

A crash at any instant leaves either the old pointer or the new one, and both name complete generations.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from index import leases
from index.disk import digest, digest_of_file, replace_file, write_synced
from index.errors import IndexDamaged, IndexMissing, NoSuchGeneration
from index.pointer import Pointer, read_pointer, write_pointer
from index.records import Generation, Passage, Shelf
from index.settings import IndexSettings
from index.shared import SharedGenerations, open_shared
from index.turns import Turn
from index.words import Words

_MANIFEST = TypeAdapter(Generation)


def _dumped(generation: Generation) -> bytes:
    """A manifest, without the fields that have their default values."""
    return _MANIFEST.dump_json(generation, exclude_defaults=True)


def new_generation(shelf: Shelf, passages: tuple[Passage, ...], fingerprint: str) -> Generation:
    """A generation of these passages; its id is a hash of all that it holds, including when it was made.

    So no two builds share an id, and publishing never has to touch what is already published.
    """
    unnamed = Generation(
        id="",
        created=datetime.now(UTC).isoformat(),
        fingerprint=fingerprint,
        source=shelf.digest,
        articles={article.id: article for article in shelf.articles},
        passages={passage.id: passage for passage in passages},
        texts={file: digest(text.encode()) for file, text in shelf.texts.items()},
        skipped=shelf.skipped,
        stated=shelf.stated,
    )
    return replace(unnamed, id=digest(_dumped(unnamed))[:12])


class Generations:
    """The generations of a data folder.

    Args:
        data: the data folder; made when something is written.
        shared: what holds the pointer for several hosts and hands generations on to them, or None.
    """

    def __init__(self, data: Path, shared: SharedGenerations | None = None) -> None:
        self._data = data
        self._shared = shared

    def pointer(self) -> Pointer:
        """What is published.

        Raises:
            IndexMissing: if nothing was published yet.
            IndexDamaged: if the pointer cannot be read.
        """
        if self._shared:
            named = self._shared.pointer()
            pointer = Pointer(*named) if named else None
        else:
            pointer = read_pointer(self._data)
        if pointer is None:
            raise IndexMissing(f"{self._data}: no index yet; run `python -m index build`")
        return pointer

    def current(self) -> Generation:
        """The published generation.

        Raises:
            IndexMissing: if none was published yet.
            IndexDamaged: if its manifest cannot be read.
        """
        return self.load(self.pointer().generation)

    def load(self, generation: str) -> Generation:
        """Reads one generation.

        Raises:
            IndexDamaged: if its manifest cannot be read or is not what was written.
        """
        self._fetch(generation)
        path = self._folder(generation) / "manifest.json"
        try:
            raw = path.read_bytes()
            whole = digest(raw) == self._seal(generation).get(path.name)
            loaded = _MANIFEST.validate_json(raw)
        except (OSError, ValidationError, ValueError) as error:
            raise IndexDamaged(f"{path}: cannot be read; run `python -m index build`") from error
        if not whole or loaded.id != generation:
            raise IndexDamaged(f"{path}: was changed; run `python -m index build`")
        return loaded

    def lease(self, generation: str) -> Callable[[], None]:
        """Keeps `surplus` from naming a generation or its texts; returns what ends that.

        Raises:
            IndexDamaged: if it is not there.
        """
        self._fetch(generation)
        try:
            return leases.take(self._folder(generation))
        except OSError as error:
            raise IndexDamaged(
                f"{self._folder(generation)}: cannot be read; run `python -m index build`"
            ) from error

    def words(self, generation: Generation) -> Words:
        """The BM25 ranking of a generation.

        Raises:
            IndexDamaged: if it cannot be read or is not what was written.
        """
        folder = self._folder(generation.id)
        for name, seal in self._seal(generation.id).items():
            if name.startswith("words/") and digest_of_file(folder / name) != seal:
                raise IndexDamaged(f"{folder / name}: was changed; run `python -m index build --full`")
        return Words.load(folder / "words")

    def text(self, generation: Generation, file: str) -> str:
        """A file's text as the generation read it.

        Raises:
            IndexDamaged: if it is missing or not what was read.
        """
        path = self._data / "texts" / f"{generation.texts[file]}.txt"
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise IndexDamaged(f"{path}: cannot be read; run `python -m index build --full`") from error
        if digest(raw) != generation.texts[file]:
            raise IndexDamaged(f"{path}: was changed; run `python -m index build --full`")
        return raw.decode("utf-8")

    def keep(self, generation: Generation, words: Words, texts: Mapping[str, str]) -> None:
        """Writes a generation completely; nobody answers from it until `point`."""
        for file, text in texts.items():
            self._keep_text(self._data / "texts" / f"{generation.texts[file]}.txt", text.encode())
        folder = self._folder(generation.id)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as aside:
            fresh = Path(aside) / generation.id
            words.save(fresh / "words")
            write_synced(fresh / "manifest.json", _dumped(generation))
            files = [path for path in sorted(fresh.rglob("*")) if path.is_file()]
            seal = {path.relative_to(fresh).as_posix(): digest_of_file(path) for path in files}
            write_synced(fresh / "seal.json", json.dumps(seal).encode())
            fresh.replace(folder)

    def point(self, pointer: Pointer, turn: Turn) -> None:
        """Publishes a generation that was kept, in one step.

        Args:
            pointer: the generation, and its store.
            turn: whose turn it is.

        Raises:
            IndexBusy: if another host has taken the turn over; then what was published stays.
        """
        if self._shared:
            loaded = self.load(pointer.generation)
            folder = self._folder(loaded.id)
            files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
            files += [self._data / "texts" / f"{text}.txt" for text in sorted(set(loaded.texts.values()))]
            self._shared.publish(pointer.generation, pointer.store, self._data, files, turn)
            return
        write_pointer(self._data, pointer)

    def set_aside(self, generation: str) -> Path:
        """Moves a generation that must not be published to where it can be looked at."""
        folder = self._data / "refused" / generation
        folder.parent.mkdir(exist_ok=True)
        return self._folder(generation).rename(folder)

    def ids(self) -> list[str]:
        """The generations that are kept, oldest first; where hosts share them, all that can be had."""
        return [name for name in self._shared.ids() if self._had(name)] if self._shared else self._here()

    def readable(self, names: Iterable[str]) -> Iterator[Generation]:
        """Those of these generations that are not damaged, read one by one."""
        for name in names:
            with contextlib.suppress(IndexDamaged):
                yield self.load(name)

    def before(self) -> str:
        """The id of the newest generation that is older than the published one and whose manifest can be read.

        Raises:
            IndexMissing: if none was published yet.
            NoSuchGeneration: if none is kept that is older.
        """
        current = self.pointer().generation
        older = self.ids()
        older = older[: older.index(current)] if current in older else []
        generation = next(self.readable(reversed(older)), None)
        if generation is None:
            raise NoSuchGeneration(f"{current} is the oldest generation that is kept and can be read")
        return generation.id

    def find(self, prefix: str) -> str:
        """The id of the one kept generation that starts with this prefix.

        Raises:
            NoSuchGeneration: if none or several do.
        """
        matching = [name for name in self.ids() if name.startswith(prefix)]
        if len(matching) != 1:
            raise NoSuchGeneration(
                f"{prefix}: {'no' if not matching else 'more than one'} generation has an id that starts with this; "
                "`python -m index history` lists them"
            )
        return matching[0]

    def surplus(self, keep: Collection[str]) -> list[Path]:
        """What lies in the data folder for generations that are neither these nor answering anywhere."""
        keep = {*keep, *(name for name in self._here() if leases.taken(self._folder(name)))}
        whole = {generation.id: generation.texts for generation in self.readable(sorted(keep))}
        wanted = {f"{text}.txt" for texts in whole.values() for text in texts.values()}
        folders = [*(self._data / "generations").glob("*"), *(self._data / "refused").glob("*")]
        texts = (self._data / "texts").glob("*")
        return [
            *sorted(path for path in folders if path.parent.name == "refused" or path.name not in keep),
            # Nobody knows what a damaged generation needs from which somebody still answers.
            *sorted(path for path in texts if path.name not in wanted and len(whole) == len(keep)),
        ]

    def drop_shared(self, keep: Collection[str], turn: Turn) -> None:
        """Has hosts forget all generations but these, where they share them.

        Raises:
            IndexBusy: if another host has taken the turn over; then nothing is forgotten.
        """
        if self._shared:
            self._shared.drop_others(keep, turn)

    def _here(self) -> list[str]:
        """The generations in the data folder, oldest first."""
        made = []
        for path in (self._data / "generations").glob("*/manifest.json"):
            made.append((path.stat().st_mtime_ns, path.parent.name))
        return [name for _, name in sorted(made) if not name.startswith(".")]

    def _had(self, generation: str) -> bool:
        """Whether a generation is here, or can be fetched; one that is damaged or was just dropped is no history."""
        with contextlib.suppress(IndexDamaged):
            self._fetch(generation)
        return self._folder(generation).is_dir()

    def _fetch(self, generation: str) -> None:
        """Brings a generation here that another host published."""
        if self._shared and not self._folder(generation).is_dir():
            self._shared.bring(generation, self._data)

    def _folder(self, generation: str) -> Path:
        return self._data / "generations" / generation

    def _seal(self, generation: str) -> dict[str, str]:
        path = self._folder(generation) / "seal.json"
        try:
            return dict(json.loads(path.read_bytes()))
        except (OSError, ValueError, TypeError) as error:
            raise IndexDamaged(f"{path}: cannot be read; run `python -m index build --full`") from error

    def _keep_text(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
            return
        replace_file(path, content)


def open_generations(settings: IndexSettings) -> Generations:
    """The generations of the data folder, and of the database when hosts share one.

    Raises:
        DatabaseUnusable: if that cannot be used.
    """
    return Generations(settings.data, open_shared(settings))
