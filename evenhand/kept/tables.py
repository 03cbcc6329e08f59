"""The table of kept reviews, as SQLAlchemy has it; `evenhand.database.migrations` makes it."""

from typing import Final

from sqlalchemy import Column, LargeBinary, String, Table

from evenhand.database.schema import metadata

SINCE: Final = "0003"
"""The schema that has it first."""

REVIEWS: Final = Table(
    "reviews",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("kept_on", String(40), nullable=False),
    Column("until", String(40), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
