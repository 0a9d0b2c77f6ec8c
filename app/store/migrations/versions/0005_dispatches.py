"""Who was sent where about an incident, and how soon an alarm was looked at and somebody was on scene."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and the columns; what was recorded before has none of it."""
    op.add_column("alarm", sa.Column("called_at", sa.Double(), nullable=True))
    op.add_column("alarm", sa.Column("looked_at", sa.Double(), nullable=True))
    op.add_column("incident", sa.Column("first_on_scene_at", sa.Double(), nullable=True))
    op.add_column("incident", sa.Column("escalation", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "incident_dispatch",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("guard", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("zone", sa.Text(), server_default="", nullable=False),
        sa.Column("point", sa.Text(), server_default="", nullable=False),
        sa.Column("sent_at", sa.Double(), nullable=False),
        sa.Column("sent_by", sa.Text(), server_default="", nullable=False),
        sa.Column("arrived_at", sa.Double(), nullable=True),
        sa.Column("arrived_by", sa.Text(), server_default="", nullable=False),
        sa.Column("cleared_at", sa.Double(), nullable=True),
        sa.Column("cleared_by", sa.Text(), server_default="", nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_dispatch")),
    )
    op.create_index(op.f("ix_incident_dispatch_incident"), "incident_dispatch", ["incident"])
    op.create_index(op.f("ix_incident_dispatch_guard_sent_at"), "incident_dispatch", ["guard", "sent_at"])


def downgrade() -> None:
    """Records are never thrown away: go back by restoring the copy that was made before the upgrade."""
    raise RuntimeError("restore the backup that was made before the upgrade")
