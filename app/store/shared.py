"""The database that several stations share: PostgreSQL, reached with time limits everywhere, and over TLS.

To a server on another computer only a verified TLS connection is made (``sslmode=verify-full``), unless the URL itself
says otherwise.
"""

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DBAPIError

from app.store import tables_marks  # noqa: F401 - its table is one of the records
from app.store.schema import APPEND_ONLY, NEWEST_WINS, RECORDS, SHARED
from app.store.text import canonical_json

#: Seconds that any one answer may take.
PATIENCE_S: Final = 10.0
#: The channel on which stations tell each other that there is something to read. The payload is the teller's chain.
CHANNEL: Final = "watchroom"

#: libpq's own limits: a server that has gone silent is given up after about 15 s, whatever the network does. The server
#: is told to give us up as soon, so that what an abandoned connection had locked is free again.
_LIMITS: Final[Mapping[str, object]] = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 2,
    "tcp_user_timeout": 15_000,
}
_SERVER_LIMITS: Final = (
    "-c lock_timeout=10000 -c idle_in_transaction_session_timeout=15000"
    " -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=2"
)

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
#: What PostgreSQL keeps of an application's name.
_LONGEST_NAME: Final = 63
_END_OLDER: Final = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = current_setting('application_name') AND datname = current_database()
    AND usename = current_user AND pid <> pg_backend_pid()
"""
_ROW_CLASSES: Final = ("22", "23")


@dataclass(frozen=True, slots=True)
class SharedFault:
    """Why the shared database did not take something. With `of_row` a row is to blame, else it cannot be done now."""

    code: str
    of_row: bool = False


def open_shared(url: str, patience_s: float = PATIENCE_S, *, purpose: str = "", **more: Any) -> Engine:
    """An engine for the shared database; nothing is connected yet. A plain ``postgresql:`` URL means psycopg.

    `patience_s` is how long any one answer may take. `purpose` names what only one connection in the world is for: a
    new one ends those before it, which may have been cut off in the middle of a transaction and hold locks. `more` goes
    to SQLAlchemy.
    """
    parsed = make_url(url)
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    ours = parsed.drivername == "postgresql+psycopg"
    limits = dict(_LIMITS) if ours else {}
    if ours:
        limits["options"] = f"-c statement_timeout={int(patience_s * 1000)} {_SERVER_LIMITS}"
        limits["application_name"] = f"watchroom {purpose}".strip()[:_LONGEST_NAME]
        parsed = with_tls(parsed)
    pool = {} if "poolclass" in more else {"pool_size": 2, "pool_pre_ping": True}
    settings: dict[str, Any] = {"json_serializer": canonical_json, "hide_parameters": True, **pool, **more}
    engine = create_engine(parsed, connect_args=limits, **settings)
    if ours:
        _make_patient(engine, patience_s, alone=bool(purpose))
    return engine


def with_tls(url: URL) -> URL:
    """The URL with a verified TLS connection asked for, where it names another computer and says nothing of TLS."""
    if "sslmode" in url.query or is_here(url):
        return url
    verified = {"sslmode": "verify-full"}
    if "sslrootcert" not in url.query:
        verified["sslrootcert"] = "system"
    return url.update_query_dict(verified)


def is_here(url: URL) -> bool:
    """Whether every host of the URL is this computer, by loopback address or socket file."""
    listed = url.query.get("host", url.host or "")
    hosts = [listed] if isinstance(listed, str) else list(listed)
    return all(_loopback(one.rsplit(":", 1)[0] if one.count(":") == 1 else one) for one in hosts)


def _loopback(host: str) -> bool:
    if host in {"", "localhost"} or host.startswith(("/", "@")):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _make_patient(engine: Engine, patience_s: float, *, alone: bool) -> None:
    from app.store.patience import patient  # noqa: PLC0415 - psycopg is imported only where it is used

    kind = patient(patience_s)

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: object, _record: object, arguments: list[Any], more: dict[str, Any]) -> object:
        made = kind.connect(*arguments, **more)
        if alone:
            _end_those_before(made)
        return made


def _end_those_before(connection: Any) -> None:
    """End older connections of the same purpose; one that may not be ended is left."""
    connection.autocommit = True
    connection.execute(_END_OLDER)
    connection.autocommit = False


def tell_others(connection: Connection, chain: str) -> None:
    """Tell the other stations, once the transaction is committed, that a chain has grown."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_notify(:channel, :chain)"), {"channel": CHANNEL, "chain": chain})


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
    # libpq hands on what happens during the start of a connection as text only.
    if "ssl" in words or "certificate" in words:
        return SharedFault("no_tls" if "does not support ssl" in words else "certificate")
    if "password" in words or "authentication" in words:
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
    """Let the database role of the stations do what they need and no more; run by the database's owner.

    Append-only tables may be read and added to. `role` must exist.
    """
    append_only = {table.name for table in APPEND_ONLY}
    tables = [table.name for table in (*RECORDS.sorted_tables, *SHARED.sorted_tables)]
    with engine.connect() as connection, connection.begin():
        quoted = connection.dialect.identifier_preparer.quote(role)
        for statement in _grants(quoted, append_only, tables):
            connection.execute(text(statement))


def _grants(role: str, append_only: set[str], tables: Iterable[str]) -> Iterable[str]:
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"REVOKE ALL ON alembic_version FROM {role}"
    yield f"GRANT SELECT ON alembic_version TO {role}"
    for table in tables:
        rights = "SELECT, INSERT" if table in append_only else "SELECT, INSERT, UPDATE"
        yield f"REVOKE ALL ON {table} FROM {role}"
        yield f"GRANT {rights} ON {table} TO {role}"
