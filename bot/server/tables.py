"""The tables of the bot's memory, as its queries know them; ``schema`` makes them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    func,
)

metadata = MetaData()

answers = Table(
    "answers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("asked_at", Float, nullable=False, index=True),
    Column("asker", BigInteger, index=True),
    Column("guild", BigInteger, index=True),
    Column("channel", BigInteger),
    Column("conversation", Text, nullable=False, index=True),
    Column("private", Boolean, nullable=False),
    Column("question", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("generation", Text, nullable=False),
    Column("attempt", Text),
    Column("record", JSON(none_as_null=True)),
    Column("shelf", Text),
)

citations = Table(
    "citations",
    metadata,
    Column("answer", Text, ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("article", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("title", Text),
    Column("publisher", Text),
    Column("published", Text),
    Column("url", Text),
    Column("section", Text),
    Column("among_dated", Boolean),
    Column("words", Text),
    Column("before", Text),
    Column("after", Text),
    Column("reads", Text),
)

messages = Table(
    "messages",
    metadata,
    Column("message", BigInteger, primary_key=True),
    Column("answer", Text, ForeignKey("answers.id", ondelete="CASCADE"), nullable=False, index=True),
)

feedback = Table(
    "feedback",
    metadata,
    Column("answer", Text, ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    Column("member", BigInteger, primary_key=True, index=True),
    Column("given_at", Float, nullable=False),
    Column("good", Boolean, nullable=False),
    Column("reason", Text),
    Column("words", Text),
)

guilds = Table(
    "guilds",
    metadata,
    Column("guild", BigInteger, primary_key=True),
    Column("settings", JSON, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False, index=True),
    Column("guild", BigInteger),
    Column("member", BigInteger, index=True),
    Column("what", Text, nullable=False),
)

handed = Table(
    "handed",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Float, nullable=False),
    Column("guild", BigInteger, nullable=False, index=True),
    Column("asker", BigInteger, nullable=False, index=True),
    Column("private", Boolean, nullable=False),
    Column("question", Text, nullable=False),
    Column("shelf", Text, nullable=False),
    Column("place", BigInteger),
    Column("channel", BigInteger, nullable=False),
    Column("message", BigInteger, nullable=False, index=True),
    Column("words", Text),
    Column("moderator", BigInteger, index=True),
    Column("answered_at", Float),
)

pending = Table(
    "pending",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Float, nullable=False),
    Column("guild", BigInteger),
    Column("channel", BigInteger),
    Column("message", BigInteger),
    Column("token", Text),
)


def from_shelf(shelf: str) -> ColumnElement[bool]:
    """Whether a shelf gave an answer; what is older than shelves has none."""
    return func.coalesce(answers.c.shelf, "") == shelf
