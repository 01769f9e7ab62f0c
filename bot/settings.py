"""The bot's settings, read from the environment by the doors alone."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from index.settings import IndexSettings


class Cards(StrEnum):
    """What answers are made of in Discord."""

    COMPONENTS = "components"
    EMBED = "embed"


class BotSettings(IndexSettings):
    """Everything that can be set from outside, with the prefix ``FOOTNOTE_``; secrets are never printed.

    ``DISCORD_TOKEN`` has no prefix, because hosts and guides name it so.
    """

    model_config = SettingsConfigDict(
        env_prefix="FOOTNOTE_", env_file=".env", extra="ignore", frozen=True, populate_by_name=True
    )

    discord_token: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("DISCORD_TOKEN", "discord_token"),
        description="the bot's token; unset: a conversation in the terminal",
    )
    proxy: str | None = Field(
        default=None, description="an HTTP proxy for Discord, such as http://127.0.0.1:3128"
    )
    workers: int = Field(default=2, ge=1, le=64, description="questions that are read at once")
    deadline: float = Field(
        default=120.0, gt=0, le=840, description="seconds after which a question is given up"
    )
    cooldown: float = Field(
        default=5.0, ge=0, le=86_400, description="seconds before the same member may ask again"
    )
    queue: int = Field(default=64, ge=0, le=10_000, description="questions that may wait for a worker")
    server_limit: int = Field(
        default=32, ge=1, le=10_000, description="questions of one server that may wait or be read at once"
    )
    remembered: int = Field(default=1000, ge=0, description="answers kept, to give at once when asked again")
    certainty: float | None = Field(
        default=None,
        ge=0.1,
        lt=1,
        description="probability that the best sentence answers, below which a question is refused; unset: 0.52",
    )
    reader: Path | None = Field(
        default=None,
        description="folder of a model that reads in place of ours: a CrossEncoder with one score, or extractive QA",
    )
    judge: Path | None = Field(
        default=None, description="folder of an NLI CrossEncoder that judges claims in place of ours"
    )
    llm: str | None = Field(
        default=None, description="the language model's name; unset: only the small reader reads"
    )
    llm_base_url: str | None = Field(
        default=None,
        description="the language model's endpoint, ending in /v1: OpenAI-compatible, or Anthropic's",
    )
    llm_key: SecretStr | None = Field(default=None, description="the language model's key, when it wants one")
    llm_timeout: float = Field(
        default=45.0,
        gt=0,
        description="seconds that one question may wait for the language model; never more than 0.8 of the deadline",
    )
    llm_retries: int = Field(
        default=2, ge=0, le=10, description="how often a failed request to the language model is tried again"
    )
    llm_max_tokens: int = Field(
        default=512, ge=16, description="tokens of the longest reply that the language model may write"
    )
    llm_context: int = Field(
        default=8192,
        ge=2048,
        description="tokens of the longest request to the language model with its reply; fewer where its server says "
        "that it reads fewer",
    )
    llm_leads: bool = Field(
        default=False,
        description="whether a language model that is fit to may word a sentence or two above the quotations; a few "
        "false ones pass every check",
    )
    llm_price_in: float | None = Field(
        default=None,
        ge=0,
        allow_inf_nan=False,
        description="price of a million tokens that the language model reads, in any currency; unset: cost is not told",
    )
    llm_price_out: float | None = Field(
        default=None,
        ge=0,
        allow_inf_nan=False,
        description="price of a million tokens that it writes, in the same currency",
    )
    cards: Cards = Field(
        default=Cards.COMPONENTS, description="what answers are made of in Discord: components, or an embed"
    )
    message_content: bool = Field(
        default=False,
        description="whether questions in the bot's own threads need no mention, and moderators may let it answer by "
        "itself; needs the privileged intent",
    )
    keep_days: float = Field(
        default=90.0, gt=0, description="days after which questions, answers and feedback are forgotten"
    )
    owners: Annotated[frozenset[int], NoDecode] = Field(
        default=frozenset(),
        description="ids of the users who may change the articles, rebuild the index, roll it back and see how an "
        "answer came about",
    )
    edit_articles: bool = Field(
        default=True, description="whether owners may add and remove articles from Discord"
    )
    dev_server: int | None = Field(
        default=None, description="publish the commands in this server alone, where a change is seen at once"
    )
    shards: int = Field(
        default=1, ge=1, description="gateway connections in all; one is enough below 1,000 servers"
    )
    shard_ids: Annotated[tuple[int, ...], NoDecode] = Field(
        default=(), description="which gateway connections this process holds, such as 0,1; unset: all"
    )
    metrics_port: int | None = Field(
        default=None, ge=1, le=65_535, description="port for Prometheus; unset: none is opened"
    )
    metrics_host: str = Field(
        default="127.0.0.1",
        description="where the metrics are served; 0.0.0.0: at every address, also for another container",
    )
    log_json: bool = Field(default=False, description="whether each line of the log is a JSON object")
    log_questions: bool = Field(default=False, description="whether logs may hold what members ask")

    @property
    def llm_budget(self) -> float:
        """Seconds that one question may wait for the language model, below the deadline of the whole."""
        return min(self.llm_timeout, 0.8 * self.deadline)

    @property
    def llm_prices(self) -> tuple[float, float] | None:
        """Prices of a million tokens that the language model reads, and writes; None where they are not set."""
        if self.llm_price_in is None or self.llm_price_out is None:
            return None
        return self.llm_price_in, self.llm_price_out

    @field_validator("owners", "shard_ids", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """Numbers with commas between them, as they stand in an environment variable."""
        return value.replace(",", " ").split() if isinstance(value, str) else value

    @field_validator("llm_base_url")
    @classmethod
    def _without_password(cls, address: str | None) -> str | None:
        """`/privacy` shows the address to every member."""
        parts = urlsplit(address or "")
        if parts.username or parts.password or parts.query:
            raise ValueError(
                "holds a name, a password or a query; put what it asks for into FOOTNOTE_LLM_KEY"
            )
        return address

    @model_validator(mode="after")
    def _both_prices(self) -> BotSettings:
        if (self.llm_price_in is None) != (self.llm_price_out is None):
            raise ValueError(
                "FOOTNOTE_LLM_PRICE_IN and FOOTNOTE_LLM_PRICE_OUT go together: set both, or neither"
            )
        return self

    @model_validator(mode="after")
    def _shards_exist(self) -> BotSettings:
        if any(not 0 <= shard < self.shards for shard in self.shard_ids):
            raise ValueError(
                f"FOOTNOTE_SHARD_IDS: each has to be from 0 to {self.shards - 1} (FOOTNOTE_SHARDS)"
            )
        return self
