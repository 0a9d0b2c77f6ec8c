"""Several stations: who owns what and who is there, how far others' chains were read, anchors, and faster starts."""

import sqlalchemy as sa
from alembic import context, op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NO_CASE = "occurrence IS NULL AND incident IS NULL"
_STANDING = "condition = 'active' OR awaiting_reset OR (acknowledgement = 'unacked' AND NOT raised_suppressed)"


def upgrade() -> None:
    """Create what is new for the role at hand."""
    _records()
    if context.config.attributes["role"] == "station":
        _station()
    else:
        _shared()
    _guard("anchor")


def downgrade() -> None:
    """Records are never thrown away: go back by restoring the copy that was made before the upgrade."""
    raise RuntimeError("restore the backup that was made before the upgrade")


def _records() -> None:
    _partial("ix_alarm_action_of_no_case", "alarm_action", ["kind", "clock"], _NO_CASE)
    _partial("ix_alarm_standing", "alarm", ["id"], _STANDING)
    op.create_index(op.f("ix_incident_closed_at"), "incident", ["closed_at"])
    op.create_table(
        "anchor",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.Text(), server_default="", nullable=False),
        sa.Column("signature", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchor")),
    )
    op.create_index(op.f("ix_anchor_kind_at"), "anchor", ["kind", "at"])


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _station() -> None:
    op.create_index(op.f("ix_outbox_table_name_sequence"), "outbox", ["table_name", "sequence"])
    op.create_table(
        "chain_mark",
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), server_default="", nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_chain_mark")),
    )


def _shared() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "station_seen",
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("clock_offset", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("station", name=op.f("pk_station_seen")),
    )


def _guard(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        guard = "EXECUTE FUNCTION watchroom_append_only()"
        op.execute(f"CREATE TRIGGER keep_{table} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {guard}")
        op.execute(f"CREATE TRIGGER keep_{table}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {guard}")
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER keep_{table}_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        )
