"""Log, handovers, presence checks and drills in the shared database: added to, never changed, seen at every station."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Table
from sqlalchemy.exc import DBAPIError

from app.store.duty import SHARED_TABLES, DrillRecord, PresenceRecord, digest_of
from app.store.duty_feed import DAY_S, REACH_DAYS, DutyFeed
from app.store.register import FootageRequest, Register, Requester
from app.store.shared import open_shared
from tests.fakes.clock import FakeClock
from tests.fakes.people import PASSWORD, People
from tests.fakes.postgres import PostgresServer, postgres
from tests.integration.test_people_postgres import carry, shared, two

__all__ = ["postgres", "shared", "two"]


@pytest.fixture
def feed(two: tuple[People, People], shared: str) -> Iterator[tuple[DutyFeed, list[str]]]:
    """The second station's feed, and how often it told of something new."""
    other, told = two[1], list[str]()
    made = DutyFeed(open_shared(shared), other.duty, other.station, other.clock, lambda: told.append("new"))
    yield made, told
    made.stop()


def fill(house: People) -> None:
    """One of each: a handover with its line, a note, a presence check, a drill, a request for footage."""
    house.everybody()
    house.desk.sign_in("guard", PASSWORD)
    house.duty.add("Guard", "note", "北门道闸慢")
    at = house.clock.now()
    house.duty.keep(PresenceRecord(f"check-{house.station}", house.station, at, at + 7, "answered", "Guard"), "g")
    drill = DrillRecord(f"drill-{house.station}", house.station, at, at + 60, "fire", "Wang", "complete", {"score": 70})
    house.duty.keep(drill, "w")
    asked = FootageRequest(Requester.INSIDE, "Li", "", "a scratched car", approver="Wang")
    Register(house.database, house.station, "Asia/Shanghai", house.clock).enter(asked, "Guard")
    house.clock.advance(1)
    signed = house.desk.sign_off(PASSWORD, "page")
    house.desk.take_over(signed, "supervisor", PASSWORD, {"remarks": "gate two sticks", "counts": []})


def test_a_second_station_sees_log_handovers_checks_and_drills(
    two: tuple[People, People], shared: str, feed: tuple[DutyFeed, list[str]]
) -> None:
    one, other = two
    fill(one)
    carry(one, shared)
    looks, told = feed
    assert looks.look() >= 5
    assert told == ["new"]
    mine = [line for line in other.duty.entries() if line.station == one.station]
    assert [(line.kind, line.text) for line in mine] == [
        ("handover", "Guard → Supervisor\ngate two sticks"),
        ("note", "北门道闸慢"),
    ]
    (record,) = [found for found in other.duty.handovers() if found.station == one.station]
    assert digest_of(record) == record.digest, "the very row, as both signed it"
    assert [(d.outcome, d.content["score"]) for d in other.duty.drills() if d.station == one.station] == [
        ("complete", 70)
    ]
    assert [c.seconds for c in other.duty.checks() if c.station == one.station] == [7.0]
    assert other.duty.misses() == 0
    assert looks.look() == 0
    assert told == ["new"]


def test_what_a_station_takes_in_is_not_carried_back_and_its_own_is_left_alone(
    two: tuple[People, People], shared: str, feed: tuple[DutyFeed, list[str]]
) -> None:
    one, other = two
    fill(one)
    carry(one, shared)
    other.duty.add("Ma", "note", "here")
    carry(other, shared)
    feed[0].look()
    with other.database.read.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar() == 0
    assert len([line for line in other.duty.entries() if line.station == other.station]) == 1


def test_a_row_that_comes_late_is_found_and_one_from_long_ago_is_left(
    two: tuple[People, People], shared: str, feed: tuple[DutyFeed, list[str]], clock: FakeClock
) -> None:
    one, other = two
    one.duty.add("Guard", "note", "old")
    clock.advance((REACH_DAYS + 2) * DAY_S)
    carry(one, shared)
    feed[0].look()
    assert [line.text for line in other.duty.entries() if line.station == one.station] == []
    one.duty.add("Guard", "note", "first")
    clock.advance(3 * DAY_S)
    one.duty.add("Guard", "note", "second")
    carry(one, shared)
    feed[0].look()
    found = [line.text for line in other.duty.entries() if line.station == one.station]
    assert found == ["second", "first"]


def test_a_database_that_is_away_is_said_and_ends_no_feed(two: tuple[People, People]) -> None:
    other = two[1]
    away = open_shared("postgresql://nobody@127.0.0.1:1/none")
    looks = DutyFeed(away, other.duty, other.station, other.clock, lambda: None)
    with pytest.raises(DBAPIError):
        looks.look()
    looks.start()
    looks.stop()


@pytest.mark.parametrize("table", SHARED_TABLES, ids=lambda table: table.name)
def test_neither_a_station_nor_the_owner_changes_a_row(
    postgres: PostgresServer, shared: str, two: tuple[People, People], table: Table
) -> None:
    fill(two[0])
    carry(two[0], shared)
    for statement in (f"UPDATE {table.name} SET station = 'x'", f"DELETE FROM {table.name}"):
        with psycopg.connect(shared) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)
        refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only")
        with psycopg.connect(postgres.url("people")) as connection, refused:
            connection.execute(statement)
        with two[0].database._writer.connect() as own, pytest.raises(DBAPIError, match="append-only"):
            own.exec_driver_sql(statement)
