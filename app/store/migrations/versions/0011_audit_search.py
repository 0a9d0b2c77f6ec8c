"""Indexes by which the audit log is looked through: who, what, both, and when."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_BY = (("actor",), ("action",), ("actor", "action"), ("at",))


def upgrade() -> None:
    """Add them; SQLite keeps the order of writing within each, which is the order of the pages."""
    for columns in _BY:
        op.create_index(f"ix_audit_{'_'.join(columns)}", "audit", list(columns))


def downgrade() -> None:
    """Records are never thrown away: go back by restoring the copy that was made before the upgrade."""
    raise RuntimeError("restore the backup that was made before the upgrade")
