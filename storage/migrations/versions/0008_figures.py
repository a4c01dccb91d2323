"""figures"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """All that figures need of a ticket's lines stands in the index, so that the lines need not be read."""
    op.drop_index("ix_history_ticket", table_name="history")
    op.create_index("ix_history_ticket", "history", ["ticket", "verb", "at", "by"])
    op.create_index("ix_history_at", "history", ["at", "ticket"])
    op.create_table(
        "digests",
        sa.Column("kind", sa.String(length=1), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("binding", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "first", "binding", name=op.f("pk_digests")),
    )


def downgrade() -> None:
    op.drop_table("digests")
    op.drop_index("ix_history_at", table_name="history")
    op.drop_index("ix_history_ticket", table_name="history")
    op.create_index("ix_history_ticket", "history", ["ticket"])
