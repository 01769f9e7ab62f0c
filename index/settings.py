"""The index's settings, read from the environment by the doors alone."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class IndexSettings(BaseSettings):
    """Where the articles lie, where built data goes, and which model embeds.

    Environment variables: each field's name with the prefix ``FOOTNOTE_``; a ``.env`` file in the working folder is
    read too.
    """

    model_config = SettingsConfigDict(env_prefix="FOOTNOTE_", env_file=".env", extra="ignore", frozen=True)

    seeds: Path = Field(default=Path("seeds"), description="the folder of articles")
    data: Path = Field(default=Path(".data"), description="where built data goes")
    embedder: Path | None = Field(
        default=None,
        description="folder of a sentence-transformers model; unset: all-MiniLM-L6-v2 from its wheel",
    )
    bfloat16: bool = Field(
        default=False,
        description="whether builds of 2,000 passages or more embed through torch in bfloat16 (make models)",
    )
    chroma_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/\s]+$",
        description="a Chroma server, such as https://chroma.example.org:8000; unset: the data folder",
    )
    chroma_shelf: str = Field(
        default="footnote",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$",
        max_length=100,
        description="begins the names of what is kept there: bots with other articles need another",
    )
    chroma_token: SecretStr | None = Field(default=None, description="what the server asks for, when it does")
    chroma_header: str = Field(
        default="Authorization",
        description="the header that carries the token; in Authorization it is a Bearer token",
    )
    chroma_ca: Path | None = Field(
        default=None, description="certificates that the server's must be signed by; unset: the system's"
    )
