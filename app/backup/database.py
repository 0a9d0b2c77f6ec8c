"""The station's database in a backup: copied while it is being written, and looked at afterwards.

SQLite's online backup on one read transaction: the copy is the file as it was at one instant, however much is written
meanwhile, and no writer ever waits for it. It is read in small steps with a breath between them, so that the journal's
own syncs are not held up.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from app.backup.errors import BackupError, of_system
from app.backup.manifest import Facts
from app.store.check import Finding, check_file
from app.store.database import StationDatabase
from app.store.errors import StoreError, StoreFault, fault_of

#: Pages of one step: 1 MiB of SQLite's usual pages.
_STEP: Final = 256
#: Tables whose rows are chained, each to the one before.
_CHAINED: Final = ("alarm_action", "audit", "account_event")


def copy(source: Path, target: Path, pulse: Callable[[], None]) -> None:
    """Copy the database into a new file as it is now; ``pulse`` is called between steps and may raise to end it.

    Raises BackupError source_damaged, source_unreadable, disk_full, unwritable.
    """
    try:
        with closing(_read_only(source)) as origin, closing(sqlite3.connect(target, isolation_level=None)) as made:
            origin.execute("BEGIN").close()
            origin.execute("SELECT count(*) FROM sqlite_master").fetchone()
            origin.backup(made, pages=_STEP, progress=lambda *_: pulse())
            origin.execute("ROLLBACK").close()
            made.execute("PRAGMA journal_mode = DELETE").close()
    except sqlite3.Error as error:
        raise _of_sqlite(error, source.name) from error
    except OSError as error:
        raise of_system(error, target.name) from error


def facts_of(path: Path) -> Facts:
    """Count a database's rows and read where its chains end, in one transaction. Raises BackupError."""
    try:
        with closing(_read_only(path)) as database:
            database.execute("BEGIN").close()
            revision = database.execute("SELECT version_num FROM alembic_version").fetchone()
            query = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            tables = sorted(row[0] for row in database.execute(query) if not row[0].startswith("sqlite_"))
            rows = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
            heads = [head for table in _CHAINED if table in rows for head in _heads(database, table)]
    except sqlite3.Error as error:
        raise _of_sqlite(error, path.name) from error
    return Facts("" if revision is None else str(revision[0]), rows, tuple(heads))


def holds(path: Path, head: tuple[str, str, int, str]) -> bool:
    """Whether a chain's entry is in a database. Raises BackupError."""
    table, chain, sequence, digest = head
    try:
        with closing(_read_only(path)) as database:
            query = f"SELECT hash FROM {table} WHERE chain = ? AND sequence = ?"
            found = database.execute(query, (chain, sequence)).fetchone()
    except sqlite3.Error as error:
        raise _of_sqlite(error, path.name) from error
    return found is not None and found[0] == digest


def findings_of(path: Path) -> list[Finding]:
    """Open a database as a station would, and check file, chains, folded tables and outbox. Raises BackupError."""
    try:
        database = StationDatabase(path)
    except StoreError as error:
        code = {StoreFault.NEWER: "newer", StoreFault.DISK_FULL: "disk_full"}.get(error.code, "damaged")
        raise BackupError(code, error.detail) from error
    try:
        return check_file(database)
    finally:
        database.close()


def _heads(database: sqlite3.Connection, table: str) -> list[tuple[str, str, int, str]]:
    query = (
        f"SELECT chain, sequence, hash FROM {table} AS one"
        f" WHERE sequence = (SELECT max(sequence) FROM {table} WHERE chain = one.chain) ORDER BY chain"
    )
    return [(table, str(row[0]), int(row[1]), str(row[2])) for row in database.execute(query)]


def _read_only(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.execute("PRAGMA busy_timeout = 5000").close()
    return connection


def _of_sqlite(error: sqlite3.Error, name: str) -> BackupError:
    fault = fault_of(error)
    codes = {StoreFault.DISK_FULL: "disk_full", StoreFault.CORRUPT: "source_damaged"}
    return BackupError(codes.get(fault, "source_unreadable"), name)
