"""The migrations make what the schema says, on both databases, and never touch what a newer program wrote."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, create_engine, inspect

from app.store import migrate
from app.store.database import StationDatabase
from app.store.errors import StoreError, StoreFault
from app.store.migrate import HEAD, SCRIPTS, Role
from app.store.schema import (
    APPEND_ONLY,
    NEWEST_WINS,
    RECORDS,
    SEARCH_INDEX,
    SEARCH_TABLE,
    SHARED,
    STATION,
)
from app.store.shared import open_shared
from app.store.tables_archive import archive_segment
from tests.fakes.postgres import PostgresServer, postgres

__all__ = ["postgres"]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        engine = open_shared(server.create_database(f"empty{tmp_path.name}"))
    yield engine
    engine.dispose()


def tables_of(role: Role) -> MetaData:
    assert archive_segment.metadata is STATION
    together = MetaData(naming_convention=RECORDS.naming_convention)
    own = STATION if role is Role.STATION else SHARED
    for table in (*RECORDS.sorted_tables, *own.sorted_tables):
        table.to_metadata(together)
    return together


@pytest.mark.parametrize("role", list(Role))
def test_the_migrations_make_exactly_what_the_schema_says(empty: Engine, role: Role) -> None:
    migrate.migrate(empty, role)
    expected = tables_of(role)
    # SQLite hands an empty text back as no default at all, so defaults are compared where they can be.
    options = {
        "compare_type": True,
        "compare_server_default": empty.dialect.name == "postgresql",
        # What only one of the databases has is looked at in test_incident_search.
        "include_name": lambda name, kind, _parents: not str(name).startswith((SEARCH_TABLE, SEARCH_INDEX)),
    }
    with empty.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), expected) == []


def test_migrating_again_does_nothing(empty: Engine) -> None:
    migrate.migrate(empty, Role.SHARED)
    migrate.migrate(empty, Role.SHARED)
    with empty.connect() as connection:
        assert migrate.revision(connection) == HEAD


def test_the_shared_database_holds_no_outbox(empty: Engine) -> None:
    migrate.migrate(empty, Role.SHARED)
    assert not set(inspect(empty).get_table_names()) & set(STATION.tables)


def test_head_is_the_newest_revision() -> None:
    assert ScriptDirectory(str(SCRIPTS)).get_heads() == [HEAD]
    assert HEAD in migrate.known_revisions()


def test_every_shared_table_either_grows_or_follows_the_newest() -> None:
    assert {table.name for table in APPEND_ONLY} | set(NEWEST_WINS) == set(RECORDS.tables)
    assert not {table.name for table in APPEND_ONLY} & set(NEWEST_WINS)


def _set_revision(path: Path, value: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = ?", (value,))
    connection.commit()
    connection.close()


def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    StationDatabase(path).close()
    _set_revision(path, "9999")
    before = path.read_bytes()
    with pytest.raises(StoreError) as raised:
        StationDatabase(path)
    assert raised.value.code is StoreFault.NEWER
    assert raised.value.remedy == "update_program"
    assert path.read_bytes() == before


def test_a_file_is_copied_before_its_schema_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "station.db"
    StationDatabase(path).close()
    newest = HEAD
    monkeypatch.setattr(migrate, "HEAD", "9000")
    StationDatabase(path).close()
    copy = sqlite3.connect(tmp_path / "station.db.before-9000")
    assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == (newest,)
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    copy.close()
