"""The outbox against a real PostgreSQL: killed, brought back, refusing, unmigrated, shared by two stations."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, Executable, Table, delete, select, text, update
from sqlalchemy.exc import DBAPIError

from alarms.ports import Batch
from app import cli
from app.data_folder import DataFolder
from app.store import outbox_rows
from app.store.audit import AuditLog
from app.store.chain import check
from app.store.database import StationDatabase
from app.store.duty import DutyRecords
from app.store.journal import SqliteJournal
from app.store.migrate import HEAD, Role, migrate, revision
from app.store.outbox import OutboxCarrier, OutboxStatus
from app.store.queries import IncidentFilter, IncidentQueries
from app.store.records import Clip, ClipRecords, Passage, PassageRecords, StallRecords, StallState
from app.store.schema import (
    APPEND_ONLY,
    alarm,
    alarm_action,
    audit,
    duty_log,
    evidence,
    evidence_access,
    incident,
    incident_step,
    passage,
    raw_message,
    stall,
)
from app.store.shared import grant_station_rights, open_shared
from tests.fakes import alarm_batches as cases
from tests.fakes.clock import FakeClock
from tests.fakes.postgres import PostgresServer, postgres

__all__ = ["postgres"]

_NUMBERS = count()


class Station:
    """A station with its file, journal and carrier."""

    def __init__(self, folder: Path, url: str, name: str, clock: FakeClock, path: Path | None = None) -> None:
        self.name = name
        self.clock = clock
        self.database = StationDatabase(path or folder / f"{name}.db")
        self.journal = SqliteJournal(self.database, name, clock)
        self.shared = open_shared(url)
        self.carrier = OutboxCarrier(self.database, self.shared, clock)
        self.journal.wake_on_commit(self.carrier.wake)

    def close(self) -> None:
        assert self.carrier.stop()
        self.database.close()


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    return postgres.create_database(f"records{next(_NUMBERS)}")


@pytest.fixture
def station(tmp_path: Path, url: str, clock: FakeClock) -> Iterator[Station]:
    opened = Station(tmp_path, url, cases.STATION, clock)
    yield opened
    opened.close()


def until(station: Station, condition: Callable[[OutboxStatus], bool], seconds: float = 60.0) -> OutboxStatus:
    """Wait for the status to be so, or fail with the one that is."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not condition(status := station.carrier.status()):
        assert time.monotonic() < deadline, status
        pause.wait(0.02)
    return status


def carried(status: OutboxStatus) -> bool:
    return status.connected and status.depth == 0


def ids(engine: Engine, table: Table) -> set[str]:
    with engine.connect() as connection:
        return set(connection.execute(select(table.c.id)).scalars())


def test_every_kind_of_record_goes_over_as_it_is(station: Station) -> None:
    station.journal.commit(cases.batch(1))
    station.journal.commit(cases.handled(1))
    clips = ClipRecords(station.database, station.name, station.clock)
    clips.put(Clip("clip-1", "clips/1.mp4", "0" * 64, 7, "cam01", 1.0, 2.0, incident="incident-000001"))
    clips.accessed("clip-1", "export", "李主管", reason="police")
    PassageRecords(station.database, station.name, station.clock).put(Passage("p-1", "G1", 5.0, plate="沪A12345"))
    StallRecords(station.database, station.name, station.clock).put([StallState("P001", "east", None)])
    DutyRecords(station.database, station.name, station.clock).add("王建国", "note", "一切正常")
    AuditLog(station.database, station.name, station.clock).append("王建国", "login", "station", after={"ok": True})
    station.carrier.start()
    until(station, carried)
    written = (raw_message, alarm_action, alarm, incident, incident_step, evidence, evidence_access, passage, stall)
    for table in (*written, duty_log, audit):
        with station.database.read.connect() as here, station.shared.connect() as there:
            mine = [tuple(row) for row in here.execute(select(table).order_by(table.c.id))]
            theirs = [tuple(row) for row in there.execute(select(table).order_by(table.c.id))]
        assert mine, table.name
        assert theirs == mine, table.name
    assert IncidentQueries(station.shared).page(IncidentFilter(text="枝 BRANCH")).incidents[0].cause == "branch"


def test_postgres_killed_and_brought_back_again_and_again_misses_nothing(
    postgres: PostgresServer, station: Station
) -> None:
    station.carrier.start()
    number = 0
    for _round in range(3):
        for _ in range(120):
            number += 1
            station.journal.commit(cases.batch(number))
        postgres.kill()
        for _ in range(30):
            number += 1
            station.journal.commit(cases.batch(number))
        station.carrier.hurry()
        status = until(station, lambda status: not status.connected and status.depth > 0)
        assert status.error_code == "unreachable"
        station.clock.advance(60)
        assert station.carrier.status().oldest_age >= 60
        postgres.start()
        station.carrier.hurry()
    until(station, carried)
    with station.shared.connect() as connection:
        ordered = select(alarm_action).order_by(alarm_action.c.sequence)
        actions = connection.execute(ordered).all()
    assert ids(station.shared, raw_message) == {f"message-{n:06}" for n in range(1, number + 1)}
    assert ids(station.shared, alarm) == {f"occurrence-{n:06}" for n in range(1, number + 1)}
    assert ids(station.shared, incident) == {f"incident-{n:06}" for n in range(1, number + 1)}
    assert [row.sequence for row in actions] == list(range(1, 2 * number + 1))


