"""The index's settings, read from the environment by the doors alone."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class IndexSettings(BaseSettings):
    """Where the articles lie, where built data goes, and which model embeds.

    Environment variables: ``FOOTNOTE_SEEDS``, ``FOOTNOTE_DATA``, ``FOOTNOTE_EMBEDDER``; a ``.env`` file in the
    working folder is read too.
    """

    model_config = SettingsConfigDict(env_prefix="FOOTNOTE_", env_file=".env", extra="ignore", frozen=True)

    seeds: Path = Field(default=Path("seeds"), description="the folder of articles")
    data: Path = Field(default=Path(".data"), description="where built data goes")
    embedder: Path | None = Field(
        default=None,
        description="folder of a sentence-transformers model; unset: all-MiniLM-L6-v2 from its wheel",
    )
