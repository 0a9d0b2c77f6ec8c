"""Bring a database to this program's schema, or say that it is newer than the program.

The usual start costs one SELECT: Alembic is imported only where there is something to do.
"""

import sqlite3
import threading
from enum import StrEnum
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text

from app.store.errors import StoreError, StoreFault

#: The newest revision in `migrations/versions`; a test keeps the two in step.
HEAD: Final = "0012"
#: Where Alembic's scripts lie; frozen builds carry the folder as data.
SCRIPTS: Final = Path(__file__).parent / "migrations"

# Alembic's `op` and `context` are global to the process; the station's file and the shared database may meet here.
_ONE_AT_A_TIME = threading.Lock()
#: Any number will do, as long as every station asks for the same.
_ADVISORY_LOCK: Final = 5_724_811_603


class Role(StrEnum):
    """Whose tables a database holds: a station's own, or those that stations share."""

    STATION = "station"
    SHARED = "shared"


def revision(connection: Connection) -> str | None:
    """The revision a database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(engine: Engine, role: Role, backup: Path | None = None) -> None:
    """Bring the database to HEAD in one transaction.

    `backup` names the SQLite file that is copied beside itself before an existing schema changes. Raises StoreError
    NEWER when a newer program has written the database; the drivers' errors pass through.
    """
    with engine.connect() as connection, connection.begin():
        found = revision(connection)
    if found == HEAD:
        return
    if found is not None and found not in known_revisions():
        raise StoreError(StoreFault.NEWER, found)
    if found is not None and backup is not None:
        _copy(backup, backup.with_name(f"{backup.name}.before-{HEAD}"))
    with _ONE_AT_A_TIME, engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        _upgrade(connection, role)


def known_revisions() -> frozenset[str]:
    """Every revision that this program knows."""
    return frozenset(path.name.split("_", 1)[0] for path in (SCRIPTS / "versions").glob("[0-9]*.py"))


def _upgrade(connection: Connection, role: Role) -> None:
    from alembic import command  # noqa: PLC0415 - rarely needed, and slow to import
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["role"] = role
    command.upgrade(config, "head")


def _copy(source: Path, target: Path) -> None:
    """Copy a SQLite file with its log, by SQLite's own online backup."""
    origin, copy = sqlite3.connect(source), sqlite3.connect(target)
    try:
        origin.backup(copy)
    finally:
        copy.close()
        origin.close()
