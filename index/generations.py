"""Generations on disk: written aside, then published by replacing one small file.

    <data>/current                      the id of the generation that answers
    <data>/generations/<id>/manifest.json, words/
    <data>/texts/<hash>.txt             the files as they were read, so that a quotation can always be checked

A crash at any instant leaves either the old pointer or the new one, and both name complete generations.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from index.errors import IndexDamaged, IndexMissing
from index.records import Generation, Passage, Shelf
from index.words import Words

_MANIFEST = TypeAdapter(Generation)


def new_generation(shelf: Shelf, passages: tuple[Passage, ...], fingerprint: str, source: str) -> Generation:
    """A generation of these passages; its id is a hash of all it holds, the instant of its making included.

    So no two builds share an id, and publishing never has to touch what is already published.
    """
    unnamed = Generation(
        id="",
        created=datetime.now(UTC).isoformat(),
        fingerprint=fingerprint,
        source=source,
        articles={article.id: article for article in shelf.articles},
        passages={passage.id: passage for passage in passages},
        texts={file: _hash(text.encode()) for file, text in shelf.texts.items()},
        skipped=shelf.skipped,
    )
    return replace(unnamed, id=_hash(_MANIFEST.dump_json(unnamed))[:12])


class Generations:
    """The generations of a data folder.

    Args:
        data: the data folder; made when something is written.
    """

    def __init__(self, data: Path) -> None:
        self._data = data

    def current_id(self) -> str:
        """The id of the published generation.

        Raises:
            IndexMissing: if none was published yet.
        """
        try:
            found = (self._data / "current").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise IndexMissing(f"{self._data}: no index yet; run `python -m index build`") from None
        except (OSError, UnicodeDecodeError) as error:
            raise IndexDamaged(
                f"{self._data / 'current'}: cannot be read; run `python -m index build`"
            ) from error
        return found

    def current(self) -> Generation:
        """The published generation.

        Raises:
            IndexMissing: if none was published yet.
            IndexDamaged: if its manifest cannot be read.
        """
        return self.load(self.current_id())

    def load(self, generation: str) -> Generation:
        """Reads one generation.

        Raises:
            IndexDamaged: if its manifest cannot be read.
        """
        path = self._folder(generation) / "manifest.json"
        try:
            loaded = _MANIFEST.validate_json(path.read_bytes())
        except (OSError, ValidationError, ValueError) as error:
            raise IndexDamaged(f"{path}: cannot be read; run `python -m index build`") from error
        if loaded.id != generation:
            raise IndexDamaged(f"{path}: is generation {loaded.id}; run `python -m index build`")
        return loaded

    def words(self, generation: Generation) -> Words:
        """The BM25 ranking of a generation."""
        return Words.load(self._folder(generation.id) / "words")

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
        if _hash(raw) != generation.texts[file]:
            raise IndexDamaged(f"{path}: was changed; run `python -m index build --full`")
        return raw.decode("utf-8")

    def publish(self, generation: Generation, words: Words, texts: Mapping[str, str]) -> None:
        """Writes a generation completely, then points to it."""
        for file, text in texts.items():
            self._keep(self._data / "texts" / f"{generation.texts[file]}.txt", text.encode())
        folder = self._folder(generation.id)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as aside:
            fresh = Path(aside) / generation.id
            words.save(fresh / "words")
            _write_synced(fresh / "manifest.json", _MANIFEST.dump_json(generation))
            fresh.replace(folder)
        pointer = self._data / "current.new"
        _write_synced(pointer, generation.id.encode("ascii"))
        pointer.replace(self._data / "current")

    def _folder(self, generation: str) -> Path:
        return self._data / "generations" / generation

    def _keep(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and path.read_bytes() == content:
            return
        aside = path.with_suffix(".new")
        _write_synced(aside, content)
        aside.replace(path)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