def test_a_station_closed_in_the_middle_goes_on_where_it_was(tmp_path: Path, url: str, clock: FakeClock) -> None:
    first = Station(tmp_path, url, cases.STATION, clock)
    for number in range(400):
        first.journal.commit(cases.batch(number))
    first.carrier.start()
    until(first, lambda status: 0 < status.depth < 2000)
    first.close()
    second = Station(tmp_path, url, cases.STATION, clock)
    second.carrier.start()
    until(second, carried)
    assert len(ids(second.shared, alarm_action)) == 800
    second.close()


def test_a_row_that_is_refused_stands_aside_and_the_others_go_on(postgres: PostgresServer, station: Station) -> None:
    migrate(station.shared, Role.SHARED)
    database = station.shared.url.database or ""
    postgres.execute("ALTER TABLE incident ADD CONSTRAINT odd CHECK (number NOT LIKE '%0002')", database=database)
    for number in (1, 2, 3):
        station.journal.commit(cases.batch(number))
    station.carrier.start()
    status = until(station, carried)
    assert status.refused == 1
    (refused,) = outbox_rows.refused(station.database)
    assert (refused.table, refused.record, refused.code) == ("incident", "incident-000002", "row_23514")
    assert ids(station.shared, incident) == {"incident-000001", "incident-000003"}
    assert len(ids(station.shared, alarm_action)) == 6
    postgres.execute("ALTER TABLE incident DROP CONSTRAINT odd", database=database)
    outbox_rows.retry_refused(station.database)
    station.carrier.hurry()
    until(station, lambda status: carried(status) and status.refused == 0)
    assert "incident-000002" in ids(station.shared, incident)


