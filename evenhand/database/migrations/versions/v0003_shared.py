"""PostgreSQL too refuses to change an entry, and kept reviews may lie in the database."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# Erasing is the one change: what was told goes, all of it, and what seals it stays.
_STAY = """
CREATE FUNCTION evenhand_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND
    NEW.subject IS NULL AND NEW."by" IS NULL AND NEW.content IS NULL AND NEW.salt IS NULL
    AND NEW.seq = OLD.seq AND NEW.kind = OLD.kind AND NEW.at = OLD.at
    AND NEW.sealed = OLD.sealed AND NEW.previous = OLD.previous AND NEW.digest = OLD.digest
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the record is append-only';
END $$
"""
_ROWS = """
CREATE TRIGGER entries_are_only_erased BEFORE UPDATE OR DELETE ON entries
FOR EACH ROW EXECUTE FUNCTION evenhand_entries_stay()
"""
_WHOLE = """
CREATE TRIGGER entries_stay BEFORE TRUNCATE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION evenhand_entries_stay()
"""


def upgrade() -> None:
    """Make the table of kept reviews and, where the database is PostgreSQL, the triggers."""
    op.create_table(
        "reviews",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("kept_on", sa.String(40), nullable=False),
        sa.Column("until", sa.String(40), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in (_STAY, _ROWS, _WHOLE):
            op.execute(statement)
