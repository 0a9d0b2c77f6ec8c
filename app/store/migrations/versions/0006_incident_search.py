"""Incidents opened by hand, their order for ever, and the terms by which they are found; people whom they concern."""

from typing import Any

import sqlalchemy as sa
from alembic import context, op

from app.store.search import normal, place_of, terms_of

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_BY = ("zone", "category", "priority", "handling")
_AT_ONCE = 1000


def upgrade() -> None:
    """Add what is new, give every incident its place and terms, and index them in the database's own way."""
    op.add_column("incident", sa.Column("title", sa.Text(), server_default="", nullable=False))
    op.add_column("incident", sa.Column("opened_by", sa.Text(), server_default="", nullable=False))
    op.add_column("incident", sa.Column("place", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("incident", sa.Column("terms", sa.Text(), server_default="", nullable=False))
    _fill()
    op.drop_index("ix_incident_opened_at_id", "incident")
    op.create_index("ix_incident_place", "incident", ["place"])
    for column in _BY:
        op.drop_index(f"ix_incident_{column}_opened_at_id", "incident")
        op.create_index(f"ix_incident_{column}_place", "incident", [column, "place"])
    _people()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX ix_incident_terms ON incident USING gin (string_to_array(terms, ' ')) WITH (fastupdate = off)"
        )
    elif context.config.attributes["role"] == "station":
        _search_table()


def downgrade() -> None:
    """Records are never thrown away: go back by restoring the copy that was made before the upgrade."""
    raise RuntimeError("restore the backup that was made before the upgrade")


def _fill() -> None:
    columns = "id, zone, category, priority, handling, verdict, opened_at, closed_at, search"
    last = ""
    while True:
        query = sa.text(f"SELECT {columns} FROM incident WHERE id > :last ORDER BY id LIMIT {_AT_ONCE}")
        found = op.get_bind().execute(query, {"last": last}).mappings().all()
        if not found:
            return
        last = found[-1]["id"]
        update = sa.text("UPDATE incident SET place = :place, terms = :terms, search = :search WHERE id = :id")
        op.get_bind().execute(update, [_indexed(dict(row)) for row in found])


def _indexed(row: dict[str, Any]) -> dict[str, Any]:
    row["search"] = normal(row["search"])
    place = place_of(row["opened_at"], row["id"])
    return {"id": row["id"], "place": place, "terms": terms_of(row), "search": row["search"]}


def _people() -> None:
    op.create_table(
        "incident_person",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("station", sa.Text(), server_default="", nullable=False),
        sa.Column("recorded_at", sa.Double(), nullable=False),
        sa.Column("purge_at", sa.Double(), nullable=True),
        sa.Column("updated_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_person")),
    )
    op.create_index(op.f("ix_incident_person_incident"), "incident_person", ["incident"])


def _search_table() -> None:
    """A full-text index over the column `terms`; who writes incidents keeps it in step (`app.store.incident_index`)."""
    op.execute(
        "CREATE VIRTUAL TABLE incident_search USING fts5(terms, content='incident', content_rowid='place', "
        "tokenize='ascii', detail=none, columnsize=0)"
    )
    op.execute("INSERT INTO incident_search(incident_search) VALUES ('rebuild')")
