"""The database that several stations share: PostgreSQL, reached with time limits everywhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, create_engine, make_url, text
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DBAPIError

from app.store.schema import APPEND_ONLY, NEWEST_WINS, RECORDS
from app.store.text import canonical_json

#: libpq's own limits: a server that has gone silent is given up after about 15 s, whatever the network does.
_LIMITS: Final[Mapping[str, object]] = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 2,
    "tcp_user_timeout": 15_000,
    "application_name": "watchroom",
    "options": "-c statement_timeout=30000 -c lock_timeout=10000",
}

#: SQLSTATE (or its class) -> code. Classes 22 and 23 speak of a row; all others of the server or of our rights there.
_CODES: Final[Mapping[str, str]] = {
    "28": "unauthorized",
    "3D": "no_database",
    "42501": "rights",
    "42": "schema",
    "53100": "disk_full",
    "53": "overloaded",
    "25006": "read_only",
    "40": "busy",
    "55P03": "busy",
    "57014": "busy",
    "57P": "unreachable",
    "08": "unreachable",
}
_ROW_CLASSES: Final = ("22", "23")


@dataclass(frozen=True, slots=True)
class SharedFault:
    """Why the shared database did not take something. With `of_row` a row is to blame, else it cannot be done now."""

    code: str
    of_row: bool = False


def open_shared(url: str) -> Engine:
    """An engine for the shared database; nothing is connected yet. A plain ``postgresql:`` URL means psycopg."""
    parsed = make_url(url)
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    limits = dict(_LIMITS) if parsed.drivername.startswith("postgresql") else {}
    return create_engine(
        parsed,
        connect_args=limits,
        json_serializer=canonical_json,
        pool_pre_ping=True,
        pool_size=2,
        hide_parameters=True,
    )


def fault_of(error: DBAPIError) -> SharedFault:
    """What an error of the driver means, by SQLSTATE where there is one."""
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return _without_state(error)
    if state[:2] in _ROW_CLASSES:
        return SharedFault(f"row_{state}", of_row=True)
    for length in (5, 3, 2):
        if state[:length] in _CODES:
            return SharedFault(_CODES[state[:length]])
    return SharedFault("failed")


def _without_state(error: DBAPIError) -> SharedFault:
    """Errors made on this side: a value that cannot be sent, or a connection that did not come about."""
    kind = type(error.orig).__name__
    if kind in {"DataError", "IntegrityError"}:
        return SharedFault("row_value", of_row=True)
    words = str(error.orig).lower()
    if "password" in words or "authentication" in words:
        # libpq hands on the server's refusal during start-up as text only.
        return SharedFault("unauthorized")
    return SharedFault(
        "unreachable" if kind in {"OperationalError", "InterfaceError", "ConnectionTimeout"} else "failed"
    )


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows so that it may be repeated: what only grows is left as it is, of a projection the newest stays."""
    make = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    statement = make(table)
    keys = [column.name for column in table.primary_key]
    newest = NEWEST_WINS.get(table.name)
    if newest is None:
        connection.execute(statement.on_conflict_do_nothing(index_elements=keys), list(rows))
        return
    changed = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
    not_older = table.c[newest] <= statement.excluded[newest]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed, where=not_older), list(rows))


def grant_station_rights(engine: Engine, role: str) -> None:
    """Let the database role of the stations do what they need and no more; run once by the database's owner.

    Append-only tables may be read and added to. `role` must exist.
    """
    append_only = {table.name for table in APPEND_ONLY}
    with engine.connect() as connection, connection.begin():
        quoted = connection.dialect.identifier_preparer.quote(role)
        for statement in _grants(quoted, append_only, [table.name for table in RECORDS.sorted_tables]):
            connection.execute(text(statement))


def _grants(role: str, append_only: set[str], tables: Iterable[str]) -> Iterable[str]:
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT SELECT ON alembic_version TO {role}"
    for table in tables:
        rights = "SELECT, INSERT" if table in append_only else "SELECT, INSERT, UPDATE"
        yield f"REVOKE ALL ON {table} FROM {role}"
        yield f"GRANT {rights} ON {table} TO {role}"
