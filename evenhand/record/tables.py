"""The record's one table, as SQLAlchemy has it; `evenhand.database.migrations` makes it."""

from typing import Final

from sqlalchemy import Column, Integer, String, Table, Text

from evenhand.database.schema import metadata

ENTRIES: Final = Table(
    "entries",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(40), nullable=False),
    Column("at", String(40), nullable=False),
    Column("subject", Text),
    Column("by", Text),
    Column("content", Text),
    Column("salt", String(64)),
    Column("sealed", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
)
