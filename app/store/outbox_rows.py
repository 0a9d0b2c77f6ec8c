"""Noting, in the same transaction as a record, that it has to be carried to the shared database.

The outbox names records, it does not copy them: what is carried is the record as it then is. A record that waits
already moves to the end, so the outbox never holds more rows than there are records.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, Table, insert

from app.store.schema import outbox


def note(connection: Connection, table: Table, records: Iterable[str], at: float) -> None:
    """Let `records` (ids) of `table` be carried; `at` is UTC seconds."""
    rows = [{"table_name": table.name, "record": record, "at": at} for record in dict.fromkeys(records)]
    if rows:
        connection.execute(insert(outbox).prefix_with("OR REPLACE"), rows)