def test_what_was_refused_is_named_and_offered_again_by_a_command(
    postgres: PostgresServer, tmp_path: Path, url: str, clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.create()
    first = Station(tmp_path, url, cases.STATION, clock, folder.journal)
    migrate(first.shared, Role.SHARED)
    name = first.shared.url.database or ""
    postgres.execute("ALTER TABLE incident ADD CONSTRAINT odd CHECK (number NOT LIKE '%0002')", database=name)
    first.journal.commit(cases.batch(2))
    first.carrier.start()
    assert until(first, carried).refused == 1
    assert first.carrier.status().refused_why == "incident: row_23514"
    command = ["outbox", "--folder", str(folder.root)]
    assert cli.run([*command, "--json"]) == 3
    (said,) = json.loads(capsys.readouterr().out)["refused"]
    assert (said["table"], said["record"], said["code"]) == ("incident", "incident-000002", "row_23514")
    postgres.execute("ALTER TABLE incident DROP CONSTRAINT odd", database=name)
    assert cli.run([*command, "--retry"]) == 0
    first.carrier.hurry()
    until(first, lambda status: carried(status) and status.refused == 0)
    assert cli.run(command) == 0
    assert "incident-000002" in ids(first.shared, incident)
    first.close()
    assert cli.run(["outbox", "--folder", str(tmp_path / "nothing")]) == 2


def test_alarms_of_now_do_not_wait_behind_the_messages_of_a_day(station: Station) -> None:
    station.journal.commit(Batch(raw=tuple(cases.raw(number) for number in range(100, 1300))))
    station.journal.commit(cases.batch(1))
    waiting = outbox_rows.pending(station.database, 500)
    assert [row.table for row in waiting[:3]] == ["alarm_action", "alarm_action", "raw_message"]
    assert len(waiting) == 500


def test_two_stations_of_one_name_do_not_hide_each_other(tmp_path: Path, url: str, clock: FakeClock) -> None:
    """A station set up anew starts a chain of its own, so its entries do not collide with those it wrote before."""
    for folder in ("before", "after"):
        (tmp_path / folder).mkdir()
        station = Station(tmp_path / folder, url, cases.STATION, clock)
        station.journal.commit(cases.batch(1 if folder == "before" else 2))
        station.carrier.start()
        assert until(station, carried).refused == 0
        station.close()
    shared = open_shared(url)
    with shared.connect() as connection:
        chains = connection.execute(select(alarm_action.c.chain, alarm_action.c.sequence)).all()
    shared.dispose()
    assert len({row.chain for row in chains}) == 2
    assert len(chains) == 4


def test_of_two_stations_the_newer_projection_stays_and_all_actions_are_kept(
    tmp_path: Path, url: str, clock: FakeClock
) -> None:
    north, south = Station(tmp_path, url, "north", clock), Station(tmp_path, url, "south", clock)
    newer = Batch(actions=(cases.action(9, station="south"),), incidents=(cases.incident(1, cause="newer"),))
    older = Batch(actions=(cases.action(2, station="north"),), incidents=(cases.incident(1, cause="older"),))
    both = Batch(raw=(cases.raw(1),))
    for station, batch in ((south, newer), (north, older)):
        station.journal.commit(batch)
        station.journal.commit(both)
        station.carrier.start()
        until(station, carried)
    with north.shared.connect() as connection:
        assert connection.execute(select(incident.c.cause)).scalars().all() == ["newer"]
        assert set(connection.execute(select(alarm_action.c.station)).scalars()) == {"north", "south"}
        assert connection.execute(select(raw_message.c.id)).scalars().all() == ["message-000001"]
    north.close()
    south.close()


def test_append_only_tables_refuse_change_even_to_their_owner(station: Station) -> None:
    station.journal.commit(cases.batch(1))
    station.carrier.start()
    until(station, carried)
    statements: list[Executable] = [update(alarm_action).values(actor="nobody"), delete(raw_message)]
    statements += [text(f"TRUNCATE {table.name} CASCADE") for table in APPEND_ONLY]
    for statement in statements:
        with station.shared.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
            connection.execute(statement)


def test_the_stations_role_may_add_and_no_more(
    postgres: PostgresServer, tmp_path: Path, url: str, clock: FakeClock
) -> None:
    owner = open_shared(url)
    migrate(owner, Role.SHARED)
    database = owner.url.database or ""
    postgres.execute("DROP ROLE IF EXISTS station", "CREATE ROLE station LOGIN PASSWORD 'guard'")
    grant_station_rights(owner, "station")
    owner.dispose()
    station = Station(tmp_path, postgres.url(database, "station", "guard"), cases.STATION, clock)
    station.journal.commit(cases.batch(1))
    station.journal.commit(cases.handled(1))
    station.carrier.start()
    assert until(station, carried).refused == 0
    for verb in (
        "UPDATE alarm_action SET actor = ''",
        "DELETE FROM alarm_action",
        "TRUNCATE audit",
        "DROP TABLE alarm",
    ):
        with (
            station.shared.connect() as connection,
            pytest.raises(DBAPIError, match=r"permission denied|must be owner"),
        ):
            connection.execute(text(verb))
    station.close()


def test_a_wrong_password_and_missing_rights_are_told_apart(
    postgres: PostgresServer, tmp_path: Path, url: str, clock: FakeClock
) -> None:
    name = url.rsplit("/", 1)[1]
    postgres.execute("DROP ROLE IF EXISTS poor", "CREATE ROLE poor LOGIN PASSWORD 'guard'")
    for user, word, code in (("poor", "wrong", "unauthorized"), ("poor", "guard", "rights")):
        station = Station(tmp_path, postgres.url(name, user, word), cases.STATION, clock)
        station.carrier.start()
        status = until(station, lambda status: bool(status.error_code))
        assert (status.error_code, status.connected) == (code, False)
        station.close()


def test_a_database_of_a_newer_program_is_left_alone(postgres: PostgresServer, station: Station) -> None:
    database = station.shared.url.database or ""
    migrate(station.shared, Role.SHARED)
    postgres.execute("UPDATE alembic_version SET version_num = '9999'", database=database)
    station.journal.commit(cases.batch(1))
    station.carrier.start()
    assert until(station, lambda status: bool(status.error_code)).error_code == "newer"
    assert ids(station.shared, raw_message) == set()


def test_stations_that_start_together_migrate_once(url: str) -> None:
    engines = [open_shared(url) for _ in range(4)]
    threads = [threading.Thread(target=migrate, args=(engine, Role.SHARED)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engines[0].connect() as connection:
        assert revision(connection) == HEAD
    for engine in engines:
        engine.dispose()


def test_a_shared_database_restored_empty_gets_everything_again(station: Station, postgres: PostgresServer) -> None:
    station.journal.commit(cases.batch(1))
    station.carrier.start()
    until(station, carried)
    postgres.execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public", database=station.shared.url.database or "")
    outbox_rows.carry_all_again(station.database, station.clock.now())
    station.carrier.hurry()
    until(station, lambda _status: outbox_rows.backlog(station.database).depth == 0)
    assert ids(station.shared, alarm_action) == {"raise-000001", "incident_open-000001"}


def test_the_chain_can_be_followed_in_the_shared_database(station: Station) -> None:
    log = AuditLog(station.database, station.name, station.clock)
    for number in range(3):
        log.append("王建国", "look", f"cam{number}", before=None, after={"ratio": 0.1 + number})
    station.carrier.start()
    until(station, carried)
    names = ("id", "station", "chain", "sequence", "at", "actor", "action", "object", "before", "after")
    with station.shared.connect() as connection:
        found = connection.execute(select(audit).order_by(audit.c.sequence)).mappings().all()
    followed = check(({name: row[name] for name in names}, row["previous_hash"], row["hash"]) for row in found)
    assert followed.sound
    assert followed == log.verify()
