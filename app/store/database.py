"""The station's own SQLite file: one writer, readers apart, everything synced before a commit returns.

The journal's promise ("committed, therefore never lost") rests on the pragmas set here, so each of them is read back on
every new connection and a file that does not take them is refused.
"""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from app.store.errors import StoreError, StoreFault, fault_of
from app.store.migrate import Role, migrate
from app.store.reserve import Reserve
from app.store.text import canonical_json

T = TypeVar("T")

#: Pragma -> (value to set, value it must read back as). 2 is FULL: the log is synced at every commit.
PRAGMAS: Final[dict[str, tuple[str, object]]] = {
    "busy_timeout": ("5000", 5000),
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    # Without it "INSERT OR REPLACE" would slip past the triggers of the append-only tables.
    "recursive_triggers": ("ON", 1),
    "trusted_schema": ("OFF", 0),
    "checkpoint_fullfsync": ("ON", 1),
    "fullfsync": ("ON", 1),
}


def _configure(connection: sqlite3.Connection) -> None:
    """Set and read back every pragma; raises StoreError where the file does not take one."""
    # SQLAlchemy's `begin` event starts transactions; the driver's own habit of starting them late is switched off.
    connection.isolation_level = None
    for name, (value, expected) in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}").close()
        got = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if got != expected:
            raise StoreError(StoreFault.FAILED, f"pragma {name} is {got!r}, not {expected!r}")


def _engine(path: Path, *, writer: bool) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=1 if writer else 4,
        max_overflow=0 if writer else 8,
        connect_args={"check_same_thread": False},
        json_serializer=canonical_json,
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        _configure(connection)
        if not writer:
            connection.execute("PRAGMA query_only = ON").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    return engine


class StationDatabase:
    """The station's file: `read` is an Engine for queries, `write` runs one transaction at a time.

    Safe to use from any thread but the window's. `close` lets go of the file.
    """

    def __init__(self, path: Path, reserve: Reserve | None = None) -> None:
        self.path = path
        self.reserve = reserve
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._writer = _engine(path, writer=True)
        self.read: Engine = _engine(path, writer=False)
        try:
            migrate(self._writer, Role.STATION, backup=path)
        except (DBAPIError, sqlite3.Error) as error:
            self.close()
            raise StoreError(fault_of(error), str(path)) from error
        except StoreError:
            self.close()
            raise

    def write(self, work: Callable[[Connection], T], *, use_reserve: bool = False) -> T:
        """Run `work` in one transaction that is synced to the disk on return.

        With `use_reserve` a full disk gives up slices of the reserve until the transaction fits; `work` is then run
        again, so it must derive everything from the connection it is handed. Raises StoreError.
        """
        with self._lock:
            while True:
                try:
                    return self._transact(work)
                except (DBAPIError, sqlite3.Error) as error:
                    fault = fault_of(error)
                    full = fault is StoreFault.DISK_FULL and use_reserve and self.reserve is not None
                    if full and self.reserve is not None and self.reserve.give_up_slice():
                        continue
                    raise StoreError(fault, _brief(error)) from error

    def _transact(self, work: Callable[[Connection], T]) -> T:
        with self._writer.connect() as connection, connection.begin():
            return work(connection)

    def close(self) -> None:
        """Close every connection; the file can be moved afterwards."""
        self._writer.dispose()
        self.read.dispose()


def _brief(error: BaseException) -> str:
    """The driver's own words without the statement and its values, which may hold personal data."""
    original = error.orig if isinstance(error, DBAPIError) else error
    return str(original)
