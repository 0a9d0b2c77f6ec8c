"""Recorded footage: what files there are, what is missing, and which folder is the archive."""

import sqlalchemy as sa
from alembic import context, op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables in a station's own file; what was recorded before has none of it."""
    if context.config.attributes["role"] != "station":
        return
    op.create_table(
        "archive_segment",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("camera", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("start", sa.Double(), nullable=False),
        sa.Column("end", sa.Double(), nullable=False),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("clock_offset", sa.Double(), nullable=True),
        sa.Column("camera_clock", sa.Boolean(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("cause", sa.Text(), server_default="", nullable=False),
        sa.Column("incident", sa.Text(), server_default="", nullable=False),
        sa.Column("codec", sa.Text(), server_default="", nullable=False),
        sa.Column("audio", sa.Boolean(), nullable=False),
        sa.Column("age_from", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_segment")),
        sa.UniqueConstraint("path", name=op.f("uq_archive_segment_path")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_archive_segment_camera_start"), "archive_segment", ["camera", "start"])
    op.create_index(op.f("ix_archive_segment_closed"), "archive_segment", ["closed"])
    op.create_table(
        "archive_gap",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("camera", sa.Text(), nullable=False),
        sa.Column("start", sa.Double(), nullable=False),
        sa.Column("end", sa.Double(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_gap")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_archive_gap_camera_start"), "archive_gap", ["camera", "start"])
    op.create_table(
        "archive_folder",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_archive_folder")),
    )


def downgrade() -> None:
    """Records are never thrown away: go back by restoring the copy that was made before the upgrade."""
    raise RuntimeError("restore the backup that was made before the upgrade")
