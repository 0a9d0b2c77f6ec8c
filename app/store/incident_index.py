"""Keeps SQLite's full-text index in step with the incidents, in the transaction that writes them.

The index holds no text of its own: what leaves it has to be named exactly as it went in, so the row as it was is read
first. Triggers would do the same, but a file whose schema is not trusted (and none is) lets none reach the index.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, select, text

from app.store.schema import incident

_ENTER: Final = text("INSERT INTO incident_search(rowid, terms) VALUES (:place, :terms)")
_LEAVE: Final = text("INSERT INTO incident_search(incident_search, rowid, terms) VALUES ('delete', :place, :terms)")
_REBUILD: Final = text("INSERT INTO incident_search(incident_search) VALUES ('rebuild')")


def follow(connection: Connection, values: Sequence[Mapping[str, Any]]) -> None:
    """Take in rows that are about to be written; call before they are."""
    new = {str(row["id"]): {"place": row["place"], "terms": row["terms"]} for row in values}
    known = _known(connection, list(new))
    gone = [old for key, old in known.items() if old != new[key]]
    if gone:
        connection.execute(_LEAVE, gone)
    entered = [row for key, row in new.items() if known.get(key) != row]
    if entered:
        connection.execute(_ENTER, entered)


def leave(connection: Connection, ids: Sequence[str]) -> None:
    """Take out rows that are about to be deleted; call before they are."""
    gone = list(_known(connection, ids).values())
    if gone:
        connection.execute(_LEAVE, gone)


def rebuild(connection: Connection) -> None:
    """Make the index anew from the rows."""
    connection.execute(_REBUILD)


def _known(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    columns = incident.c
    query = select(columns.id, columns.place, columns.terms).where(columns.id.in_(ids))
    return {row.id: {"place": row.place, "terms": row.terms} for row in connection.execute(query)}
