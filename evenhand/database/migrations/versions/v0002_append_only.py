"""Entries are found by their subject, and SQLite itself refuses to change or delete one."""

from alembic import op

revision = "0002"
down_revision = "0001"

_NO_DELETE = """
CREATE TRIGGER entries_stay BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END
"""
# Erasing is the one change: what was told goes, all of it, and what seals it stays.
_NO_UPDATE = """
CREATE TRIGGER entries_are_only_erased BEFORE UPDATE ON entries
WHEN NOT (
  NEW.subject IS NULL AND NEW."by" IS NULL AND NEW.content IS NULL AND NEW.salt IS NULL
  AND NEW.seq = OLD.seq AND NEW.kind = OLD.kind AND NEW.at = OLD.at
  AND NEW.sealed = OLD.sealed AND NEW.previous = OLD.previous AND NEW.digest = OLD.digest
)
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END
"""


def upgrade() -> None:
    """Make the index and, where the database is SQLite, the triggers."""
    op.create_index("entries_by_subject", "entries", ["subject"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_NO_DELETE)
        op.execute(_NO_UPDATE)
