"""The outbox in the station's file: which records have to be carried to the shared database.

It names records, it does not copy them: what is carried is the record as it then is. A record that waits already moves
to the end, so the outbox never holds more rows than there are records.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, insert, literal, select

from app.store.database import StationDatabase
from app.store.schema import RECORDS, alarm_action, outbox, outbox_refused


@dataclass(frozen=True, slots=True)
class Pending:
    """One record that waits: its place in the outbox, its table and its id."""

    sequence: int
    table: str
    record: str


@dataclass(frozen=True, slots=True)
class Refused:
    """One record that the shared database would not take, and why. Times are UTC seconds."""

    table: str
    record: str
    code: str
    message: str
    at: float
    refused_at: float


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits, since when (UTC seconds, None for nothing), and how many records are set aside."""

    depth: int
    oldest_at: float | None
    refused: int
    refused_why: str


def note(connection: Connection, table: Table, records: Iterable[str], at: float) -> None:
    """Let `records` (ids) of `table` be carried; call inside the transaction that writes them. `at` is UTC seconds."""
    rows = [{"table_name": table.name, "record": record, "at": at} for record in dict.fromkeys(records)]
    if rows:
        connection.execute(insert(outbox).prefix_with("OR REPLACE"), rows)


def pending(database: StationDatabase, limit: int) -> list[Pending]:
    """The oldest rows of the outbox: those of actions first, since other stations wait for them.

    So an alarm of now does not stand behind the messages of a day without the database.
    """
    actions = select(outbox).where(outbox.c.table_name == alarm_action.name)
    others = select(outbox).where(outbox.c.table_name != alarm_action.name)
    found: list[Pending] = []
    with database.read.connect() as connection:
        for query in (actions, others):
            oldest = query.order_by(outbox.c.sequence).limit(limit - len(found))
            found += [Pending(row.sequence, row.table_name, row.record) for row in connection.execute(oldest)]
    return found


def backlog(database: StationDatabase) -> Backlog:
    """What waits now."""
    with database.read.connect() as connection:
        depth = connection.execute(select(func.count()).select_from(outbox)).scalar_one()
        oldest = connection.execute(select(outbox.c.at).order_by(outbox.c.sequence).limit(1)).scalar()
        refused = connection.execute(select(func.count()).select_from(outbox_refused)).scalar_one()
        newest = select(outbox_refused).order_by(outbox_refused.c.refused_at.desc()).limit(1)
        last = connection.execute(newest).first() if refused else None
    return Backlog(depth, oldest, refused, "" if last is None else f"{last.table_name}: {last.code}")


def records(database: StationDatabase, table: Table, ids: Sequence[str]) -> list[Mapping[str, Any]]:
    """The rows with these ids, as they are now."""
    with database.read.connect() as connection:
        found = connection.execute(select(table).where(table.c.id.in_(ids)))
        return [dict(row) for row in found.mappings()]


def done(connection: Connection, sequences: Sequence[int]) -> None:
    """Strike rows off; a record that was written again meanwhile has a new row, which stays."""
    connection.execute(delete(outbox).where(outbox.c.sequence.in_(sequences)))


def set_aside(connection: Connection, row: Pending, code: str, message: str, now: float) -> None:
    """Move one row out of the way of the others; it stays visible until `retry_refused`."""
    at = connection.execute(select(outbox.c.at).where(outbox.c.sequence == row.sequence)).scalar()
    values = {
        "sequence": row.sequence,
        "table_name": row.table,
        "record": row.record,
        "at": now if at is None else at,
        "code": code,
        "message": message,
        "refused_at": now,
    }
    connection.execute(insert(outbox_refused).prefix_with("OR REPLACE").values(values))
    done(connection, [row.sequence])


def refused(database: StationDatabase, limit: int = 200) -> list[Refused]:
    """What the shared database would not take, newest first."""
    query = select(outbox_refused).order_by(outbox_refused.c.sequence.desc()).limit(limit)
    with database.read.connect() as connection:
        return [_refused(row) for row in connection.execute(query)]


def _refused(row: Row[Any]) -> Refused:
    return Refused(row.table_name, row.record, row.code, row.message, row.at, row.refused_at)


def retry_refused(database: StationDatabase) -> None:
    """Put everything that was set aside back into the outbox."""

    def work(connection: Connection) -> None:
        columns = ("table_name", "record", "at")
        again = select(*(outbox_refused.c[name] for name in columns)).order_by(outbox_refused.c.sequence)
        connection.execute(insert(outbox).prefix_with("OR REPLACE").from_select(columns, again))
        connection.execute(delete(outbox_refused))

    database.write(work)


def carry_all_again(database: StationDatabase, now: float) -> None:
    """Put every record into the outbox: for a shared database that is new or was restored from a backup."""

    def work(connection: Connection) -> None:
        for table in RECORDS.sorted_tables:
            every = select(literal(table.name), table.c.id, literal(now))
            columns = ("table_name", "record", "at")
            connection.execute(insert(outbox).prefix_with("OR REPLACE").from_select(columns, every))

    database.write(work)
