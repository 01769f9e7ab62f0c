"""The index's settings, read from the environment by the doors alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from index.errors import SecretMissing


class IndexSettings(BaseSettings):
    """Where the articles lie, where built data goes, and which model embeds.

    Environment variables: each field's name with the prefix ``FOOTNOTE_``; a ``.env`` file in the working folder is
    read too. A secret may also lie in a file that its name with ``_FILE`` after it names.

    Raises:
        SecretMissing: if such a file cannot be read or is empty.
    """

    model_config = SettingsConfigDict(env_prefix="FOOTNOTE_", env_file=".env", extra="ignore", frozen=True)

    seeds: Path = Field(default=Path("seeds"), description="the folder of articles")
    data: Path = Field(default=Path(".data"), description="where built data goes")
    shelves: Path | None = Field(
        default=None,
        description="the file that says which folders of articles answer where; "
        "unset: shelves.toml beside the folder of articles, if it is there",
    )
    shelf: str | None = Field(
        default=None,
        description="which shelf of shelves.toml the terminal works on; "
        "unset: builds on all, the rest on the default one",
    )
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
        pattern=r"^https?://[^/@\s]+$",  # no password, which messages about the server would show
        description="a Chroma server, such as https://chroma.example.org:8000; unset: the data folder",
    )
    chroma_shelf: str = Field(
        default="footnote",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$",
        max_length=100,
        description="how the names of what is kept on the Chroma server begin; bots with other articles need another",
    )
    chroma_token: SecretStr | None = Field(
        default=None, description="the Chroma server's token, when it asks for one"
    )
    chroma_header: str = Field(
        default="Authorization",
        description="the header that carries the Chroma server's token; in Authorization it is a Bearer token",
    )
    chroma_ca: Path | None = Field(
        default=None,
        description="CA certificates that the certificate of the Chroma server is checked against; unset: the system's",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="a PostgreSQL database, which several hosts may share: postgresql://user:password@host:5432/name; "
        "unset: SQLite in the data folder",
    )

    @property
    def shares_index(self) -> bool:
        """Whether several hosts share the index: its vectors on a Chroma server, the rest in one database."""
        return self.chroma_url is not None and self.database_url is not None

    @field_validator("database_url")
    @classmethod
    def _names_a_database(cls, url: SecretStr | None) -> SecretStr | None:
        """Says what is wrong without the address, which holds a password."""
        if url is None or _is_postgresql(url.get_secret_value()):
            return url
        raise ValueError(
            "has to be postgresql://user:password@host:5432/name (@, / and % in a password are written "
            "%40, %2F and %25); for SQLite in the data folder leave it out"
        )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Adds the files of secrets, which count more than the environment."""
        variables: dict[str, str | None] = {}
        for source in (dotenv_settings, env_settings):
            if isinstance(source, EnvSettingsSource):
                variables.update(source.env_vars)
        return init_settings, _Files(settings_cls, variables), env_settings, dotenv_settings


def _is_postgresql(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    named = parts.path.strip("/") and not re.search(r"\s", address)
    return parts.scheme in ("postgresql", "postgres") and bool(parts.hostname and named) and port != 0


class _Files(PydanticBaseSettingsSource):
    """Secrets that lie in files, as Docker and systemd hand them out.

    Args:
        settings: the settings.
        variables: the environment, names in lower case.
    """

    def __init__(self, settings: type[BaseSettings], variables: Mapping[str, str | None]) -> None:
        super().__init__(settings)
        self._variables = variables

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        alias = field.validation_alias
        prefixed = f"{self.config.get('env_prefix', '')}{field_name}"
        name = str(alias.choices[0]) if isinstance(alias, AliasChoices) else prefixed.upper()
        file = (
            self._variables.get(f"{name}_FILE".lower()) if SecretStr in get_args(field.annotation) else None
        )
        return (_secret(f"{name}_FILE", Path(file)) if file else None), name if alias else field_name, False

    def __call__(self) -> dict[str, Any]:
        values = (self.get_field_value(field, name) for name, field in self.settings_cls.model_fields.items())
        return {name: value for value, name, _ in values if value is not None}


def _secret(setting: str, file: Path) -> str:
    try:
        secret = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "not a text"
        raise SecretMissing(f"{setting}={file}: {why}; put the secret there, or unset {setting}") from error
    if not secret:
        raise SecretMissing(f"{setting}={file}: the file is empty; put the secret there, or unset {setting}")
    return secret
