"""The site key: public keys of stations, who was admitted and shut out, and the key wrapped for each."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_TABLE = "key_event"


def upgrade() -> None:
    """Create the table, and keep its rows as they are written."""
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_event")),
    )
    if op.get_bind().dialect.name == "postgresql":
        guard = "EXECUTE FUNCTION watchroom_append_only()"
        op.execute(f"CREATE TRIGGER keep_{_TABLE} BEFORE UPDATE OR DELETE ON {_TABLE} FOR EACH ROW {guard}")
        op.execute(f"CREATE TRIGGER keep_{_TABLE}_whole BEFORE TRUNCATE ON {_TABLE} FOR EACH STATEMENT {guard}")
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER keep_{_TABLE}_{verb.lower()} BEFORE {verb} ON {_TABLE} "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {_TABLE}'); END"
        )


def downgrade() -> None:
    """Records are never thrown away: go back by restoring the copy that was made before the upgrade."""
    raise RuntimeError("restore the backup that was made before the upgrade")
