"""Accounts and logs in the shared database: added to, never changed, and believed only with a signature."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Table
from sqlalchemy.exc import DBAPIError

from app import cli
from app.people.refusals import SignInRefused
from app.people.rights import Role
from app.store.audit_check import CHAINED
from app.store.chain import Head
from app.store.migrate import Role as Tables
from app.store.migrate import migrate
from app.store.outbox import OutboxCarrier
from app.store.people_feed import PeopleFeed
from app.store.schema import APPEND_ONLY, account_event, anchor, audit
from app.store.shared import grant_station_rights, open_shared
from app.store.signing import public_hex
from tests.fakes.clock import FakeClock
from tests.fakes.people import PASSWORD, People, people
from tests.fakes.postgres import PostgresServer, postgres
from tests.fakes.small_station import site_text

__all__ = ["postgres"]
#: The verbs that a station's role has and has not; the database says so of each table that only grows.
HAS, HAS_NOT = ("SELECT", "INSERT"), ("UPDATE", "DELETE", "TRUNCATE")


@pytest.fixture(scope="module")
def shared(postgres: PostgresServer) -> str:
    """The URL of the stations' role in a shared database whose owner has given it its rights."""
    url = postgres.create_database("people")
    owner = open_shared(url)
    migrate(owner, Tables.SHARED)
    postgres.execute("CREATE ROLE posts LOGIN PASSWORD 'guard'")
    grant_station_rights(owner, "posts")
    owner.dispose()
    return postgres.url("people", "posts", "guard")


@pytest.mark.parametrize("table", APPEND_ONLY, ids=lambda table: table.name)
def test_what_only_grows_can_only_grow(shared: str, table: Table) -> None:
    with psycopg.connect(shared) as connection:
        for verb in (*HAS, *HAS_NOT):
            row = connection.execute("SELECT has_table_privilege(%s, %s)", (table.name, verb)).fetchone()
            assert row == (verb in HAS,), verb
    for statement in (f"UPDATE {table.name} SET id = 'x'", f"DELETE FROM {table.name}", f"TRUNCATE {table.name}"):
        with psycopg.connect(shared) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_not_even_the_owner_changes_a_line_by_mistake(postgres: PostgresServer, shared: str) -> None:
    with psycopg.connect(shared, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO anchor (id, station, at, kind, content) VALUES ('a', 's9', 0, 'x', '{}')"
            " ON CONFLICT DO NOTHING"
        )
    for statement in ("UPDATE anchor SET kind = 'y'", "DELETE FROM anchor", "TRUNCATE anchor"):
        refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only")
        with psycopg.connect(postgres.url("people")) as connection, refused:
            connection.execute(statement)


@pytest.mark.parametrize("table", (account_event, audit, anchor), ids=lambda table: table.name)
def test_the_stations_own_file_says_the_same(tmp_path: Path, clock: FakeClock, table: Table) -> None:
    with people(tmp_path, clock) as house:
        house.everybody()
        house.heads.sign("daily")
        for statement in (f"UPDATE {table.name} SET id = 'x'", f"DELETE FROM {table.name}"):
            with house.database._writer.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
                connection.exec_driver_sql(statement)


def carry(house: People, url: str) -> None:
    """Let everything that waits go over."""
    carrier = OutboxCarrier(house.database, open_shared(url), house.clock)
    while carrier._attempt() == "":
        with house.database.read.connect() as connection:
            if not connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar():
                break
    carrier._shared.dispose()


@pytest.fixture
def two(tmp_path: Path, clock: FakeClock, shared: str) -> Iterator[tuple[People, People]]:
    first, second = (people(tmp_path / name, clock, f"{tmp_path.name}-{name}") for name in ("a", "b"))
    with first as one, second as other:
        yield one, other


def test_an_account_is_good_at_every_station_that_trusts_its_own(two: tuple[People, People], shared: str) -> None:
    one, other = two
    ids = one.everybody()
    first = other.accounts.add_first("ma", "Ma", PASSWORD)
    carry(one, shared)
    feed = PeopleFeed(open_shared(shared), other.records, other.station, other.accounts.refresh)
    assert feed.look() == 0
    assert {(r.what, r.station) for r in feed.refused} >= {("unknown_signer", one.station)}
    other.accounts.trust_station(first.id, one.station, public_hex(one.key))
    assert feed.look() == 4
    other.desk.sign_in("guard", PASSWORD)
    one.accounts.disable(ids[Role.INSTALLER], ids[Role.GUARD])
    carry(one, shared)
    assert feed.look() == 1
    assert other.desk.duty.people == ()
    with pytest.raises(SignInRefused, match="disabled"):
        other.desk.sign_in("guard", PASSWORD)
    feed.stop()


def test_the_other_copy_names_the_line_and_its_columns(two: tuple[People, People], shared: str, tmp_path: Path) -> None:
    one, _ = two
    for number in range(5):
        one.audit.append("guard", "open_gate", f"gate-{number}")
    carry(one, shared)
    one.close()
    site = tmp_path / "site.toml"
    text = site_text(None, database=shared).replace('id = "s1"', f'id = "{one.station}"\ndata_dir = "{one.folder}"')
    site.write_text(text, "utf-8")
    assert verify(site)[0] == 0
    rewrite_third(one)
    code, report = verify(site)
    found = report["breaks"][0]
    assert (code, found["what"], found["sequence"], found["witness"]) == (3, "rewritten", 3, "shared")
    assert found["columns"] == ["object", "hash"]
    assert cli.run(["audit", "verify", str(site)]) == 0, "nothing but the other copy could tell: no head was signed yet"


def verify(site: Path) -> tuple[int, dict[str, list[dict[str, object]]]]:
    told = io.StringIO()
    with redirect_stdout(told):
        code = cli.run(["audit", "verify", str(site), "--shared", "--json"])
    return code, json.loads(told.getvalue())


def rewrite_third(house: People) -> None:
    """Change a line and compute every hash anew."""
    connection = sqlite3.connect(house.folder / "station.sqlite")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.row_factory = sqlite3.Row
    rows = [dict(row) for row in connection.execute("SELECT * FROM audit ORDER BY sequence")]
    head = Head(rows[0]["chain"])
    for row in rows:
        if row["sequence"] == 3:
            row["object"] = "gate-x"
        content = {name: row[name] for name in CHAINED[audit]}
        following = head.follow(content)
        connection.execute(
            "UPDATE audit SET object = ?, previous_hash = ?, hash = ? WHERE id = ?",
            (row["object"], head.hash, following.hash, row["id"]),
        )
        head = following
    connection.commit()
    connection.close()
