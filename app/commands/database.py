"""`watchroom database prepare URL`: make the shared database ready, as its owner; stations then use a role with less.

The role may read and add to what only grows, and read, add and change what is folded from it; it may remove nothing,
change no table and no rights. Exit codes: 0 ready, 1 could not be done, 2 the password for the role is missing.
"""

from __future__ import annotations

import argparse
import os
import re
import sys

from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from app.store.errors import StoreError
from app.store.migrate import Role, migrate
from app.store.shared import fault_of, grant_station_rights, is_here, open_shared

EXIT_READY, EXIT_FAILED, EXIT_BAD_INPUT = 0, 1, 2
#: Never on the command line, where others can read it.
PASSWORD_VARIABLE = "WATCHROOM_STATION_PASSWORD"
_ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def run(arguments: argparse.Namespace) -> int:
    """Bring the schema up to date and give the stations' role its rights; may be repeated after every update."""
    password = os.environ.get(PASSWORD_VARIABLE, "")
    if not _ROLE.fullmatch(arguments.role):
        print(f"no name for a role: {arguments.role}", file=sys.stderr)
        return EXIT_BAD_INPUT
    try:
        engine = open_shared(os.environ.get(arguments.url[4:], "") if _by_name(arguments.url) else arguments.url)
    except ArgumentError:
        print("that is no database URL; give postgresql://OWNER@HOST/DATABASE, or env:NAME", file=sys.stderr)
        return EXIT_BAD_INPUT
    try:
        return _prepare(engine, arguments.role, password)
    except DBAPIError as error:
        print(f"the database cannot be prepared: {fault_of(error).code}", file=sys.stderr)
    except StoreError as error:
        print(f"the database cannot be prepared: {error.code.value}", file=sys.stderr)
    finally:
        engine.dispose()
    return EXIT_FAILED


def _by_name(url: str) -> bool:
    return url.startswith("env:")


def _prepare(engine: Engine, role: str, password: str) -> int:
    with engine.connect() as connection, connection.begin():
        if not _exists(connection, role):
            if not password:
                print(f"the role {role} is new: put its password into {PASSWORD_VARIABLE}", file=sys.stderr)
                return EXIT_BAD_INPUT
            _create(connection, role)
        if password:
            _set_password(connection, role, password)
    migrate(engine, Role.SHARED)
    grant_station_rights(engine, role)
    url = make_url(engine.url).set(username=role, password=None, drivername="postgresql")
    print(f"ready. In the site file: [database] url = an env: or file: reference to {url} with the role's password")
    if not is_here(engine.url) and engine.url.query.get("sslmode") not in {"verify-full", "verify-ca"}:
        print("the connection is not verified by TLS, as the URL asks for", file=sys.stderr)
    return EXIT_READY


def _exists(connection: Connection, role: str) -> bool:
    found = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role})
    return found.first() is not None


def _create(connection: Connection, role: str) -> None:
    quoted = connection.dialect.identifier_preparer.quote(role)
    connection.execute(text(f"CREATE ROLE {quoted} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"))


def _set_password(connection: Connection, role: str, password: str) -> None:
    """Hashed here (SCRAM), so that no log of the server ever holds it."""
    wire = connection.connection.driver_connection
    assert wire is not None
    hashed = wire.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    quoted = connection.dialect.identifier_preparer.quote(role)
    connection.exec_driver_sql(f"ALTER ROLE {quoted} PASSWORD '{hashed}'")
