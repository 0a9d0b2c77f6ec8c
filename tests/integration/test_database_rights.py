"""`watchroom database prepare`, and what the stations' role may not do to the records, statement by statement."""

from collections.abc import Iterator
from itertools import count

import pytest
from sqlalchemy import Engine, make_url, select, text
from sqlalchemy.exc import DBAPIError

from app import cli
from app.commands.database import PASSWORD_VARIABLE
from app.store.migrate import HEAD, revision
from app.store.schema import APPEND_ONLY, RECORDS, SHARED
from app.store.shared import fault_of, is_here, open_shared, with_tls
from tests.fakes.postgres import PostgresServer, postgres

__all__ = ["postgres"]

_NUMBERS = count()
WORD = "a word for the stations"

#: Each is refused to the stations' role on every table that only grows.
FORBIDDEN = (
    "UPDATE {table} SET id = id",
    "DELETE FROM {table}",
    "TRUNCATE {table}",
    "TRUNCATE {table} CASCADE",
    "DROP TABLE {table} CASCADE",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} ADD COLUMN more text",
    "ALTER TABLE {table} OWNER TO CURRENT_USER",
    "DROP TRIGGER keep_{table} ON {table}",
    "CREATE RULE none AS ON INSERT TO {table} DO INSTEAD NOTHING",
    "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ON CONSTRAINT pk_{table} DO UPDATE SET id = excluded.id",
    "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
)
#: And these altogether.
FORBIDDEN_ANYWHERE = (
    "CREATE TABLE other (id text)",
    "UPDATE alembic_version SET version_num = '0'",
    "DELETE FROM alarm",
    "DELETE FROM incident",
    "DELETE FROM lease",
    "DELETE FROM station_seen",
    "DROP FUNCTION watchroom_append_only CASCADE",
    "CREATE OR REPLACE FUNCTION watchroom_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "CREATE ROLE another",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "SET session_replication_role = replica",
    "COPY raw_message TO PROGRAM 'cat'",
)


@pytest.fixture
def prepared(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    """A prepared database: its owner's URL and the name of the stations' role."""
    number = next(_NUMBERS)
    url, role = postgres.create_database(f"rights{number}"), f"station{number}"
    monkeypatch.setenv(PASSWORD_VARIABLE, WORD)
    assert cli.run(["database", "prepare", url, "--role", role]) == 0
    yield url, role
    postgres.execute(f'DROP DATABASE "rights{number}" WITH (FORCE)', f"DROP ROLE {role}")


@pytest.fixture
def station(postgres: PostgresServer, prepared: tuple[str, str]) -> Iterator[Engine]:
    engine = open_shared(postgres.url(make_url(prepared[0]).database or "", prepared[1], WORD))
    yield engine
    engine.dispose()


def refused(engine: Engine, statement: str) -> str:
    """What the server says to a statement; empty where it does it."""
    with engine.connect() as connection:
        try:
            connection.execute(text(statement))
        except DBAPIError as error:
            return str(getattr(error.orig, "sqlstate", ""))
    return ""


def test_the_stations_role_may_read_and_add_everywhere_and_change_what_is_folded(station: Engine) -> None:
    append_only = {table.name for table in APPEND_ONLY}
    rights = text("SELECT has_table_privilege(:table, 'SELECT, INSERT'), has_table_privilege(:table, :more)")
    with station.connect() as connection:
        assert revision(connection) == HEAD
        for table in (*RECORDS.sorted_tables, *SHARED.sorted_tables):
            connection.execute(text(f"GRANT DELETE ON {table.name} TO CURRENT_USER"))  # only a warning, and no right
            for more in ("UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"):
                reads, may = connection.execute(rights, {"table": table.name, "more": more}).one()
                assert reads
                assert may is (more == "UPDATE" and table.name not in append_only), (table.name, more)


@pytest.mark.parametrize("table", [table.name for table in APPEND_ONLY])
def test_the_database_itself_refuses_every_way_to_change_what_was_recorded(station: Engine, table: str) -> None:
    for statement in FORBIDDEN:
        assert refused(station, statement.format(table=table)) == "42501", statement


def test_the_database_itself_refuses_everything_else_that_is_not_a_stations_business(station: Engine) -> None:
    for statement in FORBIDDEN_ANYWHERE:
        assert refused(station, statement) == "42501", statement


def test_even_the_owner_is_stopped_from_changing_what_was_recorded(prepared: tuple[str, str]) -> None:
    owner = open_shared(prepared[0])
    with owner.connect() as connection, connection.begin():
        connection.execute(
            text("INSERT INTO raw_message (id, payload, received_at) VALUES ('one', ''::bytea, 1.0)"),
        )
    for statement in ("UPDATE raw_message SET topic = 'x'", "DELETE FROM raw_message", "TRUNCATE raw_message"):
        assert refused(owner, statement) == "42501"
    owner.dispose()


def test_prepare_may_be_repeated_and_never_shows_the_password(
    prepared: tuple[str, str], station: Engine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE)
    monkeypatch.setenv("OWNER_URL", prepared[0])
    assert cli.run(["database", "prepare", "env:OWNER_URL", "--role", prepared[1]]) == 0
    with station.connect() as connection:
        assert connection.execute(select(1)).scalar_one() == 1
    said = capsys.readouterr()
    assert WORD not in said.out + said.err
    assert (make_url(prepared[0]).password or "") not in said.out + said.err


def test_a_new_role_without_a_password_is_not_made(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    url = postgres.create_database(f"rights{next(_NUMBERS)}")
    assert cli.run(["database", "prepare", url, "--role", "nobody_yet"]) == 2
    assert PASSWORD_VARIABLE in capsys.readouterr().err
    assert cli.run(["database", "prepare", url, "--role", "x; DROP TABLE y"]) == 2
    assert cli.run(["database", "prepare", "no url", "--role", "role"]) == 2


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("postgresql://db.example/records", "verify-full"),
        ("postgresql://10.0.0.7/records", "verify-full"),
        ("postgresql://db.example/records?sslmode=disable", "disable"),
        ("postgresql://db.example/records?sslrootcert=/etc/ca.pem", "verify-full"),
        ("postgresql://127.0.0.1/records", None),
        ("postgresql://localhost/records", None),
        ("postgresql://[::1]/records", None),
        ("postgresql:///records?host=/run/postgresql", None),
        ("postgresql:///records?host=127.0.0.1&host=db.example", "verify-full"),
    ],
)
def test_to_another_computer_only_verified_tls_unless_the_url_says_otherwise(url: str, mode: str | None) -> None:
    made = with_tls(make_url(url))
    assert made.query.get("sslmode") == mode
    if "sslrootcert" in url:
        assert made.query["sslrootcert"] == "/etc/ca.pem"
    assert is_here(make_url(url)) is (mode is None)


def test_a_server_without_tls_is_refused_with_a_word_of_its_own(postgres: PostgresServer) -> None:
    for query, code in (("sslmode=verify-full&sslrootcert=system", "no_tls"), ("sslmode=require", "no_tls")):
        engine = open_shared(f"{postgres.url()}?{query}")
        with pytest.raises(DBAPIError) as raised:
            engine.connect()
        assert fault_of(raised.value).code == code
        engine.dispose()
