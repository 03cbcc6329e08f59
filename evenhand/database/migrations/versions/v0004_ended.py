"""Log-ins that were ended before their time, for all servers to know."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "ended_logins",
        sa.Column("login", sa.String(64), primary_key=True),
        sa.Column("until", sa.Float, nullable=False),
    )
